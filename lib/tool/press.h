/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_PRESS_H
#define COLPORTEUR_TOOL_PRESS_H

#include "base/fault.h"
#include "base/text.h"
#include "format/paper.h"

/*
 * Documents that need more than text: they are made by another program, "press", which is started with the first one and
 * ends with the tool. It gets a document and gives bytes; libexec/press.c says why it stands apart.
 *
 * It is found in the folder where the package keeps such programs; COLPORTEUR_LIBEXECDIR names another one.
 */

struct press_request {
    const char *format; /* "html", "pdf", "facturx" */
    const struct printing *printing;
    struct slice record, person; /* JSON; person.bytes NULL: unknown */
    struct slice logo;           /* base64, empty for none */
    struct slice xml;            /* what a Factur-X holds */
};

/* Adds the document's bytes. The fault (FAULT_SYSTEM) tells that there is no press, or what it says ("not_rendered"). */
bool press_render(const struct press_request *request, struct text *bytes, struct fault *fault) CHECKED;

/* The same of any request, a line of JSON: for labels, format/label_press.h says which. */
bool press_ask(struct text *request, struct text *bytes, struct fault *fault) CHECKED;

#endif
