/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/bound.h"

#include "base/date.h"

bool bound_read(const char *option, const char *argument, bool is_upper, struct bound *bound, struct fault *fault)
{
    day date;

    bound->given = argument != NULL;
    if (!argument)
        return true;
    bound->is_seq = slice_integer(slice_of(argument), INT64_MAX, &bound->value);
    if (is_upper && day_read(slice_of(argument), &date)) {
        bound->value = day_start(date + 1) - 1;
        return true;
    }
    return bound->is_seq || moment_read(slice_of(argument), option, &bound->value, fault) ||
           fault_set(fault, FAULT_USAGE, "usage", NULL, "--%s: \"%s\" is neither a sequence number nor a moment", option, argument);
}
