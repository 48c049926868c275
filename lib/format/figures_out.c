/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/figures_out.h"

#include "format/columns.h"
#include "json/write.h"

/* What groups a row, in the order in which rows are sorted. */
static const struct group_name {
    enum dimension dimension;
    const char *name;
} group_names[] = {{BY_COUNTRY, "country"}, {BY_CHANNEL, "channel"}, {BY_SKU, "sku"}, {BY_CATEGORY, "category"}};

enum { GROUPS = sizeof group_names / sizeof *group_names };

static struct slice group_of(const struct figures *row, enum dimension dimension)
{
    switch (dimension) {
    case BY_COUNTRY:
        return row->country;
    case BY_CHANNEL:
        return row->channel;
    case BY_SKU:
        return row->sku;
    case BY_CATEGORY:
        return row->category;
    }
    return (struct slice){NULL, 0};
}

static void write_period(const struct figures *row, const struct figures_question *question, struct text *text)
{
    if (question->whole)
        text_add_string(text, "total");
    else
        period_write(text, row->first, question->grain);
}

static void put_figures(const struct figures *row, struct text *text)
{
    amount average;

    json_put_integer(text, "orders", row->orders);
    json_put_integer(text, "units", row->units);
    json_put_amount(text, "revenue", row->revenue, &row->currency);
    json_put_amount(text, "revenue_with_tax", row->revenue_with_tax, &row->currency);
    if (figures_average(row, &average))
        json_put_amount(text, "average_basket", average, &row->currency);
    else
        json_put_raw(text, "average_basket", SLICE("null"));
}

static void put_previous(const struct figures *row, const struct figures *previous, const struct figures_question *question,
                         struct text *text)
{
    struct figures none = {.currency = row->currency};
    struct text period = TEXT_INIT;

    if (question->whole)
        return;
    /* The period before begins where the day before this one's first falls. */
    none.first = period_first(row->first - 1, question->grain);
    write_period(&none, question, &period);
    json_open(text, "previous", '{');
    json_put_string(text, "period", text_slice(&period));
    put_figures(previous ? previous : &none, text);
    json_close(text, '}');
    text_release(&period);
}

static void write_record(const struct figures_table *table, const struct figures *row, const struct figures_question *question,
                         struct text *text)
{
    struct text period = TEXT_INIT;

    write_period(row, question, &period);
    text_add_string(text, "{\"type\":\"key_figures\"");
    if (question->training)
        json_put_bool(text, "training", true);
    json_put_string(text, "period", text_slice(&period));
    json_put_day(text, "from", row->from);
    json_put_day(text, "to", row->to);
    json_open(text, "by", '{');
    for (size_t i = 0; i < GROUPS; i++)
        json_put_optional(text, group_names[i].name, group_of(row, group_names[i].dimension));
    json_close(text, '}');
    json_put_string(text, "currency", slice_of(row->currency.code));
    json_put_string(text, "basis", question->basis == 'i' ? SLICE("invoice") : SLICE("order"));
    put_figures(row, text);
    put_previous(row, figures_previous(table, row, question), question, text);
    text_add_string(text, "}\n");
    text_release(&period);
}

static void add_cell(struct text *text, struct slice value)
{
    bool quoted = false;

    for (size_t i = 0; i < value.length; i++)
        quoted |= strchr(",\"\r\n", value.bytes[i]) != NULL;
    if (text->length && text->bytes[text->length - 1] != '\n')
        text_add_byte(text, ',');
    if (!quoted) {
        text_add_slice(text, value);
        return;
    }
    text_add_byte(text, '"');
    for (size_t i = 0; i < value.length; i++) {
        if (value.bytes[i] == '"')
            text_add_byte(text, '"');
        text_add_byte(text, value.bytes[i]);
    }
    text_add_byte(text, '"');
}

/* The cells of one set of figures: orders, units, revenue, with tax, average. */
enum { FIGURE_CELLS = 5 };

static void figure_cells(const struct figures *row, struct text cells[FIGURE_CELLS])
{
    amount average;

    for (size_t i = 0; i < FIGURE_CELLS; i++)
        text_clear(&cells[i]);
    text_add_integer(&cells[0], row->orders);
    text_add_integer(&cells[1], row->units);
    amount_write(&cells[2], row->revenue, &row->currency);
    amount_write(&cells[3], row->revenue_with_tax, &row->currency);
    if (figures_average(row, &average))
        amount_write(&cells[4], average, &row->currency);
}

static const char *const figure_names[FIGURE_CELLS] = {"orders", "units", "revenue", "revenue_with_tax", "average_basket"};

static void write_csv(const struct figures_table *table, const struct figures_question *question, struct text *text)
{
    struct text cells[FIGURE_CELLS] = {0};
    struct text one = TEXT_INIT;

    text_add_string(text, "period,from,to");
    for (size_t i = 0; i < GROUPS; i++)
        if (question->by & group_names[i].dimension)
            add_cell(text, slice_of(group_names[i].name));
    text_add_string(text, ",currency");
    for (size_t i = 0; i < FIGURE_CELLS; i++)
        add_cell(text, slice_of(figure_names[i]));
    for (size_t i = 0; i < FIGURE_CELLS && !question->whole; i++) {
        text_add_string(text, ",previous_");
        text_add_string(text, figure_names[i]);
    }
    text_add_string(text, "\n");
    for (size_t r = 0; r < table->count; r++) {
        const struct figures *row = &table->rows[r];
        const struct figures *previous = figures_previous(table, row, question);
        struct figures none = {.currency = row->currency};

        if (!figures_are_asked_for(question, row))
            continue;
        text_clear(&one);
        write_period(row, question, &one);
        text_add_byte(&one, ',');
        day_write(&one, row->from);
        text_add_byte(&one, ',');
        day_write(&one, row->to);
        text_add_slice(text, text_slice(&one));
        for (size_t i = 0; i < GROUPS; i++)
            if (question->by & group_names[i].dimension)
                add_cell(text, group_of(row, group_names[i].dimension));
        add_cell(text, slice_of(row->currency.code));
        figure_cells(row, cells);
        for (size_t i = 0; i < FIGURE_CELLS; i++)
            add_cell(text, text_slice(&cells[i]));
        figure_cells(previous ? previous : &none, cells);
        for (size_t i = 0; i < FIGURE_CELLS && !question->whole; i++)
            add_cell(text, text_slice(&cells[i]));
        text_add_byte(text, '\n');
    }
    for (size_t i = 0; i < FIGURE_CELLS; i++)
        text_release(&cells[i]);
    text_release(&one);
}

/* The change against the period before, in percent with one decimal; empty where there is nothing to compare with. */
static void write_change(const struct figures *row, const struct figures *previous, struct text *text)
{
    wide tenths;

    text_clear(text);
    if (!previous || previous->revenue == 0)
        return;
    tenths = divide_rounded((wide)(row->revenue - previous->revenue) * 1000, previous->revenue);
    text_printf(text, "%s%lld.%lld %%", tenths < 0 ? "-" : "+", (long long)((tenths < 0 ? -tenths : tenths) / 10),
                (long long)((tenths < 0 ? -tenths : tenths) % 10));
}

static void write_table(const struct figures_table *table, const struct figures_question *question, struct text *text)
{
    static const size_t widths[FIGURE_CELLS] = {8, 9, 14, 0, 10};
    struct text cells[FIGURE_CELLS] = {0};
    struct text one = TEXT_INIT;

    column_left(text, SLICE("period"), 11);
    for (size_t i = 0; i < GROUPS; i++)
        if (question->by & group_names[i].dimension) {
            column_left(text, slice_of(group_names[i].name), group_names[i].dimension & (BY_SKU | BY_CATEGORY) ? 24 : 10);
            text_add_byte(text, ' ');
        }
    column_right(text, SLICE("orders"), widths[0]);
    column_right(text, SLICE("units"), widths[1]);
    column_right(text, SLICE("revenue"), widths[2] + 4);
    column_right(text, SLICE("basket"), widths[4]);
    if (!question->whole)
        column_right(text, SLICE("change"), 12);
    column_end(text);
    for (size_t r = 0; r < table->count; r++) {
        const struct figures *row = &table->rows[r];

        if (!figures_are_asked_for(question, row))
            continue;
        text_clear(&one);
        write_period(row, question, &one);
        column_left(text, text_slice(&one), 11);
        for (size_t i = 0; i < GROUPS; i++)
            if (question->by & group_names[i].dimension) {
                column_left(text, group_of(row, group_names[i].dimension),
                            group_names[i].dimension & (BY_SKU | BY_CATEGORY) ? 24 : 10);
                text_add_byte(text, ' ');
            }
        figure_cells(row, cells);
        for (size_t i = 0; i < FIGURE_CELLS; i++) {
            if (widths[i])
                column_right(text, text_slice(&cells[i]), widths[i]);
            if (i == 2)
                text_printf(text, " %s", row->currency.code);
        }
        write_change(row, figures_previous(table, row, question), &one);
        if (!question->whole)
            column_right(text, text_slice(&one), 12);
        column_end(text);
    }
    for (size_t i = 0; i < FIGURE_CELLS; i++)
        text_release(&cells[i]);
    text_release(&one);
}

void figures_write(const struct figures_table *table, const struct figures_question *question, enum figures_form form,
                   struct text *text)
{
    switch (form) {
    case FIGURES_RECORDS:
        for (size_t i = 0; i < table->count; i++)
            if (figures_are_asked_for(question, &table->rows[i]))
                write_record(table, &table->rows[i], question, text);
        return;
    case FIGURES_CSV:
        write_csv(table, question, text);
        return;
    case FIGURES_TABLE:
        write_table(table, question, text);
        return;
    }
}
