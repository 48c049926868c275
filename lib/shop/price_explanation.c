/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/price_explanation.h"

#include "shop/product.h"
#include "json/write.h"

const char *price_source_name(enum price_source source)
{
    static const char *const names[] = {"nothing", "product", "sale", "price_list"};

    return names[source];
}

void price_candidates_write(const struct price_candidates *candidates, const struct currency *currency, struct text *text)
{
    json_open(text, "candidates", '[');
    for (size_t i = 0; i < candidates->count; i++) {
        const struct price_candidate *row = &candidates->rows[i];

        json_open(text, NULL, '{');
        json_put_string(text, "kind", slice_of(row->kind));
        json_put_optional(text, "id", row->id);
        if (row->from_quantity > 1)
            json_put_integer(text, "from_quantity", row->from_quantity);
        if (row->price != PRODUCT_UNSET)
            json_put_price(text, "price", row->price, currency);
        json_put_string(text, "outcome", slice_of(row->outcome));
        json_close(text, '}');
    }
    json_close(text, ']');
}

void order_explanation_begin(const struct order *order, struct arena *arena)
{
    struct order_explanation *explanation = order->explanation;

    *explanation = (struct order_explanation){.count = order->line_count, .currency = order->currency};
    explanation->lines = arena_take(arena, order->line_count * sizeof *explanation->lines);
    for (size_t i = 0; i < explanation->count; i++)
        explanation->lines[i] = (struct line_explanation){.candidates = {.arena = arena}};
}

static void write_tax_reason(const struct line_explanation *line, struct text *text)
{
    struct text reason = TEXT_INIT;

    text_add_string(&reason, line->tax_reason);
    if (line->tax_article.length)
        text_add_string(&reason, ": ");
    text_add_slice(&reason, line->tax_article);
    json_put_string(text, "tax_reason", text_slice(&reason));
    text_release(&reason);
}

static void write_line(const struct line_explanation *line, size_t number, const struct currency *currency, struct text *text)
{
    static const char *const rate_sources[] = {"given", "product", "shop"};
    bool given = line->source == PRICE_OF_NOTHING;

    json_open(text, NULL, '{');
    json_put_integer(text, "line", (int64_t)number);
    json_put_string(text, "source", slice_of(given ? "given" : price_source_name(line->source)));
    json_put_optional(text, "list", line->list);
    if (!given)
        price_candidates_write(&line->candidates, currency, text);
    json_put_string(text, "vat_rate_source", slice_of(rate_sources[line->rate_source]));
    if (line->tax_reason)
        write_tax_reason(line, text);
    if (line->rate_reason)
        json_put_string(text, "rate_reason", slice_of(line->rate_reason));
    json_close(text, '}');
}

void order_explanation_write(const struct order_explanation *explanation, struct slice record, struct text *text)
{
    text_add(text, record.bytes, record.length - 1);
    json_open(text, "explained", '[');
    for (size_t i = 0; i < explanation->count; i++)
        write_line(&explanation->lines[i], i + 1, &explanation->currency, text);
    json_close(text, ']');
    if (explanation->allocated.bytes)
        json_put_raw(text, "allocated", explanation->allocated);
    text_add_byte(text, '}');
}
