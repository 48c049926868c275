/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_XML_TREE_H
#define COLPORTEUR_FORMAT_XML_TREE_H

#include "base/fault.h"
#include "base/text.h"

#include <stdint.h>

/*
 * An XML document whole in memory, for rules that look at several places of it at once.
 *
 * Elements stand in the order of the document and are known by their number; 0 is the document itself, and a parent's elements
 * follow it, up to `end`. Names are numbers too: what asks for names registers them once in xml_names and compares numbers then.
 * Text is kept of elements without elements within (an invoice has no other), and of those that embed a file no more than its
 * beginning, for nobody looks at more.
 *
 * Nothing of the input is trusted: a document type declaration is refused and with it all entities of its own, nothing else is
 * ever opened, and depth, size and the number of names are limited.
 */

enum { XML_DEEPEST = 64, XML_ELEMENTS = 20 * 1000 * 1000, XML_OTHER_NAMES = 4096 };

struct xml_name {
    struct slice space, local; /* space: the URI, empty of attributes */
    uint32_t hash;
};

struct xml_names {
    struct xml_name *names;
    size_t count, room;
    size_t registered; /* those before belong to who asks, the others to the document at hand */
    uint32_t *table;   /* of names + 1, by hash; 0: free */
    size_t table_room;
};

/* The number of a name, which is new or known. */
uint32_t xml_name(struct xml_names *names, struct slice space, struct slice local);
void xml_names_release(struct xml_names *names);

struct xml_attribute {
    uint32_t name, owner, at, length;
};

struct xml_element {
    uint32_t name, parent, first, next, end; /* first, next: 0 is none */
    uint32_t line;
    uint32_t at, length; /* of the text */
    uint32_t attributes; /* where its attributes begin; they end where the next element's do */
};

struct xml_tree {
    struct xml_names *names;
    struct xml_element *elements; /* and one behind the last, for its attributes */
    size_t count, room;
    struct xml_attribute *attributes;
    size_t attribute_count, attribute_room;
    struct text text;
    uint32_t *of_name, *by_name;  /* by_name[of_name[n]] to by_name[of_name[n + 1]]: the elements called n, in order */
    uint32_t *attributes_of_name; /* how many */
    size_t of_name_room, by_name_room, attributes_of_name_room;
};

struct xml_tree_reader;

/* The tree is emptied and its memory used again; it is complete when the reader was told the end. */
struct xml_tree_reader *xml_tree_begin(struct xml_tree *tree, struct xml_names *names);
/* FAULT_REFUSED, "not_xml" with the line; the reader is of no more use then. */
bool xml_tree_feed(struct xml_tree_reader *reader, struct slice bytes, bool last, struct fault *fault) CHECKED;
void xml_tree_end(struct xml_tree_reader *reader);
void xml_tree_release(struct xml_tree *tree);

struct slice xml_text(const struct xml_tree *tree, uint32_t element);
const struct xml_attribute *xml_attributes(const struct xml_tree *tree, uint32_t element, size_t *count);
struct slice xml_attribute_text(const struct xml_tree *tree, const struct xml_attribute *attribute);

#endif
