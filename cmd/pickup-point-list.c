/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "shop/pickup_point.h"
#include "tool/listing.h"
#include "json/scan.h"
#include "json/write.h"

#include <stdlib.h>

static const char *country, *kind, *near, *network, *postcode;
static struct coordinates here;

/* Of --near: what is to be printed once the nearest are known. */
struct found {
    struct slice record; /* where the store has it */
    int64_t metres;
};
static struct found *all;
static size_t count, room;

static const struct option_row options[] = {
    {0, "country", "CC", "in this country", OPTION_TEXT, &country},
    {'k', "kind", "KIND", "shop, locker or post_office", OPTION_TEXT, &kind},
    {0, "near", "LAT,LON", "the nearest first, with distance_m", OPTION_TEXT, &near},
    {0, "network", "NAME", "of this network", OPTION_TEXT, &network},
    {0, "postcode", "CODE", "whose postcode begins so", OPTION_TEXT, &postcode},
    {0},
};

static bool has(struct slice record, const char *member, const char *wanted)
{
    struct text text = TEXT_INIT;
    bool is = !wanted || slice_is(scan_decoded(scan_find(record, member), &text), wanted);

    text_release(&text);
    return is;
}

static void keep(struct slice record)
{
    struct coordinates there;

    if (!pickup_point_coordinates(record, &there))
        return;
    all = memory_grow(all, &room, count + 1, sizeof *all);
    all[count++] = (struct found){record, great_circle_metres(&here, &there)};
}

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    struct slice code = scan_text(scan_find(row->value, "postcode"));

    (void)fault;
    if (!has(row->value, "country", country) || !has(row->value, "kind", kind) || !has(row->value, "network", network) ||
        (postcode && !(code.bytes && slice_starts(code, postcode))))
        return true;
    if (near)
        keep(row->value);
    else
        listing_print(run, row->value);
    return true;
}

static int by_distance(const void *a, const void *b)
{
    const struct found *x = a;
    const struct found *y = b;
    int order = (x->metres > y->metres) - (x->metres < y->metres);

    return order ? order : slice_compare(x->record, y->record);
}

static void print_nearest(struct run *run)
{
    struct text text = TEXT_INIT;

    if (count)
        qsort(all, count, sizeof *all, by_distance);
    for (size_t i = 0; i < count && !listing_full(run); i++) {
        text_clear(&text);
        text_add(&text, all[i].record.bytes, all[i].record.length - 1);
        json_put_integer(&text, "distance_m", all[i].metres);
        text_add_byte(&text, '}');
        listing_print_made(run, text_slice(&text));
    }
    text_release(&text);
    free(all);
}

static bool read_near(struct fault *fault)
{
    const char *comma = near ? strchr(near, ',') : NULL;

    return !near ||
           (comma && coordinate_read((struct slice){near, (size_t)(comma - near)}, LATITUDE_MOST, &here.latitude) &&
            coordinate_read(slice_of(comma + 1), LONGITUDE_MOST, &here.longitude)) ||
           fault_set(fault, FAULT_USAGE, "usage", NULL, "--near: \"%s\" are no degrees as 50.52,5.24", near);
}

static bool list(struct run *run, struct fault *fault)
{
    if (!read_near(fault) || !listing_run(run, print, fault))
        return false;
    if (near)
        print_nearest(run);
    return true;
}

static const struct tool tool = {
    .name = "pickup-point-list",
    .summary = "Lists shops and lockers where carriers hand parcels out.",
    .operands = "[NETWORK/ID]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "pickup_point",
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
