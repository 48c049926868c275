/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/feed.h"
#include "tool/feed_file.h"
#include "tool/lines.h"
#include "tool/reductions.h"
#include "json/write.h"

static const char *output_name, *format, *template_name;
static bool lint, force, spreadsheet;
static struct feed_file file;
static struct feed feed;
static struct offers offers = OFFERS_INIT;
static struct text template_text;

static const struct option_row options[] = {
    {0, "force", NULL, "replace the file even if it loses more than a fifth of its items", OPTION_FLAG, &force},
    {0, "format", "FORMAT", "one of the feed's forms, as rss or tsv", OPTION_TEXT, &format},
    {0, "lint", NULL, "say what is wrong with the products, and make no feed", OPTION_FLAG, &lint},
    {'o', "output", "FILE", "write there, replacing the file when all is done", OPTION_TEXT, &output_name},
    {0, "spreadsheet", NULL, "make cells harmless that a spreadsheet would compute", OPTION_FLAG, &spreadsheet},
    {0, "template", "FILE", "for any other channel: which columns, of what", OPTION_TEXT, &template_name},
    {0},
};

static void add(struct run *run, struct slice bytes)
{
    if (output_name)
        feed_file_add(&file, bytes);
    else
        output_add(&run->out, bytes);
}

/* What was found of one record, a line each. */
static void print_findings(struct run *run, const json_t *record, size_t line)
{
    struct text text = TEXT_INIT;

    for (size_t i = 0; i < feed.finding_count; i++) {
        const struct finding *finding = &feed.findings[i];

        text_clear(&text);
        json_open(&text, NULL, '{');
        json_put_string(&text, "type", SLICE("feed_finding"));
        json_put_string(&text, "channel", feed.channel.id);
        json_put_optional(&text, "sku", json_slice(json_object_get(record, "sku")));
        json_put_integer(&text, "line", (int64_t)line);
        json_put_bool(&text, "blocks", finding->blocks);
        json_put_string(&text, "code", slice_of(finding->code));
        json_put_string(&text, "field", slice_of(finding->field));
        json_put_string(&text, "reason", feed_reason(&feed, finding));
        json_close(&text, '}');
        output_line(&run->out, text_slice(&text));
        run->answer_is_no |= finding->blocks;
    }
    text_release(&text);
}

static bool export_one(struct run *run, const json_t *record, size_t line, bool *skipped, struct fault *fault)
{
    enum feed_outcome outcome = FEED_ADDED;
    bool added = feed_add(&feed, record, &outcome, fault);

    *skipped = outcome == FEED_SKIPPED;
    if (!added && fault->kind != FAULT_REFUSED)
        return false;
    if (!lint) {
        add(run, text_slice(&feed.text));
        return added;
    }
    print_findings(run, record, line);
    *fault = (struct fault)FAULT_INIT;
    return true;
}

static bool export_all(struct run *run, struct fault *fault)
{
    if (!feed_begin(&feed, fault))
        return false;
    if (!lint)
        add(run, text_slice(&feed.text));
    if (!lines_run(run, export_one, fault))
        return false;
    if (!feed_end(&feed, fault) && !lint)
        return false;
    if (!lint)
        add(run, text_slice(&feed.text));
    if (feed.control_characters && !run->quiet)
        tool_warn(run, "%llu control characters are left out", (unsigned long long)feed.control_characters);
    return true;
}

static bool export(struct run *run, struct fault *fault)
{
    struct feed_options told = {.store = run->store,
                                .offers = &offers,
                                .settings = &run->settings,
                                .now = run->now,
                                .format = format,
                                .spreadsheet = spreadsheet};
    bool done;

    if (run->operand_count != 1)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "which channel? One, by its name or that of its feed");
    if (lint && output_name)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--lint makes no feed, and --output has no use");
    if (!reductions_read(&offers.laws, fault))
        return false;
    if (template_name && !tool_read_data("templates", template_name, &template_text, fault))
        return false;
    told.channel = run->operands[0];
    told.template_name = template_name;
    /* An empty file is a template too, if a poor one. */
    if (template_name)
        (void)text_string(&template_text);
    told.template_text = text_slice(&template_text);
    done = feed_open(&feed, &told, fault) && (!output_name || feed_file_begin(&file, output_name, fault));
    if (done && !export_all(run, fault)) {
        feed_file_drop(&file);
        done = false;
    } else if (done && output_name) {
        done = feed_file_finish(&file, run, run->operands[0], feed.items, force, fault);
    }
    feed_close(&feed);
    offers_release(&offers);
    text_release(&template_text);
    return done;
}

static const struct tool tool = {
    .name = "feed-export",
    .summary = "Makes a channel's feed of the products on standard input.",
    .operands = "CHANNEL",
    .options = options,
    .traits = READS_STORE | REJECTS_RECORDS,
    .act = export,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
