/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/feed_listings.h"

#include "base/digest.h"
#include "shop/listing.h"
#include "store/spool.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PIECE = 256 * 1024 };

/* As it stands in the file: this and the SKU. */
struct listed_item {
    struct digest content;
    uint16_t sku_length;
    bool is_withdrawn;
};

static bool put_aside(struct feed_listings *listings, struct fault *fault)
{
    int error = file_write_at(listings->items, listings->size, listings->gathered.bytes, listings->gathered.length);

    listings->size += listings->gathered.length;
    text_clear(&listings->gathered);
    errno = error;
    return !error || fault_system(fault, "system", "cannot write to a temporary file in %s", spool_folder());
}

static bool add(struct feed_listings *listings, struct slice sku, struct slice content, bool is_withdrawn, struct fault *fault)
{
    struct listed_item item;

    if (!sku.length || sku.length > UINT16_MAX)
        return true;
    memset(&item, 0, sizeof item);
    item.content = digest_of(content);
    item.sku_length = (uint16_t)sku.length;
    item.is_withdrawn = is_withdrawn;
    text_add(&listings->gathered, &item, sizeof item);
    text_add_slice(&listings->gathered, sku);
    listings->count++;
    return listings->gathered.length < PIECE || put_aside(listings, fault);
}

static bool told(void *context, struct slice sku, struct slice content, bool is_withdrawn, struct fault *fault)
{
    return add(context, sku, content, is_withdrawn, fault);
}

bool feed_listings_begin(struct feed_listings *listings, struct run *run, struct feed_options *feed, struct fault *fault)
{
    *listings = (struct feed_listings){.run = run, .channel = slice_of(feed->channel), .items = -1, .table = -1};
    feed->told = told;
    feed->context = listings;
    return spool_open(&listings->items, fault);
}

static void forget_bytes(struct feed_listings *listings)
{
    if (listings->bytes)
        munmap((void *)(uintptr_t)listings->bytes, listings->mapped);
    listings->bytes = NULL;
}

void feed_listings_release(struct feed_listings *listings)
{
    if (!listings->run)
        return;
    forget_bytes(listings);
    if (listings->places)
        munmap(listings->places, listings->room * sizeof *listings->places);
    if (listings->items >= 0)
        close(listings->items);
    if (listings->table >= 0)
        close(listings->table);
    text_release(&listings->gathered);
    text_release(&listings->printed);
    text_release(&listings->id);
}

static bool map_bytes(struct feed_listings *listings, struct fault *fault)
{
    void *bytes;

    forget_bytes(listings);
    if (!put_aside(listings, fault))
        return false;
    if (!listings->size)
        return true;
    bytes = mmap(NULL, listings->size, PROT_READ, MAP_SHARED, listings->items, 0);
    if (bytes == MAP_FAILED)
        return fault_system(fault, "system", "cannot read a temporary file in %s", spool_folder());
    listings->bytes = bytes;
    listings->mapped = listings->size;
    return true;
}

static struct slice item_at(const struct feed_listings *listings, uint64_t at, struct listed_item *item)
{
    memcpy(item, listings->bytes + at, sizeof *item);
    return (struct slice){listings->bytes + at + sizeof *item, item->sku_length};
}

/* Half of the table stays free. */
static bool make_table(struct feed_listings *listings, struct fault *fault)
{
    void *places;

    for (listings->room = 2; listings->room < 2 * listings->count; listings->room *= 2)
        ;
    if (!spool_open(&listings->table, fault))
        return false;
    places = ftruncate(listings->table, (off_t)(listings->room * sizeof *listings->places)) == 0
                 ? mmap(NULL, listings->room * sizeof *listings->places, PROT_READ | PROT_WRITE, MAP_SHARED, listings->table, 0)
                 : MAP_FAILED;
    if (places == MAP_FAILED)
        return fault_system(fault, "system", "cannot write to a temporary file in %s", spool_folder());
    listings->places = places;
    return true;
}

/* Where the SKU stands in the table, or might. */
static uint64_t *place_of(const struct feed_listings *listings, struct slice sku)
{
    uint64_t at = slice_hash(sku) & (listings->room - 1);
    struct listed_item item;

    while (listings->places[at] && !slice_equal(item_at(listings, listings->places[at] - 1, &item), sku))
        at = (at + 1) & (listings->room - 1);
    return &listings->places[at];
}

static bool note_items(struct feed_listings *listings, struct fault *fault)
{
    struct listed_item item;
    struct slice sku;

    if (!map_bytes(listings, fault) || !make_table(listings, fault))
        return false;
    for (uint64_t at = 0; at < listings->mapped; at += sizeof item + sku.length) {
        sku = item_at(listings, at, &item);
        *place_of(listings, sku) = at + 1;
    }
    return true;
}

static bool was_sent(struct slice facts)
{
    struct listing_facts known;

    if (facts.length < sizeof known)
        return false;
    memcpy(&known, facts.bytes, sizeof known);
    return known.state != LISTING_WITHDRAWN;
}

/* What has a listing on the channel and is not in the file. */
static bool add_vanished(struct feed_listings *listings, struct fault *fault)
{
    struct store_walk walk;
    bool found = true;
    bool done;

    listing_id(listings->channel, SLICE(""), &listings->id);
    done = store_walk_begin(&walk, listings->run->store, text_slice(&listings->id), fault);
    while (done && found) {
        struct slice sku;

        done = store_walk_next(&walk, &found, fault);
        if (!done || !found || !was_sent(walk.facts))
            continue;
        sku = slice_from(store_walk_id(&walk), listings->id.length);
        if (!*place_of(listings, sku))
            done = add(listings, sku, SLICE(""), true, fault);
    }
    store_walk_end(&walk);
    return done;
}

bool feed_listings_end(struct feed_listings *listings, const struct feed *feed, struct fault *fault)
{
    return !feed_is_whole(feed) || (note_items(listings, fault) && add_vanished(listings, fault));
}

static bool write_item(struct feed_listings *listings, const struct listed_item *item, struct slice sku, struct fault *fault)
{
    struct run *run = listings->run;
    char hex[DIGEST_HEX];
    bool changed;
    bool done;

    arena_clear(&run->arena);
    digest_hex(&item->content, hex);
    if (item->is_withdrawn)
        done = listing_withdraw(run->store, listings->channel, sku, run->now, &run->changes, &changed, &listings->id, &run->arena,
                                fault);
    else
        done = listing_submit(run->store, listings->channel, sku, (struct slice){hex, sizeof hex}, run->now, &run->changes,
                              &changed, &listings->id, &run->arena, fault);
    if (!done && fault->kind == FAULT_REFUSED) {
        *fault = (struct fault)FAULT_INIT;
        listings->unknown++;
        return true;
    }
    if (!done || !changed)
        return done;
    text_add_slice(&listings->printed, changes_value(&run->changes, 0));
    text_add_byte(&listings->printed, '\n');
    return store_apply(run->store, &run->changes, fault);
}

static bool commit(struct feed_listings *listings, struct fault *fault)
{
    if (!store_commit(listings->run->store, fault))
        return false;
    output_add(&listings->run->out, text_slice(&listings->printed));
    text_clear(&listings->printed);
    return true;
}

/* From *at on, as much as makes a batch; others may write in between. */
static bool write_batch(struct feed_listings *listings, uint64_t *at, struct fault *fault)
{
    struct run *run = listings->run;
    bool done = store_begin(run->store, run->now, fault);
    size_t pending = 0;

    while (done && *at < listings->mapped && pending++ < run->batch && !store_batch_is_large(run->store)) {
        struct listed_item item;
        struct slice sku = item_at(listings, *at, &item);

        done = write_item(listings, &item, sku, fault);
        *at += sizeof item + sku.length;
    }
    return done && commit(listings, fault);
}

bool feed_listings_write(struct feed_listings *listings, struct fault *fault)
{
    struct run *run = listings->run;
    uint64_t at = 0;
    bool done;

    store_close(run->store);
    run->store = NULL;
    done = map_bytes(listings, fault) && tool_open_store(run, run->dry_run ? STORE_TRIAL : STORE_WRITE, fault);
    while (done && at < listings->mapped)
        done = write_batch(listings, &at, fault);
    if (done && listings->unknown)
        tool_warn(run, "%llu items are of no product of the catalogue, and have no listing", (unsigned long long)listings->unknown);
    return done;
}
