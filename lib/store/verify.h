/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_STORE_VERIFY_H
#define COLPORTEUR_STORE_VERIFY_H

#include "store/store.h"

/*
 * Whether a store is what its journal says: the archives sound, the chain unbroken, every person what its digest says, the index
 * equal to a new one folded from nothing. The store must be open with STORE_BARE.
 *
 * The verdict is about one moment, while others may go on writing: if nobody holds the lock, it is taken for that moment
 * and all that is in the files is looked at; beside a writer, what was committed before.
 *
 * A line of people/ is overwritten if and only if the journal erases that version of that person, by the transaction it names.
 *
 * The first thing that is wrong is told; `ok` false. The return value is false only where verifying itself failed.
 */
struct verdict {
    bool ok;
    /* "broken_chain", "torn_end", "wrong_person", "not_erased", "wrong_index", "damaged_archive", "unreadable" */
    const char *code;
    char file[64]; /* "journal/2026-11.jsonl", with ".zst" where the month is read from its archive; or empty */
    uint64_t line; /* in the file, from 1; 0: none */
    uint64_t seq;  /* that should stand there; 0: none */
    char reason[FAULT_REASON];
    uint64_t transactions, persons;
    struct store *index_store; /* NULL, or the store with a fresh index of its own, for further checks until store_close */
};

bool store_verify(struct store *store, struct verdict *verdict, struct fault *fault) CHECKED;

#endif
