/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/check.h"
#include "store/verify.h"
#include "tool/tool.h"
#include "json/write.h"

struct findings {
    struct run *run;
    uint64_t count;
};

static void print_problem(struct run *run, const char *code, const char *file, uint64_t line, uint64_t seq, struct slice id,
                          const char *reason)
{
    struct text text = TEXT_INIT;

    text_add_string(&text, "{\"type\":\"problem\"");
    json_put_string(&text, "code", slice_of(code));
    if (file[0])
        json_put_string(&text, "file", slice_of(file));
    if (line)
        json_put_integer(&text, "line", (int64_t)line);
    if (seq)
        json_put_integer(&text, "seq", (int64_t)seq);
    json_put_optional(&text, "id", id);
    json_put_string(&text, "reason", slice_of(reason));
    text_add_byte(&text, '}');
    output_line(&run->out, text_slice(&text));
    text_clear(&text);
    if (line)
        text_printf(&text, "%s:%llu: ", file, (unsigned long long)line);
    if (id.bytes)
        text_printf(&text, "%.*s: ", SLICE_ARGS(id));
    tool_warn(run, "%.*s%s", SLICE_ARGS(text), reason);
    text_release(&text);
    run->answer_is_no = true;
}

static void print_finding(void *context, struct slice id, const char *code, const char *reason)
{
    struct findings *findings = context;

    findings->count++;
    print_problem(findings->run, code, "", 0, 0, id, reason);
}

static bool verify(struct run *run, struct fault *fault)
{
    struct verdict verdict;
    struct check_sums sums = {0};
    struct findings findings = {run, 0};

    if (!tool_open_store(run, STORE_BARE, fault) || !store_verify(run->store, &verdict, fault))
        return false;
    if (!verdict.ok)
        print_problem(run, verdict.code, verdict.file, verdict.line, verdict.seq, (struct slice){NULL, 0}, verdict.reason);
    if (verdict.index_store && !shop_check(verdict.index_store, print_finding, &findings, &sums, fault))
        return false;
    if (!run->quiet)
        tool_warn(run, "%llu transactions, %llu persons, %llu products, %llu stock levels, %llu orders, %llu invoices: %s",
                  (unsigned long long)verdict.transactions, (unsigned long long)verdict.persons, (unsigned long long)sums.products,
                  (unsigned long long)sums.stock_levels, (unsigned long long)sums.orders, (unsigned long long)sums.invoices,
                  run->answer_is_no ? "NOT in order" : "all in order");
    return true;
}

static const struct tool tool = {
    .name = "store-verify",
    .summary = "Checks that a store is what its journal says and that its figures hold.",
    .traits = READS_STORE | WITHOUT_SETTINGS | OPENS_ITSELF,
    .act = verify,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
