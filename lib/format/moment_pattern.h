/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_MOMENT_PATTERN_H
#define COLPORTEUR_FORMAT_MOMENT_PATTERN_H

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>

/*
 * Dates and times in somebody's format, told in the manner of strptime(3):
 *
 *   %Y year in four digits     %m month 1-12           %d %e day 1-31        %H hour 0-23      %M minute     %S second
 *   %y year in two digits (69-99: 19xx, else 20xx)     %b %B month by its English name, short or whole
 *   %I hour 1-12 with %p AM or PM                      %a %A a day of the week, ignored
 *   %s seconds since 1970-01-01T00:00:00Z, instead of all these
 *   %f a fraction of a second, ignored                 %z offset: Z, +01:00, +0100, +01
 *   %T %H:%M:%S   %R %H:%M   %D %m/%d/%y   %F %Y-%m-%d   %% a percent sign
 *
 * A blank stands for any number of blanks, none included. Anything else stands for itself.
 */

/* Whether the format has what a date needs, and nothing unknown. The fault is FAULT_USAGE. */
bool moment_pattern_check(struct slice format, struct fault *fault) CHECKED;

/*
 * Appends "2026-11-21", or "2026-11-21 18:07:21" where the format has an hour, or "2026-11-21T18:07:21+01:00" where it
 * has an offset, or "2026-11-21T18:07:21.000Z" of seconds since 1970. False: the text is not so, or the calendar has no such
 * day; nothing was appended.
 */
bool moment_pattern_read(struct slice format, struct slice written, struct text *text) CHECKED;

#endif
