/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_STORE_STAMP_H
#define COLPORTEUR_STORE_STAMP_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What a file looked like when its last writer left it. The time is that of the inode's last change, which, unlike the
 * time of modification, nobody can set: a file whose stamp is as it was has not been written to, replaced or copied, but
 * within the few milliseconds that the kernel's clock of files does not tell apart.
 */
struct stamp {
    uint64_t device, inode, size;
    int64_t changed; /* nanoseconds */
};

/* Of a file in a folder; false: there is none, or it is no plain file. */
bool stamp_of(int folder, const char *name, struct stamp *stamp) __attribute__((warn_unused_result));
bool stamp_of_open(int file, struct stamp *stamp) __attribute__((warn_unused_result));
bool stamp_equal(const struct stamp *a, const struct stamp *b);
bool stamp_same_file(const struct stamp *a, const struct stamp *b); /* whatever became of what is in it */

#endif
