/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_REVERSING_H
#define COLPORTEUR_TOOL_REVERSING_H

#include "shop/credit_note.h"
#include "tool/tool.h"

/* The options by which refund and credit-note are told what goes back. */
struct reversing_options {
    struct option_list lines;   /* "2": all that is left of line 2; "2=1": one unit of it */
    struct option_list amounts; /* "2=5.00": so much of line 2; with units of it, for them */
    const char *shipping;       /* "4.50", or "all" */
    const char *amount;         /* dealt out over the order */
    const char *location, *reason, *dated;
    bool restock;
};

/* The day is dated, or today. */
bool reversing_read(const struct reversing_options *options, const struct run *run, const struct currency *currency,
                    struct arena *arena, struct credit_note_request *request, struct fault *fault) CHECKED;

/* An option's argument "N" or "N=REST": a line, and the rest, NULL if there is none. */
bool reversing_split(const char *option, const char *argument, size_t *line, const char **rest, struct fault *fault) CHECKED;

/* A record's own member that says the same; NULL: it has none, and the options count. */
bool reversing_of_record(const struct input *input, const char *name, const json_t **object, struct fault *fault) CHECKED;

#endif
