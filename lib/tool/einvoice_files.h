/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_EINVOICE_FILES_H
#define COLPORTEUR_TOOL_EINVOICE_FILES_H

#include "format/invoice_rules.h"

/* What is installed about electronic invoices, as einvoice/ under the package's data. */

/* The codes of EN 16931, newest version: "currency", "unit", "vatex"… (share/einvoice/en16931-*.codes has them all). */
bool einvoice_codes_read(struct code_lists *lists, struct fault *fault) CHECKED;

/* All sets of rules, in the order of share/einvoice/rule-sets: of each name the older version first. */
struct einvoice_sets {
    struct invoice_rule_set *sets;
    size_t count, room;
    struct xml_names names;
};
bool einvoice_sets_read(struct einvoice_sets *sets, struct fault *fault) CHECKED;
void einvoice_sets_release(struct einvoice_sets *sets);

/* Whether a document of that specification (BT-24) is held against the set, where nobody says which are wanted. */
bool einvoice_set_concerns(const struct invoice_rule_set *set, struct slice customization);

/* Of the versions of a set, the one that was in force on that day; on a day before all of them, the oldest. */
bool einvoice_set_in_force(const struct einvoice_sets *sets, size_t number, day issued);

#endif
