/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/feed_item.h"

#include "format/excerpt.h"
#include "format/html.h"
#include "shop/product.h"
#include "json/read.h"

static void refuse_by_state(struct feed *feed, const struct feed_item *item)
{
    const struct article *article = item->article;
    struct slice status = article_text(article, ARTICLE_STATUS);

    switch (item->state) {
    case ARTICLE_NOT_ACTIVE:
        feed_refuse(feed, "not_active", "status", "the product is %.*s", SLICE_ARGS(status));
        break;
    case ARTICLE_NOT_YET:
        if (!feed_has_trait(feed, FEED_ANNOUNCES))
            feed_refuse(feed, "not_for_sale", "launch_on", "the product is not sold before %s",
                        json_string_value(article->member[ARTICLE_LAUNCH_ON]));
        break;
    case ARTICLE_RETIRED:
        feed_refuse(feed, "not_for_sale", "retire_on", "the product is not sold from %s on",
                    json_string_value(article->member[ARTICLE_RETIRE_ON]));
        break;
    case ARTICLE_OUT_OF_SEASON:
        feed_refuse(feed, "not_for_sale", "season", "the product is out of season");
        break;
    case ARTICLE_OFFERED:
        break;
    }
}

/* It is sold while there is some, and will not come again. */
static void refuse_sold_out(struct feed *feed, const struct feed_item *item)
{
    if (slice_is(article_text(item->article, ARTICLE_STATUS), "end_of_life") && item->available.counted &&
        item->available.units <= 0)
        feed_refuse(feed, "sold_out", "status", "the product is at the end of its life, and there is none left");
}

/* The channel's record may tell less than the rules do. */
static int64_t limit_of(const struct feed *feed, enum article_member member, int64_t told)
{
    int64_t limit = feed_limit(feed, member);

    return told && told < limit ? told : limit;
}

/* What is cut must not be cut within a tag. */
static bool is_short(const struct feed *feed, struct slice description)
{
    return description.length <= (size_t)limit_of(feed, ARTICLE_DESCRIPTION, feed->channel.description_limit);
}

static void find_texts(struct feed *feed, struct feed_item *item)
{
    const struct article *article = item->article;
    struct slice language = feed->channel.language;

    item->name = article_text_in(article, ARTICLE_NAME, language);
    item->link = article_text_in(article, ARTICLE_LINK, language);
    item->description = article_text_in(article, ARTICLE_DESCRIPTION, language);
    if (!item->description.length)
        item->description = article_text_in(article, ARTICLE_SHORT_DESCRIPTION, language);
    if (html_is_likely(item->description) && !(feed_has_trait(feed, FEED_TAKES_HTML) && is_short(feed, item->description))) {
        text_clear(&feed->description);
        html_to_text(&feed->description, item->description);
        item->description = text_slice(&feed->description);
    }
}

static bool find_available(struct feed *feed, struct feed_item *item, struct fault *fault)
{
    if (!feed->options.store && !item->article->member[ARTICLE_AVAILABLE])
        return true;
    if (!article_availability(item->article, &feed->stock, &item->available, fault))
        return false;
    if (item->available.counted)
        item->available.units -= channel_stock_buffer(&feed->channel, item->category);
    return true;
}

static bool has_own_currency(const struct feed *feed)
{
    return strcmp(feed->currency.code, feed->options.settings->currency.code) == 0;
}

/*
 * What the store makes of the price at some time: its price lists and promotions, and what may be said of a reduction. *known
 * false: a record that is not in the store has the price that it says.
 */
static bool ask_store(struct feed *feed, const struct feed_item *item, instant at, struct offer *offer, bool *known,
                      struct fault *fault)
{
    const struct settings *settings = feed->options.settings;
    const struct price_question question = {
        .sku = item->sku,
        .market = {.channel = feed->channel.id,
                   .country = feed->channel.country.length ? feed->channel.country : settings->text[COMPANY_COUNTRY],
                   .is_foreign = !has_own_currency(feed)},
        .currency = feed->currency,
        .prices_include_tax = settings->prices_include_tax,
        .quantity = 1,
        .at = at};

    *known = offer_find(offer, feed->options.offers, feed->options.store, settings, &question, NULL, &feed->item_arena, fault);
    if (!*known && fault->kind == FAULT_REFUSED)
        *fault = (struct fault)FAULT_INIT;
    return *known || fault->kind == FAULT_NONE;
}

static bool is_decided(const struct resolved_price *resolved)
{
    return resolved->source == PRICE_OF_LIST || resolved->promotion_count;
}

static void take_resolved(struct feed_item *item, const struct resolved_price *resolved)
{
    const bool is_reduced = resolved->lasting > resolved->shown;

    item->has_price = true;
    item->price = (struct article_price){.regular = is_reduced ? resolved->lasting : resolved->shown,
                                         .reduced = is_reduced ? resolved->shown : PRODUCT_UNSET,
                                         .in_force = is_reduced};
}

static void write_price(const struct feed *feed, price value, struct text *text)
{
    text_clear(text);
    price_write(text, value, &feed->currency);
}

/*
 * A reduction that is in force is told by the price that the law has it measured by. What the record itself calls a sale, and was
 * already one when the catalogue came into the store, is told as the record says: nobody here knows what was asked before.
 */
static void measure_reduction(struct feed *feed, struct feed_item *item, const struct offer *offer)
{
    const struct reduction *reduction = &offer->reduction;
    struct article_price *asked = &item->price;

    if (!reduction->is_reduced)
        return;
    if (reduction->prior == PRODUCT_UNSET && !is_decided(&offer->resolved)) {
        feed_warn(feed, "no_prior_price", "sale", "is called a reduction, and nothing shows that more was ever asked");
    } else if (feed_has_trait(feed, FEED_KEEPS_REGULAR)) {
        write_price(feed, reduction->prior, &feed->cell.clean);
        if (reduction->prior < asked->regular)
            feed_warn(feed, "prior_price", "sale", "is no reduction of the regular price: %s was asked in the days before",
                      reduction->prior == PRODUCT_UNSET ? "nothing" : text_string(&feed->cell.clean));
    } else if (reduction->percent > 0 && reduction->prior > asked->reduced) {
        asked->regular = reduction->prior;
    } else {
        feed_warn(feed, "no_reduction", "sale", "is told as the price alone: no more than that was asked in the days before");
        *asked = (struct article_price){.regular = asked->reduced, .reduced = PRODUCT_UNSET};
    }
}

/* One to come is told ahead only if what is asked now is what it may be measured by. */
static bool measure_sale_to_come(struct feed *feed, struct feed_item *item, struct fault *fault)
{
    struct article_price *asked = &item->price;
    struct offer offer;
    bool known;

    if (!ask_store(feed, item, asked->from, &offer, &known, fault))
        return false;
    if (!known || !offer.reduction.is_reduced || offer.reduction.prior == PRODUCT_UNSET || offer.reduction.prior >= asked->regular)
        return true;
    feed_warn(feed, "sale_to_come", "sale", "is not told before it begins: less was asked in the days before");
    asked->reduced = PRODUCT_UNSET;
    return true;
}

static bool has_sale_to_come(const struct feed *feed, const struct feed_item *item)
{
    return item->price.reduced >= 0 && !item->price.in_force && !item->price.is_over && item->price.has_from &&
           !feed_has_trait(feed, FEED_KEEPS_REGULAR);
}

/* The one place that prices an article. `unpriced` tells why there is none. The store is asked only where it may know better. */
static bool find_price(struct feed *feed, struct feed_item *item, struct fault *unpriced, struct fault *fault)
{
    const struct price_book *book = feed->options.store ? &feed->options.offers->book : NULL;
    struct offer offer;
    bool known = false;

    if (has_own_currency(feed))
        item->has_price = article_price(item->article, feed->options.now, &item->price, unpriced);
    else
        item->has_price = fault_set(unpriced, FAULT_REFUSED, "no_price", "price", "there is none in %s", feed->currency.code);
    if (!book || item->is_parent || !item->sku.length)
        return true;
    if ((book->list_count || book->promotion_count || (item->has_price && item->price.in_force)) &&
        !ask_store(feed, item, feed->options.now, &offer, &known, fault))
        return false;
    if (known && is_decided(&offer.resolved))
        take_resolved(item, &offer.resolved);
    if (item->has_price && known && item->price.in_force)
        measure_reduction(feed, item, &offer);
    return !item->has_price || !has_sale_to_come(feed, item) || measure_sale_to_come(feed, item, fault);
}

bool feed_describe(struct feed *feed, const struct article *article, struct feed_item *item, struct fault *fault)
{
    struct fault unpriced = FAULT_INIT;

    *item = (struct feed_item){.article = article,
                               .is_parent = article_has_variants(article),
                               .sku = article_text(article, ARTICLE_SKU),
                               .category = article_text(article, ARTICLE_CATEGORY),
                               .image = article_text(article, ARTICLE_IMAGE),
                               .state = article_state(article, feed->today)};
    if (!item->sku.length)
        feed_refuse(feed, "missing_field", "sku", "is missing");
    if (!item->image.length)
        item->image = json_slice(article->parent_image);
    item->channel_category = json_slice(channel_by_category(feed->channel.categories, item->category));
    find_texts(feed, item);
    arena_clear(&feed->item_arena);
    if (!find_price(feed, item, &unpriced, fault))
        return false;
    if (!feed_has_trait(feed, FEED_OF_FAMILIES | FEED_TAKES_ALL)) {
        refuse_by_state(feed, item);
        if (!item->name.length)
            feed_refuse(feed, "missing_field", "name", "is missing");
    }
    if (!find_available(feed, item, fault))
        return false;
    if (!feed_has_trait(feed, FEED_OF_FAMILIES | FEED_TAKES_ALL) && !item->is_parent) {
        refuse_sold_out(feed, item);
        if (!item->has_price)
            feed_refuse_by_fault(feed, &unpriced);
    }
    return true;
}

static struct slice cut(struct feed *feed, struct slice text, const char *field, int64_t limit)
{
    struct slice start = excerpt(text, (size_t)limit);

    if (start.length < text.length)
        feed_warn(feed, "too_long", field, "is cut after %lld characters", (long long)limit);
    return start;
}

struct slice feed_title(struct feed *feed, const struct feed_item *item)
{
    return cut(feed, item->name, "name", limit_of(feed, ARTICLE_NAME, feed->channel.title_limit));
}

struct slice feed_description(struct feed *feed, const struct feed_item *item)
{
    if (!item->description.length)
        return feed_excerpt(feed, item->name, ARTICLE_NAME);
    return cut(feed, item->description, "description", limit_of(feed, ARTICLE_DESCRIPTION, feed->channel.description_limit));
}
