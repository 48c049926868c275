/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/reductions.h"

#include "tool/tool.h"

bool reductions_read(struct reduction_laws *laws, struct fault *fault)
{
    struct text table = TEXT_INIT;
    bool done =
        tool_read_data("law", "price-reductions.tsv", &table, fault) && reduction_laws_read(laws, text_slice(&table), fault);

    text_release(&table);
    return done;
}
