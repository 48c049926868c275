/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/docket.h"

#include "format/docket_html.h"
#include "format/pdf_archive.h"
#include "format/symbol.h"
#include "json/scan.h"

#include <cairo-pdf.h>

enum { MOST_IN_BARS = 32 };

static double content_width(const struct docket *docket)
{
    return DOCKET_WIDTH - 2 * docket->form->margin;
}

struct slice docket_kept(struct docket *docket, struct text *text)
{
    struct slice copy = arena_copy(docket->arena, text_slice(text));

    text_release(text);
    return copy;
}

struct slice docket_decoded(struct docket *docket, struct slice json)
{
    struct text room = TEXT_INIT;
    struct slice text = scan_decoded(json, &room);

    return room.length ? docket_kept(docket, &room) : text;
}

struct slice docket_member(struct docket *docket, struct slice object, const char *name)
{
    return docket_decoded(docket, scan_find(object, name));
}

struct slice docket_whole(struct docket *docket, int64_t value)
{
    struct text text = TEXT_INIT;

    text_add_integer(&text, value);
    return docket_kept(docket, &text);
}

struct slice docket_title(struct docket *docket)
{
    struct text text = TEXT_INIT;

    text_add_slice(&text, word(&docket->wording, docket->form->title));
    text_add_byte(&text, ' ');
    text_add_slice(&text, docket_member(docket, docket->record, "id"));
    return docket_kept(docket, &text);
}

static void draw_foot(struct docket *docket)
{
    const double margin = docket->form->margin;
    const double bottom = docket->form->bottom;
    const double width = content_width(docket);
    const struct place_value values[] = {{'n', docket_whole(docket, docket->page)}, {'m', docket_whole(docket, docket->pages)}};
    struct text page = TEXT_INIT;

    word_fill(&page, &docket->wording, "page", values, 2);
    pen_rule(&docket->pen, docket->line, 0.6, margin, bottom + 8, width);
    pen_write(&docket->pen, STYLE_LABEL, colour_grey, ALIGN_LEFT, docket_title(docket), margin, bottom + 14, width - 80);
    pen_write(&docket->pen, STYLE_LABEL, colour_grey, ALIGN_RIGHT, text_slice(&page), DOCKET_WIDTH - margin - 76, bottom + 14, 76);
    text_release(&page);
}

void docket_begin_page(struct docket *docket)
{
    if (docket->page && docket->pen.cairo)
        cairo_show_page(docket->pen.cairo);
    docket->page++;
    docket->y = docket->form->margin;
    draw_foot(docket);
}

bool docket_goes_into_bars(struct slice text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.bytes[i] < 0x20 || text.bytes[i] > 0x7e)
            return false;
    return text.length <= MOST_IN_BARS;
}

double docket_code(struct docket *docket, struct slice text, const struct docket_code *code)
{
    const bool is_bars = docket_goes_into_bars(text);
    const struct face_part part = {.kind = is_bars ? FACE_CODE128 : FACE_QR,
                                   .width = is_bars ? code->width : code->square,
                                   .height = is_bars ? code->height : code->square,
                                   .text = text};
    cairo_t *cairo = docket->pen.cairo;

    if (cairo && docket->sound) {
        cairo_save(cairo);
        cairo_translate(cairo, DOCKET_WIDTH - docket->form->margin - part.width * DOCKET_POINT, docket->y);
        cairo_scale(cairo, DOCKET_POINT, DOCKET_POINT);
        cairo_set_source_rgb(cairo, 0, 0, 0);
        docket->sound = symbol_draw(cairo, &part, docket->fault);
        cairo_restore(cairo);
    }
    return part.height * DOCKET_POINT;
}

void docket_fact(struct docket *docket, const char *key, struct slice value, double *x)
{
    const double width = content_width(docket) / 4;
    const double inner = width - docket->form->gap;

    if (!value.length)
        return;
    pen_write(&docket->pen, STYLE_LABEL, colour_grey, ALIGN_LEFT, word(&docket->wording, key), *x, docket->y, inner);
    pen_write(&docket->pen, docket->form->fact, colour_ink, ALIGN_LEFT, value, *x, docket->y + 11, inner);
    *x += width;
}

static void draw(struct docket *docket, cairo_t *cairo)
{
    docket->pen.cairo = cairo;
    docket->page = 0;
    docket_begin_page(docket);
    docket->form->draw(docket);
    docket->pages = docket->page;
}

static cairo_status_t take(void *closure, const unsigned char *bytes, unsigned int length)
{
    text_add(closure, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

static bool make_pages(struct docket *docket, const char *made_at, struct text *pages)
{
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(take, pages, DOCKET_WIDTH, DOCKET_HEIGHT);
    cairo_t *cairo = cairo_create(surface);
    cairo_status_t status;

    /* Else it is the time at which it is drawn. */
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, made_at);
    draw(docket, cairo);
    cairo_show_page(cairo);
    cairo_surface_finish(surface);
    status = cairo_status(cairo) == CAIRO_STATUS_SUCCESS ? cairo_surface_status(surface) : cairo_status(cairo);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    return docket->sound && (status == CAIRO_STATUS_SUCCESS ||
                             fault_set(docket->fault, FAULT_SYSTEM, "not_rendered", NULL, "the %s cannot be drawn: %s",
                                       docket->form->noun, cairo_status_to_string(status)));
}

struct docket docket_begin(const struct docket_form *form, struct slice request, const struct words *words, struct arena *arena,
                           struct fault *fault)
{
    return (struct docket){.form = form,
                           .request = request,
                           .record = scan_find(request, "record"),
                           .wording = words_for(words, scan_text(scan_find(request, "language")), SLICE("")),
                           .tint = colour_mix(colour_slate, colour_white, 0.9),
                           .line = colour_mix(colour_grey, colour_white, 0.7),
                           .arena = arena,
                           .sound = true,
                           .fault = fault};
}

static bool press_pages(const struct docket_form *form, struct slice request, const struct words *words, struct arena *arena,
                        struct text *bytes, struct fault *fault)
{
    struct docket docket = docket_begin(form, request, words, arena, fault);
    struct text made_at = TEXT_INIT;
    struct text pages = TEXT_INIT;
    struct pdf_about about;
    bool done;

    text_add_slice(&made_at, scan_text(scan_find(docket.record, form->made_at)));
    pen_open(&docket.pen, wording_language(&docket.wording));
    draw(&docket, NULL);
    done = make_pages(&docket, text_string(&made_at), &pages);
    pen_close(&docket.pen);
    about = (struct pdf_about){
        .title = docket_title(&docket), .language = wording_language(&docket.wording), .made_at = text_slice(&made_at)};
    done = done && pdf_archive(text_slice(&pages), &about, bytes, fault);
    text_release(&made_at);
    text_release(&pages);
    return done;
}

bool docket_press(const struct docket_form *form, struct slice request, const struct words *words, struct arena *arena,
                  struct text *bytes, struct fault *fault)
{
    if (slice_is(scan_text(scan_find(request, "as")), "html"))
        return docket_html(form, request, words, arena, bytes, fault);
    return press_pages(form, request, words, arena, bytes, fault);
}
