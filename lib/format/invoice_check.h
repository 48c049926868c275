/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_INVOICE_CHECK_H
#define COLPORTEUR_FORMAT_INVOICE_CHECK_H

#include "format/invoice_rules.h"

/*
 * An electronic invoice held against a set of rules. Nothing is printed and nothing decided here: what was found is told to the
 * caller one by one, and which rules ran.
 */

struct invoice_finding {
    const struct invoice_rule *rule;
    struct rule_place place;
    const char *why; /* the rule has no answer here, which counts as a find: an amount that is none; "" otherwise */
};

struct invoice_check {
    const struct xml_tree *tree;
    void (*tell)(void *context, const struct invoice_finding *finding);
    void *context;
    uint64_t steps; /* of all sets that the document was held against */
    uint64_t fatal, warnings;
    struct arena contexts, arena;
};

void invoice_check_begin(struct invoice_check *check, const struct xml_tree *tree);
void invoice_check_release(struct invoice_check *check);

/*
 * Holds the document against all rules of the set. `ran[i]` tells of rule i whether it gave its answer; one does not where it would
 * take too long: the time for a document is bounded by its size, whatever is in it.
 */
void invoice_check_run(struct invoice_check *check, const struct invoice_rule_set *set, bool *ran);

/* What the document is: "Invoice", "CreditNote", or bytes NULL. And the text of a child of its element, trimmed, "" if it has none.
 */
struct slice invoice_kind(const struct xml_tree *tree);
struct slice invoice_member(const struct xml_tree *tree, const char *name);

#endif
