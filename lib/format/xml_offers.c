/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/xml_offers.h"

#include "base/memory.h"
#include "format/offer_fields.h"
#include "format/xml_parts.h"

#include <expat.h>
#include <iconv.h>
#include <stdlib.h>

#define GOOGLE "http://base.google.com/ns/1.0"
#define CUSTOM "http://base.google.com/cns/1.0"

enum { SEPARATOR = '\n', KNOWN_NAMES = 256, DEEPEST = 64 };

/* The parts of an element, in the order in which a table has them. Others come as they stand. */
static const struct {
    const char *name;
    const char *const *parts;
} composites[] = {
    {"shipping", (const char *const[]){"country", "region", "service", "price", NULL}},
    {"tax", (const char *const[]){"country", "region", "rate", "tax_ship", NULL}},
    {"product_detail", (const char *const[]){"section_name", "attribute_name", "attribute_value", NULL}},
    {"certification", (const char *const[]){"certification_authority", "certification_name", "certification_code", NULL}},
    {"installment", (const char *const[]){"months", "amount", NULL}},
};

/* A name that was met, and what it is: names are compared once. */
struct met_name {
    char *name;
    struct offer_value value;
    bool ignored;
};

/* One value while the item is read: offsets, for the text grows. */
struct read_value {
    const struct met_name *name;
    size_t at, length;
};

struct read_part {
    char name[40];
    size_t at, length; /* in part_text */
};

struct xml_offers {
    XML_Parser parser;
    struct offer_import *import;
    struct product_queue *queue;
    bool ended;
    bool is_feed;               /* its outermost element is a feed's, or it had an item */
    unsigned depth, item_depth; /* item_depth 0: outside of an item */
    size_t item_line;
    XML_Index item_at;   /* where it begins in the file */
    XML_Index window_at; /* the first byte of the window */
    struct text window;  /* the file from there on, for what is refused */
    struct text text;    /* of the values of the item */
    struct text letters; /* of the element that is open */
    struct text part_text;
    struct read_value *values;
    size_t value_count, value_room;
    struct read_part parts[16];
    size_t part_count;
    struct met_name names[KNOWN_NAMES];
    size_t name_count;
    struct offer_values offer;
    const char *trouble; /* why reading was stopped here; NULL: it was not */
};

static void stop(struct xml_offers *offers, const char *why)
{
    offers->trouble = why;
    XML_StopParser(offers->parser, XML_FALSE);
}

/* "URI\nlocal" into its two halves. */
static struct slice local_name(const char *name, struct slice *space)
{
    const char *separator = strrchr(name, SEPARATOR);

    *space = separator ? (struct slice){name, (size_t)(separator - name)} : SLICE("");
    return slice_of(separator ? separator + 1 : name);
}

static bool is_rss_or_atom(struct slice space)
{
    return !space.length || slice_starts(space, "http://www.w3.org/2005/Atom") || slice_starts(space, "http://purl.org/");
}

static void bind_name(struct met_name *met, struct slice local, struct slice space)
{
    const struct sheet_row row = {&local, 1, 0, local};
    struct header header;

    met->value.title = slice_from(slice_of(met->name), (size_t)(local.bytes - met->name));
    if (slice_is(space, CUSTOM)) {
        met->value.field = OFFER_ATTRIBUTE;
        return;
    }
    header_bind(&header, &row, offer_names);
    met->value.field = header.columns[0].field;
    met->value.number = header.columns[0].number;
    header_release(&header);
    met->value.weak = !slice_is(space, GOOGLE) && is_rss_or_atom(space);
    met->ignored = !slice_is(space, GOOGLE) && (!met->value.weak || (space.length && met->value.field == COLUMN_UNKNOWN));
    /* Atom's own id is an address of the entry, and worth no more than RSS's guid. */
    if (met->value.weak && space.length && met->value.field == OFFER_ID)
        met->value.field = OFFER_GUID;
    if (met->value.weak && (slice_is(local, "updated") || slice_is(local, "modified") || slice_is(local, "issued") ||
                            slice_is(local, "pubDate") || slice_is(local, "author") || slice_is(local, "category")))
        met->ignored = true;
}

static const struct met_name *meet(struct xml_offers *offers, const char *name)
{
    struct met_name *met;
    struct slice space;
    struct slice local;

    for (size_t i = 0; i < offers->name_count; i++)
        if (strcmp(offers->names[i].name, name) == 0)
            return &offers->names[i];
    if (offers->name_count == KNOWN_NAMES) {
        stop(offers, "its items have more than 256 kinds of elements");
        return NULL;
    }
    met = &offers->names[offers->name_count++];
    met->name = memory_copy(name, strlen(name));
    local = local_name(met->name, &space);
    bind_name(met, local, space);
    return met;
}

static bool is_item(const char *name)
{
    struct slice space;
    struct slice local = local_name(name, &space);

    return is_rss_or_atom(space) && (slice_is(local, "item") || slice_is(local, "entry"));
}

/* Of RSS, Atom, or RSS 1.0. */
static bool is_outermost(const char *name)
{
    struct slice space;
    struct slice local = local_name(name, &space);

    return slice_is(local, "rss") || slice_is(local, "feed") || slice_is(local, "RDF") || slice_is(local, "channel");
}

static void begin_item(struct xml_offers *offers)
{
    offers->item_depth = offers->depth;
    offers->item_line = (size_t)XML_GetCurrentLineNumber(offers->parser);
    offers->item_at = XML_GetCurrentByteIndex(offers->parser);
    text_clear(&offers->text);
    offers->value_count = 0;
}

static void add_value(struct xml_offers *offers, const struct met_name *name, struct slice value)
{
    if (!name || name->ignored || !value.length)
        return;
    if (offers->text.length + value.length > XML_ITEM_LIMIT) {
        stop(offers, "an item has more than 4 MiB");
        return;
    }
    offers->values = memory_grow(offers->values, &offers->value_room, offers->value_count + 1, sizeof *offers->values);
    offers->values[offers->value_count++] = (struct read_value){name, offers->text.length, value.length};
    text_add_slice(&offers->text, value);
}

/* <link rel="alternate" href="…"/> of Atom has its address in an attribute. */
static void take_href(struct xml_offers *offers, const char *name, const XML_Char **attributes)
{
    const char *href = NULL;
    const char *rel = "alternate";
    const struct met_name *met = meet(offers, name);

    for (; *attributes; attributes += 2) {
        if (strcmp(attributes[0], "href") == 0)
            href = attributes[1];
        else if (strcmp(attributes[0], "rel") == 0)
            rel = attributes[1];
    }
    if (met && href && met->value.field == OFFER_LINK && strcmp(rel, "alternate") == 0)
        add_value(offers, met, slice_trim(slice_of(href)));
}

static void on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct xml_offers *offers = context;

    if (++offers->depth > DEEPEST) {
        stop(offers, "its elements are nested too deep");
        return;
    }
    text_clear(&offers->letters);
    if (!offers->item_depth) {
        offers->is_feed |= is_item(name) || (offers->depth == 1 && is_outermost(name));
        if (is_item(name))
            begin_item(offers);
        return;
    }
    if (offers->depth == offers->item_depth + 1) {
        offers->part_count = 0;
        text_clear(&offers->part_text);
        take_href(offers, name, attributes);
    }
}

static void on_letters(void *context, const XML_Char *letters, int length)
{
    struct xml_offers *offers = context;

    if (!offers->item_depth)
        return;
    text_add(&offers->letters, letters, (size_t)length);
    if (offers->letters.length > XML_ITEM_LIMIT)
        stop(offers, "an item has more than 4 MiB");
}

static struct slice trimmed_letters(const struct xml_offers *offers)
{
    struct slice all = text_slice(&offers->letters);

    while (all.length && strchr(" \t\r\n", all.bytes[all.length - 1]))
        all.length--;
    while (all.length && strchr(" \t\r\n", all.bytes[0]))
        all = slice_from(all, 1);
    return all;
}

static void end_part(struct xml_offers *offers, const char *name)
{
    struct slice space;
    struct slice local = local_name(name, &space);
    struct slice value = trimmed_letters(offers);
    struct read_part *part = &offers->parts[offers->part_count];

    if (offers->part_count == sizeof offers->parts / sizeof *offers->parts || local.length >= sizeof part->name)
        return;
    memcpy(part->name, local.bytes, local.length);
    part->name[local.length] = '\0';
    part->at = offers->part_text.length;
    part->length = value.length;
    text_add_slice(&offers->part_text, value);
    offers->part_count++;
}

static void add_part(struct xml_offers *offers, struct text *made, const struct read_part *part)
{
    part_add(made, (struct slice){offers->part_text.bytes + part->at, part->length});
}

/* All parts as one value, as a table has it. */
static void join_parts(struct xml_offers *offers, struct slice element, struct text *made)
{
    const char *const *order = NULL;

    for (size_t i = 0; i < sizeof composites / sizeof *composites; i++)
        if (slice_is(element, composites[i].name))
            order = composites[i].parts;
    for (size_t i = 0; !order && i < offers->part_count; i++) {
        if (i)
            text_add_byte(made, ':');
        add_part(offers, made, &offers->parts[i]);
    }
    for (size_t i = 0; order && order[i]; i++) {
        if (i)
            text_add_byte(made, ':');
        for (size_t j = 0; j < offers->part_count; j++)
            if (strcmp(offers->parts[j].name, order[i]) == 0)
                add_part(offers, made, &offers->parts[j]);
    }
}

static void end_value(struct xml_offers *offers, const char *name)
{
    const struct met_name *met = meet(offers, name);
    struct text made = TEXT_INIT;

    if (!met)
        return;
    if (offers->part_count)
        join_parts(offers, met->value.title, &made);
    add_value(offers, met, offers->part_count ? text_slice(&made) : trimmed_letters(offers));
    text_release(&made);
}

/* The item as it stands in the file, as far as it is UTF-8. */
static struct slice raw_item(const struct xml_offers *offers)
{
    XML_Index end = XML_GetCurrentByteIndex(offers->parser) + XML_GetCurrentByteCount(offers->parser);
    struct slice raw = {offers->window.bytes + (offers->item_at - offers->window_at), (size_t)(end - offers->item_at)};

    if (offers->item_at < offers->window_at || raw.length > offers->window.length || utf8_valid_length(raw) < raw.length)
        return SLICE("");
    return raw;
}

static void end_item(struct xml_offers *offers)
{
    offers->item_depth = 0;
    offers->offer.count = 0;
    for (size_t i = 0; i < offers->value_count; i++) {
        struct offer_value value = offers->values[i].name->value;

        value.value = (struct slice){offers->text.bytes + offers->values[i].at, offers->values[i].length};
        offer_values_add(&offers->offer, value);
    }
    offer_import_item(offers->import, &offers->offer, offers->item_line, raw_item(offers), offers->queue);
}

static void on_end(void *context, const XML_Char *name)
{
    struct xml_offers *offers = context;

    if (offers->item_depth && offers->depth == offers->item_depth)
        end_item(offers);
    else if (offers->item_depth && offers->depth == offers->item_depth + 1)
        end_value(offers, name);
    else if (offers->item_depth && offers->depth == offers->item_depth + 2)
        end_part(offers, name);
    text_clear(&offers->letters);
    offers->depth--;
}

static void on_entity(void *context, const XML_Char *name, int is_parameter, const XML_Char *value, int length,
                      const XML_Char *base, const XML_Char *system, const XML_Char *public, const XML_Char *notation)
{
    (void)name, (void)is_parameter, (void)value, (void)length, (void)base, (void)system, (void)public, (void)notation;
    stop(context, "it declares entities");
}

/* Encodings of one byte for a character, as iconv knows them. */
static int on_encoding(void *context, const XML_Char *name, XML_Encoding *encoding)
{
    iconv_t converter = iconv_open("UTF-32LE", name);

    (void)context;
    if (converter == (iconv_t)-1)
        return XML_STATUS_ERROR;
    for (int byte = 0; byte < 256; byte++) {
        char from = (char)byte;
        unsigned char to[8] = {0};
        char *in = &from;
        char *out = (char *)to;
        size_t in_left = 1;
        size_t out_left = sizeof to;
        bool known = iconv(converter, &in, &in_left, &out, &out_left) != (size_t)-1 && out_left == 4;

        encoding->map[byte] = known ? to[0] | to[1] << 8 | to[2] << 16 : -1;
    }
    iconv_close(converter);
    encoding->convert = NULL;
    encoding->release = NULL;
    return XML_STATUS_OK;
}

struct xml_offers *xml_offers_open(const char *dialect)
{
    struct xml_offers *offers = memory_take_zeroed(1, sizeof *offers);

    offers->parser = XML_ParserCreateNS(NULL, SEPARATOR);
    if (!offers->parser)
        memory_exhausted();
    offers->import = offer_import_open(dialect);
    XML_SetUserData(offers->parser, offers);
    XML_SetElementHandler(offers->parser, on_start, on_end);
    XML_SetCharacterDataHandler(offers->parser, on_letters);
    XML_SetEntityDeclHandler(offers->parser, on_entity);
    XML_SetUnknownEncodingHandler(offers->parser, on_encoding, NULL);
    return offers;
}

void xml_offers_close(struct xml_offers *offers)
{
    XML_ParserFree(offers->parser);
    offer_import_close(offers->import);
    for (size_t i = 0; i < offers->name_count; i++)
        free(offers->names[i].name);
    text_release(&offers->window);
    text_release(&offers->text);
    text_release(&offers->letters);
    text_release(&offers->part_text);
    free(offers->values);
    free(offers->offer.items);
    free(offers);
}

/* What of the file is of no item that is open is not needed any more. */
static void move_window(struct xml_offers *offers)
{
    XML_Index keep = offers->item_depth ? offers->item_at : offers->window_at + (XML_Index)offers->window.length;
    size_t gone = (size_t)(keep - offers->window_at);

    if (gone > offers->window.length)
        gone = offers->window.length;
    memmove(offers->window.bytes, offers->window.bytes + gone, offers->window.length - gone);
    offers->window.length -= gone;
    offers->window_at += (XML_Index)gone;
}

static void refuse_the_rest(struct xml_offers *offers)
{
    struct fault fault = FAULT_INIT;

    offers->ended = true;
    fault_set(&fault, FAULT_REFUSED, "not_xml", NULL, "the feed ends here: %s",
              offers->trouble ? offers->trouble : XML_ErrorString(XML_GetErrorCode(offers->parser)));
    queue_refusal(offers->queue, (size_t)XML_GetCurrentLineNumber(offers->parser), SLICE(""), &fault);
}

void xml_offers_feed(struct xml_offers *offers, struct slice bytes, bool last, struct product_queue *queue)
{
    if (offers->ended)
        return;
    offers->queue = queue;
    text_add_slice(&offers->window, bytes);
    if (XML_Parse(offers->parser, bytes.bytes ? bytes.bytes : "", (int)bytes.length, last) != XML_STATUS_OK) {
        refuse_the_rest(offers);
    } else if (last && !offers->is_feed) {
        offers->trouble = "it has no item of RSS and no entry of Atom, so it is another kind of XML, or a page of HTML";
        refuse_the_rest(offers);
    }
    if (offers->window.length)
        move_window(offers);
}
