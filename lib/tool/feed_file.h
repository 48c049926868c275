/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_FEED_FILE_H
#define COLPORTEUR_TOOL_FEED_FILE_H

#include "tool/tool.h"

/*
 * The file of a feed, which a channel fetches by itself: replaced in one step, and not by one that has lost its products.
 *
 * A catalogue that was half imported, or a list that was cut off, makes a feed that is right and far too short, and a channel
 * that reads it takes down what it does not name. So a file is replaced only if it has not lost more than a fifth of its
 * items since the run that wrote it.
 *
 * How many that were stands beside the file, in FILE.run, a record of type "feed_run" with the channel, the items and bytes
 * of FILE and the time: who makes a feed reads the store and may have no right to write in it, and a file of gigabytes is
 * not read again to be counted. The record is believed if FILE is as long as it says; else nobody knows, and the file is
 * replaced. It is written before FILE is: should the run end between the two, it does not fit and is not believed.
 *
 * Without a name it is the standard output, which goes out as it comes. With --dry-run no file is replaced.
 */
struct feed_file {
    struct run *run;
    bool has_name;
    struct whole_file file;
    uint64_t bytes;
};

/* `name` NULL: the standard output. */
bool feed_file_begin(struct feed_file *feed, struct run *run, const char *name, struct fault *fault) CHECKED;
void feed_file_add(struct feed_file *feed, struct slice bytes);
/* Refuses with items_dropped, and leaves the old file: too few items are left, and `force` is not given. */
bool feed_file_finish(struct feed_file *feed, const char *channel, uint64_t items, bool force, struct fault *fault) CHECKED;
void feed_file_drop(struct feed_file *feed);

#endif
