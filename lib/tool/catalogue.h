/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_CATALOGUE_H
#define COLPORTEUR_TOOL_CATALOGUE_H

#include "tool/tool.h"

/*
 * What catalog-import does with a row or a record, and catalog-diff shows: one product, and these choices of the command line.
 */
struct catalogue_choices {
    const char *layer;    /* whose the values are; NULL: the merchant's own */
    const char *only;     /* "price,cost": the members that are taken, of all that a file has; NULL: all */
    const char *mode;     /* "create", "update"; NULL or "upsert": both */
    bool with_stock;      /* also what the file counts on hand */
    const char *location; /* of that; NULL: the shop's */
};

extern struct catalogue_choices catalogue_choices; /* for the rows of options */

/* Reads once what units of measure there are, and lends them to the run's settings: for whatever gives products members. */
bool catalogue_lend_units(struct run *run, struct fault *fault) CHECKED;

bool catalogue_prepare(struct run *run, struct fault *fault) CHECKED; /* the same, and checks the choices */
bool catalogue_take(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault) CHECKED;

#endif
