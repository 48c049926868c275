/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/vies.h"

#include "base/digest.h"
#include "shop/vat_holder.h"
#include "json/parse.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

enum { PREFIX = 2, ANSWER_DEPTH = 8, REASON_LIMIT = 40, CONSULTATION_LIMIT = 64, DATE_LIMIT = 40 };

static const char *const verdicts[] = {"unknown", "valid", "invalid"};

/* Errors of VIES after which the same question may be answered a moment later. */
static const char *const passing[] = {
    "SERVICE_UNAVAILABLE",
    "MS_UNAVAILABLE",
    "TIMEOUT",
    "SERVER_BUSY",
    "GLOBAL_MAX_CONCURRENT_REQ",
    "GLOBAL_MAX_CONCURRENT_REQ_TIME",
    "MS_MAX_CONCURRENT_REQ",
    "MS_MAX_CONCURRENT_REQ_TIME",
};

static struct slice prefix_of(const struct vat_number *number)
{
    return (struct slice){number->text, PREFIX};
}

static struct slice behind_prefix(const struct vat_number *number)
{
    return slice_from(vat_number_slice(number), PREFIX);
}

void vies_question_write(const struct vat_number *number, const struct vat_number *requester, struct text *question)
{
    json_open(question, NULL, '{');
    json_put_string(question, "countryCode", prefix_of(number));
    json_put_string(question, "vatNumber", behind_prefix(number));
    if (requester->length) {
        json_put_string(question, "requesterMemberStateCode", prefix_of(requester));
        json_put_string(question, "requesterNumber", behind_prefix(requester));
    }
    json_close(question, '}');
}

static struct slice string_of(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);

    return json_is_string(value) ? (struct slice){json_string_value(value), json_string_length(value)} : (struct slice){NULL, 0};
}

static bool is_made_of(struct slice text, const char *others, size_t limit)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.bytes[i];

        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c && strchr(others, c))))
            return false;
    }
    return text.length > 0 && text.length <= limit;
}

static struct slice error_of(const json_t *body)
{
    struct slice error = string_of(json_array_get(json_object_get(body, "errorWrappers"), 0), "error");

    if (!error.bytes)
        error = string_of(body, "userError");
    return slice_is(error, "VALID") || slice_is(error, "INVALID") || !error.length ? (struct slice){NULL, 0} : error;
}

static bool is_passing(struct slice error)
{
    for (size_t i = 0; i < sizeof passing / sizeof *passing; i++)
        if (slice_is(error, passing[i]))
            return true;
    return false;
}

static void read_trader(const json_t *body, struct vies_answer *answer, struct arena *arena)
{
    struct slice name = string_of(body, "name");
    struct slice address = string_of(body, "address");
    struct digest_state state = digest_begin();
    struct digest digest;
    char hex[DIGEST_HEX];

    /* Where a State does not tell, VIES says "---". */
    if (!name.length || slice_is(name, "---"))
        return;
    digest_more(&state, name);
    digest_more(&state, SLICE("\n"));
    digest_more(&state, address);
    digest = digest_end(&state);
    digest_hex(&digest, hex);
    answer->trader = arena_copy(arena, (struct slice){hex, sizeof hex});
}

/* What was said of the number, if it was said of this one and makes sense. */
static bool read_verdict(const json_t *body, const struct vat_number *number, struct vies_answer *answer, struct arena *arena)
{
    const json_t *valid = json_object_get(body, "valid");
    struct slice consultation = string_of(body, "requestIdentifier");
    struct slice date = string_of(body, "requestDate");

    if (!json_is_boolean(valid) || !slice_equal(string_of(body, "countryCode"), prefix_of(number)) ||
        !slice_equal(string_of(body, "vatNumber"), behind_prefix(number)) ||
        (consultation.length && !is_made_of(consultation, "-_", CONSULTATION_LIMIT)) ||
        (date.length && !is_made_of(date, "-:.+", DATE_LIMIT)) ||
        (json_is_true(valid) && slice_is(string_of(body, "userError"), "INVALID")))
        return false;
    answer->verdict = json_is_true(valid) ? VIES_VALID : VIES_INVALID;
    if (consultation.length)
        answer->consultation = arena_copy(arena, consultation);
    if (date.length)
        answer->request_date = arena_copy(arena, date);
    if (answer->verdict == VIES_VALID)
        read_trader(body, answer, arena);
    return true;
}

static struct slice status_reason(long status, struct arena *arena)
{
    struct text word = TEXT_INIT;
    struct slice copy;

    text_printf(&word, "http_%ld", status);
    copy = arena_copy(arena, text_slice(&word));
    text_release(&word);
    return copy;
}

void vies_answer_read(struct vies_answer *answer, const struct vat_number *number, long status, struct slice body,
                      struct arena *arena)
{
    enum { SUCCESS = 200, TOO_MANY = 429, SERVER_FAILED = 500 };
    struct fault fault = FAULT_INIT;
    const json_t *json = json_parse(body, ANSWER_DEPTH, arena, &fault);
    struct slice error = error_of(json);

    *answer = (struct vies_answer){.verdict = VIES_UNKNOWN};
    if (is_made_of(error, "_", REASON_LIMIT)) {
        answer->reason = arena_copy(arena, error);
        answer->may_pass = is_passing(error);
    } else if (status != SUCCESS) {
        answer->reason = status_reason(status, arena);
        answer->may_pass = status == TOO_MANY || status >= SERVER_FAILED;
    } else if (error.bytes || !read_verdict(json, number, answer, arena)) {
        answer->reason = SLICE("not_understood");
    }
}

bool vies_number_of(const json_t *record, struct slice *number, struct slice *country, struct fault *fault)
{
    const json_t *customer;
    const json_t *address;

    *country = (struct slice){NULL, 0};
    if (!field_string(record, "number", number, fault) || number->bytes)
        return number->bytes;
    if (!field_object(record, "customer", &customer, fault))
        return false;
    if (!customer)
        customer = record;
    return field_string(customer, "vat_number", number, fault) && field_object(customer, "address", &address, fault) &&
           (!address || field_string(address, "country", country, fault));
}

static void record_id(struct slice name, struct text *id)
{
    text_clear(id);
    text_add_string(id, "vies/");
    text_add_slice(id, name);
}

/* The record about a number, and its N; both empty: there is none. One of before numbers were persons' has no N. */
static bool find_record(struct store *store, const struct vat_number *number, struct text *n, struct slice *record,
                        struct fault *fault)
{
    struct text id = TEXT_INIT;
    bool done = vat_holder_asked(store, number, n, fault);

    record_id(n->length ? text_slice(n) : vat_number_slice(number), &id);
    done = done && store_get(store, text_slice(&id), record, fault);
    text_release(&id);
    return done;
}

bool vies_record_id(struct store *store, const struct vat_number *number, struct text *id, struct fault *fault)
{
    struct text n = TEXT_INIT;
    struct slice record;
    bool done = find_record(store, number, &n, &record, fault);

    text_clear(id);
    if (done && record.bytes)
        record_id(n.length ? text_slice(&n) : vat_number_slice(number), id);
    text_release(&n);
    return done;
}

static bool read_record(struct slice record, enum vies_verdict *verdict, instant *at, struct fault *fault)
{
    struct slice answer = scan_text(scan_find(record, "answer"));

    *verdict = VIES_UNKNOWN;
    *at = 0;
    if (!record.bytes)
        return true;
    if (slice_is(answer, verdicts[VIES_VALID]))
        *verdict = VIES_VALID;
    else if (slice_is(answer, verdicts[VIES_INVALID]))
        *verdict = VIES_INVALID;
    return instant_read(scan_text(scan_find(record, "at")), at) ||
           fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "the record of a VAT number's check cannot be read");
}

bool vies_find(struct store *store, const struct vat_number *number, enum vies_verdict *verdict, instant *at, struct fault *fault)
{
    struct text n = TEXT_INIT;
    struct slice record = {NULL, 0};
    bool done = find_record(store, number, &n, &record, fault) && read_record(record, verdict, at, fault);

    text_release(&n);
    return done;
}

bool vies_is_fresh(enum vies_verdict verdict, instant at, day on, int64_t days)
{
    return verdict != VIES_VALID || !days || instant_day(at) + days >= on;
}

static void write_answer(struct slice n, const struct vat_number *requester, const struct vies_answer *answer, instant now,
                         struct text *text)
{
    json_put_string(text, "type", SLICE("vies"));
    json_put_string(text, "id", n);
    json_put_string(text, "answer", slice_of(verdicts[answer->verdict]));
    json_put_optional(text, "reason", answer->reason);
    json_put_instant(text, "at", now);
    if (answer->verdict == VIES_UNKNOWN)
        return;
    if (requester->length)
        json_put_string(text, "requester", vat_number_slice(requester));
    json_put_optional(text, "consultation_number", answer->consultation);
    json_put_optional(text, "request_date", answer->request_date);
    json_put_optional(text, "trader", answer->trader);
}

/* The record as it is, and that it was asked in vain since. */
static void write_unanswered(struct slice n, struct slice record, const struct vies_answer *answer, instant now, struct text *text)
{
    static const char *const kept[] = {"answer", "at", "requester", "consultation_number", "request_date", "trader"};

    json_put_string(text, "type", SLICE("vies"));
    json_put_string(text, "id", n);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        struct slice value = scan_find(record, kept[i]);

        if (value.bytes)
            json_put_raw(text, kept[i], value);
    }
    json_open(text, "unanswered", '{');
    json_put_instant(text, "at", now);
    json_put_string(text, "reason", answer->reason);
    json_close(text, '}');
}

bool vies_write_down(struct store *store, const struct vat_number *number, const struct vat_number *requester,
                     const struct vies_answer *answer, instant now, struct changes *changes, size_t *row, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct text n = TEXT_INIT;
    enum vies_verdict known;
    struct slice record;
    struct text *text;
    instant at;
    bool done = find_record(store, number, &n, &record, fault) && read_record(record, &known, &at, fault);

    changes_clear(changes);
    if (done && !n.length)
        done = vat_holder_add(store, number, changes, &n, fault);
    if (done) {
        record_id(text_slice(&n), &id);
        text = changes_begin(changes, text_slice(&id));
        text_add_byte(text, '{');
        if (answer->verdict == VIES_UNKNOWN && known != VIES_UNKNOWN)
            write_unanswered(text_slice(&n), record, answer, now, text);
        else
            write_answer(text_slice(&n), requester, answer, now, text);
        json_close(text, '}');
        *row = changes_end(changes);
    }
    text_release(&id);
    text_release(&n);
    return done;
}

void vies_write_shown(struct slice record, const struct vat_number *number, struct text *text)
{
    static const char *const shown[] = {"answer",       "reason", "at",        "requester", "consultation_number",
                                        "request_date", "trader", "unanswered"};
    struct slice id = scan_find(record, "id");

    text_add_byte(text, '{');
    json_put_string(text, "type", SLICE("vies"));
    if (id.bytes)
        json_put_raw(text, "id", id);
    json_put_string(text, "number", vat_number_slice(number));
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        struct slice value = scan_find(record, shown[i]);

        if (value.bytes)
            json_put_raw(text, shown[i], value);
    }
    json_close(text, '}');
}
