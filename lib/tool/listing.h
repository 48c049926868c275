/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_LISTING_H
#define COLPORTEUR_TOOL_LISTING_H

#include "shop/availability.h"
#include "tool/tool.h"

/*
 * What tools that list records have in common: walk all of the type they say they list, or look up the operands; print
 * what fits, as it is stored or the --fields of it, up to --limit; name an operand that there is no record of and end with 1.
 */

struct listed {
    struct slice id; /* without its kind: "POEL-24", "12" */
    struct slice facts, value;
};

/* Prints the record if it fits, by one of the functions below. */
typedef bool listed_row(struct run *run, const struct listed *row, struct fault *fault);

/* Those whose id starts with the prefix; it holds the kind and its slash: "product/". */
bool listing_walk(struct run *run, struct slice prefix, listed_row *each, struct fault *fault) CHECKED;
/* The operands if there are any, else all records. */
bool listing_run(struct run *run, listed_row *each, struct fault *fault) CHECKED;
void listing_missing(struct run *run, const char *kind, const char *operand);

bool listing_full(const struct run *run);                     /* --limit is reached, or nobody reads any longer */
void listing_print(struct run *run, struct slice value);      /* from the store, where it stays */
void listing_print_made(struct run *run, struct slice value); /* from anywhere */
/* A product with what is available of it, for --with stock; as it is where nobody counts that, or NULL. */
void listing_print_product(struct run *run, struct slice product, const struct availability *available);
bool listing_print_with_person(struct run *run, struct slice value, struct fault *fault) CHECKED;

/* --with knows one word in each tool that has it. */
bool option_with(const char *given, const char *known, struct fault *fault) CHECKED;

#endif
