/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/series.h"

#include "shop/keys.h"
#include "json/write.h"

static const struct {
    struct slice type;
    enum setting prefix;
} kinds[NUMBERED_KINDS] = {
    [NUMBERED_INVOICE] = {SLICE_CONSTANT("invoice"), INVOICE_PREFIX},
    [NUMBERED_CREDIT_NOTE] = {SLICE_CONSTANT("credit_note"), CREDIT_NOTE_PREFIX},
    [NUMBERED_PROFORMA] = {SLICE_CONSTANT("proforma"), PROFORMA_PREFIX},
    [NUMBERED_DELIVERY_NOTE] = {SLICE_CONSTANT("delivery_note"), DELIVERY_NOTE_PREFIX},
};

struct slice numbered_type(enum numbered kind)
{
    return kinds[kind].type;
}

bool numbered_of(struct slice record_id, enum numbered *kind)
{
    for (int i = 0; i < NUMBERED_KINDS; i++)
        if (slice_starts(record_id, kinds[i].type.bytes) && record_id.length > kinds[i].type.length &&
            record_id.bytes[kinds[i].type.length] == '/') {
            *kind = (enum numbered)i;
            return true;
        }
    return false;
}

void series_write_number(const struct series_number *number, bool training, day dated, instant now, struct text *text)
{
    json_put_string(text, "id", number->number);
    if (training)
        json_put_bool(text, "training", true);
    json_put_string(text, "series", number->series);
    json_put_integer(text, "sequence", (int64_t)number->sequence);
    json_put_day(text, "day", dated);
    json_put_instant(text, "issued_at", now);
}

static bool prefix_is_its_own(const struct settings *settings, enum numbered kind, struct fault *fault)
{
    struct slice prefix = settings->text[kinds[kind].prefix];

    for (int i = 0; i < NUMBERED_KINDS; i++)
        if (i != (int)kind && slice_equal(prefix, settings->text[kinds[i].prefix]))
            return fault_set(fault, FAULT_USAGE, "same_prefix", setting_name(kinds[kind].prefix),
                             "is \"%.*s\" as %s is: two documents would have one number", SLICE_ARGS(prefix),
                             setting_name(kinds[i].prefix));
    return true;
}

static bool last_of_series(struct store *store, enum numbered kind, struct slice series, struct series_end *end,
                           struct fault *fault)
{
    struct key key;
    struct slice found;

    memset(end, 0, sizeof *end);
    key_series(&key, kinds[kind].type, series);
    if (!index_get(store_index(store), TABLE_KEYS, key_slice(&key), &found, fault))
        return false;
    if (found.length == sizeof *end)
        memcpy(end, found.bytes, sizeof *end);
    return true;
}

static bool not_before(day dated, enum numbered kind, struct slice series, const struct series_end *last, struct fault *fault)
{
    struct text before = TEXT_INIT;
    bool right = !last->sequence || dated >= last->day;

    if (right)
        return true;
    day_write(&before, last->day);
    fault_set(fault, FAULT_REFUSED, kind == NUMBERED_INVOICE ? "before_last_invoice" : "before_last_document", "day",
              "the last %s of series %.*s is of %.*s", kind == NUMBERED_INVOICE ? "invoice" : "document", SLICE_ARGS(series),
              SLICE_ARGS(before));
    text_release(&before);
    return false;
}

/* A transaction numbers its documents all on one day, so in one series. */
static uint64_t drawn_already(const struct changes *changes, enum numbered kind)
{
    uint64_t count = 0;
    enum numbered other;

    for (size_t i = 0; i < changes->count; i++)
        count += numbered_of(changes_id(changes, i), &other) && other == kind;
    return count;
}

static void write_number(struct series_number *number, enum numbered kind, struct arena *arena)
{
    struct text text = TEXT_INIT;

    text_add_slice(&text, kinds[kind].type);
    text_add_byte(&text, '/');
    text_add_slice(&text, number->series);
    text_add_byte(&text, '-');
    text_add_padded(&text, (int64_t)number->sequence, 6);
    number->record = arena_copy(arena, text_slice(&text));
    number->number = slice_from(number->record, kinds[kind].type.length + 1);
    text_release(&text);
}

bool series_draw(struct store *store, const struct settings *settings, enum numbered kind, day dated, instant now,
                 const struct changes *changes, struct arena *arena, struct series_number *number, struct fault *fault)
{
    struct text series = TEXT_INIT;
    struct series_end last;

    if (dated > instant_day(now))
        return fault_set(fault, FAULT_REFUSED, "in_the_future", "day", "is later than today");
    if (!prefix_is_its_own(settings, kind, fault))
        return false;
    if (settings->training)
        text_add_string(&series, TRAINING_PREFIX);
    text_add_slice(&series, settings->text[kinds[kind].prefix]);
    period_write(&series, period_first(dated, GRAIN_YEAR), GRAIN_YEAR);
    number->series = arena_copy(arena, text_slice(&series));
    text_release(&series);
    if (!last_of_series(store, kind, number->series, &last, fault) || !not_before(dated, kind, number->series, &last, fault))
        return false;
    number->sequence = last.sequence + 1 + drawn_already(changes, kind);
    write_number(number, kind, arena);
    return true;
}
