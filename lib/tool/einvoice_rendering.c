/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/einvoice_rendering.h"

#include "base/memory.h"
#include "format/cii.h"
#include "format/deposit_lines.h"
#include "format/invoice_check.h"
#include "format/ubl.h"
#include "tool/document_tables.h"
#include "tool/einvoice_files.h"

#include <stdlib.h>

/* The rules, read with the first document, and what is used again for the next. */
static struct {
    struct einvoice_sets sets;
    struct xml_tree tree;
    struct invoice_check check;
    struct text text;
    struct document_tables tables; /* read with the first deposit */
} judge;

static void keep_first(void *context, const struct invoice_finding *finding)
{
    const struct invoice_rule **first = context;

    if (!*first && !finding->rule->is_warning)
        *first = finding->rule;
}

static bool run_set(const struct invoice_rule_set *set, struct fault *fault)
{
    bool *ran = memory_take((set->count + 1) * sizeof *ran);
    const struct invoice_rule *broken = NULL;

    judge.check.tell = keep_first;
    judge.check.context = &broken;
    invoice_check_run(&judge.check, set, ran);
    free(ran);
    return !broken ||
           fault_set(fault, FAULT_REFUSED, "breaks_rule", NULL, "%.*s: %.*s", SLICE_ARGS(broken->id), SLICE_ARGS(broken->sentence));
}

static bool check_rules(struct slice xml, day issued, struct fault *fault)
{
    struct xml_tree_reader *reader;
    bool done = judge.sets.count || einvoice_sets_read(&judge.sets, fault);

    if (!done)
        return false;
    reader = xml_tree_begin(&judge.tree, &judge.sets.names);
    done = xml_tree_feed(reader, xml, true, fault);
    xml_tree_end(reader);
    if (!done)
        return false;
    invoice_check_begin(&judge.check, &judge.tree);
    for (size_t i = 0; done && i < judge.sets.count; i++)
        if (einvoice_set_concerns(&judge.sets.sets[i], invoice_member(&judge.tree, "CustomizationID")) &&
            einvoice_set_in_force(&judge.sets, i, issued))
            done = run_set(&judge.sets.sets[i], fault);
    return done;
}

static bool read_document(struct document *document, struct slice record, struct slice person, struct arena *arena,
                          struct fault *fault)
{
    struct wording wording;

    if (!document_read(document, record, person, arena, fault))
        return false;
    if (document->purpose != PURPOSE_DEPOSIT)
        return true;
    if (!document_tables_read(&judge.tables, fault))
        return false;
    wording = words_for(&judge.tables.words, document->language, document->seller.address.country);
    deposit_lines_name(document, &wording, arena);
    return true;
}

bool einvoice_admit(enum einvoice_syntax syntax, struct slice record, struct slice person, struct arena *arena, struct fault *fault)
{
    struct document document;
    struct einvoice invoice;

    if (!read_document(&document, record, person, arena, fault) ||
        !einvoice_of_document(&document, syntax == EINVOICE_UBL ? ubl_rules(&document) : EINVOICE_EN16931, arena, &invoice, fault))
        return false;
    text_clear(&judge.text);
    ubl_write(&invoice, &judge.text);
    return check_rules(text_slice(&judge.text), document.day, fault);
}

bool einvoice_render(enum einvoice_syntax syntax, struct slice record, struct slice person, struct arena *arena, struct text *text,
                     struct fault *fault)
{
    struct document document;

    return read_document(&document, record, person, arena, fault) &&
           (syntax == EINVOICE_UBL ? document_ubl : document_cii)(&document, text, fault);
}
