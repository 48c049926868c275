/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/projection.h"

#include "base/memory.h"
#include "json/scan.h"

#include <stdlib.h>

/* Up to the separator, which is passed over. False: it was the last part. */
static bool next_part(struct slice *rest, char separator, struct slice *part)
{
    const char *end = rest->length ? memchr(rest->bytes, separator, rest->length) : NULL;

    *part = (struct slice){rest->bytes, end ? (size_t)(end - rest->bytes) : rest->length};
    *rest = slice_from(*rest, part->length + (end != NULL));
    return end;
}

/* The next name of a shape, and the shape within it. False: there are no more. */
static bool next_of_shape(struct slice *rest, struct slice *name, struct slice *within)
{
    size_t at = 0;
    size_t depth = 0;

    while (at < rest->length && !memchr(",{", rest->bytes[at], 2))
        at++;
    *name = *within = (struct slice){rest->bytes, at};
    for (; at < rest->length && (depth || rest->bytes[at] != ','); at++)
        depth += (size_t)(rest->bytes[at] == '{') - (size_t)(rest->bytes[at] == '}');
    *within = slice_from((struct slice){rest->bytes, at}, name->length);
    if (within->length)
        *within = (struct slice){within->bytes + 1, within->length - 2};
    *rest = slice_from(*rest, at + (at < rest->length));
    return name->length;
}

static bool unknown(struct slice parent, struct slice name, struct slice shape, struct fault *fault)
{
    struct text known = TEXT_INIT;
    struct slice other;
    struct slice within;

    while (next_of_shape(&shape, &other, &within)) {
        text_add_string(&known, known.length ? ", " : "");
        text_add_slice(&known, other);
    }
    if (!known.length)
        fault_set(fault, FAULT_USAGE, "usage", NULL, "--fields: there is nothing within \"%.*s\"", SLICE_ARGS(parent));
    else if (parent.length)
        fault_set(fault, FAULT_USAGE, "usage", NULL, "--fields: there is no \"%.*s\" within \"%.*s\", but %s", SLICE_ARGS(name),
                  SLICE_ARGS(parent), text_string(&known));
    else
        fault_set(fault, FAULT_USAGE, "usage", NULL, "--fields: there is no \"%.*s\", but %s", SLICE_ARGS(name),
                  text_string(&known));
    text_release(&known);
    return false;
}

bool shape_enter(struct slice *shape, struct slice name)
{
    struct slice rest = *shape;
    struct slice known;
    struct slice within;

    if (slice_is(rest, "*") && name.length)
        return true;
    while (next_of_shape(&rest, &known, &within))
        if (slice_equal(known, name)) {
            *shape = within;
            return true;
        }
    return false;
}

static struct projection *member_named(struct projection *projection, struct slice name)
{
    for (size_t i = 0; i < projection->count; i++)
        if (slice_equal(projection->members[i].name, name))
            return &projection->members[i];
    projection->members = memory_grow(projection->members, &projection->room, projection->count + 1, sizeof *projection->members);
    projection->members[projection->count] = (struct projection){.name = name};
    return &projection->members[projection->count++];
}

bool projection_read(struct projection *projection, struct slice paths, const char *shape, struct fault *fault)
{
    struct slice path;
    struct slice name;
    bool more_paths;
    bool more_names;

    do {
        struct slice within = slice_of(shape);
        struct projection *member = projection;

        more_paths = next_part(&paths, ',', &path);
        do {
            more_names = next_part(&path, '.', &name);
            if (!shape_enter(&within, name))
                return unknown(member->name, name, within, fault);
            member = member_named(member, name);
        } while (more_names);
        member->whole = true;
    } while (more_paths);
    return true;
}

void projection_release(struct projection *projection)
{
    for (size_t i = 0; i < projection->count; i++)
        projection_release(&projection->members[i]);
    free(projection->members);
    *projection = (struct projection){0};
}

/* Notes where the members stand, and looks no further than the last of them. */
static void find_members(struct projection *projection, struct slice object)
{
    struct scan scan;
    struct slice name;
    struct slice value;
    size_t left = projection->count;

    for (size_t i = 0; i < projection->count; i++)
        projection->members[i].found.bytes = NULL;
    if (!scan_object(&scan, object))
        return;
    while (left && scan_member(&scan, &name, &value))
        for (size_t i = 0; i < projection->count; i++)
            if (slice_equal(projection->members[i].name, name)) {
                projection->members[i].found = value;
                left--;
                break;
            }
}

static void write_object(struct projection *projection, struct slice object, struct text *text)
{
    char before = '{';

    find_members(projection, object);
    for (size_t i = 0; i < projection->count; i++) {
        struct projection *member = &projection->members[i];

        if (!member->found.bytes)
            continue;
        text_add_byte(text, before);
        text_add_byte(text, '"');
        text_add_slice(text, member->name);
        text_add(text, "\":", 2);
        projection_write(member, member->found, text);
        before = ',';
    }
    text_add_string(text, before == '{' ? "{}" : "}");
}

static void write_array(struct projection *projection, struct slice array, struct text *text)
{
    struct scan scan;
    struct slice element;
    char before = '[';

    if (scan_array(&scan, array))
        while (scan_element(&scan, &element)) {
            text_add_byte(text, before);
            projection_write(projection, element, text);
            before = ',';
        }
    text_add_string(text, before == '[' ? "[]" : "]");
}

void projection_write(struct projection *projection, struct slice record, struct text *text)
{
    char first = record.length ? record.bytes[0] : 0;

    if (!projection->whole && first == '{')
        write_object(projection, record, text);
    else if (!projection->whole && first == '[')
        write_array(projection, record, text);
    else
        text_add_slice(text, record);
}
