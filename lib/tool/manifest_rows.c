/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/manifest_rows.h"

#include "format/columns.h"
#include "shop/parcel_leg.h"
#include "json/scan.h"

#include <csv.h>

/* What a row tells, in its order; widths are those of the text. */
static const struct {
    const char *member, *heading;
    size_t width;
} columns[] = {{"id", "parcel", 10},        {"tracking_number", "tracking_number", 24},
               {"sscc", "sscc", 19},        {"name", "name", 26},
               {"country", "country", 8},   {"service", "service", 10},
               {"weight_g", "weight_g", 9}, {"cash_on_delivery", "cash_on_delivery", 17},
               {"currency", "currency", 9}};

enum { COLUMNS = sizeof columns / sizeof *columns };

static void put_cell(struct text *text, struct slice value)
{
    size_t length = csv_write(NULL, 0, value.bytes, value.length);

    if (!value.length)
        return;
    text_make_room(text, length);
    text->length += csv_write(text->bytes + text->length, length, value.bytes, value.length);
}

static void put(struct text *text, size_t column, struct slice value, enum manifest_rows kind)
{
    if (kind == MANIFEST_TEXT) {
        column_left(text, value, columns[column].width - 1);
        text_add_byte(text, ' ');
        return;
    }
    if (column)
        text_add_byte(text, ',');
    put_cell(text, value);
}

static void end(struct text *text, enum manifest_rows kind)
{
    if (kind == MANIFEST_TEXT)
        column_end(text);
    else
        text_add_string(text, "\r\n");
}

bool manifest_addressee(struct store *store, struct slice parcel, struct text *room, struct slice *name, struct fault *fault)
{
    struct text id = TEXT_INIT;
    int64_t leg;
    struct slice content;
    struct scan scan;
    struct slice line;
    bool done;

    *name = SLICE("");
    text_add_string(&id, "label/");
    parcel_leg_name(scan_text(scan_find(parcel, "id")), scan_integer(scan_find(parcel, "leg"), &leg) ? leg : 1, &id);
    done = store_person(store, text_slice(&id), 1, &content, fault);
    text_release(&id);
    if (done && content.bytes && scan_array(&scan, scan_find(content, "to")) && scan_element(&scan, &line))
        *name = scan_decoded(line, room);
    return done;
}

static bool write_row(struct store *store, struct slice parcel, enum manifest_rows kind, struct text *text, struct fault *fault)
{
    struct text name_room = TEXT_INIT;
    struct text room = TEXT_INIT;
    struct slice name;
    bool done = manifest_addressee(store, parcel, &name_room, &name, fault);

    for (size_t i = 0; done && i < COLUMNS; i++) {
        struct slice value = scan_find(parcel, columns[i].member);
        struct slice decoded = scan_decoded(value, &room);

        put(text, i, strcmp(columns[i].member, "name") == 0 ? name : decoded.bytes ? decoded : value, kind);
    }
    end(text, kind);
    text_release(&room);
    text_release(&name_room);
    return done;
}

static void put_fact(struct text *text, const char *label, struct slice value)
{
    if (value.length)
        text_printf(text, "%-12s%.*s\n", label, SLICE_ARGS(value));
}

/* Above the rows, for people. */
static void write_head(struct slice manifest, struct text *text)
{
    struct text room = TEXT_INIT;

    put_fact(text, "manifest", scan_decoded(scan_find(manifest, "id"), &room));
    put_fact(text, "carrier", scan_decoded(scan_find(manifest, "name"), &room));
    put_fact(text, "account", scan_decoded(scan_find(manifest, "account"), &room));
    put_fact(text, "day", scan_text(scan_find(manifest, "day")));
    text_add_byte(text, '\n');
    text_release(&room);
}

/* Below them: what the driver signs. */
static void write_foot(struct slice manifest, struct text *text)
{
    struct scan scan;
    struct slice sum;

    text_add_byte(text, '\n');
    put_fact(text, "parcels", scan_find(manifest, "count"));
    put_fact(text, "weight_g", scan_find(manifest, "weight_g"));
    if (scan_array(&scan, scan_find(manifest, "cash_on_delivery")))
        while (scan_element(&scan, &sum)) {
            struct slice collected = scan_text(scan_find(sum, "amount"));
            struct slice currency = scan_text(scan_find(sum, "currency"));

            text_printf(text, "%-12s%.*s %.*s\n", "to collect", SLICE_ARGS(collected), SLICE_ARGS(currency));
        }
    text_add_string(text, "\nhanded over ______________________________  received ______________________________\n");
}

bool manifest_rows(struct store *store, struct slice manifest, enum manifest_rows kind, struct text *text, struct fault *fault)
{
    struct scan scan;
    struct slice parcel;
    bool done = true;

    if (kind == MANIFEST_TEXT)
        write_head(manifest, text);
    for (size_t i = 0; i < COLUMNS; i++)
        put(text, i, slice_of(columns[i].heading), kind);
    end(text, kind);
    if (scan_array(&scan, scan_find(manifest, "parcels")))
        while (done && scan_element(&scan, &parcel))
            done = write_row(store, parcel, kind, text, fault);
    if (kind == MANIFEST_TEXT)
        write_foot(manifest, text);
    return done;
}
