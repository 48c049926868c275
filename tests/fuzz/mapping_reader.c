/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demand.h"

#include "format/json_rows.h"
#include "format/mapping.h"
#include "json/read.h"
#include "json/write.h"

/*
 * The input is a mapping file, then a byte 0x1c and a table, or JSON documents where the mapping says so.
 *
 * Demanded: a mapping that is refused says where and why; a row becomes fields with names and values that are UTF-8, none
 * empty, none twice, whole numbers and truths being such; the record made of them is one that record_read takes. Rows of documents
 * are the same however the bytes come.
 */

enum { FILE_SEPARATOR = 0x1c };

static void demand_utf8(struct slice text, const char *what)
{
    demand(utf8_valid_length(text) == text.length, what);
}

static void demand_usage(const struct fault *fault)
{
    demand(fault->kind == FAULT_USAGE && fault->code[0], "a mapping's fault is one of usage");
    demand(strncmp(fault->reason, "fuzz.map:", 9) == 0, "a mapping's fault names file and line");
}

static void demand_fields(const struct fields *fields)
{
    for (size_t i = 0; i < fields->count; i++) {
        const struct field *field = &fields->items[i];
        int64_t number;

        demand(field->name.length && field->value.length, "neither name nor value is empty");
        demand_utf8(field->name, "a field's name is UTF-8");
        demand_utf8(field->value, "a field's value is UTF-8");
        if (field->kind == FIELD_INTEGER)
            demand(slice_integer(slice_from(field->value, field->value.bytes[0] == '-'), INT64_MAX, &number),
                   "a whole number is one");
        if (field->kind == FIELD_BOOLEAN)
            demand(slice_is(field->value, "true") || slice_is(field->value, "false"), "a truth is one");
        for (size_t j = 0; j < i; j++)
            demand(!slice_equal(field->name, fields->items[j].name), "a field comes once");
    }
}

static void demand_record(const struct fields *fields)
{
    json_t *record = fields_json(fields);
    struct text written = TEXT_INIT;
    struct fault fault = FAULT_INIT;
    struct arena arena = ARENA_INIT;
    const json_t *back;

    demand(record != NULL, "fields make a record");
    json_put_value(&written, NULL, record);
    back = record_read(text_slice(&written), &arena, &fault);
    demand(back && json_equal(record, back), "the record made of fields is a record");
    arena_release(&arena);
    json_decref(record);
    text_release(&written);
}

static void map_row(struct mapping *mapping, const struct sheet_row *row, struct arena *arena, struct fields *fields)
{
    struct fault fault = FAULT_INIT;

    arena_clear(arena);
    switch (mapping_apply(mapping, row, arena, fields, &fault)) {
    case MAPPING_MAPPED:
        demand_fields(fields);
        demand_record(fields);
        break;
    case MAPPING_REFUSED:
        demand(fault.kind != FAULT_NONE && fault.code[0] && fault.reason[0], "a refused row says why");
        break;
    case MAPPING_SKIPPED:
        break;
    }
}

/* What all rows of the documents say, fed in pieces of that length. */
static void map_documents(struct mapping *mapping, struct slice documents, size_t piece, struct text *events)
{
    struct json_rows *rows = json_rows_open(mapping);
    struct arena arena = ARENA_INIT;
    struct fields fields = FIELDS_INIT;
    size_t line = 0;
    size_t fed = 0;

    for (;;) {
        struct fault fault = FAULT_INIT;
        struct sheet_row row;
        enum sheet_event event = json_rows_next(rows, &row, &fault);

        if (event == SHEET_END)
            break;
        if (event == SHEET_MORE) {
            size_t length = documents.length - fed < piece ? documents.length - fed : piece;

            json_rows_feed(rows, (struct slice){documents.bytes + fed, length}, fed + length == documents.length);
            fed += length;
            continue;
        }
        demand(row.line > 0 && row.line >= line, "rows stand in the order of their lines");
        line = row.line;
        text_printf(events, "%d %zu %zu ", event, row.line, row.count);
        text_add_slice(events, row.raw);
        for (size_t i = 0; i < row.count; i++) {
            demand_utf8(row.cells[i], "a cell is UTF-8");
            text_add_slice(events, row.cells[i]);
            text_add_byte(events, '|');
        }
        demand(event == SHEET_ROW || (fault.kind == FAULT_REFUSED && fault.code[0] && fault.reason[0]), "what is bad says why");
        if (event == SHEET_ROW)
            map_row(mapping, &row, &arena, &fields);
    }
    fields_release(&fields);
    arena_release(&arena);
    json_rows_close(rows);
}

static void map_documents_alike(struct mapping *mapping, struct slice documents)
{
    struct text whole = TEXT_INIT;
    struct text pieces = TEXT_INIT;

    map_documents(mapping, documents, documents.length + 1, &whole);
    map_documents(mapping, documents, 3, &pieces);
    demand(slice_equal(text_slice(&whole), text_slice(&pieces)), "documents are read alike in pieces");
    text_release(&whole);
    text_release(&pieces);
}

static void map_rows(struct mapping *mapping, struct slice table)
{
    struct sheet_options options = {0};
    struct sheet sheet;
    struct sheet_row row;
    struct fault fault = FAULT_INIT;
    struct arena arena = ARENA_INIT;
    struct fields fields = FIELDS_INIT;
    enum sheet_event event;
    bool bound = false;

    mapping_sheet_options(mapping, &options);
    if (!sheet_init(&sheet, &options, &fault))
        return;
    sheet_feed(&sheet, table, true);
    while ((event = sheet_next(&sheet, &row, &fault)) != SHEET_END && event != SHEET_MORE) {
        fault = (struct fault)FAULT_INIT;
        if (event == SHEET_HEADER && !(bound = mapping_bind(mapping, &row, &fault))) {
            demand_usage(&fault);
            break;
        }
        if (event != SHEET_ROW || !bound)
            continue;
        map_row(mapping, &row, &arena, &fields);
    }
    fields_release(&fields);
    arena_release(&arena);
    sheet_release(&sheet);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice text = {(const char *)data, size};
    const char *cut = size ? memchr(data, FILE_SEPARATOR, size) : NULL;
    struct mapping *mapping = NULL;
    struct fault fault = FAULT_INIT;

    if (cut)
        text.length = (size_t)(cut - text.bytes);
    if (!mapping_parse(text, "fuzz.map", &mapping, &fault)) {
        demand_usage(&fault);
        return 0;
    }
    if (cut && mapping_rows(mapping).bytes)
        map_documents_alike(mapping, (struct slice){cut + 1, size - text.length - 1});
    else if (cut)
        map_rows(mapping, (struct slice){cut + 1, size - text.length - 1});
    mapping_free(mapping);
    return 0;
}
