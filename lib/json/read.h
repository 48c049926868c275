/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_JSON_READ_H
#define COLPORTEUR_JSON_READ_H

#include "base/arena.h"
#include "base/fault.h"
#include "base/text.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Reading records that come from outside: nothing is trusted, and what is refused is named.
 *
 * A record is one JSON object (RFC 8259) on a line: valid UTF-8, no key twice in an object, no \u0000, nested at
 * most RECORD_DEPTH deep, no longer than RECORD_LIMIT. The fields below answer with `present` rather
 * than with a default, and refuse a value of another type: a number where a string belongs would lose
 * zeros of an SKU or cents of a price.
 */

enum { RECORD_LIMIT = 4 * 1024 * 1024, RECORD_DEPTH = 32 };

/*
 * The record, or NULL and a fault: record_too_long, nul_byte, invalid_utf8, duplicate_key, nested_too_deep, not_json,
 * not_an_object. All of it is in the arena: it lives until that is cleared, is not changed and never given back
 * (see json/parse.h).
 */
const json_t *record_read(struct slice line, struct arena *arena, struct fault *fault) CHECKED;

/* Fields of an object. Absent or null: true, and value->bytes is NULL (strings), *value NULL or *present false. */
bool field_string(const json_t *object, const char *name, struct slice *value, struct fault *fault) CHECKED;
bool field_integer(const json_t *object, const char *name, int64_t least, int64_t most, int64_t *value, bool *present,
                   struct fault *fault) CHECKED;
bool field_bool(const json_t *object, const char *name, bool *value, bool *present, struct fault *fault) CHECKED;
bool field_object(const json_t *object, const char *name, const json_t **value, struct fault *fault) CHECKED;
bool field_array(const json_t *object, const char *name, const json_t **value, struct fault *fault) CHECKED;

bool field_missing(const char *name, struct fault *fault) CHECKED; /* refuses: the field is needed; returns false */

/* Refuses any member whose name is not in the NULL-terminated list: a mistyped field must not be dropped in silence. */
bool fields_known(const json_t *object, const char *const names[], struct fault *fault) CHECKED;

/* A string that names things (SKU, reference, id): 1 to `most` bytes of UTF-8, no control characters, no blank at either end. */
bool name_check(struct slice value, size_t most, const char *field, struct fault *fault) CHECKED;

/* A text for people, of any length: it may have lines and tabs, and no other control character. */
bool prose_check(struct slice value, const char *field, struct fault *fault) CHECKED;

#endif
