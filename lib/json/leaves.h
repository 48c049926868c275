/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_JSON_LEAVES_H
#define COLPORTEUR_JSON_LEAVES_H

#include "base/arena.h"
#include "base/text.h"

/*
 * What a record that this project wrote says, as a flat list: each value that is no object, with the path of names that leads to
 * it, "texts.fr.name". A list is one value. They come in the record's order.
 */

struct leaf {
    struct slice path;
    struct slice value; /* as written; bytes NULL: there is none */
};

struct leaves {
    struct leaf *items; /* in the arena */
    size_t count, room;
};

struct leaves leaves_of(struct slice record, struct arena *arena);
void leaves_add(struct leaves *leaves, struct leaf leaf, struct arena *arena);
struct slice leaf_value(const struct leaves *leaves, struct slice path); /* bytes NULL: there is none */

#endif
