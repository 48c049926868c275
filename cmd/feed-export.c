/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/google.h"
#include "shop/stock.h"
#include "tool/lines.h"

static const char *output_name;
static struct whole_file file;
static struct output *target;
static struct google_options google;
static struct text text;

static const struct option_row options[] = {
    {'o', "output", "FILE", "write there, replacing the file when all is done", OPTION_TEXT, &output_name},
    {0},
};

/* What the record does not say of stock, the store does. */
static bool find_stock(struct run *run, const json_t *product, int64_t *available, bool *found, struct fault *fault)
{
    const json_t *sku = json_object_get(product, "sku");
    struct stock_level level;

    *found = json_is_string(sku) && !json_object_get(product, "available");
    if (!*found)
        return true;
    if (!stock_everywhere(run->store, (struct slice){json_string_value(sku), json_string_length(sku)}, &level, fault))
        return false;
    *available = stock_available(&level);
    return true;
}

static bool export_one(struct run *run, const json_t *product, struct fault *fault)
{
    int64_t available;
    bool found;

    text_clear(&text);
    if (!find_stock(run, product, &available, &found, fault) ||
        !google_feed_item(&text, product, found ? &available : NULL, &google, fault))
        return false;
    output_add(target, text_slice(&text));
    return true;
}

static bool export(struct run *run, struct fault *fault)
{
    bool done;

    if (run->operand_count != 1 || strcmp(run->operands[0], "google") != 0)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "which channel? google is the one that is known");
    google = (struct google_options){
        .title = run->settings.text[COMPANY_NAME], .link = run->settings.text[COMPANY_WEBSITE], .currency = run->settings.currency};
    if (!google.link.length)
        return fault_set(fault, FAULT_USAGE, "setting_missing", "company.website",
                         "is needed: store-init --set company.website=...");
    target = &run->out;
    if (output_name && !run->dry_run) {
        if (!whole_file_begin(&file, output_name, fault))
            return false;
        target = &file.output;
    }
    google_feed_begin(&text, &google);
    output_add(target, text_slice(&text));
    done = lines_run(run, export_one, fault);
    text_clear(&text);
    google_feed_end(&text);
    output_add(target, text_slice(&text));
    text_release(&text);
    if (target != &file.output)
        return done;
    if (done)
        return whole_file_finish(&file, fault);
    whole_file_drop(&file);
    return false;
}

static const struct tool tool = {
    .name = "feed-export",
    .summary = "Makes a channel's feed of the products on standard input.",
    .operands = "google",
    .options = options,
    .traits = READS_STORE | REJECTS_RECORDS,
    .act = export,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
