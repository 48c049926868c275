/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_CHECK_REPORT_H
#define COLPORTEUR_SHOP_CHECK_REPORT_H

#include "base/text.h"

#include <stdint.h>

/*
 * Where the checks of a shop tell what does not hold: the record's id, the transaction that made it so (0: none in
 * particular), a code for programs and a sentence for people.
 */
typedef void check_finding(void *context, struct slice id, uint64_t seq, const char *code, const char *reason);

struct check_report {
    check_finding *found;
    void *context;
    uint64_t seq; /* of the transaction that is looked at */
    struct text reason;
};

void check_report_release(struct check_report *report);

/* An empty text, for the reason of what is told next. */
struct text *check_reason(struct check_report *report);
void check_tell(struct check_report *report, struct slice id, const char *code);
void check_tell_plain(struct check_report *report, struct slice id, const char *code, const char *reason);

#endif
