/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/xml_tree.h"

#include "base/memory.h"

#include <expat.h>
#include <stdlib.h>

/* What separates a URI from a name, as Expat is asked to give both. */
enum { SEPARATOR = '\n', KEPT_OF_FILES = 64, LARGEST = 1 << 30 };

struct xml_tree_reader {
    XML_Parser parser;
    struct xml_tree *tree;
    uint32_t open[XML_DEEPEST + 1], last_child[XML_DEEPEST + 1];
    size_t depth;
    size_t fed;
    bool embeds_file; /* the element that is open */
    const char *trouble;
};

static uint32_t hash_of(struct slice space, struct slice local)
{
    return (uint32_t)(slice_hash(local) * 31 + slice_hash(space));
}

static bool is_name(const struct xml_name *name, struct slice space, struct slice local)
{
    return slice_equal(name->local, local) && slice_equal(name->space, space);
}

static void tabulate(struct xml_names *names, uint32_t number)
{
    size_t slot = names->names[number].hash & (names->table_room - 1);

    while (names->table[slot])
        slot = (slot + 1) & (names->table_room - 1);
    names->table[slot] = number + 1;
}

static void widen_table(struct xml_names *names)
{
    names->table_room = names->table_room ? names->table_room * 2 : 4096;
    free(names->table);
    names->table = memory_take_zeroed(names->table_room, sizeof *names->table);
    for (uint32_t i = 0; i < names->count; i++)
        tabulate(names, i);
}

uint32_t xml_name(struct xml_names *names, struct slice space, struct slice local)
{
    const uint32_t hash = hash_of(space, local);

    if (names->count * 2 >= names->table_room)
        widen_table(names);
    for (size_t slot = hash & (names->table_room - 1); names->table[slot]; slot = (slot + 1) & (names->table_room - 1))
        if (names->names[names->table[slot] - 1].hash == hash && is_name(&names->names[names->table[slot] - 1], space, local))
            return names->table[slot] - 1;
    names->names = memory_grow(names->names, &names->room, names->count + 1, sizeof *names->names);
    names->names[names->count] = (struct xml_name){
        {memory_copy(space.bytes, space.length), space.length}, {memory_copy(local.bytes, local.length), local.length}, hash};
    tabulate(names, (uint32_t)names->count);
    return (uint32_t)names->count++;
}

static void forget_from(struct xml_names *names, size_t first)
{
    for (size_t i = first; i < names->count; i++) {
        free((char *)(uintptr_t)names->names[i].space.bytes);
        free((char *)(uintptr_t)names->names[i].local.bytes);
    }
    names->count = first;
}

/* The names that only the document before had, for many documents may have many. */
static void forget_others(struct xml_names *names)
{
    if (names->count == names->registered)
        return;
    forget_from(names, names->registered);
    memset(names->table, 0, names->table_room * sizeof *names->table);
    for (uint32_t i = 0; i < names->count; i++)
        tabulate(names, i);
}

void xml_names_release(struct xml_names *names)
{
    forget_from(names, 0);
    free(names->names);
    free(names->table);
    *names = (struct xml_names){0};
}

static void stop(struct xml_tree_reader *reader, const char *why)
{
    if (!reader->trouble)
        reader->trouble = why;
    XML_StopParser(reader->parser, XML_FALSE);
}

static uint32_t name_of(struct xml_tree_reader *reader, const char *name)
{
    struct xml_names *names = reader->tree->names;
    const char *separator = strchr(name, SEPARATOR);
    const struct slice space = {name, separator ? (size_t)(separator - name) : 0};

    if (names->count > names->registered + XML_OTHER_NAMES)
        stop(reader, "it has more kinds of elements than invoices have");
    return xml_name(names, space, slice_of(separator ? separator + 1 : name));
}

static bool ends_in(struct slice text, const char *ending)
{
    size_t length = strlen(ending);

    return text.length >= length && memcmp(text.bytes + text.length - length, ending, length) == 0;
}

static void add_attribute(struct xml_tree_reader *reader, const char *name, const char *value, uint32_t owner)
{
    struct xml_tree *tree = reader->tree;
    const struct xml_attribute attribute = {name_of(reader, name), owner, (uint32_t)tree->text.length, (uint32_t)strlen(value)};

    tree->attributes = memory_grow(tree->attributes, &tree->attribute_room, tree->attribute_count + 1, sizeof *tree->attributes);
    tree->attributes[tree->attribute_count++] = attribute;
    text_add(&tree->text, value, attribute.length);
}

static uint32_t add_element(struct xml_tree *tree, struct xml_element element)
{
    tree->elements = memory_grow(tree->elements, &tree->room, tree->count + 2, sizeof *tree->elements);
    tree->elements[tree->count] = element;
    return (uint32_t)tree->count++;
}

/* What has elements within has no text: what stood before the first of them was blanks, and comes last in all texts. */
static void forget_text(struct xml_tree *tree, uint32_t element)
{
    if (tree->elements[element].length)
        tree->text.length = tree->elements[element].at;
    tree->elements[element].length = 0;
}

static void XMLCALL begin_element(void *context, const char *name, const char **attributes)
{
    struct xml_tree_reader *reader = context;
    struct xml_tree *tree = reader->tree;
    const uint32_t parent = reader->open[reader->depth];
    uint32_t number;

    if (reader->depth == XML_DEEPEST) {
        stop(reader, "elements stand within elements deeper than any invoice has them");
        return;
    }
    if (tree->count == XML_ELEMENTS) {
        stop(reader, "it has more elements than this tool reads");
        return;
    }
    forget_text(tree, parent);
    number = add_element(tree, (struct xml_element){.name = name_of(reader, name),
                                                    .parent = parent,
                                                    .line = (uint32_t)XML_GetCurrentLineNumber(reader->parser),
                                                    .attributes = (uint32_t)tree->attribute_count});
    for (size_t i = 0; attributes[i]; i += 2)
        add_attribute(reader, attributes[i], attributes[i + 1], number);
    if (reader->last_child[reader->depth])
        tree->elements[reader->last_child[reader->depth]].next = number;
    else
        tree->elements[parent].first = number;
    reader->last_child[reader->depth++] = number;
    reader->open[reader->depth] = number;
    reader->last_child[reader->depth] = 0;
    tree->elements[number].at = (uint32_t)tree->text.length;
    reader->embeds_file = ends_in(tree->names->names[tree->elements[number].name].local, "BinaryObject");
}

static void XMLCALL end_element(void *context, const char *name)
{
    struct xml_tree_reader *reader = context;
    struct xml_element *element = &reader->tree->elements[reader->open[reader->depth]];

    (void)name;
    element->end = (uint32_t)reader->tree->count;
    reader->depth--;
    reader->embeds_file = false;
}

static bool is_blank(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!strchr(" \t\r\n", bytes[i]) || !bytes[i])
            return false;
    return true;
}

static void XMLCALL add_letters(void *context, const char *bytes, int length)
{
    struct xml_tree_reader *reader = context;
    struct xml_tree *tree = reader->tree;
    struct xml_element *element = &tree->elements[reader->open[reader->depth]];

    if (element->first || !reader->depth)
        return;
    if (reader->embeds_file && (element->length > KEPT_OF_FILES || is_blank(bytes, (size_t)length)))
        return;
    text_add(&tree->text, bytes, (size_t)length);
    element->length = (uint32_t)tree->text.length - element->at;
}

static void XMLCALL refuse_doctype(void *context, const char *name, const char *system, const char *public, int has_subset)
{
    (void)name;
    (void)system;
    (void)public;
    (void)has_subset;
    stop(context, "it has a document type declaration, which no invoice has");
}

struct xml_tree_reader *xml_tree_begin(struct xml_tree *tree, struct xml_names *names)
{
    struct xml_tree_reader *reader = memory_take_zeroed(1, sizeof *reader);

    tree->names = names;
    tree->count = tree->attribute_count = 0;
    text_clear(&tree->text);
    forget_others(names);
    add_element(tree, (struct xml_element){.name = UINT32_MAX});
    reader->tree = tree;
    reader->parser = XML_ParserCreateNS(NULL, SEPARATOR);
    if (!reader->parser) {
        memory_exhausted();
        abort();
    }
    XML_SetUserData(reader->parser, reader);
    XML_SetElementHandler(reader->parser, begin_element, end_element);
    XML_SetCharacterDataHandler(reader->parser, add_letters);
    XML_SetStartDoctypeDeclHandler(reader->parser, refuse_doctype);
    XML_SetParamEntityParsing(reader->parser, XML_PARAM_ENTITY_PARSING_NEVER);
    return reader;
}

void xml_tree_end(struct xml_tree_reader *reader)
{
    XML_ParserFree(reader->parser);
    free(reader);
}

/* Sorted by counting: how many there are of each name, where each name's begin, then each element at its place. */
static void sort_by_name(struct xml_tree *tree)
{
    const size_t names = tree->names->count;

    tree->of_name = memory_grow(tree->of_name, &tree->of_name_room, names + 2, sizeof *tree->of_name);
    tree->by_name = memory_grow(tree->by_name, &tree->by_name_room, tree->count, sizeof *tree->by_name);
    tree->attributes_of_name =
        memory_grow(tree->attributes_of_name, &tree->attributes_of_name_room, names + 1, sizeof *tree->attributes_of_name);
    memset(tree->of_name, 0, (names + 2) * sizeof *tree->of_name);
    memset(tree->attributes_of_name, 0, (names + 1) * sizeof *tree->attributes_of_name);
    for (size_t i = 1; i < tree->count; i++)
        tree->of_name[tree->elements[i].name + 2]++;
    for (size_t i = 1; i < names + 2; i++)
        tree->of_name[i] += tree->of_name[i - 1];
    for (size_t i = 1; i < tree->count; i++)
        tree->by_name[tree->of_name[tree->elements[i].name + 1]++] = (uint32_t)i;
    for (size_t i = 0; i < tree->attribute_count; i++)
        tree->attributes_of_name[tree->attributes[i].name]++;
}

bool xml_tree_feed(struct xml_tree_reader *reader, struct slice bytes, bool last, struct fault *fault)
{
    struct xml_tree *tree = reader->tree;
    enum XML_Status status;

    reader->fed += bytes.length;
    if (reader->fed > LARGEST)
        return fault_set(fault, FAULT_REFUSED, "not_xml", NULL, "it is larger than this tool reads, 1 GiB");
    status = XML_Parse(reader->parser, bytes.bytes, (int)bytes.length, last);
    if (status != XML_STATUS_OK)
        return fault_set(fault, FAULT_REFUSED, "not_xml", NULL, "line %lu: %s",
                         (unsigned long)XML_GetCurrentLineNumber(reader->parser),
                         reader->trouble ? reader->trouble : XML_ErrorString(XML_GetErrorCode(reader->parser)));
    if (last) {
        tree->elements[0].end = (uint32_t)tree->count;
        tree->elements[tree->count].attributes = (uint32_t)tree->attribute_count;
        sort_by_name(tree);
    }
    return true;
}

void xml_tree_release(struct xml_tree *tree)
{
    free(tree->elements);
    free(tree->attributes);
    free(tree->of_name);
    free(tree->by_name);
    free(tree->attributes_of_name);
    text_release(&tree->text);
    *tree = (struct xml_tree){0};
}

struct slice xml_text(const struct xml_tree *tree, uint32_t element)
{
    const struct xml_element *of = &tree->elements[element];

    return (struct slice){of->length ? tree->text.bytes + of->at : "", of->length};
}

const struct xml_attribute *xml_attributes(const struct xml_tree *tree, uint32_t element, size_t *count)
{
    *count = tree->elements[element + 1].attributes - tree->elements[element].attributes;
    return tree->attributes + tree->elements[element].attributes;
}

struct slice xml_attribute_text(const struct xml_tree *tree, const struct xml_attribute *attribute)
{
    return (struct slice){attribute->length ? tree->text.bytes + attribute->at : "", attribute->length};
}
