/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/erasure.h"

#include "json/scan.h"
#include "json/write.h"

static const char customers[] = "customer/";
static const char notes[] = "note/";

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

/* A note has one version. */
static void erase_note(struct deciding *deciding, uint64_t order, struct slice asked_at)
{
    struct text number = TEXT_INIT;
    struct text *text;

    text_add_integer(&number, (int64_t)order);
    text = begin_record(deciding, notes, text_slice(&number), asked_at);
    text_add_string(text, ",\"erased\":[1]}");
    changes_end(deciding->changes);
    deciding->changed = true;
    text_release(&number);
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
        if (dossier->versions[i].erased || (chosen[i] && !dossier_keeps(&dossier->versions[i], today)))
            json_put_integer(text, NULL, (int64_t)i + 1);
    json_close(text, ']');
    dossier_write_kept(dossier, chosen, today, text);
    text_add_byte(text, '}');
}

/* Who asks again is told the same as long as nothing else is known; what is due is written only if something goes. */
static bool decide_versions(struct deciding *deciding, const struct dossier *dossier, size_t *row)
{
    bool *chosen = arena_take(deciding->arena, dossier->version_count * sizeof *chosen + 1);
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

    if (!dossier_read(&dossier, deciding->store, id, deciding->terms, deciding->arena, fault))
        return false;
    *row = 0;
    for (size_t i = 0; i < dossier.note_count; i++)
        if (note_goes(deciding, &dossier, &dossier.notes[i]))
            erase_note(deciding, dossier.notes[i].order, deciding->cause == ERASE_ASKED ? deciding->now : dossier.asked_at);
    if (!decide_versions(deciding, &dossier, row))
        *row = 0;
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
        erase_note(deciding, order, deciding->cause == ERASE_ASKED ? deciding->now : (struct slice){NULL, 0});
    return true;
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
    done = slice_starts(id, notes) ? decide_note(&deciding, without(id, notes), id_standing, fault)
                                   : decide_customer(&deciding, without(id, customers), row, id_standing, fault);
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
    bool done = find_due_of_kind(&walk, customers, fault) && find_due_of_kind(&walk, notes, fault);

    arena_release(&walk.arena);
    changes_release(&walk.changes);
    text_release(&walk.standing);
    return done;
}
