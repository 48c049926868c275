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
    return (struct product_life){scan_text(parts[LIFE_STATUS]), scan_text(parts[LIFE_LAUNCH_ON]), scan_text(parts[LIFE_RETIRE_ON]),
                                 parts[LIFE_SEASON]};
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
    fill(&life->season, parents.season);
}

/* The day of the year as "MM-DD", which text sorts as time does. */
static struct slice day_of_year(day today, struct text *room)
{
    day_write(room, today);
    return slice_from(text_slice(room), room->length - strlen("MM-DD"));
}

static bool in_season(struct slice season, day today)
{
    struct slice from = scan_text(scan_find(season, "from"));
    struct slice until = scan_text(scan_find(season, "until"));
    struct text room = TEXT_INIT;
    struct slice now = day_of_year(today, &room);
    bool begun = slice_compare(now, from) >= 0;
    bool open = slice_compare(now, until) <= 0;

    text_release(&room);
    return slice_compare(from, until) <= 0 ? begun && open : begun || open;
}

static bool refuse(struct slice sku, const char *what, struct slice when, struct fault *why)
{
    return fault_set(why, FAULT_REFUSED, "not_for_sale", "sku", "\"%.*s\" is %s%.*s", SLICE_ARGS(sku), what, SLICE_ARGS(when));
}

bool product_on_sale(const struct product_life *life, struct slice sku, day today, struct fault *why)
{
    day launched;
    day retired;

    if (life->status.bytes && !slice_is(life->status, "active") && !slice_is(life->status, "end_of_life"))
        return refuse(sku, "", life->status, why);
    if (day_read(life->launch_on, &launched) && today < launched)
        return refuse(sku, "not sold before ", life->launch_on, why);
    if (day_read(life->retire_on, &retired) && today >= retired)
        return refuse(sku, "no longer sold, since ", life->retire_on, why);
    if (life->season.bytes && !in_season(life->season, today))
        return fault_set(why, FAULT_REFUSED, "not_for_sale", "sku", "\"%.*s\" is sold each year from %.*s to %.*s alone",
                         SLICE_ARGS(sku), SLICE_ARGS(scan_text(scan_find(life->season, "from"))),
                         SLICE_ARGS(scan_text(scan_find(life->season, "until"))));
    return true;
}

bool product_sold(struct store *store, struct slice record, const struct product_facts *facts, day today, bool *sold,
                  struct fault *fault)
{
    struct product_life life;
    struct slice parent = {NULL, 0};
    struct fault why = FAULT_INIT;
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
    *sold = done && product_on_sale(&life, scan_text(scan_find(record, "sku")), today, &why);
    text_release(&room);
    text_release(&id);
    return done;
}
