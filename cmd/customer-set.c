/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/customer_group.h"
#include "tool/tool.h"

static bool read_operands(char *const *operands, json_t *record, struct fault *fault)
{
    static const char member[] = "group=";

    if (strncmp(operands[1], member, strlen(member)) != 0)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "\"%s\" is not group=GROUP", operands[1]);
    return (json_object_set_new(record, "id", json_string(operands[0])) == 0 &&
            json_object_set_new(record, "group", json_string(operands[1] + strlen(member))) == 0) ||
           fault_set(fault, FAULT_REFUSED, "invalid_utf8", NULL, "is not UTF-8");
}

static bool set(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    json_t *words = json_object();
    bool done =
        (input->record || read_operands(input->operands, words, fault)) &&
        customer_group_set(run->store, input->record ? input->record : words, &run->changes, &outcome->changed, outcome->id, fault);

    json_decref(words);
    return done;
}

static const struct tool tool = {
    .name = "customer-set",
    .summary = "Tells which group customers belong to, for whom prices may be others.",
    .operands = "[ID group=GROUP]...",
    .traits = WRITES_STORE | TAKES_IDS,
    .operands_each = 2,
    .each = set,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
