/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/feed.h"

#include "base/plain.h"
#include "json/read.h"

bool feed_amount(struct feed *feed, price unit, const char *field, struct text *text)
{
    amount rounded;

    if (!price_times(unit, 1, &feed->currency, &rounded) || rounded <= 0) {
        feed_refuse(feed, "out_of_range", field, "is no price that %s takes", feed->kind->name);
        return false;
    }
    amount_write(text, rounded, &feed->currency);
    return true;
}

bool feed_address(struct slice written, size_t limit, struct text *text)
{
    size_t before = text->length;

    if (!slice_starts(written, "http://") && !slice_starts(written, "https://"))
        return false;
    while (written.length) {
        size_t plain = plain_run(written, SLICE(" \"<>\\^`{|}\x7f"), true);
        unsigned char c;

        text_add(text, written.bytes, plain);
        if (plain == written.length)
            break;
        c = (unsigned char)written.bytes[plain];
        text_add_byte(text, '%');
        text_add_byte(text, "0123456789ABCDEF"[c >> 4]);
        text_add_byte(text, "0123456789ABCDEF"[c & 15]);
        written = slice_from(written, plain + 1);
    }
    if (text->length - before <= limit)
        return true;
    text->length = before;
    return false;
}

struct slice feed_next_medium(const struct feed_item *item, const char *role, size_t *at)
{
    const json_t *media = item->article->member[ARTICLE_MEDIA];

    while (*at < json_array_size(media)) {
        const json_t *entry = json_array_get(media, (*at)++);
        struct slice told = json_slice(json_object_get(entry, "role"));
        struct slice url = json_slice(json_object_get(entry, "url"));

        if (url.length && !slice_equal(url, item->image) && slice_is(told.length ? told : SLICE("picture"), role))
            return url;
    }
    return (struct slice){NULL, 0};
}

void feed_add_moment(instant moment, const char *utc, struct text *text)
{
    const size_t to_the_minute = strlen("2026-11-21T18:07");
    size_t before = text->length;

    instant_write(text, moment);
    text->length = before + to_the_minute;
    text_add_string(text, utc);
}

bool feed_has_sale(const struct article_price *asked, bool with_past)
{
    return asked->reduced >= 0 && (asked->in_force || (asked->has_until && (with_past || !asked->is_over)));
}

void feed_add_sale_period(const struct article_price *asked, const char *utc, struct text *text)
{
    if (!asked->has_until)
        return;
    if (asked->has_from)
        feed_add_moment(asked->from, utc, text);
    else
        /* It began long ago: a period has both ends, and today's date would make another file every day. */
        text_printf(text, "2000-01-01T00:00%s", utc);
    text_add_byte(text, '/');
    feed_add_moment(asked->until, utc, text);
}

static bool is_control(char c)
{
    return ((unsigned char)c < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
}

void feed_add_clean(struct feed *feed, struct slice value, struct text *text)
{
    if (!slice_traits(value).control) {
        text_add_slice(text, value);
        return;
    }
    for (size_t i = 0; i < value.length; i++) {
        if (!is_control(value.bytes[i]))
            text_add_byte(text, value.bytes[i]);
        else
            feed->control_characters += value.bytes[i] != '\r';
    }
}
