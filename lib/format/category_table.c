/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/category_table.h"

static bool add_line(struct slice line, json_t *table, struct fault *fault)
{
    const char *tab = memchr(line.bytes, '\t', line.length);
    struct slice own = slice_trim((struct slice){line.bytes, tab ? (size_t)(tab - line.bytes) : 0});
    struct slice theirs = slice_trim(tab ? slice_from(line, (size_t)(tab - line.bytes) + 1) : SLICE(""));
    struct text key = TEXT_INIT;
    bool done = true;

    if (!own.length || !theirs.length || memchr(theirs.bytes, '\t', theirs.length))
        return fault_set(fault, FAULT_USAGE, "bad_table", NULL, "is not an own category, a tab, and the channel's");
    text_add_slice(&key, own);
    if (json_object_get(table, text_string(&key)))
        done = fault_set(fault, FAULT_USAGE, "bad_table", NULL, "\"%.*s\" is told twice", SLICE_ARGS(own));
    else if (json_object_set_new(table, text_string(&key), json_stringn(theirs.bytes, theirs.length)) != 0)
        done = fault_set(fault, FAULT_USAGE, "bad_table", NULL, "is not UTF-8");
    text_release(&key);
    return done;
}

bool category_table_read(struct slice bytes, const char *name, json_t *given, struct fault *fault)
{
    json_t *table = json_object();
    size_t number = 0;

    json_object_set_new(given, "categories", table);
    if (slice_starts(bytes, "\xef\xbb\xbf"))
        bytes = slice_from(bytes, 3);
    while (bytes.length) {
        const char *end = memchr(bytes.bytes, '\n', bytes.length);
        struct slice line = {bytes.bytes, end ? (size_t)(end - bytes.bytes) : bytes.length};

        number++;
        bytes = slice_from(bytes, line.length + (end != NULL));
        if (line.length && line.bytes[line.length - 1] == '\r')
            line.length--;
        if (slice_trim(line).length && line.bytes[0] != '#' && !add_line(line, table, fault))
            return fault_within(fault, "%s:%zu", name, number);
    }
    return true;
}
