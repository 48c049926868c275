/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/customer.h"

#include "shop/keys.h"
#include "shop/members.h"
#include "shop/nested.h"
#include "shop/scheme_id.h"
#include "shop/settings.h"
#include "shop/vat_number.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

static const char *const known[] = {
    "id",       "version", "name",    "company",          "email", "phone", "vat_number", "legal_id", "endpoint",
    "language", "digest",  "address", "shipping_address", "type",  NULL};
static const char *const known_of_address[] = {"name", "company", "street", "postcode", "city", "region", "country", NULL};
static const char *const texts[] = {"name", "company", "email", "phone", "vat_number", "legal_id", "endpoint", "language", NULL};

static bool is_line_break(char c)
{
    return c == '\n' || c == '\r';
}

/* Text about a person is free but for control characters, and not a novel. */
static bool person_text(const json_t *object, const char *field, bool may_have_lines, struct slice *value, struct fault *fault)
{
    if (!field_string(object, field, value, fault))
        return false;
    if (value->length > 400)
        return fault_set(fault, FAULT_REFUSED, "too_long", field, "has more than 400 bytes");
    for (size_t i = 0; i < value->length; i++)
        if (((unsigned char)value->bytes[i] < 0x20 && !(may_have_lines && is_line_break(value->bytes[i]))) ||
            value->bytes[i] == 0x7f)
            return fault_set(fault, FAULT_REFUSED, "control_character", field, "holds a control character");
    if (value->length == 0)
        value->bytes = NULL;
    return true;
}

/* One under the other as they were told, without blanks around them and without those that are empty. */
static bool write_street(struct slice told, struct text *text, struct fault *fault)
{
    struct text lines = TEXT_INIT;
    size_t count = 0;
    size_t length;

    for (struct slice rest = told; rest.length; rest = slice_from(rest, length < rest.length ? length + 1 : length)) {
        struct slice line;

        for (length = 0; length < rest.length && !is_line_break(rest.bytes[length]);)
            length++;
        line = slice_trim((struct slice){rest.bytes, length});
        if (!line.length)
            continue;
        if (count++)
            text_add_byte(&lines, '\n');
        text_add_slice(&lines, line);
    }
    if (lines.length)
        json_put_string(text, "street", text_slice(&lines));
    text_release(&lines);
    return count <= STREET_LINES || fault_set(fault, FAULT_REFUSED, "too_long", "street", "has more than %d lines", STREET_LINES);
}

static bool write_address(const json_t *given, const char *field, struct text *text, struct fault *fault)
{
    const json_t *address;

    if (!field_object(given, field, &address, fault))
        return false;
    if (!address)
        return true;
    if (!fields_known(address, known_of_address, fault))
        return fault_within(fault, "%s", field);
    json_open(text, field, '{');
    for (size_t i = 0; known_of_address[i]; i++) {
        bool is_street = strcmp(known_of_address[i], "street") == 0;
        struct slice value;

        if (!person_text(address, known_of_address[i], is_street, &value, fault) ||
            (value.bytes && strcmp(known_of_address[i], "country") == 0 && !country_check(value, "country", fault)) ||
            (is_street && !write_street(value, text, fault)))
            return fault_within(fault, "%s", field);
        if (!is_street)
            json_put_optional(text, known_of_address[i], value);
    }
    json_close(text, '}');
    return true;
}

static bool is_scheme_id(const char *field)
{
    return strcmp(field, "legal_id") == 0 || strcmp(field, "endpoint") == 0;
}

/* The person as it is kept: fields in a fixed order, so that the same person gives the same bytes. "{}": nothing is known. */
static bool write_person(const json_t *given, struct text *text, struct fault *fault)
{
    text_add_byte(text, '{');
    for (size_t i = 0; texts[i]; i++) {
        struct slice value;

        if (!person_text(given, texts[i], false, &value, fault) ||
            (value.bytes && is_scheme_id(texts[i]) && !scheme_id_check(value, texts[i], fault)))
            return false;
        if (value.bytes && strcmp(texts[i], "language") == 0 && !is_language(value))
            return fault_set(fault, FAULT_REFUSED, "bad_language", "language", "\"%.*s\" is no language tag such as fr or nl-BE",
                             SLICE_ARGS(value));
        json_put_optional(text, texts[i], value);
    }
    if (!write_address(given, "address", text, fault) || !write_address(given, "shipping_address", text, fault))
        return false;
    text_add_byte(text, '}');
    return true;
}

static struct digest email_digest(struct slice email)
{
    struct text lower = TEXT_INIT;
    struct digest digest;

    for (size_t i = 0; i < email.length; i++) {
        char c = email.bytes[i];

        text_add_byte(&lower, (char)(c >= 'A' && c <= 'Z' ? c + 32 : c));
    }
    digest = digest_of(text_slice(&lower));
    text_release(&lower);
    return digest;
}

bool customer_email_digest(struct slice person, struct text *room, struct digest *digest)
{
    struct slice email = scan_decoded(scan_find(person, "email"), room);

    if (!email.length)
        return false;
    *digest = email_digest(email);
    return true;
}

static bool id_by_email(struct store *store, struct slice email, struct slice *id, struct fault *fault)
{
    struct digest digest = email_digest(email);
    struct key key;

    key_begin(&key, KEY_EMAIL);
    key_text(&key, (struct slice){(const char *)digest.bytes, DIGEST_SIZE});
    return index_get(store_index(store), TABLE_KEYS, key_slice(&key), id, fault);
}

static bool next_id(struct store *store, struct arena *arena, struct slice *id, struct fault *fault)
{
    struct key key;
    struct slice last;
    uint64_t number = 0;
    struct text text = TEXT_INIT;
    bool done = true;

    key_begin(&key, KEY_LAST_NUMBER);
    key_text(&key, SLICE("customer"));
    if (!index_get(store_index(store), TABLE_KEYS, key_slice(&key), &last, fault))
        return false;
    if (last.length == sizeof number)
        memcpy(&number, last.bytes, sizeof number);
    /* Should a shop give such an id itself: two persons must not become one. */
    for (struct slice taken = SLICE("?"); done && taken.bytes;) {
        text_clear(&text);
        text_add_string(&text, "customer/" CUSTOMER_AUTO);
        text_add_integer(&text, (int64_t)++number);
        done = store_get(store, text_slice(&text), &taken, fault);
    }
    *id = arena_copy(arena, slice_from(text_slice(&text), strlen("customer/")));
    text_release(&text);
    return done;
}

bool customer_id_check(struct slice id, struct fault *fault)
{
    if (!name_check(id, CUSTOMER_ID_LIMIT, "id", fault))
        return false;
    if (memchr(id.bytes, '/', id.length))
        return fault_set(fault, FAULT_REFUSED, "not_an_id", "id", "must not hold a slash");
    /* Ids stay in the journal for ever. */
    if (memchr(id.bytes, '@', id.length))
        return fault_set(fault, FAULT_REFUSED, "not_an_id", "id", "must not hold an @: an e-mail address belongs into \"email\"");
    return true;
}

static struct slice record_id(struct slice id, char room[9 + CUSTOMER_ID_LIMIT])
{
    memcpy(room, "customer/", 9);
    memcpy(room + 9, id.bytes, id.length);
    return (struct slice){room, id.length + 9};
}

bool customer_find(struct store *store, const json_t *given, struct slice *id, struct fault *fault)
{
    struct slice email;

    *id = (struct slice){NULL, 0};
    if (!given)
        return true;
    return field_string(given, "id", id, fault) && field_string(given, "email", &email, fault) &&
           (id->bytes || !email.length || id_by_email(store, email, id, fault));
}

/* Where the country's rule is known, a number that cannot be is refused before anything leans on it. */
static bool check_vat_number(const json_t *given, struct fault *fault)
{
    struct vat_number number;
    const json_t *address;
    struct slice country = SLICE("");
    struct slice value;
    bool has_rule;

    if (!field_string(given, "vat_number", &value, fault) || !field_object(given, "address", &address, fault) ||
        (address && !field_string(address, "country", &country, fault)))
        return false;
    return !value.length || vat_number_read(value, country, "vat_number", &number, &has_rule, fault);
}

void customer_reference_write(const struct customer_reference *customer, struct text *text)
{
    if (!customer->id.bytes)
        return;
    json_open(text, "customer", '{');
    json_put_string(text, "id", customer->id);
    if (customer->version)
        json_put_integer(text, "version", customer->version);
    json_close(text, '}');
}

bool customer_accept(struct store *store, const json_t *given, struct arena *arena, struct changes *changes,
                     struct customer_reference *reference, struct fault *fault)
{
    struct text person = TEXT_INIT;
    struct slice id;
    struct slice email;
    struct slice before;
    char room[9 + CUSTOMER_ID_LIMIT];
    bool done;

    *reference = (struct customer_reference){{NULL, 0}, 0};
    if (!given)
        return true;
    if (!fields_known(given, known, fault) || !field_string(given, "id", &id, fault) ||
        !field_string(given, "email", &email, fault))
        return false;
    if (id.bytes && !customer_id_check(id, fault))
        return false;
    done = check_vat_number(given, fault) && write_person(given, &person, fault);
    if (done && !id.bytes && email.length)
        done = id_by_email(store, email, &id, fault);
    if (done && !id.bytes && person.length > 2)
        done = next_id(store, arena, &id, fault);
    if (!done || !id.bytes) {
        text_release(&person);
        return done;
    }
    reference->id = arena_copy(arena, id);
    id = record_id(reference->id, room);
    done =
        store_person_version(store, id, &reference->version, fault) && store_person(store, id, reference->version, &before, fault);
    if (done && person.length > 2 && !(before.bytes && slice_equal(before, text_slice(&person)))) {
        text_add_slice(changes_begin_person(changes, id, ++reference->version), text_slice(&person));
        changes_end(changes);
    }
    text_release(&person);
    return done;
}

bool customer_same(struct store *store, const json_t *given, const struct customer_reference *kept, bool *same, struct fault *fault)
{
    struct text person = TEXT_INIT;
    struct slice id = {NULL, 0};
    struct slice before;
    char room[9 + CUSTOMER_ID_LIMIT];
    bool done = !given || (field_string(given, "id", &id, fault) && write_person(given, &person, fault));

    *same = true;
    if (done && person.length <= 2) {
        /* An id may be given with nothing about the person; without either, nobody was named. */
        *same = id.bytes || !kept->id.bytes;
    } else if (done && (!kept->version || kept->id.length > CUSTOMER_ID_LIMIT)) {
        *same = false;
    } else if (done) {
        done = store_person(store, record_id(kept->id, room), kept->version, &before, fault);
        *same = done && (!before.bytes || slice_equal(before, text_slice(&person)));
    }
    text_release(&person);
    return done;
}

static bool known_tax(struct store *store, struct slice id, struct arena *arena, struct customer_tax *tax, struct fault *fault)
{
    char room[9 + CUSTOMER_ID_LIMIT];
    unsigned version;
    struct slice person;
    struct slice address;

    if (id.length > CUSTOMER_ID_LIMIT)
        return true;
    id = record_id(id, room);
    if (!store_person_version(store, id, &version, fault))
        return false;
    if (!version)
        return true;
    if (!store_person(store, id, version, &person, fault))
        return false;
    address = scan_find(person, "shipping_address");
    if (!address.bytes)
        address = scan_find(person, "address");
    tax->vat_number = text_of(scan_find(person, "vat_number"), arena);
    tax->country = text_of(scan_find(address, "country"), arena);
    tax->postcode = text_of(scan_find(address, "postcode"), arena);
    tax->is_business = tax->vat_number.length || scan_find(person, "company").bytes;
    return true;
}

bool customer_tax_of(struct store *store, const json_t *given, struct arena *arena, struct customer_tax *tax, struct fault *fault)
{
    const json_t *address;
    struct slice company;
    struct slice id;

    *tax = (struct customer_tax){0};
    if (!given)
        return true;
    if (!field_string(given, "id", &id, fault) || !field_string(given, "company", &company, fault) ||
        !field_string(given, "vat_number", &tax->vat_number, fault) || !field_object(given, "shipping_address", &address, fault) ||
        (!address && !field_object(given, "address", &address, fault)))
        return false;
    if (id.bytes && json_object_size(given) == (json_object_get(given, "version") ? 2 : 1))
        return known_tax(store, id, arena, tax, fault);
    tax->is_business = company.length || tax->vat_number.length;
    return !address ||
           (field_string(address, "country", &tax->country, fault) && field_string(address, "postcode", &tax->postcode, fault));
}

struct slice customer_postcode_in(const struct customer_tax *customer, struct slice country)
{
    bool is_elsewhere = customer->country.length && !slice_equal(customer->country, country);

    return is_elsewhere ? (struct slice){NULL, 0} : customer->postcode;
}

bool customer_country(const json_t *given, struct slice *country, struct fault *fault)
{
    const json_t *address = NULL;

    *country = (struct slice){NULL, 0};
    if (!given)
        return true;
    if (!field_object(given, "shipping_address", &address, fault) || (!address && !field_object(given, "address", &address, fault)))
        return false;
    return !address || field_string(address, "country", country, fault);
}
