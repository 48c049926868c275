/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/exchange.h"

#include "shop/members.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

static const struct currency euro = {"EUR", 2};

static void record_id(const struct exchange_rate *rate, struct text *id)
{
    text_clear(id);
    text_add_string(id, "exchange_rate/");
    text_add_slice(id, rate->of);
    text_add_byte(id, '/');
    text_add_slice(id, rate->currency);
    text_add_byte(id, '/');
    day_write(id, rate->day);
}

/* digits times 10^-places, without zeros that say nothing; digits 0: it is no such number. */
static int64_t read_digits(struct slice text, unsigned *places)
{
    bool fraction = false;
    int64_t digits = 0;

    *places = 0;
    if (text.length > 1 && text.bytes[0] == '0' && text.bytes[1] != '.')
        return 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.bytes[i];

        if (c == '.' && !fraction && i && i + 1 < text.length) {
            fraction = true;
            continue;
        }
        if (c < '0' || c > '9' || digits >= (int64_t)1000000000000000)
            return 0;
        digits = digits * 10 + (c - '0');
        *places += fraction;
    }
    for (; *places && digits % 10 == 0; digits /= 10)
        --*places;
    return digits;
}

static bool rate_check(struct slice rate, struct fault *fault)
{
    unsigned places;
    int64_t digits = read_digits(rate, &places);

    if (digits > 0 && digits < (int64_t)1000000000000 && places <= EXCHANGE_PLACES)
        return true;
    return fault_set(fault, FAULT_REFUSED, "not_a_rate", "rate",
                     "\"%.*s\" is no rate like 1.0812, above 0, with at most %d digits, %d of them behind the point",
                     SLICE_ARGS(rate), EXCHANGE_DIGITS, EXCHANGE_PLACES);
}

static bool currency_check(struct slice code, const char *field, struct fault *fault)
{
    struct currency currency;

    return currency_find(code, &currency, fault) ||
           fault_set(fault, FAULT_REFUSED, "unknown_currency", field, "\"%.*s\" is no ISO 4217 currency code", SLICE_ARGS(code));
}

bool exchange_rate_check(const struct exchange_rate *rate, struct fault *fault)
{
    if (!currency_check(rate->of, "of", fault) || !currency_check(rate->currency, "currency", fault) ||
        !rate_check(rate->rate, fault) || !name_check(rate->source, EXCHANGE_SOURCE_LIMIT, "source", fault))
        return false;
    return !slice_equal(rate->of, rate->currency) ||
           fault_set(fault, FAULT_REFUSED, "same_currency", "currency", "a currency has no rate of its own");
}

bool exchange_rate_from_json(struct exchange_rate *rate, const json_t *record, struct fault *fault)
{
    static const char *const known[] = {"type", "of", "currency", "day", "rate", "source", NULL};
    struct slice type;
    struct slice on;
    const struct {
        const char *name;
        struct slice *value;
    } members[] = {
        {"of", &rate->of}, {"currency", &rate->currency}, {"day", &on}, {"rate", &rate->rate}, {"source", &rate->source}};

    if (!fields_known(record, known, fault) || !field_string(record, "type", &type, fault))
        return false;
    if (type.bytes && !slice_is(type, "exchange_rate"))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", "type", "is \"%.*s\", not \"exchange_rate\"", SLICE_ARGS(type));
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (!field_string(record, members[i].name, members[i].value, fault))
            return false;
        if (!members[i].value->bytes)
            return field_missing(members[i].name, fault);
    }
    if (!day_read(on, &rate->day))
        return fault_set(fault, FAULT_REFUSED, "bad_day", "day", "\"%.*s\" is no day like 2026-11-20", SLICE_ARGS(on));
    return exchange_rate_check(rate, fault);
}

static void write_members(const struct exchange_rate *rate, struct text *text)
{
    json_put_string(text, "of", rate->of);
    json_put_string(text, "currency", rate->currency);
    json_put_day(text, "day", rate->day);
    json_put_string(text, "rate", rate->rate);
    json_put_string(text, "source", rate->source);
}

bool exchange_rate_set(struct store *store, const struct exchange_rate *rate, bool correct, struct changes *changes, bool *changed,
                       struct text *id, struct fault *fault)
{
    struct slice stored;
    struct text *text;

    record_id(rate, id);
    if (!store_get(store, text_slice(id), &stored, fault))
        return false;
    changes_clear(changes);
    text = changes_begin(changes, text_slice(id));
    text_add_string(text, "{\"type\":\"exchange_rate\"");
    write_members(rate, text);
    text_add_byte(text, '}');
    *changed = !slice_equal(changes_value(changes, changes_end(changes)), stored);
    if (!*changed || !stored.bytes || correct)
        return true;
    return fault_set(fault, FAULT_CONFLICT, "other_rate", "rate",
                     "of that day is known another rate or source; --correct replaces it");
}

static bool read_rate(struct slice record, struct exchange_rate *rate, struct arena *arena)
{
    static const struct slice names[] = {SLICE_CONSTANT("of"), SLICE_CONSTANT("currency"), SLICE_CONSTANT("day"),
                                         SLICE_CONSTANT("rate"), SLICE_CONSTANT("source")};
    struct slice values[5];

    members_of(record, names, values, 5);
    *rate = (struct exchange_rate){.of = arena_copy(arena, scan_text(values[0])),
                                   .currency = arena_copy(arena, scan_text(values[1])),
                                   .rate = arena_copy(arena, scan_text(values[3])),
                                   .source = arena_copy(arena, text_of(values[4], arena))};
    return day_read(scan_text(values[2]), &rate->day) && rate->rate.length;
}

/* The first that there is on that day or in as many days before it; or with `step` +1, after it. */
static bool nearest_rate(struct store *store, const char *of, const char *currency, day on, int step, int64_t days,
                         struct exchange_rate *rate, bool *found, struct arena *arena, struct fault *fault)
{
    struct exchange_rate wanted = {.of = slice_of(of), .currency = slice_of(currency)};
    struct text id = TEXT_INIT;
    struct slice record = {NULL, 0};
    bool done = true;

    for (int distance = 0; done && !record.bytes && distance <= days; distance++) {
        wanted.day = on + step * distance;
        record_id(&wanted, &id);
        done = store_get(store, text_slice(&id), &record, fault);
    }
    text_release(&id);
    *found = done && record.bytes;
    if (*found && !read_rate(record, rate, arena))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "the record of a rate of exchange cannot be read");
    return done;
}

static bool latest_rate(struct store *store, const char *of, const char *currency, day on, int64_t days, struct exchange_rate *rate,
                        bool *found, struct arena *arena, struct fault *fault)
{
    return nearest_rate(store, of, currency, on, -1, days, rate, found, arena, fault);
}

int64_t exchange_days(const struct settings *settings)
{
    int64_t days;

    return slice_integer(settings->text[TAX_EXCHANGE_DAYS], DUE_DAYS_LIMIT, &days) ? days : EXCHANGE_DAYS;
}

bool exchange_find(struct exchange *exchange, struct store *store, const struct currency *from, const struct currency *to, day on,
                   int64_t days, struct arena *arena, struct fault *fault)
{
    struct text written = TEXT_INIT;
    bool divides = false;
    bool multiplies = false;

    *exchange = (struct exchange){0};
    if (strcmp(from->code, to->code) == 0)
        return true;
    if (!latest_rate(store, to->code, from->code, on, days, &exchange->divisor, &divides, arena, fault) ||
        (!divides && !latest_rate(store, from->code, to->code, on, days, &exchange->factor, &multiplies, arena, fault)))
        return false;
    if (divides || multiplies)
        return true;
    if (!latest_rate(store, euro.code, from->code, on, days, &exchange->divisor, &divides, arena, fault) ||
        !latest_rate(store, euro.code, to->code, on, days, &exchange->factor, &multiplies, arena, fault))
        return false;
    if (divides && multiplies)
        return true;
    day_write(&written, on);
    fault_set(fault, FAULT_REFUSED, "no_exchange_rate", "currency",
              "no rate from %s to %s is known for %.*s or the %lld days before; see exchange-import(1)", from->code, to->code,
              SLICE_ARGS(written), (long long)days);
    text_release(&written);
    return false;
}

bool exchange_find_published(struct exchange *exchange, struct store *store, const struct currency *from, day on,
                             struct arena *arena, struct fault *fault)
{
    struct text written = TEXT_INIT;
    bool found;

    *exchange = (struct exchange){0};
    if (!nearest_rate(store, euro.code, from->code, on, 1, EXCHANGE_DAYS, &exchange->divisor, &found, arena, fault))
        return false;
    if (found && slice_is(exchange->divisor.source, EXCHANGE_CENTRAL_BANK))
        return true;
    day_write(&written, on);
    fault_set(fault, FAULT_REFUSED, "no_exchange_rate", "currency",
              "no rate of the European Central Bank for %s is known for %.*s or the %d days after; see exchange-import(1)",
              from->code, SLICE_ARGS(written), EXCHANGE_DAYS);
    text_release(&written);
    return false;
}

bool exchange_is_needed(const struct exchange *exchange)
{
    return exchange->divisor.rate.bytes || exchange->factor.rate.bytes;
}

static bool times_ten(wide *number, unsigned times)
{
    while (times--)
        if (__builtin_mul_overflow(*number, (wide)10, number))
            return false;
    return true;
}

bool exchange_convert(const struct exchange *exchange, amount value, const struct currency *from, const struct currency *to,
                      amount *converted)
{
    unsigned divisor_places = 0;
    unsigned factor_places = 0;
    wide divisor = exchange->divisor.rate.bytes ? read_digits(exchange->divisor.rate, &divisor_places) : 1;
    wide numerator = exchange->factor.rate.bytes ? read_digits(exchange->factor.rate, &factor_places) : 1;
    unsigned up = divisor_places + to->decimals;
    unsigned down = factor_places + from->decimals;
    wide result;

    if (!divisor || __builtin_mul_overflow(numerator, (wide)value, &numerator) ||
        !times_ten(&numerator, up > down ? up - down : 0) || !times_ten(&divisor, down > up ? down - up : 0))
        return false;
    result = divide_rounded(numerator, divisor);
    if (result > AMOUNT_LIMIT || result < -AMOUNT_LIMIT)
        return false;
    *converted = (amount)result;
    return true;
}

static void write_rate(const struct exchange_rate *rate, struct text *text)
{
    if (!rate->rate.bytes)
        return;
    json_open(text, NULL, '{');
    write_members(rate, text);
    json_close(text, '}');
}

static void write_rates(const struct exchange *exchange, const struct currency *to, struct text *text)
{
    json_open(text, "exchange", '{');
    json_put_string(text, "currency", slice_of(to->code));
    json_open(text, "rates", '[');
    write_rate(&exchange->divisor, text);
    write_rate(&exchange->factor, text);
    json_close(text, ']');
}

void exchange_write_rates(const struct exchange *exchange, const struct currency *to, struct text *text)
{
    write_rates(exchange, to, text);
    json_close(text, '}');
}

void exchange_write(const struct exchange *exchange, const struct currency *to, amount vat_total, struct text *text)
{
    write_rates(exchange, to, text);
    json_put_amount(text, "vat_total", vat_total, to);
    json_close(text, '}');
}

void exchange_write_amount(const struct exchange *exchange, const struct currency *to, amount repaid, struct text *text)
{
    write_rates(exchange, to, text);
    json_put_amount(text, "amount", repaid, to);
    json_close(text, '}');
}

/* A rate of the seller's currency, and the first of two, divides. */
bool exchange_from_stored(struct exchange *exchange, struct slice member, struct arena *arena)
{
    struct slice to = scan_text(scan_find(member, "currency"));
    struct scan scan;
    struct slice first;
    struct slice second;
    bool both;

    *exchange = (struct exchange){0};
    if (!scan_array(&scan, scan_find(member, "rates")) || !scan_element(&scan, &first))
        return false;
    both = scan_element(&scan, &second);
    if (both || slice_equal(scan_text(scan_find(first, "of")), to))
        return read_rate(first, &exchange->divisor, arena) && (!both || read_rate(second, &exchange->factor, arena));
    return read_rate(first, &exchange->factor, arena);
}
