/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_JSON_PROJECTION_H
#define COLPORTEUR_JSON_PROJECTION_H

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>

/*
 * Some members of a record that this project wrote, by their paths: "id,customer.id,lines.sku".
 *
 * What comes out is the record with fewer members, so that whoever reads a whole one reads this one as well: customer.id
 * gives {"customer":{"id":"C-7"}}. A path goes through an array into each of its elements. Members come in the order in
 * which they are first named; naming one again changes nothing, and a member named itself is whole, whatever is named
 * within it. What a record has not is left out. The bytes of a value are copied as they stand, no tree is built.
 *
 * Which members a type of record may have is told by its shape, names with what is within: "type,id,lines{line,sku}". "*" is
 * any name, and whatever is within that. A name with a dot in it is not reached by a path.
 */

struct projection {
    struct slice name; /* of the member this is of; at the top: empty */
    struct projection *members;
    size_t count, room;
    bool whole;
    struct slice found; /* in the record at hand */
};

/* `paths` lives as long as the projection, which is zeroed before. FAULT_USAGE: a name that the shape has not. */
bool projection_read(struct projection *projection, struct slice paths, const char *shape, struct fault *fault) CHECKED;
void projection_release(struct projection *projection);

/* Steps from a shape to the one within the name; false: it has no such name. */
bool shape_enter(struct slice *shape, struct slice name) __attribute__((warn_unused_result));

/* Appends what is left of the record. */
void projection_write(struct projection *projection, struct slice record, struct text *text);

#endif
