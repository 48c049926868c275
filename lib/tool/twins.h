/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_TWINS_H
#define COLPORTEUR_TOOL_TWINS_H

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Products that have the same where each should have its own: of any number of values, in a few MiB of memory.
 *
 * What is added is gathered; each time that there is enough of it, it is sorted and put aside in a temporary file, as a run. In
 * the end the runs are read side by side, in order, and equal values stand next to one another.
 */

struct twin_entry;

struct twins {
    struct text bytes;
    struct twin_entry *entries;
    size_t count, room;
    int file;      /* -1: everything has found room so far */
    uint64_t size; /* of the file */
    uint64_t *ends;
    size_t run_count, run_room;
};

#define TWINS_INIT                                                                                                                 \
    {                                                                                                                              \
        .file = -1                                                                                                                 \
    }

void twins_release(struct twins *twins);

/* `asked`: if it has a twin, that is to be told. A rule is a number of the caller's; values of several are kept apart. */
bool twins_add(struct twins *twins, uint32_t rule, struct slice value, struct slice sku, bool asked, struct fault *fault) CHECKED;

/* For each product asked for that another has the value of: by rule, value and SKU, in order of their bytes. */
typedef bool twins_each(void *context, uint32_t rule, struct slice value, struct slice sku, struct slice other,
                        struct fault *fault);
bool twins_find(struct twins *twins, twins_each *each, void *context, struct fault *fault) CHECKED;

#endif
