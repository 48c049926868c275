/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_STORE_HEAD_H
#define COLPORTEUR_STORE_HEAD_H

#include "base/digest.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * STORE/head: the last transaction that was acknowledged, and the digest of its line. The chain protects every line of
 * the journal but the last; the head protects that one, and tells of lines that are missing at the end.
 *
 * It is written when the journal has been synced and is itself never synced: it may lag behind the journal, but never
 * names a transaction that is not on the disk. One that cannot be read, or is gone, is as good as none.
 *
 * A head names its own file, so it is known for a copy where a store was copied. While a store is written to, a copy may
 * get a later head than journal: then it still is a good copy of a moment ago.
 */

struct head {
    uint64_t seq; /* 0: nothing is known */
    struct digest digest;
    bool copied; /* the file was made somewhere else */
};

void head_read(int store, struct head *head);
bool head_write(int store, const struct head *head, struct fault *fault) CHECKED;

#endif
