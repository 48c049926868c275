/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_VARIANT_WORDS_H
#define COLPORTEUR_FORMAT_VARIANT_WORDS_H

#include "shop/article.h"

/*
 * What shops call the attributes by which channels know variants (color, size, material, pattern, gender, age_group), in
 * English, French, Dutch, German, Spanish and Italian: an axis "Couleur" is a channel's color.
 */

/* The channels' word for a shop's, as "color" for "Couleur"; letters A to Z of either case are alike. NULL: it is none. */
const char *variant_word_of(const char *name);

/* The article's option or attribute that the channels' word stands for; `room` as of article_attribute_text. */
struct slice variant_word(const struct article *article, const char *word, struct text *room);

#endif
