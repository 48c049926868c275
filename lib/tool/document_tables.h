/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_DOCUMENT_TABLES_H
#define COLPORTEUR_TOOL_DOCUMENT_TABLES_H

#include "format/paper.h"

/* The tables that documents for people are written with, as they are installed: words, and what the law has them say. */
struct document_tables {
    struct text bytes[3];
    struct words words;
    struct mentions mentions;
    struct countries countries;
    bool read;
};

/* Once; again it does nothing. */
bool document_tables_read(struct document_tables *tables, struct fault *fault) CHECKED;
void document_tables_release(struct document_tables *tables);

#endif
