/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/life.h"

#include "shop/members.h"
#include "json/scan.h"

enum { LIFE_STATUS, LIFE_LAUNCH_ON, LIFE_RETIRE_ON, LIFE_SEASON, LIFE_PARTS };

/* In the order in which they are written. */
static const struct slice names[LIFE_PARTS] = {SLICE_CONSTANT("status"), SLICE_CONSTANT("launch_on"), SLICE_CONSTANT("retire_on"),
                                               SLICE_CONSTANT("season")};

struct product_life product_life_of(struct slice record)
{
    struct slice parts[LIFE_PARTS];

    members_of(record, names, parts, LIFE_PARTS);
    return (struct product_life){.status = scan_text(parts[LIFE_STATUS]),
                                 .launch_on = scan_text(parts[LIFE_LAUNCH_ON]),
                                 .retire_on = scan_text(parts[LIFE_RETIRE_ON]),
                                 .season_from = scan_text(scan_find(parts[LIFE_SEASON], "from")),
                                 .season_until = scan_text(scan_find(parts[LIFE_SEASON], "until"))};
}

static void fill(struct slice *own, struct slice parents)
{
    if (!own->bytes)
        *own = parents;
}

void product_life_inherit(struct product_life *life, struct slice parent)
{
    const struct product_life parents = product_life_of(parent);

    fill(&life->status, parents.status);
    fill(&life->launch_on, parents.launch_on);
    fill(&life->retire_on, parents.retire_on);
    if (!life->season_from.bytes) {
        life->season_from = parents.season_from;
        life->season_until = parents.season_until;
    }
}

/* As "MM-DD" days of the year sort as time does. */
static bool in_season(struct slice from, struct slice until, day today)
{
    struct text room = TEXT_INIT;
    struct slice now;
    bool begun;
    bool open;

    day_write(&room, today);
    now = slice_from(text_slice(&room), room.length - strlen("MM-DD"));
    begun = slice_compare(now, from) >= 0;
    open = slice_compare(now, until) <= 0;
    text_release(&room);
    return slice_compare(from, until) <= 0 ? begun && open : begun || open;
}

enum product_sale product_sale(const struct product_life *life, day today)
{
    day named;

    if (life->status.length && !slice_is(life->status, "active") && !slice_is(life->status, "end_of_life"))
        return SALE_NOT_ACTIVE;
    if (day_read(life->retire_on, &named) && today >= named)
        return SALE_RETIRED;
    if (day_read(life->launch_on, &named) && today < named)
        return SALE_NOT_YET;
    if (life->season_from.length && life->season_until.length && !in_season(life->season_from, life->season_until, today))
        return SALE_OUT_OF_SEASON;
    return SALE_OPEN;
}

static bool day_of_year(struct slice written, int year, day *found)
{
    struct text whole = TEXT_INIT;
    bool read;

    text_printf(&whole, "%04d-%.*s", year, SLICE_ARGS(written));
    read = day_read(text_slice(&whole), found);
    text_release(&whole);
    /* The one day that not every year has. */
    if (!read)
        *found = day_from_civil(year, 3, 1);
    return written.length > 0;
}

size_t product_season_turns(const struct product_life *life, int year, day turns[SEASON_TURNS])
{
    if (!day_of_year(life->season_from, year, &turns[0]) || !day_of_year(life->season_until, year, &turns[1]))
        return 0;
    turns[2] = turns[1] + 1;
    return SEASON_TURNS;
}

static bool refuse(struct slice sku, const char *what, struct slice when, struct fault *why)
{
    return fault_set(why, FAULT_REFUSED, "not_for_sale", "sku", "\"%.*s\" is %s%.*s", SLICE_ARGS(sku), what, SLICE_ARGS(when));
}

bool product_on_sale(const struct product_life *life, struct slice sku, day today, struct fault *why)
{
    switch (product_sale(life, today)) {
    case SALE_OPEN:
        return true;
    case SALE_NOT_ACTIVE:
        return refuse(sku, "", life->status, why);
    case SALE_RETIRED:
        return refuse(sku, "no longer sold, since ", life->retire_on, why);
    case SALE_NOT_YET:
        return refuse(sku, "not sold before ", life->launch_on, why);
    case SALE_OUT_OF_SEASON:
        break;
    }
    return fault_set(why, FAULT_REFUSED, "not_for_sale", "sku", "\"%.*s\" is sold each year from %.*s to %.*s alone",
                     SLICE_ARGS(sku), SLICE_ARGS(life->season_from), SLICE_ARGS(life->season_until));
}

bool product_sold(struct store *store, struct slice record, const struct product_facts *facts, day today, bool *sold,
                  struct fault *fault)
{
    struct product_life life;
    struct slice parent = {NULL, 0};
    struct text id = TEXT_INIT;
    struct text room = TEXT_INIT;
    bool done = true;

    *sold = facts->active && !(facts->traits & PRODUCT_HAS_VARIANTS);
    if (!*sold || !(facts->traits & (PRODUCT_IS_DATED | PRODUCT_IS_VARIANT)))
        return true;
    life = product_life_of(record);
    if (facts->traits & PRODUCT_IS_VARIANT) {
        product_id(scan_decoded(scan_find(record, "parent"), &room), &id);
        done = store_get(store, text_slice(&id), &parent, fault);
        if (parent.bytes)
            product_life_inherit(&life, parent);
    }
    *sold = done && product_sale(&life, today) == SALE_OPEN;
    text_release(&room);
    text_release(&id);
    return done;
}
