/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demand.h"

#include "format/dialect.h"
#include "json/write.h"

/*
 * The first byte says whose export the rest is said to be; 0: the header tells.
 *
 * Demanded: a dialect is sure of a header it takes; what comes out is a record of a product or a refusal with its reason, with
 * the line and the rows that it was made of, in the order of the lines; its texts are UTF-8.
 */

static void demand_text(const json_t *value)
{
    size_t i;
    const char *name;
    json_t *member;

    if (json_is_string(value))
        demand(utf8_valid_length((struct slice){json_string_value(value), json_string_length(value)}) == json_string_length(value),
               "texts are UTF-8");
    json_array_foreach((json_t *)(uintptr_t)value, i, member) demand_text(member);
    json_object_foreach((json_t *)(uintptr_t)value, name, member) demand_text(member);
}

static void demand_queue(struct product_queue *queue, size_t *line)
{
    struct queued *item;

    while ((item = queue_take(queue))) {
        demand(item->line >= *line && item->line > 0, "what comes out stands in the order of its lines");
        *line = item->line;
        demand(item->raw.length > 0, "the rows are there");
        demand(!item->record == (item->fault.kind == FAULT_REFUSED) || item->fault.kind == FAULT_NONE, "a record or a reason");
        if (item->record) {
            demand(json_is_string(json_object_get(item->record, "sku")), "a record has an SKU");
            demand_text(item->record);
        } else if (item->fault.kind == FAULT_REFUSED) {
            demand(item->fault.code[0] && item->fault.reason[0], "a refusal says why");
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sheet_options options = {0};
    struct product_queue queue = {0};
    struct header header = {0};
    const struct dialect *dialect = NULL;
    struct fault fault = FAULT_INIT;
    struct sheet_row row;
    struct sheet sheet;
    void *state = NULL;
    enum sheet_event event;
    size_t known = 0;
    size_t line = 0;

    while (dialects[known])
        known++;
    if (size < 2 || !sheet_init(&sheet, &options, &fault))
        return 0;
    sheet_feed(&sheet, (struct slice){(const char *)data + 1, size - 1}, true);
    while ((event = sheet_next(&sheet, &row, &fault)) != SHEET_END && event != SHEET_MORE) {
        if (event == SHEET_HEADER) {
            size_t which = data[0] % (known + 1);

            dialect = which ? dialects[which - 1] : dialect_recognise(sheet_header(&sheet), &header);
            if (!dialect)
                break;
            if (which)
                header_bind(&header, sheet_header(&sheet), dialect->names);
            else
                demand(dialect->recognise(&header) >= DIALECT_SURE, "a dialect is sure of what it recognised");
            state = dialect->open(&header);
        } else if (event == SHEET_ROW) {
            dialect->row(state, &row, &queue);
        }
        demand_queue(&queue, &line);
    }
    if (state && dialect->end)
        dialect->end(state, &queue);
    demand_queue(&queue, &line);
    if (state)
        dialect->close(state);
    queue_release(&queue);
    header_release(&header);
    sheet_release(&sheet);
    return 0;
}
