/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_SRGB_PROFILE_H
#define COLPORTEUR_FORMAT_SRGB_PROFILE_H

#include "base/text.h"

/*
 * The colour space sRGB (IEC 61966-2-1) as an ICC profile of version 4.2 (ISO 15076-1): what the colours of a page mean, as
 * PDF/A wants it told. It is written and not copied: half a kilobyte with the exact curve, always the same bytes and free of
 * anybody's terms.
 */
void srgb_profile_write(struct text *profile);

#endif
