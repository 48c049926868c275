/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_JSON_ROWS_H
#define COLPORTEUR_FORMAT_JSON_ROWS_H

#include "format/mapping.h"

/*
 * Rows of JSON documents, for mappings that have "rows": what services answer, and what they send to who asked to be told. One
 * document behind the other, each on a line or over many; fed and taken like a sheet (format/sheet.h).
 *
 *     rows /shipments/events                  {"shipments":[{"id":"A1","events":[{"code":"PU"},{"code":"DL"}]}]}
 *     tracking_number <- /shipments/id        two rows: "A1" and "PU", "A1" and "DL"
 *     code            <- code
 *
 * A path is names with "/" between them ("~1" is a slash in a name, "~0" a tilde: RFC 6901). "*" is any name; letters A to Z of
 * either case are alike, as in the names of columns. Lists need no step: a path goes through each of their elements, so that one
 * thing and a list of things are the same, as they are for services that leave the brackets off a single one. A column that begins
 * with "/" is looked for from the top, along the way to the row as far as both go together; any other within the row. Where a
 * column leads to several values they are joined with commas. Numbers and truths are texts as they are written; null, an object,
 * or nothing at all is an empty cell.
 *
 * A document that has nothing at all where the rows should be is refused, and so is what is no document; an empty list is fine.
 * What is cut off costs no document behind it that begins a line. A document has JSON_DOCUMENT_LIMIT bytes at most, and is in
 * memory whole, besides a few times of it while it is checked.
 */

enum { JSON_DOCUMENT_LIMIT = 64 * 1024 * 1024 };

struct json_rows;

/* Its columns are those of the mapping, which is bound to itself and lives as long. */
struct json_rows *json_rows_open(struct mapping *mapping);
void json_rows_close(struct json_rows *rows); /* NULL is fine */

void json_rows_feed(struct json_rows *rows, struct slice bytes, bool last); /* copied */

/*
 * SHEET_ROW; SHEET_BAD of a document, "not_json", "invalid_utf8", "no_rows", "document_too_long" and what json/parse.h refuses;
 * SHEET_MORE or SHEET_END. A row lives until the next call; raw is its JSON, without blanks.
 */
enum sheet_event json_rows_next(struct json_rows *rows, struct sheet_row *row, struct fault *fault) CHECKED;

#endif
