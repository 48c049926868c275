/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_GRANT_KEY_H
#define COLPORTEUR_TOOL_GRANT_KEY_H

#include "base/fault.h"
#include "base/text.h"

/*
 * The key with which tokens are signed (shop/grant.h): what is in the file, or in the one that COLPORTEUR_GRANT_KEY names, without
 * a line's end behind it. It is told by no argument and stands in no store.
 */
bool grant_key_read(const char *file, struct text *key, struct fault *fault) CHECKED;

#endif
