/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "format/xml_offers.h"
#include "tool/queued.h"
#include "tool/source.h"

#include <stdlib.h>

struct feed_source {
    struct xml_offers *offers;
    struct product_queue queue;
    struct text masked;
    const struct dialect *dialect;
    bool told; /* that it is a feed, and whose */
};

static struct feed_source *open_feed(const char *from, struct fault *fault)
{
    const struct dialect *dialect = from ? dialect_find(slice_of(from)) : &dialect_google;
    struct feed_source *feed;

    if (dialect != &dialect_google && dialect != &dialect_meta) {
        fault_set(fault, FAULT_USAGE, "not_the_dialect", NULL, "--from %s: in XML there are feeds of google and meta alone", from);
        return NULL;
    }
    feed = memory_take_zeroed(1, sizeof *feed);
    feed->dialect = dialect;
    feed->offers = xml_offers_open(dialect->name);
    return feed;
}

static void close_feed(struct feed_source *feed)
{
    if (!feed)
        return;
    xml_offers_close(feed->offers);
    queue_release(&feed->queue);
    text_release(&feed->masked);
    free(feed);
}

static void feed_bytes(struct feed_source *feed, struct slice bytes, bool last)
{
    xml_offers_feed(feed->offers, bytes, last, &feed->queue);
}

static bool next_of_feed(struct feed_source *feed, enum source_event *event, struct source_item *item, struct fault *fault)
{
    if (!feed->told) {
        feed->told = true;
        text_clear(&item->notice);
        text_printf(&item->notice, "XML; a feed as for %s", feed->dialect->title);
        *event = SOURCE_NOTICE;
        return true;
    }
    return queued_next(&feed->queue, &feed->masked, event, item, fault);
}

const struct feed_reader feed_reader = {
    .open = open_feed,
    .close = close_feed,
    .feed = feed_bytes,
    .next = next_of_feed,
};
