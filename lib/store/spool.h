/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_STORE_SPOOL_H
#define COLPORTEUR_STORE_SPOOL_H

#include "base/fault.h"

#include <stddef.h>
#include <stdint.h>

/* Where what is temporary goes: TMPDIR, else /tmp. */
const char *spool_folder(void);

/* A file there that has no name: however this process ends, it is gone. */
bool spool_open(int *file, struct fault *fault) CHECKED;

/* Writes all of the bytes at the offset. Returns errno, or 0. */
int file_write_at(int file, uint64_t offset, const void *bytes, size_t length);

#endif
