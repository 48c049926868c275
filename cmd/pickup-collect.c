/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/payment.h"
#include "shop/pickup.h"
#include "tool/asking_units.h"
#include "json/read.h"

static const char *code, *by, *method;
static bool identified, cancel_rest;
static struct option_list lines;

static const struct option_row options[] = {
    {0, "collector", "NAME", "who came for the customer", OPTION_TEXT, &by},
    {0, "cancel-rest", NULL, "what is not taken is cancelled", OPTION_FLAG, &cancel_rest},
    {0, "code", "CODE", "what the customer tells", OPTION_TEXT, &code},
    {0, "identified", NULL, "without a code: who collects is known to be the customer", OPTION_FLAG, &identified},
    {'L', "line", "N[=QUANTITY]", "of line N all that is left, or until so many are handed out (several times)", OPTION_LIST,
     &lines},
    {0, "method", "MEANS", "what is open is paid now: card, cash…", OPTION_TEXT, &method},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    enum payment_means means;

    (void)run;
    if (!method || payment_means_read(slice_of(method), &means, fault))
        return true;
    fault->kind = FAULT_USAGE;
    return false;
}

static bool find_code(const struct input *input, struct slice *told, struct fault *fault)
{
    *told = (struct slice){NULL, 0};
    if (identified && code)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "either --code or --identified");
    if (identified)
        return true;
    if (code)
        *told = slice_of(code);
    else if (input->record && !field_string(input->record, "pickup_code", told, fault))
        return false;
    return told->bytes || fault_set(fault, FAULT_REFUSED, "missing_code", "pickup_code", "the customer's code is needed");
}

/* {"id":"12","collect":{"lines":[{"line":1,"quantity":1}],"by":"Paul Petit","cancel_rest":true}} */
static bool read_record(const json_t *record, struct pickup_handing *handing, struct asked_units **asked, struct arena *arena,
                        struct fault *fault)
{
    static const char *const known[] = {"lines", "by", "cancel_rest", NULL};
    const json_t *collect;
    const json_t *wanted = NULL;
    bool given;

    if (!field_object(record, "collect", &collect, fault) || !collect)
        return !collect;
    return (fields_known(collect, known, fault) && field_array(collect, "lines", &wanted, fault) &&
            (!wanted || asked_units_of_lines(wanted, arena, asked, &handing->goods.line_count, fault)) &&
            field_string(collect, "by", &handing->by, fault) &&
            field_bool(collect, "cancel_rest", &handing->goods.cancel_rest, &given, fault)) ||
           fault_within(fault, "collect");
}

static bool find_handing(struct run *run, const struct input *input, struct pickup_handing *handing, struct order_payment *payment,
                         struct fault *fault)
{
    struct asked_units *asked = NULL;

    *handing = (struct pickup_handing){.goods.cancel_rest = cancel_rest};
    if (!find_code(input, &handing->code, fault) ||
        !asked_units_of_options(&lines, &run->arena, &asked, &handing->goods.line_count, fault) ||
        (input->record && !read_record(input->record, handing, &asked, &run->arena, fault)))
        return false;
    handing->goods.lines = asked;
    if (by)
        handing->by = slice_of(by);
    *payment = (struct order_payment){0};
    handing->goods.payment = method ? payment : NULL;
    return !method || payment_means_read(slice_of(method), &payment->means, fault);
}

static bool collect(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct pickup_handing handing;
    struct order_payment payment;
    struct pickup pickup;
    struct slice id;
    bool accepted;

    if (!input_id(input, "pickup", &id, fault) || !find_handing(run, input, &handing, &payment, fault) ||
        !pickup_find(&pickup, run->store, id, &run->arena, fault) ||
        !pickup_collect(&pickup, &handing, run->store, run->now, &run->arena, &run->changes, &accepted, &outcome->changed,
                        &outcome->row, fault))
        return false;
    if (!accepted) {
        run->answer_is_no = true;
        tool_warn(run, "order %.*s: the code is wrong; %lld of %d attempts are left", SLICE_ARGS(pickup.order),
                  (long long)(PICKUP_ATTEMPTS_LIMIT - pickup.wrong - 1), PICKUP_ATTEMPTS_LIMIT);
    }
    text_printf(outcome->id, "pickup/%.*s", SLICE_ARGS(pickup.order));
    return true;
}

static const struct tool tool = {
    .name = "pickup-collect",
    .summary = "Hands out orders to customers who tell their code.",
    .operands = "[ORDER]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .prepare = prepare,
    .each = collect,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
