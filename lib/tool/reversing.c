/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/reversing.h"

#include "json/read.h"

bool reversing_split(const char *option, const char *argument, size_t *line, const char **rest, struct fault *fault)
{
    const char *equals = strchr(argument, '=');
    size_t length = equals ? (size_t)(equals - argument) : strlen(argument);
    int64_t number;

    if (!slice_integer((struct slice){argument, length}, ORDER_LINES_LIMIT, &number))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--%s: \"%s\" names no line", option, argument);
    *line = (size_t)number;
    *rest = equals ? equals + 1 : NULL;
    return true;
}

static bool read_units(const struct reversing_options *options, struct reversal_request *what, struct fault *fault)
{
    for (size_t i = 0; i < options->lines.count; i++) {
        struct reversal_line *line = &what->lines[what->line_count++];
        const char *rest;

        *line = (struct reversal_line){0};
        if (!reversing_split("line", options->lines.values[i], &line->line, &rest, fault))
            return false;
        line->has_units = rest != NULL;
        for (size_t j = 0; j < i; j++)
            if (what->lines[j].line == line->line)
                return fault_set(fault, FAULT_USAGE, "usage", NULL, "--line: line %zu is named twice", line->line);
        if (rest && (!slice_integer(slice_of(rest), QUANTITY_LIMIT, &line->units) || !line->units))
            return fault_set(fault, FAULT_USAGE, "usage", NULL, "--line: \"%s\" is not N or N=QUANTITY", options->lines.values[i]);
    }
    return true;
}

static struct reversal_line *line_of(struct reversal_request *what, size_t number)
{
    for (size_t i = 0; i < what->line_count; i++)
        if (what->lines[i].line == number && !what->lines[i].has_amount)
            return &what->lines[i];
    what->lines[what->line_count] = (struct reversal_line){.line = number};
    return &what->lines[what->line_count++];
}

static bool read_amount(const char *option, const char *argument, const struct currency *currency, amount *value,
                        struct fault *fault)
{
    if (amount_read(slice_of(argument), currency, false, option, value, fault))
        return true;
    return fault_set(fault, FAULT_USAGE, "usage", NULL, "--%s: \"%s\" is no amount of %s", option, argument, currency->code);
}

static bool read_amounts(const struct reversing_options *options, struct reversal_request *what, const struct currency *currency,
                         struct fault *fault)
{
    for (size_t i = 0; i < options->amounts.count; i++) {
        const char *argument = options->amounts.values[i];
        struct reversal_line *line;
        const char *rest;
        size_t number;

        if (!reversing_split("line-amount", argument, &number, &rest, fault))
            return false;
        if (!rest)
            return fault_set(fault, FAULT_USAGE, "usage", NULL, "--line-amount: \"%s\" is not N=AMOUNT", argument);
        line = line_of(what, number);
        line->has_amount = true;
        if (!read_amount("line-amount", rest, currency, &line->amount, fault))
            return false;
    }
    return true;
}

static bool read_shipping(const char *argument, const struct currency *currency, struct reversal_request *what, struct fault *fault)
{
    if (!argument)
        return true;
    what->shipping = strcmp(argument, "all") == 0 ? SHIPPING_WHOLE : SHIPPING_PART;
    return what->shipping == SHIPPING_WHOLE || read_amount("shipping", argument, currency, &what->shipping_amount, fault);
}

static struct slice given(const char *argument)
{
    return argument ? slice_of(argument) : (struct slice){NULL, 0};
}

bool reversing_read(const struct reversing_options *options, const struct run *run, const struct currency *currency,
                    struct arena *arena, struct credit_note_request *request, struct fault *fault)
{
    struct reversal_request *what = &request->what;
    bool present;

    *request = (struct credit_note_request){.dated = instant_day(run->now), .reason = given(options->reason)};
    what->lines = arena_take(arena, (options->lines.count + options->amounts.count) * sizeof *what->lines);
    what->restocks = options->restock;
    what->location = given(options->location);
    what->has_amount = options->amount != NULL;
    return read_units(options, what, fault) && read_amounts(options, what, currency, fault) &&
           read_shipping(options->shipping, currency, what, fault) &&
           (!options->amount || read_amount("amount", options->amount, currency, &what->amount, fault)) &&
           option_day("dated", options->dated, &request->dated, &present, fault);
}

bool reversing_of_record(const struct input *input, const char *name, const json_t **object, struct fault *fault)
{
    *object = NULL;
    return !input->record || field_object(input->record, name, object, fault);
}
