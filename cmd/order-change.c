/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/delivery_change.h"
#include "tool/law.h"
#include "tool/tool.h"
#include "json/parse.h"
#include "json/read.h"
#include "json/write.h"

static const char *service, *mode, *pickup_point, *delivery_price, *counter, *slot, *appointment, *reason, *key;
static bool keep_price;
static struct price_book book = PRICE_BOOK_INIT;
static struct tax_book taxes = TAX_BOOK_INIT(law_read_table);
static struct tariff_book tariffs = TARIFF_BOOK_INIT(law_read_table);
static struct location_book locations = LOCATION_BOOK_INIT;
static const struct quote_books books = {&book, &taxes, &tariffs, &locations, NULL};

static const struct option_row options[] = {
    {0, "service", "NAME", "by this service of the tariff", OPTION_TEXT, &service},
    {0, "mode", "MODE", "by the cheapest service of this mode: home, pickup_point, express...", OPTION_TEXT, &mode},
    {0, "pickup-point", "ID", "to this pickup point", OPTION_TEXT, &pickup_point},
    {0, "counter", "LOCATION", "collected at this counter", OPTION_TEXT, &counter},
    {0, "slot", "DAYTTIME", "in this slot of the counter", OPTION_TEXT, &slot},
    {0, "appointment", "DAYTTIME", "brought in this slot of who comes", OPTION_TEXT, &appointment},
    {0, "price", "PRICE", "for this price, whatever the tariff says", OPTION_TEXT, &delivery_price},
    {0, "keep-price", NULL, "for the price that it had; needs a reason", OPTION_FLAG, &keep_price},
    {'R', "reason", "TEXT", "why", OPTION_TEXT, &reason},
    {0, "key", "KEY", "names this change of the order: made once, however often it is asked", OPTION_TEXT, &key},
    {0},
};

static void put(struct text *text, const char *name, const char *value)
{
    if (value)
        json_put_string(text, name, slice_of(value));
}

static bool are_options_given(void)
{
    return service || mode || pickup_point || delivery_price || counter || slot || appointment || keep_price || reason || key;
}

/* What the options ask for, as a record would. */
static const json_t *asked_by_options(struct arena *arena, struct fault *fault)
{
    struct text text = TEXT_INIT;
    const json_t *change;

    json_open(&text, NULL, '{');
    put(&text, "key", key);
    put(&text, "reason", reason);
    if (keep_price)
        json_put_bool(&text, "keep_price", true);
    if (service || mode || pickup_point || delivery_price) {
        json_open(&text, "shipping", '{');
        put(&text, "service", service);
        put(&text, "mode", mode);
        put(&text, "pickup_point", pickup_point);
        put(&text, "price", delivery_price);
        json_close(&text, '}');
    }
    if (counter || slot) {
        json_open(&text, "pickup", '{');
        put(&text, "counter", counter);
        put(&text, "slot", slot);
        json_close(&text, '}');
    }
    if (appointment) {
        json_open(&text, "appointment", '{');
        put(&text, "slot", appointment);
        json_close(&text, '}');
    }
    json_close(&text, '}');
    change = json_parse(arena_copy(arena, text_slice(&text)), RECORD_DEPTH, arena, fault);
    text_release(&text);
    return change;
}

static bool find_change(const struct input *input, struct arena *arena, const json_t **change, struct fault *fault)
{
    if (are_options_given())
        return (*change = asked_by_options(arena, fault)) != NULL;
    *change = NULL;
    return (!input->record || field_object(input->record, "change", change, fault)) && (*change || field_missing("change", fault));
}

static bool change_order(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct delivery_change change;
    struct order order;
    const json_t *asked;
    struct slice id;
    uint64_t number;

    if (!input_id(input, "order", &id, fault) || !order_find(&order, run->store, id, &run->arena, fault) ||
        !find_change(input, &run->arena, &asked, fault) || !order_number(order.id, &number, fault))
        return false;
    if (!delivery_change_from_json(&change, asked, &order.currency, fault))
        return fault_within(fault, "change");
    order_id(number, outcome->id);
    return order_change_delivery(&order, &change, &books, run->store, &run->settings, run->now, &run->arena, &run->changes,
                                 &outcome->changed, &outcome->row, fault);
}

static const struct tool tool = {
    .name = "order-change",
    .summary = "Changes where, how and when orders are delivered that have not left.",
    .operands = "[ID]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .each = change_order,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
