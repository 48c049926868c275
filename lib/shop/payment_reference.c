/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/payment_reference.h"

enum payment_reference_kind payment_reference_kind_of(const struct settings *settings)
{
    struct slice told = settings->text[INVOICE_PAYMENT_REFERENCE];

    if (slice_is(told, "none"))
        return PAYMENT_REFERENCE_NONE;
    if (slice_is(told, "belgian") || (!told.length && slice_is(settings->text[COMPANY_COUNTRY], "BE")))
        return PAYMENT_REFERENCE_BELGIAN;
    return told.length || settings->text[COMPANY_IBAN].length ? PAYMENT_REFERENCE_RF : PAYMENT_REFERENCE_NONE;
}

static void belgian(const struct series_number *number, day dated, struct text *text)
{
    enum { SEQUENCES = 100000000 };
    struct text year = TEXT_INIT;
    struct text digits = TEXT_INIT;
    int64_t of_year = 0;
    int64_t first;
    int64_t check;

    period_write(&year, period_first(dated, GRAIN_YEAR), GRAIN_YEAR);
    if (!slice_integer(text_slice(&year), INT64_MAX, &of_year))
        of_year = 0;
    first = of_year % 100 * SEQUENCES + (int64_t)(number->sequence % SEQUENCES);
    check = first % 97 ? first % 97 : 97;
    text_add_padded(&digits, first * 100 + check, 12);
    text_printf(text, "+++%.3s/%.4s/%.5s+++", digits.bytes, digits.bytes + 3, digits.bytes + 7);
    text_release(&year);
    text_release(&digits);
}

/* As ISO 7064 reads it: letters are 10 to 35, whatever their case. -1: it is neither letter nor digit. */
static int value_of(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'A' && byte <= 'Z')
        return byte - 'A' + 10;
    return byte >= 'a' && byte <= 'z' ? byte - 'a' + 10 : -1;
}

static int modulo_97(int remainder, struct slice text)
{
    for (size_t i = 0; i < text.length; i++) {
        int value = value_of(text.bytes[i]);

        remainder = (remainder * (value < 10 ? 10 : 100) + value) % 97;
    }
    return remainder;
}

static void creditor_reference(const struct series_number *number, struct text *text)
{
    enum { REFERENCE_MOST = 21 };
    struct text plain = TEXT_INIT;
    struct slice reference;

    for (size_t i = 0; i < number->number.length; i++) {
        int value = value_of(number->number.bytes[i]);

        if (value >= 0)
            text_add_byte(&plain, (char)(value < 10 ? '0' + value : 'A' + value - 10));
    }
    reference = text_slice(&plain);
    if (reference.length > REFERENCE_MOST)
        reference = slice_from(reference, reference.length - REFERENCE_MOST);
    text_add_string(text, "RF");
    text_add_padded(text, 98 - modulo_97(modulo_97(0, reference), SLICE("RF00")), 2);
    text_add_slice(text, reference);
    text_release(&plain);
}

void payment_reference(enum payment_reference_kind kind, const struct series_number *number, day dated, struct text *text)
{
    if (kind == PAYMENT_REFERENCE_BELGIAN)
        belgian(number, dated, text);
    else if (kind == PAYMENT_REFERENCE_RF)
        creditor_reference(number, text);
}
