/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/lint.h"

#include "base/memory.h"
#include "shop/lint_condition.h"
#include "shop/members.h"
#include "json/scan.h"
#include "json/write.h"

#include <stdlib.h>

/* What is looked at: a product, all products together, the shop's settings. */
enum lint_subject { SUBJECT_PRODUCT, SUBJECT_TWINS, SUBJECT_SHOP };

/* A rule in one of the languages it is asked in. */
struct lint_item {
    const struct lint_rule *rule;
    size_t number;         /* of the rule */
    struct slice language; /* bytes NULL: the shop's */
    enum lint_subject subject;
};

static const char *const severity_names[] = {"off", "hint", "weak", "blocks"};
static const char *const axis_names[] = {"looks", "information", "function"};

const char *lint_severity_name(enum lint_severity severity)
{
    return severity_names[severity];
}

const char *lint_axis_name(enum lint_axis axis)
{
    return axis_names[axis];
}

size_t lint_member(struct lint_rules *rules, struct slice name)
{
    if (!rules->member_count)
        for (; rules->member_count < SHEET_FIRST_FREE; rules->member_count++)
            rules->members[rules->member_count] = sheet_member_names[rules->member_count];
    for (size_t i = 0; i < rules->member_count; i++)
        if (slice_equal(rules->members[i], name))
            return i;
    if (rules->member_count < LINT_MEMBERS)
        rules->members[rules->member_count++] = name;
    return rules->member_count - 1;
}

static bool names_one(const struct slice *names, size_t count, struct slice name)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal(names[i], name))
            return true;
    return false;
}

static bool is_for_channel(const struct lint_rule *rule, const struct lint_market *market)
{
    return !rule->channel_count || (market->channel.bytes && (names_one(rule->channels, rule->channel_count, market->channel) ||
                                                              names_one(rule->channels, rule->channel_count, market->feed)));
}

static bool is_for_country(const struct lint_rule *rule, const struct lint_market *market)
{
    for (size_t i = 0; i < rule->country_count; i++)
        for (size_t c = 0; c < market->country_count; c++)
            if (rule->country_lists[i] ? lint_list_has(rule->country_lists[i], market->countries[c])
                                       : slice_equal(rule->countries[i], market->countries[c]))
                return true;
    return !rule->country_count;
}

bool lint_rule_holds(const struct lint_rule *rule, const struct lint_market *market)
{
    return rule->severity != LINT_OFF && market->today >= rule->from && market->today <= rule->until &&
           is_for_channel(rule, market) && is_for_country(rule, market);
}

static enum lint_subject subject_of(const struct lint_rule *rule)
{
    if (rule->require[0].test == LINT_UNIQUE)
        return SUBJECT_TWINS;
    for (size_t i = 0; i < rule->require_count; i++)
        for (size_t p = 0; p < rule->require[i].path_count; p++)
            if (rule->require[i].paths[p].root != LINT_SETTING)
                return SUBJECT_PRODUCT;
    return SUBJECT_SHOP;
}

static void add_item(struct lint *lint, size_t *room, size_t number, struct slice language)
{
    const struct lint_rule *rule = &lint->rules->rules[number];

    for (size_t i = lint->item_count; i-- > 0 && lint->items[i].rule == rule;)
        if (slice_equal(lint->items[i].language, language))
            return;
    lint->items = memory_grow(lint->items, room, lint->item_count + 1, sizeof *lint->items);
    lint->items[lint->item_count++] = (struct lint_item){rule, number, language, subject_of(rule)};
}

/* The languages of the market's countries: the list has words like "BE fr". */
static void add_market_languages(struct lint *lint, size_t *room, size_t number)
{
    const struct lint_list *list = NULL;

    for (size_t i = 0; i < lint->rules->list_count; i++)
        if (slice_is(lint->rules->lists[i]->name, "languages"))
            list = lint->rules->lists[i];
    for (size_t i = 0; list && i < list->count; i++) {
        const char *space = memchr(list->words[i].bytes, ' ', list->words[i].length);
        size_t length = space ? (size_t)(space - list->words[i].bytes) : list->words[i].length;

        if (space && names_one(lint->market->countries, lint->market->country_count, (struct slice){list->words[i].bytes, length}))
            add_item(lint, room, number, slice_from(list->words[i], length + 1));
    }
}

static void add_items(struct lint *lint, size_t *room, size_t number)
{
    const struct lint_rule *rule = &lint->rules->rules[number];

    if (!rule->language_count)
        add_item(lint, room, number, (struct slice){NULL, 0});
    for (size_t i = 0; i < rule->language_count; i++) {
        if (slice_is(rule->languages[i], "asked"))
            for (size_t l = 0; l < lint->market->language_count; l++)
                add_item(lint, room, number, lint->market->languages[l]);
        else if (slice_is(rule->languages[i], "market"))
            add_market_languages(lint, room, number);
        else
            add_item(lint, room, number, rule->languages[i]);
    }
}

void lint_prepare(struct lint *lint)
{
    size_t room = 0;

    for (size_t i = 0; i < lint->rules->count; i++)
        if (lint_rule_holds(&lint->rules->rules[i], lint->market))
            add_items(lint, &room, i);
    pattern_matcher_init(&lint->matcher, 0);
    lint->sheet = memory_take(sizeof *lint->sheet);
    lint_sheet_init(lint->sheet, lint);
    lint->missed = memory_take_zeroed(lint->rules->count + 1, sizeof *lint->missed);
}

void lint_release(struct lint *lint)
{
    if (!lint->sheet)
        return;
    lint_sheet_release(lint->sheet);
    pattern_matcher_release(&lint->matcher);
    text_release(&lint->member);
    text_release(&lint->message);
    free(lint->sheet);
    free(lint->items);
    free(lint->missed);
    lint->sheet = NULL;
}

int64_t lint_score_percent(const struct lint_score *score, enum lint_axis axis)
{
    return score->asked[axis] ? score->had[axis] * 100 / score->asked[axis] : -1;
}

/* What is being judged, for the reports of its failings. */
struct judging {
    struct lint *lint;
    const struct lint_item *item;
    const struct lint_condition *condition;
    struct slice sku;
    size_t failings;
};

/* The rule's own words, in which {value} and {count} stand for what was found. */
static void fill_message(struct slice message, const struct lint_failing *failing, struct text *text)
{
    const char *brace;

    while ((brace = memchr(message.bytes, '{', message.length))) {
        text_add(text, message.bytes, (size_t)(brace - message.bytes));
        message = slice_from(message, (size_t)(brace - message.bytes));
        if (slice_starts(message, "{value}")) {
            text_add_slice(text, failing->value ? failing->value->text : (struct slice){NULL, 0});
            message = slice_from(message, strlen("{value}"));
        } else if (slice_starts(message, "{count}")) {
            text_add_integer(text, failing->number);
            message = slice_from(message, strlen("{count}"));
        } else {
            text_add_byte(text, '{');
            message = slice_from(message, 1);
        }
    }
    text_add_slice(text, message);
}

static bool report(void *context, const struct lint_failing *failing, struct fault *fault)
{
    struct judging *judging = context;
    struct lint *lint = judging->lint;
    const struct lint_rule *rule = judging->item->rule;
    struct lint_finding finding = {.rule = rule, .sku = judging->sku, .language = judging->item->language};

    judging->failings++;
    text_clear(&lint->message);
    lint_sheet_where(lint->sheet, failing->path, judging->item->language,
                     judging->condition->test == LINT_COVERS ? NULL : failing->value, &lint->member);
    if (rule->message.bytes)
        fill_message(rule->message, failing, &lint->message);
    else
        condition_explain(judging->condition, failing, &lint->message);
    finding.member = text_slice(&lint->member);
    finding.message = text_slice(&lint->message);
    return lint->report(lint, &finding, fault);
}

struct named {
    struct slice name, value;
};

static int compare_names(const void *a, const void *b)
{
    return slice_compare(((const struct named *)a)->name, ((const struct named *)b)->name);
}

/* Whatever the order in which its members stand. */
static void add_object(struct lint *lint, struct slice object, struct text *text)
{
    struct named *members = NULL;
    size_t count = 0;
    size_t room = 0;
    struct named member;
    struct scan scan;

    if (scan_object(&scan, object))
        while (scan_member(&scan, &member.name, &member.value)) {
            members = memory_grow(members, &room, count + 1, sizeof member);
            members[count++] = member;
        }
    if (count)
        qsort(members, count, sizeof member, compare_names);
    for (size_t i = 0; i < count; i++)
        text_printf(text, "%s%.*s: %.*s", i ? ", " : "", SLICE_ARGS(members[i].name),
                    SLICE_ARGS(text_of(members[i].value, &lint->sheet->arena)));
    free(members);
}

/* What must be one of its kind, all values joined; a product that lacks one of them is like no other. */
static bool keep_unique(struct lint *lint, const struct lint_item *item, const struct lint_condition *condition, struct slice sku,
                        struct lint_judge *judge, struct fault *fault)
{
    text_clear(&judge->room);
    for (size_t i = 0; i < condition->path_count; i++) {
        if (!lint_sheet_values(lint->sheet, &condition->paths[i], item->language, &judge->values, fault))
            return false;
        if (!judge->values.count || !judge->values.items[0].json.bytes)
            return true;
        if (i)
            text_add_string(&judge->room, ", ");
        if (judge->values.items[0].text.bytes)
            text_add_slice(&judge->room, judge->values.items[0].text);
        else
            add_object(lint, judge->values.items[0].json, &judge->room);
    }
    return lint->keep(lint, item->number, text_slice(&judge->room), sku, fault);
}

static bool chosen(const struct lint_rule *rule, struct lint_judge *judge, bool *holds, struct fault *fault)
{
    struct slice language = judge->language;
    bool done = true;

    /* Which products a rule is for does not depend on the language it asks them in. */
    judge->language = (struct slice){NULL, 0};
    *holds = true;
    for (size_t i = 0; done && *holds && i < rule->when_count; i++)
        done = condition_holds(judge, &rule->when[i], holds, fault);
    judge->language = language;
    return done;
}

static bool judge_item(struct lint *lint, const struct lint_item *item, struct lint_judge *judge, struct slice sku,
                       struct lint_score *score, struct fault *fault)
{
    const struct lint_rule *rule = item->rule;
    struct judging judging = {.lint = lint, .item = item, .sku = sku};
    bool holds;

    judge->language = item->language;
    if (!chosen(rule, judge, &holds, fault))
        return false;
    if (!holds)
        return true;
    /* What only all products together tell is no part of a sheet's score. */
    if (item->subject == SUBJECT_TWINS)
        return !lint->keep || keep_unique(lint, item, &rule->require[0], sku, judge, fault);
    for (size_t i = 0; i < rule->require_count; i++) {
        judging.condition = &rule->require[i];
        if (!condition_judge(judge, judging.condition, report, &judging, fault))
            return false;
    }
    score->asked[rule->axis] += rule->weight;
    if (judging.failings)
        lint->missed[item->number] = true;
    else
        score->had[rule->axis] += rule->weight;
    return true;
}

static bool judge_sheet(struct lint *lint, struct slice record, unsigned subjects, struct lint_score *score, struct fault *fault)
{
    struct lint_judge judge = {.sheet = lint->sheet, .market = lint->market, .matcher = &lint->matcher};
    bool done = lint_sheet_read(lint->sheet, record, fault);
    struct slice sku = {NULL, 0};

    if (done)
        sku = text_of(lint->sheet->own[SHEET_SKU], &lint->sheet->arena);
    for (size_t i = 0; done && i < lint->item_count; i++)
        if (subjects & 1u << lint->items[i].subject)
            done = judge_item(lint, &lint->items[i], &judge, sku, score, fault);
    lint_judge_release(&judge);
    return done;
}

bool lint_product(struct lint *lint, struct slice record, struct lint_score *score, struct fault *fault)
{
    *score = (struct lint_score){{0}, {0}};
    memset(lint->missed, 0, lint->rules->count * sizeof *lint->missed);
    return judge_sheet(lint, record, 1u << SUBJECT_PRODUCT | 1u << SUBJECT_TWINS, score, fault);
}

bool lint_shop(struct lint *lint, struct fault *fault)
{
    struct lint_score score = {{0}, {0}};

    return judge_sheet(lint, SLICE("{}"), 1u << SUBJECT_SHOP, &score, fault);
}

bool lint_keep_only(struct lint *lint, struct slice record, struct fault *fault)
{
    struct lint_score score = {{0}, {0}};

    return judge_sheet(lint, record, 1u << SUBJECT_TWINS, &score, fault);
}

bool lint_report_twin(struct lint *lint, size_t rule, struct slice value, struct slice sku, struct slice other, struct fault *fault)
{
    const struct lint_condition *condition = &lint->rules->rules[rule].require[0];
    struct lint_finding finding = {.rule = &lint->rules->rules[rule], .sku = sku, .member = condition->paths[0].written};

    text_clear(&lint->message);
    text_printf(&lint->message, "\"%.*s\" is that of %.*s too", SLICE_ARGS(value), SLICE_ARGS(other));
    finding.message = text_slice(&lint->message);
    return lint->report(lint, &finding, fault);
}

static void put_words(struct text *text, const char *name, const struct slice *words, size_t count)
{
    if (!count)
        return;
    json_open(text, name, '[');
    for (size_t i = 0; i < count; i++)
        json_put_string(text, NULL, words[i]);
    json_close(text, ']');
}

static void put_conditions(struct text *text, const char *name, const struct lint_condition *conditions, size_t count)
{
    if (!count)
        return;
    json_open(text, name, '[');
    for (size_t i = 0; i < count; i++)
        json_put_string(text, NULL, conditions[i].written);
    json_close(text, ']');
}

void lint_rule_write(const struct lint_rule *rule, struct text *text)
{
    text_add_string(text, "{\"type\":\"rule\"");
    json_put_string(text, "id", rule->id);
    json_put_string(text, "severity", slice_of(severity_names[rule->severity]));
    json_put_string(text, "axis", slice_of(axis_names[rule->axis]));
    json_put_integer(text, "weight", rule->weight);
    put_words(text, "channels", rule->channels, rule->channel_count);
    put_words(text, "countries", rule->countries, rule->country_count);
    put_words(text, "languages", rule->languages, rule->language_count);
    put_conditions(text, "when", rule->when, rule->when_count);
    put_conditions(text, "require", rule->require, rule->require_count);
    json_put_optional(text, "message", rule->message);
    if (rule->from > INT32_MIN)
        json_put_day(text, "from", rule->from);
    if (rule->until < INT32_MAX)
        json_put_day(text, "until", rule->until);
    json_put_optional(text, "source", rule->source);
    text_add_byte(text, '}');
}
