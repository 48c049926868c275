/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/vat_holder.h"

#include "shop/keys.h"
#include "json/scan.h"
#include "json/write.h"

static const char asked[] = VAT_NUMBER_ASKED;
static const char customers[] = "customer/";

bool vat_holder_number(struct slice person, struct vat_number *number)
{
    struct text number_room = TEXT_INIT;
    struct text country_room = TEXT_INIT;
    struct slice address = scan_find(person, "address");
    struct slice given = scan_decoded(scan_find(person, "vat_number"), &number_room);
    struct slice country;
    bool has;

    if (!address.bytes)
        address = scan_find(person, "shipping_address");
    country = scan_decoded(scan_find(address, "country"), &country_room);
    has = given.length && vat_number_judge(given, country, number) == VAT_NUMBER_RIGHT;
    text_release(&number_room);
    text_release(&country_room);
    return has;
}

static void key_of(struct key *key, const struct vat_number *number)
{
    struct digest digest = digest_of(vat_number_slice(number));

    key_begin(key, KEY_VAT_NUMBER);
    key_text(key, (struct slice){(const char *)digest.bytes, DIGEST_SIZE});
}

bool vat_holder_note(struct index *index, struct slice id, struct slice person, struct fault *fault)
{
    struct vat_number number;
    struct key key;

    if ((!slice_starts(id, customers) && !slice_starts(id, asked)) || !vat_holder_number(person, &number))
        return true;
    key_of(&key, &number);
    key_text(&key, id);
    return index_put(index, TABLE_KEYS, key_slice(&key), SLICE(""), fault);
}

/* The first holder whose id begins with `kind` and is not `except`; `holder` empty: there is none. */
static bool find_holder(struct store *store, const struct vat_number *number, const char *kind, struct slice except,
                        struct text *holder, struct fault *fault)
{
    struct index_walk walk;
    struct key key;
    size_t start;
    bool found = true;
    bool done;

    text_clear(holder);
    key_of(&key, number);
    start = key.length;
    key_text(&key, slice_of(kind));
    if (!index_walk_begin(&walk, store_index(store), TABLE_KEYS, key_slice(&key), fault))
        return false;
    do {
        done = index_walk_next(&walk, &found, fault);
        if (done && found) {
            struct slice name = slice_from(walk.key, start + strlen(kind));

            if (!except.bytes || !slice_equal(name, except))
                text_add_slice(holder, name);
        }
    } while (done && found && !holder->length);
    index_walk_end(&walk);
    return done;
}

bool vat_holder_asked(struct store *store, const struct vat_number *number, struct text *n, struct fault *fault)
{
    return find_holder(store, number, asked, (struct slice){NULL, 0}, n, fault);
}

bool vat_holder_is_customer(struct store *store, const struct vat_number *number, struct slice except, bool *is,
                            struct fault *fault)
{
    struct text holder = TEXT_INIT;
    bool done = find_holder(store, number, customers, except, &holder, fault);

    *is = holder.length > 0;
    text_release(&holder);
    return done;
}

bool vat_holder_add(struct store *store, const struct vat_number *number, struct changes *changes, struct text *n,
                    struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct text *person;
    struct slice found;
    struct key key;
    uint64_t last = 0;

    key_begin(&key, KEY_LAST_NUMBER);
    key_text(&key, SLICE("vat_number"));
    if (!index_get(store_index(store), TABLE_KEYS, key_slice(&key), &found, fault))
        return false;
    if (found.length == sizeof last)
        memcpy(&last, found.bytes, sizeof last);
    text_clear(n);
    text_add_integer(n, (int64_t)last + 1);
    text_add_string(&id, asked);
    text_add_slice(&id, text_slice(n));
    person = changes_begin_person(changes, text_slice(&id), 1);
    text_add_byte(person, '{');
    json_put_string(person, "vat_number", vat_number_slice(number));
    json_close(person, '}');
    changes_end(changes);
    text_release(&id);
    return true;
}
