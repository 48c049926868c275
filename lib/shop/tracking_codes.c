/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/tracking_codes.h"

#include "base/folding.h"
#include "base/memory.h"
#include "shop/law_table.h"

#include <stdlib.h>

/* Without case and accents; words are joined, whatever stood between them. */
static void fold(struct slice code, struct text *folded)
{
    size_t kept = 0;

    text_clear(folded);
    fold_text(code, folded);
    for (size_t i = 0; i < folded->length; i++)
        if (!strchr(" _-", folded->bytes[i]))
            folded->bytes[kept++] = folded->bytes[i];
    folded->length = kept;
}

bool tracking_codes_read(struct tracking_codes *codes, struct slice table, struct fault *fault)
{
    struct law_table lines = {arena_copy(&codes->arena, table), 0};
    struct slice columns[4];

    while (law_table_next(&lines, columns, 4)) {
        struct tracking_code row = {.list = columns[0], .corrects = slice_is(columns[3], "yes")};

        fold(columns[1], &codes->folded);
        if (!row.list.length || !codes->folded.length || !tracking_state_read(columns[2], &row.state) ||
            (columns[3].length && !row.corrects))
            return fault_set(fault, FAULT_USAGE, "wrong_table", NULL,
                             "tracking codes, line %zu: must be a list, a code, a state and, if it takes back, \"yes\"",
                             lines.line);
        row.folded = arena_copy(&codes->arena, text_slice(&codes->folded));
        codes->rows = memory_grow(codes->rows, &codes->room, codes->count + 1, sizeof *codes->rows);
        codes->rows[codes->count++] = row;
    }
    return true;
}

void tracking_codes_release(struct tracking_codes *codes)
{
    arena_release(&codes->arena);
    text_release(&codes->folded);
    free(codes->rows);
    *codes = (struct tracking_codes)TRACKING_CODES_INIT;
}

static const struct tracking_code *find_in(const struct tracking_codes *codes, struct slice list)
{
    for (size_t i = 0; i < codes->count; i++)
        if (slice_equal(codes->rows[i].folded, text_slice(&codes->folded)) && slice_equal(codes->rows[i].list, list))
            return &codes->rows[i];
    return NULL;
}

const struct tracking_code *tracking_code_find(struct tracking_codes *codes, struct slice list, struct slice code)
{
    const struct tracking_code *found;

    fold(code, &codes->folded);
    found = find_in(codes, list);
    return found ? found : find_in(codes, SLICE("*"));
}
