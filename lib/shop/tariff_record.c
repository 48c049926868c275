/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/tariff_record.h"

#include "base/memory.h"
#include "json/parse.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

#include <stdlib.h>

static const char prefix[] = "tariff/";

void tariff_rows_release(struct tariff_rows *rows)
{
    for (int i = 0; i < TARIFF_SECTIONS; i++)
        free(rows->items[i]);
    *rows = (struct tariff_rows){0};
}

struct tariff_row *tariff_rows_add(struct tariff_rows *rows, enum tariff_section section)
{
    size_t count = rows->counts[section]++;

    rows->items[section] = memory_grow(rows->items[section], &rows->rooms[section], count + 1, sizeof *rows->items[section]);
    rows->items[section][count] = (struct tariff_row){0};
    return &rows->items[section][count];
}

static bool read_row(const json_t *object, enum tariff_section section, struct tariff_row *row, struct fault *fault)
{
    const struct tariff_column *columns = tariff_columns(section);
    size_t members = 0;
    bool present;
    int64_t line;

    if (!json_is_object(object))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", NULL, "must be an object");
    if (!field_integer(object, "line", 1, 10000000, &line, &present, fault))
        return false;
    row->line = present ? (size_t)line : 0;
    members = present;
    for (int i = 0; columns[i].name; i++) {
        if (!field_string(object, columns[i].name, &row->cells[i], fault))
            return false;
        members += row->cells[i].bytes != NULL;
    }
    return members == json_object_size(object) || fault_set(fault, FAULT_REFUSED, "unknown_field", NULL,
                                                            "has members that are no columns of %s", tariff_section_name(section));
}

static bool read_section(const json_t *record, enum tariff_section section, struct tariff_rows *rows, struct fault *fault)
{
    const char *name = tariff_section_name(section);
    const json_t *list;

    if (!field_array(record, name, &list, fault))
        return false;
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct tariff_row *row = tariff_rows_add(rows, section);

        if (!read_row(json_array_get(list, i), section, row, fault))
            return fault_within(fault, "%s[%zu]", name, i + 1);
        if (!row->line)
            row->line = i + 1;
    }
    return true;
}

static bool name_is_right(struct slice name, struct fault *fault)
{
    if (!name_check(name, TARIFF_NAME_LIMIT, "name", fault))
        return false;
    return (!memchr(name.bytes, '/', name.length) && !memchr(name.bytes, ' ', name.length)) ||
           fault_set(fault, FAULT_REFUSED, "not_a_name", "name", "\"%.*s\" has a blank or a / in it", SLICE_ARGS(name));
}

bool tariff_record_read(const json_t *record, struct tariff_heading *heading, struct tariff_rows *rows, struct fault *fault)
{
    static const char *const known[] = {"type",  "id",       "name",  "from",       "currency", "prices_include_tax",
                                        "zones", "services", "rates", "surcharges", "closings", NULL};
    struct slice type;
    struct slice from;
    bool present;

    if (!fields_known(record, known, fault) || !field_string(record, "type", &type, fault))
        return false;
    if (type.bytes && !slice_is(type, "tariff"))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", "type", "is \"%.*s\", not \"tariff\"", SLICE_ARGS(type));
    if (!field_string(record, "name", &heading->name, fault) || !field_string(record, "from", &from, fault) ||
        !field_string(record, "currency", &heading->currency, fault) ||
        !field_bool(record, "prices_include_tax", &heading->prices_include_tax, &present, fault))
        return false;
    if (!heading->name.bytes || !from.bytes || !heading->currency.bytes || !present)
        return field_missing(!heading->name.bytes       ? "name"
                             : !from.bytes              ? "from"
                             : !heading->currency.bytes ? "currency"
                                                        : "prices_include_tax",
                             fault);
    if (!day_read(from, &heading->from))
        return fault_set(fault, FAULT_REFUSED, "not_a_date", "from", "\"%.*s\" is no day like 2026-11-20", SLICE_ARGS(from));
    for (int section = 0; section < TARIFF_SECTIONS; section++)
        if (!read_section(record, (enum tariff_section)section, rows, fault))
            return false;
    return true;
}

static void write_section(const struct tariff_rows *rows, enum tariff_section section, struct text *text)
{
    const struct tariff_column *columns = tariff_columns(section);

    if (!rows->counts[section])
        return;
    json_open(text, tariff_section_name(section), '[');
    for (size_t i = 0; i < rows->counts[section]; i++) {
        const struct tariff_row *row = &rows->items[section][i];

        json_open(text, NULL, '{');
        json_put_integer(text, "line", (int64_t)row->line);
        for (int j = 0; columns[j].name; j++)
            if (row->cells[j].length)
                json_put_string(text, columns[j].name, row->cells[j]);
        json_close(text, '}');
    }
    json_close(text, ']');
}

static void write_content(const struct tariff_heading *heading, const struct tariff_rows *rows, struct text *text)
{
    json_put_string(text, "currency", heading->currency);
    json_put_bool(text, "prices_include_tax", heading->prices_include_tax);
    for (int section = 0; section < TARIFF_SECTIONS; section++)
        write_section(rows, (enum tariff_section)section, text);
}

static void version_id(struct slice name, day from, struct text *id)
{
    text_clear(id);
    text_add_string(id, prefix);
    text_add_slice(id, name);
    text_add_byte(id, '/');
    day_write(id, from);
}

void tariff_record_write(const struct tariff_heading *heading, const struct tariff_rows *rows, struct text *text)
{
    struct text id = TEXT_INIT;

    version_id(heading->name, heading->from, &id);
    text_add_string(text, "{\"type\":\"tariff\"");
    json_put_string(text, "id", slice_from(text_slice(&id), sizeof prefix - 1));
    json_put_string(text, "name", heading->name);
    json_put_day(text, "from", heading->from);
    write_content(heading, rows, text);
    text_add_byte(text, '}');
    text_release(&id);
}

bool tariff_build(struct tariff *tariff, const struct tariff_heading *heading, const struct tariff_rows *rows,
                  tariff_complaint *complain, void *context, struct fault *fault)
{
    struct currency currency;
    bool refused[TARIFF_SECTIONS] = {false};
    bool right = true;

    if (!name_is_right(heading->name, fault) || !currency_find(heading->currency, &currency, fault))
        return false;
    tariff_init(tariff, heading->name, heading->from, &currency, heading->prices_include_tax);
    for (int section = 0; section < TARIFF_SECTIONS; section++)
        for (size_t i = 0; i < rows->counts[section]; i++) {
            struct fault wrong = FAULT_INIT;

            if (tariff_add(tariff, (enum tariff_section)section, &rows->items[section][i], &wrong))
                continue;
            right = false;
            refused[section] = true;
            complain(context, (enum tariff_section)section, rows->items[section][i].line, &wrong);
        }
    if (tariff_finish(tariff, refused, complain, context) && right)
        return true;
    tariff_release(tariff);
    return fault_set(fault, FAULT_REFUSED, "wrong_tariff", NULL, "the tariff is not written: it has errors");
}

/* The version that holds on the day: bytes NULL, none does; and the days for which that is so. */
static bool find_version(struct store *store, struct slice name, day on, struct text *id, struct slice *value, struct place *place,
                         day *from, day *until, struct fault *fault)
{
    struct text start = TEXT_INIT;
    struct store_walk walk;
    bool found = true;
    bool done;

    *from = INT32_MIN;
    *until = INT32_MAX;
    *value = (struct slice){NULL, 0};
    text_add_string(&start, prefix);
    text_add_slice(&start, name);
    text_add_byte(&start, '/');
    done = store_walk_begin(&walk, store, text_slice(&start), fault);
    while (done && found) {
        day of;

        done = store_walk_next(&walk, &found, fault);
        if (!done || !found || !day_read(slice_from(store_walk_id(&walk), start.length), &of))
            continue;
        if (of > on) {
            *until = of - 1;
            break;
        }
        *from = of;
        *place = walk.place;
        text_clear(id);
        text_add_slice(id, store_walk_id(&walk));
        done = store_walk_value(&walk, value, fault);
    }
    store_walk_end(&walk);
    text_release(&start);
    return done;
}

/* From the member "currency" on, two records say the same. */
static struct slice content_of(struct slice record)
{
    struct slice currency = scan_find(record, "currency");

    return currency.bytes ? slice_from(record, (size_t)(currency.bytes - record.bytes)) : record;
}

bool tariff_change(struct store *store, const struct tariff_heading *heading, const struct tariff_rows *rows, bool correct,
                   struct changes *changes, bool *changed, struct text *id, struct fault *fault)
{
    struct text standing_id = TEXT_INIT;
    struct slice standing;
    struct place place;
    day from;
    day until;
    bool done = find_version(store, heading->name, heading->from, &standing_id, &standing, &place, &from, &until, fault);

    if (done) {
        version_id(heading->name, heading->from, id);
        changes_clear(changes);
        tariff_record_write(heading, rows, changes_begin(changes, text_slice(id)));
        *changed = !slice_equal(content_of(changes_value(changes, changes_end(changes))), content_of(standing));
        if (!*changed) {
            text_clear(id);
            text_add_slice(id, text_slice(&standing_id));
        } else if (standing.bytes && from == heading->from && !correct) {
            done = fault_set(fault, FAULT_CONFLICT, "other_tariff", "from",
                             "from that day there is another tariff of this name; --correct replaces it");
        }
    }
    text_release(&standing_id);
    return done;
}

void tariff_book_release(struct tariff_book *book)
{
    if (book->exists)
        tariff_release(&book->tariff);
    calendar_release(&book->calendar);
    text_release(&book->name);
    *book = (struct tariff_book)TARIFF_BOOK_INIT(book->read);
}

static void ignore(void *context, enum tariff_section section, size_t line, const struct fault *fault)
{
    (void)context;
    (void)section;
    (void)line;
    (void)fault;
}

static bool load(struct tariff_book *book, struct slice record, struct fault *fault)
{
    struct arena arena = ARENA_INIT;
    struct tariff_rows rows = {0};
    struct tariff_heading heading;
    const json_t *json = json_parse(record, RECORD_DEPTH, &arena, fault);

    book->exists = json && tariff_record_read(json, &heading, &rows, fault) &&
                   tariff_build(&book->tariff, &heading, &rows, ignore, NULL, fault);
    tariff_rows_release(&rows);
    arena_release(&arena);
    return book->exists || fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "the record of a tariff cannot be read");
}

bool tariff_book_find(struct tariff_book *book, struct store *store, struct slice name, day on, struct fault *fault)
{
    uint64_t batch = store_batch_seq(store);
    struct text id = TEXT_INIT;
    struct slice value;
    struct place place = {0};
    bool is_same;
    bool done;

    if (book->known && book->batch == batch && on >= book->from && on <= book->until && slice_equal(text_slice(&book->name), name))
        return true;
    done = find_version(store, name, on, &id, &value, &place, &book->from, &book->until, fault);
    text_release(&id);
    if (!done)
        return false;
    is_same = book->known && book->exists == (value.bytes != NULL) && memcmp(&place, &book->place, sizeof place) == 0;
    book->known = true;
    book->batch = batch;
    text_clear(&book->name);
    text_add_slice(&book->name, name);
    if (is_same)
        return true;
    if (book->exists)
        tariff_release(&book->tariff);
    book->exists = false;
    book->place = place;
    return !value.bytes || load(book, value, fault);
}

bool tariff_book_calendar(struct tariff_book *book, struct fault *fault)
{
    struct text holidays = TEXT_INIT;
    struct text weekends = TEXT_INIT;
    struct text regions = TEXT_INIT;

    if (!book->has_calendar)
        book->has_calendar =
            book->read("holidays.tsv", &holidays, fault) && calendar_read(&book->calendar, text_slice(&holidays), fault) &&
            book->read("weekends.tsv", &weekends, fault) && calendar_read_weekends(&book->calendar, text_slice(&weekends), fault) &&
            book->read("regions.tsv", &regions, fault) && calendar_read_regions(&book->calendar, text_slice(&regions), fault);
    text_release(&regions);
    text_release(&holidays);
    text_release(&weekends);
    return book->has_calendar;
}
