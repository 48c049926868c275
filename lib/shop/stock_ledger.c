/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/stock_ledger.h"

#include "base/memory.h"
#include "json/scan.h"

#include <stdlib.h>

struct ledger_level {
    struct slice id;          /* in the arena */
    struct stock_level level; /* as the last record has it */
    int64_t open;             /* what open orders wait for */
    int64_t unexplained;      /* how much more is reserved than that, as it was told already */
    bool touched;             /* in this transaction, as the next three */
    int64_t on_hand_before;
    int64_t opened, shipped;
};

void stock_ledger_init(struct stock_ledger *ledger, struct check_report *report)
{
    *ledger = (struct stock_ledger){.report = report};
}

void stock_ledger_release(struct stock_ledger *ledger)
{
    free(ledger->levels);
    free(ledger->slots);
    free(ledger->touched);
    arena_release(&ledger->names);
    text_release(&ledger->id);
}

static uint32_t *slot_of(struct stock_ledger *ledger, struct slice id)
{
    size_t at = slice_hash(id) & (ledger->slot_count - 1);

    while (ledger->slots[at] && !slice_equal(ledger->levels[ledger->slots[at] - 1].id, id))
        at = (at + 1) & (ledger->slot_count - 1);
    return &ledger->slots[at];
}

static void widen(struct stock_ledger *ledger)
{
    free(ledger->slots);
    ledger->slot_count = ledger->slot_count ? ledger->slot_count * 2 : 1024;
    ledger->slots = memory_take_zeroed(ledger->slot_count, sizeof *ledger->slots);
    for (size_t i = 0; i < ledger->count; i++)
        *slot_of(ledger, ledger->levels[i].id) = (uint32_t)i + 1;
}

/* The level of this id, made if it is not known, and on the list of this transaction's. */
static struct ledger_level *level_of(struct stock_ledger *ledger, struct slice id)
{
    struct ledger_level *level;
    uint32_t *slot;

    if (ledger->count * 2 >= ledger->slot_count)
        widen(ledger);
    slot = slot_of(ledger, id);
    if (!*slot) {
        ledger->levels = memory_grow(ledger->levels, &ledger->room, ledger->count + 1, sizeof *ledger->levels);
        ledger->levels[ledger->count] = (struct ledger_level){.id = arena_copy(&ledger->names, id)};
        *slot = (uint32_t)++ledger->count;
    }
    level = &ledger->levels[*slot - 1];
    if (!level->touched) {
        level->touched = true;
        level->on_hand_before = level->level.on_hand;
        level->opened = level->shipped = 0;
        ledger->touched = memory_grow(ledger->touched, &ledger->touched_room, ledger->touched_count + 1, sizeof *ledger->touched);
        ledger->touched[ledger->touched_count++] = *slot - 1;
    }
    return level;
}

struct ledger_entry {
    struct stock_level level;
    int64_t available, by, reserved_by;
};

static bool optional(struct slice value, int64_t *number)
{
    *number = 0;
    return !value.bytes || scan_integer(value, number);
}

/* Sums of numbers within these bounds stay far from what an int64 holds. */
static bool can_be(int64_t number)
{
    return number >= -3 * STOCK_LIMIT && number <= STOCK_LIMIT;
}

static bool read_entry(struct slice value, struct ledger_entry *entry)
{
    return scan_integer(scan_find(value, "on_hand"), &entry->level.on_hand) &&
           scan_integer(scan_find(value, "reserved"), &entry->level.reserved) &&
           optional(scan_find(value, "safety"), &entry->level.safety) &&
           scan_integer(scan_find(value, "available"), &entry->available) && optional(scan_find(value, "by"), &entry->by) &&
           optional(scan_find(value, "reserved_by"), &entry->reserved_by) && can_be(entry->level.on_hand) &&
           can_be(entry->level.reserved) && can_be(entry->level.safety) && can_be(entry->by) && can_be(entry->reserved_by);
}

static void check_level(struct stock_ledger *ledger, struct slice id, const struct ledger_entry *entry)
{
    const struct stock_level *level = &entry->level;

    if (entry->available == stock_available(level) && level->on_hand >= 0 && level->reserved >= 0 && level->safety >= 0)
        return;
    text_printf(check_reason(ledger->report), "on hand %lld, reserved %lld, safety %lld, available %lld cannot be",
                (long long)level->on_hand, (long long)level->reserved, (long long)level->safety, (long long)entry->available);
    check_tell(ledger->report, id, "wrong_stock");
}

static void check_movement(struct stock_ledger *ledger, struct slice id, const char *what, int64_t before, int64_t by,
                           int64_t after)
{
    if (before + by == after)
        return;
    text_printf(check_reason(ledger->report), "%lld were %s, a movement of %lld cannot make them %lld", (long long)before, what,
                (long long)by, (long long)after);
    check_tell(ledger->report, id, "wrong_stock_ledger");
}

void stock_ledger_record(struct stock_ledger *ledger, struct slice id, struct slice value)
{
    struct ledger_level *level = level_of(ledger, id);
    struct ledger_entry entry;

    if (slice_is(value, "null")) {
        check_tell_plain(ledger->report, id, "wrong_stock_ledger", "the level is gone, and no tool does that");
        level->level = (struct stock_level){0};
    } else if (!read_entry(value, &entry)) {
        check_tell_plain(ledger->report, id, "unreadable", "the record has not the numbers it should have");
    } else {
        check_level(ledger, id, &entry);
        check_movement(ledger, id, "on hand", level->level.on_hand, entry.by, entry.level.on_hand);
        check_movement(ledger, id, "reserved", level->level.reserved, entry.reserved_by, entry.level.reserved);
        level->level = entry.level;
    }
}

void stock_ledger_expect(struct stock_ledger *ledger, struct slice sku, struct slice location, int64_t open, int64_t shipped)
{
    struct ledger_level *level;

    stock_id(sku, location, &ledger->id);
    level = level_of(ledger, text_slice(&ledger->id));
    level->opened += open;
    level->shipped += shipped;
}

static void settle_level(struct check_report *report, struct ledger_level *level)
{
    int64_t unexplained;
    int64_t left = level->on_hand_before - level->level.on_hand;

    level->open += level->opened;
    unexplained = level->level.reserved - level->open;
    if (unexplained != level->unexplained) {
        text_printf(check_reason(report), "%lld are reserved, open orders wait for %lld", (long long)level->level.reserved,
                    (long long)level->open);
        check_tell(report, level->id, "wrong_reservation");
    }
    if ((level->opened || level->shipped) && left != level->shipped) {
        text_printf(check_reason(report), "%lld left with orders, but %lld are gone", (long long)level->shipped, (long long)left);
        check_tell(report, level->id, "wrong_stock_ledger");
    }
    level->unexplained = unexplained;
    level->touched = false;
}

void stock_ledger_settle(struct stock_ledger *ledger)
{
    for (size_t i = 0; i < ledger->touched_count; i++)
        settle_level(ledger->report, &ledger->levels[ledger->touched[i]]);
    ledger->touched_count = 0;
}
