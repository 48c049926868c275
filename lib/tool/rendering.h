/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_RENDERING_H
#define COLPORTEUR_TOOL_RENDERING_H

#include "shop/series.h"
#include "tool/tool.h"

/*
 * What the tools that issue documents have in common: --format, --text and --output.
 *
 *     static bool issue(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
 *     {
 *         …outcome->changed, ->row and ->id are the document's…
 *         return rendering_answer(run, outcome, fault);
 *     }
 *     static const struct tool tool = {…, .rendering = &document_rendering, .each = issue, .show = rendering_show};
 *
 * Without --format the answer is the document's record. Text, HTML and pages are for people: each printing is counted
 * (shop/copy.h) before it leaves, and what is not the first is marked. What programs read is the document itself, and always
 * the same bytes.
 *
 * Bytes go to stdout or, with --output, into files, and then the records go to stdout, so that tools chain. A name that
 * is a folder or ends in "/" gets a file for each document, called after its number; another gets one document. Files are
 * made once the documents are in the journal; each appears whole or not at all. Several documents in one stream only
 * text can be: of other formats the second is refused, before it is issued.
 */

struct rendering {
    const struct option_row *options;
    bool (*prepare)(struct run *run, struct fault *fault); /* looks at what was given, before the store is opened */
    bool (*settled)(struct run *run, struct fault *fault); /* the batch is durable: what it made may leave */
    void (*abandoned)(void);                               /* the batch is not: it may not */
    bool (*finished)(struct run *run, struct fault *fault); /* all are durable: what is made of them together; may be NULL */
};

extern const struct rendering document_rendering;

/* In `each`, once the document is issued or found: the answer is what is to be shown of it. */
bool rendering_answer(struct run *run, struct outcome *outcome, struct fault *fault) CHECKED;

/* First in `each`: whether what was given is the number of such a document, or its record. Then that is the answer, printed again.
 */
bool rendering_again(struct run *run, const struct input *input, enum numbered kind, struct outcome *outcome, bool *again,
                     struct fault *fault) CHECKED;

/* As `show`. */
bool rendering_show(struct run *run, struct slice id, struct slice value, struct text *text, struct fault *fault) CHECKED;

#endif
