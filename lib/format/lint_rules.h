/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_LINT_RULES_H
#define COLPORTEUR_FORMAT_LINT_RULES_H

#include "shop/lint.h"

/*
 * The files that rules for product sheets are written in: colporteur-lint(5).
 *
 * Files are read one after the other. A rule with an id that is known changes that rule: what it gives holds, the rest stays; so a
 * shop makes a rule milder, stricter, or switches it off.
 */

/* Where lists of words come from, by name: their text, a word or a line of columns each. */
struct lint_lists {
    bool (*read)(void *context, const char *name, struct text *text, struct fault *fault);
    void *context;
};

/* FAULT_USAGE, "wrong_rules", with the file and its line; nothing of it may be used then. */
bool lint_rules_read(struct lint_rules *rules, struct slice text, const char *file, const struct lint_lists *lists,
                     struct fault *fault) CHECKED;
void lint_rules_release(struct lint_rules *rules);

#endif
