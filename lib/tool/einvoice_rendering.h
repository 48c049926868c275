/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_EINVOICE_RENDERING_H
#define COLPORTEUR_TOOL_EINVOICE_RENDERING_H

#include "base/arena.h"
#include "base/fault.h"
#include "base/text.h"

/*
 * Electronic invoices, as tools that issue documents render them: UBL, and the CII that a Factur-X has inside.
 *
 * Before a document is issued einvoice_admit says whether it can be one. It is made, and held against the installed rules, those of
 * its country within Peppol among them: what the networks would refuse is not numbered. What a CII says is judged by what the same
 * invoice would say in UBL; the two differ in nothing but syntax.
 */

enum einvoice_syntax { EINVOICE_UBL, EINVOICE_CII };

/* `record` as it will be stored. Refuses, "breaks_rule" and "no_einvoice", with the rule's id at the beginning of the reason. */
bool einvoice_admit(enum einvoice_syntax syntax, struct slice record, struct slice person, struct arena *arena,
                    struct fault *fault) CHECKED;

bool einvoice_render(enum einvoice_syntax syntax, struct slice record, struct slice person, struct arena *arena, struct text *text,
                     struct fault *fault) CHECKED;

#endif
