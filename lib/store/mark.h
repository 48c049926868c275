/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_STORE_MARK_H
#define COLPORTEUR_STORE_MARK_H

#include "store/stamp.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * index/mark: whether index/data.mdb may be believed, told without looking into it, for LMDB trusts every byte of its file.
 *
 * A writer marks the file as busy before it changes it, and as left when it has: then the mark names the file's stamp. So
 *   - a file that was overwritten, cut, copied or put back from elsewhere has not the stamp that its mark names;
 *   - one that a stopped process left busy is good as long as the machine runs, since LMDB survives the end of a process;
 *   - after another start of the machine no index is believed: it is never synced.
 *
 * One line of text of a fixed length, overwritten in place.
 */

enum { BOOT_SIZE = 40 };

struct mark {
    char boot[BOOT_SIZE]; /* which start of the machine it was made in */
    bool left;            /* else busy */
    struct stamp file;    /* as left; busy: of the file that is being changed */
};

void mark_boot(char boot[BOOT_SIZE]); /* which start this is; empty where the system does not tell */

/* false: what stands in the file is none. */
bool mark_read(int file, struct mark *mark) __attribute__((warn_unused_result));
bool mark_write(int file, const struct mark *mark) __attribute__((warn_unused_result));
/* Whether the mark lets the file be believed in this start of the machine. */
bool mark_vouches(const struct mark *mark, const char *boot, const struct stamp *file);

#endif
