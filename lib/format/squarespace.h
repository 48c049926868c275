/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_SQUARESPACE_H
#define COLPORTEUR_FORMAT_SQUARESPACE_H

#include "format/dialect.h"

/*
 * The CSV of products that Squarespace exports and imports (Squarespace Help, "Importing and exporting products"), with three
 * options or, of late, six, and with GTIN and MPN or without.
 *
 * A product's first row has its title, its address and its first variant, the rows below it one more variant each.
 */
extern const struct dialect dialect_squarespace;

#endif
