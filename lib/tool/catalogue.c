/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/catalogue.h"

#include "shop/catalogue_import.h"
#include "shop/chosen.h"
#include "shop/layers.h"
#include "shop/maker.h"
#include "tool/sku_lines.h"
#include "json/read.h"

struct catalogue_choices catalogue_choices;

static struct slice choice_of(const char *text)
{
    return text ? slice_of(text) : (struct slice){NULL, 0};
}

static bool mode_read(const char *word, enum catalogue_mode *mode, struct fault *fault)
{
    static const char *const words[] = {"upsert", "create", "update"};

    for (int i = 0; i < 3; i++)
        if (!word || strcmp(word, words[i]) == 0) {
            *mode = (enum catalogue_mode)i;
            return true;
        }
    return fault_set(fault, FAULT_USAGE, "usage", NULL, "--mode knows create, update and upsert, not \"%s\"", word);
}

bool catalogue_lend_units(struct run *run, struct fault *fault)
{
    static struct text codes = TEXT_INIT;
    static struct text words = TEXT_INIT;
    static struct units units = UNITS_INIT;

    if (!units.count &&
        (!tool_read_data("lint", "units.tsv", &codes, fault) || !tool_read_data("lint", "unit-words.tsv", &words, fault) ||
         !units_read(&units, text_slice(&codes), text_slice(&words), fault)))
        return false;
    run->settings.units = &units;
    return true;
}

bool catalogue_prepare(struct run *run, struct fault *fault)
{
    const struct catalogue_choices *choices = &catalogue_choices;
    enum catalogue_mode mode;

    return catalogue_lend_units(run, fault) && mode_read(choices->mode, &mode, fault) &&
           (!choices->only || chosen_check(slice_of(choices->only), fault)) &&
           (!choices->layer || layer_check(slice_of(choices->layer), fault));
}

struct row {
    const struct fields *fields;
    struct slice only;
};

static bool give_fields(void *context, struct product *product, struct fault *fault)
{
    const struct row *row = context;

    for (size_t i = 0; i < row->fields->count; i++) {
        struct slice name = row->fields->items[i].name;
        struct value value = value_of_cell(row->fields->items[i].value);

        if (!slice_is(name, "stock") && is_chosen(row->only, name) && !product_give(product, name, &value, fault))
            return false;
    }
    return true;
}

/*
 * One product in two rows that differ: whichever stands last wins, and who keeps the file cannot mean both. Only rows that change
 * something are noted, for noting all of a catalogue that is as it was took a sixth of the time: of two rows the one that agrees
 * with the store is missed the first time, and told at the next import, when both change it.
 */
static void warn_of_twin(const struct run *run, const struct input *input, struct slice sku)
{
    enum { NAMED = 10 };
    static struct sku_lines known;
    static const char *file;
    static size_t named;
    size_t before;

    if (file != input->file)
        sku_lines_release(&known);
    file = input->file;
    before = sku_lines_note(&known, sku, input->line);
    if (!before || named > NAMED)
        return;
    if (named++ < NAMED)
        tool_warn(run, "warning: %s:%zu: the SKU \"%.*s\" stands at line %zu already, with other values: the later row counts",
                  file, input->line, SLICE_ARGS(sku), before);
    else
        tool_warn(run, "warning: %s:%zu: and more SKUs that stand twice", file, input->line);
}

/* Whom products name comes in the same file as they do. */
static bool is_maker(const struct input *input)
{
    const json_t *type = input->record ? json_object_get(input->record, "type") : NULL;

    return json_is_string(type) && strcmp(json_string_value(type), "maker") == 0;
}

bool catalogue_take(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct catalogue_import import = {.store = run->store,
                                      .settings = &run->settings,
                                      .with_stock = catalogue_choices.with_stock,
                                      .location = choice_of(catalogue_choices.location),
                                      .layer = choice_of(catalogue_choices.layer),
                                      .only = choice_of(catalogue_choices.only)};
    struct catalogue_result result = {.id = outcome->id};
    struct row row = {input->fields, import.only};
    bool done = mode_read(catalogue_choices.mode, &import.mode, fault);

    if (is_maker(input))
        return maker_set(run->store, input->record, &run->arena, &run->changes, &outcome->changed, outcome->id, fault);
    if (done && input->fields)
        done = catalogue_import_row(&import, fields_find(input->fields, "sku"), fields_find(input->fields, "stock"), give_fields,
                                    &row, &run->arena, &run->changes, &result, fault);
    else if (done)
        done = catalogue_import(&import, input->record, &run->arena, &run->changes, &result, fault);
    outcome->changed = result.changed;
    outcome->skipped = result.skipped;
    outcome->place = result.place;
    if (done && input->fields && result.changed)
        warn_of_twin(run, input, fields_find(input->fields, "sku"));
    run->counts.stock_left_out += done && result.stock_left_out;
    return done;
}
