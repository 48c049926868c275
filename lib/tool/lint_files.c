/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/lint_files.h"

#include "base/memory.h"
#include "shop/members.h"
#include "shop/nested.h"
#include "json/scan.h"

#include <stdlib.h>

static const char folder[] = "lint";

static bool read_list(void *context, const char *name, struct text *text, struct fault *fault)
{
    struct text file = TEXT_INIT;
    bool done;

    (void)context;
    text_printf(&file, "%s.tsv", name);
    done = tool_read_data(folder, text_string(&file), text, fault);
    text_release(&file);
    return done;
}

static bool read_file(struct lint_rules *rules, const char *name, struct fault *fault)
{
    const struct lint_lists lists = {.read = read_list};
    struct text text = TEXT_INIT;
    bool done = tool_read_data(folder, name, &text, fault) && lint_rules_read(rules, text_slice(&text), name, &lists, fault);

    text_release(&text);
    return done;
}

static void rules_name(struct slice feed, struct text *name)
{
    text_clear(name);
    text_printf(name, "%.*s.rules", SLICE_ARGS(feed));
}

/* A name from a record or the command line is looked for among what is installed, and nowhere else. */
static bool has_rules(struct slice feed)
{
    struct text name = TEXT_INIT;
    bool has = false;

    rules_name(feed, &name);
    if (!memchr(feed.bytes, '/', feed.length))
        has = tool_has_data(folder, text_string(&name));
    text_release(&name);
    return has;
}

bool lint_files_read_channel(struct lint_rules *rules, struct slice feed, const struct option_list *own, struct fault *fault)
{
    struct text name = TEXT_INIT;
    bool done = read_file(rules, "law.rules", fault);

    rules_name(feed, &name);
    if (done && feed.length && has_rules(feed))
        done = read_file(rules, text_string(&name), fault);
    for (size_t i = 0; done && i < own->count; i++)
        done = read_file(rules, own->values[i], fault);
    text_release(&name);
    return done;
}

bool lint_files_read(struct lint_rules *rules, struct slice feed, const struct option_list *own, struct fault *fault)
{
    return read_file(rules, "shop.rules", fault) && lint_files_read_channel(rules, feed, own, fault);
}

static bool begins_so(struct slice id, const char *word)
{
    size_t length = strlen(word);

    return slice_starts(id, word) && id.length > length && id.bytes[length] == '-';
}

/* A rule of exactly this name is the one that is meant. */
static bool mark(struct lint_rules *rules, const char *word, bool *called)
{
    bool any = false;

    for (size_t i = 0; i < rules->count; i++)
        if (slice_is(rules->rules[i].id, word))
            return called[i] = true;
    for (size_t i = 0; i < rules->count; i++)
        if (begins_so(rules->rules[i].id, word))
            any = called[i] = true;
    return any;
}

bool lint_files_select(struct lint_rules *rules, const struct option_list *words, struct fault *fault)
{
    bool *called = memory_take_zeroed(rules->count + 1, sizeof *called);
    bool done = true;

    for (size_t i = 0; done && i < words->count; i++)
        done = mark(rules, words->values[i], called) ||
               fault_set(fault, FAULT_USAGE, "usage", NULL, "--rule: no rule is called \"%s\"", words->values[i]);
    for (size_t i = 0; words->count && i < rules->count; i++)
        if (!called[i])
            rules->rules[i].severity = LINT_OFF;
    free(called);
    return done;
}

/* The words given, else the one that stands for them. */
static void fill(struct slice **words, size_t *count, const struct option_list *given, struct slice other, struct arena *arena)
{
    *count = given->count ? given->count : other.length ? 1 : 0;
    *words = arena_take(arena, (*count + 1) * sizeof **words);
    (*words)[0] = other;
    for (size_t i = 0; i < given->count; i++)
        (*words)[i] = slice_of(given->values[i]);
}

static bool are_countries(const struct option_list *given, struct fault *fault)
{
    for (size_t i = 0; i < given->count; i++) {
        struct fault refusal = FAULT_INIT;

        if (!country_check(slice_of(given->values[i]), NULL, &refusal))
            return fault_set(fault, FAULT_USAGE, "usage", NULL, "--country: %s", refusal.reason);
    }
    return true;
}

static bool are_languages(const struct option_list *given, struct fault *fault)
{
    for (size_t i = 0; i < given->count; i++)
        if (!is_language(slice_of(given->values[i])))
            return fault_set(fault, FAULT_USAGE, "usage", NULL, "--language: \"%s\" is no language tag such as fr or pt-BR",
                             given->values[i]);
    return true;
}

bool lint_market_read(struct lint_market *market, const struct run *run, const struct lint_wishes *wishes, struct arena *arena,
                      struct fault *fault)
{
    struct slice country = run->settings.text[COMPANY_COUNTRY];
    struct slice language = run->settings.text[SHOP_LANGUAGE];
    struct slice record = {NULL, 0};
    struct text id = TEXT_INIT;
    bool done = are_countries(wishes->countries, fault) && are_languages(wishes->languages, fault);

    *market = (struct lint_market){.now = run->now, .today = instant_day(run->now)};
    if (done && wishes->channel) {
        market->channel = market->feed = slice_of(wishes->channel);
        text_printf(&id, "channel/%s", wishes->channel);
        done = id.length > STORE_ID_LIMIT || store_get(run->store, text_slice(&id), &record, fault);
    }
    text_release(&id);
    if (done && record.bytes) {
        struct slice feed = text_of(scan_find(record, "feed"), arena);
        struct slice given = text_of(scan_find(record, "country"), arena);

        market->feed = feed.length ? feed : market->feed;
        market->categories = scan_find(record, "categories");
        country = given.length ? given : country;
        given = text_of(scan_find(record, "language"), arena);
        language = given.length ? given : language;
    } else if (done && market->feed.bytes && !wishes->is_known_channel && !has_rules(market->feed)) {
        done = fault_set(fault, FAULT_USAGE, "usage", NULL, "--channel: there is no channel \"%s\", nor rules of that name",
                         wishes->channel);
    }
    fill(&market->countries, &market->country_count, wishes->countries, country, arena);
    fill(&market->languages, &market->language_count, wishes->languages, language, arena);
    return done;
}
