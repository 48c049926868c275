/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demand.h"

#include "format/invoice_check.h"
#include "tool/einvoice_files.h"

/*
 * The first byte says in what pieces the document comes, the rest is an electronic invoice in XML; with 255 it is a file of rules.
 *
 * Demanded: the same findings however the bytes come, each with a place in the document; a rule's sentence and identifier; that
 * rules which are taken can be run.
 */

static struct einvoice_sets sets;
static struct xml_tree tree;
static struct text told;
static const struct invoice_rule_set *running;

static void read_sets(void)
{
    struct fault fault = FAULT_INIT;

    if (!sets.count && !einvoice_sets_read(&sets, &fault)) {
        fprintf(stderr, "%s\n", fault.reason);
        abort();
    }
}

static void tell(void *context, const struct invoice_finding *finding)
{
    (void)context;
    demand(finding->rule->id.length && finding->rule->sentence.length, "a rule says what it is");
    demand(finding->place.element && finding->place.element < tree.count, "a place is in the document");
    text_printf(&told, "%.*s %.*s ", SLICE_ARGS(running->name), SLICE_ARGS(finding->rule->id));
    rule_place_tell(&tree, finding->place, &told);
    text_printf(&told, " %s\n", finding->why);
}

static void run(const struct invoice_rule_set *set, struct invoice_check *check)
{
    bool *ran = calloc(set->count + 1, sizeof *ran);

    running = set;
    invoice_check_run(check, set, ran);
    free(ran);
}

static bool read_document(struct slice document, size_t piece, struct xml_names *names)
{
    struct xml_tree_reader *reader = xml_tree_begin(&tree, names);
    struct fault fault = FAULT_INIT;
    bool done = true;

    for (size_t at = 0; done && at < document.length; at += piece) {
        struct slice part = slice_from(document, at);

        part.length = part.length < piece ? part.length : piece;
        done = xml_tree_feed(reader, part, false, &fault);
    }
    done = done && xml_tree_feed(reader, SLICE(""), true, &fault);
    xml_tree_end(reader);
    demand(done || fault.reason[0], "a refusal says why");
    return done;
}

static void check_document(struct slice document, size_t piece)
{
    struct invoice_check check = {.tell = tell};

    read_sets();
    text_clear(&told);
    if (!read_document(document, piece, &sets.names))
        return;
    invoice_check_begin(&check, &tree);
    for (size_t i = 0; i < sets.count; i++)
        run(&sets.sets[i], &check);
    invoice_check_release(&check);
}

static void check_rules(struct slice rules)
{
    static const char document[] = "<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2' "
                                   "xmlns:b='urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2'>"
                                   "<b:ID n='x'>F-1</b:ID><b:ID>2</b:ID></Invoice>";
    struct xml_names names = {0};
    struct invoice_rule_set set = {0};
    struct invoice_check check = {.tell = tell};
    struct fault fault = FAULT_INIT;

    text_clear(&told);
    if (invoice_rules_read(&set, rules, "fuzz.rules", &names, NULL, &fault)) {
        demand(read_document(slice_of(document), sizeof document, &names), "the document is one");
        invoice_check_begin(&check, &tree);
        run(&set, &check);
        invoice_check_release(&check);
    } else {
        demand(fault.reason[0], "a refusal says why");
    }
    invoice_rules_release(&set);
    xml_names_release(&names);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice rest = {(const char *)data + 1, size ? size - 1 : 0};
    struct text whole = TEXT_INIT;

    if (!size)
        return 0;
    if (data[0] == 255) {
        check_rules(rest);
        return 0;
    }
    check_document(rest, rest.length + 1);
    text_add_slice(&whole, text_slice(&told));
    check_document(rest, (size_t)data[0] + 1);
    demand(slice_equal(text_slice(&whole), text_slice(&told)), "it is the same in pieces");
    text_release(&whole);
    return 0;
}
