/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_JSON_WRITE_H
#define COLPORTEUR_JSON_WRITE_H

#include "base/date.h"
#include "base/money.h"
#include "base/text.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Writing records: compact JSON, members in the order of the calls, straight into a text.
 *
 * Commas come by themselves: one is put unless the text ends in an opening bracket or is empty.
 * `name` NULL writes an element of an array. Strings must be valid UTF-8; control characters are
 * escaped, everything else is written as it is. The same calls give the same bytes: the store
 * compares and digests what these functions write.
 */

void json_open(struct text *text, const char *name, char bracket); /* '{' or '[' */
void json_close(struct text *text, char bracket);                  /* '}' or ']' */

void json_put_string(struct text *text, const char *name, struct slice value);
void json_put_optional(struct text *text, const char *name, struct slice value); /* nothing where value.bytes is NULL */
void json_put_integer(struct text *text, const char *name, int64_t value);
void json_put_bool(struct text *text, const char *name, bool value);
void json_put_amount(struct text *text, const char *name, amount value, const struct currency *currency);
void json_put_price(struct text *text, const char *name, price value, const struct currency *currency);
void json_put_percent(struct text *text, const char *name, percent value);
void json_put_instant(struct text *text, const char *name, instant value);
void json_put_day(struct text *text, const char *name, day value);
void json_put_raw(struct text *text, const char *name, struct slice json);     /* JSON already written */
void json_put_value(struct text *text, const char *name, const json_t *value); /* objects keep their order */

void json_add_string(struct text *text, struct slice value); /* the quoted string alone, no comma */

#endif
