/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/document_pdf.h"

#include "format/pen.h"
#include "format/picture.h"
#include "format/qr_code.h"

#include <cairo-pdf.h>

/* The page, in points. */
#define PAGE_WIDTH 595.276
#define PAGE_HEIGHT 841.89
#define MARGIN 48
#define TOP 40
#define FOOT 30 /* below the last line */
#define CONTENT (PAGE_WIDTH - 2 * MARGIN)
#define RIGHT (PAGE_WIDTH - MARGIN)

#define LOGO_WIDTH 190
#define LOGO_HEIGHT 62
#define GAP 10 /* between columns */
#define CELL 5 /* above and below what stands in a row */
#define PAD 8  /* beside what stands in a box */
#define CARRY_HEIGHT 22
#define CODE_SIZE 92 /* with the light around it: a module is more than 0.5 mm */
#define LEAST_SUMS 220
#define LEAST_VAT 190

enum { MOST_FACTS_A_ROW = 4 };

/* The widths of the table's columns but the first, which has the rest; 0: there is none. */
struct widths {
    double quantity, price, rate, sum;
};

/* A document while it is drawn, or counted. */
struct sheet {
    struct pen pen;
    const struct paper *paper;
    struct picture logo;
    struct widths widths;
    struct colour accent, writing, tint, line;
    double y, bottom; /* where the next thing goes; where the page ends for it */
    size_t page, pages;
    bool in_table;
    struct slice carried; /* the sum of what the table has told so far */
    bool sound;
    struct fault *fault;
};

static struct slice joined_footer(const struct paper *paper, struct text *room)
{
    for (size_t i = 0; i < paper->closing.count; i++) {
        text_add_slice(room, paper->closing.lines[i]);
        text_add_byte(room, '\n');
    }
    for (size_t i = 0; i < paper->footer.count; i++) {
        if (i)
            text_add_string(room, "  ·  ");
        text_add_slice(room, paper->footer.lines[i]);
    }
    return text_slice(room);
}

static void draw_footer(struct sheet *sheet)
{
    struct text footer = TEXT_INIT;
    struct text page = TEXT_INIT;
    double width = CONTENT - 80;
    double height;
    double y;

    joined_footer(sheet->paper, &footer);
    height = pen_height(&sheet->pen, STYLE_LABEL, text_slice(&footer), width);
    y = PAGE_HEIGHT - FOOT - height;
    sheet->bottom = y - 14;
    paper_page(&page, sheet->paper, sheet->page, sheet->pages);
    pen_rule(&sheet->pen, sheet->line, 0.6, MARGIN, y - 6, CONTENT);
    pen_write(&sheet->pen, STYLE_LABEL, colour_grey, ALIGN_LEFT, text_slice(&footer), MARGIN, y, width);
    pen_write(&sheet->pen, STYLE_LABEL, colour_grey, ALIGN_RIGHT, text_slice(&page), RIGHT - 76, y, 76);
    text_release(&footer);
    text_release(&page);
}

/* Bands over the whole width: what this is not, is told before anything else. */
static void draw_marks(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->paper->marks.count; i++) {
        struct slice mark = sheet->paper->marks.lines[i];
        double height = pen_height(&sheet->pen, STYLE_MARK, mark, CONTENT - 2 * PAD) + CELL;

        pen_box(&sheet->pen, colour_mix(colour_ink, colour_white, 0.88), MARGIN, sheet->y, CONTENT, height);
        pen_box(&sheet->pen, colour_ink, MARGIN, sheet->y, 3, height);
        pen_write(&sheet->pen, STYLE_MARK, colour_ink, ALIGN_CENTRE, mark, MARGIN + PAD, sheet->y + CELL / 2, CONTENT - 2 * PAD);
        sheet->y += height + 3;
    }
    if (sheet->paper->marks.count)
        sheet->y += 8;
}

/* The description's, which has what the other columns leave. */
static double description_width(const struct sheet *sheet)
{
    const struct widths *widths = &sheet->widths;
    double others = widths->quantity + widths->price + widths->rate + widths->sum;

    return CONTENT - 2 * PAD - others - (sheet->paper->has_prices ? 4 : 1) * GAP;
}

struct cells {
    struct slice quantity, price, rate, sum;
};

static void draw_cells(struct sheet *sheet, enum style style, struct colour colour, const struct cells *cells, double y)
{
    const struct slice values[] = {cells->sum, cells->rate, cells->price, cells->quantity};
    const double widths[] = {sheet->widths.sum, sheet->widths.rate, sheet->widths.price, sheet->widths.quantity};
    double x = RIGHT - PAD;

    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        if (widths[i] <= 0)
            continue;
        x -= widths[i];
        pen_write(&sheet->pen, style, colour, ALIGN_RIGHT, values[i], x, y, widths[i]);
        x -= GAP;
    }
}

static double table_heading_height(struct sheet *sheet)
{
    return pen_height(&sheet->pen, STYLE_STRONG, SLICE("X"), CONTENT) + 2 * CELL;
}

static void draw_table_heading(struct sheet *sheet)
{
    const struct paper *paper = sheet->paper;
    const struct cells headings = {paper->quantity_heading, paper->price_heading, paper->rate_heading, paper->sum_heading};
    struct colour on = colour_written_on(sheet->accent);
    double height = table_heading_height(sheet);

    pen_box(&sheet->pen, sheet->accent, MARGIN, sheet->y, CONTENT, height);
    pen_write(&sheet->pen, STYLE_STRONG, on, ALIGN_LEFT, paper->description_heading, MARGIN + PAD, sheet->y + CELL,
              description_width(sheet));
    draw_cells(sheet, STYLE_STRONG, on, &headings, sheet->y + CELL);
    sheet->y += height;
}

static void draw_carried(struct sheet *sheet, struct slice label)
{
    double height = pen_height(&sheet->pen, STYLE_STRONG, SLICE("X"), CONTENT);

    if (!sheet->carried.length)
        return;
    pen_box(&sheet->pen, sheet->tint, MARGIN, sheet->y, CONTENT, CARRY_HEIGHT);
    pen_write(&sheet->pen, STYLE_STRONG, colour_ink, ALIGN_LEFT, label, MARGIN + PAD, sheet->y + (CARRY_HEIGHT - height) / 2,
              CONTENT / 2);
    pen_write(&sheet->pen, STYLE_STRONG, colour_ink, ALIGN_RIGHT, sheet->carried, MARGIN + CONTENT / 2,
              sheet->y + (CARRY_HEIGHT - height) / 2, CONTENT / 2 - PAD);
    sheet->y += CARRY_HEIGHT;
}

static void begin_page(struct sheet *sheet)
{
    sheet->page++;
    pen_box(&sheet->pen, sheet->accent, 0, 0, PAGE_WIDTH, 6);
    draw_footer(sheet);
    sheet->y = TOP;
    draw_marks(sheet);
}

/* Of the second page and those after it: whose and which document goes on. */
static void draw_running_head(struct sheet *sheet)
{
    const struct paper *paper = sheet->paper;
    struct text title = TEXT_INIT;
    double left, right;

    text_add_slice(&title, paper->title);
    text_add_byte(&title, ' ');
    text_add_slice(&title, paper->number);
    left =
        pen_write(&sheet->pen, STYLE_STRONG, sheet->writing, ALIGN_LEFT, paper->seller_name, MARGIN, sheet->y, CONTENT / 2 - GAP);
    right = pen_write(&sheet->pen, STYLE_BODY, colour_ink, ALIGN_RIGHT, text_slice(&title), MARGIN + CONTENT / 2, sheet->y,
                      CONTENT / 2);
    sheet->y += (left > right ? left : right) + 12;
    text_release(&title);
}

static void next_page(struct sheet *sheet)
{
    if (sheet->in_table)
        draw_carried(sheet, sheet->paper->carried_label);
    if (sheet->pen.cairo)
        cairo_show_page(sheet->pen.cairo);
    begin_page(sheet);
    draw_running_head(sheet);
    if (!sheet->in_table)
        return;
    draw_table_heading(sheet);
    draw_carried(sheet, sheet->paper->brought_label);
}

/* What is left of the page; in a table, without the place where sums are carried forward. */
static double left_on_page(const struct sheet *sheet)
{
    return sheet->bottom - sheet->y - (sheet->in_table && sheet->paper->has_prices ? CARRY_HEIGHT : 0);
}

static void ensure(struct sheet *sheet, double height)
{
    if (height > left_on_page(sheet))
        next_page(sheet);
}

/* pen_place: the next line, on the next page where this one is full. */
static double place_line(void *closure, double height)
{
    struct sheet *sheet = closure;

    ensure(sheet, height);
    sheet->y += height;
    return sheet->y - height;
}

static double draw_lines(struct sheet *sheet, const struct paper_lines *lines, enum style first, enum style others, double x,
                         double y, double width)
{
    for (size_t i = 0; i < lines->count; i++)
        y += pen_write(&sheet->pen, i ? others : first, colour_ink, ALIGN_LEFT, lines->lines[i], x, y, width);
    return y;
}

static double draw_logo(struct sheet *sheet, double y)
{
    struct picture *logo = &sheet->logo;
    double scale = LOGO_WIDTH / logo->width < LOGO_HEIGHT / logo->height ? LOGO_WIDTH / logo->width : LOGO_HEIGHT / logo->height;

    if (sheet->pen.cairo && sheet->sound)
        sheet->sound = picture_draw(logo, sheet->pen.cairo, MARGIN, y, logo->width * scale, logo->height * scale, sheet->fault);
    return y + logo->height * scale + 8;
}

static double draw_seller(struct sheet *sheet)
{
    const struct paper *paper = sheet->paper;
    double width = CONTENT / 2 - GAP;
    double y = sheet->y;

    if (sheet->logo.kind != PICTURE_NONE)
        y = draw_logo(sheet, y);
    y +=
        pen_write(&sheet->pen, sheet->logo.kind == PICTURE_NONE ? STYLE_NAME : STYLE_STRONG,
                  sheet->logo.kind == PICTURE_NONE ? sheet->writing : colour_ink, ALIGN_LEFT, paper->seller_name, MARGIN, y, width);
    for (size_t i = 0; i < paper->seller.count; i++)
        y += pen_write(&sheet->pen, STYLE_SMALL, colour_grey, ALIGN_LEFT, paper->seller.lines[i], MARGIN, y, width);
    return y;
}

static double draw_title(struct sheet *sheet)
{
    double x = MARGIN + CONTENT / 2 - 20;
    double width = RIGHT - x;
    double y = sheet->y - 4;

    y += pen_write(&sheet->pen, STYLE_TITLE, sheet->writing, ALIGN_RIGHT, sheet->paper->title, x, y, width);
    return y + pen_write(&sheet->pen, STYLE_STRONG, colour_ink, ALIGN_RIGHT, sheet->paper->number, x, y, width);
}

static double draw_address(struct sheet *sheet, const struct paper_address *address, double x, double width)
{
    double y = sheet->y;

    if (!address->lines.count)
        return y;
    y += pen_write(&sheet->pen, STYLE_LABEL, colour_grey, ALIGN_LEFT, address->heading, x, y, width) + 2;
    return draw_lines(sheet, &address->lines, STYLE_STRONG, STYLE_BODY, x, y, width);
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static void draw_head(struct sheet *sheet)
{
    double half = CONTENT / 2;
    double left;

    left = draw_seller(sheet);
    sheet->y = larger(left, draw_title(sheet)) + 22;
    left = draw_address(sheet, &sheet->paper->delivered, MARGIN, half - 2 * GAP);
    sheet->y = larger(left, draw_address(sheet, &sheet->paper->billed, MARGIN + half, half)) + 18;
}

static double fact_height(struct sheet *sheet, const struct paper_field *fact, double width)
{
    return pen_height(&sheet->pen, STYLE_LABEL, fact->label, width) + pen_height(&sheet->pen, STYLE_BODY, fact->value, width);
}

/* Four in a row at most, and as many in each row, each below its label. */
static void draw_facts(struct sheet *sheet)
{
    const struct paper *paper = sheet->paper;
    size_t row_count = (paper->fact_count + MOST_FACTS_A_ROW - 1) / MOST_FACTS_A_ROW;
    size_t a_row = row_count ? (paper->fact_count + row_count - 1) / row_count : 1;
    double column = CONTENT / (double)a_row;
    double width = column - 2 * PAD + GAP / 2;

    for (size_t first = 0; first < paper->fact_count; first += a_row) {
        size_t end = first + a_row < paper->fact_count ? first + a_row : paper->fact_count;
        double height = 0;

        for (size_t i = first; i < end; i++)
            height = larger(height, fact_height(sheet, &paper->facts[i], width));
        pen_box(&sheet->pen, sheet->tint, MARGIN, sheet->y, CONTENT, height + 2 * CELL);
        for (size_t i = first; i < end; i++) {
            double x = MARGIN + PAD + (double)(i - first) * column;
            double y = sheet->y + CELL;

            y += pen_write(&sheet->pen, STYLE_LABEL, colour_grey, ALIGN_LEFT, paper->facts[i].label, x, y, width);
            pen_write(&sheet->pen, STYLE_BODY, colour_ink, ALIGN_LEFT, paper->facts[i].value, x, y, width);
        }
        sheet->y += height + 2 * CELL;
    }
    sheet->y += 18;
}

static void widen(struct sheet *sheet, double *width, enum style style, struct slice text)
{
    if (text.length)
        *width = larger(*width, pen_width(&sheet->pen, style, text));
}

static void measure_columns(struct sheet *sheet)
{
    const struct paper *paper = sheet->paper;
    struct widths *widths = &sheet->widths;

    widen(sheet, &widths->quantity, STYLE_STRONG, paper->quantity_heading);
    for (size_t i = 0; i < paper->row_count; i++)
        widen(sheet, &widths->quantity, STYLE_BODY, paper->rows[i].quantity);
    if (!paper->has_prices)
        return;
    widen(sheet, &widths->price, STYLE_STRONG, paper->price_heading);
    widen(sheet, &widths->rate, STYLE_STRONG, paper->rate_heading);
    widen(sheet, &widths->sum, STYLE_STRONG, paper->sum_heading);
    for (size_t i = 0; i < paper->row_count; i++) {
        widen(sheet, &widths->price, STYLE_BODY, paper->rows[i].price);
        widen(sheet, &widths->price, STYLE_SMALL, paper->rows[i].discount);
        widen(sheet, &widths->rate, STYLE_BODY, paper->rows[i].rate);
        widen(sheet, &widths->sum, STYLE_BODY, paper->rows[i].sum);
        widen(sheet, &widths->sum, STYLE_STRONG, paper->rows[i].carried);
    }
}

static double row_height(struct sheet *sheet, const struct paper_row *row)
{
    double width = description_width(sheet);
    double height = pen_height(&sheet->pen, STYLE_BODY, row->name, width) + 2 * CELL;

    if (row->sku.length)
        height += pen_height(&sheet->pen, STYLE_SMALL, row->sku, width);
    if (row->discount.length)
        height += pen_height(&sheet->pen, STYLE_SMALL, sheet->paper->discount_label, width);
    return height;
}

static void draw_discount(struct sheet *sheet, const struct paper_row *row)
{
    double height = pen_height(&sheet->pen, STYLE_SMALL, sheet->paper->discount_label, description_width(sheet));
    double y = place_line(sheet, height);

    pen_write(&sheet->pen, STYLE_SMALL, colour_grey, ALIGN_LEFT, sheet->paper->discount_label, MARGIN + PAD, y,
              description_width(sheet));
    draw_cells(sheet, STYLE_SMALL, colour_grey, &(struct cells){.price = row->discount}, y);
}

/* What has to be left of a page for a row to begin there: all of it and what is kept with it, if any page holds that; else its
 * first line. */
static double row_needs(struct sheet *sheet, const struct paper_row *row, double after)
{
    double whole_page = sheet->bottom - TOP - 4 * CARRY_HEIGHT;
    double height = row_height(sheet, row);

    return height + after < whole_page ? height + after
           : height < whole_page       ? height
                                       : pen_height(&sheet->pen, STYLE_BODY, SLICE("X"), CONTENT) + CELL;
}

static void draw_row(struct sheet *sheet, const struct paper_row *row)
{
    const struct cells cells = {row->quantity, row->price, row->rate, row->sum};

    sheet->y += CELL;
    draw_cells(sheet, STYLE_BODY, colour_ink, &cells, sheet->y);
    pen_flow(&sheet->pen, STYLE_BODY, colour_ink, row->name, MARGIN + PAD, description_width(sheet), place_line, sheet);
    if (row->sku.length)
        pen_flow(&sheet->pen, STYLE_SMALL, colour_grey, row->sku, MARGIN + PAD, description_width(sheet), place_line, sheet);
    if (row->discount.length)
        draw_discount(sheet, row);
    sheet->y += CELL;
    pen_rule(&sheet->pen, sheet->line, 0.5, MARGIN, sheet->y, CONTENT);
    sheet->carried = row->carried;
}

/* `after` is kept with the last row, so that no page has but a heading and the sums. */
static void draw_table(struct sheet *sheet, double after)
{
    const struct paper *paper = sheet->paper;
    double first;

    measure_columns(sheet);
    first = paper->row_count ? row_needs(sheet, &paper->rows[0], paper->row_count == 1 ? after : 0) : 0;
    ensure(sheet, table_heading_height(sheet) + first + CARRY_HEIGHT);
    sheet->in_table = true;
    draw_table_heading(sheet);
    for (size_t i = 0; i < paper->row_count; i++) {
        ensure(sheet, row_needs(sheet, &paper->rows[i], i + 1 == paper->row_count ? after : 0));
        draw_row(sheet, &paper->rows[i]);
    }
}

/* How wide sums are, and their labels. */
struct sums_shape {
    double label, value, width, height;
};

static enum style sum_style(const struct paper_sum *sum)
{
    return sum->is_due ? STYLE_DUE : sum->is_total ? STYLE_STRONG : STYLE_BODY;
}

static double sum_row_height(struct sheet *sheet, const struct paper_sum *sum, double width)
{
    return pen_height(&sheet->pen, sum_style(sum), sum->label, width) + (sum->is_due ? 2 * CELL + 4 : CELL);
}

static struct sums_shape measure_sums(struct sheet *sheet)
{
    const struct paper *paper = sheet->paper;
    struct sums_shape shape = {0};
    double wanted;

    for (size_t i = 0; i < paper->sum_count; i++) {
        widen(sheet, &shape.label, sum_style(&paper->sums[i]), paper->sums[i].label);
        widen(sheet, &shape.value, sum_style(&paper->sums[i]), paper->sums[i].value);
    }
    wanted = shape.label + shape.value + GAP + 2 * PAD;
    shape.width = larger(LEAST_SUMS, wanted < CONTENT * 0.58 ? wanted : CONTENT * 0.58);
    shape.width = larger(shape.width, shape.value + 90);
    shape.label = shape.width - shape.value - GAP - 2 * PAD;
    for (size_t i = 0; i < paper->sum_count; i++)
        shape.height += sum_row_height(sheet, &paper->sums[i], shape.label);
    return shape;
}

static double draw_sums(struct sheet *sheet, const struct sums_shape *shape, double y)
{
    double x = RIGHT - shape->width;

    for (size_t i = 0; i < sheet->paper->sum_count; i++) {
        const struct paper_sum *sum = &sheet->paper->sums[i];
        double height = sum_row_height(sheet, sum, shape->label);
        struct colour colour = sum->is_due ? colour_written_on(sheet->accent) : colour_ink;
        double inset = sum->is_due ? CELL + 2 : CELL / 2;

        if (sum->is_due)
            pen_box(&sheet->pen, sheet->accent, x, y + 2, shape->width, height - 2);
        else if (sum->is_total)
            pen_rule(&sheet->pen, sheet->line, 0.8, x, y, shape->width);
        pen_write(&sheet->pen, sum_style(sum), colour, ALIGN_LEFT, sum->label, x + PAD, y + inset, shape->label);
        pen_write(&sheet->pen, sum_style(sum), colour, ALIGN_RIGHT, sum->value, RIGHT - PAD - shape->value, y + inset,
                  shape->value);
        y += height;
    }
    return y;
}

/* The widths of the taxable amounts and of the taxes; rates have the rest. */
static struct widths measure_vat(struct sheet *sheet)
{
    const struct paper *paper = sheet->paper;
    struct widths widths = {0};

    widen(sheet, &widths.price, STYLE_LABEL, paper->vat_headings[1]);
    widen(sheet, &widths.sum, STYLE_LABEL, paper->vat_headings[2]);
    for (size_t i = 0; i < paper->vat_count; i++) {
        widen(sheet, &widths.price, STYLE_SMALL, paper->vat[i].base);
        widen(sheet, &widths.sum, STYLE_SMALL, paper->vat[i].vat);
    }
    return widths;
}

static void write_vat_cells(struct sheet *sheet, enum style style, struct colour colour, const struct paper_vat_row *row,
                            const struct widths *widths, double y, double width)
{
    double right = MARGIN + width;

    pen_write(&sheet->pen, style, colour, ALIGN_RIGHT, row->vat, right - widths->sum, y, widths->sum);
    pen_write(&sheet->pen, style, colour, ALIGN_RIGHT, row->base, right - widths->sum - GAP - widths->price, y, widths->price);
}

static double draw_vat(struct sheet *sheet, double y, double width)
{
    const struct paper *paper = sheet->paper;
    const struct paper_vat_row headings = {paper->vat_headings[0], paper->vat_headings[1], paper->vat_headings[2], {NULL, 0}};
    struct widths widths = measure_vat(sheet);
    double rates = width - widths.price - widths.sum - 2 * GAP;

    write_vat_cells(sheet, STYLE_LABEL, colour_grey, &headings, &widths, y, width);
    y += pen_write(&sheet->pen, STYLE_LABEL, colour_grey, ALIGN_LEFT, headings.rate, MARGIN, y, rates) + 2;
    for (size_t i = 0; i < paper->vat_count; i++) {
        const struct paper_vat_row *row = &paper->vat[i];

        pen_rule(&sheet->pen, sheet->line, 0.5, MARGIN, y, width);
        y += 2;
        write_vat_cells(sheet, STYLE_SMALL, colour_ink, row, &widths, y, width);
        y += pen_write(&sheet->pen, STYLE_SMALL, colour_ink, ALIGN_LEFT, row->rate, MARGIN, y, rates);
        if (row->note.length)
            y += pen_write(&sheet->pen, STYLE_LABEL, colour_grey, ALIGN_LEFT, row->note, MARGIN, y, width);
        y += 2;
    }
    return y;
}

/* The height of what would be drawn. */
static double vat_height(struct sheet *sheet, double width)
{
    cairo_t *cairo = sheet->pen.cairo;
    double height;

    sheet->pen.cairo = NULL;
    height = draw_vat(sheet, 0, width);
    sheet->pen.cairo = cairo;
    return height;
}

/* Taxes to the left, sums to the right; where figures are too long for that, one below the other. */
struct closing {
    struct sums_shape sums;
    bool is_stacked;
    double vat_width, height;
};

static struct closing measure_closing(struct sheet *sheet)
{
    struct closing closing = {.sums = measure_sums(sheet)};
    double beside = CONTENT - closing.sums.width - 2 * GAP;
    double height;

    closing.is_stacked = beside < LEAST_VAT;
    closing.vat_width = closing.is_stacked ? CONTENT : beside;
    height = vat_height(sheet, closing.vat_width);
    closing.height = closing.is_stacked ? height + closing.sums.height + 24 : larger(height, closing.sums.height) + 12;
    return closing;
}

static void draw_closing(struct sheet *sheet, const struct closing *closing)
{
    double y;

    ensure(sheet, closing->height);
    sheet->in_table = false;
    sheet->y += 12;
    y = draw_vat(sheet, sheet->y, closing->vat_width);
    sheet->y = closing->is_stacked ? y + 12 : sheet->y;
    sheet->y = larger(y, draw_sums(sheet, &closing->sums, sheet->y)) + 16;
}

static void draw_code(struct sheet *sheet, double x, double y)
{
    struct qr_code code;
    struct qr_run run;
    size_t at = 0;
    double module;

    if (!sheet->pen.cairo || !sheet->sound)
        return;
    sheet->sound = qr_code_encode(&code, sheet->paper->payment_code, sheet->fault);
    if (!sheet->sound)
        return;
    module = CODE_SIZE / (double)(code.width + 2 * QR_QUIET);
    pen_box(&sheet->pen, colour_white, x, y, CODE_SIZE, CODE_SIZE);
    cairo_set_source_rgb(sheet->pen.cairo, 0, 0, 0);
    while (qr_code_run(&code, &at, &run))
        cairo_rectangle(sheet->pen.cairo, x + (double)(run.column + QR_QUIET) * module, y + (double)(run.row + QR_QUIET) * module,
                        (double)run.length * module, module);
    cairo_fill(sheet->pen.cairo);
    qr_code_release(&code);
}

static double payment_fields_height(struct sheet *sheet, double label, double width)
{
    double height = pen_height(&sheet->pen, STYLE_STRONG, sheet->paper->payment_heading, width) + 3;

    for (size_t i = 0; i < sheet->paper->payment_count; i++)
        height += larger(pen_height(&sheet->pen, STYLE_SMALL, sheet->paper->payment[i].label, label),
                         pen_height(&sheet->pen, STYLE_BODY, sheet->paper->payment[i].value, width - label - GAP));
    return height;
}

static void draw_payment(struct sheet *sheet)
{
    const struct paper *paper = sheet->paper;
    bool has_code = paper->payment_code.length;
    double x = MARGIN + PAD + (has_code ? CODE_SIZE + 2 * GAP : 0);
    double width = RIGHT - PAD - x;
    double label = 0;
    double height, y;

    if (!paper->payment_count)
        return;
    for (size_t i = 0; i < paper->payment_count; i++)
        widen(sheet, &label, STYLE_SMALL, paper->payment[i].label);
    height = payment_fields_height(sheet, label, width);
    if (has_code)
        height = larger(height, CODE_SIZE + pen_height(&sheet->pen, STYLE_LABEL, paper->scan_label, CODE_SIZE) + 2);
    ensure(sheet, height + 2 * PAD);
    pen_box(&sheet->pen, sheet->tint, MARGIN, sheet->y, CONTENT, height + 2 * PAD);
    y = sheet->y + PAD;
    if (has_code) {
        draw_code(sheet, MARGIN + PAD, y);
        pen_write(&sheet->pen, STYLE_LABEL, colour_grey, ALIGN_CENTRE, paper->scan_label, MARGIN + PAD, y + CODE_SIZE + 2,
                  CODE_SIZE);
    }
    y += pen_write(&sheet->pen, STYLE_STRONG, sheet->writing, ALIGN_LEFT, paper->payment_heading, x, y, width) + 3;
    for (size_t i = 0; i < paper->payment_count; i++) {
        double left = pen_write(&sheet->pen, STYLE_SMALL, colour_grey, ALIGN_LEFT, paper->payment[i].label, x, y + 1.5, label);
        double right = pen_write(&sheet->pen, STYLE_BODY, colour_ink, ALIGN_LEFT, paper->payment[i].value, x + label + GAP, y,
                                 width - label - GAP);

        y += larger(left, right);
    }
    sheet->y += height + 2 * PAD + 14;
}

static void draw_notes(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->paper->notes.count; i++) {
        pen_flow(&sheet->pen, STYLE_SMALL, colour_grey, sheet->paper->notes.lines[i], MARGIN, CONTENT, place_line, sheet);
        sheet->y += 2;
    }
}

static void draw_body(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->paper->body_count; i++) {
        const struct paper_paragraph *paragraph = &sheet->paper->body[i];

        if (paragraph->begins_page)
            ensure(sheet, PAGE_HEIGHT);
        pen_flow(&sheet->pen, paragraph->is_heading ? STYLE_STRONG : STYLE_BODY,
                 paragraph->is_heading ? sheet->writing : colour_ink, paragraph->text, MARGIN, CONTENT, place_line, sheet);
        sheet->y += PAD;
    }
}

static void draw_goods(struct sheet *sheet)
{
    struct closing closing = {.height = 0};

    if (sheet->paper->has_prices)
        closing = measure_closing(sheet);
    draw_facts(sheet);
    draw_table(sheet, closing.height);
    if (sheet->paper->has_prices)
        draw_closing(sheet, &closing);
    else
        sheet->y += 16;
    sheet->in_table = false;
    draw_payment(sheet);
    draw_notes(sheet);
}

/* All pages, or with no cairo their number. */
static void draw(struct sheet *sheet, cairo_t *cairo)
{
    sheet->pen.cairo = cairo;
    sheet->page = 0;
    sheet->in_table = false;
    sheet->carried = (struct slice){NULL, 0};
    sheet->widths = (struct widths){0};
    begin_page(sheet);
    draw_head(sheet);
    if (sheet->paper->body_count)
        draw_body(sheet);
    else
        draw_goods(sheet);
    sheet->pages = sheet->page;
}

static cairo_status_t take(void *closure, const unsigned char *bytes, unsigned int length)
{
    text_add(closure, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

static void set_metadata(cairo_surface_t *surface, const struct paper *paper)
{
    struct text room = TEXT_INIT;

    text_add_slice(&room, paper->title);
    text_add_byte(&room, ' ');
    text_add_slice(&room, paper->number);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, text_string(&room));
    text_clear(&room);
    text_add_slice(&room, paper->author);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, text_string(&room));
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Colporteur");
    text_clear(&room);
    text_add_slice(&room, paper->issued_at);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, text_string(&room));
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, text_string(&room));
    text_release(&room);
}

static bool make_pages(struct sheet *sheet, struct text *pdf, struct fault *fault)
{
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(take, pdf, PAGE_WIDTH, PAGE_HEIGHT);
    cairo_t *cairo = cairo_create(surface);
    cairo_status_t status;

    set_metadata(surface, sheet->paper);
    draw(sheet, cairo);
    cairo_show_page(cairo);
    cairo_surface_finish(surface);
    status = cairo_status(cairo);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    if (!sheet->sound)
        return false;
    return status == CAIRO_STATUS_SUCCESS ||
           fault_set(fault, FAULT_SYSTEM, "no_pages", NULL, "the pages cannot be made: %s", cairo_status_to_string(status));
}

bool document_pdf(const struct paper *paper, struct slice logo, struct text *pdf, struct fault *fault)
{
    struct sheet sheet = {.paper = paper, .accent = colour_read(paper->colour, colour_slate), .sound = true, .fault = fault};
    bool done;

    sheet.writing = colour_for_writing(sheet.accent);
    sheet.tint = colour_mix(sheet.accent, colour_white, 0.93);
    sheet.line = colour_mix(colour_grey, colour_white, 0.7);
    if (!picture_open(&sheet.logo, logo, fault))
        return false;
    pen_open(&sheet.pen, paper->language);
    draw(&sheet, NULL);
    done = make_pages(&sheet, pdf, fault);
    pen_close(&sheet.pen);
    picture_close(&sheet.logo);
    return done;
}
