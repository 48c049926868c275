/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/queued.h"

#include "base/card.h"
#include "json/card.h"

/* What is kept of rows with the number of a card does not show it. Whether they have one. */
static bool mask(struct text *masked, struct slice *raw)
{
    struct slice as_it_came = *raw;

    if (!card_suspected(as_it_came))
        return false;
    text_clear(masked);
    card_mask(masked, as_it_came);
    *raw = text_slice(masked);
    return !slice_equal(*raw, as_it_came);
}

bool queued_next(struct product_queue *queue, struct text *masked, enum source_event *event, struct source_item *item,
                 struct fault *fault)
{
    struct queued *queued = queue_take(queue);
    bool with_card;

    if (!queued)
        return false;
    item->line = queued->line;
    item->raw = text_slice(&queued->raw);
    item->raw_is_rows = true;
    item->record = NULL;
    with_card = mask(masked, &item->raw);
    if (queued->record && (!with_card || record_without_card(queued->record, NULL, fault))) {
        item->record = queued->record;
        *event = SOURCE_RECORD;
    } else if (queued->record) {
        *event = SOURCE_REFUSED;
    } else if (queued->fault.kind == FAULT_NONE) {
        *event = SOURCE_SKIPPED;
    } else {
        *fault = queued->fault;
        if (with_card)
            fault_set(fault, fault->kind, fault->code, queued->fault.field,
                      "cannot be used, and is not shown: the row holds the number of a payment card");
        *event = SOURCE_REFUSED;
    }
    return true;
}
