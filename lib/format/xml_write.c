/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/xml_write.h"

#include "base/plain.h"

/* The length of the character at the start, and whether XML can hold it. */
static size_t character(struct slice text, bool *allowed)
{
    unsigned char lead = (unsigned char)text.bytes[0];
    size_t length = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

    if (length > text.length)
        length = text.length;
    *allowed = lead >= ' ' ? lead != 0x7f : lead == '\t' || lead == '\n';
    if (length == 2 && lead == 0xc2 && (unsigned char)text.bytes[1] < 0xa0)
        *allowed = false;
    if (length == 3 && (memcmp(text.bytes, "\xef\xbf\xbe", 3) == 0 || memcmp(text.bytes, "\xef\xbf\xbf", 3) == 0))
        *allowed = false;
    return length;
}

static const char *escape_of(char c)
{
    return c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : NULL;
}

/* Appends what stands for itself at the front, and says how much that is. */
static size_t add_plain(struct text *text, struct slice value)
{
    size_t plain = plain_run(value, SLICE("&<>\x7f\xc2\xef"), false);

    text_add(text, value.bytes, plain);
    return plain;
}

size_t xml_add_text(struct text *text, struct slice value)
{
    size_t left_out = 0;

    while (value = slice_from(value, add_plain(text, value)), value.length) {
        bool allowed;
        size_t length = character(value, &allowed);

        if (escape_of(value.bytes[0]))
            text_add_string(text, escape_of(value.bytes[0]));
        else if (allowed)
            text_add(text, value.bytes, length);
        else
            left_out++;
        value = slice_from(value, length);
    }
    return left_out;
}

void xml_add_attribute(struct text *text, struct slice value)
{
    while (value.length) {
        const char *quote = memchr(value.bytes, '"', value.length);
        size_t length = quote ? (size_t)(quote - value.bytes) : value.length;

        xml_add_text(text, (struct slice){value.bytes, length});
        value = slice_from(value, length);
        if (quote) {
            text_add_string(text, "&quot;");
            value = slice_from(value, 1);
        }
    }
}

size_t xml_add_element(struct text *text, const char *indent, const char *name, struct slice value)
{
    const struct slice tag = slice_of(name);
    size_t left_out;

    if (value.length == 0)
        return 0;
    text_add_string(text, indent);
    text_add_byte(text, '<');
    text_add_slice(text, tag);
    text_add_byte(text, '>');
    left_out = xml_add_text(text, value);
    text_add(text, "</", 2);
    text_add_slice(text, tag);
    text_add(text, ">\n", 2);
    return left_out;
}
