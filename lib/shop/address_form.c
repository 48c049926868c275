/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/address_form.h"

#include "shop/law_table.h"

static struct slice member_of(const struct postal_address *address, struct slice name)
{
    return slice_is(name, "street")     ? address->street
           : slice_is(name, "postcode") ? address->postcode
           : slice_is(name, "city")     ? address->city
                                        : address->region;
}

/* A line of the table with its places filled. What stands between two places goes with the second, if there was a first. */
static void fill(struct slice form, const struct postal_address *address, struct text *line)
{
    size_t between = 0;

    for (size_t i = 0; i < form.length;) {
        const char *end = form.bytes[i] == '{' ? memchr(form.bytes + i, '}', form.length - i) : NULL;
        size_t length = end ? (size_t)(end - form.bytes) - i + 1 : 0;
        struct slice value;

        if (!length) {
            i++;
            continue;
        }
        value = slice_trim(member_of(address, (struct slice){form.bytes + i + 1, length - 2}));
        if (value.length && line->length)
            text_add(line, form.bytes + between, i - between);
        text_add_slice(line, value);
        i += length;
        between = i;
    }
}

/* A street may have lines of its own, and customers leave some of them empty. */
static void add_lines(struct text *text, struct slice lines)
{
    while (lines.length) {
        struct slice line = slice_trim(law_part(&lines, '\n'));

        if (line.length && text->length)
            text_add_byte(text, '\n');
        text_add_slice(text, line);
    }
}

/* Else a line of the table names the street. */
bool address_form_begins_with_street(struct slice country, const struct countries *countries)
{
    static const char street[] = "{street}";
    struct slice forms = country_town(countries, country);

    return !memmem(forms.bytes, forms.length, street, sizeof street - 1);
}

void address_form_write(struct text *text, const struct postal_address *address, const struct countries *countries)
{
    struct slice forms = country_town(countries, address->country);
    struct text lines = TEXT_INIT;
    struct text line = TEXT_INIT;

    if (address_form_begins_with_street(address->country, countries))
        add_lines(&lines, address->street);
    while (forms.length) {
        text_clear(&line);
        fill(law_part(&forms, '|'), address, &line);
        add_lines(&lines, text_slice(&line));
    }
    text_add_slice(text, text_slice(&lines));
    text_release(&lines);
    text_release(&line);
}
