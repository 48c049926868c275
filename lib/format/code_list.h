/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_CODE_LIST_H
#define COLPORTEUR_FORMAT_CODE_LIST_H

#include "base/arena.h"
#include "base/fault.h"
#include "base/text.h"

/*
 * Lists of codes that electronic invoices may use (share/einvoice/NAME.codes): currencies, units, reasons of exemption. An invoice
 * with a code that is not of its list is refused by the networks, so what writes invoices asks here first.
 *
 *     # who keeps the list
 *     list vat-point
 *     3 35 432
 *     list unit in lint/units.tsv        one code a line there
 *
 * A file is of one version of the rules that it belongs to, and says so in its name. Codes are compared byte by byte.
 */

struct code_list {
    struct slice name;
    struct slice *codes; /* sorted by slice_compare */
    size_t count, room;
};

struct code_lists {
    struct code_list *lists;
    size_t count, room;
    struct arena strings;
};

/* Where another file's text comes from: "lint/units.tsv" of the installed data. */
struct code_files {
    bool (*read)(void *context, const char *folder, const char *name, struct text *text, struct fault *fault);
    void *context;
};

/* Adds the lists of a file. FAULT_USAGE, "wrong_codes", with the file and its line. */
bool code_lists_read(struct code_lists *lists, struct slice text, const char *file, const struct code_files *others,
                     struct fault *fault) CHECKED;
void code_lists_release(struct code_lists *lists);

/* NULL: there is no such list. */
const struct code_list *code_list_find(const struct code_lists *lists, struct slice name);
bool code_list_has(const struct code_list *list, struct slice code);

#endif
