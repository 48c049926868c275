/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/availability.h"
#include "shop/counter_offer.h"
#include "shop/stock.h"
#include "tool/law.h"
#include "tool/listing.h"
#include "json/write.h"

static const char *with, *units;
static struct option_list skus;
static bool with_slots, with_availability;
static int64_t wanted = 1;
static struct tariff_book holidays = TARIFF_BOOK_INIT(law_read_table);

static const struct option_row options[] = {
    {0, "quantity", "N", "with --sku: that have so many units (1)", OPTION_TEXT, &units},
    {0, "sku", "SKU", "that have units of it to sell (several times)", OPTION_LIST, &skus},
    {0, "with", "WHAT", "slots: with those that are free; availability: all counters, what each has and when soonest", OPTION_TEXT,
     &with},
    {0},
};

static void put_moment(struct text *text, const char *name, const struct slot *slot)
{
    struct text written = TEXT_INIT;

    slot_write(slot, &written);
    json_put_string(text, name, text_slice(&written));
    text_release(&written);
}

static void put_slot(void *context, const struct slot *slot, int64_t places)
{
    struct text *text = context;
    struct text until = TEXT_INIT;

    json_open(text, NULL, '{');
    put_moment(text, "slot", slot);
    clock_write(slot->until, &until);
    json_put_string(text, "until", text_slice(&until));
    json_put_integer(text, "free", places);
    json_close(text, '}');
    text_release(&until);
}

/* What it has of each SKU, where that is told; whether that is enough of all of them. */
static bool put_goods(struct run *run, const struct counter *counter, struct text *text, bool *enough, struct fault *fault)
{
    *enough = true;
    json_open(text, "availability", '[');
    for (size_t i = 0; i < skus.count; i++) {
        struct slice sku = slice_of(skus.values[i]);
        struct availability has;

        if (!availability_at(run->store, sku, counter->location, &run->arena, &has, fault))
            return false;
        *enough &= !has.counted || has.units >= wanted;
        json_open(text, NULL, '{');
        json_put_string(text, "sku", sku);
        if (has.counted)
            json_put_integer(text, "available", has.units > 0 ? has.units : 0);
        json_close(text, '}');
    }
    json_close(text, ']');
    return true;
}

static bool put_more(struct run *run, const struct counter *counter, struct text *text, bool *enough, struct fault *fault)
{
    const size_t before = text->length;
    struct slot soonest;
    bool found;

    if (!put_goods(run, counter, text, enough, fault))
        return false;
    if (!with_availability)
        text->length = before;
    if (with_availability && *enough) {
        if (!counter_soonest(run->store, counter, &holidays.calendar, run->now, &found, &soonest, fault))
            return false;
        if (found)
            put_moment(text, "soonest", &soonest);
    }
    if (!with_slots || !*enough)
        return true;
    json_open(text, "slots", '[');
    if (!counter_free_slots(run->store, counter, &holidays.calendar, run->now, put_slot, text, fault))
        return false;
    json_close(text, ']');
    return true;
}

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    struct counter counter;
    struct text text = TEXT_INIT;
    bool enough;
    bool done;

    arena_clear(&run->arena);
    if (!counter_find(&counter, run->store, row->id, &run->arena, fault))
        return false;
    text_add(&text, row->value.bytes, row->value.length - 1);
    done = put_more(run, &counter, &text, &enough, fault);
    text_add_byte(&text, '}');
    if (done && (enough || with_availability))
        listing_print_made(run, text_slice(&text));
    text_release(&text);
    return done;
}

static bool list(struct run *run, struct fault *fault)
{
    bool present;

    with_slots = with && strcmp(with, "slots") == 0;
    with_availability = with && strcmp(with, "availability") == 0;
    if (with && !with_slots && !with_availability)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--with knows \"slots\" and \"availability\", not \"%s\"", with);
    if (with_availability && !skus.count)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--with availability needs --sku, to say of what");
    return option_whole("quantity", units, STOCK_LIMIT, &wanted, &present, fault) &&
           (!with || tariff_book_calendar(&holidays, fault)) && listing_run(run, print, fault);
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
