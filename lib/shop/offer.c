/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/offer.h"

#include "shop/price_explanation.h"
#include "shop/product.h"
#include "json/write.h"

void offers_release(struct offers *offers)
{
    price_book_release(&offers->book);
    price_archive_release(&offers->archive);
    reduction_laws_release(&offers->laws);
    offers->archive_read = false;
}

static bool read_archive(struct offers *offers, struct store *store, struct fault *fault)
{
    if (!offers->archive_read && !price_archive_read(&offers->archive, store, fault))
        return false;
    offers->archive_read = true;
    return true;
}

bool offers_history(struct offers *offers, struct store *store, const struct settings *settings,
                    const struct price_question *question, struct price_point **points, size_t *count, struct arena *arena,
                    struct fault *fault)
{
    if (!read_archive(offers, store, fault) ||
        !price_history_read(points, count, &offers->archive, store, settings, question, arena, fault))
        return false;
    return *count || fault_set(fault, FAULT_REFUSED, "unknown_sku", "sku", "unknown sku \"%.*s\"", SLICE_ARGS(question->sku));
}

static bool find_reduction(struct reduction *reduction, struct offers *offers, struct store *store, const struct settings *settings,
                           const struct price_question *question, struct arena *arena, struct fault *fault)
{
    const struct reduction_law *law = reduction_law_of(&offers->laws, question->market.country, instant_day(question->at));
    struct price_point *points;
    size_t count;

    if (!law)
        return fault_set(fault, FAULT_USAGE, "wrong_table", NULL, "the table of price reductions has no row for this");
    if (!offers_history(offers, store, settings, question, &points, &count, arena, fault))
        return false;
    reduction_find(reduction, points, count, question->at, law);
    return true;
}

static bool read_case(struct price_case *all, struct offers *offers, struct store *store, const struct price_question *question,
                      bool with_others, struct arena *arena, struct fault *fault)
{
    if (question->by_then)
        return read_archive(offers, store, fault) &&
               price_case_read_past(all, &offers->archive, store, question, with_others, arena, fault);
    return price_book_refresh(&offers->book, store, fault) &&
           price_case_read(all, &offers->book, store, question, with_others, arena, fault);
}

bool offer_find(struct offer *offer, struct offers *offers, struct store *store, const struct settings *settings,
                const struct price_question *question, struct price_candidates *candidates, struct arena *arena,
                struct fault *fault)
{
    struct price_case all;
    const struct resolved_price *resolved = &offer->resolved;

    *offer = (struct offer){.reduction = {.prior = PRODUCT_UNSET}};
    if (!read_case(&all, offers, store, question, candidates != NULL, arena, fault))
        return false;
    price_resolve(&all, question, settings, &offer->resolved, candidates, arena);
    if (resolved->shown == PRODUCT_UNSET)
        return fault_set(fault, FAULT_REFUSED, "no_price", "price", "\"%.*s\" has no price in %s here", SLICE_ARGS(question->sku),
                         question->currency.code);
    return resolved->lasting == PRODUCT_UNSET || resolved->shown >= resolved->lasting ||
           find_reduction(&offer->reduction, offers, store, settings, question, arena, fault);
}

static void write_reduction(const struct reduction *reduction, const struct currency *currency, struct text *text)
{
    if (!reduction->is_reduced)
        return;
    json_open(text, "reduction", '{');
    json_put_instant(text, "since", reduction->since);
    if (reduction->prior != PRODUCT_UNSET)
        json_put_price(text, "prior_price", reduction->prior, currency);
    json_put_percent(text, "percent", reduction->percent);
    json_close(text, '}');
}

static void write_market(const struct price_question *question, struct text *text)
{
    json_put_string(text, "sku", question->sku);
    json_put_optional(text, "channel", question->market.channel);
    json_put_optional(text, "country", question->market.country);
    json_put_optional(text, "group", question->market.group);
    json_put_string(text, "currency", slice_of(question->currency.code));
}

void offer_write(const struct offer *offer, const struct price_question *question, const struct price_candidates *candidates,
                 struct text *text)
{
    const struct resolved_price *resolved = &offer->resolved;
    const struct currency *currency = &question->currency;

    text_add_string(text, "{\"type\":\"offer\"");
    write_market(question, text);
    json_put_integer(text, "quantity", question->quantity);
    json_put_instant(text, "at", question->at);
    json_put_price(text, "price", resolved->shown, currency);
    json_put_bool(text, "prices_include_tax", question->prices_include_tax);
    json_put_string(text, "source", slice_of(price_source_name(resolved->source)));
    json_put_optional(text, "list", resolved->list);
    if (resolved->promotion_count) {
        json_open(text, "promotions", '[');
        for (size_t i = 0; i < resolved->promotion_count; i++)
            json_put_string(text, NULL, resolved->promotions[i]->id);
        json_close(text, ']');
    }
    if (resolved->lasting != PRODUCT_UNSET && resolved->lasting != resolved->shown)
        json_put_price(text, "regular_price", resolved->lasting, currency);
    write_reduction(&offer->reduction, currency, text);
    if (candidates)
        price_candidates_write(candidates, currency, text);
    text_add_byte(text, '}');
}

void shown_price_write(const struct price_point *point, instant until, const struct price_question *question, struct text *text)
{
    text_add_string(text, "{\"type\":\"shown_price\"");
    write_market(question, text);
    json_put_instant(text, "from", point->from);
    if (until != VALIDITY_OPEN_UNTIL)
        json_put_instant(text, "until", until);
    json_put_price(text, "price", point->shown, &question->currency);
    json_put_bool(text, "prices_include_tax", question->prices_include_tax);
    if (point->lasting != PRODUCT_UNSET && point->lasting != point->shown)
        json_put_price(text, "regular_price", point->lasting, &question->currency);
    text_add_byte(text, '}');
}
