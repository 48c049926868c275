/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/html.h"

#include <ctype.h>
#include <strings.h>

/* HTML 4 names of U+00A0 to U+00FF, in that order. */
static const char *const latin_1[96] = {
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",    "copy",   "ordf",   "laquo",
    "not",    "shy",    "reg",    "macr",   "deg",    "plusmn", "sup2",   "sup3",   "acute",  "micro",  "para",   "middot",
    "cedil",  "sup1",   "ordm",   "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc",  "Atilde",
    "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",   "Igrave", "Iacute", "Icirc",  "Iuml",
    "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",   "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",
    "Uuml",   "Yacute", "THORN",  "szlig",  "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil",
    "egrave", "eacute", "ecirc",  "euml",   "igrave", "iacute", "icirc",  "iuml",   "eth",    "ntilde", "ograve", "oacute",
    "ocirc",  "otilde", "ouml",   "divide", "oslash", "ugrave", "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml"};

static const struct {
    const char *name;
    uint32_t point;
} entities[] = {
    {"amp", '&'},       {"lt", '<'},        {"gt", '>'},        {"quot", '"'},     {"apos", '\''},     {"euro", 0x20ac},
    {"hellip", 0x2026}, {"ndash", 0x2013},  {"mdash", 0x2014},  {"lsquo", 0x2018}, {"rsquo", 0x2019},  {"sbquo", 0x201a},
    {"ldquo", 0x201c},  {"rdquo", 0x201d},  {"bdquo", 0x201e},  {"bull", 0x2022},  {"trade", 0x2122},  {"permil", 0x2030},
    {"lsaquo", 0x2039}, {"rsaquo", 0x203a}, {"OElig", 0x0152},  {"oelig", 0x0153}, {"Scaron", 0x0160}, {"scaron", 0x0161},
    {"Yuml", 0x0178},   {"fnof", 0x0192},   {"ensp", 0x2002},   {"emsp", 0x2003},  {"thinsp", 0x2009}, {"dagger", 0x2020},
    {"Dagger", 0x2021}, {"prime", 0x2032},  {"Prime", 0x2033},  {"minus", 0x2212}, {"le", 0x2264},     {"ge", 0x2265},
    {"ne", 0x2260},     {"asymp", 0x2248},  {"infin", 0x221e},  {"larr", 0x2190},  {"uarr", 0x2191},   {"rarr", 0x2192},
    {"darr", 0x2193},   {"harr", 0x2194},   {"hearts", 0x2665}, {"alpha", 0x03b1}, {"beta", 0x03b2},   {"mu", 0x03bc},
    {"Omega", 0x03a9},  {"circ", 0x02c6},   {"tilde", 0x02dc},  {"zwnj", 0x200c},  {"zwj", 0x200d},    {"oline", 0x203e}};

/* Elements that begin a new line. */
static const char *const blocks[] = {"p",  "br", "div", "li", "ul", "ol", "dl",    "dt",  "dd",      "tr",      "h1",
                                     "h2", "h3", "h4",  "h5", "h6", "hr", "table", "pre", "section", "article", "blockquote"};

struct writer {
    struct text *text;
    size_t start;
    enum { GAP_NONE, GAP_BLANK, GAP_LINE } gap;
    bool tags;   /* false: no ">" follows, so nothing that follows is a tag */
    bool quotes; /* quoted attributes are understood */
};

static void add_gap(struct writer *writer, bool line)
{
    if (writer->text->length == writer->start)
        return;
    if (line || writer->gap == GAP_NONE)
        writer->gap = line ? GAP_LINE : GAP_BLANK;
}

static void add_bytes(struct writer *writer, const char *bytes, size_t length)
{
    if (writer->gap != GAP_NONE)
        text_add_byte(writer->text, writer->gap == GAP_LINE ? '\n' : ' ');
    writer->gap = GAP_NONE;
    text_add(writer->text, bytes, length);
}

static void add_point(struct writer *writer, uint32_t point)
{
    char bytes[4];
    size_t length = 0;

    if (point == 0xa0 || point <= 0x20) {
        add_gap(writer, false);
        return;
    }
    if (point < 0x80) {
        bytes[length++] = (char)point;
    } else if (point < 0x800) {
        bytes[length++] = (char)(0xc0 | point >> 6);
    } else {
        if (point < 0x10000) {
            bytes[length++] = (char)(0xe0 | point >> 12);
        } else {
            bytes[length++] = (char)(0xf0 | point >> 18);
            bytes[length++] = (char)(0x80 | (point >> 12 & 0x3f));
        }
        bytes[length++] = (char)(0x80 | (point >> 6 & 0x3f));
    }
    if (point >= 0x80)
        bytes[length++] = (char)(0x80 | (point & 0x3f));
    add_bytes(writer, bytes, length);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int digit_value(char c, unsigned base)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (base == 16 && c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (base == 16 && c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The entity at the start ("&"…), its length with the semicolon; 0 if there is none that is known. */
static size_t entity(struct slice html, uint32_t *point)
{
    size_t at = 1;
    struct slice name;

    if (html.length > 2 && html.bytes[1] == '#') {
        unsigned base = html.bytes[2] == 'x' || html.bytes[2] == 'X' ? 16 : 10;
        size_t first = at = base == 16 ? 3 : 2;

        *point = 0;
        while (at < html.length && digit_value(html.bytes[at], base) >= 0 && *point <= 0x10ffff)
            *point = *point * base + (uint32_t)digit_value(html.bytes[at++], base);
        if (at == first || at >= html.length || html.bytes[at] != ';' || *point > 0x10ffff ||
            (*point >= 0xd800 && *point <= 0xdfff) || (*point >= 0x7f && *point < 0xa0))
            return 0;
        return at + 1;
    }
    while (at < html.length && at < 12 && (is_letter(html.bytes[at]) || digit_value(html.bytes[at], 10) >= 0))
        at++;
    if (at >= html.length || html.bytes[at] != ';')
        return 0;
    name = (struct slice){html.bytes + 1, at - 1};
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
        if (slice_is(name, entities[i].name)) {
            *point = entities[i].point;
            return at + 1;
        }
    for (size_t i = 0; i < 96; i++)
        if (slice_is(name, latin_1[i])) {
            *point = (uint32_t)(0xa0 + i);
            return at + 1;
        }
    return 0;
}

/* Just behind the next `wanted`, in letters of either case, or the end. */
static size_t behind(struct slice html, size_t from, const char *wanted)
{
    size_t length = strlen(wanted);

    for (; from + length <= html.length; from++)
        if (html.bytes[from] == wanted[0] && strncasecmp(html.bytes + from, wanted, length) == 0)
            return from + length;
    return html.length;
}

/*
 * Just behind the ">" that ends the tag; 0 if there is none. A ">" in a quoted attribute ends nothing, but where a
 * quote stays open, quotes are no guide: from then on they count for nothing, in this fragment.
 */
static size_t tag_end(struct writer *writer, struct slice html, size_t from)
{
    const char *close;
    char quote = 0;

    for (size_t at = from; writer->quotes && at < html.length; at++) {
        if (quote)
            quote = html.bytes[at] == quote ? 0 : quote;
        else if (html.bytes[at] == '>')
            return at + 1;
        else if (html.bytes[at] == '"' || html.bytes[at] == '\'')
            quote = html.bytes[at];
    }
    writer->quotes = false;
    close = from < html.length ? memchr(html.bytes + from, '>', html.length - from) : NULL;
    writer->tags = close != NULL;
    return close ? (size_t)(close - html.bytes) + 1 : 0;
}

/* The length of the tag or comment at the start ("<"…), or 0 if it is none. */
static size_t markup(struct writer *writer, struct slice html)
{
    size_t name = html.length > 1 && html.bytes[1] == '/' ? 2 : 1;
    size_t end = name;
    size_t close;

    if (slice_starts(html, "<!--"))
        return behind(html, 4, "-->");
    if (name >= html.length || (!is_letter(html.bytes[name]) && !(name == 1 && html.bytes[1] == '!')))
        return 0;
    while (end < html.length && (is_letter(html.bytes[end]) || digit_value(html.bytes[end], 10) >= 0))
        end++;
    close = tag_end(writer, html, end);
    if (close == 0)
        return 0;
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (end - name == strlen(blocks[i]) && strncasecmp(html.bytes + name, blocks[i], end - name) == 0)
            add_gap(writer, true);
    if (name == 1 && end - name == 6 && strncasecmp(html.bytes + name, "script", 6) == 0)
        close = behind(html, close, "</script>");
    if (name == 1 && end - name == 5 && strncasecmp(html.bytes + name, "style", 5) == 0)
        close = behind(html, close, "</style>");
    return close;
}

void html_to_text(struct text *text, struct slice html)
{
    struct writer writer = {text, text->length, GAP_NONE, true, true};

    while (html.length) {
        size_t length = 0;
        uint32_t point;

        if (html.bytes[0] == '<' && writer.tags) {
            length = markup(&writer, html);
        } else if (html.bytes[0] == '&') {
            length = entity(html, &point);
            if (length)
                add_point(&writer, point);
        } else if ((unsigned char)html.bytes[0] <= ' ') {
            add_gap(&writer, html.bytes[0] == '\n' || html.bytes[0] == '\r');
            length = 1;
        } else if (slice_starts(html, "\xc2\xa0")) {
            add_gap(&writer, false);
            length = 2;
        }
        if (length == 0) {
            for (length = 1; length < html.length && (unsigned char)html.bytes[length] > ' ' && html.bytes[length] != '<' &&
                             html.bytes[length] != '&' && html.bytes[length] != '\xc2';)
                length++;
            add_bytes(&writer, html.bytes, length);
        }
        html = slice_from(html, length);
    }
}

bool html_is_likely(struct slice text)
{
    for (size_t i = 0; i + 3 < text.length; i++)
        if (text.bytes[i] == '<' && ((text.bytes[i + 1] == '/' && isalpha((unsigned char)text.bytes[i + 2])) ||
                                     (strncasecmp(text.bytes + i + 1, "br", 2) == 0 && !isalnum((unsigned char)text.bytes[i + 3]))))
            return true;
    return false;
}
