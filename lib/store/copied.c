/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/line.h"
#include "store/state.h"

/*
 * A store that was copied while it was written to. Who copies people/ before journal/ gets transactions whose persons were
 * not there yet. In a store that was not copied this cannot be: persons are on the disk before the line that names them.
 * So only where the head tells of a copy do such lines count as not copied, from the first of them on; anywhere else they
 * are damage, and store-verify says so.
 */

bool store_is_copy(const struct store *store)
{
    return store->head.copied || store->was_copied;
}

bool store_note_people_end(struct store *store, struct fault *fault)
{
    struct text room = TEXT_INIT;
    struct slice rest = {"", 0};
    uint32_t month;
    uint64_t end;
    uint64_t torn;

    store->people_end = (struct people_end){0};
    store->ends_apart = false;
    if (!store_is_copy(store) || store->people.folder < 0)
        return true;
    if (!ledger_last_line(&store->people, &month, &end, &torn, fault) ||
        (month && !ledger_rest(&store->people, month, 0, &rest, fault)))
        return false;
    rest.length = end;
    while (rest.length) {
        struct slice bytes = line_last(rest);
        struct person_line line;

        if (!person_line_head(bytes, &line, &room) || (store->people_end.seq && line.seq != store->people_end.seq))
            break;
        store->people_end.seq = line.seq;
        store->people_end.persons++;
        rest.length -= bytes.length;
    }
    text_release(&room);
    return true;
}

bool store_persons_are_there(const struct store *store, struct line line)
{
    struct text room = TEXT_INIT;
    struct line_change change;
    struct digest digest;
    int64_t version;
    size_t wanted = 0;

    /* Where no person was copied at all, none was meant to be. */
    if (!store->people_end.seq || line.seq < store->people_end.seq)
        return true;
    while (line_next_change(&line, &change, &room))
        wanted += line_change_person(&change, &version, &digest);
    text_release(&room);
    return wanted <= (line.seq == store->people_end.seq ? store->people_end.persons : 0);
}
