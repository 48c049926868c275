/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/parcel_shipment.h"
#include "shop/shipment.h"
#include "tool/tool.h"
#include "json/read.h"

static struct option_list lines, parcels;

static const struct option_row options[] = {
    {'L', "line", "N=QUANTITY", "ship so many of line N only (several times)", OPTION_LIST, &lines},
    {0, "parcel", "ID", "ship what is in this parcel only (several times)", OPTION_LIST, &parcels},
    {0},
};

static bool parts_of_options(struct arena *arena, struct shipment_part **parts, size_t *count, struct fault *fault)
{
    *count = lines.count;
    *parts = arena_take(arena, lines.count * sizeof **parts);
    for (size_t i = 0; i < lines.count; i++) {
        const char *equals = strchr(lines.values[i], '=');
        int64_t line;

        if (!equals ||
            !slice_integer((struct slice){lines.values[i], (size_t)(equals - lines.values[i])}, ORDER_LINES_LIMIT, &line) ||
            !slice_integer(slice_of(equals + 1), QUANTITY_LIMIT, &(*parts)[i].quantity))
            return fault_set(fault, FAULT_USAGE, "usage", NULL, "--line: \"%s\" is not N=QUANTITY", lines.values[i]);
        (*parts)[i].line = (size_t)line;
        (*parts)[i].location = (struct slice){NULL, 0};
    }
    return true;
}

/* {"id":"12","ship":{"lines":[{"line":1,"quantity":1}]}} */
static bool parts_of_record(const json_t *record, struct arena *arena, struct shipment_part **parts, size_t *count,
                            struct fault *fault)
{
    static const char *const known_of_ship[] = {"lines", NULL};
    const json_t *ship;
    const json_t *wanted = NULL;

    if (!field_object(record, "ship", &ship, fault))
        return false;
    if (ship && (!fields_known(ship, known_of_ship, fault) || !field_array(ship, "lines", &wanted, fault)))
        return fault_within(fault, "ship");
    *count = json_array_size(wanted);
    /* No lines at all is the whole order, which is not what somebody meant who named none. */
    if (ship && *count == 0)
        return fault_set(fault, FAULT_REFUSED, "missing_field", "ship.lines", "names no line");
    *parts = arena_take(arena, *count * sizeof **parts);
    for (size_t i = 0; i < *count; i++) {
        const json_t *part = json_array_get(wanted, i);
        static const char *const known[] = {"line", "quantity", NULL};
        int64_t line = 0;
        bool has_line;
        bool has_quantity;

        if (!json_is_object(part))
            return fault_set(fault, FAULT_REFUSED, "wrong_type", "ship.lines", "must be an array of objects");
        if (!fields_known(part, known, fault) || !field_integer(part, "line", 1, ORDER_LINES_LIMIT, &line, &has_line, fault) ||
            !field_integer(part, "quantity", 1, QUANTITY_LIMIT, &(*parts)[i].quantity, &has_quantity, fault))
            return fault_within(fault, "ship.lines[%zu]", i + 1);
        if (!has_line || !has_quantity)
            return field_missing(has_line ? "quantity" : "line", fault) || fault_within(fault, "ship.lines[%zu]", i + 1);
        (*parts)[i].line = (size_t)line;
        (*parts)[i].location = (struct slice){NULL, 0};
    }
    return true;
}

/* "12-1", or as records have it. */
static struct slice *chosen_parcels(struct arena *arena)
{
    struct slice *chosen = arena_take(arena, (parcels.count + 1) * sizeof *chosen);

    for (size_t i = 0; i < parcels.count; i++) {
        chosen[i] = slice_of(parcels.values[i]);
        if (slice_starts(chosen[i], "parcel/"))
            chosen[i] = slice_from(chosen[i], strlen("parcel/"));
    }
    return chosen;
}

static bool ship(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct shipment_part *parts;
    struct order order;
    struct slice id;
    size_t count = 0;
    uint64_t number;

    if (!input_id(input, "order", &id, fault) || !order_find(&order, run->store, id, &run->arena, fault) ||
        !parts_of_options(&run->arena, &parts, &count, fault))
        return false;
    if (!count && input->record && !parts_of_record(input->record, &run->arena, &parts, &count, fault))
        return false;
    if (count && parcels.count)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--line and --parcel are two ways to say what is shipped");
    if (!(count ? order_ship(&order, run->store, parts, count, run->now, &run->arena, &run->changes, &outcome->changed,
                             &outcome->row, fault)
                : parcels_ship(&order, run->store, chosen_parcels(&run->arena), parcels.count, run->now, &run->arena, &run->changes,
                               &outcome->changed, &outcome->row, fault)) ||
        !order_number(order.id, &number, fault))
        return false;
    order_id(number, outcome->id);
    return true;
}

static const struct tool tool = {
    .name = "order-ship",
    .summary = "Marks orders as shipped: what was reserved is gone.",
    .operands = "[ID]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .each = ship,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
