/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/label_press.h"

#include "format/label_face.h"
#include "format/pdf_archive.h"
#include "format/symbol.h"
#include "json/scan.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>
#include <pango/pangocairo.h>

/* Points of a hundredth of a millimetre, and pages in points. */
#define POINT (72.0 / 2540)
#define FAMILIES "Open Sans, Noto Sans, DejaVu Sans, sans-serif"

/* What office printers leave white at the edges of A4. */
#define ON_SHEET 0.97

enum { DARK = 128 };

struct page {
    double width, height;
};

static const struct {
    const char *name;
    struct page page;
} papers[] = {{"4x6", {288, 432}}, {"a6", {297.638, 419.528}}, {"a4", {595.276, 841.89}}};

/* The PDF that pages are added to. */
static struct {
    cairo_surface_t *surface;
    cairo_t *cairo;
    struct text bytes;
    int64_t place; /* on the sheet, from 1; of the last label */
    struct text first, language, day;
} sheets;

static cairo_status_t take(void *closure, const unsigned char *bytes, unsigned int length)
{
    text_add(closure, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

static bool fault_of(cairo_status_t status, struct fault *fault)
{
    return status == CAIRO_STATUS_SUCCESS ||
           fault_set(fault, FAULT_SYSTEM, "not_rendered", NULL, "the label cannot be drawn: %s", cairo_status_to_string(status));
}

/* One line, as high as is asked, or so much smaller that it fits the width. */
static PangoLayout *set_line(cairo_t *cairo, struct slice text, double height, double width)
{
    PangoFontMap *fonts = pango_cairo_font_map_get_default();
    PangoContext *context = pango_font_map_create_context(fonts);
    cairo_font_options_t *options = cairo_font_options_create();
    PangoFontDescription *description = pango_font_description_from_string(FAMILIES);
    PangoLayout *layout;
    double size = height * 0.8;
    PangoRectangle extents;

    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(fonts), 72);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context, options);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_cairo_update_context(cairo, context);
    pango_font_description_set_weight(description, PANGO_WEIGHT_SEMIBOLD);
    layout = pango_layout_new(context);
    pango_layout_set_single_paragraph_mode(layout, TRUE);
    pango_layout_set_text(layout, text.bytes, (int)text.length);
    for (int i = 0; i < 3; i++) {
        pango_font_description_set_absolute_size(description, size * PANGO_SCALE);
        pango_layout_set_font_description(layout, description);
        pango_layout_get_extents(layout, NULL, &extents);
        if (extents.width <= width * PANGO_SCALE)
            break;
        size *= width * PANGO_SCALE / extents.width * 0.995;
    }
    pango_font_description_free(description);
    cairo_font_options_destroy(options);
    g_object_unref(context);
    return layout;
}

/* Its baseline stands at so much of the height, whichever fonts draw it. */
static void show_line(cairo_t *cairo, PangoLayout *layout, double x, double y, double height)
{
    cairo_move_to(cairo, x, y + height * 0.78);
    pango_cairo_show_layout_line(cairo, pango_layout_get_line_readonly(layout, 0));
}

static void draw_text(cairo_t *cairo, const struct face_part *part)
{
    PangoLayout *layout = set_line(cairo, part->text, part->height, part->width);
    PangoRectangle extents;
    double x = part->x;

    pango_layout_get_extents(layout, NULL, &extents);
    if (part->is_centred)
        x += (part->width - (double)extents.width / PANGO_SCALE) / 2;
    cairo_set_source_rgb(cairo, part->is_white, part->is_white, part->is_white);
    show_line(cairo, layout, x, part->y, part->height);
    cairo_set_source_rgb(cairo, 0, 0, 0);
    g_object_unref(layout);
}

/* In the units of the face, from its upper left corner. */
static bool draw_face(cairo_t *cairo, const struct label_face *face, struct fault *fault)
{
    bool done = true;

    cairo_set_source_rgb(cairo, 0, 0, 0);
    for (size_t i = 0; done && i < face->count; i++) {
        const struct face_part *part = &face->parts[i];

        if (part->kind == FACE_BOX) {
            cairo_rectangle(cairo, part->x, part->y, part->width, part->height);
            cairo_fill(cairo);
        } else if (part->kind == FACE_TEXT) {
            if (part->text.length)
                draw_text(cairo, part);
        } else {
            done = symbol_draw(cairo, part, fault);
        }
    }
    return done && fault_of(cairo_status(cairo), fault);
}

static struct page page_of(struct slice request)
{
    struct slice name = scan_text(scan_find(request, "paper"));

    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++)
        if (slice_is(name, papers[i].name))
            return papers[i].page;
    return papers[0].page;
}

static int64_t whole(struct slice request, const char *name, int64_t otherwise)
{
    int64_t value;

    return scan_integer(scan_find(request, name), &value) ? value : otherwise;
}

/* The face in the middle of a place on the page. */
static bool draw_at(cairo_t *cairo, const struct label_face *face, double x, double y, struct page place, double scale,
                    struct fault *fault)
{
    bool done;

    cairo_save(cairo);
    cairo_translate(cairo, x + (place.width - FACE_WIDTH * POINT * scale) / 2,
                    y + (place.height - FACE_HEIGHT * POINT * scale) / 2);
    cairo_scale(cairo, POINT * scale, POINT * scale);
    done = draw_face(cairo, face, fault);
    cairo_restore(cairo);
    return done;
}

static bool draw_on_sheet(cairo_t *cairo, const struct label_face *face, struct page page, int64_t per_sheet, int64_t place,
                          struct fault *fault)
{
    const struct page turned = {page.height / 2, page.width};
    const struct page quarter = {page.width / 2, page.height / 2};
    bool done;

    if (per_sheet == 4)
        return draw_at(cairo, face, (double)((place - 1) % 2) * quarter.width, (double)((place - 1) / 2) * quarter.height, quarter,
                       ON_SHEET, fault);
    cairo_save(cairo);
    cairo_translate(cairo, page.width, (double)(place - 1) * page.height / 2);
    cairo_rotate(cairo, M_PI / 2);
    done = draw_at(cairo, face, 0, 0, turned, M_SQRT2 * ON_SHEET, fault);
    cairo_restore(cairo);
    return done;
}

static void note(struct text *kept, struct slice content, const char *name)
{
    struct text room = TEXT_INIT;

    text_clear(kept);
    text_add_slice(kept, scan_decoded(scan_find(content, name), &room));
    text_release(&room);
}

static void begin_sheets(struct slice request, struct page page)
{
    struct slice content = scan_find(request, "content");

    sheets.surface = cairo_pdf_surface_create_for_stream(take, &sheets.bytes, page.width, page.height);
    sheets.cairo = cairo_create(sheets.surface);
    sheets.place = slice_is(scan_text(scan_find(request, "paper")), "a4") ? whole(request, "first", 1) - 1 : 0;
    note(&sheets.first, content, "parcel");
    note(&sheets.language, content, "language");
    note(&sheets.day, content, "day");
}

static bool add_page(struct slice request, const struct label_face *face, struct fault *fault)
{
    const struct page page = page_of(request);
    const bool is_sheet = slice_is(scan_text(scan_find(request, "paper")), "a4");
    const int64_t places = is_sheet ? whole(request, "per_sheet", 4) : 1;

    if (!sheets.surface) {
        begin_sheets(request, page);
    } else if (sheets.place == places) {
        cairo_show_page(sheets.cairo);
        sheets.place = 0;
    }
    sheets.place++;
    return is_sheet ? draw_on_sheet(sheets.cairo, face, page, places, sheets.place, fault)
                    : draw_at(sheets.cairo, face, 0, 0, page, 1, fault);
}

static bool end_pages(struct text *pdf, struct fault *fault)
{
    struct pdf_about about = {.title = text_slice(&sheets.first), .language = text_slice(&sheets.language)};
    bool done;

    if (!sheets.surface)
        return fault_set(fault, FAULT_SYSTEM, "not_rendered", NULL, "there are no labels");
    text_add_string(&sheets.day, "T00:00:00Z");
    about.made_at = text_slice(&sheets.day);
    /* Else it is the time at which it is drawn. */
    cairo_pdf_surface_set_metadata(sheets.surface, CAIRO_PDF_METADATA_CREATE_DATE, text_string(&sheets.day));
    cairo_show_page(sheets.cairo);
    cairo_destroy(sheets.cairo);
    cairo_surface_finish(sheets.surface);
    done = fault_of(cairo_surface_status(sheets.surface), fault) && pdf_archive(text_slice(&sheets.bytes), &about, pdf, fault);
    cairo_surface_destroy(sheets.surface);
    sheets.surface = NULL;
    text_clear(&sheets.bytes);
    return done;
}

static bool draw_svg(struct slice request, const struct label_face *face, struct text *bytes, struct fault *fault)
{
    const struct page page = page_of(request);
    cairo_surface_t *surface = cairo_svg_surface_create_for_stream(take, bytes, page.width, page.height);
    cairo_t *cairo = cairo_create(surface);
    bool done = draw_at(cairo, face, 0, 0, page, 1, fault);

    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    done = done && fault_of(cairo_surface_status(surface), fault);
    cairo_surface_destroy(surface);
    return done;
}

static bool draw_png(struct slice request, const struct label_face *face, struct text *bytes, struct fault *fault)
{
    const struct page page = page_of(request);
    const double scale = (double)whole(request, "dpi", 300) / 72;
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)ceil(page.width * scale), (int)ceil(page.height * scale));
    cairo_t *cairo = cairo_create(surface);
    bool done;

    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_scale(cairo, scale, scale);
    done = draw_at(cairo, face, 0, 0, page, 1, fault) && fault_of(cairo_surface_write_to_png_stream(surface, take, bytes), fault);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    return done;
}

/* Black where it is dark: rows of whole bytes, the first dot the highest bit. */
static void write_graphic(cairo_surface_t *surface, struct text *bytes)
{
    const unsigned char *pixels = cairo_image_surface_get_data(surface);
    const int stride = cairo_image_surface_get_stride(surface);
    const int width = cairo_image_surface_get_width(surface);
    const int height = cairo_image_surface_get_height(surface);
    const int row = (width + 7) / 8;

    text_printf(bytes, "%d,%d,%d,", row * height, row * height, row);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < row * 8; x += 8) {
            unsigned char eight = 0;

            for (int i = 0; i < 8 && x + i < width; i++)
                if (pixels[y * stride + x + i] >= DARK)
                    eight |= (unsigned char)(0x80 >> i);
            text_printf(bytes, "%02X", (unsigned)eight);
        }
}

static bool draw_line(struct slice request, struct text *bytes, struct fault *fault)
{
    struct text room = TEXT_INIT;
    struct slice text = scan_decoded(scan_find(request, "text"), &room);
    const int height = (int)whole(request, "height", 30);
    const int width = (int)whole(request, "width", 400);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, width, height);
    cairo_t *cairo = cairo_create(surface);
    PangoLayout *layout = set_line(cairo, text, height, width);
    bool done;

    show_line(cairo, layout, 0, 0, height);
    g_object_unref(layout);
    cairo_surface_flush(surface);
    done = fault_of(cairo_status(cairo), fault);
    if (done)
        write_graphic(surface, bytes);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    text_release(&room);
    return done;
}

static bool draw_label(struct slice request, const struct words *words, struct arena *arena, struct text *bytes,
                       struct fault *fault)
{
    struct slice as = scan_text(scan_find(request, "as"));
    struct label_face face;

    label_face(&face, scan_find(request, "content"), words, arena);
    if (slice_is(as, "svg"))
        return draw_svg(request, &face, bytes, fault);
    if (slice_is(as, "png"))
        return draw_png(request, &face, bytes, fault);
    return add_page(request, &face, fault) && end_pages(bytes, fault);
}

bool label_press_knows(struct slice format)
{
    return slice_starts(format, "label");
}

bool label_press(struct slice request, const struct words *words, struct arena *arena, struct text *bytes, struct fault *fault)
{
    struct slice format = scan_text(scan_find(request, "format"));
    struct label_face face;

    if (slice_is(format, "label_line"))
        return draw_line(request, bytes, fault);
    if (slice_is(format, "label_end"))
        return end_pages(bytes, fault);
    if (slice_is(format, "label"))
        return draw_label(request, words, arena, bytes, fault);
    label_face(&face, scan_find(request, "content"), words, arena);
    return add_page(request, &face, fault);
}
