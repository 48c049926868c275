/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/transfer_check.h"

#include "base/memory.h"

#include <stdlib.h>

struct known_transfer {
    struct text id, value;
};

void transfer_ledger_release(struct transfer_ledger *ledger)
{
    for (size_t i = 0; i < ledger->count; i++) {
        text_release(&ledger->known[i].id);
        text_release(&ledger->known[i].value);
    }
    free(ledger->known);
}

/* The last ones change most often. */
static struct known_transfer *known_of(struct transfer_ledger *ledger, struct slice id)
{
    struct known_transfer *known;

    for (size_t i = ledger->count; i > 0; i--)
        if (slice_equal(text_slice(&ledger->known[i - 1].id), id))
            return &ledger->known[i - 1];
    ledger->known = memory_grow(ledger->known, &ledger->room, ledger->count + 1, sizeof *ledger->known);
    known = &ledger->known[ledger->count++];
    *known = (struct known_transfer){TEXT_INIT, TEXT_INIT};
    text_add_slice(&known->id, id);
    return known;
}

static bool line_can_be(const struct transfer_line *line)
{
    return line->quantity >= 1 && line->quantity <= STOCK_LIMIT && line->received >= 0 && line->missing >= 0 &&
           line->received <= line->quantity && line->missing <= line->quantity - line->received;
}

static bool follows(const struct transfer *before, const struct transfer *after)
{
    bool same = slice_equal(before->from, after->from) && slice_equal(before->to, after->to) &&
                before->line_count == after->line_count && before->sent_at == after->sent_at;

    for (size_t i = 0; same && i < after->line_count; i++)
        same = slice_equal(before->lines[i].sku, after->lines[i].sku) && before->lines[i].quantity == after->lines[i].quantity &&
               before->lines[i].received <= after->lines[i].received && before->lines[i].missing <= after->lines[i].missing;
    return same;
}

static bool says_its_status(const struct transfer *transfer)
{
    int64_t transit = 0;
    int64_t missing = 0;

    for (size_t i = 0; i < transfer->line_count; i++) {
        const struct transfer_line *line = &transfer->lines[i];

        if (!line_can_be(line))
            return false;
        transit += line->quantity - line->received - line->missing;
        missing += line->missing;
    }
    return transfer->status == (transit ? TRANSFER_SENT : missing ? TRANSFER_CLOSED : TRANSFER_RECEIVED);
}

void transfer_ledger_record(struct transfer_ledger *ledger, struct stock_ledger *stock, struct slice id, struct slice value,
                            struct arena *arena)
{
    struct known_transfer *known = known_of(ledger, id);
    struct fault unreadable = FAULT_INIT;
    struct transfer before;
    struct transfer after;
    bool was = known->value.length > 0;

    if (slice_is(value, "null") || !transfer_from_stored(&after, value, arena, &unreadable)) {
        check_tell_plain(stock->report, id, "wrong_transfer", "the transfer is gone or cannot be read, and no tool does that");
        return;
    }
    if (was && !transfer_from_stored(&before, text_slice(&known->value), arena, &unreadable))
        return;
    if (!says_its_status(&after) || (was && !follows(&before, &after))) {
        check_tell_plain(stock->report, id, "wrong_transfer", "what was sent, came in and is missing cannot have become that");
        return;
    }
    for (size_t i = 0; i < after.line_count; i++) {
        const struct transfer_line *line = &after.lines[i];

        if (!was)
            stock_ledger_expect(stock, line->sku, after.from, 0, line->quantity);
        if (line->received > (was ? before.lines[i].received : 0))
            stock_ledger_expect(stock, line->sku, after.to, 0, (was ? before.lines[i].received : 0) - line->received);
    }
    text_clear(&known->value);
    text_add_slice(&known->value, value);
}
