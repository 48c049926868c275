/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_BOUND_H
#define COLPORTEUR_TOOL_BOUND_H

#include "base/fault.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Where in the journal, as --since and --until say it: by the number of a transaction, or by a moment. A day stands for its
 * first moment, or where the bound is an upper one, for its last.
 */
struct bound {
    bool given, is_seq;
    int64_t value; /* a sequence number, or an instant */
};

/* The moment alone; the fault names the option. */
bool bound_moment(const char *option, const char *argument, bool is_upper, int64_t *moment, struct fault *fault) CHECKED;
bool bound_read(const char *option, const char *argument, bool is_upper, struct bound *bound, struct fault *fault) CHECKED;

#endif
