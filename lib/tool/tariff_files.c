/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/tariff_files.h"

#include "format/table_rates.h"
#include "format/tariff_sheet.h"
#include "shop/tariff_countries.h"
#include "shop/tariff_structure.h"
#include "tool/law.h"

#include <stdio.h>

struct judging {
    struct run *run;
    const char *names[TARIFF_SECTIONS]; /* the file of each section; NULL: there is none */
    const char *name;                   /* of the file at hand, while its section is not known */
};

void tariff_files_release(struct tariff_files *files)
{
    tariff_rows_release(&files->rows);
    tariff_rows_release(&files->services);
    arena_release(&files->arena);
}

static void say(void *context, enum tariff_section section, size_t line, const struct fault *fault)
{
    const struct judging *judging = context;
    const char *name = judging->name ? judging->name : judging->names[section];
    char at[24] = "";

    if (line)
        snprintf(at, sizeof at, ":%zu", line);
    tool_warn(judging->run, "%s%s: %s%s%s [%s]", name ? name : tariff_section_name(section), at, fault->field,
              fault->field[0] ? ": " : "", fault->reason, fault->code);
}

/* The rates of a shop: what they are read with, and the sections that they fill. */
static bool read_shop(struct judging *judging, const char *name, const struct tariff_heading *heading, struct slice bytes,
                      struct tariff_files *files, bool *right, struct fault *fault)
{
    struct currency currency;
    struct text codes = TEXT_INIT;
    bool done = currency_find(heading->currency, &currency, fault) && tool_read_data("tariffs", "alpha-3.tsv", &codes, fault);

    if (done && (files->rows.counts[TARIFF_ZONES] || files->rows.counts[TARIFF_RATES])) {
        *right = false;
        tool_warn(judging->run, "%s: zones and rates come in a file before this one as well [section_twice]", name);
    } else if (done) {
        const struct table_rates_writing writing = {&currency, files->weight_unit ? files->weight_unit : weight_unit(SLICE("kg")),
                                                    text_slice(&codes)};

        table_rates_read(bytes, &writing, &files->rows, &files->services, &files->arena, say, judging, right);
        judging->names[TARIFF_ZONES] = judging->names[TARIFF_RATES] = name;
    }
    text_release(&codes);
    return done;
}

static void take_services(struct judging *judging, struct tariff_files *files)
{
    struct tariff_rows *rows = &files->rows;

    if (rows->counts[TARIFF_SERVICES])
        return;
    for (size_t i = 0; i < files->services.counts[TARIFF_SERVICES]; i++)
        *tariff_rows_add(rows, TARIFF_SERVICES) = files->services.items[TARIFF_SERVICES][i];
    if (rows->counts[TARIFF_SERVICES])
        judging->names[TARIFF_SERVICES] = judging->names[TARIFF_RATES];
}

static bool read_file(struct judging *judging, const char *name, const struct tariff_heading *heading, struct tariff_files *files,
                      bool *right, struct fault *fault)
{
    struct text bytes = TEXT_INIT;
    enum tariff_section section;
    struct fault whole = FAULT_INIT;
    bool done = tool_read_data("tariffs", name, &bytes, fault);

    judging->name = name;
    if (done && table_rates_known(text_slice(&bytes))) {
        done = read_shop(judging, name, heading, text_slice(&bytes), files, right, fault);
    } else if (done && tariff_sheet_read(text_slice(&bytes), heading->currency, &files->rows, &section, &files->arena, say, judging,
                                         right, &whole)) {
        judging->names[section] = name;
    } else if (done) {
        *right = false;
        tool_warn(judging->run, "%s: %s [%s]", name, whole.reason, whole.code);
    }
    judging->name = NULL;
    text_release(&bytes);
    return done;
}

/* EU and UK into the codes that addresses have. */
static bool write_out_countries(struct judging *judging, day on, struct tariff_files *files, bool *right, struct fault *fault)
{
    struct vat_law law = VAT_LAW_INIT(law_read_table);
    struct countries countries = {0};
    struct text table = TEXT_INIT;
    struct text codes = TEXT_INIT;
    bool done = tool_read_data("labels", "countries.tsv", &table, fault) && countries_read(&countries, text_slice(&table), fault) &&
                vat_law_load(&law, fault);

    for (size_t i = 0; done && i < files->rows.counts[TARIFF_ZONES]; i++) {
        struct tariff_row *row = &files->rows.items[TARIFF_ZONES][i];
        struct fault unknown = FAULT_INIT;

        if (tariff_countries_write_out(row->cells[ZONE_COUNTRIES], &law, &countries, on, &codes, &unknown)) {
            row->cells[ZONE_COUNTRIES] = arena_copy(&files->arena, text_slice(&codes));
            continue;
        }
        *right = false;
        say(judging, TARIFF_ZONES, row->line, &unknown);
    }
    text_release(&codes);
    text_release(&table);
    countries_release(&countries);
    vat_law_release(&law);
    return done;
}

static bool wrong(struct fault *fault)
{
    return fault_set(fault, FAULT_REFUSED, "wrong_tariff", NULL, "the tariff has errors");
}

static bool build(struct judging *judging, const struct tariff_heading *heading, struct tariff_files *files, bool right,
                  struct tariff *tariff, struct fault *fault)
{
    if (!write_out_countries(judging, heading->from, files, &right, fault) ||
        !tariff_build(tariff, heading, &files->rows, say, judging, fault))
        return false;
    if (right)
        return true;
    tariff_release(tariff);
    return wrong(fault);
}

bool tariff_files_read(struct run *run, const char *const *names, size_t count, const struct tariff_heading *heading,
                       struct tariff_files *files, struct tariff *tariff, struct fault *fault)
{
    struct judging judging = {.run = run};
    bool right = true;

    for (size_t i = 0; i < count; i++)
        if (!read_file(&judging, names[i], heading, files, &right, fault))
            return false;
    take_services(&judging, files);
    return build(&judging, heading, files, right, tariff, fault);
}

bool tariff_rows_judge(struct run *run, const char *where, const struct tariff_heading *heading, struct tariff_files *files,
                       struct tariff *tariff, struct fault *fault)
{
    struct judging judging = {.run = run, .name = where};

    return build(&judging, heading, files, true, tariff, fault);
}
