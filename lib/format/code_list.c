/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/code_list.h"

#include "base/memory.h"

#include <stdlib.h>

struct reader {
    struct code_lists *lists;
    const struct code_files *others;
    const char *file;
    size_t line;
};

static bool wrong(const struct reader *reader, const char *what, struct slice of, struct fault *fault)
{
    return fault_set(fault, FAULT_USAGE, "wrong_codes", NULL, "%s:%zu: %s: %.*s", reader->file, reader->line, what, SLICE_ARGS(of));
}

static struct slice next_line(struct slice *rest)
{
    const char *end = memchr(rest->bytes, '\n', rest->length);
    struct slice line = {rest->bytes, end ? (size_t)(end - rest->bytes) : rest->length};

    *rest = slice_from(*rest, line.length + (end != NULL));
    return slice_trim(line);
}

static struct slice next_word(struct slice *rest)
{
    struct slice word = {rest->bytes, 0};

    while (word.length < rest->length && word.bytes[word.length] != ' ' && word.bytes[word.length] != '\t')
        word.length++;
    *rest = slice_trim(slice_from(*rest, word.length));
    return word;
}

static void add_code(struct code_lists *lists, struct slice code)
{
    struct code_list *list = &lists->lists[lists->count - 1];

    list->codes = memory_grow(list->codes, &list->room, list->count + 1, sizeof *list->codes);
    list->codes[list->count++] = arena_copy(&lists->strings, code);
}

static void add_column(struct code_lists *lists, struct slice rest)
{
    while (rest.length) {
        struct slice line = next_line(&rest);

        if (line.length && line.bytes[0] != '#')
            add_code(lists, next_word(&line));
    }
}

static bool add_other(struct reader *reader, struct slice path, struct fault *fault)
{
    const char *slash = memchr(path.bytes, '/', path.length);
    struct text text = TEXT_INIT;
    struct slice folder;
    struct slice name;
    bool done;

    if (!slash || !reader->others)
        return wrong(reader, "this is no file of another folder", path, fault);
    folder = arena_copy(&reader->lists->strings, (struct slice){path.bytes, (size_t)(slash - path.bytes)});
    name = arena_copy(&reader->lists->strings, slice_from(path, folder.length + 1));
    done = reader->others->read(reader->others->context, folder.bytes, name.bytes, &text, fault);
    if (done)
        add_column(reader->lists, text_slice(&text));
    text_release(&text);
    return done;
}

static bool begin_list(struct reader *reader, struct slice rest, struct fault *fault)
{
    struct code_lists *lists = reader->lists;
    struct slice name = next_word(&rest);

    if (!name.length || code_list_find(lists, name))
        return wrong(reader, "a list has a name of its own", name, fault);
    lists->lists = memory_grow(lists->lists, &lists->room, lists->count + 1, sizeof *lists->lists);
    lists->lists[lists->count++] = (struct code_list){.name = arena_copy(&lists->strings, name)};
    if (!rest.length)
        return true;
    return slice_is(next_word(&rest), "in") ? add_other(reader, rest, fault)
                                            : wrong(reader, "only \"in FILE\" may stand behind a list's name", rest, fault);
}

static bool read_line(struct reader *reader, struct slice line, struct fault *fault)
{
    if (!line.length || line.bytes[0] == '#')
        return true;
    if (slice_starts(line, "list ")) {
        next_word(&line);
        return begin_list(reader, line, fault);
    }
    if (!reader->lists->count)
        return wrong(reader, "this stands above the first list", line, fault);
    while (line.length)
        add_code(reader->lists, next_word(&line));
    return true;
}

static int compare(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

bool code_lists_read(struct code_lists *lists, struct slice text, const char *file, const struct code_files *others,
                     struct fault *fault)
{
    struct reader reader = {.lists = lists, .others = others, .file = file};
    bool done = true;

    for (struct slice rest = text; done && rest.length;) {
        reader.line++;
        done = read_line(&reader, next_line(&rest), fault);
    }
    for (size_t i = 0; i < lists->count; i++)
        if (lists->lists[i].count)
            qsort(lists->lists[i].codes, lists->lists[i].count, sizeof *lists->lists[i].codes, compare);
    return done;
}

void code_lists_release(struct code_lists *lists)
{
    for (size_t i = 0; i < lists->count; i++)
        free(lists->lists[i].codes);
    free(lists->lists);
    arena_release(&lists->strings);
    *lists = (struct code_lists){0};
}

const struct code_list *code_list_find(const struct code_lists *lists, struct slice name)
{
    for (size_t i = 0; i < lists->count; i++)
        if (slice_equal(lists->lists[i].name, name))
            return &lists->lists[i];
    return NULL;
}

bool code_list_has(const struct code_list *list, struct slice code)
{
    return list->count && bsearch(&code, list->codes, list->count, sizeof *list->codes, compare);
}
