/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/transfer.h"

#include "shop/members.h"
#include "shop/product.h"
#include "shop/stock.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

#include <stdlib.h>

static const char *const statuses[] = {"sent", "received", "closed"};

static void record_id(struct slice transfer, struct text *id)
{
    text_clear(id);
    text_add_string(id, "transfer/");
    text_add_slice(id, transfer);
}

static int64_t in_transit(const struct transfer_line *line)
{
    return line->quantity - line->received - line->missing;
}

static bool read_instant(struct slice value, bool *known, instant *at)
{
    *known = value.bytes != NULL;
    return !value.bytes || instant_read(scan_text(value), at);
}

static bool read_status(struct slice word, enum transfer_status *status)
{
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (slice_is(word, statuses[i])) {
            *status = (enum transfer_status)i;
            return true;
        }
    return false;
}

bool transfer_from_stored(struct transfer *transfer, struct slice record, struct arena *arena, struct fault *fault)
{
    struct slice lines = scan_find(record, "lines");
    struct slice reason = scan_find(record, "reason");
    struct scan scan;
    struct slice line;

    *transfer = (struct transfer){
        .id = text_of(scan_find(record, "id"), arena),
        .from = text_of(scan_find(record, "from"), arena),
        .to = text_of(scan_find(record, "to"), arena),
        .reason = reason.bytes ? text_of(reason, arena) : reason,
        .training = slice_is(scan_find(record, "training"), "true"),
        .line_count = scan_count(lines),
    };
    transfer->lines = arena_take(arena, transfer->line_count * sizeof *transfer->lines + 1);
    if (!read_status(scan_text(scan_find(record, "status")), &transfer->status) ||
        !read_instant(scan_find(record, "sent_at"), &transfer->sent, &transfer->sent_at) ||
        !read_instant(scan_find(record, "received_at"), &transfer->received, &transfer->received_at) || !scan_array(&scan, lines))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "a transfer's record in the journal cannot be read");
    for (size_t i = 0; i < transfer->line_count && scan_element(&scan, &line); i++)
        transfer->lines[i] = (struct transfer_line){text_of(scan_find(line, "sku"), arena), whole_of(scan_find(line, "quantity")),
                                                    whole_of(scan_find(line, "received")), whole_of(scan_find(line, "missing"))};
    return true;
}

static void write_transfer(const struct transfer *transfer, struct text *text)
{
    text_add_string(text, "{\"type\":\"transfer\"");
    json_put_string(text, "id", transfer->id);
    if (transfer->training)
        json_put_bool(text, "training", true);
    json_put_string(text, "from", transfer->from);
    json_put_string(text, "to", transfer->to);
    json_put_string(text, "status", slice_of(statuses[transfer->status]));
    json_put_instant(text, "sent_at", transfer->sent_at);
    if (transfer->received)
        json_put_instant(text, "received_at", transfer->received_at);
    json_open(text, "lines", '[');
    for (size_t i = 0; i < transfer->line_count; i++) {
        const struct transfer_line *line = &transfer->lines[i];

        json_open(text, NULL, '{');
        json_put_string(text, "sku", line->sku);
        json_put_integer(text, "quantity", line->quantity);
        json_put_integer(text, "received", line->received);
        if (line->missing)
            json_put_integer(text, "missing", line->missing);
        json_close(text, '}');
    }
    json_close(text, ']');
    json_put_optional(text, "reason", transfer->reason);
    text_add_byte(text, '}');
}

static size_t change(const struct transfer *transfer, struct changes *changes)
{
    struct text id = TEXT_INIT;
    size_t row;

    record_id(transfer->id, &id);
    write_transfer(transfer, changes_begin(changes, text_slice(&id)));
    row = changes_end(changes);
    text_release(&id);
    return row;
}

static bool find(struct transfer *transfer, struct store *store, struct slice id, struct arena *arena, bool *found,
                 struct fault *fault)
{
    struct text room = TEXT_INIT;
    struct slice record;
    bool done;

    record_id(id, &room);
    done = store_get(store, text_slice(&room), &record, fault);
    text_release(&room);
    *found = done && record.bytes;
    return done && (!*found || transfer_from_stored(transfer, arena_copy(arena, record), arena, fault));
}

bool transfer_find(struct transfer *transfer, struct store *store, struct slice id, struct arena *arena, struct fault *fault)
{
    bool found;

    if (slice_starts(id, "transfer/"))
        id = slice_from(id, strlen("transfer/"));
    return name_check(id, TRANSFER_ID_LIMIT, "id", fault) && find(transfer, store, id, arena, &found, fault) &&
           (found || fault_set(fault, FAULT_REFUSED, "unknown_transfer", "id", "there is no transfer \"%.*s\"", SLICE_ARGS(id)));
}

static struct transfer_line *line_of(const struct transfer *transfer, struct slice sku)
{
    for (size_t i = 0; i < transfer->line_count; i++)
        if (slice_equal(transfer->lines[i].sku, sku))
            return &transfer->lines[i];
    return NULL;
}

/* [{"sku","quantity"}]: every SKU once. */
static bool read_lines(const json_t *list, const char *name, int64_t least, struct transfer *transfer, struct arena *arena,
                       struct fault *fault)
{
    static const char *const known[] = {"sku", "quantity", "received", "missing", NULL};
    size_t count = json_array_size(list);

    if (!count || count > TRANSFER_LINES_LIMIT)
        return fault_set(fault, FAULT_REFUSED, count ? "too_many_lines" : "missing_field", name, "must be 1 to %d goods",
                         TRANSFER_LINES_LIMIT);
    transfer->lines = arena_take(arena, count * sizeof *transfer->lines);
    transfer->line_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct transfer_line line = {.quantity = 0};
        const json_t *object = json_array_get(list, i);
        bool present = true;

        if (!json_is_object(object))
            return fault_set(fault, FAULT_REFUSED, "wrong_type", name, "must be an array of objects");
        if (!fields_known(object, known, fault) || !field_string(object, "sku", &line.sku, fault) ||
            (line.sku.bytes && !name_check(line.sku, SKU_LIMIT, "sku", fault)) ||
            !field_integer(object, "quantity", least, STOCK_LIMIT, &line.quantity, &present, fault))
            return fault_within(fault, "%s[%zu]", name, i + 1);
        if (!line.sku.bytes || !present)
            return field_missing(present ? "sku" : "quantity", fault) || fault_within(fault, "%s[%zu]", name, i + 1);
        if (line_of(transfer, line.sku))
            return fault_set(fault, FAULT_REFUSED, "contradiction", name, "\"%.*s\" is named twice", SLICE_ARGS(line.sku));
        transfer->lines[transfer->line_count++] = line;
    }
    return true;
}

static bool move(struct store *store, const struct transfer *transfer, const char *what, struct slice sku, struct slice location,
                 int64_t units, struct changes *changes, struct fault *fault)
{
    struct text reason = TEXT_INIT;
    struct stock_movement movement = {.sku = sku, .location = location, .on_hand = units};
    struct stock_level level;
    bool found;
    bool done;

    text_add_string(&reason, what);
    text_add_slice(&reason, transfer->id);
    movement.reason = text_slice(&reason);
    done = stock_find(store, sku, location, &level, &found, fault) && stock_move(&movement, &level, changes, fault);
    text_release(&reason);
    return done;
}

static bool check_goods(struct store *store, struct slice sku, struct fault *fault)
{
    struct product_facts facts;
    struct slice record;

    if (!product_find(store, sku, &record, &facts, fault))
        return false;
    return !(facts.traits & (PRODUCT_HAS_VARIANTS | PRODUCT_IS_BUNDLE)) ||
           fault_set(fault, FAULT_REFUSED, facts.traits & PRODUCT_IS_BUNDLE ? "is_bundle" : "has_variants", "sku",
                     "\"%.*s\" has no stock of its own", SLICE_ARGS(sku));
}

static bool same_goods(const struct transfer *a, const struct transfer *b)
{
    bool same = slice_equal(a->from, b->from) && slice_equal(a->to, b->to) && a->line_count == b->line_count;

    for (size_t i = 0; same && i < a->line_count; i++)
        same = slice_equal(a->lines[i].sku, b->lines[i].sku) && a->lines[i].quantity == b->lines[i].quantity;
    return same;
}

static bool send(struct store *store, struct transfer *transfer, struct arena *arena, struct changes *changes, bool *changed,
                 size_t *row, struct fault *fault)
{
    struct transfer before;
    bool found;

    if (!location_check(transfer->from, "from", fault) || !location_check(transfer->to, "to", fault))
        return false;
    if (slice_equal(transfer->from, transfer->to))
        return fault_set(fault, FAULT_REFUSED, "contradiction", "to", "is where the goods are already");
    if (!find(&before, store, transfer->id, arena, &found, fault))
        return false;
    if (found)
        return same_goods(&before, transfer) ||
               fault_set(fault, FAULT_CONFLICT, "key_conflict", "id", "\"%.*s\" is a transfer already, of other goods",
                         SLICE_ARGS(transfer->id));
    for (size_t i = 0; i < transfer->line_count; i++) {
        const struct transfer_line *line = &transfer->lines[i];

        if (!check_goods(store, line->sku, fault) ||
            !move(store, transfer, "sent with transfer ", line->sku, transfer->from, -line->quantity, changes, fault))
            return fault_within(fault, "lines[%zu]", i + 1);
    }
    *row = change(transfer, changes);
    *changed = true;
    return true;
}

static void settle(struct transfer *transfer)
{
    bool all = true;
    bool missing = false;

    for (size_t i = 0; i < transfer->line_count; i++) {
        all &= in_transit(&transfer->lines[i]) == 0;
        missing |= transfer->lines[i].missing > 0;
    }
    if (all)
        transfer->status = missing ? TRANSFER_CLOSED : TRANSFER_RECEIVED;
}

/* So many more come in. */
static bool take_in(struct store *store, struct transfer *transfer, struct transfer_line *line, int64_t units, instant now,
                    struct changes *changes, struct fault *fault)
{
    line->received += units;
    transfer->received = true;
    transfer->received_at = now;
    return move(store, transfer, "received with transfer ", line->sku, transfer->to, units, changes, fault);
}

static bool receive(struct store *store, const struct transfer *told, instant now, struct arena *arena, struct changes *changes,
                    bool *changed, size_t *row, struct fault *fault)
{
    struct transfer transfer;

    if (!transfer_find(&transfer, store, told->id, arena, fault))
        return false;
    for (size_t i = 0; i < told->line_count; i++) {
        struct transfer_line *line = line_of(&transfer, told->lines[i].sku);
        int64_t more = line ? told->lines[i].quantity - line->received : 0;

        if (!line)
            fault_set(fault, FAULT_REFUSED, "wrong_goods", "sku", "\"%.*s\" was not sent with transfer %.*s",
                      SLICE_ARGS(told->lines[i].sku), SLICE_ARGS(told->id));
        else if (more < 0)
            fault_set(fault, FAULT_REFUSED, "received_before", "quantity", "%lld of \"%.*s\" were received before",
                      (long long)line->received, SLICE_ARGS(line->sku));
        else if (more > in_transit(line))
            fault_set(fault, FAULT_REFUSED, "too_many", "quantity",
                      "%lld of \"%.*s\" were sent%s: what is more is counted by stock-adjust", (long long)line->quantity,
                      SLICE_ARGS(line->sku), line->missing ? ", and some are missing" : "");
        else if (!more || take_in(store, &transfer, line, more, now, changes, fault)) {
            *changed |= more > 0;
            continue;
        }
        return fault_within(fault, "received[%zu]", i + 1);
    }
    settle(&transfer);
    if (*changed)
        *row = change(&transfer, changes);
    return true;
}

bool transfer_record(struct store *store, const json_t *record, bool training, instant now, struct arena *arena,
                     struct changes *changes, bool *changed, size_t *row, struct text *id, struct fault *fault)
{
    static const char *const known[] = {"type", "id", "from", "to", "lines", "received", NULL};
    struct transfer transfer = {.training = training, .sent = true, .sent_at = now};
    const json_t *lines;
    const json_t *received;
    struct slice type;

    *changed = false;
    if (!fields_known(record, known, fault) || !field_string(record, "type", &type, fault) ||
        !field_string(record, "id", &transfer.id, fault) || !field_string(record, "from", &transfer.from, fault) ||
        !field_string(record, "to", &transfer.to, fault) || !field_array(record, "lines", &lines, fault) ||
        !field_array(record, "received", &received, fault))
        return false;
    if (type.bytes && !slice_is(type, "transfer"))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", "type", "is \"%.*s\", not \"transfer\"", SLICE_ARGS(type));
    if (!transfer.id.bytes)
        return field_missing("id", fault);
    if (!name_check(transfer.id, TRANSFER_ID_LIMIT, "id", fault))
        return false;
    record_id(transfer.id, id);
    if (received && (lines || transfer.from.bytes || transfer.to.bytes))
        return fault_set(fault, FAULT_REFUSED, "contradiction", "received", "goes with the id of what was sent, alone");
    if (received)
        return read_lines(received, "received", 0, &transfer, arena, fault) &&
               receive(store, &transfer, now, arena, changes, changed, row, fault);
    if (!transfer.from.bytes || !transfer.to.bytes)
        return field_missing(transfer.from.bytes ? "to" : "from", fault);
    return read_lines(lines, "lines", 1, &transfer, arena, fault) && send(store, &transfer, arena, changes, changed, row, fault);
}

bool transfer_end(struct store *store, struct slice given, bool as_missing, struct slice reason, instant now, struct arena *arena,
                  struct changes *changes, bool *changed, size_t *row, struct text *id, struct fault *fault)
{
    struct transfer transfer;

    *changed = false;
    if ((reason.bytes && !name_check(reason, 200, "reason", fault)) || !transfer_find(&transfer, store, given, arena, fault))
        return false;
    record_id(transfer.id, id);
    for (size_t i = 0; i < transfer.line_count; i++) {
        struct transfer_line *line = &transfer.lines[i];
        int64_t units = in_transit(line);

        *changed |= units > 0;
        if (as_missing)
            line->missing += units;
        else if (units && !take_in(store, &transfer, line, units, now, changes, fault))
            return fault_within(fault, "lines[%zu]", i + 1);
    }
    if (!*changed)
        return true;
    settle(&transfer);
    if (as_missing && reason.bytes)
        transfer.reason = reason;
    *row = change(&transfer, changes);
    return true;
}
