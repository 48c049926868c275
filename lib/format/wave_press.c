/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/wave_press.h"

#include "format/pdf_archive.h"
#include "format/pen.h"
#include "format/symbol.h"
#include "json/scan.h"

#include <cairo-pdf.h>

/* A4, in points. */
#define PAGE_WIDTH 595.276
#define PAGE_HEIGHT 841.89
#define MARGIN 42
#define CONTENT (PAGE_WIDTH - 2 * MARGIN)
#define BOTTOM (PAGE_HEIGHT - 48)
#define GAP 8  /* between columns */
#define CELL 6 /* above and below what stands in a row */
#define BOX 11 /* to tick */

/* Bars, in hundredths of a millimetre: of the wave, and of an order. What is longer goes into a square. */
enum { WAVE_BARS = 8600, ORDER_BARS = 4600, BARS_HEIGHT = 1000, SQUARE = 2000, MOST_IN_BARS = 32 };
#define POINT (72.0 / 2540)

/* Columns of what is to be taken. */
#define SLOT_AT (MARGIN + BOX + GAP)
#define SLOT_WIDTH 92
#define QUANTITY_AT (SLOT_AT + SLOT_WIDTH)
#define QUANTITY_WIDTH 52
#define GOODS_AT (QUANTITY_AT + QUANTITY_WIDTH + GAP)
#define GOODS_WIDTH 190
#define ORDERS_AT (GOODS_AT + GOODS_WIDTH + GAP)
#define ORDERS_WIDTH (MARGIN + CONTENT - ORDERS_AT)

/* A pick list while it is drawn, or its pages are counted. */
struct list {
    struct pen pen;
    struct slice wave;
    struct wording wording;
    struct arena *arena;
    struct colour tint, line;
    double y;
    int64_t page, pages;
    bool sound;
    struct fault *fault;
};

static struct slice finished(struct list *list, struct text *text)
{
    struct slice copy = arena_copy(list->arena, text_slice(text));

    text_release(text);
    return copy;
}

static struct slice decoded(struct list *list, struct slice value)
{
    struct text room = TEXT_INIT;
    struct slice text = scan_decoded(value, &room);

    return room.length ? finished(list, &room) : text;
}

static struct slice member(struct list *list, struct slice object, const char *name)
{
    return decoded(list, scan_find(object, name));
}

static struct slice told_whole(struct list *list, int64_t value)
{
    struct text text = TEXT_INIT;

    text_add_integer(&text, value);
    return finished(list, &text);
}

static struct slice told_title(struct list *list)
{
    struct text text = TEXT_INIT;

    text_add_slice(&text, word(&list->wording, "pick.title"));
    text_add_byte(&text, ' ');
    text_add_slice(&text, member(list, list->wave, "id"));
    return finished(list, &text);
}

static struct slice told_made(struct list *list)
{
    struct text text = TEXT_INIT;
    instant at;

    if (instant_read(scan_text(scan_find(list->wave, "made_at")), &at))
        word_day(&text, &list->wording, instant_day(at));
    return finished(list, &text);
}

/* Units of an array of objects that have a "quantity". */
static int64_t units_of(struct slice array)
{
    int64_t sum = 0;
    int64_t quantity;
    struct scan scan;
    struct slice item;

    if (scan_array(&scan, array))
        while (scan_element(&scan, &item))
            sum += scan_integer(scan_find(item, "quantity"), &quantity) ? quantity : 0;
    return sum;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static void draw_foot(struct list *list)
{
    const struct place_value values[] = {{'n', told_whole(list, list->page)}, {'m', told_whole(list, list->pages)}};
    struct text page = TEXT_INIT;

    word_fill(&page, &list->wording, "page", values, 2);
    pen_rule(&list->pen, list->line, 0.6, MARGIN, BOTTOM + 8, CONTENT);
    pen_write(&list->pen, STYLE_LABEL, colour_grey, ALIGN_LEFT, told_title(list), MARGIN, BOTTOM + 14, CONTENT - 80);
    pen_write(&list->pen, STYLE_LABEL, colour_grey, ALIGN_RIGHT, text_slice(&page), PAGE_WIDTH - MARGIN - 76, BOTTOM + 14, 76);
    text_release(&page);
}

static void begin_page(struct list *list)
{
    if (list->page && list->pen.cairo)
        cairo_show_page(list->pen.cairo);
    list->page++;
    list->y = MARGIN;
    draw_foot(list);
}

static bool goes_into_bars(struct slice number)
{
    for (size_t i = 0; i < number.length; i++)
        if (number.bytes[i] < 0x20 || number.bytes[i] > 0x7e)
            return false;
    return number.length <= MOST_IN_BARS;
}

/* With its right edge at the margin; the height that it takes. */
static double draw_code(struct list *list, struct slice number, int bars_width)
{
    const bool is_bars = goes_into_bars(number);
    const struct face_part part = {.kind = is_bars ? FACE_CODE128 : FACE_QR,
                                   .width = is_bars ? bars_width : SQUARE,
                                   .height = is_bars ? BARS_HEIGHT : SQUARE,
                                   .text = number};

    if (list->pen.cairo && list->sound) {
        cairo_save(list->pen.cairo);
        cairo_translate(list->pen.cairo, PAGE_WIDTH - MARGIN - part.width * POINT, list->y);
        cairo_scale(list->pen.cairo, POINT, POINT);
        cairo_set_source_rgb(list->pen.cairo, 0, 0, 0);
        list->sound = symbol_draw(list->pen.cairo, &part, list->fault);
        cairo_restore(list->pen.cairo);
    }
    return part.height * POINT;
}

static void draw_fact(struct list *list, const char *key, struct slice value, double *x)
{
    const double width = CONTENT / 4;

    pen_write(&list->pen, STYLE_LABEL, colour_grey, ALIGN_LEFT, word(&list->wording, key), *x, list->y, width - GAP);
    pen_write(&list->pen, STYLE_NAME, colour_ink, ALIGN_LEFT, value, *x, list->y + 11, width - GAP);
    *x += width;
}

static void draw_head(struct list *list)
{
    const double bars = draw_code(list, member(list, list->wave, "id"), WAVE_BARS);
    const double title = pen_write(&list->pen, STYLE_TITLE, colour_ink, ALIGN_LEFT, told_title(list), MARGIN, list->y,
                                   CONTENT - WAVE_BARS * POINT - GAP);
    double x = MARGIN;

    list->y += larger(bars, title) + 16;
    draw_fact(list, "pick.location", member(list, list->wave, "location"), &x);
    draw_fact(list, "pick.made", told_made(list), &x);
    draw_fact(list, "pick.orders", told_whole(list, (int64_t)scan_count(scan_find(list->wave, "orders"))), &x);
    draw_fact(list, "pick.units", told_whole(list, units_of(scan_find(list->wave, "picks"))), &x);
    list->y += 46;
}

static void draw_box(struct list *list, double x, double y)
{
    pen_box(&list->pen, colour_ink, x, y, BOX, BOX);
    pen_box(&list->pen, colour_white, x + 0.9, y + 0.9, BOX - 1.8, BOX - 1.8);
}

static void draw_pick_headings(struct list *list)
{
    const double height = pen_height(&list->pen, STYLE_LABEL, SLICE("X"), CONTENT) + CELL;
    const struct {
        const char *key;
        enum align align;
        double x, width;
    } headings[] = {{"pick.slot", ALIGN_LEFT, SLOT_AT, SLOT_WIDTH},
                    {"pick.quantity", ALIGN_RIGHT, QUANTITY_AT, QUANTITY_WIDTH},
                    {"pick.goods", ALIGN_LEFT, GOODS_AT, GOODS_WIDTH},
                    {"pick.for", ALIGN_LEFT, ORDERS_AT, ORDERS_WIDTH}};

    pen_box(&list->pen, list->tint, MARGIN, list->y, CONTENT, height);
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        pen_write(&list->pen, STYLE_LABEL, colour_ink, headings[i].align, word(&list->wording, headings[i].key), headings[i].x,
                  list->y + CELL / 2.0, headings[i].width);
    list->y += height;
}

/* "1042: 2, 1043: 1", each in one line. */
static struct slice told_orders(struct list *list, struct slice orders)
{
    struct text text = TEXT_INIT;
    struct scan scan;
    struct slice order;

    if (scan_array(&scan, orders))
        while (scan_element(&scan, &order))
            text_printf(&text, "%s%.*s:\u00a0%.*s", text.length ? ", " : "", SLICE_ARGS(scan_text(scan_find(order, "order"))),
                        SLICE_ARGS(scan_find(order, "quantity")));
    return finished(list, &text);
}

static void draw_pick(struct list *list, struct slice pick)
{
    struct slice slot = member(list, pick, "slot");
    struct slice name = member(list, pick, "name");
    struct slice sku = member(list, pick, "sku");
    struct slice orders = told_orders(list, scan_find(pick, "orders"));
    const double sku_height = pen_height(&list->pen, STYLE_NAME, sku, GOODS_WIDTH);
    double height = sku_height + (name.length ? pen_height(&list->pen, STYLE_BODY, name, GOODS_WIDTH) : 0);

    height = larger(height, slot.length ? pen_height(&list->pen, STYLE_NAME, slot, SLOT_WIDTH - GAP) : 0);
    height = larger(height, pen_height(&list->pen, STYLE_BODY, orders, ORDERS_WIDTH));
    if (list->y + height + 2 * CELL > BOTTOM) {
        begin_page(list);
        draw_pick_headings(list);
    }
    list->y += CELL;
    draw_box(list, MARGIN, list->y + 2);
    pen_write(&list->pen, STYLE_NAME, colour_ink, ALIGN_LEFT, slot, SLOT_AT, list->y, SLOT_WIDTH - GAP);
    pen_write(&list->pen, STYLE_NAME, colour_ink, ALIGN_RIGHT, scan_find(pick, "quantity"), QUANTITY_AT, list->y, QUANTITY_WIDTH);
    pen_write(&list->pen, STYLE_NAME, colour_ink, ALIGN_LEFT, sku, GOODS_AT, list->y, GOODS_WIDTH);
    pen_write(&list->pen, STYLE_BODY, colour_ink, ALIGN_LEFT, name, GOODS_AT, list->y + sku_height, GOODS_WIDTH);
    pen_write(&list->pen, STYLE_BODY, colour_ink, ALIGN_LEFT, orders, ORDERS_AT, list->y, ORDERS_WIDTH);
    list->y += height + CELL;
    pen_rule(&list->pen, list->line, 0.5, MARGIN, list->y, CONTENT);
}

static void draw_picks(struct list *list)
{
    struct scan scan;
    struct slice pick;

    draw_pick_headings(list);
    if (scan_array(&scan, scan_find(list->wave, "picks")))
        while (scan_element(&scan, &pick))
            draw_pick(list, pick);
}

/* "2 x POEL-24" a line: what of the picks is for the order. */
static struct slice told_goods(struct list *list, struct slice order)
{
    struct text text = TEXT_INIT;
    struct scan picks;
    struct slice pick;

    if (!scan_array(&picks, scan_find(list->wave, "picks")))
        return SLICE("");
    while (scan_element(&picks, &pick)) {
        struct scan orders;
        struct slice part;

        if (!scan_array(&orders, scan_find(pick, "orders")))
            continue;
        while (scan_element(&orders, &part))
            if (slice_equal(scan_find(part, "order"), order))
                text_printf(&text, "%s%.*s × %.*s", text.length ? "\n" : "", SLICE_ARGS(scan_find(part, "quantity")),
                            SLICE_ARGS(member(list, pick, "sku")));
    }
    return finished(list, &text);
}

static struct slice told_inserts(struct list *list, struct slice inserts)
{
    struct text text = TEXT_INIT;
    struct scan scan;
    struct slice insert;

    if (scan_array(&scan, inserts))
        while (scan_element(&scan, &insert))
            text_printf(&text, "%s+ %.*s", text.length ? "\n" : "", SLICE_ARGS(decoded(list, insert)));
    return finished(list, &text);
}

static void draw_order(struct list *list, struct slice order)
{
    const double goods_at = SLOT_AT + SLOT_WIDTH;
    const double goods_width = PAGE_WIDTH - MARGIN - ORDER_BARS * POINT - 2 * GAP - goods_at;
    struct slice number = member(list, order, "order");
    struct slice goods = told_goods(list, scan_find(order, "order"));
    struct slice inserts = told_inserts(list, scan_find(order, "inserts"));
    const double goods_height = pen_height(&list->pen, STYLE_BODY, goods, goods_width);
    const double inserts_height = inserts.length ? pen_height(&list->pen, STYLE_STRONG, inserts, goods_width) : 0;
    const double height = larger(BARS_HEIGHT * POINT, goods_height + inserts_height);

    if (list->y + height + 2 * CELL > BOTTOM)
        begin_page(list);
    list->y += CELL;
    draw_box(list, MARGIN, list->y + 2);
    pen_write(&list->pen, STYLE_NAME, colour_ink, ALIGN_LEFT, number, SLOT_AT, list->y, SLOT_WIDTH);
    pen_write(&list->pen, STYLE_BODY, colour_ink, ALIGN_LEFT, goods, goods_at, list->y, goods_width);
    pen_write(&list->pen, STYLE_STRONG, colour_ink, ALIGN_LEFT, inserts, goods_at, list->y + goods_height, goods_width);
    draw_code(list, number, ORDER_BARS);
    list->y += height + CELL;
    pen_rule(&list->pen, list->line, 0.5, MARGIN, list->y, CONTENT);
}

static void draw_orders(struct list *list)
{
    struct scan scan;
    struct slice order;

    begin_page(list);
    list->y +=
        pen_write(&list->pen, STYLE_TITLE, colour_ink, ALIGN_LEFT, word(&list->wording, "pick.orders"), MARGIN, list->y, CONTENT) +
        CELL;
    pen_rule(&list->pen, list->line, 0.5, MARGIN, list->y, CONTENT);
    if (scan_array(&scan, scan_find(list->wave, "orders")))
        while (scan_element(&scan, &order))
            draw_order(list, order);
}

static void draw(struct list *list, cairo_t *cairo)
{
    list->pen.cairo = cairo;
    list->page = 0;
    begin_page(list);
    draw_head(list);
    draw_picks(list);
    draw_orders(list);
    list->pages = list->page;
}

static cairo_status_t take(void *closure, const unsigned char *bytes, unsigned int length)
{
    text_add(closure, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

static bool make_pages(struct list *list, const char *made_at, struct text *pages, struct fault *fault)
{
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(take, pages, PAGE_WIDTH, PAGE_HEIGHT);
    cairo_t *cairo = cairo_create(surface);
    cairo_status_t status;

    /* Else it is the time at which it is drawn. */
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, made_at);
    draw(list, cairo);
    cairo_show_page(cairo);
    cairo_surface_finish(surface);
    status = cairo_status(cairo) == CAIRO_STATUS_SUCCESS ? cairo_surface_status(surface) : cairo_status(cairo);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    return list->sound &&
           (status == CAIRO_STATUS_SUCCESS || fault_set(fault, FAULT_SYSTEM, "not_rendered", NULL,
                                                        "the pick list cannot be drawn: %s", cairo_status_to_string(status)));
}

bool wave_press_knows(struct slice format)
{
    return slice_is(format, "wave");
}

bool wave_press(struct slice request, const struct words *words, struct arena *arena, struct text *bytes, struct fault *fault)
{
    struct list list = {.wave = scan_find(request, "record"),
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

    text_add_slice(&made_at, scan_text(scan_find(list.wave, "made_at")));
    pen_open(&list.pen, wording_language(&list.wording));
    draw(&list, NULL);
    done = make_pages(&list, text_string(&made_at), &pages, fault);
    pen_close(&list.pen);
    about = (struct pdf_about){
        .title = told_title(&list), .language = wording_language(&list.wording), .made_at = text_slice(&made_at)};
    done = done && pdf_archive(text_slice(&pages), &about, bytes, fault);
    text_release(&made_at);
    text_release(&pages);
    return done;
}
