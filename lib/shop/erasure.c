/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/erasure.h"

#include "shop/vat_holder.h"
#include "shop/withdrawal.h"
#include "json/scan.h"
#include "json/write.h"

static const char customers[] = "customer/";
static const char notes[] = "note/";
static const char numbers[] = VAT_NUMBER_ASKED;
static const char statements[] = "statement/";

/* A decision under way. */
struct deciding {
    struct store *store;
    enum erasure_cause cause;
    const struct dossier_terms *terms;
    struct slice now; /* as written */
    struct arena *arena;
    struct changes *changes;
    bool changed;
};

static struct slice without(struct slice id, const char *prefix)
{
    return slice_starts(id, prefix) ? slice_from(id, strlen(prefix)) : id;
}

static struct text *begin_record(struct deciding *deciding, const char *kind, struct slice id, struct slice asked_at)
{
    struct text name = TEXT_INIT;
    struct text *text;

    text_add_string(&name, STORE_ERASURE);
    text_add_string(&name, kind);
    text_add_slice(&name, id);
    text = changes_begin(deciding->changes, text_slice(&name));
    text_add_string(text, "{\"type\":\"erasure\"");
    json_put_string(text, "id", slice_from(text_slice(&name), strlen(STORE_ERASURE)));
    json_put_optional(text, "asked_at", asked_at);
    text_release(&name);
    return text;
}

/* Of what has one version: a note, a VAT number, a label, a licence key. */
static void erase_only_version(struct deciding *deciding, const char *kind, struct slice id, struct slice asked_at)
{
    text_add_string(begin_record(deciding, kind, id, asked_at), ",\"erased\":[1]}");
    changes_end(deciding->changes);
    deciding->changed = true;
}

static void erase_note(struct deciding *deciding, const struct dossier_note *note, struct slice asked_at)
{
    struct text number = TEXT_INIT;

    text_add_integer(&number, (int64_t)note->order);
    if (note->person.bytes)
        erase_only_version(deciding, "", note->person, asked_at);
    else
        erase_only_version(deciding, notes, text_slice(&number), asked_at);
    text_release(&number);
}

/* The VAT number that a version of the person has; where nobody may read it any more, it has none. */
static bool version_number(const struct deciding *deciding, const struct dossier *dossier, size_t version,
                           struct vat_number *number, bool *has, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice person;
    bool done;

    text_add_string(&id, customers);
    text_add_slice(&id, dossier->id);
    done = store_person(deciding->store, text_slice(&id), (unsigned)version + 1, &person, fault);
    *has = done && person.bytes && vat_holder_number(person, number);
    text_release(&id);
    return done;
}

static bool goes(const struct deciding *deciding, const struct dossier *dossier, const bool *chosen, size_t version)
{
    return chosen[version] && !dossier_keeps(&dossier->versions[version], deciding->terms->today);
}

/* Whether a version that stays has the number, of this customer or of another. */
static bool number_stays(const struct deciding *deciding, const struct dossier *dossier, const bool *chosen,
                         const struct vat_number *number, bool *stays, struct fault *fault)
{
    struct vat_number other;
    bool has;

    if (!vat_holder_is_customer(deciding->store, number, dossier->id, stays, fault))
        return false;
    for (size_t i = 0; !*stays && i < dossier->version_count; i++) {
        if (dossier->versions[i].erased || goes(deciding, dossier, chosen, i))
            continue;
        if (!version_number(deciding, dossier, i, &other, &has, fault))
            return false;
        *stays = has && slice_equal(vat_number_slice(&other), vat_number_slice(number));
    }
    return true;
}

static bool is_begun(const struct deciding *deciding, struct slice n)
{
    for (size_t i = 0; i < deciding->changes->count; i++) {
        struct slice id = without(changes_id(deciding->changes, i), STORE_ERASURE);

        if (slice_starts(id, numbers) && slice_equal(without(id, numbers), n))
            return true;
    }
    return false;
}

/* The numbers that registers were asked about, of the versions that go. */
static bool erase_numbers(struct deciding *deciding, const struct dossier *dossier, const bool *chosen, struct fault *fault)
{
    struct text n = TEXT_INIT;
    struct vat_number number;
    bool done = true;

    for (size_t i = 0; done && i < dossier->version_count; i++) {
        bool has = false;
        bool stays = true;

        if (dossier->versions[i].erased || !goes(deciding, dossier, chosen, i))
            continue;
        done = version_number(deciding, dossier, i, &number, &has, fault) &&
               (!has || (number_stays(deciding, dossier, chosen, &number, &stays, fault) &&
                         vat_holder_asked(deciding->store, &number, &n, fault)));
        if (done && has && !stays && n.length && !is_begun(deciding, text_slice(&n)))
            erase_only_version(deciding, numbers, text_slice(&n),
                               deciding->cause == ERASE_ASKED ? deciding->now : dossier->asked_at);
    }
    text_release(&n);
    return done;
}

/*
 * Whether the order is of before the person asked: by the version it names, and as the same version may be named again, by its
 * time. Instants in the store are all written alike, so that their texts compare as they do.
 */
static bool was_meant(const struct dossier *dossier, const struct dossier_note *note)
{
    const struct dossier_version *version =
        note->version && note->version <= dossier->version_count ? &dossier->versions[note->version - 1] : NULL;

    return version && (version->erased || version->covered) && dossier->asked_at.bytes &&
           slice_compare(note->placed_at, dossier->asked_at) <= 0;
}

static bool note_goes(const struct deciding *deciding, const struct dossier *dossier, const struct dossier_note *note)
{
    if (note->erased || note->open)
        return false;
    return deciding->cause == ERASE_ASKED || dossier->inactive || was_meant(dossier, note);
}

static void write_erasure(struct deciding *deciding, const struct dossier *dossier, const bool *chosen, struct slice asked_at)
{
    const day today = deciding->terms->today;
    struct text *text = begin_record(deciding, customers, dossier->id, asked_at);

    json_open(text, "erased", '[');
    for (size_t i = 0; i < dossier->version_count; i++)
        if (dossier->versions[i].erased || goes(deciding, dossier, chosen, i))
            json_put_integer(text, NULL, (int64_t)i + 1);
    json_close(text, ']');
    dossier_write_kept(dossier, chosen, today, text);
    text_add_byte(text, '}');
}

/* Who asks again is told the same as long as nothing else is known; what is due is written only if something goes. */
static bool decide_versions(struct deciding *deciding, const struct dossier *dossier, bool *chosen, size_t *row)
{
    struct slice asked_at = dossier->asked_at;
    bool something = false;
    bool kept = false;

    for (size_t i = 0; i < dossier->version_count; i++) {
        const struct dossier_version *version = &dossier->versions[i];

        chosen[i] = !version->erased && (deciding->cause == ERASE_ASKED || dossier->inactive || version->covered);
        something |= chosen[i] && !dossier_keeps(version, deciding->terms->today);
        kept |= chosen[i];
    }
    if (!something && (deciding->cause == ERASE_DUE || (!kept && !dossier->erasure.bytes)))
        return false;
    if (deciding->cause == ERASE_ASKED && !asked_at.bytes)
        asked_at = deciding->now;
    write_erasure(deciding, dossier, chosen, asked_at);
    *row = changes_end(deciding->changes);
    if (slice_equal(changes_value(deciding->changes, *row), dossier->erasure)) {
        changes_take_back(deciding->changes);
        return false;
    }
    if (deciding->cause == ERASE_ASKED && dossier->asked_at.bytes) {
        changes_take_back(deciding->changes);
        write_erasure(deciding, dossier, chosen, deciding->now);
        *row = changes_end(deciding->changes);
    }
    deciding->changed = true;
    return true;
}

static bool decide_customer(struct deciding *deciding, struct slice id, size_t *row, struct text *standing, struct fault *fault)
{
    struct dossier dossier;
    bool *chosen;

    if (!dossier_read(&dossier, deciding->store, id, deciding->terms, deciding->arena, fault))
        return false;
    chosen = arena_take(deciding->arena, dossier.version_count * sizeof *chosen + 1);
    *row = 0;
    for (size_t i = 0; i < dossier.note_count; i++)
        if (note_goes(deciding, &dossier, &dossier.notes[i]))
            erase_note(deciding, &dossier.notes[i], deciding->cause == ERASE_ASKED ? deciding->now : dossier.asked_at);
    if (!decide_versions(deciding, &dossier, chosen, row))
        *row = 0;
    else if (!erase_numbers(deciding, &dossier, chosen, fault))
        return false;
    if (!deciding->changed && dossier.erasure.bytes) {
        text_add_string(standing, STORE_ERASURE);
        text_add_string(standing, customers);
        text_add_slice(standing, dossier.id);
    }
    return true;
}

static bool note_is_due(const struct deciding *deciding, const struct dossier_note *note, bool *due, struct fault *fault)
{
    const struct dossier_terms *terms = deciding->terms;
    day last;

    if (!retention_last_day(terms->retention, RETAINED_INACTIVE, terms->country, note->day, terms->inactive_years, &last, fault))
        return false;
    *due = !note->open && terms->today > last;
    return true;
}

static bool decide_note(struct deciding *deciding, struct slice id, struct text *standing, struct fault *fault)
{
    struct dossier_note note;
    uint64_t order;
    bool found;
    bool due = true;

    if (!order_number(id, &order, fault) || !dossier_read_note(&note, deciding->store, order, deciding->arena, &found, fault))
        return false;
    if (!found)
        return fault_set(fault, FAULT_REFUSED, "unknown_order", "id", "there is no order %llu with a note",
                         (unsigned long long)order);
    if (note.erased) {
        text_add_string(standing, STORE_ERASURE);
        text_add_string(standing, notes);
        text_add_integer(standing, (int64_t)order);
        return true;
    }
    if (deciding->cause == ERASE_DUE && !note_is_due(deciding, &note, &due, fault))
        return false;
    if (note.open && deciding->cause == ERASE_ASKED)
        return fault_set(fault, FAULT_REFUSED, "order_open", "id", "order %llu is open and needs its note",
                         (unsigned long long)order);
    if (due)
        erase_note(deciding, &note, deciding->cause == ERASE_ASKED ? deciding->now : (struct slice){NULL, 0});
    return true;
}

/* One that no customer has is kept as what is known of an inactive customer is, from the day it was last asked about. */
static bool number_is_due(const struct deciding *deciding, struct slice n, bool *due, struct fault *fault)
{
    const struct dossier_terms *terms = deciding->terms;
    struct text id = TEXT_INIT;
    struct slice record;
    instant at;
    day last;
    bool done;

    text_add_string(&id, "vies/");
    text_add_slice(&id, n);
    done = store_get(deciding->store, text_slice(&id), &record, fault);
    text_release(&id);
    if (!done)
        return false;
    if (!instant_read(scan_text(scan_find(record, "at")), &at))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "the record of a VAT number's check cannot be read");
    if (!retention_last_day(terms->retention, RETAINED_INACTIVE, terms->country, instant_day(at), terms->inactive_years, &last,
                            fault))
        return false;
    *due = terms->today > last;
    return true;
}

static bool decide_number(struct deciding *deciding, struct slice n, struct text *standing, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct vat_number number;
    struct slice person = {NULL, 0};
    uint64_t erased = 0;
    int64_t counted;
    bool held = false;
    bool due = deciding->cause == ERASE_ASKED;
    bool done;

    if (!slice_integer(n, INT64_MAX / 2, &counted))
        counted = 0;
    text_add_string(&id, numbers);
    text_add_integer(&id, counted);
    done = store_person_erased(deciding->store, text_slice(&id), 1, &erased, fault) &&
           store_person(deciding->store, text_slice(&id), 1, &person, fault);
    if (done && erased)
        text_printf(standing, STORE_ERASURE "%.*s", SLICE_ARGS(text_slice(&id)));
    else if (done && !(person.bytes && vat_holder_number(person, &number)))
        done = fault_set(fault, FAULT_REFUSED, "unknown_vat_number", "id", "no register was asked about a VAT number %.*s",
                         SLICE_ARGS(n));
    else if (done)
        done = vat_holder_is_customer(deciding->store, &number, (struct slice){NULL, 0}, &held, fault);
    text_release(&id);
    if (!done || erased || (held && !due))
        return done;
    if (held)
        return fault_set(fault, FAULT_REFUSED, "vat_number_held", "id",
                         "a customer has this number, and it goes with the customer");
    if (!due && !number_is_due(deciding, n, &due, fault))
        return false;
    if (due)
        erase_only_version(deciding, numbers, n, deciding->cause == ERASE_ASKED ? deciding->now : (struct slice){NULL, 0});
    return true;
}

/* What a consumer stated online is evidence for as long as what is known of an inactive customer is kept. */
static bool decide_statement(struct deciding *deciding, struct slice id, struct text *standing, struct fault *fault)
{
    const struct dossier_terms *terms = deciding->terms;
    struct text person = TEXT_INIT;
    struct withdrawal stated;
    uint64_t erased = 0;
    day last;
    bool done;

    if (!withdrawal_find(&stated, deciding->store, id, deciding->arena, fault))
        return false;
    text_add_string(&person, statements);
    text_add_slice(&person, id);
    done = store_person_erased(deciding->store, text_slice(&person), 1, &erased, fault);
    if (done && erased)
        text_printf(standing, STORE_ERASURE "%.*s", SLICE_ARGS(text_slice(&person)));
    text_release(&person);
    if (!done || erased)
        return done;
    if (!retention_last_day(terms->retention, RETAINED_INACTIVE, terms->country, instant_day(stated.stated_at),
                            terms->inactive_years, &last, fault))
        return false;
    if (deciding->cause == ERASE_ASKED)
        erase_only_version(deciding, statements, id, deciding->now);
    else if (terms->today > last)
        erase_only_version(deciding, statements, id, (struct slice){NULL, 0});
    return true;
}

static bool decide_any(struct deciding *deciding, struct slice id, size_t *row, struct text *standing, struct fault *fault)
{
    if (slice_starts(id, notes))
        return decide_note(deciding, without(id, notes), standing, fault);
    if (slice_starts(id, statements))
        return decide_statement(deciding, without(id, statements), standing, fault);
    if (slice_starts(id, numbers))
        return decide_number(deciding, without(id, numbers), standing, fault);
    return decide_customer(deciding, without(id, customers), row, standing, fault);
}

bool erasure_decide(struct store *store, struct slice id, enum erasure_cause cause, const struct dossier_terms *terms, instant now,
                    struct arena *arena, struct changes *changes, bool *changed, size_t *row, struct text *id_standing,
                    struct fault *fault)
{
    struct text instant_text = TEXT_INIT;
    struct deciding deciding = {
        .store = store, .cause = cause, .terms = terms, .arena = arena, .changes = changes, .changed = false};
    bool done;

    instant_write(&instant_text, now);
    deciding.now = arena_copy(arena, text_slice(&instant_text));
    text_release(&instant_text);
    *row = 0;
    done = decide_any(&deciding, id, row, id_standing, fault);
    *changed = deciding.changed;
    return done;
}

struct due_walk {
    struct store *store;
    const struct dossier_terms *terms;
    struct arena arena;
    struct changes changes;
    struct text standing;
    erasure_due *due;
    void *context;
};

static bool find_due_of_kind(struct due_walk *due, const char *kind, struct fault *fault)
{
    struct store_walk walk;
    bool found = true;
    bool done = store_walk_begin(&walk, due->store, slice_of(kind), fault);

    while (done && found) {
        struct slice id;
        bool alone = true;
        bool changed = false;
        uint64_t order;
        size_t row;

        done = store_walk_next(&walk, &found, fault);
        if (!done || !found)
            break;
        arena_clear(&due->arena);
        changes_clear(&due->changes);
        text_clear(&due->standing);
        id = arena_copy(&due->arena, store_walk_id(&walk));
        if (kind == notes)
            done = order_number(slice_from(id, strlen(notes)), &order, fault) &&
                   dossier_note_stands_alone(due->store, order, &alone, fault);
        done = done && (!alone || erasure_decide(due->store, id, ERASE_DUE, due->terms, 0, &due->arena, &due->changes, &changed,
                                                 &row, &due->standing, fault));
        if (done && changed)
            due->due(due->context, id);
    }
    store_walk_end(&walk);
    return done;
}

bool erasure_find_due(struct store *store, const struct dossier_terms *terms, erasure_due *due, void *context, struct fault *fault)
{
    struct due_walk walk = {.store = store,
                            .terms = terms,
                            .arena = ARENA_INIT,
                            .changes = CHANGES_INIT,
                            .standing = TEXT_INIT,
                            .due = due,
                            .context = context};
    bool done = find_due_of_kind(&walk, customers, fault) && find_due_of_kind(&walk, notes, fault) &&
                find_due_of_kind(&walk, numbers, fault) && find_due_of_kind(&walk, statements, fault);

    arena_release(&walk.arena);
    changes_release(&walk.changes);
    text_release(&walk.standing);
    return done;
}
