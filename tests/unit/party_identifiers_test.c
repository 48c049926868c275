/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "format/party_identifiers.h"

/* Made up so that the last digits are right; none is known to be anybody's. */
static const struct {
    const char *kind, *text;
    bool right;
} rows[] = {
    {"gln", "5412345000013", true},
    {"gln", "5412345000014", false},
    {"gln", "541234500001a", false},
    {"gln", "", false},
    {"norwegian", "987654325", true},
    {"norwegian", "987654326", false},
    {"norwegian", "000000000", false},
    {"norwegian", "98765432", false},
    {"belgian", "0123456749", true},
    {"belgian", "0123456748", false},
    {"belgian", "123456749", false},
    {"swedish", "5500000012", true},
    {"swedish", "5500000013", false},
    {"swedish", "55000000-11", false},
    {"australian", "51824753556", true},
    {"australian", "51824753557", false},
    {"australian", "5182475355", false},
    {"greek", "123456783", true},
    {"greek", "123456784", false},
    {"greek", "12345678", false},
    {"ipa", "AbC123", true},
    {"ipa", "AbC12", false},
    {"ipa", "AbC12-", false},
    {"italian-tax", "RSSMRA80A01H501U", true},
    {"italian-tax", "RSSMRA80A01H50AU", false},
    {"italian-tax", "12345678901", true},
    {"italian-tax", "1234567890", false},
    {"italian-vat", "IT12345678903", true},
    {"italian-vat", "it12345678904", false},
    {"italian-vat", "BE1", true},
    {"iban", "BE71 0961 2345 6769", true},
    {"iban", "BE71096123456760", false},
    {"iban", "be71096123456769", false},
    {"iban", "B", false},
    {"iban", "", false},
    {"iban", "BE710961234567690000000000000000000000000000", false},
};

int main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        party_identifier_check *check = party_identifier_kind(slice_of(rows[i].kind));

        ok(check && check(slice_of(rows[i].text)) == rows[i].right, "%s: \"%s\" %s be one", rows[i].kind, rows[i].text,
           rows[i].right ? "may" : "cannot");
    }
    ok(!party_identifier_kind(SLICE("french")), "there are no others");
    return tap_end();
}
