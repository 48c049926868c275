/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/availability.h"
#include "shop/pickup.h"
#include "tool/law.h"
#include "tool/listing.h"
#include "json/write.h"

static const char *with, *sku, *units;
static int64_t wanted = 1;
static struct tariff_book holidays = TARIFF_BOOK_INIT(law_read_table);

static const struct option_row options[] = {
    {0, "quantity", "N", "with --sku: that have so many units (1)", OPTION_TEXT, &units},
    {0, "sku", "SKU", "that have units of it to sell", OPTION_TEXT, &sku},
    {0, "with", "slots", "with the slots that have places left", OPTION_TEXT, &with},
    {0},
};

static bool put_slot(struct run *run, const struct counter *counter, const struct slot *slot, struct text *text,
                     struct fault *fault)
{
    struct text written = TEXT_INIT;
    int64_t taken;

    if (!counter_slot_in_time(counter, slot, run->now))
        return true;
    if (!pickup_taken(run->store, counter->location, slot, &taken, fault))
        return false;
    if (taken >= counter->capacity)
        return true;
    json_open(text, NULL, '{');
    slot_write(slot, &written);
    json_put_string(text, "slot", text_slice(&written));
    text_clear(&written);
    clock_write(slot->until, &written);
    json_put_string(text, "until", text_slice(&written));
    json_put_integer(text, "free", counter->capacity - taken);
    json_close(text, '}');
    text_release(&written);
    return true;
}

static bool print_slots(struct run *run, const struct counter *counter, struct slice record, struct fault *fault)
{
    struct slot slots[COUNTER_SLOTS_LIMIT];
    struct text text = TEXT_INIT;
    const day today = instant_day(run->now);
    bool done = true;

    text_add(&text, record.bytes, record.length - 1);
    json_open(&text, "slots", '[');
    for (day of = today; done && of <= today + counter->days_ahead; of++) {
        size_t count = counter_slots(counter, &holidays.calendar, of, slots);

        for (size_t i = 0; done && i < count; i++)
            done = put_slot(run, counter, &slots[i], &text, fault);
    }
    json_close(&text, ']');
    text_add_byte(&text, '}');
    if (done)
        listing_print_made(run, text_slice(&text));
    text_release(&text);
    return done;
}

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    struct counter counter;
    struct stock_level level = {0};
    bool found;

    arena_clear(&run->arena);
    if (!counter_find(&counter, run->store, row->id, &run->arena, fault) ||
        (sku && !stock_find(run->store, slice_of(sku), counter.location, &level, &found, fault)))
        return false;
    if (sku && stock_available(&level) < wanted)
        return true;
    if (with)
        return print_slots(run, &counter, row->value, fault);
    listing_print(run, row->value);
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    bool present;

    if (!option_with(with, "slots", fault) || !option_whole("quantity", units, STOCK_LIMIT, &wanted, &present, fault))
        return false;
    return (!with || tariff_book_calendar(&holidays, fault)) && listing_run(run, print, fault);
}

static const struct tool tool = {
    .name = "counter-list",
    .summary = "Lists counters where orders are collected, and their slots.",
    .operands = "[LOCATION]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "counter",
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
