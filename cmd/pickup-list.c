/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/person.h"
#include "shop/pickup.h"
#include "shop/preparation.h"
#include "tool/listing.h"
#include "json/write.h"

static const char *counter, *customer, *day_given, *status, *with;
static bool codes, late, no_shows, prepare;
static day wanted_day;
static bool has_day;

static const struct option_row options[] = {
    {0, "codes", NULL, "with the codes: only for who tells customers", OPTION_FLAG, &codes},
    {0, "counter", "LOCATION", "at this counter, by their slots", OPTION_TEXT, &counter},
    {'C', "customer", "ID", "of this customer", OPTION_TEXT, &customer},
    {0, "day", "DAY", "with a slot of this day, or \"today\"", OPTION_TEXT, &day_given},
    {0, "late", NULL, "ready, and the deadline is over", OPTION_FLAG, &late},
    {0, "no-shows", NULL, "of which nothing was collected in time", OPTION_FLAG, &no_shows},
    {0, "prepare", NULL, "what is to be prepared, and until when", OPTION_FLAG, &prepare},
    {'u', "status", "STATUS", "placed, ready, collected, expired or cancelled", OPTION_TEXT, &status},
    {0, "with", "person", "with the data of who collects", OPTION_TEXT, &with},
    {0},
};

static bool fits(const struct run *run, const struct pickup *pickup)
{
    return (!counter || slice_is(pickup->counter, counter)) &&
           (!customer || (pickup->customer.id.bytes && slice_is(pickup->customer.id, customer))) &&
           (!status || slice_is(slice_of(pickup_status_word(pickup->status)), status)) &&
           (!has_day || (pickup->has_slot && pickup->slot.day == wanted_day)) &&
           (!late || (pickup->status == PICKUP_READY && pickup->deadline < instant_day(run->now))) &&
           (!no_shows || pickup->no_show) && (!prepare || pickup->status == PICKUP_PLACED);
}

static bool print_more(struct run *run, const struct pickup *pickup, struct slice record, struct fault *fault)
{
    struct text text = TEXT_INIT;
    struct slice code = {NULL, 0};
    struct slice by = {NULL, 0};
    bool done = true;

    if (with)
        done = record_with_person(run->store, record, &text, fault);
    else
        text_add_slice(&text, record);
    done = done && (!codes || pickup_code(run->store, pickup, &run->arena, &code, fault)) &&
           (!with || pickup_mandate(run->store, pickup, &run->arena, &by, fault));
    text.length--;
    done = done && (!prepare || preparation_write(run->store, pickup, &run->arena, &text, fault));
    json_put_optional(&text, "pickup_code", code);
    json_put_optional(&text, "collected_by", by);
    text_add_byte(&text, '}');
    if (done)
        listing_print_made(run, text_slice(&text));
    text_release(&text);
    return done;
}

static bool take(void *context, struct slice record, struct fault *fault)
{
    struct run *run = context;
    struct pickup pickup;

    arena_clear(&run->arena);
    if (!pickup_from_stored(&pickup, record, &run->arena, fault))
        return false;
    if (listing_full(run) || !fits(run, &pickup))
        return true;
    if (with || codes || prepare)
        return print_more(run, &pickup, record, fault);
    listing_print(run, record);
    return true;
}

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    return take(run, row->value, fault);
}

static bool list(struct run *run, struct fault *fault)
{
    enum pickup_status known;

    if (status && !pickup_status_read(slice_of(status), &known))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--status knows no \"%s\"", status);
    if (day_given && strcmp(day_given, "today") == 0) {
        wanted_day = instant_day(run->now);
        has_day = true;
    } else if (!option_day("day", day_given, &wanted_day, &has_day, fault)) {
        return false;
    }
    if (!option_with(with, "person", fault))
        return false;
    if (counter && !run->operand_count)
        return pickups_of_counter(run->store, slice_of(counter), take, run, fault);
    return listing_run(run, print, fault);
}

static const struct tool tool = {
    .name = "pickup-list",
    .summary = "Lists orders that are collected at counters.",
    .operands = "[ORDER]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "pickup",
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
