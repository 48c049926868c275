/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/check_report.h"

void check_report_release(struct check_report *report)
{
    text_release(&report->reason);
}

struct text *check_reason(struct check_report *report)
{
    text_clear(&report->reason);
    return &report->reason;
}

void check_tell(struct check_report *report, struct slice id, const char *code)
{
    report->found(report->context, id, report->seq, code, text_string(&report->reason));
}

void check_tell_plain(struct check_report *report, struct slice id, const char *code, const char *reason)
{
    report->found(report->context, id, report->seq, code, reason);
}
