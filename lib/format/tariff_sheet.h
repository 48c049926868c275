/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_TARIFF_SHEET_H
#define COLPORTEUR_FORMAT_TARIFF_SHEET_H

#include "shop/tariff_record.h"

/*
 * The tables of a tariff as spreadsheets save them: one CSV file for each section, which its header tells; columns in any order,
 * their titles in letters of either case, as spreadsheets like to begin cells with a capital.
 * format/sheet.h reads them, so separators, encodings and line ends are whatever the spreadsheet likes. A column called "remark"
 * and columns without a title are the merchant's own.
 *
 * Which mark stands before decimals is told by the numbers of the file: "4,50" or "4.50". "1.250" tells nothing; where no number
 * tells, it is the comma in files with semicolons and the point in others. A file with both is wrong. So is the order of day and
 * month told by its days: "25/12/2026"; where none tells, the day comes first in files with semicolons, and in others "5/6/2026" is
 * refused. How a cell is read, format/tariff_cell.h says.
 */

/*
 * Adds a file's rows, of a tariff in `currency`; their texts lie in the arena. What is wrong in a cell or a row is told to
 * `complain`, and *right becomes false. False: the file as a whole cannot be read: "not_a_tariff", "section_twice".
 */
bool tariff_sheet_read(struct slice file, struct slice currency, struct tariff_rows *rows, enum tariff_section *section,
                       struct arena *arena, tariff_complaint *complain, void *context, bool *right, struct fault *fault) CHECKED;

#endif
