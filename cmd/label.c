/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/carrier_bill.h"
#include "tool/label_asking.h"
#include "tool/label_rendering.h"

static struct {
    struct text table;
    struct countries countries;
    int64_t parcels;
} given;

/* The parcels of one record, as they are after it. */
static struct labelled_parcels answered;

static bool prepare(struct run *run, struct fault *fault)
{
    (void)run;
    return label_asking_parcels(&given.parcels, fault) && tool_read_data("labels", "countries.tsv", &given.table, fault) &&
           countries_read(&given.countries, text_slice(&given.table), fault);
}

/* What a label says is in the changes as long as it is new. */
static bool print_label(struct run *run, struct parcel *parcel, size_t row, bool *changed, struct fault *fault)
{
    struct slice content;

    if (!label_rendering_wants(parcel))
        return true;
    if (*changed)
        content = changes_value(&run->changes, row);
    else if (!label_find(parcel, run->store, &content, fault))
        return false;
    *changed = true;
    return label_rendering_print(run, parcel, content, fault);
}

static bool label(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    const struct label_shop shop = {&run->settings, &given.countries, run->now};
    struct label_target target;
    struct label_request request;
    struct order order;
    bool is_unbilled = false;

    label_rendering_begin();
    if (!label_asking_target(input, &target, fault) || !order_find(&order, run->store, target.order, &run->arena, fault) ||
        !label_asking_request(input, &request, &order.currency, &run->arena, fault) ||
        !label_target_parcels(&answered, &target, &order, &(struct label_wish){request.key, given.parcels}, run->store, &run->arena,
                              run->now, fault))
        return false;
    for (size_t i = answered.first; i < answered.first + answered.count; i++) {
        struct parcel *parcel = &answered.parcels.items[i];
        bool changed = false;
        size_t row = run->changes.count;

        if (!label_request_for(&request, i - answered.first, answered.count, fault) ||
            !label_make(&answered.parcels, i, &order, &request, &shop, run->store, &run->arena, &run->changes, &changed, fault) ||
            !print_label(run, parcel, row, &changed, fault))
            return false;
        if (changed)
            outcome->row = parcel_change(parcel, &run->changes);
        outcome->changed |= changed;
        is_unbilled |= changed && !parcel->has_billed && !parcel->return_id.bytes;
    }
    if (is_unbilled && !bill_reopen(&order, &run->changes, fault))
        return false;
    parcel_id(answered.parcels.items[answered.first].id, outcome->id);
    label_rendering_keep();
    return true;
}

static bool show(struct run *run, struct slice id, struct slice value, struct text *text, struct fault *fault)
{
    (void)id;
    (void)value;
    (void)fault;
    if (label_rendering_is_shown(run)) {
        label_rendering_show(text);
        return true;
    }
    for (size_t i = answered.first; i < answered.first + answered.count; i++) {
        parcel_write(&answered.parcels.items[i], text);
        text_add_byte(text, '\n');
    }
    return true;
}

static const struct tool tool = {
    .name = "label",
    .summary = "Labels parcels: draws their numbers and prints what the courier reads.",
    .operands = "[ID]...",
    .options = label_asking_options,
    .traits = WRITES_STORE | TAKES_IDS,
    .prepare = prepare,
    .rendering = &label_rendering,
    .each = label,
    .show = show,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
