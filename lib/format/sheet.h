/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_SHEET_H
#define COLPORTEUR_FORMAT_SHEET_H

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Rows of a CSV or TSV file, as it comes: whoever reads the file feeds the bytes, and takes the rows.
 *
 *     sheet_feed(sheet, chunk, last);
 *     while ((event = sheet_next(sheet, &row, &fault)) != SHEET_MORE && event != SHEET_END) …
 *
 * What is not told in the options is guessed from the first 64 KiB, which are kept until they are there or
 * the file ends:
 *
 *   encoding   UTF-8 with or without byte order mark, UTF-16, code page 850, else Windows-1252; where the file begins in pure
 *              ASCII, its first other row decides (see encoding.h)
 *   separator  the one of , ; tab | that cuts the first rows most evenly; a first line "sep=;" is believed
 *   rows       end in LF, CRLF or CR. Cells may be quoted with ", a quote in them is doubled; a quote inside a cell
 *              that is not quoted is itself. Blanks around a cell are dropped, unless it is quoted.
 *   cells      ="00123", by which programs keep spreadsheets from reading a number, is the text 00123
 *   header     the first row, after comment lines ("# …"). Every row has as many cells as the header.
 *
 * Blank lines, and rows whose cells are all empty, are passed over.
 *
 * A bad row costs itself alone. A quote that is not closed, or closed far away in a neighbour's cell, would swallow
 * rows: the bad row then ends with the line where that quote opened, and reading goes on with the next line.
 *
 * Memory is bounded by the longest row (4 MiB; longer ones are refused) and the chunk fed.
 * Rows, and the slices in them, live until the next call with the sheet.
 */

enum { SHEET_ROW_LIMIT = 4 * 1024 * 1024, SHEET_START = 64 * 1024 };

struct sheet_options {
    const char *encoding; /* NULL: guess */
    char separator;       /* 0: guess */
    size_t header_line;   /* what stands before this line of the file is passed over; 0: the header is the first row */
    bool short_rows;      /* rows with fewer cells than the header are taken, what is missing being empty */
};

struct sheet_row {
    const struct slice *cells; /* UTF-8, without NUL bytes; as many as the header has (SHEET_BAD: none) */
    size_t count;
    size_t line;      /* of the file, from 1, where the row begins */
    struct slice raw; /* the row without its last newline, as UTF-8; SHEET_BAD for its encoding: as it came */
};

enum sheet_event {
    SHEET_MORE,   /* nothing left of what was fed */
    SHEET_HEADER, /* comes once, before the first row */
    SHEET_ROW,
    SHEET_BAD, /* this row is refused: raw and line are given, the fault says why */
    SHEET_END
};

/*
 * Codes of SHEET_BAD: too_many_cells, too_few_cells, unclosed_quote, stray_quote, row_too_long (raw is its beginning),
 * nul_byte, invalid_utf8, invalid_encoding, no_header (it ends before header_line). If the header itself is bad, nothing follows
 * but SHEET_END.
 */

struct sheet {
    struct sheet_reader *reader;
};

bool sheet_init(struct sheet *sheet, const struct sheet_options *options, struct fault *fault) CHECKED; /* FAULT_USAGE */
void sheet_release(struct sheet *sheet);

void sheet_feed(struct sheet *sheet, struct slice chunk, bool last); /* the chunk is copied; nothing after the last */
enum sheet_event sheet_next(struct sheet *sheet, struct sheet_row *row, struct fault *fault) CHECKED;

const struct sheet_row *sheet_header(const struct sheet *sheet); /* NULL before SHEET_HEADER; lives as long as the sheet */

/* From now on, rows may have more cells than the header, if those are empty: what is known of the file says so. */
void sheet_take_empty_cells(struct sheet *sheet);

/* What was assumed so far: "Windows-1252, separator ';', 12 columns". The encoding may be decided by a later row. */
void sheet_assumed(const struct sheet *sheet, struct text *text);

#endif
