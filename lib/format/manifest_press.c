/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/manifest_press.h"

#include "format/pdf_archive.h"
#include "format/pen.h"
#include "format/symbol.h"
#include "json/scan.h"

#include <cairo-pdf.h>

/* A4, in points. */
#define PAGE_WIDTH 595.276
#define PAGE_HEIGHT 841.89
#define MARGIN 48
#define CONTENT (PAGE_WIDTH - 2 * MARGIN)
#define BOTTOM (PAGE_HEIGHT - 52)
#define GAP 6  /* between columns */
#define CELL 3 /* above and below what stands in a row */
#define SIGNATURE_HEIGHT 110

/* The code of the number, in hundredths of a millimetre: bars as long as they are wide enough to be read, else a square. */
enum { BARS_WIDTH = 8600, BARS_HEIGHT = 1300, SQUARE = 2200, MOST_IN_BARS = 32 };
#define POINT (72.0 / 2540)

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

/* A manifest while it is drawn, or its pages are counted. */
struct sheet {
    struct pen pen;
    struct slice request, manifest;
    struct wording wording;
    struct arena *arena;
    struct colour tint, line;
    double y;
    int64_t page, pages;
    bool sound;
    struct fault *fault;
};

static struct slice finished(struct sheet *sheet, struct text *text)
{
    struct slice copy = arena_copy(sheet->arena, text_slice(text));

    text_release(text);
    return copy;
}

static struct slice decoded(struct sheet *sheet, struct slice value)
{
    struct text room = TEXT_INIT;
    struct slice text = scan_decoded(value, &room);

    return room.length ? finished(sheet, &room) : text;
}

static struct slice member(struct sheet *sheet, struct slice object, const char *name)
{
    return decoded(sheet, scan_find(object, name));
}

static struct slice told_whole(struct sheet *sheet, int64_t value)
{
    struct text text = TEXT_INIT;

    text_add_integer(&text, value);
    return finished(sheet, &text);
}

static struct slice told_weight(struct sheet *sheet, struct slice value)
{
    struct text text = TEXT_INIT;
    int64_t grams;

    if (scan_integer(value, &grams) && grams)
        word_weight(&text, &sheet->wording, grams);
    return finished(sheet, &text);
}

/* `amount` in the object's "currency". */
static struct slice told_cash(struct sheet *sheet, struct slice object, const char *name)
{
    struct text text = TEXT_INIT;
    struct currency currency;
    struct fault none = FAULT_INIT;
    amount value;

    if (currency_find(member(sheet, object, "currency"), &currency, &none) &&
        amount_read(member(sheet, object, name), &currency, false, name, &value, &none))
        word_money(&text, &sheet->wording, value, &currency);
    return finished(sheet, &text);
}

static struct slice told_day(struct sheet *sheet)
{
    struct text text = TEXT_INIT;
    day value;

    if (day_read(scan_text(scan_find(sheet->manifest, "day")), &value))
        word_day(&text, &sheet->wording, value);
    return finished(sheet, &text);
}

static struct slice title_of(struct sheet *sheet)
{
    struct text text = TEXT_INIT;

    text_add_slice(&text, word(&sheet->wording, "manifest.title"));
    text_add_byte(&text, ' ');
    text_add_slice(&text, member(sheet, sheet->manifest, "id"));
    return finished(sheet, &text);
}

static void draw_foot(struct sheet *sheet)
{
    const struct place_value values[] = {{'n', told_whole(sheet, sheet->page)}, {'m', told_whole(sheet, sheet->pages)}};
    struct text page = TEXT_INIT;

    word_fill(&page, &sheet->wording, "page", values, 2);
    pen_rule(&sheet->pen, sheet->line, 0.6, MARGIN, BOTTOM + 8, CONTENT);
    pen_write(&sheet->pen, STYLE_LABEL, colour_grey, ALIGN_LEFT, title_of(sheet), MARGIN, BOTTOM + 14, CONTENT - 80);
    pen_write(&sheet->pen, STYLE_LABEL, colour_grey, ALIGN_RIGHT, text_slice(&page), PAGE_WIDTH - MARGIN - 76, BOTTOM + 14, 76);
    text_release(&page);
}

static bool goes_into_bars(struct slice number)
{
    for (size_t i = 0; i < number.length; i++)
        if (number.bytes[i] < 0x20 || number.bytes[i] > 0x7e)
            return false;
    return number.length <= MOST_IN_BARS;
}

/* In the upper right corner; the height that it takes. */
static double draw_code(struct sheet *sheet)
{
    const struct slice number = member(sheet, sheet->manifest, "id");
    const bool is_bars = goes_into_bars(number);
    const struct face_part part = {.kind = is_bars ? FACE_CODE128 : FACE_QR,
                                   .width = is_bars ? BARS_WIDTH : SQUARE,
                                   .height = is_bars ? BARS_HEIGHT : SQUARE,
                                   .text = number};

    if (sheet->pen.cairo && sheet->sound) {
        cairo_save(sheet->pen.cairo);
        cairo_translate(sheet->pen.cairo, PAGE_WIDTH - MARGIN - part.width * POINT, sheet->y);
        cairo_scale(sheet->pen.cairo, POINT, POINT);
        cairo_set_source_rgb(sheet->pen.cairo, 0, 0, 0);
        sheet->sound = symbol_draw(sheet->pen.cairo, &part, sheet->fault);
        cairo_restore(sheet->pen.cairo);
    }
    return part.height * POINT;
}

/* A word above what it says; nothing where that is empty. */
static void draw_fact(struct sheet *sheet, const char *key, struct slice value, double *x)
{
    const double width = CONTENT / 4;

    if (!value.length)
        return;
    pen_write(&sheet->pen, STYLE_LABEL, colour_grey, ALIGN_LEFT, word(&sheet->wording, key), *x, sheet->y, width - GAP);
    pen_write(&sheet->pen, STYLE_STRONG, colour_ink, ALIGN_LEFT, value, *x, sheet->y + 11, width - GAP);
    *x += width;
}

static void draw_head(struct sheet *sheet)
{
    double height = draw_code(sheet);
    double x = MARGIN;
    struct scan scan;
    struct slice line;

    sheet->y += pen_write(&sheet->pen, STYLE_TITLE, colour_ink, ALIGN_LEFT, word(&sheet->wording, "manifest.title"), MARGIN,
                          sheet->y, CONTENT / 2 - GAP);
    pen_write(&sheet->pen, STYLE_STRONG, colour_ink, ALIGN_RIGHT, member(sheet, sheet->manifest, "id"), MARGIN + CONTENT / 2,
              MARGIN + height + 2, CONTENT / 2);
    if (scan_find(sheet->manifest, "training").bytes)
        sheet->y += pen_write(&sheet->pen, STYLE_MARK, colour_ink, ALIGN_LEFT, word(&sheet->wording, "label.training"), MARGIN,
                              sheet->y, CONTENT / 2 - GAP);
    if (scan_array(&scan, scan_find(sheet->request, "from")))
        while (scan_element(&scan, &line))
            sheet->y += pen_write(&sheet->pen, STYLE_BODY, colour_ink, ALIGN_LEFT, decoded(sheet, line), MARGIN, sheet->y,
                                  CONTENT / 2 - GAP);
    if (sheet->y < MARGIN + height + 18)
        sheet->y = MARGIN + height + 18;
    sheet->y += 12;
    draw_fact(sheet, "manifest.carrier", member(sheet, sheet->manifest, "name"), &x);
    draw_fact(sheet, "label.account", member(sheet, sheet->manifest, "account"), &x);
    draw_fact(sheet, "manifest.day", told_day(sheet), &x);
    sheet->y += 42;
}

static void draw_headings(struct sheet *sheet)
{
    double height = pen_height(&sheet->pen, STYLE_LABEL, SLICE("X"), CONTENT) + 2 * CELL;
    double x = MARGIN;

    pen_box(&sheet->pen, sheet->tint, MARGIN, sheet->y, CONTENT, height);
    for (int i = 0; i < COLUMNS; x += columns[i++].width)
        if (columns[i].heading)
            pen_write(&sheet->pen, STYLE_LABEL, colour_ink, columns[i].align, word(&sheet->wording, columns[i].heading), x,
                      sheet->y + CELL, columns[i].width - GAP);
    sheet->y += height;
}

static void begin_page(struct sheet *sheet)
{
    if (sheet->page && sheet->pen.cairo)
        cairo_show_page(sheet->pen.cairo);
    sheet->page++;
    sheet->y = MARGIN;
    draw_foot(sheet);
}

static void fill_cells(struct sheet *sheet, struct slice parcel, int64_t place, struct slice name, struct slice *cells)
{
    struct slice sscc = member(sheet, parcel, "sscc");

    cells[PLACE] = told_whole(sheet, place);
    cells[PARCEL] = member(sheet, parcel, "id");
    cells[NUMBER] = member(sheet, parcel, "tracking_number");
    if (sscc.length && !slice_equal(sscc, cells[NUMBER])) {
        struct text both = TEXT_INIT;

        text_printf(&both, "%.*s\n(00)%.*s", SLICE_ARGS(cells[NUMBER]), SLICE_ARGS(sscc));
        cells[NUMBER] = finished(sheet, &both);
    }
    cells[NAME] = name;
    cells[COUNTRY] = member(sheet, parcel, "country");
    cells[SERVICE] = member(sheet, parcel, "service");
    cells[WEIGHT] = told_weight(sheet, scan_find(parcel, "weight_g"));
    cells[CASH] = told_cash(sheet, parcel, "cash_on_delivery");
}

static void draw_row(struct sheet *sheet, const struct slice *cells)
{
    double height = 0;
    double x = MARGIN;

    for (int i = 0; i < COLUMNS; i++) {
        double needed = cells[i].length ? pen_height(&sheet->pen, STYLE_SMALL, cells[i], columns[i].width - GAP) : 0;

        height = needed > height ? needed : height;
    }
    if (sheet->y + height + 2 * CELL > BOTTOM) {
        begin_page(sheet);
        draw_headings(sheet);
    }
    for (int i = 0; i < COLUMNS; x += columns[i++].width)
        if (cells[i].length)
            pen_write(&sheet->pen, STYLE_SMALL, colour_ink, columns[i].align, cells[i], x, sheet->y + CELL, columns[i].width - GAP);
    sheet->y += height + 2 * CELL;
    pen_rule(&sheet->pen, sheet->line, 0.5, MARGIN, sheet->y, CONTENT);
}

static void draw_table(struct sheet *sheet)
{
    struct slice cells[COLUMNS];
    struct slice parcel;
    struct slice name = {NULL, 0};
    struct scan parcels;
    struct scan names;
    int64_t place = 0;

    draw_headings(sheet);
    if (!scan_array(&parcels, scan_find(sheet->manifest, "parcels")) || !scan_array(&names, scan_find(sheet->request, "names")))
        return;
    while (scan_element(&parcels, &parcel)) {
        bool has_name = scan_element(&names, &name);

        fill_cells(sheet, parcel, ++place, has_name ? decoded(sheet, name) : SLICE(""), cells);
        draw_row(sheet, cells);
    }
}

static void draw_sum(struct sheet *sheet, const char *key, struct slice value)
{
    const double half = CONTENT / 2;

    if (!value.length)
        return;
    pen_write(&sheet->pen, STYLE_BODY, colour_grey, ALIGN_LEFT, word(&sheet->wording, key), MARGIN + half, sheet->y, half / 2);
    sheet->y += pen_write(&sheet->pen, STYLE_STRONG, colour_ink, ALIGN_RIGHT, value, MARGIN + half * 1.5, sheet->y, half / 2) + 2;
}

static void draw_sums(struct sheet *sheet)
{
    int64_t count;
    struct scan scan;
    struct slice sum;

    sheet->y += 12;
    if (scan_integer(scan_find(sheet->manifest, "count"), &count))
        draw_sum(sheet, "manifest.count", told_whole(sheet, count));
    draw_sum(sheet, "label.weight", told_weight(sheet, scan_find(sheet->manifest, "weight_g")));
    if (scan_array(&scan, scan_find(sheet->manifest, "cash_on_delivery")))
        while (scan_element(&scan, &sum))
            draw_sum(sheet, "manifest.cash", told_cash(sheet, sum, "amount"));
}

/* Where one of both signs. */
static void draw_signature(struct sheet *sheet, const char *key, double x)
{
    static const char *const wanted[] = {"manifest.name", "manifest.time", "manifest.signature"};
    const double width = CONTENT / 2 - 2 * GAP;
    double y = sheet->y;

    y += pen_write(&sheet->pen, STYLE_STRONG, colour_ink, ALIGN_LEFT, word(&sheet->wording, key), x, y, width) + 4;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        y += i == 2 ? 32 : 18;
        pen_rule(&sheet->pen, colour_grey, 0.6, x + 72, y, width - 72);
        pen_write(&sheet->pen, STYLE_LABEL, colour_grey, ALIGN_LEFT, word(&sheet->wording, wanted[i]), x, y - 9, 70);
    }
}

static void draw(struct sheet *sheet, cairo_t *cairo)
{
    sheet->pen.cairo = cairo;
    sheet->page = 0;
    begin_page(sheet);
    draw_head(sheet);
    draw_table(sheet);
    if (sheet->y + 90 + SIGNATURE_HEIGHT > BOTTOM)
        begin_page(sheet);
    draw_sums(sheet);
    sheet->y += 28;
    draw_signature(sheet, "manifest.handed_over", MARGIN);
    draw_signature(sheet, "manifest.received", MARGIN + CONTENT / 2 + GAP);
    sheet->pages = sheet->page;
}

static cairo_status_t take(void *closure, const unsigned char *bytes, unsigned int length)
{
    text_add(closure, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

static bool make_pages(struct sheet *sheet, const char *made_at, struct text *pages, struct fault *fault)
{
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(take, pages, PAGE_WIDTH, PAGE_HEIGHT);
    cairo_t *cairo = cairo_create(surface);
    cairo_status_t status;

    /* Else it is the time at which it is drawn. */
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, made_at);
    draw(sheet, cairo);
    cairo_show_page(cairo);
    cairo_surface_finish(surface);
    status = cairo_status(cairo) == CAIRO_STATUS_SUCCESS ? cairo_surface_status(surface) : cairo_status(cairo);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    return sheet->sound &&
           (status == CAIRO_STATUS_SUCCESS || fault_set(fault, FAULT_SYSTEM, "not_rendered", NULL,
                                                        "the manifest cannot be drawn: %s", cairo_status_to_string(status)));
}

bool manifest_press_knows(struct slice format)
{
    return slice_is(format, "manifest");
}

bool manifest_press(struct slice request, const struct words *words, struct arena *arena, struct text *bytes, struct fault *fault)
{
    struct sheet sheet = {.request = request,
                          .manifest = scan_find(request, "record"),
                          .wording = words_for(words, scan_text(scan_find(request, "language")), SLICE("")),
                          .arena = arena,
                          .tint = colour_mix(colour_slate, colour_white, 0.9),
                          .line = colour_mix(colour_grey, colour_white, 0.7),
                          .sound = true,
                          .fault = fault};
    struct text made_at = TEXT_INIT;
    struct text pages = TEXT_INIT;
    struct pdf_about about;
    bool done;

    text_add_slice(&made_at, scan_text(scan_find(sheet.manifest, "closed_at")));
    pen_open(&sheet.pen, wording_language(&sheet.wording));
    draw(&sheet, NULL);
    done = make_pages(&sheet, text_string(&made_at), &pages, fault);
    pen_close(&sheet.pen);
    about = (struct pdf_about){
        .title = title_of(&sheet), .language = wording_language(&sheet.wording), .made_at = text_slice(&made_at)};
    done = done && pdf_archive(text_slice(&pages), &about, bytes, fault);
    text_release(&made_at);
    text_release(&pages);
    return done;
}
