/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/epc_payment.h"

enum {
    NAME_LIMIT = 70,
    STRUCTURED_LIMIT = 35,
    FREE_LIMIT = 140,
    BELGIAN_DIGITS = 12,
    IBAN_LEAST = 15,
    IBAN_MOST = 34,
    CODE_LIMIT = 331
};

#define AMOUNT_MOST ((amount)99999999999)

/* At most so many characters, and none of them a line break. */
static void add_line(struct text *text, struct slice value, size_t limit)
{
    size_t characters = 0;

    for (size_t i = 0; i < value.length; i++) {
        bool continues = ((unsigned char)value.bytes[i] & 0xC0) == 0x80;

        if (!continues && ++characters > limit)
            break;
        text_add_byte(text, (unsigned char)value.bytes[i] < ' ' ? ' ' : value.bytes[i]);
    }
}

static void add_compact(struct text *text, struct slice value)
{
    for (size_t i = 0; i < value.length; i++)
        if (value.bytes[i] != ' ')
            text_add_byte(text, value.bytes[i]);
}

/* "+++090/9337/55493+++" */
static bool is_belgian(struct slice reference)
{
    size_t digits = 0;

    if (!slice_starts(reference, "+++") && !slice_starts(reference, "***"))
        return false;
    for (size_t i = 0; i < reference.length; i++)
        digits += reference.bytes[i] >= '0' && reference.bytes[i] <= '9';
    return digits == BELGIAN_DIGITS;
}

static void add_remittance(struct text *text, struct slice reference)
{
    struct text structured = TEXT_INIT;

    if (is_belgian(reference)) {
        for (size_t i = 0; i < reference.length; i++)
            if (reference.bytes[i] >= '0' && reference.bytes[i] <= '9')
                text_add_byte(&structured, reference.bytes[i]);
    } else if (slice_starts(reference, "RF")) {
        add_compact(&structured, reference);
    }
    if (structured.length && structured.length <= STRUCTURED_LIMIT) {
        text_add_slice(text, text_slice(&structured));
    } else if (reference.length) {
        text_add_byte(text, '\n');
        add_line(text, reference, FREE_LIMIT);
    }
    text_release(&structured);
}

static void write_payment(struct text *text, const struct epc_payment *payment, struct slice iban)
{
    text_add_string(text, "BCD\n002\n1\nSCT\n");
    add_compact(text, payment->bic);
    text_add_byte(text, '\n');
    add_line(text, payment->name, NAME_LIMIT);
    text_add_byte(text, '\n');
    text_add_slice(text, iban);
    text_add_string(text, "\nEUR");
    amount_write(text, payment->amount, &payment->currency);
    if (!payment->reference.length)
        return;
    text_add_string(text, "\n\n");
    add_remittance(text, payment->reference);
}

bool epc_payment_write(struct text *text, const struct epc_payment *payment)
{
    struct text iban = TEXT_INIT;
    struct text code = TEXT_INIT;
    bool possible;

    add_compact(&iban, payment->iban);
    possible = strcmp(payment->currency.code, "EUR") == 0 && payment->amount > 0 && payment->amount <= AMOUNT_MOST &&
               payment->name.length && iban.length >= IBAN_LEAST && iban.length <= IBAN_MOST;
    if (possible) {
        write_payment(&code, payment, text_slice(&iban));
        possible = code.length <= CODE_LIMIT;
    }
    if (possible)
        text_add_slice(text, text_slice(&code));
    text_release(&iban);
    text_release(&code);
    return possible;
}
