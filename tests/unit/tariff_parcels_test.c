/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "shop/tariff_parcels.h"

#include <stdlib.h>

static struct arena arena = ARENA_INIT;

static void test_vectors(void)
{
    const struct {
        const char *what;
        struct parcel_piece pieces[4];
        struct parcel_limits limits;
        int64_t wanted;
    } vectors[] = {
        {"nothing limits it", {{7, 900, 900, 0}}, {0, 0, 0}, 1},
        {"exactly full", {{2, 15000, 0, 0}}, {30000, 0, 0}, 1},
        {"two of 16 kg do not share 30", {{2, 16000, 0, 0}}, {30000, 0, 0}, 2},
        {"five of 1.2 kg, one in 2 kg each, though 6 kg are three times 2", {{5, 1200, 0, 0}}, {2000, 0, 0}, 5},
        {"small ones fill up what large ones leave", {{3, 400, 0, 0}, {2, 1600, 0, 0}}, {2000, 0, 0}, 3},
        {"by volume, though light", {{10, 1, 30000000, 0}}, {30000, 64000000, 0}, 5},
        {"by both", {{1, 9000, 1, 0}, {1, 1, 9000, 0}, {1, 2000, 2000, 0}}, {10000, 10000, 0}, 2},
        {"by themselves, whatever room there is", {{3, 100, 100, 2}, {4, 100, 100, 1}}, {2000, 0, 2}, 4},
        {"of no weight that is known", {{9, 0, 0, 0}}, {1000, 1000, 0}, 1},
        {"a thousand million", {{1000000000, 1000, 0, 0}}, {3000, 0, 0}, 333333334},
        {"first fit decreasing needs three where two would do", {{2, 5, 0, 0}, {2, 3, 0, 0}, {3, 2, 0, 0}}, {11, 0, 0}, 3},
        {"3, 3, 2, 2, 2 in two of 6", {{2, 3, 0, 0}, {3, 2, 0, 0}}, {6, 0, 0}, 2},
    };

    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
        is_int(parcels_needed(vectors[i].pieces, 4, &vectors[i].limits, &arena), vectors[i].wanted, "%s", vectors[i].what);
}

/* Unit by unit, as the rule is told. */
static int64_t one_by_one(const struct parcel_piece *pieces, size_t count, const struct parcel_limits *limits)
{
    int64_t weights[200], volumes[200];
    int64_t parcels = 0;
    bool done[8] = {false};

    for (size_t turn = 0; turn < count; turn++) {
        size_t next = count;

        for (size_t i = 0; i < count; i++)
            if (!done[i] && (next == count || pieces[i].weight > pieces[next].weight ||
                             (pieces[i].weight == pieces[next].weight && pieces[i].volume > pieces[next].volume)))
                next = i;
        done[next] = true;
        for (int64_t unit = 0; unit < pieces[next].units; unit++) {
            int64_t at = 0;

            while (at < parcels &&
                   (weights[at] + pieces[next].weight > limits->weight || volumes[at] + pieces[next].volume > limits->volume))
                at++;
            if (at == parcels)
                weights[parcels] = volumes[parcels] = 0, parcels++;
            weights[at] += pieces[next].weight;
            volumes[at] += pieces[next].volume;
        }
    }
    return parcels;
}

/* That alike units are packed at once makes no difference. */
static void test_groups(void)
{
    const struct parcel_limits limits = {100, 100, 0};
    int differences = 0;

    srand(7);
    for (int i = 0; i < 20000; i++) {
        struct parcel_piece pieces[5];

        for (int j = 0; j < 5; j++)
            pieces[j] = (struct parcel_piece){1 + rand() % 12, 1 + rand() % 100, 1 + rand() % 100, 0};
        differences += parcels_needed(pieces, 5, &limits, &arena) != one_by_one(pieces, 5, &limits);
        arena_clear(&arena);
    }
    is_int(differences, 0, "as many as unit by unit, of 20,000 carts");
}

static void test_largest(void)
{
    is_int(parcel_largest_volume(0, 0), 0, "no limit");
    is_int(parcel_largest_volume(100, 0), 1000000, "a cube");
    is_int(parcel_largest_volume(0, 3000), 250000000, "of 3 m of girth and length: 1 m by 50 by 50 cm");
    is_int(parcel_largest_volume(600, 3000), 216000000, "60 cm at most: a cube, whose girth is less");
    is_int(parcel_largest_volume(800, 3000), 242000000, "80 cm by 55 by 55");
    is_int(parcel_largest_volume(2000, 3000), 250000000, "a side that is no limit");
    is_int(parcel_largest_volume(0, 10000000), INT64_MAX, "more than can be told");
}

int main(void)
{
    test_vectors();
    test_groups();
    test_largest();
    arena_release(&arena);
    return tap_end();
}
