/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/mirakl.h"

#include "format/excerpt.h"
#include "format/offer_columns.h"

enum { INTERNAL_LIMIT = 255 };

PUT(put_sku)
{
    cell_add_id(feed, item->sku, "sku", cell);
}

static struct slice id_there(const struct feed *feed, const struct feed_item *item)
{
    const json_t *ids = item->article->member[ARTICLE_IDS];

    return json_slice(json_object_getn(ids, feed->channel.id.bytes, feed->channel.id.length));
}

PUT(put_product_id)
{
    struct slice gtin = article_public_gtin(item->article);
    struct slice there = id_there(feed, item);

    if (!gtin.length && !there.length)
        feed_refuse(feed, "missing_field", "gtin", "is missing, and the product has no id at %.*s", SLICE_ARGS(feed->channel.id));
    cell_add(cell, gtin.length ? gtin : there);
}

PUT(put_product_id_type)
{
    struct slice told = channel_setting(&feed->channel, "product_id_type");

    if (article_public_gtin(item->article).length)
        cell_add(cell, SLICE("EAN"));
    else
        cell_add(cell, told.length ? told : SLICE("SKU"));
}

PUT(put_text)
{
    if (item->description.length)
        cell_add(cell, feed_description(feed, item));
}

PUT(put_internal)
{
    cell_add(cell, excerpt(item->name, INTERNAL_LIMIT));
}

PUT(put_bare_price)
{
    if (item->has_price && feed_amount(feed, item->price.regular, "price", &cell->text))
        cell_end(cell);
}

PUT(put_discount)
{
    if (feed_has_sale(&item->price, false) && feed_amount(feed, item->price.reduced, "sale", &cell->text))
        cell_end(cell);
}

static void put_moment(instant moment, struct feed_cell *cell)
{
    instant_write(&cell->text, moment);
    cell_end(cell);
}

PUT(put_discount_start)
{
    if (feed_has_sale(&item->price, false) && item->price.has_from)
        put_moment(item->price.from, cell);
}

PUT(put_discount_end)
{
    if (feed_has_sale(&item->price, false) && item->price.has_until)
        put_moment(item->price.until, cell);
}

PUT(put_quantity)
{
    static const int64_t plenty = 9999;

    text_add_integer(&cell->text, !item->available.counted ? plenty : item->available.units > 0 ? item->available.units : 0);
    cell_end(cell);
}

PUT(put_low_stock)
{
    if (article_whole(item->article, ARTICLE_LOW_STOCK) < 0)
        return;
    text_add_integer(&cell->text, article_whole(item->article, ARTICLE_LOW_STOCK));
    cell_end(cell);
}

PUT(put_state)
{
    struct slice condition = article_text(item->article, ARTICLE_CONDITION);
    bool is_new = !condition.length || slice_is(condition, "new");
    struct slice state;

    text_add_string(&cell->text, "state_");
    text_add_slice(&cell->text, condition.length ? condition : SLICE("new"));
    state = channel_setting(&feed->channel, text_string(&cell->text));
    text_clear(&cell->text);
    if (!state.length && !is_new)
        feed_refuse(feed, "setting_missing", "condition", "the channel does not say which state \"%.*s\" is: settings.state_%.*s",
                    SLICE_ARGS(condition), SLICE_ARGS(condition));
    cell_add(cell, state.length ? state : SLICE("11"));
}

/* An offer's days, both included. */
static void put_day(struct slice written, int32_t later, struct feed_cell *cell)
{
    day value;

    if (!day_read(written, &value))
        return;
    day_write(&cell->text, value + later);
    cell_end(cell);
}

PUT(put_start)
{
    put_day(article_text(item->article, ARTICLE_LAUNCH_ON), 0, cell);
}

PUT(put_end)
{
    put_day(article_text(item->article, ARTICLE_RETIRE_ON), -1, cell);
}

PUT(put_logistic_class)
{
    struct slice class = article_text(item->article, ARTICLE_SHIPPING_CLASS);

    cell_add(cell, class.length ? class : channel_setting(&feed->channel, "logistic_class"));
}

PUT(put_lead_time)
{
    if (article_whole(item->article, ARTICLE_LEAD_DAYS) < 0)
        return;
    text_add_integer(&cell->text, article_whole(item->article, ARTICLE_LEAD_DAYS));
    cell_end(cell);
}

PUT(put_what_to_do)
{
    cell_add(cell, slice_of(feed->format->name));
}

static const struct feed_column columns[] = {
    {"sku", put_sku, NULL, NULL},
    {"product-id", put_product_id, NULL, NULL},
    {"product-id-type", put_product_id_type, NULL, NULL},
    {"description", put_text, NULL, NULL},
    {"internal-description", put_internal, NULL, NULL},
    {"price", put_bare_price, NULL, NULL},
    {"price-additional-info", put_attribute, "price_additional_info", NULL},
    {"quantity", put_quantity, NULL, NULL},
    {"min-quantity-alert", put_low_stock, NULL, NULL},
    {"state", put_state, NULL, NULL},
    {"available-start-date", put_start, NULL, NULL},
    {"available-end-date", put_end, NULL, NULL},
    {"logistic-class", put_logistic_class, NULL, NULL},
    {"discount-price", put_discount, NULL, NULL},
    {"discount-start-date", put_discount_start, NULL, NULL},
    {"discount-end-date", put_discount_end, NULL, NULL},
    {"leadtime-to-ship", put_lead_time, NULL, NULL},
    {"update-delete", put_what_to_do, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

/* Who takes an offer down names it and says so. */
static const struct feed_column columns_to_delete[] = {
    {"sku", put_sku, NULL, NULL},
    {"update-delete", put_what_to_do, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

static const struct feed_table table = {columns, ';', ",", ":", false};
static const struct feed_table table_to_delete = {columns_to_delete, ';', ",", ":", false};

static const struct feed_format formats[] = {
    {.name = "update", .table = &table, .traits = FEED_ANNOUNCES},
    {.name = "delete", .table = &table_to_delete, .traits = FEED_TAKES_ALL | FEED_WITHDRAWS},
    {0},
};

static const char *const settings[] = {"product_id_type", "state_new", "state_used", "state_refurbished", "logistic_class", NULL};

const struct feed_kind feed_mirakl = {
    .name = "mirakl",
    .formats = formats,
    .settings = settings,
};
