/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/feed.h"

#include "base/memory.h"
#include "format/amazon.h"
#include "format/excerpt.h"
#include "format/feed_columns.h"
#include "format/feed_item.h"
#include "format/feed_rules.h"
#include "format/google.h"
#include "format/jsonld.h"
#include "format/magento.h"
#include "format/meta.h"
#include "format/mirakl.h"
#include "format/prestashop.h"
#include "format/shopify.h"
#include "format/template.h"
#include "format/woocommerce.h"
#include "shop/product.h"
#include "json/read.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const struct feed_kind *const kinds[] = {
    &feed_amazon, &feed_google,     &feed_jsonld,  &feed_magento,  &feed_meta,
    &feed_mirakl, &feed_prestashop, &feed_shopify, &feed_template, &feed_woocommerce,
};

enum { KINDS = sizeof kinds / sizeof *kinds };

const struct feed_kind *feed_kind_find(struct slice name)
{
    for (size_t i = 0; i < KINDS; i++)
        if (slice_is(name, kinds[i]->name))
            return kinds[i];
    return NULL;
}

void feed_kinds(struct text *names)
{
    for (size_t i = 0; i < KINDS; i++)
        text_printf(names, i ? ", %s" : "%s", kinds[i]->name);
}

static bool find_kind(struct feed *feed, bool has_record, struct fault *fault)
{
    struct slice name = feed->channel.feed.length ? feed->channel.feed : feed->channel.id;
    struct text known = TEXT_INIT;

    if (feed->options.template_text.bytes)
        name = slice_of(feed_template.name);
    feed->kind = feed_kind_find(name);
    if (feed->kind)
        return feed->kind != &feed_template || template_open(feed, fault);
    feed_kinds(&known);
    if (has_record)
        fault_set(fault, FAULT_USAGE, "unknown_feed", NULL, "the channel \"%.*s\" has no feed, which is one of %s",
                  SLICE_ARGS(feed->channel.id), text_string(&known));
    else
        fault_set(fault, FAULT_USAGE, "unknown_channel", NULL, "there is no channel \"%.*s\", and no feed of that name but %s",
                  SLICE_ARGS(feed->channel.id), text_string(&known));
    text_release(&known);
    return false;
}

static bool find_format(struct feed *feed, struct fault *fault)
{
    struct slice name = feed->options.format ? slice_of(feed->options.format) : feed->channel.format;
    const char *told = feed->kind == &feed_template ? template_format(feed) : NULL;
    struct text known = TEXT_INIT;

    feed->format = feed->kind->formats;
    if (!name.length && told)
        name = slice_of(told);
    if (!name.length)
        return true;
    while (feed->format->name && !slice_is(name, feed->format->name))
        feed->format++;
    if (feed->format->name)
        return true;
    for (const struct feed_format *format = feed->kind->formats; format->name; format++)
        text_printf(&known, "%s%s", known.length ? ", " : "", format->name);
    fault_set(fault, FAULT_USAGE, "unknown_format", NULL, "%s is not written as \"%.*s\", but as %s", feed->kind->name,
              SLICE_ARGS(name), text_string(&known));
    text_release(&known);
    return false;
}

static bool setting_is_known(const struct feed_kind *kind, const char *name)
{
    const char *const *known = kind->settings;

    while (known && *known && strcmp(*known, name) != 0)
        known++;
    return known && *known;
}

/* A setting that is mistyped would be none at all. */
static bool check_settings(const struct feed *feed, struct fault *fault)
{
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)feed->channel.settings, name, value)
    {
        if (!setting_is_known(feed->kind, name))
            return fault_set(fault, FAULT_USAGE, "unknown_setting", NULL,
                             "the channel has a setting \"%s\", of which %s knows nothing", name, feed->kind->name);
    }
    return true;
}

static bool find_currency(struct feed *feed, struct fault *fault)
{
    feed->currency = feed->options.settings->currency;
    return !feed->channel.currency.length || currency_find(feed->channel.currency, &feed->currency, fault);
}

bool feed_open(struct feed *feed, const struct feed_options *options, struct fault *fault)
{
    bool has_record = false;

    *feed = (struct feed){.options = *options, .today = instant_day(options->now)};
    family_init(&feed->family, options->store);
    feed_limits_read(feed);
    feed->stock.store = options->store;
    feed->channel.id = slice_of(options->channel);
    return (!options->store ||
            channel_find(&feed->channel, options->store, feed->channel.id, &feed->channel_arena, &has_record, fault)) &&
           (!options->store || price_book_refresh(&options->offers->book, options->store, fault)) &&
           find_kind(feed, has_record, fault) && find_format(feed, fault) && check_settings(feed, fault) &&
           find_currency(feed, fault);
}

void feed_close(struct feed *feed)
{
    if (feed->kind == &feed_template)
        template_close(feed);
    family_release(&feed->family);
    stock_reader_end(&feed->stock);
    arena_release(&feed->item_arena);
    arena_release(&feed->line_arena);
    arena_release(&feed->channel_arena);
    text_release(&feed->text);
    text_release(&feed->reasons);
    text_release(&feed->description);
    text_release(&feed->compact);
    text_release(&feed->cell.text);
    text_release(&feed->cell.clean);
    free(feed->findings);
}

bool feed_begin(struct feed *feed, struct fault *fault)
{
    text_clear(&feed->text);
    if (feed->format->table)
        feed_table_head(feed, feed->format->table);
    return !feed->format->begin || feed->format->begin(feed, fault);
}

/* What a rule has found of a member need not be said again. */
static bool is_found(const struct feed *feed, bool blocks, struct slice field)
{
    for (size_t i = feed->first_finding; i < feed->finding_count; i++)
        if (feed->findings[i].rule.bytes && feed->findings[i].blocks >= blocks &&
            slice_equal(feed_field(feed, &feed->findings[i]), field))
            return true;
    return false;
}

static void add_finding(struct feed *feed, struct finding finding, struct slice field, struct slice reason)
{
    feed->findings = memory_grow(feed->findings, &feed->finding_room, feed->finding_count + 1, sizeof *feed->findings);
    finding.field_at = feed->reasons.length;
    finding.field_length = field.length;
    text_add_slice(&feed->reasons, field);
    finding.at = feed->reasons.length;
    finding.length = reason.length;
    text_add_slice(&feed->reasons, reason);
    feed->findings[feed->finding_count++] = finding;
}

static void add_own(struct feed *feed, bool blocks, const char *code, const char *field, const char *format, va_list arguments)
{
    const struct slice member = slice_of(field ? field : "");
    char reason[400];

    if (is_found(feed, blocks, member))
        return;
    vsnprintf(reason, sizeof reason, format, arguments);
    add_finding(feed, (struct finding){.blocks = blocks, .code = code}, member,
                (struct slice){reason, utf8_valid_length(slice_of(reason))});
}

void feed_find(struct feed *feed, const struct lint_finding *found)
{
    const struct finding finding = {
        .blocks = found->rule->severity == LINT_BLOCKS, .code = "against_rule", .rule = found->rule->id};

    add_finding(feed, finding, found->member, found->message);
}

void feed_refuse(struct feed *feed, const char *code, const char *field, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add_own(feed, true, code, field, format, arguments);
    va_end(arguments);
}

void feed_warn(struct feed *feed, const char *code, const char *field, const char *format, ...)
{
    va_list arguments;

    if (feed->options.unwarned)
        return;
    va_start(arguments, format);
    add_own(feed, false, code, field, format, arguments);
    va_end(arguments);
}

struct slice feed_reason(const struct feed *feed, const struct finding *finding)
{
    return (struct slice){feed->reasons.bytes + finding->at, finding->length};
}

struct slice feed_field(const struct feed *feed, const struct finding *finding)
{
    return (struct slice){feed->reasons.bytes + finding->field_at, finding->field_length};
}

int64_t feed_limit(const struct feed *feed, enum article_member member)
{
    return feed->limits[member] ? feed->limits[member] : INT64_MAX;
}

struct slice feed_excerpt(const struct feed *feed, struct slice text, enum article_member member)
{
    return excerpt(text, (size_t)feed_limit(feed, member));
}

/* A fault's field is gone with the fault; the finding keeps it in front of its reason. */
void feed_refuse_by_fault(struct feed *feed, const struct fault *fault)
{
    enum article_member member;

    if (article_member_find(slice_of(fault->field), &member))
        feed_refuse(feed, fault->code, article_member_name(member), "%s", fault->reason);
    else
        feed_refuse(feed, fault->code, NULL, "%s%s%s", fault->field, fault->field[0] ? ": " : "", fault->reason);
}

static void refuse_by_finding(const struct feed *feed, const struct finding *finding, struct fault *fault)
{
    struct slice reason = feed_reason(feed, finding);
    char field[sizeof fault->field];

    snprintf(field, sizeof field, "%.*s", SLICE_ARGS(feed_field(feed, finding)));
    if (finding->rule.bytes)
        fault_set(fault, FAULT_REFUSED, finding->code, field, "%.*s (%.*s)", SLICE_ARGS(reason), SLICE_ARGS(finding->rule));
    else
        fault_set(fault, FAULT_REFUSED, finding->code, field, "%.*s", SLICE_ARGS(reason));
}

/* By one of the findings from `first` on. */
static bool is_refused(const struct feed *feed, size_t first, struct fault *fault)
{
    for (size_t i = first; i < feed->finding_count; i++)
        if (feed->findings[i].blocks) {
            refuse_by_finding(feed, &feed->findings[i], fault);
            return true;
        }
    return false;
}

bool feed_has_trait(const struct feed *feed, unsigned traits)
{
    return ((feed->kind->traits | feed->format->traits) & traits) != 0;
}

bool feed_is_whole(const struct feed *feed)
{
    return feed_has_trait(feed, FEED_IS_WHOLE);
}

bool feed_can_submit(const struct feed *feed)
{
    return !feed_has_trait(feed, FEED_OF_CHANGES);
}

bool feed_end(struct feed *feed, struct fault *fault)
{
    text_clear(&feed->text);
    stock_reader_end(&feed->stock);
    if (feed->format->end)
        feed->format->end(feed);
    return feed->items || !feed_has_trait(feed, FEED_NOT_EMPTY) ||
           fault_set(fault, FAULT_REFUSED, "no_items", NULL, "there is nothing to tell: %s takes no empty feed", feed->kind->name);
}

static bool put_item(struct feed *feed, const struct feed_item *item, struct fault *fault)
{
    if (!feed->format->table)
        return feed->format->item(feed, item, fault);
    feed_table_row(feed, feed->format->table, item);
    return true;
}

static bool tell(const struct feed *feed, const struct feed_item *item, struct fault *fault)
{
    const struct feed_options *options = &feed->options;

    return !options->told || feed->unwanted ||
           options->told(options->context, item->sku, slice_from(text_slice(&feed->text), feed->content),
                         feed_has_trait(feed, FEED_WITHDRAWS), fault);
}

/* What goes into a shop's own platform is not yet an offer, and what takes items down is none. */
static bool is_offer_there(const struct feed *feed)
{
    return !feed_has_trait(feed, FEED_OF_FAMILIES | FEED_TAKES_ALL);
}

static bool is_judged(const struct feed *feed, const struct feed_item *item)
{
    return feed->options.lint && !feed_has_trait(feed, FEED_TAKES_ALL) &&
           (item->state == ARTICLE_OFFERED || item->state == ARTICLE_NOT_YET);
}

/* One article: its item, or its findings. */
static bool add_article(struct feed *feed, const struct article *article, struct fault *fault)
{
    uint64_t control_characters = feed->control_characters;
    size_t before = feed->text.length;
    size_t first = feed->finding_count;
    struct feed_item item;

    feed->unwanted = false;
    feed->content = before;
    feed->first_finding = first;
    if (!feed_describe(feed, article, &item, fault))
        return false;
    /* What is not sold at all need not be complete. */
    if (item.state != ARTICLE_OFFERED && is_refused(feed, first, fault))
        return false;
    if (is_judged(feed, &item) && !feed_judge(feed, article, fault))
        return false;
    if (!put_item(feed, &item, fault)) {
        if (fault->kind != FAULT_REFUSED)
            return false;
        feed_refuse_by_fault(feed, fault);
        *fault = (struct fault)FAULT_INIT;
    }
    if (is_refused(feed, first, fault)) {
        feed->text.length = before;
        feed->control_characters = control_characters;
        return false;
    }
    if (feed->control_characters != control_characters)
        feed_warn(feed, "control_character", NULL, "%llu control characters are left out",
                  (unsigned long long)(feed->control_characters - control_characters));
    feed->items += !feed->unwanted;
    feed->without_maker += !feed->unwanted && !article->member[ARTICLE_MANUFACTURER] && is_offer_there(feed);
    return tell(feed, &item, fault);
}

static bool read_variant(struct feed *feed, struct slice sku, struct arena *arena, const json_t **record, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice value;
    bool done;

    *record = NULL;
    product_id(sku, &id);
    done = store_get(feed->options.store, text_slice(&id), &value, fault);
    text_release(&id);
    if (done && value.bytes)
        *record = record_read(value, arena, fault);
    return done && (!value.bytes || *record);
}

/* A variant and its place among its sisters. */
struct sister {
    struct slice sku;
    int64_t place;
};

struct sisters {
    struct sister *items;
    size_t count, room;
    struct arena arena; /* of the SKUs */
};

static int by_place(const void *a, const void *b)
{
    const struct sister *one = a;
    const struct sister *other = b;

    if (one->place != other->place)
        return one->place < other->place ? -1 : 1;
    return slice_compare(one->sku, other->sku);
}

static bool find_place(struct feed *feed, struct slice sku, int64_t *place, struct fault *fault)
{
    struct arena arena = ARENA_INIT;
    const json_t *record;
    bool done;

    *place = 0;
    if (!feed->kind->place)
        return true;
    done = read_variant(feed, sku, &arena, &record, fault);
    if (done && record)
        *place = feed->kind->place(record);
    arena_release(&arena);
    return done;
}

static bool find_sisters(struct feed *feed, const struct article *parent, struct sisters *sisters, struct fault *fault)
{
    struct variant_walk walk;
    bool found = true;
    bool done = variant_walk_begin(&walk, feed->options.store, article_text(parent, ARTICLE_SKU), fault);

    while (done && found) {
        struct sister *sister;

        done = variant_walk_next(&walk, &found, fault);
        if (!done || !found)
            continue;
        sisters->items = memory_grow(sisters->items, &sisters->room, sisters->count + 1, sizeof *sisters->items);
        sister = &sisters->items[sisters->count++];
        sister->sku = arena_copy(&sisters->arena, walk.sku);
        done = find_place(feed, sister->sku, &sister->place, fault);
    }
    variant_walk_end(&walk);
    if (feed->kind->place && sisters->count)
        qsort(sisters->items, sisters->count, sizeof *sisters->items, by_place);
    return done;
}

/* A variant of the store by its SKU; *found false: it is gone. */
static bool look_up_variant(struct feed *feed, struct slice sku, struct arena *arena, struct article *article, bool *found,
                            struct fault *fault)
{
    const json_t *record;

    if (!read_variant(feed, sku, arena, &record, fault))
        return false;
    *found = record;
    return !record || family_complete(&feed->family, record, article, fault);
}

typedef bool variant_taker(struct feed *feed, const struct article *variant, void *context, struct fault *fault);

static bool take_sister(struct feed *feed, struct slice sku, variant_taker *take, void *context, struct fault *fault)
{
    struct arena arena = ARENA_INIT;
    struct article article;
    bool there;
    bool done = look_up_variant(feed, sku, &arena, &article, &there, fault) && (!there || take(feed, &article, context, fault));

    arena_release(&arena);
    return done;
}

/* One that is refused costs its sisters nothing; the first such fault is told at the end. */
static bool each_variant(struct feed *feed, const struct article *parent, variant_taker *take, void *context, struct fault *fault)
{
    struct sisters sisters = {.arena = ARENA_INIT};
    struct fault first = FAULT_INIT;
    bool done = find_sisters(feed, parent, &sisters, fault);

    for (size_t i = 0; done && i < sisters.count; i++) {
        if (take_sister(feed, sisters.items[i].sku, take, context, fault))
            continue;
        done = fault->kind == FAULT_REFUSED;
        if (done && first.kind == FAULT_NONE)
            first = *fault;
    }
    free(sisters.items);
    arena_release(&sisters.arena);
    if (done && first.kind == FAULT_NONE)
        return true;
    if (done)
        *fault = first;
    return false;
}

static bool take_variant(struct feed *feed, const struct article *variant, void *context, struct fault *fault)
{
    (void)context;
    return add_article(feed, variant, fault);
}

struct variants_within {
    bool (*put)(struct feed *feed, const struct feed_item *variant, struct fault *fault);
};

/* What is not sold is not told of, and no reason to refuse the others. */
static bool take_within(struct feed *feed, const struct article *variant, void *context, struct fault *fault)
{
    const struct variants_within *within = context;
    size_t first = feed->finding_count;
    struct feed_item item;

    feed->first_finding = first;
    if (!feed_describe(feed, variant, &item, fault) || (is_judged(feed, &item) && !feed_judge(feed, variant, fault)))
        return false;
    if (is_refused(feed, first, fault)) {
        *fault = (struct fault)FAULT_INIT;
        for (size_t i = first; i < feed->finding_count; i++)
            feed->findings[i].blocks = false;
        return true;
    }
    return within->put(feed, &item, fault);
}

bool feed_variants(struct feed *feed, const struct feed_item *parent,
                   bool (*put)(struct feed *feed, const struct feed_item *variant, struct fault *fault), struct fault *fault)
{
    struct variants_within within = {put};

    return !feed->options.store || each_variant(feed, parent->article, take_within, &within, fault);
}

static enum feed_outcome outcome_of(const struct feed *feed, const struct article *article)
{
    if (feed_has_trait(feed, FEED_OF_FAMILIES | FEED_IN_GROUPS))
        return article->parent ? FEED_SKIPPED : FEED_ADDED;
    return article_has_variants(article) && !feed_has_trait(feed, FEED_WITH_PARENTS) ? FEED_SKIPPED : FEED_ADDED;
}

static void begin_record(struct feed *feed)
{
    text_clear(&feed->text);
    text_clear(&feed->reasons);
    feed->finding_count = 0;
}

static bool not_completed(struct feed *feed, const struct fault *fault)
{
    if (fault->kind == FAULT_REFUSED)
        feed_refuse_by_fault(feed, fault);
    return false;
}

static bool add_completed(struct feed *feed, const struct article *article, enum feed_outcome *outcome, struct fault *fault)
{
    *outcome = outcome_of(feed, article);
    if (*outcome == FEED_SKIPPED)
        return true;
    if (!add_article(feed, article, fault))
        return false;
    if (feed->unwanted)
        *outcome = FEED_SKIPPED;
    return !feed_has_trait(feed, FEED_OF_FAMILIES) || !article_has_variants(article) || !feed->options.store ||
           each_variant(feed, article, take_variant, NULL, fault);
}

bool feed_add(struct feed *feed, const json_t *record, enum feed_outcome *outcome, struct fault *fault)
{
    struct article article;

    begin_record(feed);
    if (!family_complete(&feed->family, record, &article, fault))
        return not_completed(feed, fault);
    return add_completed(feed, &article, outcome, fault);
}

bool feed_add_line(struct feed *feed, struct slice line, bool *taken, enum feed_outcome *outcome, struct fault *fault)
{
    struct article article;

    *taken = false;
    if (feed_has_trait(feed, FEED_OF_FAMILIES)) /* which tell what the record says itself from what it inherits */
        return true;
    begin_record(feed);
    arena_clear(&feed->line_arena);
    if (!family_complete_line(&feed->family, line, &feed->line_arena, &article, taken, fault))
        return not_completed(feed, fault);
    return !*taken || add_completed(feed, &article, outcome, fault);
}
