/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/seller.h"

/* Countries as pairs of letters. */
static const struct seller_row {
    enum setting setting, instead; /* either of them; the same twice: that one */
    const char *only_in, *not_in;  /* NULL: everywhere, nowhere */
    bool with_vat;                 /* where VAT is charged */
    const char *law;
} rows[] = {
    {COMPANY_STREET, COMPANY_STREET, NULL, NULL, false, "Directive 2006/112/EC, art. 226(5)"},
    /* Not all countries have postcodes, nor all places in them (UPU, postal addressing systems). */
    {COMPANY_POSTCODE, COMPANY_POSTCODE, NULL, "AE AO HK IE JM PA QA ZW", false, "Directive 2006/112/EC, art. 226(5)"},
    {COMPANY_CITY, COMPANY_CITY, NULL, "HK MC SG VA", false, "Directive 2006/112/EC, art. 226(5)"},
    {COMPANY_VAT_NUMBER, COMPANY_VAT_NUMBER, NULL, NULL, true, "Directive 2006/112/EC, art. 226(3)"},
    {COMPANY_REGISTRATION, COMPANY_LEGAL_ID, "FR", NULL, false, "Code de commerce, art. R123-237"},
};

static bool names(const char *countries, struct slice country)
{
    for (; countries && *countries; countries += countries[2] ? 3 : 2)
        if (slice_equal((struct slice){countries, 2}, country))
            return true;
    return false;
}

bool seller_check(const struct settings *settings, bool charges_vat, struct fault *fault)
{
    struct slice country = settings->text[COMPANY_COUNTRY];

    if (settings->training)
        return true;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct seller_row *row = &rows[i];

        if ((row->only_in && !names(row->only_in, country)) || names(row->not_in, country) || (row->with_vat && !charges_vat) ||
            settings->text[row->setting].length || settings->text[row->instead].length)
            continue;
        return fault_set(fault, FAULT_REFUSED, "seller_incomplete", setting_name(row->setting),
                         "is not set, and the document must tell it (%s); store-init --set %s=…", row->law,
                         setting_name(row->setting));
    }
    return true;
}
