/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_INVOICE_REPORT_H
#define COLPORTEUR_TOOL_INVOICE_REPORT_H

#include "format/invoice_check.h"
#include "tool/einvoice_files.h"
#include "tool/tool.h"

/*
 * Electronic invoices held against the rules, one file after the other: what is found is printed as it comes, and then the verdict.
 *
 *     invoice_report_begin(&report, run, &wanted, &fault)
 *     for each file: invoice_report_file(&report, name, &fault)
 *     invoice_report_release(&report);
 */

struct invoice_report {
    struct run *run;
    const struct option_list *wanted; /* names of sets; empty: those that the document says it obeys */
    struct einvoice_sets sets;
    struct xml_tree tree;
    struct invoice_check check;
    const struct invoice_rule_set *set; /* that runs */
    const char *file;
    size_t printed; /* findings of this document */
    struct text line, words;
    bool *ran;
    size_t ran_room;
};

/* A wanted set that there is not is a mistake in the command line. */
bool invoice_report_begin(struct invoice_report *report, struct run *run, const struct option_list *wanted,
                          struct fault *fault) CHECKED;
void invoice_report_release(struct invoice_report *report);

/* "-": the standard input. False: it cannot be read; what is no invoice is a verdict. Sets answer_is_no. */
bool invoice_report_file(struct invoice_report *report, const char *name, struct fault *fault) CHECKED;

void invoice_report_rules(struct invoice_report *report); /* prints the rules, instead of all that */

#endif
