/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_STORE_UPGRADE_H
#define COLPORTEUR_STORE_UPGRADE_H

#include "store/store.h"

/*
 * Brings a store of an older format to STORE_FORMAT.
 *
 * The whole chain is read first; a store that is broken stays what it is. The journal notes the step, as record
 * "upgrade/VERSION", and only then the file `format` changes, by a rename. Stopped anywhere, the store is one of the old
 * format or of the new one, and the next call completes what is left.
 *
 * `options->access` may be STORE_TRIAL. `*from` is the format it had; STORE_FORMAT: there was nothing to do. `record` gets
 * the note, as it stands in the journal.
 */
bool store_upgrade(struct store_options *options, instant now, unsigned *from, struct text *record, struct fault *fault) CHECKED;

#endif
