/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/check.h"
#include "store/month.h"
#include "store/security.h"
#include "store/verify.h"
#include "tool/problem.h"

#include <fcntl.h>

static bool security;

static const struct option_row options[] = {
    {0, "security", NULL, "check owners, modes and links instead", OPTION_FLAG, &security},
    {0},
};

static void print_finding(void *context, struct slice id, uint64_t seq, const char *code, const char *reason)
{
    problem_print(context, &(struct problem){.code = code, .seq = seq, .id = id, .reason = reason});
}

static void print_security(void *context, const char *file, const char *code, const char *reason)
{
    problem_print(context, &(struct problem){.code = code, .file = file[0] ? file : NULL, .reason = reason});
}

/* The archive or plain month by itself; `before` is the one named before it, and then this one. */
static bool verify_month(struct run *run, const char *name, struct archive_about *before, struct fault *fault)
{
    struct month_file month;
    struct archive_about about;
    struct month_finding finding;

    if (!month_examine(&month, AT_FDCWD, name, name, &about, &finding, fault))
        return false;
    if (finding.code)
        problem_print(run, &(struct problem){finding.code, finding.reason, name, finding.line, finding.seq, {NULL, 0}});
    else if (before->lines && !month_follows(before, &about))
        problem_print(run, &(struct problem){"broken_chain",
                                             "the month does not go on where the file before it ends",
                                             name,
                                             1,
                                             before->last_seq + 1,
                                             {NULL, 0}});
    else if (!run->quiet)
        tool_warn(run, "%s: %s %04u-%02u, transactions %llu to %llu, %llu bytes: all in order", name,
                  month.archive ? "archive of" : "plain month", about.month / 100, about.month % 100,
                  (unsigned long long)about.first_seq, (unsigned long long)about.last_seq, (unsigned long long)about.bytes);
    *before = about;
    if (finding.code)
        before->lines = 0;
    month_close(&month);
    return true;
}

static bool verify_months(struct run *run, struct fault *fault)
{
    struct archive_about before = {.lines = 0};

    for (size_t i = 0; i < run->operand_count; i++)
        if (!verify_month(run, run->operands[i], &before, fault))
            return false;
    return true;
}

static bool verify_security(struct run *run, struct fault *fault)
{
    if (!store_security(run->store_path, print_security, run, fault))
        return false;
    if (!run->quiet)
        tool_warn(run, "owners, modes and links: %s", run->answer_is_no ? "NOT in order" : "all in order");
    return true;
}

static bool verify(struct run *run, struct fault *fault)
{
    struct verdict verdict;
    struct check_sums sums = {0};
    struct text closed = TEXT_INIT;

    if (run->operand_count)
        return verify_months(run, fault);
    if (security)
        return verify_security(run, fault);
    if (!tool_open_store(run, STORE_BARE, fault) || !store_verify(run->store, &verdict, fault))
        return false;
    if (!verdict.ok)
        problem_print(
            run, &(struct problem){
                     verdict.code, verdict.reason, verdict.file[0] ? verdict.file : NULL, verdict.line, verdict.seq, {NULL, 0}});
    if (verdict.index_store &&
        !(shop_check(verdict.index_store, print_finding, run, &sums, fault) && tool_tell_training(run, verdict.index_store, fault)))
        return false;
    if (sums.closings)
        text_printf(&closed, ", %llu closings", (unsigned long long)sums.closings);
    if (!run->quiet)
        tool_warn(run, "%llu transactions, %llu persons, %llu products, %llu stock levels, %llu orders, %llu invoices%s: %s",
                  (unsigned long long)verdict.transactions, (unsigned long long)verdict.persons, (unsigned long long)sums.products,
                  (unsigned long long)sums.stock_levels, (unsigned long long)sums.orders, (unsigned long long)sums.invoices,
                  text_string(&closed), run->answer_is_no ? "NOT in order" : "all in order");
    text_release(&closed);
    return true;
}

static const struct tool tool = {
    .name = "store-verify",
    .summary = "Checks that a store is what its journal says and that its figures hold.",
    .operands = "[FILE]...",
    .options = options,
    .traits = READS_STORE | WITHOUT_SETTINGS | OPENS_ITSELF | TAKES_MONTHS,
    .act = verify,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
