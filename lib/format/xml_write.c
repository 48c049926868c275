/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/xml_write.h"

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

/* How many bytes at the front stand for themselves. */
static size_t plain_length(struct slice value)
{
    size_t at = 0;

    while (at < value.length) {
        unsigned char byte = (unsigned char)value.bytes[at];
        bool allowed = true;
        size_t length = byte >= ' ' && byte < 0x7f ? 1 : character(slice_from(value, at), &allowed);

        if (!allowed || escape_of(value.bytes[at]))
            break;
        at += length;
    }
    return at;
}

size_t xml_add_text(struct text *text, struct slice value)
{
    size_t left_out = 0;

    for (;;) {
        size_t plain = plain_length(value);
        bool allowed;

        text_add(text, value.bytes, plain);
        value = slice_from(value, plain);
        if (!value.length)
            return left_out;
        if (escape_of(value.bytes[0]))
            text_add_string(text, escape_of(value.bytes[0]));
        else
            left_out++;
        value = slice_from(value, character(value, &allowed));
    }
}

static void add_tag(struct text *text, const char *before, const char *name, const char *after)
{
    text_add_string(text, before);
    text_add_string(text, name);
    text_add_string(text, after);
}

size_t xml_add_element(struct text *text, const char *indent, const char *name, struct slice value)
{
    size_t left_out;

    if (value.length == 0)
        return 0;
    text_add_string(text, indent);
    add_tag(text, "<", name, ">");
    left_out = xml_add_text(text, value);
    add_tag(text, "</", name, ">\n");
    return left_out;
}
