/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/mentions.h"

#include "base/memory.h"
#include "shop/law_table.h"
#include "shop/person.h"
#include "json/write.h"

#include <stdlib.h>

enum { COLUMNS = 8 };

static bool read_row(struct slice columns[COLUMNS], struct mention_row *row)
{
    *row = (struct mention_row){.when = columns[1], .language = columns[4], .mention = {columns[5], columns[6]}};
    if (slice_is(columns[5], "-"))
        row->mention.code = SLICE("");
    return law_country(columns[0], row->country) && law_day(columns[2], INT32_MIN, &row->from) &&
           law_day(columns[3], INT32_MAX, &row->until) && row->when.length && row->language.length && columns[5].length &&
           row->mention.text.length;
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
    bool counts = is_invoice || document->type == DOCUMENT_TYPE_CREDIT_NOTE;

    if (slice_is(when, "trade"))
        return counts && document->buyer.is_business;
    if (slice_is(when, "services_on_invoice"))
        return counts && document->seller.services_on_invoice && (document->goods & GOODS_SERVICES);
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

static bool same_case(const struct mention_row *a, const struct mention_row *b)
{
    return slice_equal(a->when, b->when) && slice_equal(a->mention.code, b->mention.code);
}

/* Whether no other row of the same case is better. */
static bool is_best(const struct mentions *mentions, size_t which, const struct document *document, struct slice language)
{
    const struct mention_row *row = &mentions->rows[which];
    unsigned fits = fitness(row, document, language);

    for (size_t i = 0; fits && i < mentions->count; i++)
        if (same_case(&mentions->rows[i], row) && fitness(&mentions->rows[i], document, language) > fits)
            return false;
    return fits;
}

static bool is_told(const struct document *document, struct slice text)
{
    for (size_t i = 0; i < document->content.totals.rate_count; i++)
        if (slice_equal(document->exemptions[i].text, text))
            return true;
    return false;
}

bool mentions_next(const struct mentions *mentions, const struct document *document, struct slice language, size_t *at,
                   struct mention *mention)
{
    while (*at < mentions->count) {
        size_t which = (*at)++;

        *mention = mentions->rows[which].mention;
        if (!is_told(document, mention->text) && is_best(mentions, which, document, language))
            return true;
    }
    return false;
}

/* "fr-BE" speaks as "fr" does. */
static struct slice spoken(struct slice language)
{
    const char *hyphen = language.length ? memchr(language.bytes, '-', language.length) : NULL;

    return hyphen ? (struct slice){language.bytes, (size_t)(hyphen - language.bytes)} : language;
}

static void write_mentions(const struct mentions *mentions, const struct document *document, struct text *text)
{
    struct mention mention;
    size_t at = 0;

    json_open(text, "mentions", '[');
    while (mentions_next(mentions, document, spoken(document->language), &at, &mention)) {
        json_open(text, NULL, '{');
        if (mention.code.length)
            json_put_string(text, "code", mention.code);
        json_put_string(text, "text", mention.text);
        json_close(text, '}');
    }
    json_close(text, ']');
}

bool mentions_keep(const struct mentions *mentions, struct store *store, struct changes *changes, size_t *row, struct arena *arena,
                   struct fault *fault)
{
    struct document document;
    struct slice id;
    struct slice record;
    struct slice person;
    struct text *text;

    if (!mentions)
        return true;
    id = arena_copy(arena, changes_id(changes, *row));
    record = arena_copy(arena, changes_value(changes, *row));
    if (!person_of_record(store, record, &person, fault) || !document_read(&document, record, person, arena, fault))
        return false;
    changes_take_back(changes);
    text = changes_begin(changes, id);
    text_add(text, record.bytes, record.length - 1);
    write_mentions(mentions, &document, text);
    text_add_byte(text, '}');
    *row = changes_end(changes);
    return true;
}
