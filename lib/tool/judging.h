/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_JUDGING_H
#define COLPORTEUR_TOOL_JUDGING_H

#include "tool/lint_files.h"
#include "tool/twins.h"

/*
 * The judging of product sheets in a run: findings and scores are printed as they come, those about products that are alike at
 * the end.
 *
 *     judging_begin(&judging, run, &wishes, &fault)
 *     for each record: judging_product(&judging, record, &fault)
 *     for the rest of the catalogue: judging_other(&judging, record, &fault)      if judging_compares
 *     judging_end(&judging, &fault)
 *     judging_release(&judging);
 */

struct judging_wishes {
    struct lint_wishes market;
    const struct option_list *files, *rules; /* the user's own rules; the ids that are wanted */
    bool scored;
};

struct judging {
    struct run *run;
    const struct judging_wishes *wishes;
    struct lint_rules rules;
    struct lint_market market;
    struct offers offers;
    struct lint lint;
    struct arena arena;
    struct twins twins;
    struct text line;
    uint64_t products, found[LINT_BLOCKS + 1]; /* by severity */
};

bool judging_begin(struct judging *judging, struct run *run, const struct judging_wishes *wishes, struct fault *fault) CHECKED;
void judging_release(struct judging *judging);

void judging_explain(struct judging *judging); /* prints the rules that hold, instead of all that follows */

/* Records are compact JSON. */
bool judging_product(struct judging *judging, struct slice record, struct fault *fault) CHECKED;
bool judging_other(struct judging *judging, struct slice record, struct fault *fault) CHECKED;
bool judging_compares(const struct judging *judging); /* whether a rule wants values that no other product has */
bool judging_end(struct judging *judging, struct fault *fault) CHECKED;

#endif
