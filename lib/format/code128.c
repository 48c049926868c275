/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/code128.h"

/* A character's, and those of the stop character; pairs of digits spare something from so many digits on. */
enum { MODULES = 11, STOP_MODULES = 13, RUN_AT_END = 4, RUN_WITHIN = 6 };

static size_t digits_of(struct slice data)
{
    size_t count = 0;

    while (count < data.length && data.bytes[count] >= '0' && data.bytes[count] <= '9')
        count++;
    return count;
}

/* With the start and the check character. */
static int width_of(size_t characters)
{
    return (int)(characters + 2) * MODULES + STOP_MODULES;
}

/* In as few characters as changes of the code set spare. */
static size_t packed(struct slice data)
{
    size_t characters = 0;

    while (data.length) {
        size_t run = digits_of(data);
        bool packs = run >= (run == data.length || !characters ? RUN_AT_END : RUN_WITHIN);

        characters += packs ? run / 2 + run % 2 + (characters ? 2 : 1) : 1;
        data = slice_from(data, packs ? run : 1);
    }
    return characters;
}

struct code128 code128_of(struct slice data, bool is_gs1)
{
    struct code128 code = {"", 'A', width_of(packed(data)), width_of(data.length)};

    if (data.length % 2 == 0 && digits_of(data) == data.length) {
        code = (struct code128){is_gs1 ? ">;>8" : ">;", 'N', 0, width_of(data.length / 2 + is_gs1)};
        code.least = code.most;
    }
    return code;
}
