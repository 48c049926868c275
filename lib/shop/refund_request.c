/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/refund.h"

#include "shop/stock.h"
#include "json/read.h"
#include "json/write.h"

static bool amount_field(const json_t *object, const char *name, const struct currency *currency, bool *has, amount *value,
                         struct fault *fault)
{
    struct slice text;

    if (!field_string(object, name, &text, fault))
        return false;
    *has = text.bytes != NULL;
    return !*has || amount_read(text, currency, false, name, value, fault);
}

static bool restock_field(const json_t *object, struct reversal_line *line, struct fault *fault)
{
    const json_t *value = json_object_get(object, "restock");

    if (!json_is_boolean(value))
        return field_integer(object, "restock", 0, QUANTITY_LIMIT, &line->restock, &line->has_restock, fault);
    return fault_set(fault, FAULT_REFUSED, "wrong_type", "restock", "of a line must be a number of units");
}

static bool read_line(const json_t *object, struct reversal_line *line, const struct currency *currency, struct fault *fault)
{
    static const char *const known[] = {"line", "quantity", "amount", "restock", "location", NULL};
    int64_t number = 0;
    bool has_line;

    *line = (struct reversal_line){0};
    if (!json_is_object(object))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", NULL, "must be an object");
    if (!fields_known(object, known, fault) || !field_integer(object, "line", 1, ORDER_LINES_LIMIT, &number, &has_line, fault) ||
        !field_integer(object, "quantity", 1, QUANTITY_LIMIT, &line->units, &line->has_units, fault) ||
        !amount_field(object, "amount", currency, &line->has_amount, &line->amount, fault) || !restock_field(object, line, fault) ||
        !field_string(object, "location", &line->location, fault))
        return false;
    line->line = (size_t)number;
    return has_line || field_missing("line", fault);
}

static bool read_lines(const json_t *object, struct reversal_request *what, const struct currency *currency, struct arena *arena,
                       struct fault *fault)
{
    const json_t *lines;

    if (!field_array(object, "lines", &lines, fault))
        return false;
    /* No lines at all is the whole order, which is not what somebody meant who named none. */
    if (lines && !json_array_size(lines))
        return fault_set(fault, FAULT_REFUSED, "missing_field", "lines", "names no line");
    what->line_count = json_array_size(lines);
    what->lines = arena_take(arena, what->line_count * sizeof *what->lines);
    for (size_t i = 0; i < what->line_count; i++)
        if (!read_line(json_array_get(lines, i), &what->lines[i], currency, fault))
            return fault_within(fault, "lines[%zu]", i + 1);
    return true;
}

static bool read_shipping(const json_t *object, struct reversal_request *what, const struct currency *currency, struct fault *fault)
{
    const json_t *shipping = json_object_get(object, "shipping");
    bool has;

    if (json_is_boolean(shipping)) {
        what->shipping = json_is_true(shipping) ? SHIPPING_WHOLE : SHIPPING_KEPT;
        return true;
    }
    if (!amount_field(object, "shipping", currency, &has, &what->shipping_amount, fault))
        return false;
    what->shipping = has ? SHIPPING_PART : SHIPPING_KEPT;
    return true;
}

static bool read_day(const json_t *object, day *dated, struct fault *fault)
{
    struct slice text;

    if (!field_string(object, "day", &text, fault))
        return false;
    return !text.bytes || day_read(text, dated) ||
           fault_set(fault, FAULT_REFUSED, "not_a_date", "day", "\"%.*s\" is no day like 2026-11-21", SLICE_ARGS(text));
}

/* What refunds and credit notes have in common. */
static bool read_note(const json_t *object, struct credit_note_request *request, const struct currency *currency,
                      struct arena *arena, struct fault *fault)
{
    struct reversal_request *what = &request->what;
    bool present;

    return read_lines(object, what, currency, arena, fault) && read_shipping(object, what, currency, fault) &&
           amount_field(object, "amount", currency, &what->has_amount, &what->amount, fault) &&
           field_bool(object, "restock", &what->restocks, &present, fault) &&
           field_string(object, "location", &what->location, fault) && field_string(object, "reason", &request->reason, fault) &&
           read_day(object, &request->dated, fault);
}

static bool read_means(const json_t *object, struct refund_request *request, const struct currency *currency, struct arena *arena,
                       struct fault *fault)
{
    static const char *const known[] = {"means", "amount", "reference", NULL};
    const json_t *means = json_object_get(object, "means");

    if (json_is_string(means)) {
        request->means_count = 1;
        request->means = arena_take(arena, sizeof *request->means);
        *request->means = (struct refund_means){.means = {json_string_value(means), json_string_length(means)}};
        return true;
    }
    if (!field_array(object, "means", &means, fault))
        return false;
    request->means_count = json_array_size(means);
    request->means = arena_take(arena, request->means_count * sizeof *request->means);
    for (size_t i = 0; i < request->means_count; i++) {
        const json_t *one = json_array_get(means, i);
        struct refund_means *row = &request->means[i];

        *row = (struct refund_means){0};
        if (!json_is_object(one))
            return fault_set(fault, FAULT_REFUSED, "wrong_type", "means", "must be an array of objects");
        if (!fields_known(one, known, fault) || !field_string(one, "means", &row->means, fault) ||
            !field_string(one, "reference", &row->reference, fault) ||
            !amount_field(one, "amount", currency, &row->has_amount, &row->amount, fault))
            return fault_within(fault, "means[%zu]", i + 1);
        if (!row->means.bytes)
            return field_missing("means", fault) || fault_within(fault, "means[%zu]", i + 1);
    }
    return true;
}

bool credit_note_request_from_json(struct credit_note_request *request, const json_t *object, const struct currency *currency,
                                   struct arena *arena, struct fault *fault)
{
    static const char *const known[] = {"lines", "shipping", "amount", "reason", "day", NULL};

    if (!fields_known(object, known, fault) || !read_note(object, request, currency, arena, fault))
        return false;
    for (size_t i = 0; i < request->what.line_count; i++)
        if (request->what.lines[i].has_restock || request->what.lines[i].location.bytes) {
            fault_set(fault, FAULT_REFUSED, "contradiction", "restock",
                      "goods come back with a refund, and not with a credit note");
            return fault_within(fault, "lines[%zu]", i + 1);
        }
    return true;
}

bool refund_request_from_json(struct refund_request *request, const json_t *object, const struct currency *currency,
                              struct arena *arena, struct fault *fault)
{
    static const char *const known[] = {"lines", "shipping", "amount", "by_law",      "restock", "location", "reason",
                                        "day",   "key",      "return", "credit_note", "owed",    "means",    NULL};
    bool present;

    return fields_known(object, known, fault) && read_note(object, &request->note, currency, arena, fault) &&
           field_bool(object, "by_law", &request->note.what.by_law, &present, fault) &&
           field_string(object, "key", &request->key, fault) && field_string(object, "return", &request->return_name, fault) &&
           field_string(object, "credit_note", &request->credit_note, fault) &&
           field_bool(object, "owed", &request->owed, &present, fault) && read_means(object, request, currency, arena, fault);
}

bool credit_note_request_check(const struct credit_note_request *request, struct fault *fault)
{
    const struct reversal_request *what = &request->what;

    if (request->reason.bytes && !name_check(request->reason, REFUND_REASON_LIMIT, "reason", fault))
        return false;
    if (what->location.bytes && !location_check(what->location, "location", fault))
        return false;
    if (what->by_law && (what->has_amount || what->shipping != SHIPPING_KEPT))
        return fault_set(fault, FAULT_REFUSED, "contradiction", what->has_amount ? "amount" : "shipping",
                         "is what the law says it is, with by_law");
    if (what->has_amount && (what->line_count || what->shipping != SHIPPING_KEPT))
        return fault_set(fault, FAULT_REFUSED, "contradiction", "amount",
                         "is dealt out over the whole order, and goes with no line and no shipping");
    return true;
}

static bool check_means(const struct refund_request *request, struct fault *fault)
{
    size_t without = 0;

    if (request->means_count > MEANS_COUNT_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "means", "are more than %d", MEANS_COUNT_LIMIT);
    for (size_t i = 0; i < request->means_count; i++) {
        const struct refund_means *means = &request->means[i];

        without += !means->has_amount;
        if (!name_check(means->means, MEANS_LIMIT, "means", fault) ||
            (means->reference.bytes && !name_check(means->reference, REFERENCE_LIMIT, "reference", fault)))
            return false;
    }
    return without <= 1 ||
           fault_set(fault, FAULT_REFUSED, "missing_field", "means", "only one of several can be without its amount");
}

bool refund_request_check(const struct refund_request *request, struct fault *fault)
{
    const struct reversal_request *what = &request->note.what;

    if (!credit_note_request_check(&request->note, fault) || !check_means(request, fault) ||
        (request->key.bytes && !name_check(request->key, REFUND_KEY_LIMIT, "key", fault)) ||
        (request->return_name.bytes && !name_check(request->return_name, REFUND_KEY_LIMIT, "return", fault)))
        return false;
    if ((request->credit_note.bytes || request->owed) &&
        (what->line_count || what->shipping != SHIPPING_KEPT || what->has_amount || what->by_law || what->restocks ||
         (request->credit_note.bytes && request->owed)))
        return fault_set(fault, FAULT_REFUSED, "contradiction", request->owed ? "owed" : "credit_note",
                         "says what is paid back, and goes with no line, shipping, amount, by_law or restock");
    return true;
}

static void write_lines(const struct reversal_request *what, const struct currency *currency, struct text *text)
{
    json_open(text, "lines", '[');
    for (size_t i = 0; i < what->line_count; i++) {
        const struct reversal_line *line = &what->lines[i];

        json_open(text, NULL, '{');
        json_put_integer(text, "line", (int64_t)line->line);
        if (line->has_units)
            json_put_integer(text, "quantity", line->units);
        if (line->has_amount)
            json_put_amount(text, "amount", line->amount, currency);
        if (line->has_restock)
            json_put_integer(text, "restock", line->restock);
        json_put_optional(text, "location", line->location);
        json_close(text, '}');
    }
    json_close(text, ']');
}

void refund_request_write(const struct refund_request *request, const struct currency *currency, struct text *text)
{
    const struct reversal_request *what = &request->note.what;

    json_open(text, NULL, '{');
    write_lines(what, currency, text);
    if (what->shipping == SHIPPING_PART)
        json_put_amount(text, "shipping", what->shipping_amount, currency);
    json_put_bool(text, "all_shipping", what->shipping == SHIPPING_WHOLE);
    if (what->has_amount)
        json_put_amount(text, "amount", what->amount, currency);
    json_put_bool(text, "by_law", what->by_law);
    json_put_bool(text, "restock", what->restocks);
    json_put_optional(text, "location", what->location);
    json_put_optional(text, "reason", request->note.reason);
    json_put_optional(text, "return", request->return_name);
    json_put_optional(text, "credit_note", request->credit_note);
    if (request->owed)
        json_put_bool(text, "owed", true);
    json_open(text, "means", '[');
    for (size_t i = 0; i < request->means_count; i++) {
        json_open(text, NULL, '{');
        json_put_string(text, "means", request->means[i].means);
        json_put_optional(text, "reference", request->means[i].reference);
        if (request->means[i].has_amount)
            json_put_amount(text, "amount", request->means[i].amount, currency);
        json_close(text, '}');
    }
    json_close(text, ']');
    json_close(text, '}');
}
