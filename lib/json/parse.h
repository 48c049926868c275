/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_JSON_PARSE_H
#define COLPORTEUR_JSON_PARSE_H

#include "base/arena.h"
#include "base/fault.h"

#include <jansson.h>

/*
 * JSON text (RFC 8259) into jansson's values, which lie in an arena.
 *
 * The values are jansson's, made by its public functions and read by them; only its parser is not used, for the time of
 * every tool that reads records went there. MB/s of one core, orders of 550 bytes and products of 415:
 *
 *                                                     orders   products
 *     jansson 2.14                                        60         57
 *     the same, its memory from an arena                  61         72
 *     json-c 0.16                                         94        171
 *     cJSON 1.7.15                                       279        370
 *     yajl 2.1.0, its tree                               145        223
 *     yajl's events alone, no values                     446        552
 *     yajl's events into jansson's values, in an arena   231        314
 *     simdjson 3.0.1, its tree                          1980       2290
 *     simdjson's tree into jansson's values, in an arena 520        750
 *     this                                               520        730
 *
 * (Written back by json/write.h as well: 275 and 390; jansson's own pair 42 and 48; jq 30 and 33.) Making the values is what
 * takes the time here, so that simdjson ahead of it gains nothing; and it would load the libraries of C++ into every tool,
 * which makes the start of a process 2.5 times as long, says neither where nor why a text is refused, and takes \u0000 and
 * whole numbers of 64 bits without a sign.
 *
 * What is accepted and what it means is what jansson says with JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, up to the depth:
 * tests/fuzz/jansson_reader.c holds the two against each other. So \u0000, half of a surrogate pair, a whole number beyond
 * 64 bits and a fraction beyond a double are refused. So is NUL, which jansson takes for the end of the text. Numbers are
 * read alike in every locale.
 *
 * Memory: while a text is read, jansson takes its memory from the arena; before and after it has its own. So the values are
 * there until the arena is cleared, cost nothing to give back, and must be neither changed nor given back: hence const.
 * json_copy makes a copy that may be changed, and that must go (json_decref) before the arena is cleared. As the functions
 * that jansson takes memory with are one for the process, no other thread may use jansson meanwhile.
 */

/* NULL and a fault: not_json, duplicate_key, nested_too_deep (more than `depth` brackets in one another). */
const json_t *json_parse(struct slice json, unsigned depth, struct arena *arena, struct fault *fault) CHECKED;

/*
 * The members of an object, each to `take`, and no object of them: its table of names takes a fifth of the time of short members,
 * and who knows the names needs none. That no name comes twice is for `take` to see to. False: it would not take a member, or the
 * text is no object. Then who wants to know asks json_parse, which accepts the same otherwise.
 */
typedef bool json_member_taker(void *context, struct slice name, const json_t *value);
bool json_parse_members(struct slice json, unsigned depth, struct arena *arena, json_member_taker *take, void *context) CHECKED;

#endif
