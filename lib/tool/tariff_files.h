/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_TARIFF_FILES_H
#define COLPORTEUR_TOOL_TARIFF_FILES_H

#include "format/measure.h"
#include "shop/tariff_record.h"
#include "tool/tool.h"

/*
 * The spreadsheets of one tariff, by their names, or a Magento shop's rates (format/table_rates.h), whose services are its own
 * where no table of services comes with them. Every error goes to stderr, with its file, line and column.
 */
struct tariff_files {
    struct arena arena;
    struct tariff_rows rows;
    struct tariff_rows services;            /* of a shop's rates */
    const struct measure_unit *weight_unit; /* in which that shop has its weights; NULL: kilograms */
};

void tariff_files_release(struct tariff_files *files);

/* Reads them all and builds the tariff once, to judge it. Refuses with "wrong_tariff" where anything was told. */
bool tariff_files_read(struct run *run, const char *const *names, size_t count, const struct tariff_heading *heading,
                       struct tariff_files *files, struct tariff *tariff, struct fault *fault) CHECKED;

/* The same of rows that are read already; `where` stands before each error. */
bool tariff_rows_judge(struct run *run, const char *where, const struct tariff_heading *heading, struct tariff_files *files,
                       struct tariff *tariff, struct fault *fault) CHECKED;

#endif
