/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_LINT_CONDITION_H
#define COLPORTEUR_SHOP_LINT_CONDITION_H

#include "shop/lint_sheet.h"

/* Whether a condition holds for a sheet, and what to say if not. For shop/lint.c alone. */

struct lint_judge {
    struct lint_sheet *sheet;
    const struct lint_market *market;
    const struct pattern_matcher *matcher;
    struct slice language;
    struct lint_values values, others; /* room */
    struct text room;
};

void lint_judge_release(struct lint_judge *judge);

/* In a "when" line: it holds if it does for one value; negated, if it does for none. */
bool condition_holds(struct lint_judge *judge, const struct lint_condition *condition, bool *holds, struct fault *fault) CHECKED;

/* A value at fault: where, which, and how many of what was counted. */
struct lint_failing {
    const struct lint_path *path;
    const struct lint_value *value; /* NULL: it is what is not there that is wrong */
    int64_t number;
};
typedef bool failing_each(void *context, const struct lint_failing *failing, struct fault *fault);

/* In a "require" line: it must hold for every value; what is absent is asked for by LINT_PRESENT and LINT_COUNT alone. */
bool condition_judge(struct lint_judge *judge, const struct lint_condition *condition, failing_each *each, void *context,
                     struct fault *fault) CHECKED;

/* "has 180 characters; at most 150 are taken". */
void condition_explain(const struct lint_condition *condition, const struct lint_failing *failing, struct text *words);

#endif
