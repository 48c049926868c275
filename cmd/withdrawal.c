/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/withdrawal.h"
#include "tool/document_tables.h"
#include "tool/tool.h"
#include "json/scan.h"
#include "json/write.h"

static struct document_tables tables = {.words = WORDS_INIT};
static struct withdrawal_request request;

static bool prepare(struct run *run, struct fault *fault)
{
    (void)run;
    return document_tables_read(&tables, fault);
}

static bool step(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    return withdrawal_request_from_json(&request, input->record, fault) &&
           withdrawal_step(&request, &run->settings, run->store, run->now, &run->arena, &run->changes, &outcome->changed,
                           &outcome->row, outcome->id, fault);
}

static void add_time(instant at, struct text *time)
{
    int64_t second = instant_local_seconds(at) % 86400;

    text_add_padded(time, second / 3600, 2);
    text_add_byte(time, ':');
    text_add_padded(time, second / 60 % 60, 2);
}

/* Content, date and time, on what lasts: art. 11a (4). */
static void acknowledge(const struct withdrawal *of, const struct wording *wording, struct slice statement, struct text *text)
{
    struct text date = TEXT_INIT;
    struct text time = TEXT_INIT;
    struct text room[3] = {TEXT_INIT, TEXT_INIT, TEXT_INIT};
    struct text words = TEXT_INIT;

    word_day(&date, wording, instant_day(of->confirmed_at));
    add_time(of->confirmed_at, &time);
    const struct place_value values[] = {{'n', scan_decoded(scan_find(statement, "name"), &room[0])},
                                         {'o', scan_decoded(scan_find(statement, "order"), &room[1])},
                                         {'c', scan_decoded(scan_find(statement, "contact"), &room[2])},
                                         {'d', text_slice(&date)},
                                         {'t', text_slice(&time)}};
    word_fill(&words, wording, "withdrawal.acknowledgement", values, sizeof values / sizeof *values);
    json_put_string(text, "acknowledgement", text_slice(&words));
    for (size_t i = 0; i < 3; i++)
        text_release(&room[i]);
    text_release(&words);
    text_release(&date);
    text_release(&time);
}

/* The record as it stands, and what the form says: the words of its next button, or the acknowledgement. */
static bool show(struct run *run, struct slice id, struct slice value, struct text *text, struct fault *fault)
{
    struct withdrawal of;
    struct wording wording;
    struct slice statement;

    (void)id;
    if (!withdrawal_from_stored(&of, value, &run->arena, fault))
        return false;
    wording = words_for(&tables.words, of.language.bytes ? of.language : run->settings.text[SHOP_LANGUAGE],
                        run->settings.text[COMPANY_COUNTRY]);
    text_add(text, value.bytes, value.length - 1);
    if (!of.confirmed) {
        json_put_string(text, "function", word(&wording, "withdrawal.begin"));
        json_put_string(text, "button", word(&wording, "withdrawal.confirm"));
    } else {
        if (!withdrawal_statement(run->store, of.id, &statement, fault))
            return false;
        if (statement.bytes)
            acknowledge(&of, &wording, statement, text);
    }
    text_add_string(text, "}\n");
    return true;
}

static const struct tool tool = {
    .name = "withdrawal",
    .summary = "Takes consumers' withdrawal statements in two steps, and acknowledges them.",
    .operands = "[FILE]...",
    .traits = WRITES_STORE | TAKES_RECORDS,
    .prepare = prepare,
    .each = step,
    .show = show,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
