/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demand.h"

#include "format/xml_offers.h"
#include "json/read.h"
#include "json/write.h"

/*
 * The first byte says in what pieces the feed comes, the rest is a product feed in XML.
 *
 * Demanded: the same records and refusals however the bytes come; a record is one that record_read takes, with an SKU; a
 * refusal has a code and a reason; what is kept of an item is UTF-8.
 */

static void tell(struct product_queue *queue, struct text *told)
{
    struct queued *item;

    while ((item = queue_take(queue))) {
        demand(utf8_valid_length(text_slice(&item->raw)) == item->raw.length, "what is kept is UTF-8");
        if (item->record) {
            json_put_value(told, NULL, item->record);
        } else {
            demand(item->fault.code[0] && item->fault.reason[0], "a refusal says why");
            text_printf(told, "%s %s", item->fault.code, item->fault.reason);
        }
        text_add_byte(told, '\n');
    }
}

static void read_feed(struct slice feed, size_t piece, struct text *told)
{
    struct xml_offers *offers = xml_offers_open("google");
    struct product_queue queue = {0};

    for (size_t at = 0; at < feed.length; at += piece) {
        struct slice rest = slice_from(feed, at);

        rest.length = rest.length < piece ? rest.length : piece;
        xml_offers_feed(offers, rest, false, &queue);
        tell(&queue, told);
    }
    xml_offers_feed(offers, SLICE(""), true, &queue);
    tell(&queue, told);
    xml_offers_close(offers);
    queue_release(&queue);
}

static void demand_records(struct slice told)
{
    struct arena arena = ARENA_INIT;
    struct fault fault = FAULT_INIT;

    while (told.length) {
        const char *end = memchr(told.bytes, '\n', told.length);
        struct slice line = {told.bytes, (size_t)(end - told.bytes)};

        if (slice_starts(line, "{")) {
            const json_t *record = record_read(line, &arena, &fault);

            demand(record && json_is_string(json_object_get(record, "sku")), "a record is one, with an SKU");
        }
        arena_clear(&arena);
        told = slice_from(told, line.length + 1);
    }
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice feed = {(const char *)data + 1, size ? size - 1 : 0};
    struct text whole = TEXT_INIT;
    struct text pieces = TEXT_INIT;

    if (!size)
        return 0;
    read_feed(feed, feed.length + 1, &whole);
    read_feed(feed, (size_t)data[0] + 1, &pieces);
    demand(slice_equal(text_slice(&whole), text_slice(&pieces)), "it is the same in pieces");
    demand_records(text_slice(&whole));
    text_release(&whole);
    text_release(&pieces);
    return 0;
}
