/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_DOCKET_HTML_H
#define COLPORTEUR_FORMAT_DOCKET_HTML_H

#include "format/docket.h"

/*
 * Dockets as HTML, for a screen beside the shelves, a reader that speaks, or a printer of another size: what their pages say, in
 * one file that runs nothing. Tables name their columns and rows, codes say in words what they hold, and what is to be ticked is a
 * box that can be. On paper, headings come again on each sheet and no row is torn.
 *
 * A kind writes what stands between the heading and the end, with these.
 */
bool docket_html(const struct docket_form *form, struct slice request, const struct words *words, struct arena *arena,
                 struct text *html, struct fault *fault) CHECKED;

void docket_html_head(struct docket *docket, struct slice title);                  /* <h1>, whose docket it is, and its code */
void docket_html_code(struct docket *docket, struct slice text);                   /* what it holds stands below it */
void docket_html_fact(struct docket *docket, const char *key, struct slice value); /* in a <dl>; nothing where it says nothing */

/* The row of a table's headings, of words by their keys; NULL: a column without one. */
struct docket_column {
    const char *heading;
    bool is_figure; /* to the right */
};
void docket_html_table(struct docket *docket, const char *caption, const struct docket_column *columns, size_t count);
void docket_html_box(struct docket *docket, struct slice what); /* a cell to tick */
void docket_html_table_end(struct docket *docket);

#endif
