/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/seller.h"

/* Countries as pairs of letters. */
static const char member_states[] = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK";

static const struct seller_row {
    const char *only_in;           /* NULL: everywhere */
    enum setting setting, instead; /* either of them; the same twice: that one */
    bool with_vat;                 /* where VAT is charged */
    const char *law;               /* NULL: none is known here */
} rows[] = {
    {member_states, COMPANY_STREET, COMPANY_STREET, false, "Directive 2006/112/EC, art. 226(5)"},
    {member_states, COMPANY_POSTCODE, COMPANY_POSTCODE, false, "Directive 2006/112/EC, art. 226(5)"},
    {member_states, COMPANY_CITY, COMPANY_CITY, false, "Directive 2006/112/EC, art. 226(5)"},
    {member_states, COMPANY_VAT_NUMBER, COMPANY_VAT_NUMBER, true, "Directive 2006/112/EC, art. 226(3)"},
    {"FR", COMPANY_REGISTRATION, COMPANY_LEGAL_ID, false, "Code de commerce, art. R123-237"},
    {"GB", COMPANY_STREET, COMPANY_STREET, false, "Value Added Tax Regulations 1995, reg. 14(1)(d)"},
    {"GB", COMPANY_POSTCODE, COMPANY_POSTCODE, false, "Value Added Tax Regulations 1995, reg. 14(1)(d)"},
    {"GB", COMPANY_CITY, COMPANY_CITY, false, "Value Added Tax Regulations 1995, reg. 14(1)(d)"},
    {"GB", COMPANY_VAT_NUMBER, COMPANY_VAT_NUMBER, true, "Value Added Tax Regulations 1995, reg. 14(1)(d)"},
    {"CH", COMPANY_VAT_NUMBER, COMPANY_VAT_NUMBER, true, "MWSTG, art. 26(2)(a)"},
    {"NO", COMPANY_VAT_NUMBER, COMPANY_REGISTRATION, true, "bokføringsforskriften § 5-1-2"},
    {"DZ", COMPANY_STREET, COMPANY_STREET, false, "décret exécutif 05-468, art. 3"},
    {"DZ", COMPANY_CITY, COMPANY_CITY, false, "décret exécutif 05-468, art. 3"},
    {"DZ", COMPANY_REGISTRATION, COMPANY_LEGAL_ID, false, "décret exécutif 05-468, art. 3"},
    {NULL, COMPANY_STREET, COMPANY_STREET, false, NULL},
    {NULL, COMPANY_CITY, COMPANY_CITY, false, NULL},
};

/* Not all countries have postcodes or towns, nor all places in them (UPU, postal addressing systems). */
static const struct lacking_row {
    enum setting setting;
    const char *countries;
} lacking[] = {
    {COMPANY_POSTCODE, "IE"},
    {COMPANY_CITY, "HK MC SG VA"},
};

static bool names(const char *countries, struct slice country)
{
    for (; countries && *countries; countries += countries[2] ? 3 : 2)
        if (slice_equal((struct slice){countries, 2}, country))
            return true;
    return false;
}

static bool is_lacking(enum setting setting, struct slice country)
{
    for (size_t i = 0; i < sizeof lacking / sizeof *lacking; i++)
        if (lacking[i].setting == setting && names(lacking[i].countries, country))
            return true;
    return false;
}

static bool refuse(enum setting setting, const char *law, struct fault *fault)
{
    return fault_set(fault, FAULT_REFUSED, "seller_incomplete", setting_name(setting),
                     "is not set, and the document must tell it%s%s%s; store-init --set %s=…", law ? " (" : "", law ? law : "",
                     law ? ")" : "", setting_name(setting));
}

bool seller_check(const struct settings *settings, bool charges_vat, struct fault *fault)
{
    struct slice country = settings->text[COMPANY_COUNTRY];

    if (settings->training)
        return true;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct seller_row *row = &rows[i];

        if ((row->only_in && !names(row->only_in, country)) || is_lacking(row->setting, country) ||
            (row->with_vat && !charges_vat) || settings->text[row->setting].length || settings->text[row->instead].length)
            continue;
        return refuse(row->setting, row->law, fault);
    }
    return true;
}
