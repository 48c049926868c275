/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/reallocation.h"
#include "tool/tool.h"
#include "json/write.h"

static struct option_list lines;
static bool explain;
static struct location_book locations = LOCATION_BOOK_INIT;
static struct slice explained;

static const struct option_row options[] = {
    {0, "explain", NULL, "with what became of every location", OPTION_FLAG, &explain},
    {'L', "line", "N=LOCATION", "this line goes there, and no other moves (several times)", OPTION_LIST, &lines},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    (void)fault;
    run->shows_records = !explain;
    return true;
}

static bool read_moves(struct arena *arena, struct line_move **moves, struct fault *fault)
{
    *moves = arena_take(arena, lines.count * sizeof **moves + 1);
    for (size_t i = 0; i < lines.count; i++) {
        const char *equals = strchr(lines.values[i], '=');
        int64_t line;

        if (!equals ||
            !slice_integer((struct slice){lines.values[i], (size_t)(equals - lines.values[i])}, ORDER_LINES_LIMIT, &line))
            return fault_set(fault, FAULT_USAGE, "usage", NULL, "--line: \"%s\" is not N=LOCATION", lines.values[i]);
        (*moves)[i] = (struct line_move){(size_t)line, slice_of(equals + 1)};
    }
    return true;
}

static bool allocate_order(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct line_move *moves;
    struct order order;
    struct slice id;
    uint64_t number;

    explained = (struct slice){NULL, 0};
    if (!input_id(input, "order", &id, fault) || !order_find(&order, run->store, id, &run->arena, fault) ||
        !read_moves(&run->arena, &moves, fault) || !order_number(order.id, &number, fault) ||
        !order_reallocate(&order, moves, lines.count, &locations, run->store, &run->settings, run->now, &run->arena, &run->changes,
                          &outcome->changed, &outcome->row, explain ? &explained : NULL, fault))
        return false;
    order_id(number, outcome->id);
    return true;
}

static bool show(struct run *run, struct slice id, struct slice value, struct text *text, struct fault *fault)
{
    (void)run;
    (void)id;
    (void)fault;
    text_add(text, value.bytes, value.length - 1);
    if (explained.bytes)
        json_put_raw(text, "allocated", explained);
    text_add_string(text, "}\n");
    return true;
}

static const struct tool tool = {
    .name = "order-allocate",
    .summary = "Promises orders from other locations: the reservation moves.",
    .operands = "[ID]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .prepare = prepare,
    .each = allocate_order,
    .show = show,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
