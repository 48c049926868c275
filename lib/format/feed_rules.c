/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/feed_rules.h"

#include "json/write.h"

/* What an address of a picture may be long is told of all pictures together. */
static bool member_of(const struct lint_path *path, enum article_member *member)
{
    if (path->root == LINT_PICTURES && path->step_count == 1 && slice_is(path->steps[0], "url"))
        return article_member_find(SLICE("image"), member);
    return path->root == LINT_MEMBER && !path->step_count && article_member_find(path->written, member);
}

static void read_limit(struct feed *feed, const struct lint_condition *condition)
{
    for (size_t i = 0; i < condition->path_count; i++) {
        enum article_member member;

        if (member_of(&condition->paths[i], &member) && condition->most < feed_limit(feed, member))
            feed->limits[member] = condition->most;
    }
}

void feed_limits_read(struct feed *feed)
{
    const struct lint_rules *rules = feed->options.rules;

    for (size_t i = 0; rules && i < rules->count; i++) {
        const struct lint_rule *rule = &rules->rules[i];

        if (rule->severity == LINT_HINT || !lint_rule_holds(rule, feed->options.market))
            continue;
        for (size_t r = 0; r < rule->require_count; r++)
            if (rule->require[r].test == LINT_LENGTH || rule->require[r].test == LINT_BYTES)
                read_limit(feed, &rule->require[r]);
    }
}

static bool report(struct lint *lint, const struct lint_finding *finding, struct fault *fault)
{
    (void)fault;
    if (finding->rule->severity != LINT_HINT)
        feed_find(lint->context, finding);
    return true;
}

bool feed_judge(struct feed *feed, const struct article *article, struct fault *fault)
{
    struct lint *lint = feed->options.lint;
    struct lint_score score;

    lint->report = report;
    lint->context = feed;
    text_clear(&feed->compact);
    json_put_value(&feed->compact, NULL, article->record);
    return lint_product(lint, text_slice(&feed->compact), &score, fault);
}
