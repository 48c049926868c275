/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/format.h"

#include "base/text.h"
#include "store/creation.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { FILE_SIZE = 128 };

static const char first_line[] = "colporteur-store ";
static const char second_line[] = "as of ";
static const char new_name[] = "format.new";

/* The line that starts the text, without its newline; the text goes on behind it. */
static struct slice take_line(struct slice *text)
{
    const char *newline = text->length ? memchr(text->bytes, '\n', text->length) : NULL;
    struct slice line = {text->bytes, newline ? (size_t)(newline - text->bytes) : 0};

    *text = newline ? slice_from(*text, line.length + 1) : *text;
    return line;
}

static bool parse(struct slice text, struct store_format *format)
{
    struct slice line = take_line(&text);
    int64_t version;

    *format = (struct store_format){0};
    if (!slice_starts(line, first_line) || !slice_integer(slice_from(line, sizeof first_line - 1), 999999, &version) || version < 1)
        return false;
    format->version = (unsigned)version;
    format->is_past = slice_starts(text, second_line);
    if (format->is_past) {
        line = take_line(&text);
        if (!slice_starts(line, second_line) || !instant_read(slice_from(line, sizeof second_line - 1), &format->as_of))
            return false;
    }
    /* Whatever a later version may add is that version's. */
    return text.length == 0 || format->version > STORE_FORMAT;
}

bool store_format_read(int store, const char *path, struct store_format *format, struct fault *fault)
{
    char bytes[FILE_SIZE];
    int file = openat(store, "format", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t length = file < 0 ? -1 : read(file, bytes, sizeof bytes);
    int error = errno;

    if (file >= 0)
        close(file);
    errno = error;
    if (file < 0 && error == ENOENT)
        return fault_set(fault, FAULT_USAGE, "no_store", NULL, "%s is no store (store-init makes one)", path);
    if (length < 0)
        return fault_system(fault, "store_unreadable", "cannot read %s/format", path);
    return parse((struct slice){bytes, (size_t)length}, format) ||
           fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "%s/format is not what store-init writes", path);
}

bool store_format_check(const struct store_format *format, const char *path, struct fault *fault)
{
    if (format->version < STORE_FORMAT)
        return fault_set(fault, FAULT_SYSTEM, "store_version", NULL,
                         "%s is a store of format %u, this program works with format %d: store-upgrade brings it there", path,
                         format->version, STORE_FORMAT);
    return format->version == STORE_FORMAT ||
           fault_set(fault, FAULT_SYSTEM, "store_version", NULL,
                     "%s is a store of format %u, which a later version of this program made; this one knows up to format %d", path,
                     format->version, STORE_FORMAT);
}

bool store_format_write(int store, const char *path, const struct store_format *format, struct fault *fault)
{
    struct text text = TEXT_INIT;
    int file;
    bool done;

    text_printf(&text, "%s%u\n", first_line, format->version);
    if (format->is_past) {
        text_add_string(&text, second_line);
        instant_write(&text, format->as_of);
        text_add_byte(&text, '\n');
    }
    file = create_file(store, new_name, O_WRONLY | O_TRUNC);
    done = file >= 0 && write(file, text.bytes, text.length) == (ssize_t)text.length && fsync(file) == 0 && fsync(store) == 0 &&
           renameat(store, new_name, store, "format") == 0 && fsync(store) == 0;
    if (!done)
        fault_system(fault, "store_unwritable", "cannot write %s/format", path);
    if (file >= 0)
        close(file);
    text_release(&text);
    return done;
}
