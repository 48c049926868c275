/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/person.h"

#include "json/scan.h"

static bool data_of(struct store *store, const char *kind, struct slice id_json, struct slice version_json, struct slice *data,
                    struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct text room = TEXT_INIT;
    int64_t version;
    bool done = true;

    *data = (struct slice){NULL, 0};
    if (id_json.bytes && version_json.bytes && slice_integer(version_json, 1000000000, &version)) {
        text_add_string(&id, kind);
        text_add_slice(&id, scan_decoded(id_json, &room));
        done = store_person(store, text_slice(&id), (unsigned)version, data, fault);
    }
    text_release(&id);
    text_release(&room);
    return done;
}

bool person_of_record(struct store *store, struct slice record, struct slice *person, struct fault *fault)
{
    struct slice customer = scan_find(record, "customer");

    *person = (struct slice){NULL, 0};
    if (!customer.bytes)
        return true;
    return data_of(store, "customer/", scan_find(customer, "id"), scan_find(customer, "version"), person, fault);
}

/* Copies the record up to the end of the member's object, without its last brace, and then the data's members. */
static void join(struct slice *record, struct slice member, struct slice data, struct text *text)
{
    size_t upto = (size_t)(member.bytes - record->bytes) + member.length - 1;

    text_add(text, record->bytes, upto);
    if (data.length > 2) {
        text_add_byte(text, ',');
        text_add(text, data.bytes + 1, data.length - 2);
    }
    *record = slice_from(*record, upto);
}

bool record_with_person(struct store *store, struct slice record, struct text *text, struct fault *fault)
{
    struct slice rest = record;
    struct slice customer = scan_find(record, "customer");
    struct slice note = scan_find(record, "note");
    struct slice data;

    if (customer.bytes) {
        if (!person_of_record(store, record, &data, fault))
            return false;
        join(&rest, customer, data, text);
    }
    if (note.bytes) {
        if (!data_of(store, "note/", scan_find(record, "id"), scan_find(note, "version"), &data, fault))
            return false;
        join(&rest, note, data, text);
    }
    text_add_slice(text, rest);
    return true;
}
