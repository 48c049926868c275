/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/category_table.h"
#include "format/feed.h"
#include "tool/tool.h"
#include "json/read.h"

static const char *categories_name;
static struct text categories;

static const struct option_row options[] = {
    {0, "categories", "FILE", "more categories: own path, tab, the channel's", OPTION_TEXT, &categories_name},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    if (categories_name && !run->operand_count)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--categories is for one channel that is named");
    return !categories_name || tool_read_file(categories_name, &categories, fault);
}

/* The words of the command line as a record. */
static bool give_words(const struct input *input, json_t *given, struct fault *fault)
{
    for (size_t i = 1; i < input->operand_count; i++)
        if (!channel_give_word(given, slice_of(input->operands[i]), fault))
            return false;
    return !categories_name || category_table_read(text_slice(&categories), categories_name, given, fault);
}

/* A channel of a feed that nobody knows could never be exported. */
static bool feed_is_known(const json_t *given, struct fault *fault)
{
    struct slice feed = json_slice(json_object_get(given, "feed"));
    struct text known = TEXT_INIT;

    if (!feed.length || feed_kind_find(feed))
        return true;
    feed_kinds(&known);
    fault_set(fault, FAULT_REFUSED, "unknown_choice", "feed", "cannot be \"%.*s\", but %s", SLICE_ARGS(feed), text_string(&known));
    text_release(&known);
    return false;
}

static bool set_channel(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    json_t *words = json_object();
    const json_t *given = input->record ? input->record : words;
    struct slice id;
    bool done =
        input_id(input, "channel", &id, fault) && (input->record || give_words(input, words, fault)) && feed_is_known(given, fault);

    if (done) {
        text_add_string(outcome->id, "channel/");
        text_add_slice(outcome->id, id);
        done = channel_change(run->store, text_slice(outcome->id), given, &run->changes, &outcome->changed, fault);
    }
    json_decref(words);
    return done;
}

static const struct tool tool = {
    .name = "channel-set",
    .summary = "Tells how a channel is to be fed: its feed, language, categories, stock buffer.",
    .operands = "[NAME KEY=VALUE...]",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .operands_each = OPERANDS_ALL,
    .prepare = prepare,
    .each = set_channel,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
