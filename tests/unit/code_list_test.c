/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "format/code_list.h"

static struct fault fault = FAULT_INIT;

static bool read_units(void *context, const char *folder, const char *name, struct text *text, struct fault *why)
{
    (void)context;
    (void)why;
    text_printf(text, "# of %s and %s\nC62\nKGM\n", folder, name);
    return true;
}

static bool has(const struct code_lists *lists, const char *name, const char *code)
{
    const struct code_list *list = code_list_find(lists, slice_of(name));

    return list && code_list_has(list, slice_of(code));
}

static void test_lists(void)
{
    const struct code_files files = {.read = read_units};
    struct code_lists lists = {0};

    ok(code_lists_read(&lists, SLICE("# codes\nlist when\n 35 3\t432\n\nlist unit in lint/units.tsv\nlist none\n"), "a.codes",
                       &files, &fault),
       "a file of lists is read");
    is_int((long long)lists.count, 3, "each of them");
    ok(has(&lists, "when", "3") && has(&lists, "when", "432") && has(&lists, "when", "35"), "codes stand in any order");
    ok(!has(&lists, "when", "43") && !has(&lists, "when", "") && !has(&lists, "when", "3 35"), "what is no code is in no list");
    ok(has(&lists, "unit", "KGM") && !has(&lists, "unit", "kgm") && !has(&lists, "unit", "#"), "another file has one a line");
    ok(!has(&lists, "none", "3") && !code_list_find(&lists, SLICE("whence")), "an empty list and one that is not there have none");
    code_lists_release(&lists);
}

static void refused(const char *text, const char *reason)
{
    struct code_lists lists = {0};

    fault = (struct fault)FAULT_INIT;
    ok(!code_lists_read(&lists, slice_of(text), "a.codes", NULL, &fault), "refused: %s", reason);
    is_text(fault.reason, reason, "and told where");
    code_lists_release(&lists);
}

static void test_mistakes(void)
{
    refused("AED\n", "a.codes:1: this stands above the first list: AED");
    refused("list a\nlist a\n", "a.codes:2: a list has a name of its own: a");
    refused("list a from b/c\n", "a.codes:1: only \"in FILE\" may stand behind a list's name: b/c");
    refused("list a in b\n", "a.codes:1: this is no file of another folder: b");
}

int main(void)
{
    test_lists();
    test_mistakes();
    return tap_end();
}
