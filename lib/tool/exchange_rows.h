/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_EXCHANGE_ROWS_H
#define COLPORTEUR_TOOL_EXCHANGE_ROWS_H

#include "tool/source.h"

/*
 * The reference rates of the European Central Bank, as it publishes them (eurofxref.csv of the day, eurofxref-hist.csv of all
 * days since 1999): a column for each currency, a row for each day, "N/A" where there is no rate. A row becomes a record for
 * each rate in it, of the euro. Days are written "20 November 2026" in one of the files and "2026-11-20" in the other.
 */
extern const struct dialect_reader central_bank_reader;

#endif
