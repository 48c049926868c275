/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_STORE_FORMAT_H
#define COLPORTEUR_STORE_FORMAT_H

#include "base/date.h"
#include "base/fault.h"

#include <stdbool.h>

/*
 * STORE/format: the file that makes a folder a store. Its first line has the version of the format,
 *
 *   colporteur-store 2
 *
 * and a store that is a look back at another has a second one, "as of" an instant: it is read and never written.
 *
 *   1   journal, people, lock, index
 *   2   lines of people/ may be erased, months of the journal may be archives, the file head
 *
 * What an older program would take for damage is a new version. Lines of the journal are never rewritten, so a store of
 * version 1 is one of version 2 but for its name; store/upgrade.h gives it that.
 */

enum { STORE_FORMAT = 2 };

struct store_format {
    unsigned version;
    bool is_past; /* "as of" */
    instant as_of;
};

/* FAULT_USAGE "no_store" where there is none; FAULT_SYSTEM "store_damaged" where it says something else. `path` is for messages. */
bool store_format_read(int store, const char *path, struct store_format *format, struct fault *fault) CHECKED;
/* By a rename, synced; the caller holds the store's lock. The folder becomes a store of this format, or stays what it was. */
bool store_format_write(int store, const char *path, const struct store_format *format, struct fault *fault) CHECKED;
/* FAULT_SYSTEM "store_version" unless it is STORE_FORMAT. */
bool store_format_check(const struct store_format *format, const char *path, struct fault *fault) CHECKED;

#endif
