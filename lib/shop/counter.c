/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/counter.h"

#include "shop/settings.h"
#include "shop/stock.h"
#include "shop/stored_record.h"
#include "json/parse.h"
#include "json/read.h"

enum { DAY_MINUTES = 24 * 60, CLOSED_DAYS_LIMIT = 400, LEAD_LIMIT = 30 * DAY_MINUTES };

/* In the order in which they are written. */
static const char *const members[] = {"type",         "id",          "name",         "country",  "region",
                                      "hours",        "closed_days", "holidays",     "capacity", "slot_minutes",
                                      "lead_minutes", "days_ahead",  "appointments", NULL};

static const char *const weekdays[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", NULL};

static void record_id(struct slice location, struct text *id)
{
    text_clear(id);
    text_add_string(id, "counter/");
    text_add_slice(id, location);
}

/* "10:00" */
static bool clock_read(struct slice text, int *minutes)
{
    int64_t hours;
    int64_t rest;

    if (text.length != 5 || text.bytes[2] != ':' || !slice_integer((struct slice){text.bytes, 2}, 24, &hours) ||
        !slice_integer(slice_from(text, 3), 59, &rest) || (hours == 24 && rest))
        return false;
    *minutes = (int)(hours * 60 + rest);
    return true;
}

void clock_write(int minutes, struct text *text)
{
    text_add_padded(text, minutes / 60, 2);
    text_add_byte(text, ':');
    text_add_padded(text, minutes % 60, 2);
}

bool slot_read(struct slice text, struct slot *slot)
{
    slot->until = 0;
    return text.length == 16 && text.bytes[10] == 'T' && day_read((struct slice){text.bytes, 10}, &slot->day) &&
           clock_read(slice_from(text, 11), &slot->from) && slot->from < DAY_MINUTES;
}

bool slot_until_read(struct slice text, struct slot *slot)
{
    return clock_read(text, &slot->until);
}

void slot_write(const struct slot *slot, struct text *text)
{
    day_write(text, slot->day);
    text_add_byte(text, 'T');
    clock_write(slot->from, text);
}

/* "10:00-12:30" */
static bool opening_read(const json_t *value, struct opening *opening)
{
    struct slice text = {json_string_value(value), json_string_length(value)};

    return text.length == 11 && text.bytes[5] == '-' && clock_read((struct slice){text.bytes, 5}, &opening->from) &&
           clock_read(slice_from(text, 6), &opening->until) && opening->from < opening->until;
}

static bool read_openings(const json_t *list, size_t weekday, struct counter *counter, struct fault *fault)
{
    struct opening *openings = counter->openings[weekday];
    size_t count = json_array_size(list);

    if (count > COUNTER_OPENINGS_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", weekdays[weekday], "opens more than %d times",
                         COUNTER_OPENINGS_LIMIT);
    for (size_t i = 0; i < count; i++) {
        if (!opening_read(json_array_get(list, i), &openings[i]))
            return fault_set(fault, FAULT_REFUSED, "not_hours", weekdays[weekday], "must be a list of hours as \"10:00-12:30\"");
        if (i && openings[i].from < openings[i - 1].until)
            return fault_set(fault, FAULT_REFUSED, "not_hours", weekdays[weekday], "opens again before it has closed");
    }
    counter->opening_counts[weekday] = count;
    if (count)
        counter->place.weekdays |= 1u << weekday;
    return true;
}

static bool read_hours(const json_t *record, struct counter *counter, struct fault *fault)
{
    const json_t *hours;
    const json_t *list;

    if (!field_object(record, "hours", &hours, fault))
        return false;
    if (!hours)
        return field_missing("hours", fault);
    if (!fields_known(hours, weekdays, fault))
        return fault_within(fault, "hours");
    for (size_t i = 0; weekdays[i]; i++)
        if (!field_array(hours, weekdays[i], &list, fault) || (list && !read_openings(list, i, counter, fault)))
            return fault_within(fault, "hours");
    return counter->place.weekdays || fault_set(fault, FAULT_REFUSED, "never_open", "hours", "has no day on which it opens");
}

static bool read_closed(const json_t *record, struct counter *counter, struct arena *arena, struct fault *fault)
{
    const json_t *list;
    day *days;
    size_t count;

    if (!field_array(record, "closed_days", &list, fault))
        return false;
    count = json_array_size(list);
    if (count > CLOSED_DAYS_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "closed_days", "are more than %d", CLOSED_DAYS_LIMIT);
    days = arena_take(arena, count * sizeof *days);
    for (size_t i = 0; i < count; i++) {
        const json_t *value = json_array_get(list, i);

        if (!json_is_string(value) || !day_read((struct slice){json_string_value(value), json_string_length(value)}, &days[i]))
            return fault_set(fault, FAULT_REFUSED, "not_a_day", "closed_days", "must be days as \"2026-12-24\"");
    }
    counter->place.closed = days;
    counter->place.closed_count = count;
    return true;
}

static bool read_place(const json_t *record, struct counter *counter, struct fault *fault)
{
    struct slice holidays;

    if (!field_string(record, "country", &counter->place.country, fault) ||
        !field_string(record, "region", &counter->place.region, fault) || !field_string(record, "holidays", &holidays, fault))
        return false;
    if (!counter->place.country.bytes)
        return field_missing("country", fault);
    if (!counter->place.region.bytes)
        counter->place.region = SLICE("");
    counter->open_on_holidays = slice_is(holidays, "open");
    if (holidays.bytes && !counter->open_on_holidays && !slice_is(holidays, "closed"))
        return fault_set(fault, FAULT_REFUSED, "unknown_choice", "holidays", "cannot be \"%.*s\": open or closed",
                         SLICE_ARGS(holidays));
    return country_check(counter->place.country, "country", fault);
}

static bool read_slots(const json_t *record, struct counter *counter, struct fault *fault)
{
    bool present;

    counter->slot_minutes = 60;
    counter->days_ahead = COUNTER_AHEAD_STANDARD;
    return field_integer(record, "capacity", 1, COUNTER_CAPACITY_LIMIT, &counter->capacity, &present, fault) &&
           field_integer(record, "slot_minutes", SLOT_MINUTES_LEAST, DAY_MINUTES, &counter->slot_minutes, &present, fault) &&
           field_integer(record, "lead_minutes", 0, LEAD_LIMIT, &counter->lead_minutes, &present, fault) &&
           field_integer(record, "days_ahead", 0, COUNTER_AHEAD_LIMIT, &counter->days_ahead, &present, fault) &&
           field_bool(record, "appointments", &counter->takes_appointments, &present, fault) &&
           (!counter->takes_appointments || counter->capacity || field_missing("capacity", fault));
}

static bool counter_from_json(struct counter *counter, const json_t *record, struct arena *arena, struct fault *fault)
{
    memset(counter, 0, sizeof *counter);
    if (!field_string(record, "id", &counter->location, fault) || !field_string(record, "name", &counter->name, fault) ||
        !read_place(record, counter, fault) || !read_hours(record, counter, fault) || !read_closed(record, counter, arena, fault) ||
        !read_slots(record, counter, fault))
        return false;
    return !counter->name.bytes || name_check(counter->name, 100, "name", fault);
}

bool counter_find(struct counter *counter, struct store *store, struct slice location, struct arena *arena, struct fault *fault)
{
    const json_t *json = NULL;
    struct slice stored;

    if (location.length && location.length <= LOCATION_LIMIT &&
        !stored_record_json(store, "counter/", location, arena, &json, &stored, fault))
        return false;
    if (!json)
        return fault_set(fault, FAULT_REFUSED, "unknown_counter", "counter", "orders are not collected at \"%.*s\"",
                         SLICE_ARGS(location));
    return counter_from_json(counter, json, arena, fault);
}

bool counter_set(struct store *store, const json_t *record, struct arena *arena, struct changes *changes, bool *changed,
                 struct text *id, struct fault *fault)
{
    struct counter counter;
    const json_t *before;
    const json_t *merged;
    struct slice type;
    struct slice location;
    struct slice stored;
    struct slice written;

    if (!fields_known(record, members, fault) || !field_string(record, "type", &type, fault) ||
        !field_string(record, "id", &location, fault))
        return false;
    if (type.bytes && !slice_is(type, "counter"))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", "type", "is \"%.*s\", not \"counter\"", SLICE_ARGS(type));
    if (!location.bytes)
        return field_missing("id", fault);
    if (!location_check(location, "id", fault))
        return false;
    record_id(location, id);
    if (!stored_record_json(store, "counter/", location, arena, &before, &stored, fault))
        return false;
    changes_clear(changes);
    written = stored_record_merge(changes, "counter/", location, members, record, before);
    *changed = !slice_equal(written, stored);
    merged = json_parse(written, RECORD_DEPTH, arena, fault);
    return merged && counter_from_json(&counter, merged, arena, fault);
}

static size_t weekday_of(day of)
{
    return (size_t)(((int64_t)of + 3) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
}

/* Where the calendar knows of no place it knows of no holiday. */
static struct workplace working_place(const struct counter *counter)
{
    struct workplace place = counter->place;

    if (counter->open_on_holidays)
        place.country = place.region = SLICE("");
    return place;
}

size_t counter_openings(const struct counter *counter, struct calendar *calendar, day of,
                        struct opening openings[COUNTER_OPENINGS_LIMIT])
{
    struct workplace place = working_place(counter);
    size_t weekday = weekday_of(of);

    if (!calendar_is_working(calendar, &place, of))
        return 0;
    memcpy(openings, counter->openings[weekday], sizeof counter->openings[weekday]);
    return counter->opening_counts[weekday];
}

size_t counter_slots(const struct counter *counter, struct calendar *calendar, day of, struct slot slots[COUNTER_SLOTS_LIMIT])
{
    struct opening openings[COUNTER_OPENINGS_LIMIT];
    size_t opening_count = counter->capacity ? counter_openings(counter, calendar, of, openings) : 0;
    size_t count = 0;

    for (size_t i = 0; i < opening_count; i++)
        for (int from = openings[i].from; from + counter->slot_minutes <= openings[i].until; from += (int)counter->slot_minutes)
            slots[count++] = (struct slot){of, from, from + (int)counter->slot_minutes};
    return count;
}

day counter_open_after(const struct counter *counter, struct calendar *calendar, day from, int64_t days)
{
    struct workplace place = working_place(counter);

    return calendar_working_after(calendar, &place, from, days);
}

bool counter_slot_in_time(const struct counter *counter, const struct slot *slot, instant now)
{
    int64_t begins = ((int64_t)slot->day * DAY_MINUTES + slot->from) * 60;

    return begins >= instant_local_seconds(now) + counter->lead_minutes * 60;
}

bool counter_slot_check(const struct counter *counter, struct calendar *calendar, struct slot *slot, instant now,
                        struct fault *fault)
{
    struct slot slots[COUNTER_SLOTS_LIMIT];
    size_t count = counter_slots(counter, calendar, slot->day, slots);
    size_t i = 0;

    while (i < count && slots[i].from != slot->from)
        i++;
    if (i == count)
        return fault_set(fault, FAULT_REFUSED, "not_a_slot", "slot", "is no slot of counter %.*s", SLICE_ARGS(counter->location));
    *slot = slots[i];
    if (!counter_slot_in_time(counter, slot, now))
        return fault_set(fault, FAULT_REFUSED, "slot_too_early", "slot", "begins before the goods can be ready");
    return slot->day <= instant_day(now) + counter->days_ahead ||
           fault_set(fault, FAULT_REFUSED, "slot_too_late", "slot", "is more than %lld days ahead", (long long)counter->days_ahead);
}
