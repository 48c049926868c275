/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/pen.h"

#include <math.h>

/* Families whose figures are all of one width, the first that is there. */
#define FAMILIES "Open Sans, Noto Sans, DejaVu Sans, sans-serif"

static const struct {
    double size;
    PangoWeight weight;
} style_fonts[STYLES] = {
    [STYLE_BODY] = {9, PANGO_WEIGHT_NORMAL},    [STYLE_STRONG] = {9, PANGO_WEIGHT_SEMIBOLD},
    [STYLE_SMALL] = {7.5, PANGO_WEIGHT_NORMAL}, [STYLE_LABEL] = {7, PANGO_WEIGHT_NORMAL},
    [STYLE_TITLE] = {20, PANGO_WEIGHT_BOLD},    [STYLE_NAME] = {13, PANGO_WEIGHT_BOLD},
    [STYLE_DUE] = {12.5, PANGO_WEIGHT_BOLD},    [STYLE_MARK] = {10, PANGO_WEIGHT_BOLD},
};

void pen_open(struct pen *pen, struct slice language)
{
    PangoFontMap *fonts = pango_cairo_font_map_get_default();
    cairo_font_options_t *options = cairo_font_options_create();
    struct text name = TEXT_INIT;

    text_add_slice(&name, language);
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(fonts), 72);
    pen->cairo = NULL;
    pen->context = pango_font_map_create_context(fonts);
    /* Hints are for screens: on paper they would only shift letters. */
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(pen->context, options);
    pango_context_set_round_glyph_positions(pen->context, FALSE);
    pango_context_set_language(pen->context, pango_language_from_string(text_string(&name)));
    for (size_t i = 0; i < STYLES; i++) {
        pen->styles[i] = pango_font_description_from_string(FAMILIES);
        pango_font_description_set_absolute_size(pen->styles[i], style_fonts[i].size * PANGO_SCALE);
        pango_font_description_set_weight(pen->styles[i], style_fonts[i].weight);
    }
    cairo_font_options_destroy(options);
    text_release(&name);
}

void pen_close(struct pen *pen)
{
    for (size_t i = 0; i < STYLES; i++)
        pango_font_description_free(pen->styles[i]);
    g_object_unref(pen->context);
}

static double points(int units)
{
    return (double)units / PANGO_SCALE;
}

/* A width below 0: in one line. */
static PangoLayout *set(struct pen *pen, enum style style, struct slice text, double width, enum align align)
{
    PangoLayout *layout = pango_layout_new(pen->context);
    PangoAttrList *attributes = pango_attr_list_new();
    bool is_rightward;

    pango_layout_set_font_description(layout, pen->styles[style]);
    pango_layout_set_text(layout, text.bytes ? text.bytes : "", (int)text.length);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    if (width >= 0)
        pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    /* An SKU that breaks must not seem to have a hyphen. */
    pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
    is_rightward = pango_layout_line_get_resolved_direction(pango_layout_get_line_readonly(layout, 0)) == PANGO_DIRECTION_RTL;
    /* To Pango left is where reading begins, which is the right of Arabic. The page keeps to its columns. */
    if (align == ALIGN_CENTRE)
        pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
    else
        pango_layout_set_alignment(layout, (align == ALIGN_RIGHT) != is_rightward ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    return layout;
}

static void ink(struct pen *pen, struct colour colour)
{
    cairo_set_source_rgb(pen->cairo, colour.red, colour.green, colour.blue);
}

double pen_height(struct pen *pen, enum style style, struct slice text, double width)
{
    PangoLayout *layout = set(pen, style, text, width, ALIGN_LEFT);
    int height;

    pango_layout_get_size(layout, NULL, &height);
    g_object_unref(layout);
    return points(height);
}

double pen_width(struct pen *pen, enum style style, struct slice text)
{
    PangoLayout *layout = set(pen, style, text, -1, ALIGN_LEFT);
    int width;

    pango_layout_get_size(layout, &width, NULL);
    g_object_unref(layout);
    /* What is set in exactly so much must not break. */
    return ceil(points(width)) + 1;
}

double pen_write(struct pen *pen, enum style style, struct colour colour, enum align align, struct slice text, double x, double y,
                 double width)
{
    PangoLayout *layout = set(pen, style, text, width, align);
    int height;

    pango_layout_get_size(layout, NULL, &height);
    if (pen->cairo) {
        ink(pen, colour);
        cairo_move_to(pen->cairo, x, y);
        pango_cairo_show_layout(pen->cairo, layout);
    }
    g_object_unref(layout);
    return points(height);
}

void pen_flow(struct pen *pen, enum style style, struct colour colour, struct slice text, double x, double width, pen_place *place,
              void *closure)
{
    PangoLayout *layout = set(pen, style, text, width, ALIGN_LEFT);
    PangoLayoutIter *lines = pango_layout_get_iter(layout);

    do {
        PangoRectangle extents;
        int top, bottom;
        double y;

        pango_layout_iter_get_line_yrange(lines, &top, &bottom);
        pango_layout_iter_get_line_extents(lines, NULL, &extents);
        y = place(closure, points(bottom - top));
        if (pen->cairo) {
            ink(pen, colour);
            cairo_move_to(pen->cairo, x + points(extents.x), y + points(pango_layout_iter_get_baseline(lines) - top));
            pango_cairo_show_layout_line(pen->cairo, pango_layout_iter_get_line_readonly(lines));
        }
    } while (pango_layout_iter_next_line(lines));
    pango_layout_iter_free(lines);
    g_object_unref(layout);
}

void pen_rule(struct pen *pen, struct colour colour, double thickness, double x, double y, double width)
{
    pen_box(pen, colour, x, y - thickness / 2, width, thickness);
}

void pen_box(struct pen *pen, struct colour colour, double x, double y, double width, double height)
{
    if (!pen->cairo)
        return;
    ink(pen, colour);
    cairo_rectangle(pen->cairo, x, y, width, height);
    cairo_fill(pen->cairo);
}
