/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/tariff_parcels.h"

#include "base/money.h"

#include <string.h>

/* Parcels that are filled alike: a thousand units of one sort take as long as one. */
struct load {
    int64_t parcels;
    int64_t weight, volume; /* room that is left */
};

struct packing {
    const struct parcel_limits *limits;
    struct load *loads; /* in the order in which they were begun */
    size_t count;
    int64_t alone;
};

static int64_t sum_or_most(int64_t a, int64_t b)
{
    int64_t sum;

    return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

/* How many of a piece go where so much room is. */
static int64_t fitting(const struct packing *packing, const struct parcel_piece *piece, int64_t weight, int64_t volume)
{
    int64_t by_weight = packing->limits->weight && piece->weight ? weight / piece->weight : INT64_MAX;
    int64_t by_volume = packing->limits->volume && piece->volume ? volume / piece->volume : INT64_MAX;

    return by_weight < by_volume ? by_weight : by_volume;
}

static void fill(const struct packing *packing, struct load *load, const struct parcel_piece *piece, int64_t units)
{
    if (packing->limits->weight)
        load->weight -= piece->weight * units;
    if (packing->limits->volume)
        load->volume -= piece->volume * units;
}

/* Behind the load at a place. */
static struct load *insert(struct packing *packing, size_t place, struct load load)
{
    memmove(packing->loads + place + 1, packing->loads + place, (packing->count - place) * sizeof load);
    packing->loads[place] = load;
    packing->count++;
    return &packing->loads[place];
}

/* Some parcels of a load take `each`, the next one takes what is left, the others stay as they are. */
static void divide(struct packing *packing, size_t at, const struct parcel_piece *piece, int64_t each, int64_t units)
{
    struct load before = packing->loads[at];
    int64_t full = units / each;
    int64_t left = units % each;
    size_t next = at;

    if (full) {
        packing->loads[at].parcels = full;
        fill(packing, &packing->loads[at], piece, each);
        next = at + 1;
    }
    if (left) {
        struct load *last = full ? insert(packing, next, before) : &packing->loads[at];

        last->parcels = 1;
        fill(packing, last, piece, left);
        next++;
    }
    if (before.parcels > full + (left > 0)) {
        before.parcels -= full + (left > 0);
        insert(packing, next, before);
    }
}

static void pack(struct packing *packing, const struct parcel_piece *piece)
{
    const struct load empty = {1, packing->limits->weight, packing->limits->volume};
    int64_t units = piece->units;
    int64_t each;

    for (size_t i = 0; i < packing->count && units; i++) {
        struct load *load = &packing->loads[i];
        int64_t room = fitting(packing, piece, load->weight, load->volume);

        if (!room)
            continue;
        if (room >= units || load->parcels > units / room) {
            divide(packing, i, piece, room < units ? room : units, units);
            return;
        }
        fill(packing, load, piece, room);
        units -= room * load->parcels;
    }
    if (!units)
        return;
    each = fitting(packing, piece, empty.weight, empty.volume);
    insert(packing, packing->count, (struct load){units / each + (units % each > 0), empty.weight, empty.volume});
    divide(packing, packing->count - 1, piece, each < units ? each : units, units);
}

static bool is_before(const struct parcel_piece *a, const struct parcel_piece *b)
{
    return a->weight != b->weight ? a->weight > b->weight : a->volume > b->volume;
}

/* A copy, sorted: a cart has few lines. */
static struct parcel_piece *sorted(const struct parcel_piece *pieces, size_t count, struct arena *arena)
{
    struct parcel_piece *list = arena_take(arena, count * sizeof *list);

    for (size_t i = 0; i < count; i++) {
        size_t at = i;

        for (; at && is_before(&pieces[i], &list[at - 1]); at--)
            list[at] = list[at - 1];
        list[at] = pieces[i];
    }
    return list;
}

int64_t parcels_needed(const struct parcel_piece *pieces, size_t count, const struct parcel_limits *limits, struct arena *arena)
{
    const struct parcel_piece *list = sorted(pieces, count, arena);
    /* Each piece divides one load into three at most, and begins another that it divides. */
    struct packing packing = {.limits = limits, .loads = arena_take(arena, (4 * count + 1) * sizeof(struct load))};
    int64_t parcels = 0;

    for (size_t i = 0; i < count; i++)
        if (list[i].classes & limits->alone)
            parcels = sum_or_most(parcels, list[i].units);
        else if (list[i].units)
            pack(&packing, &list[i]);
    for (size_t i = 0; i < packing.count; i++)
        parcels = sum_or_most(parcels, packing.loads[i].parcels);
    return parcels ? parcels : 1;
}

int64_t parcel_largest_volume(int64_t longest, int64_t girth)
{
    /* Where nothing else limits it, its two other sides are girth / 6. */
    int64_t length = !girth || (longest && longest < girth / 3) ? longest : girth / 3;
    int64_t four_sides = !girth || girth - length > 4 * length ? 4 * length : girth - length;
    wide volume = (wide)length * four_sides * four_sides / 16;

    if (!girth && !longest)
        return 0;
    return volume > INT64_MAX ? INT64_MAX : volume < 1 ? 1 : (int64_t)volume;
}
