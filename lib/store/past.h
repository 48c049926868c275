/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_STORE_PAST_H
#define COLPORTEUR_STORE_PAST_H

#include "store/store.h"

/*
 * The shop as it was: a store of its own, with the journal up to a transaction or an instant and the persons it names. Every
 * tool reads it like any other; none writes to it, lest two shops give out the same numbers. Persons who were erased since
 * are erased there too.
 */
struct past {
    bool is_seq;     /* else an instant */
    uint64_t seq;    /* the last transaction that counts */
    instant at;      /* the last moment that does; out: with is_seq, that of the last transaction */
    uint64_t copied; /* out: transactions */
};

/* `store` is open with STORE_READ. The folder must not be there yet: conflict "store_exists". */
bool store_copy_past(struct store *store, const char *path, struct past *past, struct fault *fault) CHECKED;

#endif
