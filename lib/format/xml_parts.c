/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/xml_parts.h"

static bool needs_escape(char c)
{
    return c == ':' || c == ',' || c == '\\';
}

void part_add(struct text *text, struct slice part)
{
    for (size_t i = 0; i < part.length; i++) {
        if (needs_escape(part.bytes[i]))
            text_add_byte(text, '\\');
        text_add_byte(text, part.bytes[i]);
    }
}

size_t parts_cut(struct slice value, struct slice *parts, size_t most, struct text *room)
{
    size_t count = 0;
    size_t start = 0;

    text_clear(room);
    text_make_room(room, value.length + 1);
    for (size_t i = 0; i < value.length; i++) {
        if (value.bytes[i] == '\\' && i + 1 < value.length && needs_escape(value.bytes[i + 1])) {
            text_add_byte(room, value.bytes[++i]);
        } else if (value.bytes[i] == ':' && count + 1 < most) {
            parts[count++] = slice_trim((struct slice){room->bytes + start, room->length - start});
            start = room->length;
        } else {
            text_add_byte(room, value.bytes[i]);
        }
    }
    parts[count++] = slice_trim((struct slice){room->bytes + start, room->length - start});
    return count;
}
