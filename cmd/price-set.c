/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/order.h"
#include "shop/price_selection.h"
#include "shop/price_setting.h"
#include "tool/found.h"
#include "json/read.h"

static const char *percent_change, *amount_change, *to, *ending, *direction, *floor_percent, *list, *quantity, *from, *until, *key,
    *category;
static struct price_setting setting = {.from_quantity = 1, .validity = VALIDITY_ALWAYS};
static struct price_change_made made;

static const struct option_row options[] = {
    {0, "percent", "CHANGE", "by so many percent: +5, -10", OPTION_TEXT, &percent_change},
    {0, "amount", "CHANGE", "by so much: +1.00, -0.50", OPTION_TEXT, &amount_change},
    {0, "to", "PRICE", "to this", OPTION_TEXT, &to},
    {0, "category", "PATH", "of the products in it and below, instead of named ones", OPTION_TEXT, &category},
    {0, "ending", "DIGITS", "then to a price that ends so: .99, .95, 9.90", OPTION_TEXT, &ending},
    {0, "direction", "up|down", "to the next one up or down, not to the nearest", OPTION_TEXT, &direction},
    {0, "floor", "PERCENT", "never less than so much over the cost, without tax", OPTION_TEXT, &floor_percent},
    {0, "list", "NAME", "in this price list", OPTION_TEXT, &list},
    {0, "quantity", "N", "from so many units on (1), in a list", OPTION_TEXT, &quantity},
    {0, "from", "DAY|INSTANT", "from then on", OPTION_TEXT, &from},
    {0, "key", "KEY", "once for each product, however often it is run", OPTION_TEXT, &key},
    {'U', "until", "DAY|INSTANT", "until then; of a day, to its end", OPTION_TEXT, &until},
    {0},
};

static bool read_direction(struct fault *fault)
{
    if (!direction)
        return true;
    if (!ending)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--direction is for --ending");
    setting.rule.direction = strcmp(direction, "up") == 0 ? PRICE_UP : PRICE_DOWN;
    return setting.rule.direction == PRICE_UP || strcmp(direction, "down") == 0 ||
           fault_set(fault, FAULT_USAGE, "usage", NULL, "--direction: \"%s\" is neither up nor down", direction);
}

static bool read_to(struct fault *fault)
{
    if (!to)
        return true;
    if (setting.rule.change != PRICE_CHANGE_NONE)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--to: another change is given already");
    setting.rule.change = PRICE_CHANGE_TO;
    return price_read(slice_of(to), "to", &setting.rule.amount, fault) ||
           fault_set(fault, FAULT_USAGE, "usage", NULL, "--to: \"%s\" is no price like 19.90", to);
}

static bool read_validity(struct fault *fault)
{
    struct slice none = {NULL, 0};

    setting.dated = from || until;
    if (validity_read(&setting.validity, from ? slice_of(from) : none, until ? slice_of(until) : none, fault))
        return true;
    fault->kind = FAULT_USAGE;
    return false;
}

static bool find(struct run *run, found_id *add, void *context, struct fault *fault)
{
    return price_selection_find(run->store, slice_of(category), setting.list, add, context, fault);
}

static bool prepare(struct run *run, struct fault *fault)
{
    struct price_rule *rule = &setting.rule;
    bool given;

    if ((percent_change && !price_rule_read_change(rule, slice_of(percent_change), true, "percent", fault)) ||
        (amount_change && !price_rule_read_change(rule, slice_of(amount_change), false, "amount", fault)) || !read_to(fault) ||
        (ending && !price_rule_read_ending(rule, slice_of(ending), fault)) || !read_direction(fault) ||
        (floor_percent && !price_rule_read_percent(slice_of(floor_percent), "floor", &rule->floor, fault)) ||
        !option_whole("quantity", quantity, QUANTITY_LIMIT, &setting.from_quantity, &given, fault))
        return false;
    rule->has_floor = floor_percent;
    if (list)
        setting.list = slice_of(list);
    if (key)
        setting.key = slice_of(key);
    if (rule->change == PRICE_CHANGE_NONE && !rule->has_ending && !rule->has_floor)
        return fault_set(fault, FAULT_USAGE, "usage", NULL,
                         "what is to become of the prices? --percent, --amount, --to, --ending, --floor");
    if (setting.from_quantity == 0 || (quantity && !list))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--quantity is of a price list, and at least 1");
    return !category || found_become_operands(run, "category", find, fault);
}

/* Once the settings are read: a day is one of the shop's. */
static bool set(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct slice sku;

    if (input->operand_count)
        sku = slice_of(input->operands[0]);
    else if (!field_string(input->record, "sku", &sku, fault))
        return false;
    if (!sku.bytes)
        return field_missing("sku", fault);
    outcome->row = 0;
    return read_validity(fault) &&
           price_set(run->store, &run->settings, &setting, sku, &run->arena, &run->changes, &outcome->changed, &made, fault);
}

static bool show(struct run *run, struct slice id, struct slice value, struct text *text, struct fault *fault)
{
    (void)id;
    (void)value;
    (void)fault;
    price_change_write(&made, &setting, &run->settings.currency, text);
    text_add_byte(text, '\n');
    return true;
}

static const struct tool tool = {
    .name = "price-set",
    .summary = "Changes prices by a rule: in the products, as a sale, or in a price list.",
    .operands = "[SKU]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .prepare = prepare,
    .each = set,
    .show = show,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
