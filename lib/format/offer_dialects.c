/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "format/offer_fields.h"

#include <stdlib.h>

/* A feed's table as a dialect: each row is an item. */
struct offer_table {
    struct offer_import *import;
    const struct header *header;
    struct offer_values values;
};

static void *open_table(const struct header *header, const char *dialect)
{
    struct offer_table *table = memory_take_zeroed(1, sizeof *table);

    table->import = offer_import_open(dialect);
    table->header = header;
    table->values.of_table = true;
    return table;
}

static void *open_google(const struct header *header)
{
    return open_table(header, dialect_google.name);
}

static void *open_meta(const struct header *header)
{
    return open_table(header, dialect_meta.name);
}

static void add_row(void *state, const struct sheet_row *row, struct product_queue *queue)
{
    struct offer_table *table = state;

    table->values.count = 0;
    for (size_t i = 0; i < table->header->count && i < row->count; i++) {
        const struct header_column *column = &table->header->columns[i];

        offer_values_add(&table->values, (struct offer_value){.field = column->field,
                                                              .number = column->number,
                                                              .title = column->title,
                                                              .value = slice_trim(row->cells[i])});
    }
    offer_import_item(table->import, &table->values, row->line, row->raw, queue);
}

static void close_table(void *state)
{
    struct offer_table *table = state;

    offer_import_close(table->import);
    free(table->values.items);
    free(table);
}

/* What every feed has; of which 0 is some other file. */
static unsigned is_feed(const struct header *header)
{
    static const enum offer_field common[] = {OFFER_ID, OFFER_TITLE, OFFER_PRICE, OFFER_LINK, OFFER_IMAGE, OFFER_AVAILABILITY};
    unsigned found = 0;

    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        found += header_has(header, (int)common[i]);
    return header_has(header, OFFER_ID) && header_has(header, OFFER_TITLE) && found >= 4 ? found * 10 : 0;
}

static unsigned columns_of(const struct header *header, int kind)
{
    unsigned found = 0;

    for (size_t i = 0; i < header->count; i++)
        found += offer_kind(header->columns[i].field) == kind;
    return found;
}

static unsigned recognise_google(const struct header *header)
{
    static const enum offer_field own[] = {OFFER_IDENTIFIER_EXISTS, OFFER_HIGHLIGHT,         OFFER_DETAIL,
                                           OFFER_LIFESTYLE,         OFFER_AVAILABILITY_DATE, OFFER_LENGTH};
    unsigned sure = is_feed(header);

    for (size_t i = 0; sure && i < sizeof own / sizeof *own; i++)
        sure += header_has(header, (int)own[i]) ? 10 : 0;
    return sure ? sure + 10 * columns_of(header, OFFER_GOOGLE) : 0;
}

/* A table that says nothing of its own is taken for Google's. */
static unsigned recognise_meta(const struct header *header)
{
    static const enum offer_field own[] = {OFFER_FACEBOOK_CATEGORY, OFFER_VIDEO, OFFER_PICTURE_NUMBERED, OFFER_QUANTITY,
                                           OFFER_SALE_START};
    unsigned sure = is_feed(header);

    for (size_t i = 0; sure && i < sizeof own / sizeof *own; i++)
        sure += header_has(header, (int)own[i]) ? 15 : 0;
    return sure ? sure - 5 + 15 * columns_of(header, OFFER_META) : 0;
}

const struct dialect dialect_google = {
    .name = "google",
    .title = "Google Merchant Center",
    .names = offer_names,
    .recognise = recognise_google,
    .open = open_google,
    .row = add_row,
    .close = close_table,
};

const struct dialect dialect_meta = {
    .name = "meta",
    .title = "Meta Commerce Manager",
    .names = offer_names,
    .recognise = recognise_meta,
    .open = open_meta,
    .row = add_row,
    .close = close_table,
};
