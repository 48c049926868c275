/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/wave.h"
#include "tool/bound.h"
#include "tool/pick_rows.h"
#include "tool/press.h"
#include "tool/tool.h"
#include "json/write.h"

static const char *key, *carrier, *until, *limit, *format;
static bool closes, unpaid, partial, is_document;
static struct wave_request request;

static const struct option_row options[] = {
    {0, "carrier", "ID", "orders that go with it", OPTION_TEXT, &carrier},
    {0, "close", NULL, "operands are waves, which end", OPTION_FLAG, &closes},
    {0, "format", "FORMAT", "print lists: text, by_order, pdf, html", OPTION_TEXT, &format},
    {0, "key", "KEY", "of the wave, which is made once", OPTION_TEXT, &key},
    {'N', "limit", "N", "orders at most (2000)", OPTION_TEXT, &limit},
    {0, "partial", NULL, "also orders of which not all is on hand here", OPTION_FLAG, &partial},
    {'P', "unpaid", NULL, "also orders that are not paid", OPTION_FLAG, &unpaid},
    {'U', "until", "DAY|INSTANT", "placed on this day, or at this moment, or before", OPTION_TEXT, &until},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    bool present;

    (void)run;
    is_document = format && (strcmp(format, "pdf") == 0 || strcmp(format, "html") == 0);
    if (format && !is_document && strcmp(format, "text") != 0 && strcmp(format, "by_order") != 0)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--format knows no \"%s\"", format);
    if (!closes && !key)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--key is needed, by which the wave is made once");
    request.limit = WAVE_ORDERS_LIMIT;
    if (!option_whole("limit", limit, WAVE_ORDERS_LIMIT, &request.limit, &present, fault))
        return false;
    request.key = key ? slice_of(key) : SLICE("");
    request.carrier = carrier ? slice_of(carrier) : request.carrier;
    request.unpaid = unpaid;
    request.partial = partial;
    request.has_until = until != NULL;
    return true;
}

static bool pick(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    bool made;

    /* Pages of two would be no document. */
    if (is_document && run->counts.read > 1)
        return fault_set(fault, FAULT_REFUSED, "one_document", NULL, "one wave at a time makes a document");
    if (closes)
        return input_id(input, "wave", &request.key, fault) &&
               wave_close(run->store, request.key, run->now, &run->arena, &run->changes, &outcome->changed, &outcome->row,
                          outcome->id, fault);
    /* Here, as the shop's time zone is known, by which a day ends. */
    if ((until && !bound_moment("until", until, true, &request.until, fault)) ||
        !input_id(input, "location", &request.location, fault) ||
        !wave_make(&request, run->store, run->now, &run->arena, &run->changes, &outcome->changed, &made, &outcome->row, outcome->id,
                   fault))
        return false;
    outcome->skipped = !made;
    return true;
}

static bool print_pages(const struct run *run, struct slice wave, struct text *text, struct fault *fault)
{
    struct text asked = TEXT_INIT;
    bool done;

    json_open(&asked, NULL, '{');
    json_put_string(&asked, "format", SLICE("wave"));
    json_put_string(&asked, "as", slice_of(format));
    json_put_string(&asked, "language", run->settings.text[SHOP_LANGUAGE]);
    json_put_raw(&asked, "record", wave);
    json_close(&asked, '}');
    done = press_ask(&asked, text, fault);
    text_release(&asked);
    return done;
}

static bool show(struct run *run, struct slice id, struct slice value, struct text *text, struct fault *fault)
{
    (void)id;
    if (is_document)
        return print_pages(run, value, text, fault);
    if (format) {
        pick_rows(value, strcmp(format, "by_order") == 0, text);
        return true;
    }
    text_add_slice(text, value);
    text_add_byte(text, '\n');
    return true;
}

static const struct tool tool = {
    .name = "pick-list",
    .summary = "Makes waves: what is to be picked at a location, in the order of its slots.",
    .operands = "[LOCATION]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .prepare = prepare,
    .each = pick,
    .show = show,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
