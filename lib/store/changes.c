/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/changes.h"

#include "base/memory.h"

#include <stdlib.h>

void changes_release(struct changes *changes)
{
    text_release(&changes->bytes);
    free(changes->rows);
    *changes = (struct changes)CHANGES_INIT;
}

void changes_clear(struct changes *changes)
{
    text_clear(&changes->bytes);
    changes->count = 0;
}

static struct text *begin(struct changes *changes, struct slice id, bool person, unsigned version)
{
    struct change_row *row;

    changes->rows = memory_grow(changes->rows, &changes->room, changes->count + 1, sizeof *changes->rows);
    row = &changes->rows[changes->count];
    *row = (struct change_row){.id_at = changes->bytes.length, .id_length = id.length, .person = person, .version = version};
    text_add_slice(&changes->bytes, id);
    row->value_at = changes->bytes.length;
    return &changes->bytes;
}

struct text *changes_begin(struct changes *changes, struct slice id)
{
    return begin(changes, id, false, 0);
}

struct text *changes_begin_person(struct changes *changes, struct slice id, unsigned version)
{
    return begin(changes, id, true, version);
}

size_t changes_end(struct changes *changes)
{
    struct change_row *row = &changes->rows[changes->count];

    row->value_length = changes->bytes.length - row->value_at;
    return changes->count++;
}

void changes_take_back(struct changes *changes)
{
    changes->bytes.length = changes->rows[--changes->count].id_at;
}

size_t changes_gone(struct changes *changes, struct slice id)
{
    text_add_string(begin(changes, id, false, 0), "null");
    return changes_end(changes);
}

struct slice changes_id(const struct changes *changes, size_t row)
{
    return (struct slice){changes->bytes.bytes + changes->rows[row].id_at, changes->rows[row].id_length};
}

struct slice changes_value(const struct changes *changes, size_t row)
{
    return (struct slice){changes->bytes.bytes + changes->rows[row].value_at, changes->rows[row].value_length};
}
