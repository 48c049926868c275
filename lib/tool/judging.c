/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/judging.h"

#include "tool/reductions.h"
#include "json/scan.h"
#include "json/write.h"

static bool report(struct lint *lint, const struct lint_finding *finding, struct fault *fault)
{
    struct judging *judging = lint->context;
    struct text *line = &judging->line;

    (void)fault;
    judging->found[finding->rule->severity]++;
    text_clear(line);
    text_add_string(line, "{\"type\":\"finding\"");
    json_put_optional(line, "sku", finding->sku);
    json_put_string(line, "rule", finding->rule->id);
    json_put_string(line, "severity", slice_of(lint_severity_name(finding->rule->severity)));
    if (finding->rule->channel_count)
        json_put_string(line, "channel", judging->market.channel);
    json_put_optional(line, "language", finding->language);
    json_put_string(line, "member", finding->member);
    json_put_string(line, "message", finding->message);
    text_add_byte(line, '}');
    output_line(&judging->run->out, text_slice(line));
    return true;
}

static bool keep_asked(struct lint *lint, size_t rule, struct slice value, struct slice sku, struct fault *fault)
{
    struct judging *judging = lint->context;

    return twins_add(&judging->twins, (uint32_t)rule, value, sku, true, fault);
}

static bool keep_other(struct lint *lint, size_t rule, struct slice value, struct slice sku, struct fault *fault)
{
    struct judging *judging = lint->context;

    return twins_add(&judging->twins, (uint32_t)rule, value, sku, false, fault);
}

bool judging_begin(struct judging *judging, struct run *run, const struct judging_wishes *wishes, struct fault *fault)
{
    *judging = (struct judging){.run = run, .wishes = wishes, .twins = TWINS_INIT, .offers = OFFERS_INIT};
    if (!lint_market_read(&judging->market, run, &wishes->market, &judging->arena, fault) ||
        !lint_files_read(&judging->rules, judging->market.feed, wishes->files, fault) ||
        !lint_files_select(&judging->rules, wishes->rules, fault) || !reductions_read(&judging->offers.laws, fault))
        return false;
    judging->lint = (struct lint){.rules = &judging->rules,
                                  .market = &judging->market,
                                  .store = run->store,
                                  .settings = &run->settings,
                                  .offers = &judging->offers,
                                  .report = report,
                                  .context = judging};
    lint_prepare(&judging->lint);
    return true;
}

void judging_release(struct judging *judging)
{
    lint_release(&judging->lint);
    offers_release(&judging->offers);
    twins_release(&judging->twins);
    lint_rules_release(&judging->rules);
    arena_release(&judging->arena);
    text_release(&judging->line);
}

void judging_explain(struct judging *judging)
{
    for (size_t i = 0; i < judging->rules.count; i++) {
        if (!lint_rule_holds(&judging->rules.rules[i], &judging->market))
            continue;
        text_clear(&judging->line);
        lint_rule_write(&judging->rules.rules[i], &judging->line);
        output_line(&judging->run->out, text_slice(&judging->line));
    }
}

static void print_score(struct judging *judging, struct slice record, const struct lint_score *score)
{
    struct text *line = &judging->line;

    text_clear(line);
    text_add_string(line, "{\"type\":\"score\"");
    json_put_raw(line, "sku", scan_find(record, "sku"));
    for (unsigned axis = 0; axis < LINT_AXES; axis++)
        if (score->asked[axis])
            json_put_integer(line, lint_axis_name((enum lint_axis)axis), lint_score_percent(score, (enum lint_axis)axis));
    json_open(line, "missing", '[');
    for (size_t i = 0; i < judging->rules.count; i++)
        if (judging->lint.missed[i])
            json_put_string(line, NULL, judging->rules.rules[i].id);
    json_close(line, ']');
    text_add_byte(line, '}');
    output_line(&judging->run->out, text_slice(line));
}

bool judging_product(struct judging *judging, struct slice record, struct fault *fault)
{
    struct lint_score score;

    judging->products++;
    judging->lint.keep = keep_asked;
    if (!lint_product(&judging->lint, record, &score, fault))
        return false;
    if (judging->wishes->scored)
        print_score(judging, record, &score);
    return true;
}

bool judging_other(struct judging *judging, struct slice record, struct fault *fault)
{
    judging->lint.keep = keep_other;
    return lint_keep_only(&judging->lint, record, fault);
}

bool judging_compares(const struct judging *judging)
{
    for (size_t i = 0; i < judging->rules.count; i++)
        if (judging->rules.rules[i].require[0].test == LINT_UNIQUE && lint_rule_holds(&judging->rules.rules[i], &judging->market))
            return true;
    return false;
}

static bool report_twin(void *context, uint32_t rule, struct slice value, struct slice sku, struct slice other, struct fault *fault)
{
    struct judging *judging = context;

    return lint_report_twin(&judging->lint, rule, value, sku, other, fault);
}

bool judging_end(struct judging *judging, struct fault *fault)
{
    if (!twins_find(&judging->twins, report_twin, judging, fault) || !lint_shop(&judging->lint, fault))
        return false;
    judging->run->answer_is_no |= judging->found[LINT_BLOCKS] > 0;
    if (!judging->run->quiet)
        tool_warn(judging->run, "%llu products: %llu findings block, %llu are weak, %llu are hints",
                  (unsigned long long)judging->products, (unsigned long long)judging->found[LINT_BLOCKS],
                  (unsigned long long)judging->found[LINT_WEAK], (unsigned long long)judging->found[LINT_HINT]);
    return true;
}
