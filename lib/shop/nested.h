/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_NESTED_H
#define COLPORTEUR_SHOP_NESTED_H

#include "base/arena.h"
#include "base/money.h"
#include "shop/value.h"

#include <stdbool.h>

/*
 * What a record holds in an object or a list, put together from what is stored and what is given over it.
 *
 * An object's members are given one by one: those that are not given stay, null takes one away, and an object within is
 * given member by member in its turn. A list is given whole. Rules say which members there may be, and what each takes;
 * faults name the member from there on ("fr.name"). What is stored is kept as it was written until somebody gives over it.
 */

enum nested_kind {
    NESTED_TERM,       /* a short text that names something */
    NESTED_PROSE,      /* a text that may have lines */
    NESTED_PRICE,      /* money for one unit */
    NESTED_PERCENT,
    NESTED_WHOLE,      /* 0 to 1,000,000,000 */
    NESTED_MOMENT,     /* an instant; without an offset it is in the shop's time zone */
    NESTED_SEASON_DAY, /* "MM-DD", a day of any year */
    NESTED_DIGEST,     /* 64 hexadecimal digits */
    NESTED_SCALAR,     /* a text, a whole number, true or false */
    NESTED_OBJECT,
};

enum { NESTED_NAME_LIMIT = 200, NESTED_TERM_LIMIT = 400, NESTED_WHOLE_LIMIT = 1000000000 };

/* A list of rules ends with one whose name has no bytes; members are written in its order. */
struct nested_rule {
    struct slice name; /* "*": any name, then it is the only rule, and members are written as they came */
    enum nested_kind kind;
    const char *const *choices;       /* of a term: NULL, or the words there are */
    const struct nested_rule *within; /* of an object */
    bool language;                    /* of "*": names are language tags, "fr" or "pt-BR" */
    bool needed;                      /* of a list's elements: an element without it is refused */
};

struct nested_member;

struct nested {
    struct slice written;        /* as it is stored, or a whole list; bytes NULL: see first */
    struct nested_member *first; /* in the arena; NULL: there is none */
};

static inline bool nested_is_given(const struct nested *nested)
{
    return nested->written.bytes || nested->first;
}

/* An object's members, out of JSON or the store. */
bool nested_give(struct nested *nested, const struct nested_rule *rules, const struct value *value, struct arena *arena,
                 struct fault *fault) CHECKED;
/* One of them, by its path: "fr.name". The last rule that takes any name takes the rest of the path, dots and all. */
bool nested_give_member(struct nested *nested, const struct nested_rule *rules, struct slice path, const struct value *value,
                        struct arena *arena, struct fault *fault) CHECKED;

/*
 * A list: of texts, or with `rules` of objects. In a table a cell holds JSON, or the texts with "|" between them, each
 * being the first member of the rules where there are some. An empty list is none. Faults name the list as well.
 */
bool nested_give_list(struct nested *nested, struct slice name, const struct nested_rule *rules, const struct value *value,
                      struct arena *arena, struct fault *fault) CHECKED;

bool is_language(struct slice tag); /* BCP 47, as far as shops write in languages: "fr", "pt-BR", "zh-Hant-TW" */

void nested_write(const struct nested *nested, const struct currency *currency, struct text *text);

#endif
