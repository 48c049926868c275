/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_RETURN_TABLES_H
#define COLPORTEUR_TOOL_RETURN_TABLES_H

#include "shop/return_law.h"

/* The tables of law on what comes back (share/law). */
bool return_tables_read(struct return_law *law, struct fault *fault) CHECKED;

#endif
