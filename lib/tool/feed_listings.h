/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_FEED_LISTINGS_H
#define COLPORTEUR_TOOL_FEED_LISTINGS_H

#include "format/feed.h"
#include "tool/tool.h"

/*
 * The listings (shop/listing.h) of what a feed tells its channel, for --submit.
 *
 *     feed_listings_begin(&listings, run, &options, &fault)    before the feed is opened, which it then hears of
 *     … the run …
 *     feed_listings_end(&listings, &feed, &fault)              while the store is read still: what is not told of any more
 *     … the file is put in place …
 *     feed_listings_write(&listings, &fault)                   opens the store for writing
 *     feed_listings_release(&listings);
 *
 * They are written down once the file is in place: who comes to its end in between has told the channel of something that the
 * store does not know of, and the next run says the same again. Until then they wait in a temporary file, with a table of where
 * each SKU stands in it: any number of items take no memory of the process.
 */
struct feed_listings {
    struct run *run;
    struct slice channel;
    int items, table; /* temporary files */
    uint64_t size, count;
    uint64_t *places; /* the table: by the hash of a SKU, where its item stands, and 1; 0: free */
    uint64_t room;
    const char *bytes; /* the items, while they are looked at */
    uint64_t mapped;
    uint64_t unknown; /* items of no product of the catalogue */
    struct text gathered, printed, id;
};

bool feed_listings_begin(struct feed_listings *listings, struct run *run, struct feed_options *feed, struct fault *fault) CHECKED;
bool feed_listings_end(struct feed_listings *listings, const struct feed *feed, struct fault *fault) CHECKED;
/* Prints each listing that became another one, once it is durable; with --dry-run, that would. */
bool feed_listings_write(struct feed_listings *listings, struct fault *fault) CHECKED;
void feed_listings_release(struct feed_listings *listings);

#endif
