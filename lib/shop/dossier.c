/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/dossier.h"

#include "shop/customer_group.h"
#include "shop/document_walk.h"
#include "shop/gift_card.h"
#include "shop/grant_keys.h"
#include "shop/invoice.h"
#include "shop/keys.h"
#include "shop/parcel_leg.h"
#include "shop/selection.h"
#include "shop/vat_holder.h"
#include "json/scan.h"
#include "json/write.h"

static void prefixed(struct text *text, const char *prefix, struct slice id)
{
    text_clear(text);
    text_add_string(text, prefix);
    text_add_slice(text, id);
}

static bool version_of(struct slice member, unsigned *version)
{
    int64_t number;

    if (!scan_integer(scan_find(member, "version"), &number) || number < 1)
        return false;
    *version = (unsigned)number;
    return true;
}

static struct dossier_version *find_version(struct dossier *dossier, struct slice member)
{
    unsigned number;

    return version_of(member, &number) && number <= dossier->version_count ? &dossier->versions[number - 1] : NULL;
}

/* The versions that there ever were, and what the erasure on record says of them. */
static bool read_versions(struct dossier *dossier, struct store *store, struct arena *arena, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct scan kept;
    struct slice one;
    unsigned latest = 0;
    unsigned known;
    bool done;

    prefixed(&id, "customer/", dossier->id);
    done =
        store_get(store, text_slice(&id), &dossier->record, fault) && store_person_version(store, text_slice(&id), &latest, fault);
    /* Where people/ is closed to who asks, the journal knows how many there are. */
    if (done && version_of(dossier->record, &known) && known > latest)
        latest = known;
    dossier->version_count = latest;
    dossier->versions = arena_take(arena, latest * sizeof *dossier->versions);
    for (unsigned i = 0; done && i < latest; i++) {
        uint64_t seq;

        dossier->versions[i] = (struct dossier_version){0};
        done = store_person_erased(store, text_slice(&id), i + 1, &seq, fault);
        dossier->versions[i].erased = seq != 0;
    }
    prefixed(&id, STORE_ERASURE "customer/", dossier->id);
    done = done && store_get(store, text_slice(&id), &dossier->erasure, fault);
    text_release(&id);
    if (!done || !dossier->erasure.bytes)
        return done;
    dossier->asked_at = scan_text(scan_find(dossier->erasure, "asked_at"));
    if (scan_array(&kept, scan_find(dossier->erasure, "kept")))
        while (scan_element(&kept, &one)) {
            struct dossier_version *version = find_version(dossier, one);

            if (version)
                version->covered = true;
        }
    return true;
}

/* Whom a document names is kept as long as the law has that kept. */
static bool add_document(struct dossier *dossier, struct store *store, enum retained what, struct slice id,
                         const struct dossier_terms *terms, struct arena *arena, struct fault *fault)
{
    struct slice document;
    struct dossier_version *version;
    day dated;
    day until;
    bool done = store_get(store, id, &document, fault);

    version = done && document.bytes ? find_version(dossier, scan_find(document, "customer")) : NULL;
    if (version && day_read(scan_text(scan_find(document, "day")), &dated)) {
        struct slice country = scan_text(scan_find(scan_find(document, "seller"), "country"));

        done = retention_last_day(terms->retention, what, country, dated, 0, &until, fault);
        if (done && (!version->document.bytes || until >= version->until)) {
            version->document = arena_copy(arena, id);
            version->until = until;
        }
    }
    return done;
}

static bool add_invoice(struct dossier *dossier, struct store *store, uint64_t order, const struct dossier_terms *terms,
                        struct arena *arena, struct fault *fault)
{
    struct text id = TEXT_INIT;
    bool done = invoice_of_order(store, order, &id, fault) &&
                (!id.length || add_document(dossier, store, RETAINED_INVOICE, text_slice(&id), terms, arena, fault));

    text_release(&id);
    return done;
}

/* Its deposit invoices, or its credit notes. */
static bool add_documents(struct dossier *dossier, struct store *store, enum numbered kind, enum retained what, uint64_t order,
                          const struct dossier_terms *terms, struct arena *arena, struct fault *fault)
{
    struct document_walk walk;
    bool found = true;
    bool done = document_walk_begin(&walk, store, kind, order, fault);

    while (done && found) {
        done = document_walk_next(&walk, &found, fault);
        if (done && found)
            done = add_document(dossier, store, what, text_slice(&walk.id), terms, arena, fault);
    }
    document_walk_end(&walk);
    return done;
}

static bool note_of_record(struct dossier_note *note, struct store *store, uint64_t number, struct slice order,
                           const struct order_facts *facts, struct arena *arena, bool *found, struct fault *fault)
{
    struct text id = TEXT_INIT;
    unsigned version = 0;
    uint64_t seq = 0;
    bool done = true;

    *found = version_of(scan_find(order, "note"), &version);
    text_printf(&id, "note/%llu", (unsigned long long)number);
    done = !*found || store_person_erased(store, text_slice(&id), version, &seq, fault);
    text_release(&id);
    *note = (struct dossier_note){.order = number,
                                  .erased = seq != 0,
                                  .open = facts->status == ORDER_OPEN,
                                  .day = facts->day,
                                  .placed_at = arena_copy(arena, scan_text(scan_find(order, "placed_at")))};
    if (!version_of(scan_find(order, "customer"), &note->version))
        note->version = 0;
    return done;
}

/* For one more, in the arena. */
static struct dossier_note *note_place(struct dossier *dossier, struct arena *arena)
{
    if (dossier->note_count == dossier->note_room) {
        size_t room = dossier->note_room ? 2 * dossier->note_room : 8;
        struct dossier_note *notes = arena_take(arena, room * sizeof *notes);

        if (dossier->note_count)
            memcpy(notes, dossier->notes, dossier->note_count * sizeof *notes);
        dossier->notes = notes;
        dossier->note_room = room;
    }
    return &dossier->notes[dossier->note_count];
}

/* Something of the order's alone, if it ever was there: it has one version, and goes as a note does. */
static bool add_only_version(struct dossier *dossier, struct store *store, const struct dossier_note *like, struct slice id,
                             struct arena *arena, struct fault *fault)
{
    unsigned versions = 0;
    uint64_t seq = 0;

    if (!store_person_version(store, id, &versions, fault))
        return false;
    if (!versions)
        return true;
    if (!store_person_erased(store, id, 1, &seq, fault))
        return false;
    *note_place(dossier, arena) = *like;
    dossier->notes[dossier->note_count].person = arena_copy(arena, id);
    dossier->notes[dossier->note_count++].erased = seq != 0;
    return true;
}

/* The labels of an order's parcels. */
static bool add_labels(struct dossier *dossier, struct store *store, const struct dossier_note *like, struct arena *arena,
                       struct fault *fault)
{
    struct text id = TEXT_INIT;
    bool done = true;

    for (int64_t number = 1; done; number++) {
        struct slice record;

        text_clear(&id);
        text_printf(&id, "parcel/%llu-%lld", (unsigned long long)like->order, (long long)number);
        done = store_get(store, text_slice(&id), &record, fault);
        if (!done || !record.bytes)
            break;
        for (int64_t leg = 1, last = parcel_last_leg(record); done && leg <= last; leg++) {
            text_clear(&id);
            text_printf(&id, "label/%llu-%lld", (unsigned long long)like->order, (long long)number);
            if (leg > 1)
                text_printf(&id, "-%lld", (long long)leg);
            done = add_only_version(dossier, store, like, text_slice(&id), arena, fault);
        }
    }
    text_release(&id);
    return done;
}

/* The keys of the order's grants, and what the addresses of their downloads are known by. */
static bool add_grants(struct dossier *dossier, struct store *store, const struct dossier_note *like, struct arena *arena,
                       struct fault *fault)
{
    struct grant_walk walk;
    bool found = true;
    bool done = grant_walk_begin(&walk, store, like->order, fault);

    while (done && (done = grant_walk_next(&walk, arena, &found, fault)) && found)
        for (size_t i = 0; done && i < walk.person_count; i++)
            done = add_only_version(dossier, store, like, walk.persons[i], arena, fault);
    grant_walk_end(&walk);
    return done;
}

/* The codes of the gift cards that the order sold: they can be spent without them, by their fingerprints. */
static bool add_gift_cards(struct dossier *dossier, struct store *store, const struct dossier_note *like, struct arena *arena,
                           struct fault *fault)
{
    struct text id = TEXT_INIT;
    int64_t *numbers;
    size_t count = 0;
    bool done = gift_cards_of_order(store, like->order, arena, &numbers, &count, fault);

    for (size_t i = 0; done && i < count; i++) {
        text_clear(&id);
        text_printf(&id, "gift_card_secret/%lld", (long long)numbers[i]);
        done = add_only_version(dossier, store, like, text_slice(&id), arena, fault);
    }
    text_release(&id);
    return done;
}

/* The names of those who came to a counter for the customer (shop/pickup.h). */
static bool add_mandates(struct dossier *dossier, struct store *store, const struct dossier_note *like, struct arena *arena,
                         struct fault *fault)
{
    struct text id = TEXT_INIT;
    bool done = true;

    for (size_t before = dossier->note_count, number = 1; done; before = dossier->note_count, number++) {
        text_clear(&id);
        text_printf(&id, "pickup_mandate/%llu-%zu", (unsigned long long)like->order, number);
        done = add_only_version(dossier, store, like, text_slice(&id), arena, fault);
        if (dossier->note_count == before)
            break;
    }
    text_release(&id);
    return done;
}

/* An order's record and facts; the record's bytes NULL: there is none. */
static bool find_order(struct store *store, uint64_t number, struct slice *order, struct order_facts *facts, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice found;
    bool done;

    memset(facts, 0, sizeof *facts);
    order_id(number, &id);
    done = store_get(store, text_slice(&id), order, fault) && store_facts(store, text_slice(&id), &found, fault);
    text_release(&id);
    if (done && found.length >= sizeof *facts)
        memcpy(facts, found.bytes, sizeof *facts);
    return done;
}

static bool add_order(struct dossier *dossier, struct store *store, uint64_t number, const struct dossier_terms *terms,
                      struct arena *arena, struct fault *fault)
{
    struct order_facts facts;
    struct slice order;
    struct dossier_version *version;
    struct dossier_note note;
    bool has_note;

    if (!find_order(store, number, &order, &facts, fault) ||
        !note_of_record(&note, store, number, order, &facts, arena, &has_note, fault))
        return false;
    if (has_note) {
        *note_place(dossier, arena) = note;
        dossier->note_count++;
    }
    if (!add_labels(dossier, store, &note, arena, fault) || !add_grants(dossier, store, &note, arena, fault) ||
        !add_gift_cards(dossier, store, &note, arena, fault) || !add_mandates(dossier, store, &note, arena, fault))
        return false;
    if (!dossier->orders || facts.day < dossier->first_order)
        dossier->first_order = facts.day;
    if (!dossier->orders || facts.day > dossier->last_order)
        dossier->last_order = facts.day;
    dossier->orders++;
    dossier->open_orders += facts.status == ORDER_OPEN;
    version = find_version(dossier, scan_find(order, "customer"));
    if (version && facts.status == ORDER_OPEN)
        version->open_order = number;
    /* Of two terms that end on the same day the last is told. */
    return add_documents(dossier, store, NUMBERED_DELIVERY_NOTE, RETAINED_DELIVERY_NOTE, number, terms, arena, fault) &&
           add_documents(dossier, store, NUMBERED_INVOICE, RETAINED_INVOICE, number, terms, arena, fault) &&
           add_invoice(dossier, store, number, terms, arena, fault) &&
           add_documents(dossier, store, NUMBERED_CREDIT_NOTE, RETAINED_INVOICE, number, terms, arena, fault);
}

static bool next_of_customer(struct index_walk *walk, bool *found, uint64_t *number, struct fault *fault)
{
    if (!index_walk_next(walk, found, fault))
        return false;
    if (*found)
        *number = key_number_at(walk->key.bytes + walk->key.length - 8);
    return true;
}

static bool read_orders(struct dossier *dossier, struct store *store, const struct dossier_terms *terms, struct arena *arena,
                        struct fault *fault)
{
    struct index_walk walk;
    struct key key;
    bool found = true;
    bool done;
    uint64_t number;

    key_begin(&key, KEY_ORDER_CUSTOMER);
    key_text(&key, dossier->id);
    key_byte(&key, '\0');
    if (!index_walk_begin(&walk, store_index(store), TABLE_KEYS, key_slice(&key), fault))
        return false;
    for (done = true; done && found;) {
        done = next_of_customer(&walk, &found, &number, fault);
        done = done && (!found || add_order(dossier, store, number, terms, arena, fault));
    }
    index_walk_end(&walk);
    return done;
}

bool dossier_read(struct dossier *dossier, struct store *store, struct slice id, const struct dossier_terms *terms,
                  struct arena *arena, struct fault *fault)
{
    day last;

    *dossier = (struct dossier){.id = arena_copy(arena, id)};
    if (id.length > CUSTOMER_ID_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "unknown_customer", "id", "there is no customer with so long an id");
    if (!read_versions(dossier, store, arena, fault) || !read_orders(dossier, store, terms, arena, fault) ||
        !customer_group_find(store, dossier->id, arena, &dossier->group, fault))
        return false;
    if (!dossier->record.bytes && !dossier->orders && !dossier->group.bytes)
        return fault_set(fault, FAULT_REFUSED, "unknown_customer", "id", "there is no customer \"%.*s\"", SLICE_ARGS(id));
    if (!dossier->orders || dossier->open_orders)
        return true;
    if (!retention_last_day(terms->retention, RETAINED_INACTIVE, terms->country, dossier->last_order, terms->inactive_years, &last,
                            fault))
        return false;
    dossier->inactive = terms->today > last;
    return true;
}

bool dossier_read_note(struct dossier_note *note, struct store *store, uint64_t order, struct arena *arena, bool *found,
                       struct fault *fault)
{
    struct order_facts facts;
    struct slice record;

    return find_order(store, order, &record, &facts, fault) &&
           note_of_record(note, store, order, record, &facts, arena, found, fault);
}

bool dossier_note_stands_alone(struct store *store, uint64_t order, bool *alone, struct fault *fault)
{
    struct order_facts facts;
    struct text id = TEXT_INIT;
    struct text room = TEXT_INIT;
    struct slice record;
    struct slice customer;
    bool done = find_order(store, order, &record, &facts, fault);

    *alone = true;
    customer = done ? scan_decoded(scan_find(scan_find(record, "customer"), "id"), &room) : record;
    if (done && customer.length) {
        prefixed(&id, "customer/", customer);
        done = store_get(store, text_slice(&id), &record, fault);
        *alone = !record.bytes;
    }
    text_release(&id);
    text_release(&room);
    return done;
}

bool dossier_keeps(const struct dossier_version *version, day today)
{
    return !version->erased && (version->open_order || (version->document.bytes && today <= version->until));
}

/* "credit_note/C2026-000001" as "credit note C2026-000001". */
static void write_document(struct slice id, struct text *text)
{
    bool in_kind = true;

    for (size_t i = 0; i < id.length; i++) {
        char c = id.bytes[i];

        text_add_byte(text, in_kind && (c == '_' || c == '/') ? ' ' : c);
        in_kind &= c != '/';
    }
}

static void write_why(const struct dossier_version *version, bool by_law, struct text *text)
{
    struct text why = TEXT_INIT;

    if (by_law) {
        json_put_day(text, "until", version->until);
        write_document(version->document, &why);
    } else {
        text_printf(&why, "open order %llu", (unsigned long long)version->open_order);
    }
    json_put_string(text, "because", text_slice(&why));
    text_release(&why);
}

void dossier_write_kept(const struct dossier *dossier, const bool *chosen, day today, struct text *text)
{
    bool any = false;

    for (size_t i = 0; i < dossier->version_count; i++) {
        const struct dossier_version *version = &dossier->versions[i];

        if ((chosen && !chosen[i]) || !dossier_keeps(version, today))
            continue;
        if (!any)
            json_open(text, "kept", '[');
        any = true;
        json_open(text, NULL, '{');
        json_put_integer(text, "version", (int64_t)i + 1);
        write_why(version, version->document.bytes && today <= version->until, text);
        json_close(text, '}');
    }
    if (any)
        json_close(text, ']');
}

void dossier_write(const struct dossier *dossier, day today, struct slice person, struct text *text)
{
    struct slice erased = scan_find(dossier->erasure, "erased");

    text_add(text, dossier->record.bytes, dossier->record.length - 1);
    json_put_optional(text, "group", dossier->group);
    json_put_integer(text, "orders", (int64_t)dossier->orders);
    if (dossier->orders) {
        json_put_day(text, "first_order", dossier->first_order);
        json_put_day(text, "last_order", dossier->last_order);
    }
    json_put_bool(text, "inactive", dossier->inactive);
    json_put_optional(text, "asked_at", dossier->asked_at);
    if (erased.bytes)
        json_put_raw(text, "erased", erased);
    dossier_write_kept(dossier, NULL, today, text);
    if (person.length > 2) {
        text_add_byte(text, ',');
        text_add(text, person.bytes + 1, person.length - 2);
    }
    text_add_byte(text, '}');
}

struct exporting {
    struct store *store;
    dossier_record *each;
    void *context;
    struct text id, text;
};

static bool export_version(struct exporting *exporting, unsigned version, struct fault *fault)
{
    struct person_version person;
    struct text *text = &exporting->text;

    if (!store_person_of_version(exporting->store, text_slice(&exporting->id), version, &person, fault))
        return false;
    if (!person.value.bytes)
        return true;
    text_clear(text);
    text_add_string(text, "{\"type\":\"person\"");
    json_put_string(text, "id", text_slice(&exporting->id));
    json_put_integer(text, "version", version);
    json_put_string(text, "at", person.at);
    json_put_raw(text, "data", person.value);
    text_add_byte(text, '}');
    exporting->each(exporting->context, text_slice(text));
    return true;
}

/* The record whose id is in `id`, if there is one. */
static bool export_record(struct exporting *exporting, struct fault *fault)
{
    struct slice record;

    if (!store_get(exporting->store, text_slice(&exporting->id), &record, fault))
        return false;
    if (record.bytes)
        exporting->each(exporting->context, record);
    return true;
}

/* What a register said of the VAT number that the customer has now. */
static bool export_number_asked(struct exporting *exporting, unsigned version, struct fault *fault)
{
    struct text n = TEXT_INIT;
    struct vat_number number;
    struct slice person;
    bool done = store_person(exporting->store, text_slice(&exporting->id), version, &person, fault);

    if (done && person.bytes && vat_holder_number(person, &number))
        done = vat_holder_asked(exporting->store, &number, &n, fault);
    if (done && n.length) {
        prefixed(&exporting->id, "vies/", text_slice(&n));
        done = export_record(exporting, fault);
    }
    text_release(&n);
    return done;
}

static bool export_documents(struct exporting *exporting, enum numbered kind, uint64_t order, struct fault *fault)
{
    struct document_walk walk;
    bool found = true;
    bool done = document_walk_begin(&walk, exporting->store, kind, order, fault);

    while (done && found) {
        done = document_walk_next(&walk, &found, fault);
        if (!done || !found)
            continue;
        text_clear(&exporting->id);
        text_add_slice(&exporting->id, text_slice(&walk.id));
        done = export_record(exporting, fault);
    }
    document_walk_end(&walk);
    return done;
}

/* The label of one leg and what became of it. */
static bool export_label(struct exporting *exporting, struct slice parcel, int64_t leg, struct fault *fault)
{
    static const char *const kinds[] = {"label/", STORE_ERASURE "label/"};
    bool done = true;

    for (size_t i = 0; done && i < sizeof kinds / sizeof *kinds; i++) {
        text_clear(&exporting->id);
        text_add_string(&exporting->id, kinds[i]);
        parcel_leg_name(parcel, leg, &exporting->id);
        done = i == 0 ? export_version(exporting, 1, fault) : export_record(exporting, fault);
    }
    return done;
}

/* Parcels of an order, each with its labels. */
static bool export_parcels(struct exporting *exporting, struct slice order, struct fault *fault)
{
    struct text name = TEXT_INIT;
    struct slice parcel = {"", 0};
    bool done = true;

    for (int64_t number = 1; done && parcel.bytes; number++) {
        int64_t legs = 0;

        text_clear(&name);
        text_printf(&name, "%.*s-%lld", SLICE_ARGS(order), (long long)number);
        prefixed(&exporting->id, "parcel/", text_slice(&name));
        done = store_get(exporting->store, text_slice(&exporting->id), &parcel, fault);
        if (done && parcel.bytes) {
            legs = parcel_last_leg(parcel);
            exporting->each(exporting->context, parcel);
        }
        for (int64_t leg = 1; done && leg <= legs; leg++)
            done = export_label(exporting, text_slice(&name), leg, fault);
    }
    text_release(&name);
    return done;
}

/* Grants of an order, each with its keys and what became of those. */
static bool export_grants(struct exporting *exporting, uint64_t order, struct fault *fault)
{
    struct arena arena = ARENA_INIT;
    struct grant_walk walk;
    bool found = true;
    bool done = grant_walk_begin(&walk, exporting->store, order, fault);

    while (done && (done = grant_walk_next(&walk, &arena, &found, fault)) && found) {
        exporting->each(exporting->context, walk.record);
        for (size_t i = 0; done && i < walk.person_count; i++) {
            prefixed(&exporting->id, "", walk.persons[i]);
            done = export_version(exporting, 1, fault);
            prefixed(&exporting->id, STORE_ERASURE, walk.persons[i]);
            done = done && export_record(exporting, fault);
        }
    }
    grant_walk_end(&walk);
    arena_release(&arena);
    return done;
}

/* Gift cards that the order sold, each with its code and what became of that. */
static bool export_gift_cards(struct exporting *exporting, uint64_t order, struct fault *fault)
{
    static const char *const parts[] = {"gift_card/", "gift_card_secret/", STORE_ERASURE "gift_card_secret/"};
    struct arena arena = ARENA_INIT;
    int64_t *numbers;
    size_t count = 0;
    bool done = gift_cards_of_order(exporting->store, order, &arena, &numbers, &count, fault);

    for (size_t i = 0; done && i < count; i++)
        for (size_t j = 0; done && j < sizeof parts / sizeof *parts; j++) {
            text_clear(&exporting->id);
            text_printf(&exporting->id, "%s%lld", parts[j], (long long)numbers[i]);
            done = j == 1 ? export_version(exporting, 1, fault) : export_record(exporting, fault);
        }
    arena_release(&arena);
    return done;
}

static bool export_mandates(struct exporting *exporting, struct slice order, struct fault *fault)
{
    unsigned versions = 1;
    bool done = true;

    for (size_t number = 1; done && versions; number++) {
        text_clear(&exporting->id);
        text_printf(&exporting->id, "pickup_mandate/%.*s-%zu", SLICE_ARGS(order), number);
        done = store_person_version(exporting->store, text_slice(&exporting->id), &versions, fault) &&
               (!versions || export_version(exporting, 1, fault));
        text_clear(&exporting->id);
        text_printf(&exporting->id, STORE_ERASURE "pickup_mandate/%.*s-%zu", SLICE_ARGS(order), number);
        done = done && (!versions || export_record(exporting, fault));
    }
    return done;
}

static bool export_order(struct exporting *exporting, struct slice order, struct fault *fault)
{
    struct slice id = scan_text(scan_find(order, "id"));
    uint64_t number;

    exporting->each(exporting->context, order);
    if (!order_number(id, &number, fault))
        return false;
    prefixed(&exporting->id, "note/", id);
    if (!export_version(exporting, 1, fault))
        return false;
    prefixed(&exporting->id, STORE_ERASURE "note/", id);
    return export_record(exporting, fault) && export_documents(exporting, NUMBERED_INVOICE, number, fault) &&
           export_parcels(exporting, id, fault) && export_grants(exporting, number, fault) &&
           export_gift_cards(exporting, number, fault) && export_mandates(exporting, id, fault) &&
           invoice_of_order(exporting->store, number, &exporting->id, fault) &&
           (!exporting->id.length || export_record(exporting, fault)) &&
           export_documents(exporting, NUMBERED_CREDIT_NOTE, number, fault) &&
           export_documents(exporting, NUMBERED_PROFORMA, number, fault) &&
           export_documents(exporting, NUMBERED_DELIVERY_NOTE, number, fault);
}

static bool export_orders(struct exporting *exporting, struct slice customer, struct fault *fault)
{
    const struct selection selection = {.customer = customer};
    struct order_walk walk;
    bool found = true;
    bool done = order_walk_begin(&walk, exporting->store, &selection, fault);

    while (done && found) {
        done = order_walk_next(&walk, &found, fault);
        if (done && found)
            done = export_order(exporting, walk.value, fault);
    }
    order_walk_end(&walk);
    return done;
}

bool dossier_export(const struct dossier *dossier, struct store *store, day today, dossier_record *each, void *context,
                    struct fault *fault)
{
    struct exporting exporting = {.store = store, .each = each, .context = context};
    bool done;

    if (dossier->record.bytes) {
        dossier_write(dossier, today, (struct slice){NULL, 0}, &exporting.text);
        each(context, text_slice(&exporting.text));
    }
    customer_group_id(dossier->id, &exporting.id);
    done = export_record(&exporting, fault);
    prefixed(&exporting.id, "customer/", dossier->id);
    for (unsigned i = 0; done && i < dossier->version_count; i++)
        done = export_version(&exporting, i + 1, fault);
    done = done && (!dossier->version_count || export_number_asked(&exporting, (unsigned)dossier->version_count, fault));
    if (dossier->erasure.bytes)
        each(context, dossier->erasure);
    done = done && export_orders(&exporting, dossier->id, fault);
    text_release(&exporting.id);
    text_release(&exporting.text);
    return done;
}
