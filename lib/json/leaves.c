/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/leaves.h"

#include "json/scan.h"

void leaves_add(struct leaves *leaves, struct leaf leaf, struct arena *arena)
{
    if (leaves->count == leaves->room) {
        struct leaf *wider = arena_take(arena, (leaves->room + 16) * 2 * sizeof *wider);

        if (leaves->count)
            memcpy(wider, leaves->items, leaves->count * sizeof *wider);
        leaves->items = wider;
        leaves->room = (leaves->room + 16) * 2;
    }
    leaves->items[leaves->count++] = leaf;
}

/* The path within, "before.name"; at the top the name alone. */
static struct slice path_to(struct slice before, struct slice name, struct arena *arena)
{
    struct text path = TEXT_INIT;
    struct text room = TEXT_INIT;
    struct slice quoted = {name.bytes - 1, name.length + 2};
    struct slice copied;

    if (!before.length && !memchr(name.bytes, '\\', name.length))
        return name;
    text_add_slice(&path, before);
    if (before.length)
        text_add_byte(&path, '.');
    text_add_slice(&path, scan_decoded(quoted, &room));
    copied = arena_copy(arena, text_slice(&path));
    text_release(&path);
    text_release(&room);
    return copied;
}

static void add_all(struct leaves *leaves, struct slice before, struct slice object, struct arena *arena)
{
    struct scan scan;
    struct slice name;
    struct slice value;

    if (scan_object(&scan, object))
        while (scan_member(&scan, &name, &value)) {
            struct slice path = path_to(before, name, arena);

            if (value.bytes[0] == '{')
                add_all(leaves, path, value, arena);
            else
                leaves_add(leaves, (struct leaf){path, value}, arena);
        }
}

struct leaves leaves_of(struct slice record, struct arena *arena)
{
    struct leaves leaves = {NULL, 0, 0};

    add_all(&leaves, SLICE(""), record, arena);
    return leaves;
}

struct slice leaf_value(const struct leaves *leaves, struct slice path)
{
    for (size_t i = 0; i < leaves->count; i++)
        if (slice_equal(leaves->items[i].path, path))
            return leaves->items[i].value;
    return (struct slice){NULL, 0};
}
