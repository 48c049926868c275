/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/closing_check.h"

#include "shop/closing.h"
#include "json/scan.h"

static const char prefix[] = "closing/";

/* No zone is further from UTC than this, so a day's end lies that near to midnight there. */
#define HOURS ((instant)60 * 60 * 1000)
static const instant FURTHEST_EAST = 14 * HOURS;
static const instant FURTHEST_WEST = 12 * HOURS;

struct closing_review {
    struct store *store;
    struct check_report *report;
    struct closing_books books;
    struct closing_lines lines;
    struct text id, wanted, room, reason, last_wrong;
    uint64_t seen, wrong;
};

/* The first one in full, the others by their number: whatever breaks a closing breaks those that build on it. */
static void tell(struct closing_review *review, struct slice id, const char *reason)
{
    if (!review->wrong++)
        check_tell_plain(review->report, id, "wrong_closing", reason);
    text_clear(&review->last_wrong);
    text_add_slice(&review->last_wrong, id);
}

static void tell_of_others(struct closing_review *review)
{
    if (review->wrong < 2)
        return;
    text_clear(&review->reason);
    text_printf(&review->reason, "from the one above to this, %llu more do not hold", (unsigned long long)review->wrong - 1);
    check_tell_plain(review->report, text_slice(&review->last_wrong), "wrong_closing", text_string(&review->reason));
}

/* As much of what somebody put there as fits into a sentence, in whole characters. */
static struct slice cut(struct slice words)
{
    words.length = words.length < 100 ? words.length : 100;
    words.length = utf8_valid_length(words);
    return words;
}

static void find_difference(struct closing_review *review, struct slice value, struct slice wanted)
{
    struct scan left;
    struct scan right;
    struct slice names[2] = {SLICE_CONSTANT("it"), SLICE_CONSTANT("it")};
    struct slice values[2] = {SLICE_CONSTANT("no closing"), SLICE_CONSTANT("one")};
    bool same = scan_object(&left, value) && scan_object(&right, wanted);

    while (same) {
        bool more = scan_member(&left, &names[0], &values[0]);

        if (!scan_member(&right, &names[1], &values[1]) || !more)
            break;
        same = slice_equal(names[0], names[1]) && slice_equal(values[0], values[1]);
    }
    text_clear(&review->reason);
    text_printf(&review->reason, "%.*s is %.*s; the journal gives %.*s %.*s", SLICE_ARGS(cut(names[0])), SLICE_ARGS(cut(values[0])),
                SLICE_ARGS(cut(names[1])), SLICE_ARGS(cut(values[1])));
}

static bool ends_where_a_day_may(const struct closing_books *books, instant ends_at)
{
    instant midnight = (instant)(books->last + 2) * 24 * HOURS;

    return ends_at == books->ends_at ||
           (ends_at > books->ends_at && ends_at >= midnight - FURTHEST_EAST && ends_at <= midnight + FURTHEST_WEST);
}

/* What cannot be computed is taken from the record; the rest must come out as it stands there. */
static void compare(struct closing_review *review, enum grain grain, struct slice value)
{
    struct closing_terms terms = {.training = slice_is(scan_find(value, "training"), "true")};
    bool dated = instant_read(scan_text(scan_find(value, "closed_at")), &terms.closed_at);

    terms.zone = scan_decoded(scan_find(value, "time_zone"), &review->room);
    closing_id(&review->books, grain, &review->id);
    if (!dated || terms.closed_at < review->books.ends_at)
        tell(review, text_slice(&review->id), "was closed before it ended");
    text_clear(&review->wanted);
    closing_write(&review->books, grain, &terms, &review->wanted);
    review->seen++;
    if (slice_equal(value, text_slice(&review->wanted)))
        return;
    find_difference(review, value, text_slice(&review->wanted));
    tell(review, text_slice(&review->id), text_string(&review->reason));
}

/* The months and years that are due before the next day. A run that was stopped may leave the last ones to the next run. */
static bool review_due(struct closing_review *review, bool needed, struct fault *fault)
{
    struct closing_books *books = &review->books;
    const struct closing_terms none = {.zone = SLICE_CONSTANT("")};

    while (books->month_due || books->year_due) {
        enum grain grain = books->month_due ? GRAIN_MONTH : GRAIN_YEAR;
        struct slice value;

        closing_id(books, grain, &review->id);
        if (!store_get(review->store, text_slice(&review->id), &value, fault))
            return false;
        if (value.bytes) {
            compare(review, grain, value);
            continue;
        }
        if (!needed)
            return true;
        tell(review, text_slice(&review->id), "is missing: later days are closed");
        text_clear(&review->wanted);
        closing_write(books, grain, &none, &review->wanted);
    }
    return true;
}

static bool review_day(struct closing_review *review, struct slice id, day date, struct slice value, struct fault *fault)
{
    struct closing_books *books = &review->books;
    instant ends_at;

    if (!books->begun) {
        closing_books_begin(books, date);
    } else if (date != books->last + 1) {
        text_clear(&review->reason);
        text_add_string(&review->reason, "there is none of the day before; the last one is of ");
        day_write(&review->reason, books->last);
        tell(review, id, text_string(&review->reason));
        books->last = date - 1;
    }
    if (!instant_read(scan_text(scan_find(value, "ends_at")), &ends_at) || !ends_where_a_day_may(books, ends_at)) {
        tell(review, id, "ends where no such day does");
        ends_at = books->ends_at;
    }
    text_clear(&review->id);
    text_add_slice(&review->id, id);
    if (!closing_take_day(books, &review->lines, ends_at, fault))
        return false;
    if (!books->last_seq)
        tell(review, id, "is of a day before the first transaction");
    compare(review, GRAIN_DAY, value);
    return true;
}

static bool review_all(struct closing_review *review, uint64_t *count, struct fault *fault)
{
    struct store_walk walk;
    bool found = true;
    bool done = store_walk_begin(&walk, review->store, slice_of(prefix), fault);

    while (done && found) {
        struct slice value;
        enum grain grain;
        day first;

        done = store_walk_next(&walk, &found, fault);
        if (!done || !found)
            break;
        ++*count;
        if (!closing_period(slice_from(store_walk_id(&walk), sizeof prefix - 1), &first, &grain) || grain != GRAIN_DAY)
            continue;
        done = review_due(review, true, fault) && store_walk_value(&walk, &value, fault) &&
               review_day(review, store_walk_id(&walk), first, value, fault);
    }
    store_walk_end(&walk);
    return done && review_due(review, false, fault);
}

bool closing_check(struct store *store, struct check_report *report, struct fault *fault)
{
    struct closing_review review = {.store = store, .report = report};
    uint64_t count = 0;
    bool done = closing_lines_begin(&review.lines, store, 1, fault) && review_all(&review, &count, fault);

    /* A record that cannot be summed is a closing's fault too: the one that it was in when it still could be. */
    if (!done && strcmp(fault->code, "store_damaged") == 0) {
        tell(&review, text_slice(&review.id), fault->reason);
        *fault = (struct fault)FAULT_INIT;
        done = true;
    } else if (done && count > review.seen) {
        tell(&review, slice_of(prefix), "there are closings of months, years or other periods whose days are not closed");
    }
    if (done)
        tell_of_others(&review);
    closing_books_release(&review.books);
    text_release(&review.id);
    text_release(&review.wanted);
    text_release(&review.room);
    text_release(&review.reason);
    text_release(&review.last_wrong);
    return done;
}
