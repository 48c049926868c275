/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/return_opening.h"
#include "tool/return_tables.h"
#include "tool/reversing.h"
#include "tool/tool.h"

static const char *kind, *reason, *stated, *delivered, *sent, *key, *statement;
static struct option_list lines, opened;
static bool goodwill, check;
static struct return_law law = RETURN_LAW_INIT;
static struct text answer;

static const struct option_row options[] = {
    {'k', "kind", "KIND", "withdrawal (so if none is named), commercial, guarantee, damaged, wrong, lost, refused or unclaimed",
     OPTION_TEXT, &kind},
    {'L', "line", "N[=QUANTITY]", "of line N all that left, or so many units (several times; all lines)", OPTION_LIST, &lines},
    {0, "opened", "N", "a seal of line N was broken, or what it is was begun (several times)", OPTION_LIST, &opened},
    {'R', "reason", "WORD", "why, for those who count it; none is needed", OPTION_TEXT, &reason},
    {0, "dated", "DAY", "the day of the customer's statement (today)", OPTION_TEXT, &stated},
    {0, "delivered", "DAY", "the day on which the last of the goods came (as the parcels' proofs say)", OPTION_TEXT, &delivered},
    {0, "sent", "DAY", "the day on which the customer proved to have sent them back", OPTION_TEXT, &sent},
    {0, "statement", "ID", "the withdrawal statement that it answers", OPTION_TEXT, &statement},
    {0, "goodwill", NULL, "take them back although it is too late, or without the right", OPTION_FLAG, &goodwill},
    {0, "check", NULL, "say of each line whether it may come back, and until when; write nothing", OPTION_FLAG, &check},
    {0, "key", "KEY", "names this return of the order: announced once, however often it is asked", OPTION_TEXT, &key},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    (void)run;
    return return_tables_read(&law, fault);
}

static struct return_asked_line *line_of(struct return_request *request, size_t line)
{
    for (size_t i = 0; i < request->line_count; i++)
        if (request->lines[i].line == line)
            return &request->lines[i];
    request->lines[request->line_count] = (struct return_asked_line){.line = line};
    return &request->lines[request->line_count++];
}

static bool read_lines(struct arena *arena, struct return_request *request, struct fault *fault)
{
    request->lines = arena_take(arena, (lines.count + opened.count) * sizeof *request->lines);
    for (size_t i = 0; i < lines.count; i++) {
        struct return_asked_line *line;
        const char *units;
        size_t number;

        if (!reversing_split("line", lines.values[i], &number, &units, fault))
            return false;
        line = line_of(request, number);
        if (request->line_count <= i)
            return fault_set(fault, FAULT_USAGE, "usage", NULL, "--line: line %zu is named twice", number);
        line->has_quantity = units != NULL;
        if (units && (!slice_integer(slice_of(units), QUANTITY_LIMIT, &line->quantity) || !line->quantity))
            return fault_set(fault, FAULT_USAGE, "usage", NULL, "--line: \"%s\" is not N or N=QUANTITY", lines.values[i]);
    }
    for (size_t i = 0; i < opened.count; i++) {
        const char *rest;
        size_t number;

        if (!reversing_split("opened", opened.values[i], &number, &rest, fault))
            return false;
        line_of(request, number)->opened = true;
    }
    return true;
}

static bool read_options(struct run *run, struct return_request *request, struct fault *fault)
{
    bool given;

    request->stated = instant_day(run->now);
    request->reason = reason ? slice_of(reason) : request->reason;
    request->key = key ? slice_of(key) : request->key;
    request->statement = statement ? slice_of(statement) : request->statement;
    request->goodwill = goodwill;
    return (!kind || return_kind_read(slice_of(kind), &request->kind, fault)) && read_lines(&run->arena, request, fault) &&
           option_day("dated", stated, &request->stated, &given, fault) &&
           option_day("delivered", delivered, &request->delivered, &request->has_delivered, fault) &&
           option_day("sent", sent, &request->sent, &request->has_sent, fault);
}

static bool announce(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    const struct return_rules rules = {&law, &run->settings};
    struct return_request request = {0};
    struct return_answers answers;
    const json_t *told;
    struct order order;
    struct slice id;
    uint64_t number;
    bool allowed;

    if (!input_id(input, "order", &id, fault) || !order_find(&order, run->store, id, &run->arena, fault) ||
        !reversing_of_record(input, "return", &told, fault) || !read_options(run, &request, fault))
        return false;
    if ((told && !return_request_from_json(&request, told, &run->arena, fault)) || !return_request_check(&request, fault))
        return told && fault_within(fault, "return");
    if (!check)
        return return_open(&order, &request, &rules, run->store, run->now, &run->arena, &run->changes, &outcome->changed,
                           &outcome->row, outcome->id, fault);
    if (!return_judge(&answers, &order, &request, &rules, run->store, &run->arena, fault) ||
        !order_number(order.id, &number, fault))
        return false;
    text_clear(&answer);
    return_answers_write(&answers, &order, &request, &allowed, &answer);
    run->answer_is_no |= !allowed;
    order_id(number, outcome->id);
    return true;
}

/* With --check, the answer instead of the order that it is of. */
static bool show(struct run *run, struct slice id, struct slice value, struct text *text, struct fault *fault)
{
    (void)run;
    (void)id;
    (void)fault;
    text_add_slice(text, check ? text_slice(&answer) : value);
    text_add_byte(text, '\n');
    return true;
}

static const struct tool tool = {
    .name = "return-new",
    .summary = "Announces that goods of orders come back, if they may.",
    .operands = "[ID]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .prepare = prepare,
    .each = announce,
    .show = show,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
