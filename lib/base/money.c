/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/money.h"

#include "base/memory.h"

#include <stdlib.h>

/* ISO 4217 list one, active codes of currencies in which goods are priced; decimals other than 2 stand behind the code. */
static const char currencies[] =
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD3BIF0BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP0CNY COP "
    "CRC CUP CVE CZK DJF0DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF0GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD3"
    "IRR ISK0JMD JOD3JPY0KES KGS KHR KMF0KPW KRW0KWD3KYD KZT LAK LBP LKR LRD LSL LYD3MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR "
    "MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR3PAB PEN PGK PHP PKR PLN PYG0QAR RON RSD RUB RWF0SAR SBD SCR SDG SEK SGD SHP "
    "SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND3TOP TRY TTD TWD TZS UAH UGX0USD UYU UZS VES VND0VUV0WST XAF0XCD XCG XOF0XPF0"
    "YER ZAR ZMW ZWG ";

bool currency_find(struct slice code, struct currency *currency, struct fault *fault)
{
    for (size_t i = 0; code.length == 3 && i + 4 <= sizeof currencies; i += 4) {
        if (memcmp(currencies + i, code.bytes, 3) != 0)
            continue;
        memcpy(currency->code, code.bytes, 3);
        currency->code[3] = '\0';
        currency->decimals = currencies[i + 3] == ' ' ? 2 : (unsigned)(currencies[i + 3] - '0');
        return true;
    }
    return fault_set(fault, FAULT_REFUSED, "unknown_currency", "currency", "\"%.*s\" is no ISO 4217 currency code",
                     SLICE_ARGS(code));
}

static int64_t power_of_ten(unsigned exponent)
{
    int64_t power = 1;

    while (exponent--)
        power *= 10;
    return power;
}

enum decimal_problem { DECIMAL_READ, DECIMAL_MALFORMED, DECIMAL_TOO_FINE, DECIMAL_TOO_LARGE };

static enum decimal_problem decimal_read(struct slice text, unsigned decimals, int64_t limit, int64_t *value)
{
    size_t at = 0;
    bool negative = text.length && text.bytes[0] == '-';
    bool digits = false;
    int64_t sum = 0;
    unsigned behind = 0;
    bool point = false;

    for (at = negative; at < text.length; at++) {
        int digit = text.bytes[at] - '0';

        if (text.bytes[at] == '.' && digits && !point && at + 1 < text.length) {
            point = true;
            continue;
        }
        if (digit < 0 || digit > 9)
            return DECIMAL_MALFORMED;
        digits = true;
        if (point && behind == decimals) {
            if (digit)
                return DECIMAL_TOO_FINE;
            continue;
        }
        behind += point;
        sum = sum * 10 + digit; /* limits leave room for a digit more */
        if (sum > limit)
            return DECIMAL_TOO_LARGE;
    }
    if (!digits)
        return DECIMAL_MALFORMED;
    if (sum > limit / power_of_ten(decimals - behind))
        return DECIMAL_TOO_LARGE;
    sum *= power_of_ten(decimals - behind);
    *value = negative ? -sum : sum;
    return DECIMAL_READ;
}

static bool decimal_fault(enum decimal_problem problem, struct slice text, unsigned decimals, const char *field,
                          struct fault *fault)
{
    struct slice shown = {text.bytes, text.length > 40 ? 40 : text.length};

    switch (problem) {
    case DECIMAL_READ:
        return true;
    case DECIMAL_TOO_FINE:
        return fault_set(fault, FAULT_REFUSED, "too_many_decimals", field, "\"%.*s\" has more than %u decimals", SLICE_ARGS(shown),
                         decimals);
    case DECIMAL_TOO_LARGE:
        return fault_set(fault, FAULT_REFUSED, "number_too_large", field, "\"%.*s\" is too large", SLICE_ARGS(shown));
    case DECIMAL_MALFORMED:
        break;
    }
    return fault_set(fault, FAULT_REFUSED, "not_a_decimal", field, "\"%.*s\" is not a decimal number like \"19.90\"",
                     SLICE_ARGS(shown));
}

static bool refuse_sign(struct slice text, const char *field, struct fault *fault)
{
    if (text.length && text.bytes[0] == '-')
        return fault_set(fault, FAULT_REFUSED, "negative", field, "must not be negative");
    return true;
}

bool amount_read(struct slice text, const struct currency *currency, bool signed_too, const char *field, amount *value,
                 struct fault *fault)
{
    if (!signed_too && !refuse_sign(text, field, fault))
        return false;
    return decimal_fault(decimal_read(text, currency->decimals, AMOUNT_LIMIT, value), text, currency->decimals, field, fault);
}

bool price_read(struct slice text, const char *field, price *value, struct fault *fault)
{
    return refuse_sign(text, field, fault) && decimal_fault(decimal_read(text, 6, AMOUNT_LIMIT, value), text, 6, field, fault);
}

bool percent_read(struct slice text, const char *field, percent *value, struct fault *fault)
{
    return refuse_sign(text, field, fault) && decimal_fault(decimal_read(text, 4, PERCENT_WHOLE, value), text, 4, field, fault);
}

static void decimal_write(struct text *text, int64_t value, unsigned decimals, unsigned least)
{
    char room[32]; /* filled from its end */
    size_t at = sizeof room;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    for (; decimals > least && rest % 10 == 0; decimals--)
        rest /= 10;
    for (unsigned i = 0; i < decimals; i++, rest /= 10)
        room[--at] = (char)('0' + rest % 10);
    if (decimals)
        room[--at] = '.';
    do {
        room[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        room[--at] = '-';
    text_add(text, room + at, sizeof room - at);
}

void amount_write(struct text *text, amount value, const struct currency *currency)
{
    decimal_write(text, value, currency->decimals, currency->decimals);
}

void price_write(struct text *text, price value, const struct currency *currency)
{
    decimal_write(text, value, 6, currency->decimals);
}

void percent_write(struct text *text, percent value)
{
    decimal_write(text, value, 4, 0);
}

wide divide_rounded(wide value, wide divisor)
{
    wide half = divisor / 2;
    wide quotient = value / divisor;
    wide rest = value % divisor;

    if (rest < 0)
        rest = -rest;
    if (rest > half || (rest == half && divisor % 2 == 0))
        quotient += value < 0 ? -1 : 1;
    return quotient;
}

bool amount_add(amount *sum, amount more)
{
    amount total;

    if (__builtin_add_overflow(*sum, more, &total) || total > AMOUNT_LIMIT || total < -AMOUNT_LIMIT)
        return false;
    *sum = total;
    return true;
}

price price_of_amount(amount value, const struct currency *currency)
{
    return value * (PRICE_UNIT / power_of_ten(currency->decimals));
}

bool price_times(price unit, int64_t quantity, const struct currency *currency, amount *total)
{
    wide exact = (wide)unit * quantity;
    wide rounded = divide_rounded(exact, PRICE_UNIT / power_of_ten(currency->decimals));

    if (rounded > AMOUNT_LIMIT || rounded < -AMOUNT_LIMIT)
        return false;
    *total = (amount)rounded;
    return true;
}

struct remainder {
    wide left;
    size_t part;
};

static int larger_first(const void *a, const void *b)
{
    const struct remainder *x = a;
    const struct remainder *y = b;

    if (x->left != y->left)
        return x->left > y->left ? -1 : 1;
    return (x->part > y->part) - (x->part < y->part);
}

void amount_share(amount whole, const amount *weights, size_t count, amount *parts)
{
    wide sum = 0;
    amount sign = whole < 0 ? -1 : 1;
    amount left = whole * sign;
    struct remainder few[16];
    struct remainder *remainders = count > 16 ? memory_take(count * sizeof *remainders) : few;

    for (size_t i = 0; i < count; i++)
        sum += weights[i];
    for (size_t i = 0; i < count; i++) {
        wide product = sum ? (wide)whole * sign * weights[i] : 0;

        parts[i] = sum ? (amount)(product / sum) : 0;
        remainders[i] = (struct remainder){sum ? product % sum : 0, i};
        left -= parts[i];
    }
    qsort(remainders, count, sizeof *remainders, larger_first);
    if (!sum)
        parts[0] = left;
    for (size_t i = 0; sum && left > 0; i++, left--)
        parts[remainders[i].part]++;
    for (size_t i = 0; i < count; i++)
        parts[i] *= sign;
    if (remainders != few)
        free(remainders);
}
