/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/closing.h"

#include "json/scan.h"
#include "json/write.h"

static const char *const grain_names[CLOSING_GRAINS] = {"day", NULL, "month", "year"};
static const char prefix[] = "closing/";

const char *closing_grain_name(enum grain grain)
{
    return grain_names[grain];
}

bool closing_period(struct slice name, day *first, enum grain *grain)
{
    static const struct {
        size_t length;
        const char *rest; /* of its first day */
        enum grain grain;
    } forms[] = {{10, "", GRAIN_DAY}, {7, "-01", GRAIN_MONTH}, {4, "-01-01", GRAIN_YEAR}};

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (name.length == forms[i].length) {
            struct text date = TEXT_INIT;
            bool read;

            text_add_slice(&date, name);
            text_add_string(&date, forms[i].rest);
            read = day_read(text_slice(&date), first);
            text_release(&date);
            *grain = forms[i].grain;
            return read;
        }
    return false;
}

/* The next line to hand. */
static bool step(struct closing_lines *lines, struct fault *fault)
{
    lines->bytes = (struct slice){NULL, 0};
    if (lines->next++ > store_seq(lines->lines.store))
        return true;
    if (!store_lines_next(&lines->lines, &lines->bytes, fault))
        return false;
    return !lines->bytes.bytes || line_read(lines->bytes, &lines->line) ||
           fault_set(fault, FAULT_SYSTEM, "broken_chain", NULL,
                     "the journal holds a line that is no transaction; store-verify tells more");
}

bool closing_lines_begin(struct closing_lines *lines, struct store *store, uint64_t seq, struct fault *fault)
{
    lines->next = seq;
    return store_lines_seek(&lines->lines, store, seq, fault) && step(lines, fault);
}

void closing_books_release(struct closing_books *books)
{
    for (int grain = 0; grain < CLOSING_GRAINS; grain++)
        totals_release(&books->open[grain]);
    totals_release(&books->ever);
}

void closing_books_begin(struct closing_books *books, day first)
{
    books->begun = true;
    books->last = first - 1;
}

static bool begins(day value, enum grain grain)
{
    return period_first(value, grain) == value;
}

static bool take_line(struct totals *totals, const struct closing_lines *lines, struct fault *fault)
{
    struct line line = lines->line;
    struct line_change change;
    struct text room = TEXT_INIT;
    bool done = true;

    while (done && line_next_change(&line, &change, &room))
        done = totals_take(totals, lines->lines.store, change.id, change.value, line.seq, fault);
    text_release(&room);
    return done;
}

bool closing_take_day(struct closing_books *books, struct closing_lines *lines, instant ends_at, struct fault *fault)
{
    static const enum grain running[] = {GRAIN_MONTH, GRAIN_YEAR};
    struct totals *today = &books->open[GRAIN_DAY];
    struct slice last = {NULL, 0};

    while (lines->bytes.bytes && lines->line.at < ends_at) {
        last = lines->bytes;
        books->last_seq = lines->line.seq;
        if (!take_line(today, lines, fault) || !step(lines, fault))
            return false;
    }
    if (last.bytes)
        books->last_digest = digest_of(last);
    books->last++;
    books->ends_at = ends_at;
    books->month_due = begins(books->last + 1, GRAIN_MONTH);
    for (size_t i = 0; i < sizeof running / sizeof *running; i++)
        if (!totals_add(&books->open[running[i]], today, fault))
            return false;
    return totals_add(&books->ever, today, fault);
}

void closing_id(const struct closing_books *books, enum grain grain, struct text *id)
{
    text_clear(id);
    text_add_string(id, prefix);
    period_write(id, period_first(books->last, grain), grain);
}

static void go_on(struct closing_books *books, enum grain grain)
{
    books->numbers[grain]++;
    books->before[grain] = books->last_seq;
    totals_release(&books->open[grain]);
    if (grain == GRAIN_MONTH) {
        books->month_due = false;
        books->year_due = begins(books->last + 1, GRAIN_YEAR);
    }
    if (grain == GRAIN_YEAR)
        books->year_due = false;
}

void closing_write(struct closing_books *books, enum grain grain, const struct closing_terms *terms, struct text *text)
{
    struct text id = TEXT_INIT;
    char hex[DIGEST_HEX];

    closing_id(books, grain, &id);
    digest_hex(&books->last_digest, hex);
    text_add_string(text, "{\"type\":\"closing\"");
    json_put_string(text, "id", slice_from(text_slice(&id), sizeof prefix - 1));
    if (terms->training)
        json_put_bool(text, "training", true);
    json_put_string(text, "period", slice_of(grain_names[grain]));
    json_put_integer(text, "number", books->numbers[grain] + 1);
    json_put_string(text, "time_zone", terms->zone);
    json_put_instant(text, "ends_at", books->ends_at);
    json_put_integer(text, "transactions", (int64_t)(books->last_seq - books->before[grain]));
    if (books->last_seq > books->before[grain])
        json_put_integer(text, "first_seq", (int64_t)books->before[grain] + 1);
    json_put_integer(text, "last_seq", (int64_t)books->last_seq);
    json_put_string(text, "last_digest", (struct slice){hex, DIGEST_HEX});
    totals_write(&books->open[grain], "totals", text);
    if (grain == GRAIN_DAY)
        totals_write(&books->open[GRAIN_MONTH], "month_to_date", text);
    if (grain != GRAIN_YEAR)
        totals_write(&books->open[GRAIN_YEAR], "year_to_date", text);
    totals_write(&books->ever, "grand_total", text);
    json_put_instant(text, "closed_at", terms->closed_at);
    text_add_byte(text, '}');
    text_release(&id);
    go_on(books, grain);
}

static bool read_number(struct slice record, const char *name, int64_t *number)
{
    return scan_integer(scan_find(record, name), number) && *number >= 0;
}

static bool read_place(struct slice record, int64_t *number, int64_t *last_seq)
{
    return read_number(record, "number", number) && read_number(record, "last_seq", last_seq);
}

/* The last closings of each grain; their names sort as time runs. */
struct last_closings {
    struct slice record[CLOSING_GRAINS];
    day first[CLOSING_GRAINS];
};

static bool find_last(struct store *store, struct last_closings *last, struct fault *fault)
{
    struct place place[CLOSING_GRAINS];
    bool found_of[CLOSING_GRAINS] = {false};
    struct store_walk walk;
    bool found = true;
    bool done = store_walk_begin(&walk, store, slice_of(prefix), fault);

    while (done && found) {
        enum grain grain;
        day first;

        done = store_walk_next(&walk, &found, fault);
        if (!done || !found || !closing_period(slice_from(store_walk_id(&walk), sizeof prefix - 1), &first, &grain))
            continue;
        if (found_of[grain] && first < last->first[grain])
            continue;
        found_of[grain] = true;
        place[grain] = walk.place;
        last->first[grain] = first;
    }
    for (int grain = 0; done && grain < CLOSING_GRAINS; grain++)
        if (found_of[grain])
            done = store_bytes(store, &place[grain], &last->record[grain], fault);
    store_walk_end(&walk);
    return done;
}

static bool read_last_day(struct closing_books *books, struct slice record, struct fault *fault)
{
    int64_t last_seq;

    if (!read_place(record, &books->numbers[GRAIN_DAY], &last_seq) ||
        !instant_read(scan_text(scan_find(record, "ends_at")), &books->ends_at) ||
        !digest_read(scan_text(scan_find(record, "last_digest")), &books->last_digest))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "the last closing cannot be read");
    books->last_seq = books->before[GRAIN_DAY] = (uint64_t)last_seq;
    return totals_read(&books->open[GRAIN_MONTH], scan_find(record, "month_to_date"), fault) &&
           totals_read(&books->open[GRAIN_YEAR], scan_find(record, "year_to_date"), fault) &&
           totals_read(&books->ever, scan_find(record, "grand_total"), fault);
}

/* A month or year that was closed: where it ended, and that its sums do not run on if it is the one of the last day. */
static bool read_last_period(struct closing_books *books, enum grain grain, const struct last_closings *last, bool *due,
                             struct fault *fault)
{
    int64_t last_seq = 0;

    *due = begins(books->last + 1, grain);
    if (!last->record[grain].bytes)
        return true;
    if (!read_place(last->record[grain], &books->numbers[grain], &last_seq))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "the last closing of a %s cannot be read", grain_names[grain]);
    books->before[grain] = (uint64_t)last_seq;
    if (last->first[grain] == period_first(books->last, grain)) {
        totals_release(&books->open[grain]);
        *due = false;
    }
    return true;
}

bool closing_books_load(struct closing_books *books, struct store *store, struct fault *fault)
{
    struct last_closings last = {0};
    bool year_due;

    *books = (struct closing_books){0};
    if (!find_last(store, &last, fault))
        return false;
    if (!last.record[GRAIN_DAY].bytes)
        return true;
    books->begun = true;
    books->last = last.first[GRAIN_DAY];
    if (!read_last_day(books, last.record[GRAIN_DAY], fault) ||
        !read_last_period(books, GRAIN_MONTH, &last, &books->month_due, fault) ||
        !read_last_period(books, GRAIN_YEAR, &last, &year_due, fault))
        return false;
    books->year_due = year_due && !books->month_due;
    return true;
}

/* Takes the next day in, if it has ended. */
static bool next_day(struct closing_books *books, struct closing_lines *lines, const struct closing_task *task, bool *ended,
                     struct fault *fault)
{
    instant ends_at = day_start(books->last + 2);

    ends_at = ends_at > books->ends_at ? ends_at : books->ends_at;
    *ended = ends_at <= task->terms.closed_at && !(task->has_until && books->last + 1 > task->until);
    return !*ended || closing_take_day(books, lines, ends_at, fault);
}

static bool close_all(struct closing_books *books, struct closing_lines *lines, const struct closing_task *task,
                      struct changes *changes, struct fault *fault)
{
    struct text id = TEXT_INIT;
    bool more = true;
    bool done = true;

    while (done && more && changes->count < task->limit) {
        enum grain grain = books->month_due ? GRAIN_MONTH : books->year_due ? GRAIN_YEAR : GRAIN_DAY;

        if (grain == GRAIN_DAY)
            done = next_day(books, lines, task, &more, fault);
        if (!done || !more)
            break;
        closing_id(books, grain, &id);
        closing_write(books, grain, &task->terms, changes_begin(changes, text_slice(&id)));
        changes_end(changes);
    }
    text_release(&id);
    return done;
}

bool closings_due(struct store *store, const struct closing_task *task, struct changes *changes, struct fault *fault)
{
    struct closing_books books;
    struct closing_lines lines;
    bool done;

    changes_clear(changes);
    done = closing_books_load(&books, store, fault) && closing_lines_begin(&lines, store, books.last_seq + 1, fault);
    if (done && !books.begun && lines.bytes.bytes)
        closing_books_begin(&books, instant_day(lines.line.at));
    done = done && (!books.begun || close_all(&books, &lines, task, changes, fault));
    closing_books_release(&books);
    return done;
}
