/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_FEED_H
#define COLPORTEUR_FORMAT_FEED_H

#include "shop/article.h"
#include "shop/availability.h"
#include "shop/channel.h"
#include "shop/family.h"
#include "shop/lint.h"
#include "shop/offer.h"

/*
 * A feed: what a channel is told of the catalogue, in its own form.
 *
 *     feed_open(&feed, &options, &fault);
 *     feed_begin(&feed, &fault);                              the head of the file is in feed.text
 *     for each record: feed_add(&feed, record, &outcome, &fault)   its item is in feed.text, or nothing
 *     feed_end(&feed, &fault);                                so is the end
 *     feed_close(&feed);
 *
 * Who calls takes feed.text away after each step. The same records, store, channel and time give the same bytes.
 *
 * A kind of feed is a row in feed.c: its name, its formats, what it does with each item. What is alike for all is done in
 * feed_item.c: a variant is completed by its parent, texts are those of the channel's language, the price is the one that is asked
 * there now, and what it is reduced from the lowest of the days before (shop/offer.h), what is available is counted less the
 * channel's buffer, the category is the channel's. What a channel cannot take is found piece by piece, so that one run tells all
 * that is wrong with a product: feed_refuse keeps the item out, feed_warn tells of what was made to fit.
 */

struct feed;
struct feed_table;

/* What a feed is told of one article. Slices may be empty, and live until the next item. */
struct feed_item {
    const struct article *article;
    enum article_state state;      /* ARTICLE_OFFERED or ARTICLE_NOT_YET, unless the kind takes all */
    bool is_parent;                /* it has variants, and is no offer */
    bool has_price;                /* always, unless the kind takes all */
    struct article_price price;    /* what is asked, and for how long */
    struct availability available; /* less what is held back from the channel */
    struct slice sku, name;        /* the name in the channel's language, whole */
    struct slice description;      /* the same, as the channel takes it: plain text, or HTML */
    struct slice category;         /* the shop's own path */
    struct slice channel_category; /* what the channel calls it; bytes NULL: the channel's record does not say */
    struct slice link, image;      /* as they are told: feed_address makes addresses of them */
};

enum feed_trait {
    FEED_ANNOUNCES = 1, /* articles whose launch is to come are told too */
    /*
     * A platform's own file of products: all of them, whatever their state and price. A parent is followed by its variants,
     * which the store has; a variant that comes by itself is left to its parent and counted as skipped. Without this, a
     * parent is skipped, for it is no offer.
     */
    FEED_OF_FAMILIES = 2,
    FEED_TAKES_ALL = 4,    /* whatever their state and price, each by itself */
    FEED_WITH_PARENTS = 8, /* parents are told too, without a price, each by itself */
    FEED_NOT_EMPTY = 16,   /* a file without an item would be none */
    FEED_TAKES_HTML = 64,  /* descriptions may be HTML; else they are made plain text */
    FEED_IN_GROUPS = 32,   /* a parent's item has its variants (feed_variants); one that comes by itself is left to it */
    /*
     * Its regular price is what will be asked when a sale has ended, and a platform sells at it then: it is told as it is, though
     * the platform crosses it out meanwhile, and a finding warns where that is more than the law lets be crossed out.
     */
    FEED_KEEPS_REGULAR = 128,
    FEED_IS_WHOLE = 256,    /* the channel takes the file for all that is offered there, and takes down what it does not name */
    FEED_WITHDRAWS = 512,   /* what it names is taken down */
    FEED_OF_CHANGES = 1024, /* it tells a part of what the channel has: prices, stock */
};

struct feed_format {
    const char *name;                                      /* of --format; the first of a kind is its usual one */
    bool (*begin)(struct feed *feed, struct fault *fault); /* NULL: the file has no head */
    /* Appends the item to feed->text. What is appended goes when it is refused, here or by feed_refuse. */
    bool (*item)(struct feed *feed, const struct feed_item *item, struct fault *fault);
    void (*end)(struct feed *feed); /* NULL: it has no end */
    const struct feed_table *table; /* instead of the three: it is a table, see format/feed_columns.h */
    unsigned traits;                /* besides those of the kind */
};

struct feed_kind {
    const char *name;
    const struct feed_format *formats; /* ends with a row without a name */
    const char *const *settings;       /* of the channel, that this kind knows; ends with NULL; NULL: none */
    unsigned traits;
    int64_t (*place)(const json_t *variant); /* in its family, the least first; NULL: by their SKUs */
};

const struct feed_kind *feed_kind_find(struct slice name); /* NULL: there is none */
void feed_kinds(struct text *names);                       /* "google, meta" */

enum { CELL_PIECES = 64 };

/* What a column has to say of an item: nothing, one value, or several. A value may be made of named parts. */
struct feed_cell {
    struct text text;
    size_t ends[CELL_PIECES]; /* where each piece ends in the text */
    size_t count;
    struct text clean; /* what is written of it */
};

/* Something about an item. */
struct finding {
    bool blocks;
    const char *code;
    struct slice rule;             /* by which it was found; bytes NULL: the feed itself cannot take it otherwise */
    size_t field_at, field_length; /* a member of the record, in feed->reasons; nothing where it is about the whole */
    size_t at, length;             /* the reason, there too */
};

struct feed_options {
    struct store *store;   /* NULL: the records say all */
    struct offers *offers; /* with a store; the caller's, with the laws read */
    const struct settings *settings;
    /*
     * What the channel takes, by the rules of its kind: share/lint. From them come the limits at which texts are cut and refused.
     * NULL: there are none. With `lint`, which is prepared for these rules, each article is judged by them; see feed_rules.h.
     */
    const struct lint_rules *rules;
    const struct lint_market *market;
    struct lint *lint;
    instant now;
    const char *channel;        /* a record channel/NAME, or the name of a kind of feed */
    const char *format;         /* NULL: the channel's, or the kind's first */
    struct slice template_text; /* of the kind "template": how it is made (colporteur-map(5)); bytes NULL: none */
    const char *template_name;
    /*
     * Is told of each item that the file has: its SKU, what is said of it, whether it is taken down. The content does not depend on
     * where in the file it stands. NULL: nobody wants to know.
     */
    bool (*told)(void *context, struct slice sku, struct slice content, bool is_withdrawn, struct fault *fault);
    void *context;
    bool spreadsheet; /* cells that a spreadsheet would compute are made harmless, in formats that are opened in one */
    bool unwarned;    /* nobody asks for the findings that keep nothing out: they are not made */
};

struct feed {
    struct text text; /* what is to be written */
    uint64_t items;   /* how many the file has */
    /* What the formats look at. */
    struct feed_options options;
    const struct feed_kind *kind;
    const struct feed_format *format;
    struct channel channel;
    struct currency currency;
    day today;
    struct feed_cell cell;
    void *own;                /* of the kind: its begin makes it, its end gives it back */
    struct finding *findings; /* of the last item; what blocks is not always first */
    size_t finding_count, finding_room;
    size_t first_finding; /* of the article at hand */
    struct text reasons;
    int64_t limits[ARTICLE_MEMBERS]; /* what rules leave of a text; 0: all */
    uint64_t without_maker;          /* items that name no manufacturer */
    size_t content;              /* where in `text` the item's own words begin, behind its number; set by a format that numbers */
    bool unwanted;               /* set by a format: the item is none of those it tells, and counted as skipped */
    uint64_t control_characters; /* that were left out, of the whole file */
    struct arena channel_arena;  /* as long as the feed */
    /* What feed.c needs. */
    struct arena item_arena, line_arena;
    struct family family;
    struct stock_reader stock;
    struct text description; /* made for the item */
    struct text compact;     /* a record for the rules */
};

bool feed_open(struct feed *feed, const struct feed_options *options, struct fault *fault) CHECKED;
void feed_close(struct feed *feed);

bool feed_is_whole(const struct feed *feed);   /* FEED_IS_WHOLE */
bool feed_can_submit(const struct feed *feed); /* not FEED_OF_CHANGES: its items are what the channel has of a listing */

bool feed_begin(struct feed *feed, struct fault *fault) CHECKED;
bool feed_end(struct feed *feed, struct fault *fault) CHECKED;

enum feed_outcome { FEED_ADDED, FEED_SKIPPED };
/*
 * False with FAULT_REFUSED: the article is not in the feed; feed.findings has all reasons, the fault the first. Of a family
 * one variant may be refused: then the others are in feed.text, and wanted there.
 */
bool feed_add(struct feed *feed, const json_t *record, enum feed_outcome *outcome, struct fault *fault) CHECKED;
/* The same of a record's line. *taken false: it is a record for feed_add, and nothing happened. */
bool feed_add_line(struct feed *feed, struct slice line, bool *taken, enum feed_outcome *outcome, struct fault *fault) CHECKED;

/* For formats. `field` may be NULL. */
void feed_refuse(struct feed *feed, const char *code, const char *field, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void feed_warn(struct feed *feed, const char *code, const char *field, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* By a rule, whose own words are the reason. */
void feed_find(struct feed *feed, const struct lint_finding *found);
struct slice feed_reason(const struct feed *feed, const struct finding *finding);
struct slice feed_field(const struct feed *feed, const struct finding *finding);

/* How many characters the rules let a member have, or bytes where they count these. INT64_MAX: they say nothing of it. */
int64_t feed_limit(const struct feed *feed, enum article_member member);
struct slice feed_excerpt(const struct feed *feed, struct slice text, enum article_member member); /* no more of it than that */

/* The variants of a parent that the channel takes, as the store has them, each to `put`. */
bool feed_variants(struct feed *feed, const struct feed_item *parent,
                   bool (*put)(struct feed *feed, const struct feed_item *variant, struct fault *fault),
                   struct fault *fault) CHECKED;

/* The name and the description within the limits of feed and channel, cut between words; that something is cut is warned of. */
struct slice feed_title(struct feed *feed, const struct feed_item *item);
struct slice feed_description(struct feed *feed, const struct feed_item *item); /* without one: the title */

/* What the formats write of an item: feed_values.c. The price in the channel's currency, "19.90"; refused if it is nothing. `field`
 * is what it is of. */
bool feed_amount(struct feed *feed, price unit, const char *field, struct text *text);

/*
 * An address in which everything is percent-encoded that may not stand in one (RFC 3986). False: it is none that begins with
 * http:// or https://, or longer than `limit`; nothing was appended.
 */
bool feed_address(struct slice written, size_t limit, struct text *text);

/* The media of a role after the main picture, in their order, from *at 0: as many calls as there are. bytes NULL: no more. */
struct slice feed_next_medium(const struct feed_item *item, const char *role, size_t *at);

/* "2026-11-21T18:07" and how the channel writes that it is UTC: "Z", "+00:00". */
void feed_add_moment(instant moment, const char *utc, struct text *text);
/* The days of a reduction as "FROM/UNTIL", or nothing where it goes by no end: then it is told when it has begun. */
void feed_add_sale_period(const struct article_price *asked, const char *utc, struct text *text);
/* That a channel is to be told of: it lasts, or its time is to come; of a channel that goes by the time, or is past. */
bool feed_has_sale(const struct article_price *asked, bool with_past);

/* Text without control characters but newline and tab, as every format wants it. How many were left out is counted. */
void feed_add_clean(struct feed *feed, struct slice value, struct text *text);

#endif
