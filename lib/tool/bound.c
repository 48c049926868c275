/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/bound.h"

#include "base/date.h"

bool bound_moment(const char *option, const char *argument, bool is_upper, int64_t *moment, struct fault *fault)
{
    struct fault unused = FAULT_INIT;
    day date;

    if (is_upper && day_read(slice_of(argument), &date)) {
        *moment = day_start(date + 1) - 1;
        return true;
    }
    return moment_read(slice_of(argument), option, moment, &unused) ||
           fault_set(fault, FAULT_USAGE, "usage", NULL, "--%s: \"%s\" is neither a day nor a moment", option, argument);
}

bool bound_read(const char *option, const char *argument, bool is_upper, struct bound *bound, struct fault *fault)
{
    bound->given = argument != NULL;
    if (!argument)
        return true;
    bound->is_seq = slice_integer(slice_of(argument), INT64_MAX, &bound->value);
    return bound->is_seq || bound_moment(option, argument, is_upper, &bound->value, fault) ||
           fault_set(fault, FAULT_USAGE, "usage", NULL, "--%s: \"%s\" is neither a sequence number nor a moment", option, argument);
}
