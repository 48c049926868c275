/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "shop/payment_reference.h"

static void is_reference(enum payment_reference_kind kind, const char *number, uint64_t sequence, const char *dated,
                         const char *wanted)
{
    struct series_number drawn = {.number = slice_of(number), .sequence = sequence};
    struct text text = TEXT_INIT;
    day of = 0;

    ok(day_read(slice_of(dated), &of), "%s is a day", dated);
    payment_reference(kind, &drawn, of, &text);
    is_text(text_string(&text), wanted, "%s of %s", number, dated);
    text_release(&text);
}

/* Check digits by hand: 2600000001 is 26804123 times 97 and 70 more; the first ten of the last one divide by 97. */
static void test_belgian(void)
{
    is_reference(PAYMENT_REFERENCE_BELGIAN, "2026-000001", 1, "2026-11-21", "+++260/0000/00170+++");
    is_reference(PAYMENT_REFERENCE_BELGIAN, "W2026-34567890", 34567890, "2012-03-01", "+++123/4567/89002+++");
    is_reference(PAYMENT_REFERENCE_BELGIAN, "2026-000028", 28, "2026-11-21", "+++260/0000/02897+++");
}

/* The example of ISO 11649 has the reference 539007547034 and the check digits 18. */
static void test_creditor_reference(void)
{
    is_reference(PAYMENT_REFERENCE_RF, "539007547034", 1, "2026-11-21", "RF18539007547034");
    is_reference(PAYMENT_REFERENCE_RF, "5390-0754/7034", 1, "2026-11-21", "RF18539007547034");
    is_reference(PAYMENT_REFERENCE_RF, "w2026-000042", 42, "2026-11-21", "RF55W2026000042");
    is_reference(PAYMENT_REFERENCE_RF, "A-VERY-LONG-PREFIX-2026-000001", 1, "2026-11-21", "RF41YLONGPREFIX2026000001");
}

static void is_kind(const char *country, const char *told, const char *iban, enum payment_reference_kind wanted)
{
    struct settings settings = SETTINGS_INIT;

    settings.text[COMPANY_COUNTRY] = slice_of(country);
    settings.text[INVOICE_PAYMENT_REFERENCE] = slice_of(told);
    settings.text[COMPANY_IBAN] = slice_of(iban);
    is_int(payment_reference_kind_of(&settings), wanted, "%s, told \"%s\", IBAN \"%s\"", country, told, iban);
}

static void test_kinds(void)
{
    is_kind("BE", "", "", PAYMENT_REFERENCE_BELGIAN);
    is_kind("BE", "rf", "", PAYMENT_REFERENCE_RF);
    is_kind("BE", "none", "BE71096123456769", PAYMENT_REFERENCE_NONE);
    is_kind("FR", "", "FR7630006000011234567890189", PAYMENT_REFERENCE_RF);
    is_kind("FR", "", "", PAYMENT_REFERENCE_NONE);
    is_kind("FR", "belgian", "", PAYMENT_REFERENCE_BELGIAN);
}

int main(void)
{
    test_belgian();
    test_creditor_reference();
    test_kinds();
    return tap_end();
}
