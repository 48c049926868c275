/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_RULE_EXPRESSION_H
#define COLPORTEUR_FORMAT_RULE_EXPRESSION_H

#include "base/arena.h"
#include "base/fault.h"
#include "format/code_list.h"
#include "format/exact.h"
#include "format/xml_tree.h"

#include <stdbool.h>

/*
 * What rules for electronic invoices ask, as they are written in share/einvoice/NAME.rules; colporteur-einvoice(5) is the manual of
 * the language. It is compiled once, then evaluated at many places of many documents.
 *
 * A path gives all that stands there, and a comparison holds if it holds for one of them; of nothing no comparison holds. Amounts
 * are exact. Terms of the standard (BT-131) are paths that a table gives: from the place that is looked at, a term leads to
 * what belongs to the same group, "up" to the group that both share and down from there.
 */

/* A term of the semantic model: BG-25 is a group, BT-131 is in it. */
struct rule_term {
    struct slice id, path;
    const struct rule_term *group; /* NULL: of the document's element */
    size_t depth;                  /* steps of the path */
    bool is_number, is_group;
};

/* "define NAME …": stands for its expression wherever "$NAME" does. */
struct rule_definition {
    struct slice name, expression;
};

struct rule_words {
    struct rule_term **terms;
    size_t term_count, term_room;
    struct rule_definition *definitions;
    size_t definition_count, definition_room;
    struct code_lists codes;
    struct xml_names *names;       /* shared by all whose rules look at the same documents */
    struct rule_pattern *patterns; /* to be freed */
    struct arena arena;            /* of all that is compiled */
};
void rule_words_release(struct rule_words *words);

/* A new term at `group`'s place; the group is known already. False: FAULT_USAGE, "wrong_rules". */
bool rule_words_add_term(struct rule_words *words, struct slice id, struct slice type, struct slice group, struct slice path,
                         struct fault *fault) CHECKED;

struct expression;
struct rule_path;

/* Where an expression will stand: the group that terms are seen from. */
struct rule_anchor {
    const struct rule_term *group; /* NULL: the document's element */
    size_t below;                  /* steps below the group */
    bool is_known;                 /* false: terms are the whole document's */
};

/* FAULT_USAGE, "wrong_rules". What is made belongs to the words. `anchor` of the path is where it leads. */
bool rule_path_compile(struct rule_words *words, struct slice text, struct rule_path **path, struct rule_anchor *anchor,
                       struct fault *fault) CHECKED;
bool rule_compile(struct rule_words *words, struct slice text, struct rule_anchor anchor, struct expression **expression,
                  struct fault *fault) CHECKED;

/* An element, or with `attribute` (its number and one) an attribute of it. */
struct rule_place {
    uint32_t element, attribute;
};

struct rule_evaluation {
    const struct xml_tree *tree;
    struct arena *arena;    /* for what is made on the way; the caller clears it */
    struct rule_place rule; /* what `here` is */
    uint64_t steps, limit;  /* places that were looked at, and how many may be */
    char why[160];          /* it has no answer: a word that should be a number; "": it has one */
    bool is_given_up;       /* because of the limit */
    bool is_search;         /* a condition without an answer does not hold, */
    bool has_doubts;        /* and this tells of it */
};

/* All places of a path, seen from `rule`. */
const struct rule_place *rule_places(struct rule_evaluation *evaluation, const struct rule_path *path, size_t *count);
/* Whether it holds; `why` is set if that cannot be told. */
bool rule_holds(struct rule_evaluation *evaluation, const struct expression *expression);

/* Appends "/Invoice/cac:InvoiceLine[2]/cbc:ID/@schemeID". */
void rule_place_tell(const struct xml_tree *tree, struct rule_place place, struct text *text);

#endif
