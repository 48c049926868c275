/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/licence_import.h"
#include "shop/salt.h"
#include "tool/chance.h"
#include "tool/source.h"
#include "tool/tool.h"

static const char *sku;
static unsigned char random_bytes[SALT_SIZE];
static struct licence_seen seen;

static const struct option_row options[] = {
    {0, "sku", "SKU", "of this product, where the input does not tell: then each line may be a key and nothing else", OPTION_TEXT,
     &sku},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    run->plain_field = sku ? "key" : NULL;
    return chance_bytes(random_bytes, sizeof random_bytes, fault);
}

static bool import(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct licence_import import;

    if (input->fields)
        import = (struct licence_import){fields_find(input->fields, "sku"), fields_find(input->fields, "key")};
    else if (!licence_import_from_json(&import, input->record, fault))
        return false;
    if (!import.sku.bytes && sku)
        import.sku = slice_of(sku);
    return licence_import(&import, random_bytes, &seen, run->store, run->now, &run->arena, &run->changes, &outcome->changed,
                          &outcome->row, outcome->id, fault);
}

static const struct tool tool = {
    .name = "grant-pool-import",
    .summary = "Takes in licence keys, for grant to give to customers.",
    .operands = "[FILE]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_RECORDS,
    .tables = &licence_key_table_reader,
    .own_numbers = "key",
    .prepare = prepare,
    .each = import,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
