/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_FEED_LINT_H
#define COLPORTEUR_TOOL_FEED_LINT_H

#include "format/feed.h"
#include "tool/lint_files.h"

/*
 * The rules of a feed's run: those of the law and of its kind of channel. A feed always reads its limits from them; with --lint
 * each product is judged by them as well, and what is found is printed, a record "feed_finding" each.
 *
 * What rules want of the settings, or of all products together, is for catalog-lint(1) alone: it is no reason to leave one out.
 */
struct feed_lint {
    struct run *run;
    struct lint_rules rules;
    struct lint_market market;
    struct lint lint;
    bool judges, wants_maker; /* wants_maker: a rule that blocks asks for the manufacturer */
    struct arena arena;
    struct text line;
};

/* Puts them into the options of the feed that is to be opened. `own`: files of the shop's rules. */
bool feed_lint_begin(struct feed_lint *lint, struct run *run, struct feed_options *feed, const struct option_list *own, bool judges,
                     struct fault *fault) CHECKED;
void feed_lint_release(struct feed_lint *lint);

/* What was found of the last record, from this line of the input. */
void feed_lint_print(struct feed_lint *lint, const struct feed *feed, const json_t *record, size_t line);

/* Without --lint, for the closing counts: how many items lack what keeps most goods from being offered there. */
void feed_lint_count(const struct feed_lint *lint, const struct feed *feed);

#endif
