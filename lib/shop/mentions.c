/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/mentions.h"

#include "base/memory.h"
#include "shop/law_table.h"

#include <stdlib.h>

enum { COLUMNS = 7 };

static bool read_row(struct slice columns[COLUMNS], struct mention_row *row)
{
    *row = (struct mention_row){.when = columns[1], .language = columns[4], .text = columns[5]};
    return law_country(columns[0], row->country) && law_day(columns[2], INT32_MIN, &row->from) &&
           law_day(columns[3], INT32_MAX, &row->until) && row->when.length && row->language.length && row->text.length;
}

bool mentions_read(struct mentions *mentions, struct slice table, struct fault *fault)
{
    struct law_table lines = {table, 0};
    struct slice columns[COLUMNS];

    while (law_table_next(&lines, columns, COLUMNS)) {
        mentions->rows = memory_grow(mentions->rows, &mentions->room, mentions->count + 1, sizeof *mentions->rows);
        if (!read_row(columns, &mentions->rows[mentions->count++]))
            return fault_set(fault, FAULT_USAGE, "wrong_table", NULL, "mentions: line %zu cannot be read", lines.line);
    }
    return true;
}

void mentions_release(struct mentions *mentions)
{
    free(mentions->rows);
    *mentions = (struct mentions)MENTIONS_INIT;
}

/* Who buys, or how the sale is taxed: what does not say that is domestic. */
static bool applies(struct slice when, const struct document *document)
{
    bool is_invoice = document->type == DOCUMENT_TYPE_INVOICE;

    if (slice_is(when, "business"))
        return is_invoice && document->buyer.is_business;
    if (slice_is(when, "consumer"))
        return is_invoice && !document->buyer.is_business;
    return slice_equal(when, document->treatment.length ? document->treatment : SLICE("domestic"));
}

/* 0: it is not for this document; else the better it is for it, the more. */
static unsigned fitness(const struct mention_row *row, const struct document *document, struct slice language)
{
    bool is_own = row->country[0];
    bool is_spoken = slice_equal(row->language, language);

    if (document->day < row->from || document->day > row->until ||
        !law_country_fits(row->country, document->seller.address.country) || !(is_spoken || slice_is(row->language, "*")) ||
        !applies(row->when, document))
        return 0;
    return 1 + (is_own ? 2u : 0) + (is_spoken ? 1u : 0);
}

/* Whether no other row of the same case is better. */
static bool is_best(const struct mentions *mentions, size_t which, const struct document *document, struct slice language)
{
    const struct mention_row *row = &mentions->rows[which];
    unsigned fits = fitness(row, document, language);

    for (size_t i = 0; fits && i < mentions->count; i++)
        if (slice_equal(mentions->rows[i].when, row->when) && fitness(&mentions->rows[i], document, language) > fits)
            return false;
    return fits;
}

bool mentions_next(const struct mentions *mentions, const struct document *document, struct slice language, size_t *at,
                   struct slice *text)
{
    while (*at < mentions->count) {
        size_t which = (*at)++;

        if (is_best(mentions, which, document, language)) {
            *text = mentions->rows[which].text;
            return true;
        }
    }
    return false;
}
