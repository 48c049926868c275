/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_STORE_SECURITY_H
#define COLPORTEUR_STORE_SECURITY_H

#include "base/fault.h"

#include <stdbool.h>

/*
 * Who can read, change or divert a store, besides its owner, by what the file system says of it.
 *
 *   wrong_mode      a folder is not 0700 or a file not 0600. A group may read (0750, 0640) whatever is not about persons:
 *                   not people/, index/ and documents/.
 *   set_id          a set-user-id, set-group-id or sticky bit
 *   wrong_owner     somebody else's than the store's folder
 *   symbolic_link   leads elsewhere. No tool follows one inside a store; the store itself may be reached through one.
 *   hard_link       a file has another name, by which it can be changed
 *   foreign_file    does not belong there: a name that no tool gives, or no plain file
 *   access_list     an access control list gives more than the mode shows
 *   open_parent     anybody may rename the store and put another in its place: the folder it is in is writable for all,
 *                   and not sticky
 *   network_file_system  locks may not hold, and writes be told done that are not
 */

/* `file` is the path within the store, fit to print; "" is the store's folder itself. */
typedef void security_finding(void *context, const char *file, const char *code, const char *reason);

/* Calls `found` for each thing; opens no file. The return value is false only where looking itself failed. */
bool store_security(const char *path, security_finding *found, void *context, struct fault *fault) CHECKED;

#endif
