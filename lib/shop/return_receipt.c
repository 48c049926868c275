/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/return_receipt.h"

#include "shop/goods_movement.h"
#include "shop/product.h"
#include "shop/reversal.h"
#include "shop/stock.h"
#include "json/read.h"
#include "json/scan.h"

static bool read_part(const json_t *object, struct receipt_part *part, const struct currency *currency, struct fault *fault)
{
    static const char *const known[] = {"line", "quantity", "grade", "loss", "loss_reason", NULL};
    struct slice grade;
    struct slice loss;
    int64_t number = 0;
    bool has_line;

    *part = (struct receipt_part){0};
    if (!json_is_object(object))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", NULL, "must be an object");
    if (!fields_known(object, known, fault) || !field_integer(object, "line", 1, ORDER_LINES_LIMIT, &number, &has_line, fault) ||
        !field_integer(object, "quantity", 1, QUANTITY_LIMIT, &part->quantity, &part->has_quantity, fault) ||
        !field_string(object, "grade", &grade, fault) || !field_string(object, "loss", &loss, fault) ||
        !field_string(object, "loss_reason", &part->loss_reason, fault))
        return false;
    part->line = (size_t)number;
    part->has_loss = loss.bytes != NULL;
    return (has_line || field_missing("line", fault)) && (!grade.bytes || return_grade_read(grade, &part->grade, fault)) &&
           (!loss.bytes || amount_read(loss, currency, false, "loss", &part->loss, fault));
}

static bool read_scan(const json_t *code, struct receipt_part *part, struct fault *fault)
{
    if (!json_is_string(code))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", "scans", "must be an array of strings");
    *part = (struct receipt_part){.code = {json_string_value(code), json_string_length(code)}, .has_quantity = true, .quantity = 1};
    return true;
}

bool receipt_request_from_json(struct receipt_request *request, const json_t *object, const struct currency *currency,
                               struct arena *arena, struct fault *fault)
{
    static const char *const known[] = {"lines", "scans", "location", "second_choice", NULL};
    const json_t *lines;
    const json_t *scans;

    if (!fields_known(object, known, fault) || !field_array(object, "lines", &lines, fault) ||
        !field_array(object, "scans", &scans, fault) || !field_string(object, "location", &request->location, fault) ||
        !field_string(object, "second_choice", &request->second_choice, fault))
        return false;
    if ((lines || scans) && !json_array_size(lines) && !json_array_size(scans))
        return fault_set(fault, FAULT_REFUSED, "missing_field", lines ? "lines" : "scans", "names nothing that came");
    request->parts = arena_take(arena, (json_array_size(lines) + json_array_size(scans)) * sizeof *request->parts);
    for (size_t i = 0; i < json_array_size(lines); i++)
        if (!read_part(json_array_get(lines, i), &request->parts[request->part_count++], currency, fault))
            return fault_within(fault, "lines[%zu]", i + 1);
    for (size_t i = 0; i < json_array_size(scans); i++)
        if (!read_scan(json_array_get(scans, i), &request->parts[request->part_count++], fault))
            return false;
    return true;
}

static int64_t awaited(const struct return_line *line)
{
    return line->quantity - return_line_came(line);
}

/* A GTIN of 8, 12 or 13 digits is one of 14 that begins with zeros (GS1 General Specifications, 3.3.2): scanners tell any of them.
 */
static struct slice without_zeros(struct slice number)
{
    while (number.length && number.bytes[0] == '0')
        number = slice_from(number, 1);
    return number;
}

static bool has_gtin(struct slice sku, struct slice code, struct store *store, bool *has, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice record;
    struct slice gtin;
    bool done;

    product_id(sku, &id);
    done = store_get(store, text_slice(&id), &record, fault);
    gtin = done ? without_zeros(scan_text(scan_find(record, "gtin"))) : (struct slice){NULL, 0};
    *has = gtin.length && slice_equal(gtin, without_zeros(code));
    text_release(&id);
    return done;
}

/* The line that awaits what was scanned: by its SKU, or else by the GTIN that the product has now. */
static bool line_scanned(struct goods_return *of, struct slice code, struct store *store, struct return_line **line,
                         struct fault *fault)
{
    bool has = false;

    for (size_t i = 0; i < of->line_count; i++)
        if (slice_equal(of->lines[i].sku, code) && awaited(&of->lines[i]) > 0) {
            *line = &of->lines[i];
            return true;
        }
    for (size_t i = 0; i < of->line_count; i++) {
        *line = &of->lines[i];
        if (awaited(*line) > 0 && !has_gtin((*line)->sku, code, store, &has, fault))
            return false;
        if (has)
            return true;
    }
    return fault_set(fault, FAULT_REFUSED, "not_awaited", "scans", "return %.*s awaits no \"%.*s\"", SLICE_ARGS(of->id),
                     SLICE_ARGS(code));
}

static bool line_of(struct goods_return *of, const struct receipt_part *part, struct store *store, struct return_line **line,
                    struct fault *fault)
{
    if (!part->line)
        return line_scanned(of, part->code, store, line, fault);
    for (size_t i = 0; i < of->line_count; i++)
        if (of->lines[i].line == part->line) {
            *line = &of->lines[i];
            return true;
        }
    return fault_set(fault, FAULT_REFUSED, "unknown_line", "line", "return %.*s has no line %zu", SLICE_ARGS(of->id), part->line);
}

/* What the units are worth less can be no more than they cost. */
static bool note_loss(struct return_line *line, const struct order *order, const struct receipt_part *part, struct fault *fault)
{
    struct refundable left = order_line_refundable(&order->lines[line->line - 1]);

    if (!part->has_loss)
        return true;
    if (!part->loss_reason.bytes)
        return fault_set(fault, FAULT_REFUSED, "missing_field", "loss_reason", "must say why it is worth less");
    if (!return_reason_check(part->loss_reason, "loss_reason", fault))
        return false;
    if (!amount_add(&line->loss, part->loss) || line->loss > refundable_left(&left))
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "loss", "is more than what line %zu cost", line->line);
    line->loss_reason = part->loss_reason;
    return true;
}

static struct slice shelf_of(const struct receipt_request *request, const struct settings *settings, const struct order_line *line,
                             enum return_grade grade)
{
    if (grade == GRADE_AS_NEW)
        return request->location.bytes ? request->location : line->location;
    if (grade == GRADE_SECOND_CHOICE)
        return request->second_choice.bytes ? request->second_choice : settings->text[RETURNS_SECOND_CHOICE];
    return (struct slice){NULL, 0};
}

/* What came of a line in a grade, and so goes to one shelf. */
static struct received_units *row_of(struct goods_return *of, size_t line, enum return_grade grade)
{
    for (size_t i = 0; i < of->receipt_count; i++)
        if (of->receipt[i].line == line && of->receipt[i].grade == grade)
            return &of->receipt[i];
    of->receipt[of->receipt_count] = (struct received_units){.line = line, .grade = grade};
    return &of->receipt[of->receipt_count++];
}

static bool take_part(struct goods_return *of, struct order *order, const struct receipt_request *request,
                      const struct receipt_part *part, const struct settings *settings, struct store *store, struct fault *fault)
{
    struct return_line *line = NULL;
    struct received_units *received;
    struct order_line *ordered;
    int64_t units;

    if (!line_of(of, part, store, &line, fault))
        return false;
    if (line->line < 1 || line->line > order->line_count)
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "return %.*s names a line that its order has not",
                         SLICE_ARGS(of->id));
    ordered = &order->lines[line->line - 1];
    units = part->has_quantity ? part->quantity : awaited(line);
    if (units > awaited(line) || units > order_line_out(ordered))
        return fault_set(fault, FAULT_REFUSED, "more_than_announced", "quantity", "only %lld of line %zu are awaited",
                         (long long)awaited(line), line->line) ||
               fault_short(fault, awaited(line));
    if (!note_loss(line, order, part, fault))
        return false;
    if (!units)
        return true;
    received = row_of(of, line->line, part->grade);
    received->quantity += units;
    received->location = shelf_of(request, settings, ordered, part->grade);
    if (part->grade == GRADE_SECOND_CHOICE && !received->location.bytes)
        return fault_set(fault, FAULT_REFUSED, "missing_field", "second_choice",
                         "nothing says where second choice is kept (setting returns.second_choice)");
    line->came[part->grade] += units;
    ordered->returned += units;
    return !received->location.bytes || location_check(received->location, "location", fault);
}

static bool put_on_shelves(const struct goods_return *of, const struct order *order, struct store *store, struct arena *arena,
                           struct changes *changes, struct fault *fault)
{
    struct goods_movements movements;

    goods_movements_begin(&movements, order, RETURN_GRADES, arena);
    for (size_t i = 0; i < of->receipt_count; i++)
        if (of->receipt[i].location.bytes)
            goods_movements_add(&movements, order, of->receipt[i].line - 1, of->receipt[i].location, of->receipt[i].quantity, 1, 0);
    return goods_move(&movements, order, "return of order ", store, changes, fault);
}

static struct receipt_part *all_awaited(const struct goods_return *of, enum return_grade grade, struct arena *arena)
{
    struct receipt_part *parts = arena_take(arena, of->line_count * sizeof *parts);

    for (size_t i = 0; i < of->line_count; i++)
        parts[i] = (struct receipt_part){.line = of->lines[i].line, .grade = grade};
    return parts;
}

bool return_receive(struct goods_return *of, struct order *order, const struct receipt_request *request,
                    const struct settings *settings, struct store *store, instant now, struct arena *arena, struct changes *changes,
                    bool *changed, size_t *row, struct fault *fault)
{
    const struct receipt_part *parts = request->part_count ? request->parts : all_awaited(of, request->grade, arena);
    size_t count = request->part_count ? request->part_count : of->line_count;
    int64_t missing = 0;
    bool lost_value = false;
    uint64_t number;

    *changed = false;
    if (!goods_return_is_open(of))
        return fault_set(fault, FAULT_REFUSED, "not_awaited", "status", "nothing comes back of return %.*s, which is %s",
                         SLICE_ARGS(of->id), of->kind == RETURN_LOST ? "of lost goods" : return_status_word(of->status));
    of->receipt = arena_take(arena, RETURN_GRADES * of->line_count * sizeof *of->receipt);
    for (size_t i = 0; i < count; i++) {
        if (!take_part(of, order, request, &parts[i], settings, store, fault))
            return false;
        lost_value |= parts[i].has_loss;
    }
    if (!of->receipt_count && !lost_value)
        return true;
    if (!put_on_shelves(of, order, store, arena, changes, fault) || !order_number(order->id, &number, fault))
        return false;
    for (size_t i = 0; i < of->line_count; i++)
        missing += awaited(&of->lines[i]);
    if (of->status <= RETURN_GRADED)
        of->status = missing ? RETURN_RECEIVED : RETURN_GRADED;
    of->is_received = true;
    of->received_at = now;
    order_change(order, number, changes);
    *row = goods_return_change(of, changes);
    *changed = true;
    return true;
}
