/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_OPTIONS_H
#define COLPORTEUR_TOOL_OPTIONS_H

#include "tool/tool.h"

/*
 * The command line, by tables of option rows. Options and operands may be mixed; "--" ends the options, and
 * so that `stock-adjust SKU -2` means what it says, a minus and digits is an operand. Long options take their
 * argument behind "=" or as the next word, and are not abbreviated: a script must not change its meaning when
 * an option is added.
 */

enum { OPTION_TABLES = 4 };

struct option_tables {
    const struct option_row *tables[OPTION_TABLES];
    size_t count;
};

/* Fills the rows' variables; the operands move to the front of argv[1…], `*operand_count` of them. FAULT_USAGE. */
bool options_parse(const struct option_tables *tables, int argc, char **argv, size_t *operand_count, struct fault *fault) CHECKED;

void options_help(const struct tool *tool, const struct option_tables *tables, struct text *text);
void options_completion(const struct option_tables *tables, struct text *text);

#endif
