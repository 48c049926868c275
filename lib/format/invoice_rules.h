/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_INVOICE_RULES_H
#define COLPORTEUR_FORMAT_INVOICE_RULES_H

#include "base/date.h"
#include "format/rule_expression.h"

/*
 * Sets of rules that electronic invoices obey: EN 16931, and what Peppol and countries ask beyond it. A set is a file of
 * share/einvoice, colporteur-einvoice(5), one for each version: which rules there are and what each asks is data.
 */

struct invoice_rule {
    struct slice id, sentence;
    bool is_warning;
    const struct expression *expression; /* must hold at each place of its block; NULL: */
    const struct rule_path *unwanted;    /* nothing may stand here */
};

struct invoice_block {
    struct slice at; /* as it is written */
    struct rule_path *context;
    struct rule_anchor anchor;
    size_t first, count; /* rules */
};

struct invoice_rule_set {
    struct slice name, version, source;
    struct slice customization; /* the specification (BT-24) that it is all of, with the sets before it */
    bool is_for_every;          /* an invoice of any specification is held against it */
    day since;
    struct rule_words words;
    struct invoice_rule *rules;
    size_t count, room;
    struct invoice_block *blocks;
    size_t block_count, block_room;
};

/* FAULT_USAGE, "wrong_rules", with the file and its line. `files` gives the files that it names. */
bool invoice_rules_read(struct invoice_rule_set *set, struct slice text, const char *file, struct xml_names *names,
                        const struct code_files *files, struct fault *fault) CHECKED;
void invoice_rules_release(struct invoice_rule_set *set);

#endif
