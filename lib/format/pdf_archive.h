/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_PDF_ARCHIVE_H
#define COLPORTEUR_FORMAT_PDF_ARCHIVE_H

#include "base/fault.h"
#include "base/text.h"

/*
 * Pages as they can be read in ten years, and by programs: PDF/A-3, level B (ISO 19005-3), with an electronic invoice inside if
 * there is one (Factur-X 1.0, ZUGFeRD 2: the file "factur-x.xml", an alternative to the pages).
 *
 * Cairo makes pages, but tells neither what its colours mean nor, in XMP, what the file is, and holds no other file; qpdf puts
 * that in and writes the whole anew. The file's identifier is a digest of what is in it: same pages, same bytes.
 */

struct pdf_about {
    struct slice title, author, language;
    struct slice made_at; /* "2026-11-21T18:07:21Z" */
    struct slice xml;     /* of the invoice; empty: none is inside */
};

bool pdf_archive(struct slice pages, const struct pdf_about *about, struct text *pdf, struct fault *fault) CHECKED;

#endif
