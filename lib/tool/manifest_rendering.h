/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_MANIFEST_RENDERING_H
#define COLPORTEUR_TOOL_MANIFEST_RENDERING_H

#include "tool/rendering.h"

/*
 * Manifests on paper: --format and --output. Text and CSV of several follow one another; a PDF, which the press makes
 * (tool/press.h), is one document, and so is a file: several need a folder. Without --format the answer is the record.
 */

extern const struct rendering manifest_rendering;

/* In `each`, once the manifest is closed or found. Refuses one that has no place beside those before ("one_document"). */
bool manifest_rendering_admit(struct fault *fault) CHECKED;
/* As `show`. */
bool manifest_rendering_show(struct run *run, struct slice id, struct slice value, struct text *text, struct fault *fault) CHECKED;

#endif
