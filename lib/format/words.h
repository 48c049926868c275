/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_WORDS_H
#define COLPORTEUR_FORMAT_WORDS_H

#include "base/date.h"
#include "base/fault.h"
#include "base/money.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The words of documents for people, and how numbers and days are written, by language.
 *
 * A document speaks its buyer's language, whoever prints it: one run writes documents of several languages, and a
 * document must come out alike on a machine that has no locale of that language. So the words are a table
 * (share/documents/words.tsv says what its columns are), and not the messages of a process's locale, as gettext's are.
 */

enum { WORD_LANGUAGES = 8 };

struct word_row {
    struct slice key;
    struct slice words[WORD_LANGUAGES];
};

struct words {
    struct slice languages[WORD_LANGUAGES];
    size_t language_count;
    struct word_row *rows; /* by key */
    size_t count, room;
};

#define WORDS_INIT                                                                                                                 \
    {                                                                                                                              \
        .rows = NULL                                                                                                               \
    }

/* The table must outlive the words. The fault (FAULT_USAGE, "wrong_table") names the line. */
bool words_read(struct words *words, struct slice table, struct fault *fault) CHECKED;
void words_release(struct words *words);

/* The words of one document. */
struct wording {
    const struct words *words;
    size_t language;      /* its column */
    struct slice country; /* of the seller, whose trade may have words of its own */
};

/* A language is told as in "fr" or "fr-BE"; one that the table has not is its first. */
struct wording words_for(const struct words *words, struct slice language, struct slice country);
struct slice wording_language(const struct wording *wording); /* the column's: "fr" */

struct slice word(const struct wording *wording, const char *key); /* empty: there is none */

/* The word of a key whose last part comes from a record, as in "means.", "gift_card"; `otherwise` where there is none. */
struct slice word_of(const struct wording *wording, const char *prefix, struct slice name, struct slice otherwise);

/* A word whose places, "{n}", take these values. */
struct place_value {
    char place;
    struct slice value;
};
void word_fill(struct text *text, const struct wording *wording, const char *key, const struct place_value *values, size_t count);
/* "colon" or "semicolon" as the language sets it, and the blank behind it. */
void word_mark(struct text *text, const struct wording *wording, const char *key);
void pattern_fill(struct text *text, struct slice pattern, const struct place_value *values, size_t count);

/* Figures as the language writes them. A sum alone, or with its currency. */
void word_amount(struct text *text, const struct wording *wording, amount value, const struct currency *currency);
void word_money(struct text *text, const struct wording *wording, amount value, const struct currency *currency);
void word_price(struct text *text, const struct wording *wording, price value, const struct currency *currency);
void word_percent(struct text *text, const struct wording *wording, percent value);
void word_number(struct text *text, const struct wording *wording, struct slice decimal); /* "1234.5" */
void word_weight(struct text *text, const struct wording *wording, int64_t grams);        /* "1,850 kg" */
void word_day(struct text *text, const struct wording *wording, day value);               /* "1er mai 2026" */

#endif
