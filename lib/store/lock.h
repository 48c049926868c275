/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_STORE_LOCK_H
#define COLPORTEUR_STORE_LOCK_H

#include "base/fault.h"

/*
 * The one writer. The kernel holds the lock (flock(2) on STORE/lock) and lets it go when its holder dies,
 * however it dies: there is no stale lock. Who waits stands in line by a second lock on the same file (an
 * open-file-description lock of fcntl(2)), so that a writer with many batches lets others in between two.
 */

/* Waits at most `seconds`; FAULT_BUSY after that. */
bool lock_take(int fd, double seconds, struct fault *fault) CHECKED;
void lock_drop(int fd);

#endif
