/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/breakdown_out.h"

#include "format/columns.h"
#include "json/write.h"

enum { PERIOD_WIDTH = 11, NAME_WIDTH = 16 };

static void write_period(const struct breakdown_question *question, day first, struct text *text)
{
    if (question->whole)
        text_add_string(text, "total");
    else
        period_write(text, first, question->grain);
}

static void write_hundredths(struct text *text, int64_t value)
{
    wide absolute = value < 0 ? -(wide)value : value;

    text_printf(text, "%s%lld.%02d", value < 0 ? "-" : "", (long long)(absolute / 100), (int)(absolute % 100));
}

static bool is_number(enum figure_form form)
{
    return form == FIGURE_COUNT || form == FIGURE_SHARE || form == FIGURE_MEDIAN || form == FIGURE_P90 ||
           form == FIGURE_WORKING_MEDIAN || form == FIGURE_WORKING_P90;
}

/* Nothing, where there is no such value. */
static void write_value(const struct breakdown_figure *figure, const int64_t *numbers, const struct currency *currency,
                        struct text *text)
{
    int64_t value;

    if (!breakdown_figure_value(figure, numbers, &value))
        return;
    if (is_number(figure->form))
        text_add_integer(text, value);
    else if (figure->form == FIGURE_AMOUNT || figure->form == FIGURE_AVERAGE)
        amount_write(text, value, currency);
    else
        write_hundredths(text, value);
}

static void put_figures(const struct breakdown_walk *walk, const int64_t *numbers, struct text *text)
{
    const struct breakdown_question *question = walk->question;
    struct text value = TEXT_INIT;

    for (size_t i = 0; i < question->set->figure_count; i++) {
        const struct breakdown_figure *figure = &question->set->figures[i];

        if (!breakdown_figure_is_told(question->set, i, question->by))
            continue;
        text_clear(&value);
        write_value(figure, numbers, &walk->currency, &value);
        if (!value.length)
            json_put_raw(text, figure->name, SLICE("null"));
        else if (is_number(figure->form))
            json_put_raw(text, figure->name, text_slice(&value));
        else
            json_put_string(text, figure->name, text_slice(&value));
    }
    text_release(&value);
}

static struct slice name_of(const struct breakdown_question *question, size_t dimension)
{
    if (1u << dimension == TALLY_SKU && question->attribute.bytes)
        return question->attribute;
    return slice_of(breakdown_dimension_name(dimension));
}

static void put_names(const struct breakdown_question *question, const char *name, struct text *text)
{
    json_open(text, "by", '{');
    for (size_t i = 0; i < TALLY_DIMENSIONS; i++)
        if (question->by >> i & 1) {
            struct text label = TEXT_INIT;

            text_add_slice(&label, name_of(question, i));
            json_put_string(text, text_string(&label), slice_of(name));
            name += strlen(name) + 1;
            text_release(&label);
        }
    json_close(text, '}');
}

static void put_previous(const struct breakdown_walk *walk, const int64_t *before, struct text *text)
{
    const struct breakdown_question *question = walk->question;
    struct text period = TEXT_INIT;

    if (question->whole)
        return;
    write_period(question, period_first(walk->current.first - 1, question->grain), &period);
    json_open(text, "previous", '{');
    json_put_string(text, "period", text_slice(&period));
    put_figures(walk, before, text);
    json_close(text, '}');
    text_release(&period);
}

static void write_record(const struct breakdown_walk *walk, const struct breakdown_row *row, const int64_t *before,
                         struct text *text)
{
    const struct breakdown_question *question = walk->question;
    struct text period = TEXT_INIT;

    write_period(question, walk->current.first, &period);
    text_printf(text, "{\"type\":\"%s\"", question->set->record);
    if (question->training)
        json_put_bool(text, "training", true);
    json_put_string(text, "period", text_slice(&period));
    json_put_day(text, "from", walk->current.from);
    json_put_day(text, "to", walk->current.to);
    put_names(question, row->key.bytes, text);
    json_put_string(text, "currency", slice_of(walk->currency.code));
    if (breakdown_is_provisional(walk))
        json_put_bool(text, "provisional", true);
    put_figures(walk, breakdown_numbers(walk, row), text);
    put_previous(walk, before, text);
    text_add_string(text, "}\n");
    text_release(&period);
}

static void add_values(const struct breakdown_walk *walk, const int64_t *numbers, struct text *text)
{
    const struct breakdown_question *question = walk->question;

    for (size_t i = 0; i < question->set->figure_count; i++)
        if (breakdown_figure_is_told(question->set, i, question->by)) {
            text_add_byte(text, ',');
            write_value(&question->set->figures[i], numbers, &walk->currency, text);
        }
}

static void write_csv(const struct breakdown_walk *walk, const struct breakdown_row *row, const int64_t *before, struct text *text)
{
    const struct breakdown_question *question = walk->question;
    const char *name = row->key.bytes;

    write_period(question, walk->current.first, text);
    text_add_byte(text, ',');
    day_write(text, walk->current.from);
    text_add_byte(text, ',');
    day_write(text, walk->current.to);
    for (size_t i = 0; i < TALLY_DIMENSIONS; i++)
        if (question->by >> i & 1) {
            figures_add_cell(text, slice_of(name));
            name += strlen(name) + 1;
        }
    figures_add_cell(text, slice_of(walk->currency.code));
    add_values(walk, breakdown_numbers(walk, row), text);
    if (!question->whole)
        add_values(walk, before, text);
    text_add_byte(text, '\n');
}

static void add_heads(const struct breakdown_question *question, const char *prefix, struct text *text)
{
    for (size_t i = 0; i < question->set->figure_count; i++)
        if (breakdown_figure_is_told(question->set, i, question->by))
            text_printf(text, ",%s%s", prefix, question->set->figures[i].name);
}

static void write_csv_head(const struct breakdown_question *question, struct text *text)
{
    text_add_string(text, "period,from,to");
    for (size_t i = 0; i < TALLY_DIMENSIONS; i++)
        if (question->by >> i & 1)
            figures_add_cell(text, name_of(question, i));
    text_add_string(text, ",currency");
    add_heads(question, "", text);
    if (!question->whole)
        add_heads(question, "previous_", text);
    text_add_byte(text, '\n');
}

/* As wide as its head, and as the largest figures that are likely. */
static size_t width_of(const struct breakdown_figure *figure)
{
    size_t head = strlen(figure->name) + 2;

    return head < 12 ? 12 : head;
}

static void write_table(const struct breakdown_walk *walk, const struct breakdown_row *row, struct text *text)
{
    const struct breakdown_question *question = walk->question;
    const char *name = row->key.bytes;
    struct text cell = TEXT_INIT;

    write_period(question, walk->current.first, &cell);
    column_left(text, text_slice(&cell), PERIOD_WIDTH);
    for (size_t i = 0; i < TALLY_DIMENSIONS; i++)
        if (question->by >> i & 1) {
            column_left(text, slice_of(name), NAME_WIDTH);
            text_add_byte(text, ' ');
            name += strlen(name) + 1;
        }
    for (size_t i = 0; i < question->set->figure_count; i++) {
        const struct breakdown_figure *figure = &question->set->figures[i];

        if (!figure->is_in_table || !breakdown_figure_is_told(question->set, i, question->by))
            continue;
        text_clear(&cell);
        write_value(figure, breakdown_numbers(walk, row), &walk->currency, &cell);
        column_right(text, text_slice(&cell), width_of(figure));
    }
    column_end(text);
    text_release(&cell);
}

static void write_table_head(const struct breakdown_question *question, struct text *text)
{
    column_left(text, SLICE("period"), PERIOD_WIDTH);
    for (size_t i = 0; i < TALLY_DIMENSIONS; i++)
        if (question->by >> i & 1) {
            column_left(text, name_of(question, i), NAME_WIDTH);
            text_add_byte(text, ' ');
        }
    for (size_t i = 0; i < question->set->figure_count; i++)
        if (question->set->figures[i].is_in_table && breakdown_figure_is_told(question->set, i, question->by))
            column_right(text, slice_of(question->set->figures[i].name), width_of(&question->set->figures[i]));
    column_end(text);
}

void breakdown_write_head(const struct breakdown_question *question, enum figures_form form, struct text *text)
{
    if (form == FIGURES_CSV)
        write_csv_head(question, text);
    if (form == FIGURES_TABLE)
        write_table_head(question, text);
}

void breakdown_write(const struct breakdown_walk *walk, const struct breakdown_row *row, enum figures_form form, struct text *text)
{
    static const int64_t nothing[BREAKDOWN_NUMBERS] = {0};
    const int64_t *before = breakdown_numbers_before(walk, row);

    before = before ? before : nothing;
    switch (form) {
    case FIGURES_RECORDS:
        write_record(walk, row, before, text);
        return;
    case FIGURES_CSV:
        write_csv(walk, row, before, text);
        return;
    case FIGURES_TABLE:
        write_table(walk, row, text);
        return;
    }
}
