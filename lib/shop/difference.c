/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/difference.h"

#include "json/leaves.h"
#include "json/scan.h"
#include "json/write.h"

enum { SHOWN = 60 }; /* bytes of a value, for people */

typedef void put_difference(struct text *text, struct slice member, struct slice before, struct slice after);

/* What is there no longer first, then what is new or other, in the record's order. */
static void each_difference(struct slice before, struct slice after, struct arena *arena, put_difference *put, struct text *text)
{
    const struct slice none = {NULL, 0};
    struct leaves old = leaves_of(before, arena);
    struct leaves new = leaves_of(after, arena);

    for (size_t i = 0; i < old.count; i++)
        if (!leaf_value(&new, old.items[i].path).bytes)
            put(text, old.items[i].path, old.items[i].value, none);
    for (size_t i = 0; i < new.count; i++) {
        const struct leaf *leaf = &new.items[i];
        struct slice was = leaf_value(&old, leaf->path);

        if (!slice_equal(was, leaf->value) && !slice_is(leaf->path, "type") && !slice_is(leaf->path, "sku"))
            put(text, leaf->path, was, leaf->value);
    }
}

static void put_member(struct text *text, struct slice member, struct slice before, struct slice after)
{
    json_open(text, NULL, '{');
    json_put_string(text, "member", member);
    if (before.bytes)
        json_put_raw(text, "before", before);
    if (after.bytes)
        json_put_raw(text, "after", after);
    json_close(text, '}');
}

void difference_write(struct slice before, struct slice after, struct arena *arena, struct text *text)
{
    json_open(text, NULL, '{');
    json_put_string(text, "type", SLICE("difference"));
    json_put_raw(text, "sku", scan_find(after, "sku"));
    json_put_string(text, "change", before.bytes ? SLICE("changed") : SLICE("new"));
    json_open(text, "members", '[');
    each_difference(before, after, arena, put_member, text);
    json_close(text, ']');
    json_close(text, '}');
    text_add_byte(text, '\n');
}

/* As a person reads it, on one line. */
static void tell_value(struct text *text, struct slice value)
{
    struct text room = TEXT_INIT;
    struct slice shown = value.bytes[0] == '"' ? scan_decoded(value, &room) : value;
    size_t length = shown.length < SHOWN ? shown.length : SHOWN;

    while (length && length < shown.length && ((unsigned char)shown.bytes[length] & 0xc0) == 0x80)
        length--;
    for (size_t i = 0; i < length; i++)
        text_add_byte(text, (unsigned char)shown.bytes[i] < ' ' ? ' ' : shown.bytes[i]);
    if (length < shown.length)
        text_add_string(text, "…");
    text_release(&room);
}

static void tell_member(struct text *text, struct slice member, struct slice before, struct slice after)
{
    text_add_string(text, !before.bytes ? "  + " : !after.bytes ? "  - " : "  ~ ");
    text_add_slice(text, member);
    text_add_string(text, ": ");
    tell_value(text, before.bytes ? before : after);
    if (before.bytes && after.bytes) {
        text_add_string(text, " -> ");
        tell_value(text, after);
    }
    text_add_byte(text, '\n');
}

void difference_tell(struct slice before, struct slice after, struct arena *arena, struct text *text)
{
    tell_value(text, scan_find(after, "sku"));
    text_add_string(text, before.bytes ? "\n" : " (new)\n");
    each_difference(before, after, arena, tell_member, text);
}
