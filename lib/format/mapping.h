/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_MAPPING_H
#define COLPORTEUR_FORMAT_MAPPING_H

#include "base/arena.h"
#include "base/fault.h"
#include "base/text.h"
#include "format/fields.h"
#include "format/sheet.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Mapping files say which column of a sheet becomes which field of a record: colporteur-map(5).
 *
 *     mapping_parse(text, "shop.map", &mapping, &fault)      once for the mapping file
 *     mapping_bind(mapping, header, &fault)                  once for each sheet, at its header
 *     mapping_apply(mapping, row, &arena, &fields, &fault)   for each row
 *
 * Faults in the mapping file, and columns it wants that the sheet has not, are FAULT_USAGE and begin with
 * "FILE:LINE: "; a cell that a rule cannot use is FAULT_REFUSED with the field's name.
 */

enum mapping_target { TARGET_PRODUCT, TARGET_ORDER, TARGET_PRICE, TARGET_EXCHANGE_RATE, TARGET_TRACKING, TARGET_PICKUP_POINT, TARGET_LICENCE_KEY, TARGET_CHARGE, TARGET_FEED };

struct mapping;

/* `name` is what faults call the file. */
bool mapping_parse(struct slice text, const char *name, struct mapping **mapping, struct fault *fault) CHECKED;

/* For sheets whose columns are named like the fields: a column that is no field is refused, with names like it. */
struct mapping *mapping_identity(enum mapping_target target);

void mapping_free(struct mapping *mapping); /* NULL is fine */

enum mapping_target mapping_target(const struct mapping *mapping);

/*
 * The step "country" needs the tables of share/labels: countries.tsv and country-words.tsv, whose bytes it takes over. Without
 * them it knows no country.
 */
bool mapping_needs_countries(const struct mapping *mapping);
bool mapping_take_countries(struct mapping *mapping, struct text *countries, struct text *words, struct fault *fault) CHECKED;

/* What the mapping says of the sheet; what it does not mention stays. Strings live as long as the mapping. */
void mapping_sheet_options(const struct mapping *mapping, struct sheet_options *options);

/* Where its rows are in JSON documents (format/json_rows.h): "/shipments/events"; bytes NULL: it is for sheets. */
struct slice mapping_rows(const struct mapping *mapping);
struct arena *mapping_strings(struct mapping *mapping); /* for texts that live as long as the mapping */

bool mapping_bind(struct mapping *mapping, const struct sheet_row *header, struct fault *fault) CHECKED;

enum mapping_result {
    MAPPING_MAPPED,
    MAPPING_SKIPPED, /* by "only" or "skip": not a record, and not an error */
    MAPPING_REFUSED  /* the fault says why */
};

/*
 * The row as fields. Cells must be valid UTF-8, as a sheet's are. Values are slices of the cells where a rule
 * leaves them as they are, of the arena, or of the mapping: they live as long as the row does, and until arena_clear.
 */
enum mapping_result mapping_apply(struct mapping *mapping, const struct sheet_row *row, struct arena *arena, struct fields *fields,
                                  struct fault *fault) CHECKED;

/*
 * A mapping the other way round, target TARGET_FEED: rows are products, fields are the columns of a file that is written
 * (format/template.h). It is bound without a sheet: a row has a cell for each column that the mapping names, in this order.
 */
size_t mapping_column_count(const struct mapping *mapping);
struct slice mapping_column(const struct mapping *mapping, size_t number, size_t *line); /* and where it is named first */
void mapping_bind_to_itself(struct mapping *mapping);
size_t mapping_field_count(const struct mapping *mapping);
struct slice mapping_field(const struct mapping *mapping, size_t number); /* in the order in which they are told first */
const char *mapping_format(const struct mapping *mapping);                /* as "csv"; NULL: it does not say */
bool mapping_has_header(const struct mapping *mapping);
const char *mapping_name(const struct mapping *mapping);

#endif
