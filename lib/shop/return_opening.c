/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/return_opening.h"

#include "base/digest.h"
#include "shop/parcel.h"
#include "shop/person.h"
#include "shop/product.h"
#include "shop/reversal.h"
#include "shop/withdrawal.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

enum { REQUEST_DIGITS = 32 };

static bool day_field(const json_t *object, const char *name, bool *given, day *value, struct fault *fault)
{
    struct slice text;

    if (!field_string(object, name, &text, fault))
        return false;
    if (!text.bytes)
        return true;
    *given = true;
    return day_read(text, value) ||
           fault_set(fault, FAULT_REFUSED, "not_a_date", name, "\"%.*s\" is no day like 2026-11-21", SLICE_ARGS(text));
}

static bool read_line(const json_t *object, struct return_asked_line *line, struct fault *fault)
{
    static const char *const known[] = {"line", "quantity", "reason", "opened", NULL};
    int64_t number = 0;
    bool has_line;
    bool present;

    *line = (struct return_asked_line){0};
    if (!json_is_object(object))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", NULL, "must be an object");
    if (!fields_known(object, known, fault) || !field_integer(object, "line", 1, ORDER_LINES_LIMIT, &number, &has_line, fault) ||
        !field_integer(object, "quantity", 1, QUANTITY_LIMIT, &line->quantity, &line->has_quantity, fault) ||
        !field_string(object, "reason", &line->reason, fault) || !field_bool(object, "opened", &line->opened, &present, fault))
        return false;
    line->line = (size_t)number;
    return has_line || field_missing("line", fault);
}

static bool read_lines(const json_t *object, struct return_request *request, struct arena *arena, struct fault *fault)
{
    const json_t *lines;

    if (!field_array(object, "lines", &lines, fault))
        return false;
    if (!lines)
        return true;
    /* No lines at all is the whole order, which is not what somebody meant who named none. */
    if (!json_array_size(lines))
        return fault_set(fault, FAULT_REFUSED, "missing_field", "lines", "names no line");
    request->line_count = json_array_size(lines);
    request->lines = arena_take(arena, request->line_count * sizeof *request->lines);
    for (size_t i = 0; i < request->line_count; i++)
        if (!read_line(json_array_get(lines, i), &request->lines[i], fault))
            return fault_within(fault, "lines[%zu]", i + 1);
    return true;
}

bool return_request_from_json(struct return_request *request, const json_t *object, struct arena *arena, struct fault *fault)
{
    static const char *const known[] = {"kind", "lines", "reason",    "day",      "delivered",
                                        "sent", "key",   "statement", "goodwill", NULL};
    struct slice kind;
    bool present;

    return fields_known(object, known, fault) && field_string(object, "kind", &kind, fault) &&
           (!kind.bytes || return_kind_read(kind, &request->kind, fault)) && read_lines(object, request, arena, fault) &&
           field_string(object, "reason", &request->reason, fault) && day_field(object, "day", &present, &request->stated, fault) &&
           day_field(object, "delivered", &request->has_delivered, &request->delivered, fault) &&
           day_field(object, "sent", &request->has_sent, &request->sent, fault) &&
           field_string(object, "key", &request->key, fault) && field_string(object, "statement", &request->statement, fault) &&
           field_bool(object, "goodwill", &request->goodwill, &present, fault);
}

bool return_request_check(const struct return_request *request, struct fault *fault)
{
    if ((request->key.bytes && !name_check(request->key, RETURN_KEY_LIMIT, "key", fault)) ||
        (request->statement.bytes && !name_check(request->statement, RETURN_KEY_LIMIT, "statement", fault)) ||
        (request->reason.bytes && !return_reason_check(request->reason, "reason", fault)))
        return false;
    for (size_t i = 0; i < request->line_count; i++)
        if (request->lines[i].reason.bytes && !return_reason_check(request->lines[i].reason, "reason", fault))
            return fault_within(fault, "lines[%zu]", i + 1);
    return true;
}

bool return_find_delivery(const struct order *order, struct store *store, struct arena *arena, bool *known, day *delivered,
                          struct fault *fault)
{
    struct parcels parcels;
    struct text record = TEXT_INIT;

    if (!parcels_of_order(&parcels, order->id, store, arena, fault))
        return false;
    *known = parcels.count > 0;
    *delivered = INT32_MIN;
    for (size_t i = 0; *known && i < parcels.count; i++) {
        instant came;

        text_clear(&record);
        text_printf(&record, "{%.*s}", SLICE_ARGS(parcels.items[i].tracking_json));
        /* What came before it was ordered proves a wrong clock. */
        *known = instant_read(scan_text(scan_find(text_slice(&record), "delivered_at")), &came) && instant_day(came) >= order->day;
        if (*known && instant_day(came) > *delivered)
            *delivered = instant_day(came);
    }
    text_release(&record);
    return true;
}

/* What returns before this one have of a line: units that are still to come, and units whose refund is. */
static void count_before(const struct goods_returns *returns, size_t line, int64_t *to_come, int64_t *to_refund)
{
    *to_come = *to_refund = 0;
    for (size_t i = 0; i < returns->count; i++) {
        const struct goods_return *of = &returns->items[i];

        for (size_t j = 0; of->status <= RETURN_RESENT && j < of->line_count; j++) {
            if (of->lines[j].line != line)
                continue;
            *to_come += of->lines[j].quantity - return_line_came(&of->lines[j]);
            *to_refund += of->status < RETURN_REFUNDED ? of->lines[j].quantity : 0;
        }
    }
}

/* The attribute of the product, or of the parent whose variant it is. */
static bool exception_of(struct slice sku, struct store *store, struct arena *arena, struct slice *name, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct text room = TEXT_INIT;
    struct slice record;
    bool done;

    *name = (struct slice){NULL, 0};
    product_id(sku, &id);
    done = store_get(store, text_slice(&id), &record, fault);
    if (done && record.bytes) {
        struct slice parent = scan_decoded(scan_find(record, "parent"), &room);

        *name = scan_text(scan_find(scan_find(record, "attributes"), "withdrawal_exception"));
        if (!name->bytes && parent.bytes) {
            product_id(parent, &id);
            done = store_get(store, text_slice(&id), &record, fault);
            if (done && record.bytes)
                *name = scan_text(scan_find(scan_find(record, "attributes"), "withdrawal_exception"));
        }
        if (name->bytes)
            *name = arena_copy(arena, *name);
    }
    text_release(&id);
    text_release(&room);
    return done;
}

/* One line's question. */
struct question {
    const struct order *order;
    const struct return_request *request;
    const struct return_rules *rules;
    const struct return_answers *answers;
    bool opened;
};

static void refuse_late(const struct question *question, struct return_answer *answer)
{
    struct text date = TEXT_INIT;

    if (!answer->has_deadline || question->request->stated <= answer->deadline)
        return;
    day_write(&date, answer->deadline);
    fault_set(&answer->refusal, FAULT_REFUSED, "too_late", "day", "was possible until %s", text_string(&date));
    text_release(&date);
}

static void judge_exception(const struct question *question, struct slice name, struct return_answer *answer)
{
    const struct withdrawal_exception *exception = return_law_exception(question->rules->law, name);

    if (!exception)
        fault_set(&answer->refusal, FAULT_REFUSED, "unknown_exception", "withdrawal_exception",
                  "\"%.*s\", as the product has it, is none of the law's", SLICE_ARGS(name));
    else if ((!exception->once_opened || question->opened) &&
             return_law_by_directive(question->rules->law, question->order->country, question->order->day))
        fault_set(&answer->refusal, FAULT_REFUSED, "no_withdrawal_right", "line", "%.*s is kept out of the right (%.*s)",
                  SLICE_ARGS(name), SLICE_ARGS(exception->source));
    else if (!exception->once_opened || question->opened)
        fault_set(&answer->refusal, FAULT_REFUSED, "no_withdrawal_right", "line",
                  "%.*s is kept out of the right, as the product says", SLICE_ARGS(name));
}

/* Whether a unit of the line was repaired by the guarantee, which is longer then. */
static bool was_repaired(const struct question *question, size_t line)
{
    const struct goods_returns *before = &question->answers->before;

    for (size_t i = 0; i < before->count; i++)
        for (size_t j = 0; before->items[i].status == RETURN_REPAIRED && j < before->items[i].line_count; j++)
            if (before->items[i].lines[j].line == line)
                return true;
    return false;
}

static void judge_withdrawal(const struct question *question, const struct return_event *event, struct return_answer *answer)
{
    struct return_event lawful = *event;
    day by_law;

    answer->has_deadline = true;
    answer->by = "law";
    lawful.own_days = 0;
    if (return_law_withdrawal_end(question->rules->law, event, &answer->deadline)) {
        if (!return_law_withdrawal_end(question->rules->law, &lawful, &by_law) || by_law < answer->deadline)
            answer->by = setting_name(RETURNS_DAYS);
    } else {
        answer->has_deadline = false;
        fault_set(&answer->refusal, FAULT_REFUSED, "no_withdrawal_right", "kind",
                  "%.*s has no right of withdrawal: %.*s; what the shop does is --goodwill, or what returns.days promises",
                  SLICE_ARGS(event->country),
                  SLICE_ARGS(return_law_source(question->rules->law, TERM_WITHDRAWAL, event->country, event->ordered)));
    }
}

/* What arrived broken or was not what was ordered comes back by the contract; the other may, as long as a law says. */
static void judge_guarantee(const struct question *question, const struct return_event *event, struct return_answer *answer)
{
    struct return_law *law = question->rules->law;

    answer->by = "law";
    answer->has_deadline = was_repaired(question, answer->line) ? return_law_repaired_end(law, event, &answer->deadline)
                                                                : return_law_guarantee_end(law, event, &answer->deadline);
    if (!answer->has_deadline && question->request->kind == RETURN_GUARANTEE)
        fault_set(&answer->refusal, FAULT_REFUSED, "no_guarantee", "kind",
                  "%.*s has no guarantee by law: %.*s; what the shop does is --goodwill, or what returns.commercial_days promises",
                  SLICE_ARGS(event->country), SLICE_ARGS(return_law_source(law, TERM_GUARANTEE, event->country, event->ordered)));
}

static void judge_promise(const struct question *question, const struct return_event *event, struct return_answer *answer)
{
    int64_t days = setting_days_in(question->rules->settings, RETURNS_COMMERCIAL_DAYS, event->country);

    answer->has_deadline = days > 0;
    answer->by = setting_name(RETURNS_COMMERCIAL_DAYS);
    answer->deadline = event->event + (day)days;
    if (!days)
        fault_set(&answer->refusal, FAULT_REFUSED, "no_promise", "kind", "the shop takes nothing back longer in %.*s",
                  SLICE_ARGS(event->country));
}

static void judge_term(const struct question *question, struct return_answer *answer)
{
    const struct order *order = question->order;
    const struct settings *settings = question->rules->settings;
    bool from_order = order->lines[answer->line - 1].goods != TAX_GOODS;
    struct return_event event = {order->country,
                                 order->day,
                                 from_order ? order->day : question->answers->delivered,
                                 !slice_is(settings->text[RETURNS_INFORMED], "false"),
                                 setting_days_in(settings, RETURNS_DAYS, order->country),
                                 question->answers->region};

    if (question->request->kind == RETURN_LOST && question->answers->has_delivered) {
        fault_set(&answer->refusal, FAULT_REFUSED, "delivered", "kind", "there is proof that it arrived");
        return;
    }
    if (question->request->kind >= RETURN_LOST)
        return;
    if (question->request->kind == RETURN_WITHDRAWAL)
        judge_withdrawal(question, &event, answer);
    else if (question->request->kind == RETURN_COMMERCIAL)
        judge_promise(question, &event, answer);
    else
        judge_guarantee(question, &event, answer);
    /* What has not come has no day from which a term could count. */
    answer->has_deadline &= from_order || question->answers->has_delivered;
    if (answer->refusal.kind == FAULT_NONE)
        refuse_late(question, answer);
}

static bool judge_line(const struct question *question, struct return_answer *answer, struct store *store, struct arena *arena,
                       struct fault *fault)
{
    const struct order_line *line = &question->order->lines[answer->line - 1];
    struct slice exception;

    judge_term(question, answer);
    if (question->request->kind != RETURN_WITHDRAWAL || answer->refusal.kind != FAULT_NONE)
        return true;
    if (!exception_of(line->sku, store, arena, &exception, fault))
        return false;
    if (exception.bytes)
        judge_exception(question, exception, answer);
    return true;
}

static int64_t returnable(const struct question *question, size_t line)
{
    const struct order_line *of = &question->order->lines[line - 1];
    struct refundable left = order_line_refundable(of);
    int64_t to_come;
    int64_t to_refund;
    int64_t out;
    int64_t paid;

    count_before(&question->answers->before, line, &to_come, &to_refund);
    out = order_line_out(of) - to_come;
    paid = refundable_units_left(&left) - order_line_open(of) - to_refund;
    out = out < paid ? out : paid;
    return out > 0 ? out : 0;
}

static bool take_line(const struct question *question, const struct return_asked_line *asked, struct return_answers *answers,
                      struct fault *fault)
{
    int64_t left;

    if (asked->line < 1 || asked->line > question->order->line_count)
        return fault_set(fault, FAULT_REFUSED, "unknown_line", "line", "order %.*s has no line %zu",
                         SLICE_ARGS(question->order->id), asked->line);
    for (size_t i = 0; i < answers->count; i++)
        if (answers->lines[i].line == asked->line)
            return fault_set(fault, FAULT_REFUSED, "contradiction", "line", "line %zu is named twice", asked->line);
    left = returnable(question, asked->line);
    if (!left || asked->quantity > left)
        return fault_set(fault, FAULT_REFUSED, "more_than_shipped", "quantity",
                         "only %lld of line %zu left, and are neither back nor on their way", (long long)left, asked->line) ||
               fault_short(fault, left);
    answers->lines[answers->count++] =
        (struct return_answer){.line = asked->line,
                               .quantity = asked->has_quantity ? asked->quantity : left,
                               .reason = asked->reason.bytes ? asked->reason : question->request->reason,
                               .refusal = FAULT_INIT};
    return true;
}

static bool take_named(const struct question *question, struct return_answers *answers, struct fault *fault)
{
    for (size_t i = 0; i < question->request->line_count; i++)
        if (!take_line(question, &question->request->lines[i], answers, fault))
            return fault_within(fault, "lines[%zu]", i + 1);
    return true;
}

static void take_all(const struct question *question, struct return_answers *answers)
{
    for (size_t i = 0; i < question->order->line_count; i++) {
        int64_t left = returnable(question, i + 1);

        if (left)
            answers->lines[answers->count++] =
                (struct return_answer){.line = i + 1, .quantity = left, .reason = question->request->reason, .refusal = FAULT_INIT};
    }
}

/* Of the version of the customer that the order names. bytes NULL: nobody, or erased. */
static bool find_person(const struct order *order, struct store *store, struct slice *person, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice record;
    uint64_t number;
    bool done;

    *person = (struct slice){NULL, 0};
    if (!order->customer.version)
        return true;
    done = order_number(order->id, &number, fault);
    if (done)
        order_id(number, &id);
    done = done && store_get(store, text_slice(&id), &record, fault) && person_of_record(store, record, person, fault);
    text_release(&id);
    return done;
}

/* A domestic order does not say it; then it is a business by the customer's company or VAT number. */
bool return_find_business(const struct order *order, struct store *store, bool *business, struct fault *fault)
{
    struct slice person;

    *business = order->buyer == BUYER_BUSINESS;
    if (order->buyer != BUYER_UNSAID)
        return true;
    if (!find_person(order, store, &person, fault))
        return false;
    *business = scan_find(person, "company").bytes || scan_find(person, "vat_number").bytes;
    return true;
}

bool return_find_region(const struct order *order, const struct return_law *law, struct store *store, struct arena *arena,
                        struct slice *region, struct fault *fault)
{
    static const char *const places[] = {"shipping_address", "address"};
    struct text room = TEXT_INIT;
    struct slice person;

    *region = SLICE("");
    if (!find_person(order, store, &person, fault))
        return false;
    for (size_t i = 0; !region->length && i < sizeof places / sizeof *places; i++) {
        struct slice address = scan_find(person, places[i]);

        if (slice_equal(scan_text(scan_find(address, "country")), order->country))
            *region = region_of(&law->regions, order->country, scan_decoded(scan_find(address, "postcode"), &room), order->day);
    }
    *region = arena_copy(arena, *region);
    text_release(&room);
    return true;
}

bool return_withdrawal_is_paid(const struct settings *settings, struct slice country)
{
    return slice_is(setting_choice_in(settings, RETURNS_COST, country), "shop") ||
           slice_is(settings->text[RETURNS_INFORMED], "false");
}

static bool shop_pays(enum return_kind kind, const struct settings *settings, struct slice country)
{
    return kind > RETURN_COMMERCIAL || return_withdrawal_is_paid(settings, country);
}

bool return_judge(struct return_answers *answers, const struct order *order, const struct return_request *request,
                  const struct return_rules *rules, struct store *store, struct arena *arena, struct fault *fault)
{
    struct question question = {order, request, rules, answers, false};
    bool business;

    *answers = (struct return_answers){.lines = arena_take(arena, order->line_count * sizeof *answers->lines),
                                       .shop_pays = shop_pays(request->kind, rules->settings, order->country)};
    if (!return_find_business(order, store, &business, fault))
        return false;
    if (request->kind == RETURN_WITHDRAWAL && business && !request->goodwill)
        return fault_set(fault, FAULT_REFUSED, "not_a_consumer", "kind",
                         "order %.*s is a business's, which has no right of withdrawal", SLICE_ARGS(order->id));
    if (request->has_delivered && request->delivered < order->day)
        return fault_set(fault, FAULT_REFUSED, "contradiction", "delivered", "is before the order");
    if (!goods_returns_of_order(&answers->before, order->id, store, arena, fault) ||
        !return_find_delivery(order, store, arena, &answers->has_delivered, &answers->delivered, fault))
        return false;
    if (!return_find_region(order, rules->law, store, arena, &answers->region, fault))
        return false;
    if (!answers->has_delivered)
        answers->delivered = order->day;
    if (request->has_delivered) {
        answers->has_delivered = true;
        answers->delivered = request->delivered;
    }
    if (!request->line_count)
        take_all(&question, answers);
    else if (!take_named(&question, answers, fault))
        return false;
    for (size_t i = 0; i < answers->count; i++) {
        question.opened = request->line_count && request->lines[i].opened;
        if (!judge_line(&question, &answers->lines[i], store, arena, fault))
            return false;
    }
    return true;
}

void return_answers_write(const struct return_answers *answers, const struct order *order, const struct return_request *request,
                          bool *allowed, struct text *text)
{
    size_t may = 0;

    text_add_string(text, "{\"type\":\"return_answer\"");
    json_put_string(text, "order", order->id);
    json_put_string(text, "kind", slice_of(return_kind_word(request->kind)));
    json_put_day(text, "day", request->stated);
    if (answers->has_delivered)
        json_put_day(text, "delivered", answers->delivered);
    json_put_string(text, "cost", answers->shop_pays ? SLICE("shop") : SLICE("customer"));
    json_open(text, "lines", '[');
    for (size_t i = 0; i < answers->count; i++) {
        const struct return_answer *answer = &answers->lines[i];

        may += answer->refusal.kind == FAULT_NONE;
        json_open(text, NULL, '{');
        json_put_integer(text, "line", (int64_t)answer->line);
        json_put_string(text, "sku", order->lines[answer->line - 1].sku);
        json_put_integer(text, "quantity", answer->quantity);
        json_put_bool(text, "allowed", answer->refusal.kind == FAULT_NONE);
        if (answer->has_deadline)
            json_put_day(text, "deadline", answer->deadline);
        if (answer->has_deadline)
            json_put_string(text, "by", slice_of(answer->by));
        if (answer->refusal.kind != FAULT_NONE) {
            json_put_string(text, "refusal", slice_of(answer->refusal.code));
            json_put_string(text, "because", slice_of(answer->refusal.reason));
        }
        json_close(text, '}');
    }
    json_close(text, ']');
    text_add_byte(text, '}');
    *allowed = may && (!request->line_count || may == answers->count);
}

static struct slice digest_request(const struct return_request *request, struct arena *arena)
{
    struct text text = TEXT_INIT;
    char hex[DIGEST_HEX];
    struct digest digest;

    text_printf(&text, "%d %d %d %d %d %d", (int)request->kind, request->stated, request->has_delivered, request->delivered,
                request->has_sent, request->sent);
    json_put_optional(&text, "reason", request->reason);
    json_put_optional(&text, "statement", request->statement);
    for (size_t i = 0; i < request->line_count; i++) {
        const struct return_asked_line *line = &request->lines[i];

        text_printf(&text, " %zu %lld %d", line->line, line->has_quantity ? (long long)line->quantity : -1, line->opened);
        json_put_optional(&text, "reason", line->reason);
    }
    digest = digest_of(text_slice(&text));
    digest_hex(&digest, hex);
    text_release(&text);
    return arena_copy(arena, (struct slice){hex, REQUEST_DIGITS});
}

/* The return that the same key or statement made; NULL: none. */
static bool find_known(const struct goods_returns *returns, const struct return_request *request, struct slice digest,
                       const struct goods_return **known, struct fault *fault)
{
    *known = NULL;
    for (size_t i = 0; i < returns->count; i++) {
        const struct goods_return *of = &returns->items[i];
        bool same_key = request->key.bytes && slice_equal(of->key, request->key);

        if (same_key && !slice_equal(of->request, digest))
            return fault_set(fault, FAULT_CONFLICT, "key_conflict", "key", "\"%.*s\" was used for return %.*s, which is another",
                             SLICE_ARGS(request->key), SLICE_ARGS(of->id));
        if (same_key || (request->statement.bytes && slice_equal(of->statement, request->statement)))
            *known = of;
    }
    return true;
}

static void fill_lines(struct goods_return *of, const struct return_answers *answers, const struct order *order, bool goodwill)
{
    for (size_t i = 0; i < answers->count; i++) {
        const struct return_answer *answer = &answers->lines[i];

        if (answer->refusal.kind != FAULT_NONE && !goodwill)
            continue;
        of->goodwill |= answer->refusal.kind != FAULT_NONE;
        if (answer->has_deadline && (!of->has_deadline || answer->deadline < of->deadline)) {
            of->has_deadline = true;
            of->deadline = answer->deadline;
        }
        of->lines[of->line_count++] = (struct return_line){.line = answer->line,
                                                           .sku = order->lines[answer->line - 1].sku,
                                                           .quantity = answer->quantity,
                                                           .reason = answer->reason};
    }
}

static bool refuse_answer(const struct return_answers *answers, const struct return_request *request, struct fault *fault)
{
    for (size_t i = 0; i < answers->count; i++)
        if (answers->lines[i].refusal.kind != FAULT_NONE) {
            *fault = answers->lines[i].refusal;
            return request->line_count ? fault_within(fault, "lines[%zu]", i + 1) : false;
        }
    return true;
}

/* A statement that is answered must be there, and confirmed; the day on which it was is the consumer's. */
static bool read_statement(const struct return_request *request, struct store *store, struct arena *arena, day *stated,
                           struct fault *fault)
{
    struct withdrawal statement;

    *stated = request->stated;
    if (!request->statement.bytes)
        return true;
    if (!withdrawal_find(&statement, store, request->statement, arena, fault))
        return false;
    if (!statement.confirmed)
        return fault_set(fault, FAULT_REFUSED, "not_confirmed", "statement", "\"%.*s\" was not confirmed",
                         SLICE_ARGS(request->statement));
    *stated = instant_day(statement.confirmed_at);
    return true;
}

/* What happened did so after the order and not later than today. */
static bool check_days(const struct return_request *request, const struct order *order, day today, struct fault *fault)
{
    const struct {
        const char *name;
        bool given;
        day on;
    } days[] = {{"day", true, request->stated},
                {"delivered", request->has_delivered, request->delivered},
                {"sent", request->has_sent, request->sent}};

    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        if (days[i].given && days[i].on > today)
            return fault_set(fault, FAULT_REFUSED, "in_the_future", days[i].name, "is later than today");
        if (days[i].given && days[i].on < order->day)
            return fault_set(fault, FAULT_REFUSED, "contradiction", days[i].name, "is before the order");
    }
    return true;
}

bool return_open(const struct order *order, const struct return_request *asked, const struct return_rules *rules,
                 struct store *store, instant now, struct arena *arena, struct changes *changes, bool *changed, size_t *row,
                 struct text *id, struct fault *fault)
{
    struct return_request told = *asked;
    const struct return_request *request = &told;
    struct return_answers answers;
    const struct goods_return *known;
    struct goods_return of = {.order = order->id,
                              .key = request->key,
                              .statement = request->statement,
                              .training = rules->settings->training,
                              .kind = request->kind,
                              .announced_at = now,
                              .has_sent = request->has_sent,
                              .sent = request->sent,
                              .currency = order->currency};

    *changed = false;
    if (!read_statement(asked, store, arena, &told.stated, fault))
        return false;
    of.day = told.stated;
    of.request = digest_request(request, arena);
    if (!goods_returns_of_order(&answers.before, order->id, store, arena, fault) ||
        !find_known(&answers.before, request, of.request, &known, fault))
        return false;
    goods_return_id(order->id, known ? (int64_t)(known - answers.before.items) + 1 : (int64_t)answers.before.count, id);
    if (known)
        return true;
    if (!check_days(request, order, instant_day(now), fault))
        return false;
    if (!return_judge(&answers, order, request, rules, store, arena, fault))
        return false;
    if (!answers.count && answers.before.count)
        return true;
    of.lines = arena_take(arena, answers.count * sizeof *of.lines);
    fill_lines(&of, &answers, order, request->goodwill);
    if ((request->line_count || !of.line_count) && !request->goodwill && !refuse_answer(&answers, request, fault))
        return false;
    if (!of.line_count)
        return fault_set(fault, FAULT_REFUSED, "nothing_to_return", "id", "nothing of order %.*s has left", SLICE_ARGS(order->id));
    goods_return_id(order->id, (int64_t)answers.before.count + 1, id);
    of.id = arena_copy(arena, slice_from(text_slice(id), strlen("return/")));
    of.has_delivered = answers.has_delivered;
    of.delivered = answers.delivered;
    of.shop_pays = answers.shop_pays;
    of.has_refund_due = of.kind == RETURN_WITHDRAWAL && !of.goodwill;
    if (of.has_refund_due)
        of.refund_due = return_law_refund_due(rules->law, order->country, order->day, of.day);
    if (of.kind == RETURN_DAMAGED || of.kind == RETURN_LOST)
        of.claim = SLICE("open");
    *row = goods_return_change(&of, changes);
    *changed = true;
    return true;
}
