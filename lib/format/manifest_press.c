/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/manifest_press.h"

#include "format/docket_html.h"
#include "format/html_page.h"
#include "json/scan.h"

/* In points. */
#define MARGIN 48
#define CONTENT (DOCKET_WIDTH - 2 * MARGIN)
#define BOTTOM (DOCKET_HEIGHT - 52)
#define GAP 6  /* between columns */
#define CELL 3 /* above and below what stands in a row */
#define SIGNATURE_HEIGHT 110

/* Columns of the table, in the order in which they stand. */
enum column { PLACE, PARCEL, NUMBER, NAME, COUNTRY, SERVICE, WEIGHT, CASH, COLUMNS };

static const struct {
    const char *heading; /* in the table of words; NULL: none */
    double width;
    enum align align;
} columns[COLUMNS] = {[PLACE] = {NULL, 22, ALIGN_RIGHT},
                      [PARCEL] = {"label.parcel", 48, ALIGN_LEFT},
                      [NUMBER] = {"manifest.number", 132, ALIGN_LEFT},
                      [NAME] = {"label.to", 109, ALIGN_LEFT},
                      [COUNTRY] = {"manifest.country", 34, ALIGN_LEFT},
                      [SERVICE] = {"manifest.service", 44, ALIGN_LEFT},
                      [WEIGHT] = {"manifest.weight", 48, ALIGN_RIGHT},
                      [CASH] = {"manifest.cash", 62, ALIGN_RIGHT}};

static struct slice told_weight(struct docket *docket, struct slice value)
{
    struct text text = TEXT_INIT;
    int64_t grams;

    if (scan_integer(value, &grams) && grams)
        word_weight(&text, &docket->wording, grams);
    return docket_kept(docket, &text);
}

/* `amount` in the object's "currency". */
static struct slice told_cash(struct docket *docket, struct slice object, const char *name)
{
    struct text text = TEXT_INIT;
    struct currency currency;
    struct fault none = FAULT_INIT;
    amount value;

    if (currency_find(docket_member(docket, object, "currency"), &currency, &none) &&
        amount_read(docket_member(docket, object, name), &currency, false, name, &value, &none))
        word_money(&text, &docket->wording, value, &currency);
    return docket_kept(docket, &text);
}

static struct slice told_day(struct docket *docket)
{
    struct text text = TEXT_INIT;
    day value;

    if (day_read(scan_text(scan_find(docket->record, "day")), &value))
        word_day(&text, &docket->wording, value);
    return docket_kept(docket, &text);
}

static void draw_head(struct docket *docket)
{
    static const struct docket_code code = {.width = 8600, .height = 1300, .square = 2200};
    double height = docket_code(docket, docket_member(docket, docket->record, "id"), &code);
    double x = MARGIN;
    struct scan scan;
    struct slice line;

    docket->y += pen_write(&docket->pen, STYLE_TITLE, colour_ink, ALIGN_LEFT, word(&docket->wording, "manifest.title"), MARGIN,
                           docket->y, CONTENT / 2 - GAP);
    pen_write(&docket->pen, STYLE_STRONG, colour_ink, ALIGN_RIGHT, docket_member(docket, docket->record, "id"),
              MARGIN + CONTENT / 2, MARGIN + height + 2, CONTENT / 2);
    if (scan_find(docket->record, "training").bytes)
        docket->y += pen_write(&docket->pen, STYLE_MARK, colour_ink, ALIGN_LEFT, word(&docket->wording, "label.training"), MARGIN,
                               docket->y, CONTENT / 2 - GAP);
    if (scan_array(&scan, scan_find(docket->request, "from")))
        while (scan_element(&scan, &line))
            docket->y += pen_write(&docket->pen, STYLE_BODY, colour_ink, ALIGN_LEFT, docket_decoded(docket, line), MARGIN,
                                   docket->y, CONTENT / 2 - GAP);
    if (docket->y < MARGIN + height + 18)
        docket->y = MARGIN + height + 18;
    docket->y += 12;
    docket_fact(docket, "manifest.carrier", docket_member(docket, docket->record, "name"), &x);
    docket_fact(docket, "label.account", docket_member(docket, docket->record, "account"), &x);
    docket_fact(docket, "manifest.day", told_day(docket), &x);
    docket->y += 42;
}

static void draw_headings(struct docket *docket)
{
    double height = pen_height(&docket->pen, STYLE_LABEL, SLICE("X"), CONTENT) + 2 * CELL;
    double x = MARGIN;

    pen_box(&docket->pen, docket->tint, MARGIN, docket->y, CONTENT, height);
    for (int i = 0; i < COLUMNS; x += columns[i++].width)
        if (columns[i].heading)
            pen_write(&docket->pen, STYLE_LABEL, colour_ink, columns[i].align, word(&docket->wording, columns[i].heading), x,
                      docket->y + CELL, columns[i].width - GAP);
    docket->y += height;
}

static void fill_cells(struct docket *docket, struct slice parcel, int64_t place, struct slice name, struct slice *cells)
{
    struct slice sscc = docket_member(docket, parcel, "sscc");

    cells[PLACE] = docket_whole(docket, place);
    cells[PARCEL] = docket_member(docket, parcel, "id");
    cells[NUMBER] = docket_member(docket, parcel, "tracking_number");
    if (sscc.length && !slice_equal(sscc, cells[NUMBER])) {
        struct text both = TEXT_INIT;

        text_printf(&both, "%.*s\n(00)%.*s", SLICE_ARGS(cells[NUMBER]), SLICE_ARGS(sscc));
        cells[NUMBER] = docket_kept(docket, &both);
    }
    cells[NAME] = name;
    cells[COUNTRY] = docket_member(docket, parcel, "country");
    cells[SERVICE] = docket_member(docket, parcel, "service");
    cells[WEIGHT] = told_weight(docket, scan_find(parcel, "weight_g"));
    cells[CASH] = told_cash(docket, parcel, "cash_on_delivery");
}

static void draw_row(struct docket *docket, const struct slice *cells)
{
    double height = 0;
    double x = MARGIN;

    for (int i = 0; i < COLUMNS; i++) {
        double needed = cells[i].length ? pen_height(&docket->pen, STYLE_SMALL, cells[i], columns[i].width - GAP) : 0;

        height = needed > height ? needed : height;
    }
    if (docket->y + height + 2 * CELL > BOTTOM) {
        docket_begin_page(docket);
        draw_headings(docket);
    }
    for (int i = 0; i < COLUMNS; x += columns[i++].width)
        if (cells[i].length)
            pen_write(&docket->pen, STYLE_SMALL, colour_ink, columns[i].align, cells[i], x, docket->y + CELL,
                      columns[i].width - GAP);
    docket->y += height + 2 * CELL;
    pen_rule(&docket->pen, docket->line, 0.5, MARGIN, docket->y, CONTENT);
}

/* The parcels of the record with the names that the request tells of them. */
struct rows {
    struct scan parcels, names;
    int64_t place;
    bool has_any;
};

static struct rows rows_of(struct docket *docket)
{
    struct rows rows = {.place = 0};

    rows.has_any = scan_array(&rows.parcels, scan_find(docket->record, "parcels")) &&
                   scan_array(&rows.names, scan_find(docket->request, "names"));
    return rows;
}

static bool next_row(struct docket *docket, struct rows *rows, struct slice *cells)
{
    struct slice parcel;
    struct slice name;

    if (!rows->has_any || !scan_element(&rows->parcels, &parcel))
        return false;
    fill_cells(docket, parcel, ++rows->place, scan_element(&rows->names, &name) ? docket_decoded(docket, name) : SLICE(""), cells);
    return true;
}

static void draw_table(struct docket *docket)
{
    struct slice cells[COLUMNS];
    struct rows rows = rows_of(docket);

    draw_headings(docket);
    while (next_row(docket, &rows, cells))
        draw_row(docket, cells);
}

static void write_table(struct docket *docket)
{
    struct docket_column headings[COLUMNS];
    struct slice cells[COLUMNS];
    struct rows rows = rows_of(docket);

    for (int i = 0; i < COLUMNS; i++)
        headings[i] = (struct docket_column){columns[i].heading, columns[i].align == ALIGN_RIGHT};
    docket_html_table(docket, "manifest.count", headings, COLUMNS);
    while (next_row(docket, &rows, cells)) {
        text_add_string(docket->html, "<tr>");
        for (int i = 0; i < COLUMNS; i++)
            if (i == PARCEL)
                html_put_all(docket->html, "<th scope=\"row\">", cells[i], "</th>");
            else
                html_put_all(docket->html,
                             headings[i].is_figure ? "<td class=\"n\">"
                             : i == NAME           ? "<td dir=\"auto\">"
                                                   : "<td>",
                             cells[i], "</td>");
        text_add_string(docket->html, "</tr>\n");
    }
    docket_html_table_end(docket);
}

static void tell_sum(struct docket *docket, const char *key, struct slice value)
{
    const double half = CONTENT / 2;

    if (!value.length)
        return;
    if (docket->html) {
        html_put_all(docket->html, "<tr><th scope=\"row\">", word(&docket->wording, key), "</th>");
        html_put_all(docket->html, "<td class=\"n\">", value, "</td></tr>\n");
        return;
    }
    pen_write(&docket->pen, STYLE_BODY, colour_grey, ALIGN_LEFT, word(&docket->wording, key), MARGIN + half, docket->y, half / 2);
    docket->y +=
        pen_write(&docket->pen, STYLE_STRONG, colour_ink, ALIGN_RIGHT, value, MARGIN + half * 1.5, docket->y, half / 2) + 2;
}

static void tell_sums(struct docket *docket)
{
    int64_t count;
    struct scan scan;
    struct slice sum;

    if (scan_integer(scan_find(docket->record, "count"), &count))
        tell_sum(docket, "manifest.count", docket_whole(docket, count));
    tell_sum(docket, "label.weight", told_weight(docket, scan_find(docket->record, "weight_g")));
    if (scan_array(&scan, scan_find(docket->record, "cash_on_delivery")))
        while (scan_element(&scan, &sum))
            tell_sum(docket, "manifest.cash", told_cash(docket, sum, "amount"));
}

/* What each of both writes where he signs. */
static const char *const to_sign[] = {"manifest.name", "manifest.time", "manifest.signature"};

static void draw_signature(struct docket *docket, const char *key, double x)
{
    const double width = CONTENT / 2 - 2 * GAP;
    double y = docket->y;

    y += pen_write(&docket->pen, STYLE_STRONG, colour_ink, ALIGN_LEFT, word(&docket->wording, key), x, y, width) + 4;
    for (size_t i = 0; i < sizeof to_sign / sizeof *to_sign; i++) {
        y += i == 2 ? 32 : 18;
        pen_rule(&docket->pen, colour_grey, 0.6, x + 72, y, width - 72);
        pen_write(&docket->pen, STYLE_LABEL, colour_grey, ALIGN_LEFT, word(&docket->wording, to_sign[i]), x, y - 9, 70);
    }
}

static void draw(struct docket *docket)
{
    draw_head(docket);
    draw_table(docket);
    if (docket->y + 90 + SIGNATURE_HEIGHT > BOTTOM)
        docket_begin_page(docket);
    docket->y += 12;
    tell_sums(docket);
    docket->y += 28;
    draw_signature(docket, "manifest.handed_over", MARGIN);
    draw_signature(docket, "manifest.received", MARGIN + CONTENT / 2 + GAP);
}

static void write_signature(struct docket *docket, const char *key)
{
    html_put_all(docket->html, "<section>\n<h2>", word(&docket->wording, key), "</h2>\n<dl>\n");
    for (size_t i = 0; i < sizeof to_sign / sizeof *to_sign; i++)
        html_put_all(docket->html, "<dt>", word(&docket->wording, to_sign[i]), "</dt><dd></dd>\n");
    text_add_string(docket->html, "</dl>\n</section>\n");
}

static void write_html(struct docket *docket)
{
    docket_html_head(docket, word(&docket->wording, "manifest.title"));
    text_add_string(docket->html, "<dl class=\"facts\">\n");
    docket_html_fact(docket, "manifest.carrier", docket_member(docket, docket->record, "name"));
    docket_html_fact(docket, "label.account", docket_member(docket, docket->record, "account"));
    docket_html_fact(docket, "manifest.day", told_day(docket));
    text_add_string(docket->html, "</dl>\n");
    write_table(docket);
    text_add_string(docket->html, "<table class=\"sums\">\n<tbody>\n");
    tell_sums(docket);
    text_add_string(docket->html, "</tbody>\n</table>\n<div class=\"signatures\">\n");
    write_signature(docket, "manifest.handed_over");
    write_signature(docket, "manifest.received");
    text_add_string(docket->html, "</div>\n");
}

static const struct docket_form form = {.noun = "manifest",
                                        .title = "manifest.title",
                                        .made_at = "closed_at",
                                        .margin = MARGIN,
                                        .bottom = BOTTOM,
                                        .gap = GAP,
                                        .fact = STYLE_STRONG,
                                        .draw = draw,
                                        .write = write_html};

bool manifest_press_knows(struct slice format)
{
    return slice_is(format, "manifest");
}

bool manifest_press(struct slice request, const struct words *words, struct arena *arena, struct text *bytes, struct fault *fault)
{
    return docket_press(&form, request, words, arena, bytes, fault);
}
