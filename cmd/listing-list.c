/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/listing.h"
#include "tool/listing.h"
#include "json/write.h"

static const char *channel, *state;
static bool counted;
static enum listing_state wanted;

static const struct option_row options[] = {
    {'c', "channel", "CHANNEL", "on this channel", OPTION_TEXT, &channel},
    {0, "state", "STATE", "submitted, accepted, live, rejected or withdrawn", OPTION_TEXT, &state},
    {0, "count", NULL, "how many are in which state, by channel", OPTION_FLAG, &counted},
    {0},
};

/* Of the channel that is being walked. */
static struct text counted_channel;
static int64_t counts[LISTING_STATES];

static bool prepare(struct run *run, struct fault *fault)
{
    (void)run;
    return !state || listing_state_find(slice_of(state), &wanted) ||
           fault_set(fault, FAULT_USAGE, "usage", NULL,
                     "--state knows submitted, accepted, live, rejected and withdrawn, not \"%s\"", state);
}

static void print_counts(struct run *run)
{
    struct text text = TEXT_INIT;

    if (!counted_channel.length)
        return;
    text_add_string(&text, "{\"type\":\"listing_states\"");
    json_put_string(&text, "channel", text_slice(&counted_channel));
    for (unsigned i = 0; i < LISTING_STATES; i++)
        json_put_integer(&text, listing_state_name((enum listing_state)i), counts[i]);
    text_add_byte(&text, '}');
    listing_print_made(run, text_slice(&text));
    text_release(&text);
    text_clear(&counted_channel);
    memset(counts, 0, sizeof counts);
}

static void count(struct run *run, struct slice name, enum listing_state found)
{
    if (!slice_equal(text_slice(&counted_channel), name)) {
        print_counts(run);
        text_add_slice(&counted_channel, name);
    }
    counts[found]++;
}

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    struct listing_facts facts;
    struct slice on;
    struct slice sku;

    (void)fault;
    if (row->facts.length < sizeof facts || !listing_parts(row->id, &on, &sku))
        return true;
    memcpy(&facts, row->facts.bytes, sizeof facts);
    if ((state && facts.state != wanted) || (channel && !slice_is(on, channel)))
        return true;
    if (counted)
        count(run, on, (enum listing_state)facts.state);
    else
        listing_print(run, row->value);
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    struct text prefix = TEXT_INIT;
    bool done;

    if (channel && !run->operand_count) {
        listing_id(slice_of(channel), SLICE(""), &prefix);
        done = listing_walk(run, text_slice(&prefix), print, fault);
        text_release(&prefix);
    } else {
        done = listing_run(run, print, fault);
    }
    if (done && counted)
        print_counts(run);
    text_release(&counted_channel);
    return done;
}

static const struct tool tool = {
    .name = "listing-list",
    .summary = "Lists what became of products on the channels.",
    .operands = "[CHANNEL/SKU]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "listing",
    .prepare = prepare,
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
