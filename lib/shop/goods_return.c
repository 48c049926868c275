/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/goods_return.h"

#include "shop/members.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

static const char prefix[] = "return/";
static const char *const kinds[] = {"withdrawal", "commercial", "guarantee", "damaged", "wrong",
                                    "lost",       "refused",    "unclaimed", NULL};
static const char *const statuses[] = {"announced", "received", "graded",   "refunded", "resent",
                                       "rejected",  "expired",  "repaired", NULL};
static const char *const grades[] = {"as_new", "second_choice", "scrap", NULL};

const char *return_kind_word(enum return_kind kind)
{
    return kinds[kind];
}

const char *return_status_word(enum return_status status)
{
    return statuses[status];
}

const char *return_grade_word(enum return_grade grade)
{
    return grades[grade];
}

static bool word_find(struct slice word, const char *const words[], unsigned *which)
{
    for (*which = 0; words[*which]; ++*which)
        if (slice_is(word, words[*which]))
            return true;
    return false;
}

bool return_kind_read(struct slice word, enum return_kind *kind, struct fault *fault)
{
    unsigned which;
    bool known = word_find(word, kinds, &which);

    *kind = (enum return_kind)which;
    return known || fault_set(fault, FAULT_REFUSED, "unknown_kind", "kind",
                              "cannot be \"%.*s\": withdrawal, commercial, guarantee, damaged, wrong, lost, refused or unclaimed",
                              SLICE_ARGS(word));
}

bool return_status_read(struct slice word, enum return_status *status, struct fault *fault)
{
    unsigned which;
    bool known = word_find(word, statuses, &which);

    *status = (enum return_status)which;
    return known || fault_set(fault, FAULT_REFUSED, "unknown_status", "status",
                              "cannot be \"%.*s\": announced, received, graded, refunded, resent, rejected, expired or repaired",
                              SLICE_ARGS(word));
}

bool return_grade_read(struct slice word, enum return_grade *grade, struct fault *fault)
{
    unsigned which;
    bool known = word_find(word, grades, &which);

    *grade = (enum return_grade)which;
    return known || fault_set(fault, FAULT_REFUSED, "unknown_grade", "grade", "cannot be \"%.*s\": as_new, second_choice or scrap",
                              SLICE_ARGS(word));
}

bool return_reason_check(struct slice word, const char *field, struct fault *fault)
{
    size_t right = 0;

    while (right < word.length && strchr("abcdefghijklmnopqrstuvwxyz0123456789_-", word.bytes[right]))
        right++;
    return (right == word.length && right >= 1 && right <= RETURN_REASON_LIMIT) ||
           fault_set(fault, FAULT_REFUSED, "not_a_word", field, "must be a word of small letters, digits, \"_\" and \"-\"");
}

void goods_return_id(struct slice order, int64_t number, struct text *id)
{
    text_clear(id);
    text_add_string(id, prefix);
    text_add_slice(id, order);
    text_add_byte(id, '-');
    text_add_integer(id, number);
}

int64_t return_line_came(const struct return_line *line)
{
    int64_t came = 0;

    for (int grade = 0; grade < RETURN_GRADES; grade++)
        came += line->came[grade];
    return came;
}

bool goods_return_is_open(const struct goods_return *of)
{
    return of->kind != RETURN_LOST && of->status < RETURN_REJECTED;
}

bool goods_return_is_refundable(const struct goods_return *of)
{
    if (of->status >= RETURN_REFUNDED)
        return false;
    return of->status == RETURN_GRADED || of->kind == RETURN_LOST || (of->kind == RETURN_WITHDRAWAL && of->has_sent);
}

static bool read_day(struct slice value, bool *given, day *of)
{
    *given = value.bytes != NULL;
    return !*given || day_read(scan_text(value), of);
}

static bool read_instant(struct slice value, bool *given, instant *of)
{
    *given = value.bytes != NULL;
    return !*given || instant_read(scan_text(value), of);
}

static void read_line(struct slice value, struct goods_return *of, struct return_line *line, struct arena *arena)
{
    *line = (struct return_line){.line = (size_t)whole_of(scan_find(value, "line")),
                                 .sku = text_of(scan_find(value, "sku"), arena),
                                 .quantity = whole_of(scan_find(value, "quantity")),
                                 .reason = text_of(scan_find(value, "reason"), arena),
                                 .loss_reason = text_of(scan_find(value, "loss_reason"), arena)};
    for (int grade = 0; grade < RETURN_GRADES; grade++)
        line->came[grade] = whole_of(scan_find(value, grades[grade]));
    line->loss = amount_of(scan_find(value, "loss"), &of->currency);
}

static void read_lines(struct slice value, struct goods_return *of, struct arena *arena)
{
    struct scan scan;
    struct slice line;

    of->line_count = 0;
    of->lines = arena_take(arena, scan_count(value) * sizeof *of->lines);
    if (scan_array(&scan, value))
        while (scan_element(&scan, &line))
            read_line(line, of, &of->lines[of->line_count++], arena);
}

bool goods_return_from_stored(struct goods_return *of, struct slice record, struct arena *arena, struct fault *fault)
{
    struct fault unknown = FAULT_INIT;
    bool announced;

    record = arena_copy(arena, record);
    *of = (struct goods_return){.id = text_of(scan_find(record, "id"), arena),
                                .order = text_of(scan_find(record, "order"), arena),
                                .key = text_of(scan_find(record, "key"), arena),
                                .request = text_of(scan_find(record, "request"), arena),
                                .statement = text_of(scan_find(record, "statement"), arena),
                                .training = slice_is(scan_find(record, "training"), "true"),
                                .goodwill = slice_is(scan_find(record, "goodwill"), "true"),
                                .shop_pays = slice_is(scan_text(scan_find(record, "cost")), "shop"),
                                .claim = text_of(scan_find(record, "claim"), arena),
                                .refund = text_of(scan_find(record, "refund"), arena)};
    if (!return_kind_read(scan_text(scan_find(record, "kind")), &of->kind, &unknown) ||
        !return_status_read(scan_text(scan_find(record, "status")), &of->status, &unknown) ||
        !day_read(scan_text(scan_find(record, "day")), &of->day) ||
        !read_instant(scan_find(record, "announced_at"), &announced, &of->announced_at) ||
        !read_day(scan_find(record, "delivered"), &of->has_delivered, &of->delivered) ||
        !read_day(scan_find(record, "deadline"), &of->has_deadline, &of->deadline) ||
        !read_day(scan_find(record, "refund_due"), &of->has_refund_due, &of->refund_due) ||
        !read_day(scan_find(record, "sent"), &of->has_sent, &of->sent) ||
        !read_instant(scan_find(record, "received_at"), &of->is_received, &of->received_at) ||
        !currency_find(scan_text(scan_find(record, "currency")), &of->currency, &unknown))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "a return's record in the journal cannot be read");
    of->has_billed = scan_find(record, "billed").bytes != NULL;
    of->billed = amount_of(scan_find(record, "billed"), &of->currency);
    read_lines(scan_find(record, "lines"), of, arena);
    return true;
}

static void write_line(const struct return_line *line, const struct currency *currency, struct text *text)
{
    json_open(text, NULL, '{');
    json_put_integer(text, "line", (int64_t)line->line);
    json_put_string(text, "sku", line->sku);
    json_put_integer(text, "quantity", line->quantity);
    json_put_optional(text, "reason", line->reason);
    for (int grade = 0; grade < RETURN_GRADES; grade++)
        if (line->came[grade])
            json_put_integer(text, grades[grade], line->came[grade]);
    if (line->loss)
        json_put_amount(text, "loss", line->loss, currency);
    json_put_optional(text, "loss_reason", line->loss_reason);
    json_close(text, '}');
}

static void write_receipt(const struct goods_return *of, struct text *text)
{
    json_open(text, "receipt", '[');
    for (size_t i = 0; i < of->receipt_count; i++) {
        json_open(text, NULL, '{');
        json_put_integer(text, "line", (int64_t)of->receipt[i].line);
        json_put_integer(text, "quantity", of->receipt[i].quantity);
        json_put_string(text, "grade", slice_of(grades[of->receipt[i].grade]));
        json_put_optional(text, "location", of->receipt[i].location);
        json_close(text, '}');
    }
    json_close(text, ']');
}

static void write_resend(const struct goods_return *of, struct text *text)
{
    json_open(text, "resend", '[');
    for (size_t i = 0; i < of->resend_count; i++) {
        json_open(text, NULL, '{');
        json_put_integer(text, "line", (int64_t)of->resend[i].line);
        json_put_integer(text, "quantity", of->resend[i].quantity);
        json_put_string(text, "location", of->resend[i].location);
        json_close(text, '}');
    }
    json_close(text, ']');
}

static void write_day(struct text *text, const char *name, bool given, day of)
{
    if (given)
        json_put_day(text, name, of);
}

void goods_return_write(const struct goods_return *of, struct text *text)
{
    text_add_string(text, "{\"type\":\"return\"");
    json_put_string(text, "id", of->id);
    if (of->training)
        json_put_bool(text, "training", true);
    json_put_string(text, "order", of->order);
    json_put_optional(text, "key", of->key);
    json_put_string(text, "kind", slice_of(kinds[of->kind]));
    json_put_string(text, "status", slice_of(statuses[of->status]));
    json_put_day(text, "day", of->day);
    json_put_instant(text, "announced_at", of->announced_at);
    json_put_optional(text, "statement", of->statement);
    write_day(text, "delivered", of->has_delivered, of->delivered);
    write_day(text, "deadline", of->has_deadline, of->deadline);
    if (of->goodwill)
        json_put_bool(text, "goodwill", true);
    json_put_string(text, "cost", of->shop_pays ? SLICE("shop") : SLICE("customer"));
    write_day(text, "refund_due", of->has_refund_due, of->refund_due);
    write_day(text, "sent", of->has_sent, of->sent);
    if (of->is_received)
        json_put_instant(text, "received_at", of->received_at);
    json_put_optional(text, "claim", of->claim);
    json_put_optional(text, "refund", of->refund);
    json_put_string(text, "currency", slice_of(of->currency.code));
    if (of->has_billed)
        json_put_amount(text, "billed", of->billed, &of->currency);
    json_open(text, "lines", '[');
    for (size_t i = 0; i < of->line_count; i++)
        write_line(&of->lines[i], &of->currency, text);
    json_close(text, ']');
    if (of->receipt_count)
        write_receipt(of, text);
    if (of->resend_count)
        write_resend(of, text);
    json_put_string(text, "request", of->request);
    text_add_byte(text, '}');
}

size_t goods_return_change(const struct goods_return *of, struct changes *changes)
{
    struct text id = TEXT_INIT;
    size_t row;

    text_add_string(&id, prefix);
    text_add_slice(&id, of->id);
    goods_return_write(of, changes_begin(changes, text_slice(&id)));
    row = changes_end(changes);
    text_release(&id);
    return row;
}

bool goods_return_find(struct goods_return *of, struct store *store, struct slice id, struct arena *arena, struct fault *fault)
{
    struct text room = TEXT_INIT;
    struct slice record;
    bool done;

    if (!slice_starts(id, prefix))
        text_add_string(&room, prefix);
    text_add_slice(&room, id);
    done = store_get(store, text_slice(&room), &record, fault);
    text_release(&room);
    if (done && !record.bytes)
        return fault_set(fault, FAULT_REFUSED, "unknown_return", "return", "there is no return \"%.*s\"", SLICE_ARGS(id));
    return done && goods_return_from_stored(of, record, arena, fault);
}

bool goods_returns_of_order(struct goods_returns *returns, struct slice order, struct store *store, struct arena *arena,
                            struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice record = {"", 0};
    size_t room = 0;
    bool done = true;

    *returns = (struct goods_returns){NULL, 0};
    while (done && record.bytes) {
        goods_return_id(order, (int64_t)returns->count + 1, &id);
        done = store_get(store, text_slice(&id), &record, fault);
        if (!done || !record.bytes)
            break;
        if (returns->count == room) {
            struct goods_return *more = arena_take(arena, (room = room ? 2 * room : 1) * sizeof *more);

            if (returns->count)
                memcpy(more, returns->items, returns->count * sizeof *more);
            returns->items = more;
        }
        done = goods_return_from_stored(&returns->items[returns->count++], record, arena, fault);
    }
    text_release(&id);
    return done;
}

bool goods_return_set(struct goods_return *of, const struct return_news *news, bool *changed, struct fault *fault)
{
    int64_t came = 0;

    for (size_t i = 0; i < of->line_count; i++)
        came += return_line_came(&of->lines[i]);
    *changed = false;
    if (news->has_status && news->status != of->status) {
        if (news->status < RETURN_REJECTED)
            return fault_set(fault, FAULT_REFUSED, "unknown_status", "status", "can be set to rejected, expired or repaired alone");
        if (of->status != RETURN_ANNOUNCED || came)
            return fault_set(fault, FAULT_REFUSED, "return_is_over", "status", "return %.*s is %s", SLICE_ARGS(of->id),
                             statuses[of->status]);
        if (news->status == RETURN_REPAIRED && of->kind != RETURN_GUARANTEE && of->kind != RETURN_DAMAGED)
            return fault_set(fault, FAULT_REFUSED, "given_up", "kind", "return %.*s is a %s: nothing of it is to be repaired",
                             SLICE_ARGS(of->id), kinds[of->kind]);
        of->status = news->status;
        *changed = true;
    }
    if (news->claim.bytes && !slice_equal(news->claim, of->claim)) {
        if (!of->claim.bytes)
            return fault_set(fault, FAULT_REFUSED, "no_claim", "claim", "return %.*s is no carrier's matter", SLICE_ARGS(of->id));
        if (!slice_is(news->claim, "open") && !slice_is(news->claim, "accepted") && !slice_is(news->claim, "rejected"))
            return fault_set(fault, FAULT_REFUSED, "unknown_status", "claim", "must be open, accepted or rejected");
        of->claim = news->claim;
        *changed = true;
    }
    if (news->has_sent && (!of->has_sent || news->sent != of->sent)) {
        of->has_sent = true;
        of->sent = news->sent;
        *changed = true;
    }
    return true;
}
