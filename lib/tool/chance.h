/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_CHANCE_H
#define COLPORTEUR_TOOL_CHANCE_H

#include "base/fault.h"

/* For lib/shop, which throws no dice: bytes that nobody can foretell, from the system's generator; 256 at most. */
bool chance_bytes(unsigned char *bytes, size_t count, struct fault *fault) CHECKED;

#endif
