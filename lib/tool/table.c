/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/card.h"
#include "base/memory.h"
#include "format/json_rows.h"
#include "format/mapping.h"
#include "format/sheet.h"
#include "tool/source.h"
#include "tool/tool.h"

#include <stdlib.h>

/* Rows that are being gathered into one order. */
struct group {
    json_t *order;              /* the one being gathered */
    json_t *ready;              /* the one handed out last */
    struct text raw, ready_raw; /* their rows as they came */
    size_t line, ready_line;
    struct fault fault;    /* why it cannot be taken, if it cannot */
    bool next_is_doubtful; /* a row that could not be read stood just before: it may have been the next order's first */
    struct text refused;   /* the reference of the last row that could be read and not be taken */
    size_t refused_line;
};

struct table {
    struct mapping *mapping;
    struct mapping *recognised; /* the mapping was none that was given, but this one */
    struct source_options options;
    bool grouped;
    struct dialect_rows *platform; /* the sheet is a platform's export; NULL: the mapping tells what the columns are */
    bool ended;
    struct sheet sheet;
    struct json_rows *documents; /* the mapping is for those; NULL: it is for sheets */
    struct arena arena;
    struct fields fields;
    struct group group;
    struct text masked; /* a row that holds a card number, without it */
};

static bool give_countries(struct mapping *mapping, struct fault *fault)
{
    struct text countries = TEXT_INIT;
    struct text words = TEXT_INIT;
    bool done = !mapping_needs_countries(mapping) || (tool_read_data("labels", "countries.tsv", &countries, fault) &&
                                                      tool_read_data("labels", "country-words.tsv", &words, fault) &&
                                                      mapping_take_countries(mapping, &countries, &words, fault));

    text_release(&countries);
    text_release(&words);
    return done;
}

static bool map_to(enum mapping_target target, struct slice text, const char *name, struct mapping **mapping, struct fault *fault)
{
    if (!text.bytes) {
        *mapping = mapping_identity(target);
        return true;
    }
    if (!mapping_parse(text, name, mapping, fault))
        return false;
    if (mapping_target(*mapping) != target)
        fault_set(fault, FAULT_USAGE, "usage", NULL, "%s is a mapping for other records", name);
    else if (give_countries(*mapping, fault))
        return true;
    mapping_free(*mapping);
    *mapping = NULL;
    return false;
}

static bool map(struct slice text, const char *name, bool grouped, struct mapping **mapping, struct fault *fault)
{
    return map_to(grouped ? TARGET_ORDER : TARGET_PRODUCT, text, name, mapping, fault);
}

static bool map_prices(struct slice text, const char *name, bool grouped, struct mapping **mapping, struct fault *fault)
{
    (void)grouped;
    return map_to(TARGET_PRICE, text, name, mapping, fault);
}

static bool map_rates(struct slice text, const char *name, bool grouped, struct mapping **mapping, struct fault *fault)
{
    (void)grouped;
    return map_to(TARGET_EXCHANGE_RATE, text, name, mapping, fault);
}

static bool map_tracking(struct slice text, const char *name, bool grouped, struct mapping **mapping, struct fault *fault)
{
    (void)grouped;
    return map_to(TARGET_TRACKING, text, name, mapping, fault);
}

/* Nobody calls the columns like the fields: each network has its own words, and the installed mapping knows them. */
static bool map_pickup_points(struct slice text, const char *name, bool grouped, struct mapping **mapping, struct fault *fault)
{
    struct text installed = TEXT_INIT;
    bool done = text.bytes || tool_read_data("maps", name = "pickup-points.map", &installed, fault);

    (void)grouped;
    done = done && map_to(TARGET_PICKUP_POINT, text.bytes ? text : text_slice(&installed), name, mapping, fault);
    text_release(&installed);
    return done;
}

static bool map_licence_keys(struct slice text, const char *name, bool grouped, struct mapping **mapping, struct fault *fault)
{
    (void)grouped;
    return map_to(TARGET_LICENCE_KEY, text, name, mapping, fault);
}

static bool is_of_documents(const struct mapping *mapping)
{
    return mapping_rows(mapping).bytes;
}

static bool map_charges(struct slice text, const char *name, bool grouped, struct mapping **mapping, struct fault *fault)
{
    (void)grouped;
    return map_to(TARGET_CHARGE, text, name, mapping, fault);
}

static struct table *open_table(const struct source_options *source, struct fault *fault)
{
    struct table *table = memory_take_zeroed(1, sizeof *table);
    struct sheet_options options = {0};

    table->options = *source;
    table->mapping = source->mapping;
    table->grouped = source->grouped;
    if (is_of_documents(table->mapping)) {
        table->documents = json_rows_open(table->mapping);
        return table;
    }
    mapping_sheet_options(table->mapping, &options);
    if (sheet_init(&table->sheet, &options, fault))
        return table;
    free(table);
    return NULL;
}

static void close_table(struct table *table)
{
    if (table->platform)
        table->options.dialects->close(table->platform);
    json_rows_close(table->documents);
    mapping_free(table->recognised);
    sheet_release(&table->sheet);
    json_decref(table->group.order);
    json_decref(table->group.ready);
    text_release(&table->group.raw);
    text_release(&table->group.ready_raw);
    text_release(&table->group.refused);
    arena_release(&table->arena);
    fields_release(&table->fields);
    text_release(&table->masked);
    free(table);
}

static void feed(struct table *table, struct slice bytes, bool last)
{
    if (table->documents)
        json_rows_feed(table->documents, bytes, last);
    else
        sheet_feed(&table->sheet, bytes, last);
}

static enum sheet_event next_row(struct table *table, struct sheet_row *row, struct fault *fault)
{
    return table->documents ? json_rows_next(table->documents, row, fault) : sheet_next(&table->sheet, row, fault);
}

/* Both absent is the same too. */
static bool same_member(const json_t *a, const json_t *b, const char *name)
{
    const json_t *x = json_object_get(a, name);
    const json_t *y = json_object_get(b, name);

    return x && y ? json_equal(x, y) : x == y;
}

static bool same_order(const json_t *order, const json_t *row)
{
    return same_member(order, row, "reference") && same_member(order, row, "channel");
}

/*
 * What a row says of the order besides its line: new things are added, known ones must agree. But for the moment: shops
 * that stamp each row as it is keyed in give the rows of one order minutes apart, and its first row tells when it began.
 */
static void merge(json_t *order, json_t *row, struct fault *fault)
{
    const char *name;
    json_t *value;

    json_object_foreach(row, name, value)
    {
        json_t *before = json_object_get(order, name);

        if (!before)
            json_object_set(order, name, value);
        else if (json_is_object(before) && json_is_object(value))
            merge(before, value, fault);
        else if (strcmp(name, "placed_at") != 0 && !json_equal(before, value) && fault->kind == FAULT_NONE)
            fault_set(fault, FAULT_REFUSED, "contradiction", name, "differs between the rows of one order");
    }
}

static void make_ready(struct group *group)
{
    struct text emptied = group->ready_raw;

    json_decref(group->ready);
    group->ready = group->order;
    group->ready_line = group->line;
    group->ready_raw = group->raw;
    group->order = NULL;
    group->raw = emptied;
    text_clear(&group->raw);
}

/* Adds the row to the open group; true if another group was completed by its coming. */
static bool add_row(struct group *group, json_t *row, size_t line, struct slice raw)
{
    json_t *order_line = json_object_get(row, "line");
    bool completed = group->order && !same_order(group->order, row);

    json_incref(order_line);
    json_object_del(row, "line");
    if (completed)
        make_ready(group);
    if (!group->order) {
        group->order = json_object();
        group->line = line;
        json_object_set_new(group->order, "lines", json_array());
    }
    if (group->raw.length)
        text_add_byte(&group->raw, '\n');
    text_add_slice(&group->raw, raw);
    merge(group->order, row, &group->fault);
    if (order_line)
        json_array_append_new(json_object_get(group->order, "lines"), order_line);
    return completed;
}

static void refuse_group(struct fault *fault, size_t line)
{
    if (fault->kind == FAULT_NONE)
        fault_set(fault, FAULT_REFUSED, "incomplete_order", NULL,
                  "the row at line %zu, which may belong to this order, was refused", line);
}

/* A row that a rule refused costs its own order, if the rules before told which; else it may belong to either neighbour. */
static void note_refused_row(struct table *table, size_t line)
{
    struct group *group = &table->group;
    struct slice reference = fields_find(&table->fields, "reference");
    const json_t *open = json_object_get(group->order, "reference");

    text_clear(&group->refused);
    text_add_slice(&group->refused, reference);
    group->refused_line = line;
    if (!reference.bytes || (open && slice_is(reference, json_string_value(open))))
        refuse_group(&group->fault, line);
    group->next_is_doubtful |= !reference.bytes;
}

static enum source_event hand_out(struct table *table, struct fault *group_fault, struct source_item *item, struct fault *fault)
{
    item->line = table->group.ready_line;
    if (group_fault->kind == FAULT_NONE) {
        item->record = table->group.ready;
        item->raw = (struct slice){NULL, 0};
        return SOURCE_RECORD;
    }
    /* An order that lacks a row must not be mended from what is left of it: its rows are given back as they came. */
    item->raw = text_slice(&table->group.ready_raw);
    *fault = *group_fault;
    return SOURCE_REFUSED;
}

static enum source_event end_of_group(struct table *table, struct source_item *item, struct fault *fault)
{
    struct group *group = &table->group;
    struct fault why = group->fault;

    if (!group->order)
        return SOURCE_END;
    make_ready(group);
    group->fault = (struct fault)FAULT_INIT;
    return hand_out(table, &why, item, fault);
}

static enum source_event row_of_group(struct table *table, struct source_item *item, struct fault *fault)
{
    struct group *group = &table->group;
    struct fault before = group->fault;
    json_t *row = fields_json(&table->fields);
    bool completed;

    if (!json_object_get(row, "reference")) {
        json_decref(row);
        refuse_group(&group->fault, item->line);
        group->next_is_doubtful = true;
        fault_set(fault, FAULT_REFUSED, "missing_field", "reference", "is missing");
        return SOURCE_REFUSED;
    }
    if (group->order && !same_order(group->order, row))
        group->fault = (struct fault)FAULT_INIT;
    if (group->next_is_doubtful)
        refuse_group(&group->fault, item->line - 1);
    group->next_is_doubtful = false;
    if (group->refused.length && slice_is(text_slice(&group->refused), json_string_value(json_object_get(row, "reference"))))
        refuse_group(&group->fault, group->refused_line);
    completed = add_row(group, row, item->line, item->raw);
    json_decref(row);
    return completed ? hand_out(table, &before, item, fault) : SOURCE_NOTICE;
}

/* The row as it may be kept; whether it holds the number of a card. */
static bool mask_row(struct table *table, struct slice *raw)
{
    struct slice as_it_came = *raw;

    if (!card_suspected(*raw))
        return false;
    text_clear(&table->masked);
    card_mask(&table->masked, *raw);
    *raw = text_slice(&table->masked);
    return !slice_equal(*raw, as_it_came);
}

static bool is_own_number(const struct table *table, const struct field *field)
{
    return table->options.own_numbers && slice_is(field->name, table->options.own_numbers);
}

static bool fields_without_card(const struct table *table, struct fault *fault)
{
    const struct fields *fields = &table->fields;

    for (size_t i = 0; i < fields->count; i++)
        if ((!is_own_number(table, &fields->items[i]) && card_in_field(fields->items[i].name, fields->items[i].value)) ||
            card_in_field(SLICE(""), fields->items[i].name))
            return card_refuse(fields->items[i].name, fault);
    return true;
}

/*
 * Whether what looks like a card's in the row are whole fields that may: then the row need not be masked. Of a document the cells
 * are those that the mapping asks for, and its text may hold others.
 */
static bool shows_fields_alone(const struct table *table, const struct sheet_row *row)
{
    if (table->documents)
        return false;
    for (size_t i = 0; i < row->count; i++) {
        const struct slice cell = slice_trim(row->cells[i]);
        bool known = !card_in_field(SLICE(""), cell);

        for (size_t j = 0; !known && j < table->fields.count; j++)
            known = slice_equal(table->fields.items[j].value, cell);
        if (!known)
            return false;
    }
    return true;
}

/* The first of the installed mappings of orders whose columns are all there; what says most of itself stands first. */
static bool recognise_orders(struct table *table, const struct sheet_row *header, struct text *notice, struct fault *fault)
{
    static const char *const names[] = {"shopify-orders.map",      "squarespace-orders.map", "wix-orders.map",
                                        "amazon-order-report.map", "amazon-all-orders.map",  "etsy-orders.map",
                                        "woocommerce-orders.map",  "prestashop-orders.map",  NULL};

    for (size_t i = 0; names[i]; i++) {
        struct text text = TEXT_INIT;
        struct fault other = FAULT_INIT;
        bool read = tool_has_data("maps", names[i]) && tool_read_data("maps", names[i], &text, fault) &&
                    map_to(TARGET_ORDER, text_slice(&text), names[i], &table->recognised, fault);

        text_release(&text);
        if (fault->kind != FAULT_NONE)
            return false;
        if (read && mapping_bind(table->recognised, header, &other)) {
            table->mapping = table->recognised;
            text_printf(notice, "; read through %s", names[i]);
            return true;
        }
        mapping_free(table->recognised);
        table->recognised = NULL;
    }
    return true;
}

/* A sheet whose columns are named like the fields is taken as that; only one that is not may be a platform's. */
static bool bind_columns(struct table *table, const struct sheet_row *header, struct text *notice, struct fault *fault)
{
    const struct source_options *options = &table->options;
    struct fault unknown = FAULT_INIT;

    if (options->from)
        return options->dialects->begin(options, header, &table->platform, notice, fault);
    if (options->mapped || !(options->dialects || options->grouped))
        return mapping_bind(table->mapping, header, fault);
    if (mapping_bind(table->mapping, header, &unknown))
        return true;
    if (options->grouped) {
        if (!recognise_orders(table, header, notice, fault))
            return false;
        return table->recognised ||
               fault_set(fault, FAULT_USAGE, unknown.code, NULL,
                         "%s; nor are these the orders of a platform that is known: -m says how to read others", unknown.reason);
    }
    if (!options->dialects->begin(options, header, &table->platform, notice, fault))
        return false;
    if (!table->platform)
        *fault = unknown;
    return table->platform;
}

static bool bind(struct table *table, struct text *notice, struct fault *fault)
{
    const struct sheet_row *header = sheet_header(&table->sheet);
    struct slice raw = header->raw;

    text_clear(notice);
    sheet_assumed(&table->sheet, notice);
    if (!mask_row(table, &raw))
        return bind_columns(table, header, notice, fault);
    card_refuse(SLICE(""), fault);
    fault->kind = FAULT_USAGE;
    return false;
}

/* What the mapping makes of the row. Columns that it leaves out may hold what they like; a refused row shows none of it. */
static enum mapping_result apply(struct table *table, const struct sheet_row *row, struct slice *raw, struct fault *fault)
{
    const struct slice as_it_came = *raw;
    bool with_card = mask_row(table, raw);
    enum mapping_result result;
    char field[sizeof fault->field];

    arena_clear(&table->arena);
    result = mapping_apply(table->mapping, row, &table->arena, &table->fields, fault);
    /* What stands above a row of a document is not in its text, and becomes fields of it all the same. */
    with_card |=
        table->documents && (result == MAPPING_MAPPED || (result == MAPPING_REFUSED && card_suspected(slice_of(fault->reason))));
    if (!with_card)
        return result;
    if (result == MAPPING_MAPPED && !fields_without_card(table, fault))
        return MAPPING_REFUSED;
    if (result == MAPPING_MAPPED && shows_fields_alone(table, row))
        *raw = as_it_came;
    if (result == MAPPING_REFUSED) {
        memcpy(field, fault->field, sizeof field);
        fault_set(fault, fault->kind, fault->code, field,
                  "cannot be used, and is not shown: the row holds the number of a payment card");
    }
    return result;
}

static bool next_of_table(struct table *table, enum source_event *event, struct source_item *item, struct fault *fault)
{
    for (;;) {
        struct sheet_row row;

        if (table->platform && table->options.dialects->next(table->platform, event, item, fault))
            return true;
        switch (next_row(table, &row, fault)) {
        case SHEET_MORE:
            *event = SOURCE_WAIT;
            return true;
        case SHEET_END:
            if (table->platform && !table->ended) {
                table->ended = true;
                table->options.dialects->end(table->platform);
                continue;
            }
            *event = table->grouped ? end_of_group(table, item, fault) : SOURCE_END;
            return true;
        case SHEET_HEADER:
            if (!bind(table, &item->notice, fault))
                return false;
            if (table->platform)
                sheet_take_empty_cells(&table->sheet);
            *event = SOURCE_NOTICE;
            return true;
        case SHEET_BAD:
            item->record = NULL;
            item->raw = row.raw;
            (void)mask_row(table, &item->raw);
            item->line = row.line;
            refuse_group(&table->group.fault, row.line);
            table->group.next_is_doubtful = true;
            *event = SOURCE_REFUSED;
            return true;
        case SHEET_ROW:
            if (table->platform) {
                table->options.dialects->row(table->platform, &row);
                continue;
            }
            item->raw = row.raw;
            item->line = row.line;
            break;
        }
        switch (apply(table, &row, &item->raw, fault)) {
        case MAPPING_SKIPPED:
            *event = SOURCE_SKIPPED;
            return true;
        case MAPPING_REFUSED:
            item->record = NULL;
            note_refused_row(table, row.line);
            *event = SOURCE_REFUSED;
            return true;
        case MAPPING_MAPPED:
            break;
        }
        if (!table->grouped) {
            item->fields = &table->fields;
            *event = SOURCE_RECORD;
            return true;
        }
        *event = row_of_group(table, item, fault);
        if (*event != SOURCE_NOTICE)
            return true;
    }
}

const struct table_reader table_reader = {
    .map = map,
    .unmap = mapping_free,
    .open = open_table,
    .close = close_table,
    .feed = feed,
    .next = next_of_table,
    .is_of_documents = is_of_documents,
};

const struct table_reader price_table_reader = {
    .map = map_prices,
    .unmap = mapping_free,
    .open = open_table,
    .close = close_table,
    .feed = feed,
    .next = next_of_table,
    .is_of_documents = is_of_documents,
};

const struct table_reader exchange_table_reader = {
    .map = map_rates,
    .unmap = mapping_free,
    .open = open_table,
    .close = close_table,
    .feed = feed,
    .next = next_of_table,
    .is_of_documents = is_of_documents,
};

const struct table_reader tracking_table_reader = {
    .map = map_tracking,
    .unmap = mapping_free,
    .open = open_table,
    .close = close_table,
    .feed = feed,
    .next = next_of_table,
    .is_of_documents = is_of_documents,
};

const struct table_reader charge_table_reader = {
    .map = map_charges,
    .unmap = mapping_free,
    .open = open_table,
    .close = close_table,
    .feed = feed,
    .next = next_of_table,
    .is_of_documents = is_of_documents,
};

const struct table_reader pickup_point_table_reader = {
    .map = map_pickup_points,
    .unmap = mapping_free,
    .open = open_table,
    .close = close_table,
    .feed = feed,
    .next = next_of_table,
    .is_of_documents = is_of_documents,
};

const struct table_reader licence_key_table_reader = {
    .map = map_licence_keys,
    .unmap = mapping_free,
    .open = open_table,
    .close = close_table,
    .feed = feed,
    .next = next_of_table,
    .is_of_documents = is_of_documents,
};
