/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/wave_press.h"

#include "format/docket_html.h"
#include "format/html_page.h"
#include "json/scan.h"

/* In points. */
#define MARGIN 42
#define CONTENT (DOCKET_WIDTH - 2 * MARGIN)
#define BOTTOM (DOCKET_HEIGHT - 48)
#define GAP 8  /* between columns */
#define CELL 6 /* above and below what stands in a row */
#define BOX 11 /* to tick */

/* To scan: the wave, and an order. */
static const struct docket_code wave_code = {.width = 8600, .height = 1000, .square = 2000};
static const struct docket_code order_code = {.width = 4600, .height = 1000, .square = 2000};

/* Columns of what is to be taken. */
#define SLOT_AT (MARGIN + BOX + GAP)
#define SLOT_WIDTH 92
#define QUANTITY_AT (SLOT_AT + SLOT_WIDTH)
#define QUANTITY_WIDTH 52
#define GOODS_AT (QUANTITY_AT + QUANTITY_WIDTH + GAP)
#define GOODS_WIDTH 190
#define ORDERS_AT (GOODS_AT + GOODS_WIDTH + GAP)
#define ORDERS_WIDTH (MARGIN + CONTENT - ORDERS_AT)

static struct slice told_made(struct docket *docket)
{
    struct text text = TEXT_INIT;
    instant at;

    if (instant_read(scan_text(scan_find(docket->record, "made_at")), &at))
        word_day(&text, &docket->wording, instant_day(at));
    return docket_kept(docket, &text);
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

static void draw_head(struct docket *docket)
{
    const double bars = docket_code(docket, docket_member(docket, docket->record, "id"), &wave_code);
    const double title = pen_write(&docket->pen, STYLE_TITLE, colour_ink, ALIGN_LEFT, docket_title(docket), MARGIN, docket->y,
                                   CONTENT - wave_code.width * DOCKET_POINT - GAP);
    double x = MARGIN;

    docket->y += larger(bars, title) + 16;
    docket_fact(docket, "pick.location", docket_member(docket, docket->record, "location"), &x);
    docket_fact(docket, "pick.made", told_made(docket), &x);
    docket_fact(docket, "pick.orders", docket_whole(docket, (int64_t)scan_count(scan_find(docket->record, "orders"))), &x);
    docket_fact(docket, "pick.units", docket_whole(docket, units_of(scan_find(docket->record, "picks"))), &x);
    docket->y += 46;
}

static void draw_box(struct docket *docket, double x, double y)
{
    pen_box(&docket->pen, colour_ink, x, y, BOX, BOX);
    pen_box(&docket->pen, colour_white, x + 0.9, y + 0.9, BOX - 1.8, BOX - 1.8);
}

static void draw_pick_headings(struct docket *docket)
{
    const double height = pen_height(&docket->pen, STYLE_LABEL, SLICE("X"), CONTENT) + CELL;
    const struct {
        const char *key;
        enum align align;
        double x, width;
    } headings[] = {{"pick.slot", ALIGN_LEFT, SLOT_AT, SLOT_WIDTH},
                    {"pick.quantity", ALIGN_RIGHT, QUANTITY_AT, QUANTITY_WIDTH},
                    {"pick.goods", ALIGN_LEFT, GOODS_AT, GOODS_WIDTH},
                    {"pick.for", ALIGN_LEFT, ORDERS_AT, ORDERS_WIDTH}};

    pen_box(&docket->pen, docket->tint, MARGIN, docket->y, CONTENT, height);
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        pen_write(&docket->pen, STYLE_LABEL, colour_ink, headings[i].align, word(&docket->wording, headings[i].key), headings[i].x,
                  docket->y + CELL / 2.0, headings[i].width);
    docket->y += height;
}

/* "1042: 2, 1043: 1", each in one line. */
static struct slice told_orders(struct docket *docket, struct slice orders)
{
    struct text text = TEXT_INIT;
    struct scan scan;
    struct slice order;

    if (scan_array(&scan, orders))
        while (scan_element(&scan, &order))
            text_printf(&text, "%s%.*s:\u00a0%.*s", text.length ? ", " : "", SLICE_ARGS(scan_text(scan_find(order, "order"))),
                        SLICE_ARGS(scan_find(order, "quantity")));
    return docket_kept(docket, &text);
}

static void draw_pick(struct docket *docket, struct slice pick)
{
    struct slice slot = docket_member(docket, pick, "slot");
    struct slice name = docket_member(docket, pick, "name");
    struct slice sku = docket_member(docket, pick, "sku");
    struct slice orders = told_orders(docket, scan_find(pick, "orders"));
    const double sku_height = pen_height(&docket->pen, STYLE_NAME, sku, GOODS_WIDTH);
    double height = sku_height + (name.length ? pen_height(&docket->pen, STYLE_BODY, name, GOODS_WIDTH) : 0);

    height = larger(height, slot.length ? pen_height(&docket->pen, STYLE_NAME, slot, SLOT_WIDTH - GAP) : 0);
    height = larger(height, pen_height(&docket->pen, STYLE_BODY, orders, ORDERS_WIDTH));
    if (docket->y + height + 2 * CELL > BOTTOM) {
        docket_begin_page(docket);
        draw_pick_headings(docket);
    }
    docket->y += CELL;
    draw_box(docket, MARGIN, docket->y + 2);
    pen_write(&docket->pen, STYLE_NAME, colour_ink, ALIGN_LEFT, slot, SLOT_AT, docket->y, SLOT_WIDTH - GAP);
    pen_write(&docket->pen, STYLE_NAME, colour_ink, ALIGN_RIGHT, scan_find(pick, "quantity"), QUANTITY_AT, docket->y,
              QUANTITY_WIDTH);
    pen_write(&docket->pen, STYLE_NAME, colour_ink, ALIGN_LEFT, sku, GOODS_AT, docket->y, GOODS_WIDTH);
    pen_write(&docket->pen, STYLE_BODY, colour_ink, ALIGN_LEFT, name, GOODS_AT, docket->y + sku_height, GOODS_WIDTH);
    pen_write(&docket->pen, STYLE_BODY, colour_ink, ALIGN_LEFT, orders, ORDERS_AT, docket->y, ORDERS_WIDTH);
    docket->y += height + CELL;
    pen_rule(&docket->pen, docket->line, 0.5, MARGIN, docket->y, CONTENT);
}

static void draw_picks(struct docket *docket)
{
    struct scan scan;
    struct slice pick;

    draw_pick_headings(docket);
    if (scan_array(&scan, scan_find(docket->record, "picks")))
        while (scan_element(&scan, &pick))
            draw_pick(docket, pick);
}

/* "2 x POEL-24" a line: what of the picks is for the order. */
static struct slice told_goods(struct docket *docket, struct slice order)
{
    struct text text = TEXT_INIT;
    struct scan picks;
    struct slice pick;

    if (!scan_array(&picks, scan_find(docket->record, "picks")))
        return SLICE("");
    while (scan_element(&picks, &pick)) {
        struct scan orders;
        struct slice part;

        if (!scan_array(&orders, scan_find(pick, "orders")))
            continue;
        while (scan_element(&orders, &part))
            if (slice_equal(scan_find(part, "order"), order))
                text_printf(&text, "%s%.*s × %.*s", text.length ? "\n" : "", SLICE_ARGS(scan_find(part, "quantity")),
                            SLICE_ARGS(docket_member(docket, pick, "sku")));
    }
    return docket_kept(docket, &text);
}

static struct slice told_inserts(struct docket *docket, struct slice inserts)
{
    struct text text = TEXT_INIT;
    struct scan scan;
    struct slice insert;

    if (scan_array(&scan, inserts))
        while (scan_element(&scan, &insert))
            text_printf(&text, "%s+ %.*s", text.length ? "\n" : "", SLICE_ARGS(docket_decoded(docket, insert)));
    return docket_kept(docket, &text);
}

static void draw_order(struct docket *docket, struct slice order)
{
    const double goods_at = SLOT_AT + SLOT_WIDTH;
    const double goods_width = DOCKET_WIDTH - MARGIN - order_code.width * DOCKET_POINT - 2 * GAP - goods_at;
    struct slice number = docket_member(docket, order, "order");
    struct slice goods = told_goods(docket, scan_find(order, "order"));
    struct slice inserts = told_inserts(docket, scan_find(order, "inserts"));
    const double goods_height = pen_height(&docket->pen, STYLE_BODY, goods, goods_width);
    const double inserts_height = inserts.length ? pen_height(&docket->pen, STYLE_STRONG, inserts, goods_width) : 0;
    const double height = larger(order_code.height * DOCKET_POINT, goods_height + inserts_height);

    if (docket->y + height + 2 * CELL > BOTTOM)
        docket_begin_page(docket);
    docket->y += CELL;
    draw_box(docket, MARGIN, docket->y + 2);
    pen_write(&docket->pen, STYLE_NAME, colour_ink, ALIGN_LEFT, number, SLOT_AT, docket->y, SLOT_WIDTH);
    pen_write(&docket->pen, STYLE_BODY, colour_ink, ALIGN_LEFT, goods, goods_at, docket->y, goods_width);
    pen_write(&docket->pen, STYLE_STRONG, colour_ink, ALIGN_LEFT, inserts, goods_at, docket->y + goods_height, goods_width);
    docket_code(docket, number, &order_code);
    docket->y += height + CELL;
    pen_rule(&docket->pen, docket->line, 0.5, MARGIN, docket->y, CONTENT);
}

static void draw_orders(struct docket *docket)
{
    struct scan scan;
    struct slice order;

    docket_begin_page(docket);
    docket->y += pen_write(&docket->pen, STYLE_TITLE, colour_ink, ALIGN_LEFT, word(&docket->wording, "pick.orders"), MARGIN,
                           docket->y, CONTENT) +
                 CELL;
    pen_rule(&docket->pen, docket->line, 0.5, MARGIN, docket->y, CONTENT);
    if (scan_array(&scan, scan_find(docket->record, "orders")))
        while (scan_element(&scan, &order))
            draw_order(docket, order);
}

static void write_picks(struct docket *docket)
{
    static const struct docket_column columns[] = {
        {NULL, false}, {"pick.slot", false}, {"pick.quantity", true}, {"pick.goods", false}, {"pick.for", false}};
    struct scan scan;
    struct slice pick;

    docket_html_table(docket, "pick.goods", columns, sizeof columns / sizeof *columns);
    if (scan_array(&scan, scan_find(docket->record, "picks")))
        while (scan_element(&scan, &pick)) {
            struct slice sku = docket_member(docket, pick, "sku");

            text_add_string(docket->html, "<tr>");
            docket_html_box(docket, sku);
            html_put_all(docket->html, "<td>", docket_member(docket, pick, "slot"), "</td>");
            html_put_all(docket->html, "<td class=\"n\">", scan_find(pick, "quantity"), "</td>");
            html_put_all(docket->html, "<th scope=\"row\" dir=\"auto\">", sku, "");
            html_put(docket->html, "<div class=\"for\" dir=\"auto\">", docket_member(docket, pick, "name"), "</div>");
            html_put_all(docket->html, "</th><td>", told_orders(docket, scan_find(pick, "orders")), "</td></tr>\n");
        }
    docket_html_table_end(docket);
}

static void write_orders(struct docket *docket)
{
    static const struct docket_column columns[] = {{NULL, false}, {"label.order", false}, {"pick.goods", false}, {NULL, false}};
    struct scan scan;
    struct slice order;

    text_add_string(docket->html, "<div class=\"orders\">\n");
    docket_html_table(docket, "pick.orders", columns, sizeof columns / sizeof *columns);
    if (scan_array(&scan, scan_find(docket->record, "orders")))
        while (scan_element(&scan, &order)) {
            struct slice number = docket_member(docket, order, "order");

            text_add_string(docket->html, "<tr>");
            docket_html_box(docket, number);
            html_put_all(docket->html, "<th scope=\"row\">", number, "</th><td>");
            html_put_all(docket->html, "", told_goods(docket, scan_find(order, "order")), "");
            html_put(docket->html, "<div class=\"insert\" dir=\"auto\">", told_inserts(docket, scan_find(order, "inserts")),
                     "</div>");
            text_add_string(docket->html, "</td><td class=\"code-cell\">");
            docket_html_code(docket, number);
            text_add_string(docket->html, "</td></tr>\n");
        }
    docket_html_table_end(docket);
    text_add_string(docket->html, "</div>\n");
}

static void write_html(struct docket *docket)
{
    docket_html_head(docket, docket_title(docket));
    text_add_string(docket->html, "<dl class=\"facts\">\n");
    docket_html_fact(docket, "pick.location", docket_member(docket, docket->record, "location"));
    docket_html_fact(docket, "pick.made", told_made(docket));
    docket_html_fact(docket, "pick.orders", docket_whole(docket, (int64_t)scan_count(scan_find(docket->record, "orders"))));
    docket_html_fact(docket, "pick.units", docket_whole(docket, units_of(scan_find(docket->record, "picks"))));
    text_add_string(docket->html, "</dl>\n");
    write_picks(docket);
    write_orders(docket);
}

static void draw(struct docket *docket)
{
    draw_head(docket);
    draw_picks(docket);
    draw_orders(docket);
}

static const struct docket_form form = {.noun = "pick list",
                                        .title = "pick.title",
                                        .made_at = "made_at",
                                        .margin = MARGIN,
                                        .bottom = BOTTOM,
                                        .gap = GAP,
                                        .fact = STYLE_NAME,
                                        .draw = draw,
                                        .write = write_html};

bool wave_press_knows(struct slice format)
{
    return slice_is(format, "wave");
}

bool wave_press(struct slice request, const struct words *words, struct arena *arena, struct text *bytes, struct fault *fault)
{
    return docket_press(&form, request, words, arena, bytes, fault);
}
