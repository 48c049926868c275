/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/invoice_report.h"

static struct option_list wanted;
static bool rules;

static const struct option_row options[] = {
    {0, "set", "NAME", "hold it against this set of rules, and others given so", OPTION_LIST, &wanted},
    {0, "rules", NULL, "tell the rules instead", OPTION_FLAG, &rules},
    {0},
};

/* A file that cannot be read keeps the others from nothing; the last such fault is told at the end. */
static bool check_all(struct invoice_report *report, const struct run *run, struct fault *fault)
{
    if (!run->operand_count)
        return invoice_report_file(report, "-", fault);
    for (size_t i = 0; i < run->operand_count; i++) {
        struct fault unread = FAULT_INIT;

        if (invoice_report_file(report, run->operands[i], &unread))
            continue;
        if (fault->kind != FAULT_NONE)
            tool_warn(run, "%s", fault->reason);
        *fault = unread;
    }
    return fault->kind == FAULT_NONE;
}

static bool act(struct run *run, struct fault *fault)
{
    struct invoice_report report;
    bool done = invoice_report_begin(&report, run, &wanted, fault);

    if (done && rules)
        invoice_report_rules(&report);
    else
        done = done && check_all(&report, run, fault);
    invoice_report_release(&report);
    return done;
}

static const struct tool tool = {
    .name = "invoice-check",
    .summary = "Holds electronic invoices in UBL against the rules of EN 16931 and Peppol.",
    .operands = "[FILE]...",
    .options = options,
    .act = act,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
