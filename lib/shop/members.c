/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/members.h"

#include "json/scan.h"

void members_of(struct slice record, const struct slice *names, struct slice *values, size_t count)
{
    struct scan scan;
    struct slice name;
    struct slice value;
    size_t next = 0;

    for (size_t i = 0; i < count; i++)
        values[i] = (struct slice){NULL, 0};
    if (!scan_object(&scan, record))
        return;
    while (next < count && scan_member(&scan, &name, &value))
        for (size_t i = next; i < count; i++)
            if (slice_equal(name, names[i])) {
                values[i] = value;
                next = i + 1;
                break;
            }
}

struct slice text_of(struct slice value, struct arena *arena)
{
    struct text room = TEXT_INIT;
    struct slice text = scan_decoded(value, &room);

    if (room.length)
        text = arena_copy(arena, text);
    text_release(&room);
    return text;
}

int64_t whole_of(struct slice value)
{
    int64_t number = 0;

    return scan_integer(value, &number) ? number : 0;
}

amount amount_of(struct slice value, const struct currency *currency)
{
    struct fault fault = FAULT_INIT;
    amount number = 0;

    return amount_read(scan_text(value), currency, true, NULL, &number, &fault) ? number : 0;
}
