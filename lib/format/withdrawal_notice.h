/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_WITHDRAWAL_NOTICE_H
#define COLPORTEUR_FORMAT_WITHDRAWAL_NOTICE_H

#include "format/paper.h"

/*
 * What a withdrawal form says, paragraph by paragraph: the model instructions on withdrawal and the model form of Directive
 * 2011/83/EU, annex I, with their blanks filled as far as the document knows what belongs there, and lines to write on for the
 * rest.
 */
void withdrawal_notice_write(struct paper *paper, const struct document *document, const struct wording *wording,
                             const struct countries *countries, struct arena *arena);

#endif
