/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/claim_terms.h"

#include "json/read.h"

enum { ROWS_LIMIT = 200, DAYS_LIMIT = 3660, GRAMS_IN_KILOGRAM = 1000 };

static const char *const reasons[] = {"lost", "damaged", "late", NULL};

const char *claim_reason_word(enum claim_reason reason)
{
    return reasons[reason];
}

bool claim_reason_read(struct slice word, enum claim_reason *reason, struct fault *fault)
{
    unsigned which = 0;

    while (reasons[which] && !slice_is(word, reasons[which]))
        which++;
    *reason = (enum claim_reason)which;
    return reasons[which] || fault_set(fault, FAULT_REFUSED, "unknown_reason", "reason",
                                       "cannot be \"%.*s\": lost, damaged or late", SLICE_ARGS(word));
}

static bool read_day(const json_t *row, const char *name, day absent, day *value, struct fault *fault)
{
    struct slice text;

    *value = absent;
    return field_string(row, name, &text, fault) &&
           (!text.bytes || day_read(text, value) ||
            fault_set(fault, FAULT_REFUSED, "not_a_date", name, "\"%.*s\" is no day like 2026-11-21", SLICE_ARGS(text)));
}

static bool read_limit(const json_t *row, const char *name, const struct currency *currency, bool *given, amount *value,
                       struct fault *fault)
{
    struct slice text;

    if (!field_string(row, name, &text, fault))
        return false;
    *given = text.bytes != NULL;
    if (*given && !currency->code[0])
        return field_missing("currency", fault);
    return !*given || amount_read(text, currency, false, name, value, fault);
}

static bool read_row(const json_t *row, struct claim_terms *terms, struct fault *fault)
{
    static const char *const known[] = {"reason", "from",         "until",    "after_days", "within_days",
                                        "limit",  "limit_per_kg", "currency", "carriage",   NULL};
    struct slice reason;
    struct slice currency;
    bool present;

    *terms = (struct claim_terms){0};
    if (!json_is_object(row))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", "claims", "must be an array of objects");
    if (!fields_known(row, known, fault) || !field_string(row, "reason", &reason, fault))
        return false;
    if (!reason.bytes)
        return field_missing("reason", fault);
    if (!claim_reason_read(reason, &terms->reason, fault) || !read_day(row, "from", INT32_MIN, &terms->from, fault) ||
        !read_day(row, "until", INT32_MAX, &terms->until, fault) ||
        !field_integer(row, "after_days", 0, DAYS_LIMIT, &terms->after_days, &terms->has_after, fault) ||
        !field_integer(row, "within_days", 1, DAYS_LIMIT, &terms->within_days, &terms->has_within, fault) ||
        !field_string(row, "currency", &currency, fault) || (currency.bytes && !currency_find(currency, &terms->currency, fault)))
        return false;
    return read_limit(row, "limit", &terms->currency, &terms->has_limit, &terms->limit, fault) &&
           read_limit(row, "limit_per_kg", &terms->currency, &terms->has_limit_per_kg, &terms->limit_per_kg, fault) &&
           field_bool(row, "carriage", &terms->carriage, &present, fault);
}

bool claim_terms_check(const json_t *claims, struct fault *fault)
{
    struct claim_terms terms;

    if (json_array_size(claims) > ROWS_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "too_many", "claims", "holds more than %d", ROWS_LIMIT);
    for (size_t i = 0; i < json_array_size(claims); i++)
        if (!read_row(json_array_get(claims, i), &terms, fault))
            return fault_within(fault, "claims[%zu]", i + 1);
    return true;
}

bool claim_terms_find(const json_t *claims, enum claim_reason reason, day handed_over, struct claim_terms *terms, bool *found,
                      struct fault *fault)
{
    *found = false;
    for (size_t i = json_array_size(claims); i > 0 && !*found; i--) {
        if (!read_row(json_array_get(claims, i - 1), terms, fault))
            return false;
        *found = terms->reason == reason && handed_over >= terms->from && handed_over <= terms->until;
    }
    return true;
}

bool claim_terms_limit(const struct claim_terms *terms, const struct currency *currency, int64_t grams, amount *limit)
{
    wide by_weight = divide_rounded((wide)terms->limit_per_kg * grams, GRAMS_IN_KILOGRAM);
    bool weighs = terms->has_limit_per_kg && grams > 0;

    *limit = terms->has_limit ? terms->limit : AMOUNT_LIMIT;
    if (weighs && by_weight < *limit)
        *limit = (amount)by_weight;
    return (terms->has_limit || weighs) && strcmp(terms->currency.code, currency->code) == 0;
}
