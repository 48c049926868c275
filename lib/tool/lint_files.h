/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_LINT_FILES_H
#define COLPORTEUR_TOOL_LINT_FILES_H

#include "format/lint_rules.h"
#include "tool/tool.h"

/*
 * The rules and the market of a run: what is installed as lint/ under the package's data, what the user has of his own, and what
 * the shop wrote down of the channel.
 */

/* The law's rules, those of the kind of channel (bytes NULL: none), then the user's files. */
bool lint_files_read_channel(struct lint_rules *rules, struct slice feed, const struct option_list *own,
                             struct fault *fault) CHECKED;
/* The same behind the general rules. */
bool lint_files_read(struct lint_rules *rules, struct slice feed, const struct option_list *own, struct fault *fault) CHECKED;

/* Switches off what is not called for: by a rule's id, else all whose ids begin with the word and a hyphen. */
bool lint_files_select(struct lint_rules *rules, const struct option_list *words, struct fault *fault) CHECKED;

/* Where a market's texts and arrays live, and what it is made of. */
struct lint_wishes {
    const char *channel;   /* NULL: none */
    bool is_known_channel; /* it need have neither a record nor rules */
    const struct option_list *countries, *languages;
};

/*
 * The market, from what is wished, else the record channel/NAME, else the settings. A channel that has neither a record nor rules
 * of its name is a mistake in the command line. Lives in the arena, and as long as the store's slices do.
 */
bool lint_market_read(struct lint_market *market, const struct run *run, const struct lint_wishes *wishes, struct arena *arena,
                      struct fault *fault) CHECKED;

#endif
