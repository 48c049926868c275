/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/feed_lint.h"

#include "json/write.h"

static bool asks_for(const struct lint_rule *rule, const char *member)
{
    for (size_t i = 0; i < rule->require_count; i++)
        if (rule->require[i].test == LINT_PRESENT && rule->require[i].path_count == 1 &&
            slice_is(rule->require[i].paths[0].written, member))
            return true;
    return false;
}

static bool wants_maker(const struct feed_lint *lint)
{
    for (size_t i = 0; i < lint->rules.count; i++) {
        const struct lint_rule *rule = &lint->rules.rules[i];

        if (rule->severity == LINT_BLOCKS && lint_rule_holds(rule, &lint->market) && asks_for(rule, "manufacturer"))
            return true;
    }
    return false;
}

bool feed_lint_begin(struct feed_lint *lint, struct run *run, struct feed_options *feed, const struct option_list *own, bool judges,
                     struct fault *fault)
{
    static const struct option_list none = {0};
    const struct lint_wishes wishes = {.channel = feed->channel, .is_known_channel = true, .countries = &none, .languages = &none};

    *lint = (struct feed_lint){.run = run, .judges = judges};
    if (!lint_market_read(&lint->market, run, &wishes, &lint->arena, fault) ||
        !lint_files_read_channel(&lint->rules, lint->market.feed, own, fault))
        return false;
    lint->lint = (struct lint){
        .rules = &lint->rules, .market = &lint->market, .store = run->store, .settings = &run->settings, .offers = feed->offers};
    lint->wants_maker = wants_maker(lint);
    if (judges)
        lint_prepare(&lint->lint);
    feed->rules = &lint->rules;
    feed->market = &lint->market;
    feed->lint = judges ? &lint->lint : NULL;
    return true;
}

void feed_lint_release(struct feed_lint *lint)
{
    if (lint->judges)
        lint_release(&lint->lint);
    lint_rules_release(&lint->rules);
    arena_release(&lint->arena);
    text_release(&lint->line);
}

void feed_lint_print(struct feed_lint *lint, const struct feed *feed, const json_t *record, size_t line)
{
    struct text *text = &lint->line;

    for (size_t i = 0; i < feed->finding_count; i++) {
        const struct finding *finding = &feed->findings[i];

        text_clear(text);
        json_open(text, NULL, '{');
        json_put_string(text, "type", SLICE("feed_finding"));
        json_put_string(text, "channel", feed->channel.id);
        json_put_optional(text, "sku", json_slice(json_object_get(record, "sku")));
        json_put_integer(text, "line", (int64_t)line);
        json_put_bool(text, "blocks", finding->blocks);
        json_put_string(text, "code", slice_of(finding->code));
        json_put_optional(text, "rule", finding->rule);
        json_put_string(text, "field", feed_field(feed, finding));
        json_put_string(text, "reason", feed_reason(feed, finding));
        json_close(text, '}');
        output_line(&lint->run->out, text_slice(text));
        lint->run->answer_is_no |= finding->blocks;
    }
}

void feed_lint_count(const struct feed_lint *lint, const struct feed *feed)
{
    if (lint->wants_maker && !lint->judges)
        lint->run->counts.without_maker = feed->without_maker;
}
