/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/exchange_rows.h"

#include "base/date.h"
#include "base/memory.h"
#include "format/sheet.h"
#include "shop/exchange.h"
#include "tool/queued.h"

#include <stdlib.h>

struct dialect_rows {
    char (*codes)[4]; /* of each column; "": it is no currency's */
    size_t count;
    struct product_queue queue;
    struct text masked;
};

static bool is_currency(struct slice title)
{
    for (size_t i = 0; i < title.length; i++)
        if (title.bytes[i] < 'A' || title.bytes[i] > 'Z')
            return false;
    return title.length == 3;
}

static bool begin(const struct source_options *options, const struct sheet_row *header, struct dialect_rows **rows,
                  struct text *notice, struct fault *fault)
{
    size_t currencies = 0;

    *rows = NULL;
    if (options->from && strcmp(options->from, "ecb") != 0)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--from: \"%s\" is not ecb", options->from);
    for (size_t i = 1; i < header->count; i++)
        currencies += is_currency(header->cells[i]);
    if (!header->count || !slice_is(header->cells[0], "Date") || !currencies)
        return !options->from ||
               fault_set(fault, FAULT_USAGE, "not_the_dialect", NULL, "--from ecb: the columns are not Date and currencies");
    *rows = memory_take_zeroed(1, sizeof **rows);
    (*rows)->count = header->count;
    (*rows)->codes = memory_take_zeroed(header->count, sizeof *(*rows)->codes);
    for (size_t i = 1; i < header->count; i++)
        if (is_currency(header->cells[i]))
            memcpy((*rows)->codes[i], header->cells[i].bytes, 3);
    text_printf(notice, "; reference rates of the European Central Bank, %zu currencies", currencies);
    return true;
}

static void close_rows(struct dialect_rows *rows)
{
    if (!rows)
        return;
    free(rows->codes);
    queue_release(&rows->queue);
    text_release(&rows->masked);
    free(rows);
}

/* "20 November 2026" */
static bool read_long_day(struct slice text, day *value)
{
    static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                         "July",    "August",   "September", "October", "November", "December"};
    struct text written = TEXT_INIT;
    struct slice words[3] = {{NULL, 0}};
    size_t count = 0;
    bool done = false;
    int64_t dom;

    for (size_t at = 0; at < text.length && count < 3;) {
        size_t end = at;

        while (end < text.length && text.bytes[end] != ' ')
            end++;
        if (end > at)
            words[count++] = (struct slice){text.bytes + at, end - at};
        at = end + 1;
    }
    if (count < 3 || !slice_integer(words[0], 31, &dom) || words[2].length != 4)
        return false;
    for (size_t month = 0; month < 12 && !done; month++)
        if (slice_is(words[1], months[month])) {
            text_add_slice(&written, words[2]);
            text_printf(&written, "-%02zu-%02d", month + 1, (int)dom);
            done = day_read(text_slice(&written), value);
        }
    text_release(&written);
    return done;
}

static void queue_rate(struct dialect_rows *rows, const char *code, struct slice day_text, struct slice rate,
                       const struct sheet_row *row)
{
    json_t *record = json_pack("{s:s, s:s, s:s, s:s%, s:s%, s:s}", "type", "exchange_rate", "of", "EUR", "currency", code, "day",
                               day_text.bytes, day_text.length, "rate", rate.bytes, rate.length, "source", EXCHANGE_CENTRAL_BANK);
    struct fault fault = FAULT_INIT;

    if (record) {
        queue_record(&rows->queue, record, row->line, row->raw);
        return;
    }
    fault_set(&fault, FAULT_REFUSED, "not_a_rate", code, "the cell is no text");
    queue_refusal(&rows->queue, row->line, row->raw, &fault);
}

static void add_row(struct dialect_rows *rows, const struct sheet_row *row)
{
    struct text written = TEXT_INIT;
    struct fault fault = FAULT_INIT;
    day on;

    if (!day_read(row->cells[0], &on) && !read_long_day(row->cells[0], &on)) {
        fault_set(&fault, FAULT_REFUSED, "bad_day", "Date", "\"%.*s\" is no day of the bank's", SLICE_ARGS(row->cells[0]));
        queue_refusal(&rows->queue, row->line, row->raw, &fault);
        return;
    }
    day_write(&written, on);
    for (size_t i = 1; i < rows->count && i < row->count; i++)
        if (rows->codes[i][0] && row->cells[i].length && !slice_is(row->cells[i], "N/A"))
            queue_rate(rows, rows->codes[i], text_slice(&written), row->cells[i], row);
    text_release(&written);
}

static void end(struct dialect_rows *rows)
{
    (void)rows;
}

static bool next(struct dialect_rows *rows, enum source_event *event, struct source_item *item, struct fault *fault)
{
    return queued_next(&rows->queue, &rows->masked, event, item, fault);
}

const struct dialect_reader central_bank_reader = {
    .begin = begin,
    .close = close_rows,
    .row = add_row,
    .end = end,
    .next = next,
};
