/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_DOCKET_H
#define COLPORTEUR_FORMAT_DOCKET_H

#include "base/arena.h"
#include "base/fault.h"
#include "format/pen.h"
#include "format/words.h"

/*
 * A docket: a paper that goes with goods through the warehouse and out of its door, such as a pick list or a manifest. It is one
 * record, as PDF/A-3 pages of A4 in one language: a code of the record's id to scan, facts, rows, and a foot with its title and
 * "page n of m". What buyers get is format/document_pdf.h, and what sticks on parcels format/label_press.h.
 *
 * Each kind draws itself from above to below, at `y`, and begins a new page where the next thing would cross the form's bottom.
 * It is drawn twice: first with nothing but a pen that measures, which counts the pages that the feet tell, then on them.
 *
 *   {"format":…,"language":"fr","record":{…}}    and what else the kind asks for; "as":"html": format/docket_html.h
 *
 * The same request is the same bytes: the day in the file is that of the record, not that on which it is drawn.
 */

/* A4, in points. */
#define DOCKET_WIDTH 595.276
#define DOCKET_HEIGHT 841.89

/* Points of a hundredth of a millimetre, in which codes are measured. */
#define DOCKET_POINT (72.0 / 2540)

struct docket;

/* What dockets of a kind have in common. Lengths are points. */
struct docket_form {
    const char *noun;                     /* "manifest", where it cannot be drawn */
    const char *title;                    /* its key in the table of words */
    const char *made_at;                  /* the record's member that says when it was made */
    double margin;                        /* left, right and above */
    double bottom;                        /* where rows end and the foot begins */
    double gap;                           /* between columns */
    enum style fact;                      /* of what its facts say */
    void (*draw)(struct docket *docket);  /* all but the feet, from the first page's top */
    void (*write)(struct docket *docket); /* the same as HTML, into `html` */
};

struct docket {
    const struct docket_form *form;
    struct slice request, record;
    struct wording wording;
    struct text *html; /* NULL: it is drawn */
    struct pen pen;
    struct colour tint, line; /* behind headings, and between rows */
    double y;                 /* of what comes next */
    struct arena *arena;
    int64_t page, pages; /* that is drawn, from 1, and in all: 0 until they are counted */
    bool sound;          /* false: a code could not be drawn, and `fault` says why */
    struct fault *fault;
};

/* Nothing of it is drawn or written yet. */
struct docket docket_begin(const struct docket_form *form, struct slice request, const struct words *words, struct arena *arena,
                           struct fault *fault);

/* The whole docket. A page that cannot be drawn is FAULT_SYSTEM, "not_rendered". */
bool docket_press(const struct docket_form *form, struct slice request, const struct words *words, struct arena *arena,
                  struct text *bytes, struct fault *fault) CHECKED;

/* What is written on it; all in the arena or in the request. */
struct slice docket_kept(struct docket *docket, struct text *text); /* releases the text */
struct slice docket_decoded(struct docket *docket, struct slice json);
struct slice docket_member(struct docket *docket, struct slice object, const char *name); /* decoded; empty: it has none */
struct slice docket_whole(struct docket *docket, int64_t value);
struct slice docket_title(struct docket *docket); /* "Manifest dhl-2026-11-21-1" */

bool docket_goes_into_bars(struct slice text); /* else a square code holds it */

/* With its foot; `y` is at its top. */
void docket_begin_page(struct docket *docket);

/*
 * A code at the right margin, from `y` down; returns the height that it takes. It is bars, of hundredths of a millimetre, or a
 * square as wide as `square` where the text is no ASCII or too long for bars that are wide enough to be read.
 */
struct docket_code {
    int width, height; /* of bars */
    int square;
};
double docket_code(struct docket *docket, struct slice text, const struct docket_code *code);

/* A word above what it says, in a quarter of the width at *x, which goes on to the next; nothing where it says nothing. */
void docket_fact(struct docket *docket, const char *key, struct slice value, double *x);

#endif
