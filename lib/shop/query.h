/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_QUERY_H
#define COLPORTEUR_SHOP_QUERY_H

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Which products are looked for, as a person writes it: terms with blanks between, all of which must hold.
 *
 *   term       = [ "-" ] ( words | predicate )         "-": products of which it does not hold
 *   words      = word | "several words"                somewhere in a text of the product, whatever case and accents
 *   predicate  = member operator value | member "~/" pattern "/" [ "i" ] | "has:" member | "no:" member
 *   member     = name { "." name }                     "*" is any name; a name with other signs stands in quotes
 *   operator   = "=" | "!=" | "<" | "<=" | ">" | ">=" | "^=" (begins with) | "*=" (holds)
 *   value      = word | "in quotes"                    there \" and \\ stand for " and \
 *
 * Of a list, and of members that are called alike, one must fit. Numbers are compared as numbers, all else as text whatever
 * case and accents, which for days and instants is their order. "status" and "kind" are "active" and "physical" where the
 * record has none. "stock" is what is available, which no record tells; of what is not
 * counted there is more than any number.
 *
 * A query that asks for words looks for them in the bytes of the record first (base/needle.h), and only where they are
 * are its members told apart: most products are passed by at the speed of memory, and no index of words is kept, which would
 * cost every import.
 */

struct query;

/* `terms` are copied. FAULT_USAGE says what is wrong with them. */
bool query_read(struct query **query, const char *const *terms, size_t count, struct fault *fault) CHECKED;
void query_free(struct query *query); /* NULL is fine */

/*
 * All but what is said of stock. `parent` is the record of a variant's parent, bytes NULL: there is none; what the variant lacks
 * is looked for there (shop/article.h tells which members it has from it). False: a pattern gave up; the fault tells which.
 */
bool query_fits(struct query *query, struct slice record, struct slice parent, bool *fits, struct fault *fault) CHECKED;
bool query_asks_stock(const struct query *query);
bool query_stock_fits(const struct query *query, int64_t available);

#endif
