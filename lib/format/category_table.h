/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_CATEGORY_TABLE_H
#define COLPORTEUR_FORMAT_CATEGORY_TABLE_H

#include "base/fault.h"
#include "base/text.h"

#include <jansson.h>

/*
 * A table of categories, as it is kept in a spreadsheet or a text file: on each line the shop's own path, a tab, and what the
 * channel calls it. Blank lines and those that begin with "#" say nothing.
 *
 * Sets "categories" of `given`, which the caller owns. FAULT_USAGE, with the file's name and line: a line of another form, a path
 * told twice.
 */
bool category_table_read(struct slice bytes, const char *name, json_t *given, struct fault *fault) CHECKED;

#endif
