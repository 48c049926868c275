/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/return_receipt.h"
#include "tool/reversing.h"
#include "tool/tool.h"

static struct option_list lines, scans, losses;
static const char *grade, *loss_reason, *location, *second_choice;

static const struct option_row options[] = {
    {'L', "line", "N[=QUANTITY]", "of line N all that is awaited, or so many units (several times)", OPTION_LIST, &lines},
    {0, "scan", "CODE", "one unit, by its SKU or GTIN, as a scanner reads it (several times)", OPTION_LIST, &scans},
    {0, "grade", "GRADE", "what they are: as_new (so if none is named), second_choice or scrap", OPTION_TEXT, &grade},
    {0, "loss", "N=AMOUNT", "what the customer's use took off the value of line N (several times)", OPTION_LIST, &losses},
    {0, "loss-reason", "WORD", "what took it off", OPTION_TEXT, &loss_reason},
    {'l', "location", "NAME", "where what is as new goes (whence it came)", OPTION_TEXT, &location},
    {0, "second-choice", "NAME", "where second choice goes (else returns.second_choice)", OPTION_TEXT, &second_choice},
    {0},
};

static bool read_line(const char *argument, struct receipt_part *part, struct fault *fault)
{
    const char *units;

    if (!reversing_split("line", argument, &part->line, &units, fault))
        return false;
    part->has_quantity = units != NULL;
    return !units || (slice_integer(slice_of(units), QUANTITY_LIMIT, &part->quantity) && part->quantity) ||
           fault_set(fault, FAULT_USAGE, "usage", NULL, "--line: \"%s\" is not N or N=QUANTITY", argument);
}

/* Beside options that say what came, a loss brings nothing; alone, all of its line. */
static bool read_loss(const char *argument, const struct currency *currency, struct receipt_request *request, struct fault *fault)
{
    struct receipt_part *part = request->parts;
    const char *value;
    size_t line;

    if (!reversing_split("loss", argument, &line, &value, fault))
        return false;
    while (part < request->parts + request->part_count && part->line != line)
        part++;
    if (part == request->parts + request->part_count)
        request->parts[request->part_count++] = (struct receipt_part){.line = line, .has_quantity = lines.count || scans.count};
    part->has_loss = true;
    part->loss_reason = loss_reason ? slice_of(loss_reason) : part->loss_reason;
    return (value && amount_read(slice_of(value), currency, false, "loss", &part->loss, fault)) ||
           fault_set(fault, FAULT_USAGE, "usage", NULL, "--loss: \"%s\" is not N=AMOUNT", argument);
}

static bool read_options(struct run *run, const struct currency *currency, struct receipt_request *request, struct fault *fault)
{
    enum return_grade all = GRADE_AS_NEW;

    if (grade && !return_grade_read(slice_of(grade), &all, fault))
        return false;
    request->location = location ? slice_of(location) : request->location;
    request->second_choice = second_choice ? slice_of(second_choice) : request->second_choice;
    request->parts = arena_take(&run->arena, (lines.count + scans.count + losses.count) * sizeof *request->parts);
    for (size_t i = 0; i < lines.count; i++) {
        struct receipt_part *part = &request->parts[request->part_count++];

        *part = (struct receipt_part){0};
        if (!read_line(lines.values[i], part, fault))
            return false;
    }
    for (size_t i = 0; i < scans.count; i++)
        request->parts[request->part_count++] =
            (struct receipt_part){.code = slice_of(scans.values[i]), .has_quantity = true, .quantity = 1};
    for (size_t i = 0; i < losses.count; i++)
        if (!read_loss(losses.values[i], currency, request, fault))
            return false;
    request->grade = all;
    for (size_t i = 0; i < request->part_count; i++)
        request->parts[i].grade = all;
    return true;
}

static bool receive(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct receipt_request request = {0};
    struct goods_return of;
    const json_t *told;
    struct order order;
    struct slice id;

    if (!input_id(input, "return", &id, fault) || !goods_return_find(&of, run->store, id, &run->arena, fault) ||
        !order_find(&order, run->store, of.order, &run->arena, fault) || !reversing_of_record(input, "receive", &told, fault) ||
        !read_options(run, &order.currency, &request, fault))
        return false;
    if (told && !receipt_request_from_json(&request, told, &order.currency, &run->arena, fault))
        return fault_within(fault, "receive");
    text_add_string(outcome->id, "return/");
    text_add_slice(outcome->id, of.id);
    return return_receive(&of, &order, &request, &run->settings, run->store, run->now, &run->arena, &run->changes,
                          &outcome->changed, &outcome->row, fault);
}

static const struct tool tool = {
    .name = "return-receive",
    .summary = "Receives and grades goods that come back, and puts them on their shelves.",
    .operands = "[ID]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .each = receive,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
