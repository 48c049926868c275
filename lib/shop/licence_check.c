/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/licence_check.h"

#include "shop/grant.h"
#include "shop/grant_parts.h"
#include "shop/licence_key.h"

#include <stdlib.h>

/* The grant that the last key was given to: those behind it nearly always are of the same, and one may have thousands. */
struct last_grant {
    struct arena arena;
    struct slice id; /* bytes NULL: none yet */
    int64_t *keys;   /* in rising order */
    size_t count;
};

struct review {
    struct store *store;
    struct check_report *report;
    struct arena arena; /* of one record */
    struct last_grant last;
};

typedef bool look(struct review *review, struct slice id, struct slice record, struct fault *fault);

/* What is not even a record of its kind is told where the history is checked; here it is none. */
static bool is_damage(struct fault *fault)
{
    if (strcmp(fault->code, "store_damaged") != 0 && fault->kind != FAULT_REFUSED)
        return false;
    *fault = (struct fault)FAULT_INIT;
    return true;
}

static int by_number(const void *a, const void *b)
{
    const int64_t first = *(const int64_t *)a;
    const int64_t second = *(const int64_t *)b;

    return (first > second) - (first < second);
}

static int64_t *sorted_keys(const struct grant *grant, struct arena *arena)
{
    const size_t size = grant->key_count * sizeof(int64_t);
    int64_t *keys = arena_take(arena, size);

    if (!size)
        return keys;
    memcpy(keys, grant->keys, size);
    qsort(keys, grant->key_count, sizeof *keys, by_number);
    return keys;
}

static bool find_last_grant(struct review *review, struct slice id, struct fault *fault)
{
    struct last_grant *last = &review->last;
    struct grant grant;
    bool found;

    if (last->id.bytes && slice_equal(last->id, id))
        return true;
    last->id = (struct slice){NULL, 0};
    arena_clear(&last->arena);
    if (!grant_find(&grant, review->store, id, &last->arena, &found, fault))
        return false;
    last->keys = found ? sorted_keys(&grant, &last->arena) : NULL;
    last->count = found ? grant.key_count : 0;
    last->id = arena_copy(&last->arena, id);
    return true;
}

static bool lists(const struct last_grant *last, int64_t number)
{
    return last->count && bsearch(&number, last->keys, last->count, sizeof number, by_number);
}

static bool look_at_key(struct review *review, struct slice id, struct slice record, struct fault *fault)
{
    struct licence_key key;

    if (!licence_key_from_stored(&key, record, &review->arena, fault))
        return is_damage(fault);
    if (key.status != LICENCE_GIVEN)
        return true;
    if (key.grant.bytes && !find_last_grant(review, key.grant, fault))
        return is_damage(fault);
    if (key.grant.bytes && lists(&review->last, key.number))
        return true;
    text_printf(check_reason(review->report), "is given to %.*s, which does not have it", SLICE_ARGS(key.grant));
    check_tell(review->report, id, "wrong_licence_key");
    return true;
}

static bool is_given_to(struct review *review, const struct grant *grant, int64_t number, bool *given, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct licence_key key;
    bool done;

    licence_key_id(number, &id);
    *given = licence_key_find(&key, review->store, text_slice(&id), &review->arena, fault);
    done = *given || is_damage(fault);
    if (*given)
        *given = key.status == LICENCE_GIVEN && slice_equal(key.grant, grant->id) && grant_keys_of_unit(grant, key.sku) > 0;
    text_release(&id);
    return done;
}

static bool look_at_grant(struct review *review, struct slice id, struct slice record, struct fault *fault)
{
    struct grant grant;
    int64_t *keys;

    if (!grant_from_stored(&grant, record, &review->arena, fault))
        return is_damage(fault);
    keys = sorted_keys(&grant, &review->arena);
    for (size_t i = 0; i < grant.key_count; i++) {
        bool given;

        if (!is_given_to(review, &grant, keys[i], &given, fault))
            return false;
        if (given && !(i && keys[i] == keys[i - 1]))
            continue;
        text_printf(check_reason(review->report), "has licence key %lld, which is not given to it, or twice", (long long)keys[i]);
        check_tell(review->report, id, "wrong_licence_key");
    }
    return true;
}

static bool look_at_all(struct review *review, const char *prefix, look *look_at, struct fault *fault)
{
    struct store_walk walk;
    struct slice record;
    bool found = true;
    bool done = store_walk_begin(&walk, review->store, slice_of(prefix), fault);

    while (done && found) {
        arena_clear(&review->arena);
        done = store_walk_next(&walk, &found, fault);
        if (done && found)
            done = store_walk_value(&walk, &record, fault) &&
                   look_at(review, store_walk_id(&walk), arena_copy(&review->arena, record), fault);
    }
    store_walk_end(&walk);
    return done;
}

bool licence_check(struct store *store, struct check_report *report, struct fault *fault)
{
    struct review review = {.store = store, .report = report, .arena = ARENA_INIT, .last.arena = ARENA_INIT};
    bool done;

    report->seq = 0;
    done = look_at_all(&review, "licence_key/", look_at_key, fault) && look_at_all(&review, "grant/", look_at_grant, fault);
    arena_release(&review.arena);
    arena_release(&review.last.arena);
    return done;
}
