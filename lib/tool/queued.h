/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_QUEUED_H
#define COLPORTEUR_TOOL_QUEUED_H

#include "format/dialect.h"
#include "tool/source.h"

/*
 * What a dialect made of its rows, as a source hands it on: records, refusals, rows that are none of either. `masked` is room
 * for rows that hold the number of a card, and lives as long as the item does. False: the queue is empty.
 */
bool queued_next(struct product_queue *queue, struct text *masked, enum source_event *event, struct source_item *item,
                 struct fault *fault);

#endif
