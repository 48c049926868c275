/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/feed.h"
#include "tool/feed_file.h"
#include "tool/feed_lint.h"
#include "tool/feed_listings.h"
#include "tool/feed_template.h"
#include "tool/lines.h"
#include "tool/reductions.h"

static const char *output_name, *format, *template_name;
static struct option_list rules;
static bool judged, force, spreadsheet, submits, dry_run;
static struct feed_file file;
static struct feed feed;
static struct feed_lint lint;
static struct feed_listings listings;
static struct offers offers = OFFERS_INIT;
static struct text template_text;

static const struct option_row options[] = {
    {'n', "dry-run", NULL, "print what would be written, write nothing", OPTION_FLAG, &dry_run},
    {0, "force", NULL, "replace the file even if it loses more than a fifth of its items", OPTION_FLAG, &force},
    {0, "format", "FORMAT", "one of the feed's forms, as rss or tsv", OPTION_TEXT, &format},
    {0, "lint", NULL, "say what is wrong with the products; with --output, leave out what rules keep from the channel", OPTION_FLAG,
     &judged},
    {'o', "output", "FILE", "write there, replacing the file when all is done", OPTION_TEXT, &output_name},
    {0, "rules", "FILE", "with the rules of this file after the others", OPTION_LIST, &rules},
    {0, "spreadsheet", NULL, "make cells harmless that a spreadsheet would compute", OPTION_FLAG, &spreadsheet},
    {0, "submit", NULL, "with --output, write down what the channel is told of as submitted", OPTION_FLAG, &submits},
    {0, "template", "FILE", "for any other channel: which columns, of what", OPTION_TEXT, &template_name},
    {0},
};

static bool makes_feed(void)
{
    return !judged || output_name;
}

static bool export_one(struct run *run, const json_t *record, size_t line, bool *skipped, struct fault *fault)
{
    enum feed_outcome outcome = FEED_ADDED;
    bool added = feed_add(&feed, record, &outcome, fault);

    (void)run;
    *skipped = outcome == FEED_SKIPPED;
    feed_lint_count(&lint, &feed);
    if (!added && fault->kind != FAULT_REFUSED)
        return false;
    if (judged)
        feed_lint_print(&lint, &feed, record, line);
    if (makes_feed()) {
        feed_file_add(&file, text_slice(&feed.text));
        return added;
    }
    *fault = (struct fault)FAULT_INIT;
    return true;
}

static bool export_line(struct run *run, struct slice line, bool *taken, bool *skipped, struct fault *fault)
{
    enum feed_outcome outcome = FEED_ADDED;
    bool added = feed_add_line(&feed, line, taken, &outcome, fault);

    (void)run;
    *skipped = outcome == FEED_SKIPPED;
    if (!*taken || (!added && fault->kind != FAULT_REFUSED))
        return added;
    feed_lint_count(&lint, &feed);
    feed_file_add(&file, text_slice(&feed.text));
    return added;
}

static bool export_all(struct run *run, struct fault *fault)
{
    if (!feed_begin(&feed, fault))
        return false;
    if (makes_feed())
        feed_file_add(&file, text_slice(&feed.text));
    if (!lines_run_unread(run, judged ? NULL : export_line, export_one, fault))
        return false;
    if (!feed_end(&feed, fault) && makes_feed())
        return false;
    if (makes_feed())
        feed_file_add(&file, text_slice(&feed.text));
    if (feed.control_characters && !run->quiet)
        tool_warn(run, "%llu control characters are left out", (unsigned long long)feed.control_characters);
    return true;
}

static bool open_all(struct run *run, struct feed_options *told, struct fault *fault)
{
    return reductions_read(&offers.laws, fault) && feed_lint_begin(&lint, run, told, &rules, judged, fault) &&
           (!submits || feed_listings_begin(&listings, run, told, fault)) && feed_open(&feed, told, fault) &&
           (!submits || feed_can_submit(&feed) ||
            fault_set(fault, FAULT_USAGE, "usage", NULL, "--submit: \"%s\" tells changes alone, and no whole listings",
                      feed.format->name)) &&
           feed_file_begin(&file, run, output_name, fault);
}

static bool make(struct run *run, struct feed_options *told, struct fault *fault)
{
    bool done = open_all(run, told, fault);

    if (done && (!export_all(run, fault) || (submits && !feed_listings_end(&listings, &feed, fault)))) {
        feed_file_drop(&file);
        done = false;
    } else if (done) {
        done = feed_file_finish(&file, run->operands[0], feed.items, force, fault);
    }
    feed_close(&feed);
    feed_lint_release(&lint);
    offers_release(&offers);
    text_release(&template_text);
    done = done && (!submits || feed_listings_write(&listings, fault));
    feed_listings_release(&listings);
    return done;
}

static bool export(struct run *run, struct fault *fault)
{
    struct feed_options told = {.store = run->store,
                                .offers = &offers,
                                .settings = &run->settings,
                                .now = run->now,
                                .format = format,
                                .spreadsheet = spreadsheet};

    if (run->operand_count != 1)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "which channel? One, by its name or that of its feed");
    if (submits && !output_name)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--submit needs --output: of a pipe nobody knows what came through");
    run->dry_run = dry_run;
    told.channel = run->operands[0];
    told.unwarned = !judged;
    return feed_template_read(template_name, &template_text, &told, fault) && make(run, &told, fault);
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
