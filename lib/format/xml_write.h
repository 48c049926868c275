/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_XML_WRITE_H
#define COLPORTEUR_FORMAT_XML_WRITE_H

#include "base/text.h"

/*
 * Text as XML 1.0 wants it: & < > as entities. Characters that XML cannot hold, and those it discourages (control characters,
 * U+FFFE, U+FFFF), are left out; how many is returned. Any other bytes are UTF-8 and stay as they are.
 */
size_t xml_add_text(struct text *text, struct slice value);

/* The same as an attribute's value, between its quotation marks: one in it would end it. */
void xml_add_attribute(struct text *text, struct slice value);

/* "INDENT<NAME>VALUE</NAME>", a line; nothing if the value is empty. */
size_t xml_add_element(struct text *text, const char *indent, const char *name, struct slice value);

#endif
