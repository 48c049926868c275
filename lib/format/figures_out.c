/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/figures_out.h"

#include "format/columns.h"
#include "json/write.h"

#include <csv.h>

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

void figures_add_cell(struct text *text, struct slice value)
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
    text_make_room(text, 2 * value.length + 2);
    text->length += csv_write(text->bytes + text->length, 2 * value.length + 2, value.bytes, value.length);
}

static const char *const figure_names[] = {"orders", "units", "revenue", "revenue_with_tax", "average_basket"};

enum { FIGURES = sizeof figure_names / sizeof *figure_names };

static void write_csv_head(const struct figures_question *question, struct text *text)
{
    text_add_string(text, "period,from,to");
    for (size_t i = 0; i < GROUPS; i++)
        if (question->by & group_names[i].dimension)
            figures_add_cell(text, slice_of(group_names[i].name));
    text_add_string(text, ",currency");
    for (size_t i = 0; i < FIGURES; i++)
        figures_add_cell(text, slice_of(figure_names[i]));
    for (size_t i = 0; i < FIGURES && !question->whole; i++) {
        text_add_string(text, ",previous_");
        text_add_string(text, figure_names[i]);
    }
    text_add_byte(text, '\n');
}

static void add_figures(struct text *text, const struct figures *row)
{
    amount average;

    text_add_byte(text, ',');
    text_add_integer(text, row->orders);
    text_add_byte(text, ',');
    text_add_integer(text, row->units);
    text_add_byte(text, ',');
    amount_write(text, row->revenue, &row->currency);
    text_add_byte(text, ',');
    amount_write(text, row->revenue_with_tax, &row->currency);
    text_add_byte(text, ',');
    if (figures_average(row, &average))
        amount_write(text, average, &row->currency);
}

static void write_csv(const struct figures_table *table, const struct figures *row, const struct figures_question *question,
                      struct text *text)
{
    const struct figures *previous = figures_previous(table, row, question);
    const struct figures none = {.currency = row->currency};

    write_period(row, question, text);
    text_add_byte(text, ',');
    day_write(text, row->from);
    text_add_byte(text, ',');
    day_write(text, row->to);
    for (size_t i = 0; i < GROUPS; i++)
        if (question->by & group_names[i].dimension)
            figures_add_cell(text, group_of(row, group_names[i].dimension));
    figures_add_cell(text, slice_of(row->currency.code));
    add_figures(text, row);
    if (!question->whole)
        add_figures(text, previous ? previous : &none);
    text_add_byte(text, '\n');
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

enum { PERIOD_WIDTH = 11, ORDERS_WIDTH = 8, UNITS_WIDTH = 9, REVENUE_WIDTH = 14, BASKET_WIDTH = 10, CHANGE_WIDTH = 12 };

static void add_group(struct text *text, const struct group_name *group, struct slice value)
{
    column_left(text, value, group->dimension & (BY_SKU | BY_CATEGORY) ? 24 : 10);
    text_add_byte(text, ' ');
}

static void write_table_head(const struct figures_question *question, struct text *text)
{
    column_left(text, SLICE("period"), PERIOD_WIDTH);
    for (size_t i = 0; i < GROUPS; i++)
        if (question->by & group_names[i].dimension)
            add_group(text, &group_names[i], slice_of(group_names[i].name));
    column_right(text, SLICE("orders"), ORDERS_WIDTH);
    column_right(text, SLICE("units"), UNITS_WIDTH);
    column_right(text, SLICE("revenue"), REVENUE_WIDTH + 4);
    column_right(text, SLICE("basket"), BASKET_WIDTH);
    if (!question->whole)
        column_right(text, SLICE("change"), CHANGE_WIDTH);
    column_end(text);
}

static void column_integer(struct text *text, struct text *cell, int64_t value, size_t width)
{
    text_clear(cell);
    text_add_integer(cell, value);
    column_right(text, text_slice(cell), width);
}

static void column_amount(struct text *text, struct text *cell, amount value, const struct currency *currency, size_t width)
{
    text_clear(cell);
    amount_write(cell, value, currency);
    column_right(text, text_slice(cell), width);
}

static void write_table(const struct figures_table *table, const struct figures *row, const struct figures_question *question,
                        struct text *text)
{
    struct text cell = TEXT_INIT;
    amount average;

    write_period(row, question, &cell);
    column_left(text, text_slice(&cell), PERIOD_WIDTH);
    for (size_t i = 0; i < GROUPS; i++)
        if (question->by & group_names[i].dimension)
            add_group(text, &group_names[i], group_of(row, group_names[i].dimension));
    column_integer(text, &cell, row->orders, ORDERS_WIDTH);
    column_integer(text, &cell, row->units, UNITS_WIDTH);
    column_amount(text, &cell, row->revenue, &row->currency, REVENUE_WIDTH);
    text_printf(text, " %s", row->currency.code);
    if (figures_average(row, &average))
        column_amount(text, &cell, average, &row->currency, BASKET_WIDTH);
    else
        column_right(text, SLICE(""), BASKET_WIDTH);
    write_change(row, figures_previous(table, row, question), &cell);
    if (!question->whole)
        column_right(text, text_slice(&cell), CHANGE_WIDTH);
    column_end(text);
    text_release(&cell);
}

void figures_write_head(const struct figures_question *question, enum figures_form form, struct text *text)
{
    if (form == FIGURES_CSV)
        write_csv_head(question, text);
    if (form == FIGURES_TABLE)
        write_table_head(question, text);
}

void figures_write(const struct figures_table *table, const struct figures *row, const struct figures_question *question,
                   enum figures_form form, struct text *text)
{
    switch (form) {
    case FIGURES_RECORDS:
        write_record(table, row, question, text);
        return;
    case FIGURES_CSV:
        write_csv(table, row, question, text);
        return;
    case FIGURES_TABLE:
        write_table(table, row, question, text);
        return;
    }
}
