/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TESTS_FILES_H
#define COLPORTEUR_TESTS_FILES_H

#include "base/text.h"

#include <stdio.h>

/* Files that tests read. */

/* The bytes of a file, instead of what the text held. False: it cannot be opened. */
static inline bool file_read(const char *name, struct text *bytes)
{
    FILE *file = fopen(name, "rb");
    size_t count;

    text_clear(bytes);
    if (!file)
        return false;
    do {
        text_make_room(bytes, 65536);
        count = fread(bytes->bytes + bytes->length, 1, 65536, file);
        bytes->length += count;
    } while (count);
    fclose(file);
    return true;
}

#endif
