/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/document_text.h"

#include "format/columns.h"

enum { WIDTH = 79, HALF = 40, LABEL_WIDTH = 24, QUANTITY = 10, PRICE = 14, RATE = 8, SUM = 16, VALUE = 20, LEAST_NAME = 20 };

static void rule(struct text *text, char character)
{
    for (int i = 0; i < WIDTH; i++)
        text_add_byte(text, character);
    text_add_byte(text, '\n');
}

/* Whole words in as many lines as it takes, each behind `indent` columns. */
static void write_wrapped(struct text *text, struct slice value, size_t indent, size_t width)
{
    struct slice words = column_words(&value, width);

    for (; words.length; words = column_words(&value, width)) {
        column_left(text, SLICE(""), indent);
        text_add_slice(text, words);
        column_end(text);
    }
}

static void write_centred(struct text *text, struct slice value)
{
    struct slice words = column_words(&value, WIDTH);

    for (; words.length; words = column_words(&value, WIDTH)) {
        column_left(text, SLICE(""), (WIDTH - columns_of(words)) / 2);
        text_add_slice(text, words);
        column_end(text);
    }
}

static void write_marks(const struct paper *paper, struct text *text)
{
    if (!paper->marks.count)
        return;
    rule(text, '*');
    for (size_t i = 0; i < paper->marks.count; i++)
        write_centred(text, paper->marks.lines[i]);
    rule(text, '*');
    text_add_byte(text, '\n');
}

static void write_head(const struct paper *paper, struct text *text)
{
    struct text title = TEXT_INIT;
    struct slice name = paper->seller_name;
    size_t room;

    text_add_slice(&title, paper->title);
    text_add_byte(&title, ' ');
    text_add_slice(&title, paper->number);
    room = columns_of(text_slice(&title)) + LEAST_NAME < WIDTH ? WIDTH - columns_of(text_slice(&title)) : 0;
    column_left(text, room ? column_words(&name, room - 1) : SLICE(""), room);
    text_add_slice(text, text_slice(&title));
    column_end(text);
    write_wrapped(text, name, 0, WIDTH);
    for (size_t i = 0; i < paper->seller.count; i++)
        write_wrapped(text, paper->seller.lines[i], 0, WIDTH);
    text_release(&title);
}

/* The lines of an address, of which long ones take several: nothing of an address is cut. */
struct flow {
    const struct paper_lines *lines;
    size_t next;
    struct slice rest;
};

static bool has_more(const struct flow *flow)
{
    return flow->rest.length || flow->next < flow->lines->count;
}

static struct slice next_words(struct flow *flow, size_t width)
{
    if (!flow->rest.length && flow->next < flow->lines->count)
        flow->rest = flow->lines->lines[flow->next++];
    return column_words(&flow->rest, width);
}

static void write_addresses(const struct paper *paper, struct text *text)
{
    struct flow left = {.lines = &paper->billed.lines};
    struct flow right = {.lines = &paper->delivered.lines};

    text_add_byte(text, '\n');
    column_left(text, paper->billed.heading, HALF);
    column_left(text, has_more(&right) ? paper->delivered.heading : SLICE(""), WIDTH - HALF);
    column_end(text);
    while (has_more(&left) || has_more(&right)) {
        text_add_string(text, "  ");
        column_left(text, next_words(&left, HALF - 3), HALF - 3);
        text_add_string(text, "   ");
        column_left(text, next_words(&right, WIDTH - HALF - 2), WIDTH - HALF - 2);
        column_end(text);
    }
    text_add_byte(text, '\n');
}

static void write_fields(const struct paper_field *fields, size_t count, struct text *text)
{
    for (size_t i = 0; i < count; i++) {
        struct slice value = fields[i].value;

        column_left(text, fields[i].label, LABEL_WIDTH);
        text_add_slice(text, column_words(&value, WIDTH - LABEL_WIDTH));
        column_end(text);
        write_wrapped(text, value, LABEL_WIDTH, WIDTH - LABEL_WIDTH);
    }
}

/* What is left of the line for what goods are called. */
static size_t name_width(const struct paper *paper)
{
    return paper->has_prices ? WIDTH - QUANTITY - PRICE - RATE - SUM : WIDTH - QUANTITY;
}

static void write_cells(const struct paper *paper, const struct paper_row *row, struct slice name, struct text *text)
{
    column_left(text, name, name_width(paper));
    column_right(text, row->quantity, QUANTITY);
    if (paper->has_prices) {
        column_right(text, row->price, PRICE);
        column_right(text, row->rate, RATE);
        column_right(text, row->sum, SUM);
    }
    column_end(text);
}

static void write_row(const struct paper *paper, const struct paper_row *row, struct text *text)
{
    const struct paper_row discount = {.price = row->discount};
    struct slice rest = row->name;

    write_cells(paper, row, column_words(&rest, name_width(paper)), text);
    write_wrapped(text, rest, 0, name_width(paper));
    if (row->sku.length)
        write_wrapped(text, row->sku, 2, WIDTH);
    if (row->discount.length)
        write_cells(paper, &discount, paper->discount_label, text);
}

static void write_table(const struct paper *paper, struct text *text)
{
    const struct paper_row headings = {
        .quantity = paper->quantity_heading, .price = paper->price_heading, .rate = paper->rate_heading, .sum = paper->sum_heading};

    text_add_byte(text, '\n');
    write_cells(paper, &headings, paper->description_heading, text);
    rule(text, '-');
    for (size_t i = 0; i < paper->row_count; i++)
        write_row(paper, &paper->rows[i], text);
    rule(text, '-');
}

static void write_sums(const struct paper *paper, struct text *text)
{
    for (size_t i = 0; i < paper->sum_count; i++) {
        struct slice label = paper->sums[i].label;
        struct slice words = column_words(&label, WIDTH - VALUE);

        for (; label.length; words = column_words(&label, WIDTH - VALUE)) {
            column_right(text, words, WIDTH - VALUE);
            column_end(text);
        }
        column_right(text, words, WIDTH - VALUE);
        column_right(text, paper->sums[i].value, VALUE);
        column_end(text);
    }
}

static void write_vat(const struct paper *paper, struct text *text)
{
    text_add_byte(text, '\n');
    column_left(text, paper->vat_headings[0], LABEL_WIDTH + 8);
    column_right(text, paper->vat_headings[1], VALUE);
    column_right(text, paper->vat_headings[2], VALUE);
    column_end(text);
    for (size_t i = 0; i < paper->vat_count; i++) {
        struct slice rate = paper->vat[i].rate;

        column_left(text, column_words(&rate, LABEL_WIDTH + 7), LABEL_WIDTH + 8);
        column_right(text, paper->vat[i].base, VALUE);
        column_right(text, paper->vat[i].vat, VALUE);
        column_end(text);
        write_wrapped(text, rate, 0, LABEL_WIDTH + 7);
        write_wrapped(text, paper->vat[i].note, 2, WIDTH - 2);
    }
}

static void write_end(const struct paper *paper, struct text *text)
{
    if (paper->payment_count) {
        text_add_byte(text, '\n');
        text_add_slice(text, paper->payment_heading);
        text_add_byte(text, '\n');
        write_fields(paper->payment, paper->payment_count, text);
    }
    if (paper->notes.count)
        text_add_byte(text, '\n');
    for (size_t i = 0; i < paper->notes.count; i++)
        write_wrapped(text, paper->notes.lines[i], 0, WIDTH);
    text_add_byte(text, '\n');
    for (size_t i = 0; i < paper->closing.count; i++)
        write_wrapped(text, paper->closing.lines[i], 0, WIDTH);
    for (size_t i = 0; i < paper->footer.count; i++)
        write_wrapped(text, paper->footer.lines[i], 0, WIDTH);
    text_add_byte(text, '\f');
}

static void write_body(const struct paper *paper, struct text *text)
{
    for (size_t i = 0; i < paper->body_count; i++) {
        text_add_byte(text, '\n');
        write_wrapped(text, paper->body[i].text, 0, WIDTH);
        if (paper->body[i].is_heading)
            rule(text, '-');
    }
}

void document_text(const struct paper *paper, struct text *text)
{
    write_marks(paper, text);
    write_head(paper, text);
    if (paper->body_count) {
        write_body(paper, text);
        write_end(paper, text);
        return;
    }
    write_addresses(paper, text);
    write_fields(paper->facts, paper->fact_count, text);
    write_table(paper, text);
    if (paper->has_prices) {
        write_sums(paper, text);
        write_vat(paper, text);
    }
    write_end(paper, text);
}
