/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_PROBLEM_H
#define COLPORTEUR_TOOL_PROBLEM_H

#include "tool/tool.h"

/*
 * Something in a store that is not as it should be: a record of type "problem" on stdout, a line for people on stderr, and
 * exit 1 at the end.
 */
struct problem {
    const char *code, *reason;
    const char *file;   /* NULL: none */
    uint64_t line, seq; /* 0: none */
    struct slice id;    /* bytes NULL: none */
};

void problem_print(struct run *run, const struct problem *problem);

#endif
