/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_STORE_LOCK_H
#define COLPORTEUR_STORE_LOCK_H

#include "base/fault.h"

/*
 * The one writer. The kernel holds the lock (flock(2) on STORE/lock) and lets it go when its holder dies, however it dies:
 * there is no stale lock.
 *
 * Who waits stands in line. A place in it is a byte of the same file, locked by the open file (fcntl(2), F_OFD_SETLK), one
 * behind the last that is locked: so first come is first served, a writer of many batches lets everybody else in between two,
 * and a place is gone with its owner. Nothing is ever written to the file. Where the first in line is stopped and leaves a
 * free lock lying, the others go past it after a third of a second.
 */

/* Waits at most `seconds`; FAULT_BUSY after that. */
bool lock_take(int fd, double seconds, struct fault *fault) CHECKED;
/*
 * True while nobody writes; then nobody begins to until lock_drop, which should be soon. It is for who may not write: it takes
 * no place in the line, and the file may be open for reading alone.
 */
bool lock_look(int fd, double seconds, struct fault *fault) CHECKED;
void lock_drop(int fd);

#endif
