/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/law.h"

#include "tool/tool.h"

bool law_read_table(const char *file, struct text *table, struct fault *fault)
{
    return tool_read_data("law", file, table, fault);
}
