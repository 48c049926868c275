/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_DOCUMENT_LISTING_H
#define COLPORTEUR_TOOL_DOCUMENT_LISTING_H

#include "tool/listing.h"

/* What the tools have in common that list numbered documents: by day, series, channel, customer, country and order. */
extern const struct option_row document_listing_options[];
bool document_listing_prepare(struct run *run, struct fault *fault) CHECKED;
bool document_listing_run(struct run *run, struct fault *fault) CHECKED;

#endif
