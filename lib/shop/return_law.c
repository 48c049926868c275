/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/return_law.h"

#include "base/memory.h"
#include "shop/law_table.h"

#include <stdlib.h>

enum { TERM_COLUMNS = 7, MEMBER_COLUMNS = 5, EXCEPTION_COLUMNS = 3, COUNT_LIMIT = 1000 };

static const char *const term_names[] = {"withdrawal", "uninformed", "refund", "guarantee", "repaired", NULL};
static const char *const unit_names[] = {"days", "weeks", "months", "years", "working", NULL};

static bool read_word(struct slice column, const char *const names[], unsigned *which)
{
    for (*which = 0; names[*which]; ++*which)
        if (slice_is(column, names[*which]))
            return true;
    return false;
}

static bool read_term(const struct slice columns[TERM_COLUMNS], struct return_term_row *row)
{
    unsigned what;
    unsigned unit;

    if (!read_word(columns[1], term_names, &what) || !read_word(columns[3], unit_names, &unit))
        return false;
    row->what = (enum return_term)what;
    row->period.unit = (enum period_unit)unit;
    row->source = columns[6];
    return slice_integer(columns[2], COUNT_LIMIT, &row->period.count) && law_day(columns[4], INT32_MIN, &row->from) &&
           law_day(columns[5], INT32_MAX, &row->until) && columns[6].length;
}

static bool wrong_row(const char *table, size_t line, struct fault *fault)
{
    return fault_set(fault, FAULT_USAGE, "wrong_table", NULL, "%s, line %zu: is no row of it", table, line);
}

static bool read_terms(struct return_law *law, struct slice table, struct fault *fault)
{
    struct law_table rows = {arena_copy(&law->arena, table), 0};
    struct slice columns[TERM_COLUMNS];
    bool has[RETURN_TERMS] = {false};
    bool all = true;

    while (law_table_next(&rows, columns, TERM_COLUMNS)) {
        struct return_term_row row;

        if (!read_term(columns, &row))
            return wrong_row("return-terms.tsv", rows.line, fault);
        do {
            if (!law_country(law_part(&columns[0], ','), row.country))
                return wrong_row("return-terms.tsv", rows.line, fault);
            has[row.what] |= !row.country[0] && row.from == INT32_MIN && row.until == INT32_MAX;
            law->terms = memory_grow(law->terms, &law->term_room, law->term_count + 1, sizeof row);
            law->terms[law->term_count++] = row;
        } while (columns[0].length);
    }
    for (int i = 0; i < RETURN_TERMS; i++)
        all &= has[i];
    return all || fault_set(fault, FAULT_USAGE, "wrong_table", NULL,
                            "return-terms.tsv has not a row of each term for any country at any time");
}

static bool read_members(struct return_law *law, struct slice table, struct fault *fault)
{
    struct law_table rows = {table, 0};
    struct slice columns[MEMBER_COLUMNS];

    while (law_table_next(&rows, columns, MEMBER_COLUMNS)) {
        struct return_law_member row;

        if (!law_country(columns[0], row.country) || !law_day(columns[2], INT32_MIN, &row.from) ||
            !law_day(columns[3], INT32_MAX, &row.until))
            return wrong_row("eu-members.tsv", rows.line, fault);
        law->members = memory_grow(law->members, &law->member_room, law->member_count + 1, sizeof row);
        law->members[law->member_count++] = row;
    }
    return true;
}

static bool read_exceptions(struct return_law *law, struct slice table, struct fault *fault)
{
    struct law_table rows = {arena_copy(&law->arena, table), 0};
    struct slice columns[EXCEPTION_COLUMNS];

    while (law_table_next(&rows, columns, EXCEPTION_COLUMNS)) {
        struct withdrawal_exception row = {columns[0], slice_is(columns[1], "opened"), columns[2]};

        if (!row.name.length || !row.source.length || (!row.once_opened && !slice_is(columns[1], "always")))
            return wrong_row("withdrawal-exceptions.tsv", rows.line, fault);
        law->exceptions = memory_grow(law->exceptions, &law->exception_room, law->exception_count + 1, sizeof row);
        law->exceptions[law->exception_count++] = row;
    }
    return true;
}

bool return_law_read(struct return_law *law, struct slice terms, struct slice members, struct slice exceptions,
                     struct slice holidays, struct slice regions, struct fault *fault)
{
    return read_terms(law, terms, fault) && read_members(law, members, fault) && read_exceptions(law, exceptions, fault) &&
           calendar_read(&law->calendar, holidays, fault) && regions_read(&law->regions, regions, fault);
}

void return_law_release(struct return_law *law)
{
    free(law->terms);
    free(law->members);
    free(law->exceptions);
    calendar_release(&law->calendar);
    regions_release(&law->regions);
    arena_release(&law->arena);
    *law = (struct return_law)RETURN_LAW_INIT;
}

static bool is_member(const struct return_law *law, struct slice country, day ordered)
{
    for (size_t i = 0; i < law->member_count; i++)
        if (law_country_fits(law->members[i].country, country) && ordered >= law->members[i].from &&
            ordered <= law->members[i].until)
            return true;
    return false;
}

/* How precisely a row is of that country: 0: it is not. */
static int fit(const struct return_law *law, const struct return_term_row *row, struct slice country, day ordered)
{
    if (!row->country[0])
        return 1;
    if (memcmp(row->country, "EU", 2) == 0)
        return is_member(law, country, ordered) ? 2 : 0;
    return law_country_fits(row->country, country) ? 3 : 0;
}

static const struct return_term_row *find_term(const struct return_law *law, enum return_term what, struct slice country,
                                               day ordered)
{
    static const struct return_term_row none = {.source = SLICE_CONSTANT("no law is known here")};
    const struct return_term_row *found = &none;
    int best = 0;

    for (size_t i = 0; i < law->term_count; i++) {
        const struct return_term_row *row = &law->terms[i];
        int fits = row->what == what && ordered >= row->from && ordered <= row->until ? fit(law, row, country, ordered) : 0;

        if (fits && fits >= best) {
            best = fits;
            found = row;
        }
    }
    return found;
}

struct period return_law_term(const struct return_law *law, enum return_term what, struct slice country, day ordered)
{
    return find_term(law, what, country, ordered)->period;
}

struct slice return_law_source(const struct return_law *law, enum return_term what, struct slice country, day ordered)
{
    return find_term(law, what, country, ordered)->source;
}

bool return_law_by_directive(const struct return_law *law, struct slice country, day ordered)
{
    const struct slice directive = SLICE("Directive 2011/83/EU");
    const struct slice source = return_law_source(law, TERM_WITHDRAWAL, country, ordered);

    return memmem(source.bytes, source.length, directive.bytes, directive.length);
}

const struct withdrawal_exception *return_law_exception(const struct return_law *law, struct slice name)
{
    for (size_t i = 0; i < law->exception_count; i++)
        if (slice_equal(law->exceptions[i].name, name))
            return &law->exceptions[i];
    return NULL;
}

static day ends(struct return_law *law, const struct return_event *event, day from, struct period period)
{
    return calendar_period_end(&law->calendar, event->country, event->region.bytes ? event->region : SLICE(""), from, period);
}

bool return_law_withdrawal_end(struct return_law *law, const struct return_event *event, day *last)
{
    struct period own = {event->own_days, PERIOD_DAYS};
    struct period period = return_law_term(law, TERM_WITHDRAWAL, event->country, event->ordered);
    struct period longer = return_law_term(law, TERM_UNINFORMED, event->country, event->ordered);

    if (!period.count && !own.count)
        return false;
    *last = event->event;
    if (period.count)
        *last = ends(law, event, event->event, period);
    if (period.count && !event->informed)
        *last = ends(law, event, *last, longer);
    if (own.count && ends(law, event, event->event, own) > *last)
        *last = ends(law, event, event->event, own);
    return true;
}

bool return_law_guarantee_end(struct return_law *law, const struct return_event *event, day *last)
{
    const struct period period = return_law_term(law, TERM_GUARANTEE, event->country, event->ordered);

    *last = period.count ? ends(law, event, event->event, period) : event->event;
    return period.count;
}

bool return_law_repaired_end(struct return_law *law, const struct return_event *event, day *last)
{
    const struct period longer = return_law_term(law, TERM_REPAIRED, event->country, event->ordered);
    const bool has = return_law_guarantee_end(law, event, last);

    if (has && longer.count)
        *last = ends(law, event, *last, longer);
    return has;
}

day return_law_refund_due(struct return_law *law, struct slice country, day ordered, day stated)
{
    const struct return_event event = {.country = country};

    return ends(law, &event, stated, return_law_term(law, TERM_REFUND, country, ordered));
}
