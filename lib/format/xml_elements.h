/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_XML_ELEMENTS_H
#define COLPORTEUR_FORMAT_XML_ELEMENTS_H

#include "base/text.h"

#include <stdbool.h>

/*
 * Elements within elements, each on a line of its own, a space further in for each level.
 *
 *     struct xml xml = {.text = text};
 *
 *     xml_open(&xml, "cac:Country");
 *     xml_leaf(&xml, "cbc:IdentificationCode", country);
 *     xml_close(&xml);
 *
 * What has nothing to say is not there: a leaf without value is not written, and a group that came to hold nothing is taken back
 * when it is closed. Documents for e-invoicing networks are refused for an empty element (Peppol, rule PEPPOL-EN16931-R008).
 * Values are escaped as xml_add_text says; names and attributes' names are the program's own.
 */

enum { XML_DEPTH = 16 };

struct xml {
    struct text *text;
    unsigned depth;
    struct {
        const char *name;
        size_t start, inside; /* where its tag begins, and where that ends */
    } open[XML_DEPTH];
};

void xml_declare(struct xml *xml); /* <?xml version="1.0" encoding="UTF-8"?> */

/* At most XML_DEPTH at a time. `attributes`: as they are to stand in the tag ("xmlns=\"…\""), or NULL. */
void xml_open(struct xml *xml, const char *name);
void xml_open_with(struct xml *xml, const char *name, const char *attributes);
void xml_close(struct xml *xml);

void xml_leaf(struct xml *xml, const char *name, struct slice value);

void xml_empty(struct xml *xml, const char *name); /* <NAME/>, for a schema that wants it all the same */

/* With an attribute, unless that is empty. */
void xml_leaf_with(struct xml *xml, const char *name, const char *attribute, struct slice attribute_value, struct slice value);

#endif
