/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/einvoice_files.h"

#include "base/memory.h"
#include "shop/law_table.h"
#include "tool/tool.h"

#include <stdlib.h>

static const char folder[] = "einvoice";

static bool read_other(void *context, const char *other, const char *name, struct text *text, struct fault *fault)
{
    (void)context;
    return tool_read_data(other, name, text, fault);
}

static const struct code_files files = {.read = read_other};

bool einvoice_codes_read(struct code_lists *lists, struct fault *fault)
{
    static const char name[] = "en16931-1.3.16.codes";
    struct text text = TEXT_INIT;
    bool done = tool_read_data(folder, name, &text, fault) && code_lists_read(lists, text_slice(&text), name, &files, fault);

    text_release(&text);
    return done;
}

static bool read_set(struct einvoice_sets *sets, const char *name, struct fault *fault)
{
    struct text text = TEXT_INIT;
    bool done;

    sets->sets = memory_grow(sets->sets, &sets->room, sets->count + 1, sizeof *sets->sets);
    sets->sets[sets->count] = (struct invoice_rule_set){0};
    done = tool_read_data(folder, name, &text, fault) &&
           invoice_rules_read(&sets->sets[sets->count++], text_slice(&text), name, &sets->names, &files, fault);
    text_release(&text);
    return done;
}

bool einvoice_sets_read(struct einvoice_sets *sets, struct fault *fault)
{
    struct text text = TEXT_INIT;
    struct text name = TEXT_INIT;
    bool done = tool_read_data(folder, "rule-sets", &text, fault);
    struct law_table table = {.rest = text_slice(&text)};
    struct slice column;

    while (done && law_table_next(&table, &column, 1)) {
        text_clear(&name);
        text_add_slice(&name, column);
        done = read_set(sets, text_string(&name), fault);
    }
    text_release(&text);
    text_release(&name);
    return done;
}

void einvoice_sets_release(struct einvoice_sets *sets)
{
    for (size_t i = 0; i < sets->count; i++)
        invoice_rules_release(&sets->sets[i]);
    free(sets->sets);
    xml_names_release(&sets->names);
    *sets = (struct einvoice_sets){0};
}

bool einvoice_set_concerns(const struct invoice_rule_set *set, struct slice customization)
{
    return set->is_for_every ||
           (customization.length >= set->customization.length && slice_starts(customization, set->customization.bytes));
}

bool einvoice_set_in_force(const struct einvoice_sets *sets, size_t number, day issued)
{
    const struct invoice_rule_set *set = &sets->sets[number];

    for (size_t i = 0; i < sets->count; i++) {
        const struct invoice_rule_set *other = &sets->sets[i];

        if (!slice_equal(other->name, set->name) || i == number)
            continue;
        if (i < number ? set->since > issued : other->since <= issued)
            return false;
    }
    return true;
}
