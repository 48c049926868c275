/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_CODE128_H
#define COLPORTEUR_FORMAT_CODE128_H

#include "base/text.h"

#include <stdbool.h>

/*
 * Code 128 (ISO/IEC 15417) as ZPL wants it told, and how wide it comes out.
 *
 * Pairs of digits alone are told in code set C, which takes two in one character. Anything else is left to the printer, which packs
 * it itself (^BC, mode A): not all that read ZPL know the codes that change sets within. So its width lies between two bounds.
 *
 * GS1-128 is the same with FNC1 in front (GS1 General Specifications, 5.4): then all has to be pairs of digits.
 */

struct code128 {
    const char *start; /* of the field data */
    char mode;         /* of ^BC */
    int least, most;   /* modules, without what is quiet beside them */
};

struct code128 code128_of(struct slice data, bool is_gs1);

#endif
