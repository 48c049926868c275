/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_HEADER_H
#define COLPORTEUR_FORMAT_HEADER_H

#include "base/text.h"
#include "format/sheet.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The header of a platform's export, bound once: which column is which field of the platform.
 *
 * A platform's columns are data: what each is called in every language that the platform speaks. Names are compared without
 * capitals, accents and punctuation (base/name.h), and a name that the table has not is looked for again without what stands
 * in brackets at its end, "Weight (kg)", "Name *": so units and hints need no row of their own.
 *
 *   %d   in a name stands for a whole number:       "Attribute %d name"
 *   %s   at the end stands for anything:            "Meta: %s"
 */

/* The fields of a dialect count from 1. COLUMN_KEPT: the platform has the column, nobody here does; there may be many. */
enum { COLUMN_UNKNOWN = 0, COLUMN_KEPT = -1 };

struct column_name {
    int field; /* 0 ends the table */
    const char *name;
};

struct header_column {
    int field;           /* COLUMN_UNKNOWN: no name of the table is like it */
    unsigned number;     /* what stood for %d */
    struct slice title;  /* as the sheet has it, trimmed */
    struct slice within; /* what stood in brackets at its end, or for %s; bytes NULL: nothing */
};

struct header {
    struct header_column *columns; /* as many as the sheet has, in its order */
    size_t count;
    size_t unknown;          /* how many have no field */
    const char *weight_unit; /* of weights, where no column tells; NULL: the one that is usual with the platform */
};

/* Slices point into the sheet's header, which lives as long as the sheet. Of two columns of one name the first has the field. */
void header_bind(struct header *header, const struct sheet_row *row, const struct column_name *names);
void header_release(struct header *header);

bool header_has(const struct header *header, int field);

/* The cell of the first column of the field, trimmed; without such a column, or where the row is short: "". */
struct slice header_cell(const struct header *header, const struct sheet_row *row, int field);
/* The same for a field that has numbers. */
struct slice header_cell_of(const struct header *header, const struct sheet_row *row, int field, unsigned number);
/* What the sheet calls the field, for people; bytes NULL: it has no such column. */
struct slice header_title(const struct header *header, int field);

/* What a header of that title would be called if it stood for the field: the table's first name, "%d" filled in. */
void header_first_name(struct text *text, const struct column_name *names, const struct header_column *column);

#endif
