/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/tariff_countries.h"

#include "shop/tariff_structure.h"

/* Each once: EU may stand beside a Member State. */
static void add_code(struct text *codes, struct slice code)
{
    struct slice rest = text_slice(codes);
    struct slice known;

    while (tariff_next_word(&rest, &known))
        if (slice_equal(known, code))
            return;
    if (codes->length)
        text_add_byte(codes, ' ');
    text_add_slice(codes, code);
}

static void add_members(const struct vat_law *law, day on, struct text *codes)
{
    char code[] = "AA";

    for (code[0] = 'A'; code[0] <= 'Z'; code[0]++)
        for (code[1] = 'A'; code[1] <= 'Z'; code[1]++)
            if (strcmp(code, "XI") != 0 && vat_law_member(law, slice_of(code), on))
                add_code(codes, slice_of(code));
}

static bool add_word(struct slice word, const struct vat_law *law, const struct countries *countries, day on, struct text *codes,
                     struct fault *fault)
{
    int list = tariff_country_list(word);

    if (slice_is(word, "EU"))
        add_members(law, on, codes);
    else if (slice_is(word, "UK"))
        add_code(codes, SLICE("GB"));
    else if (slice_is(word, "EL"))
        add_code(codes, SLICE("GR"));
    else if (slice_is(word, "XI"))
        return fault_set(fault, FAULT_REFUSED, "not_a_country", "countries",
                         "XI is Northern Ireland to tax offices alone: write GB with the postcodes BT*");
    else if (list >= 0 && list != EVERY_COUNTRY && !country_is_known(countries, word))
        return fault_set(fault, FAULT_REFUSED, "not_a_country", "countries",
                         "\"%.*s\" is no country of ISO 3166: no address lies there", SLICE_ARGS(word));
    else
        add_code(codes, word);
    return true;
}

bool tariff_countries_write_out(struct slice cell, const struct vat_law *law, const struct countries *countries, day on,
                                struct text *codes, struct fault *fault)
{
    struct slice word;

    text_clear(codes);
    while (tariff_next_word(&cell, &word))
        if (!add_word(word, law, countries, on, codes, fault))
            return false;
    return true;
}
