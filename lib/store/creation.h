/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_STORE_CREATION_H
#define COLPORTEUR_STORE_CREATION_H

/*
 * Making the files and folders of a store, with modes that depend on no umask and through no symbolic link.
 *
 * A folder is its owner's alone, 0700. A file is too, 0600, unless its folder may be read by a group: then so may the
 * file, 0640. So an administrator opens the journal to a group once, by the folder's mode, and next month's file follows.
 */

/* As openat(2) with O_CREAT: a descriptor, or -1 and errno. `flags` say how it is opened. */
int create_file(int folder, const char *name, int flags) __attribute__((warn_unused_result));
/* As mkdirat(2), but 0 as well if there is one already. */
int create_folder(int parent, const char *name) __attribute__((warn_unused_result));

#endif
