/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/picture.h"

#include <librsvg/rsvg.h>
#include <string.h>

/* What an SVG measures that does not say it, as browsers have it. */
enum { WIDTH_UNTOLD = 300, HEIGHT_UNTOLD = 150 };

static cairo_status_t give(void *closure, unsigned char *bytes, unsigned int length)
{
    struct slice *rest = closure;

    if (rest->length < length)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(bytes, rest->bytes, length);
    *rest = slice_from(*rest, length);
    return CAIRO_STATUS_SUCCESS;
}

static bool wrong(const char *reason, struct fault *fault)
{
    return fault_set(fault, FAULT_USAGE, "wrong_picture", "logo", "the logo cannot be read: %s", reason);
}

static bool open_png(struct picture *picture, struct slice bytes, struct fault *fault)
{
    cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(give, &bytes);
    cairo_status_t status = cairo_surface_status(surface);

    if (status != CAIRO_STATUS_SUCCESS) {
        cairo_surface_destroy(surface);
        return wrong(cairo_status_to_string(status), fault);
    }
    *picture =
        (struct picture){PICTURE_PNG, cairo_image_surface_get_width(surface), cairo_image_surface_get_height(surface), surface};
    return true;
}

static bool open_svg(struct picture *picture, struct slice bytes, struct fault *fault)
{
    GError *error = NULL;
    RsvgHandle *handle = rsvg_handle_new_from_data((const guint8 *)bytes.bytes, bytes.length, &error);

    if (!handle) {
        wrong(error->message, fault);
        g_error_free(error);
        return false;
    }
    *picture = (struct picture){PICTURE_SVG, WIDTH_UNTOLD, HEIGHT_UNTOLD, handle};
    if (!rsvg_handle_get_intrinsic_size_in_pixels(handle, &picture->width, &picture->height)) {
        gboolean has_box = FALSE;
        RsvgRectangle box;

        rsvg_handle_get_intrinsic_dimensions(handle, NULL, NULL, NULL, NULL, &has_box, &box);
        if (has_box && box.width > 0 && box.height > 0) {
            picture->width = box.width;
            picture->height = box.height;
        }
    }
    return true;
}

bool picture_open(struct picture *picture, struct slice bytes, struct fault *fault)
{
    *picture = (struct picture){PICTURE_NONE, 0, 0, NULL};
    if (!bytes.length)
        return true;
    if (slice_starts(bytes, "\x89PNG"))
        return open_png(picture, bytes, fault);
    return open_svg(picture, bytes, fault);
}

void picture_close(struct picture *picture)
{
    if (picture->kind == PICTURE_PNG)
        cairo_surface_destroy(picture->content);
    else if (picture->kind == PICTURE_SVG)
        g_object_unref(picture->content);
    picture->kind = PICTURE_NONE;
}

static void draw_png(const struct picture *picture, cairo_t *cairo, double x, double y, double width)
{
    cairo_save(cairo);
    cairo_translate(cairo, x, y);
    cairo_scale(cairo, width / picture->width, width / picture->width);
    cairo_set_source_surface(cairo, picture->content, 0, 0);
    /* Any other filter asks readers to interpolate, which PDF/A forbids. */
    cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_NEAREST);
    cairo_paint(cairo);
    cairo_restore(cairo);
}

bool picture_draw(const struct picture *picture, cairo_t *cairo, double x, double y, double width, double height,
                  struct fault *fault)
{
    const RsvgRectangle place = {x, y, width, height};
    GError *error = NULL;

    if (picture->kind == PICTURE_PNG)
        draw_png(picture, cairo, x, y, width);
    else if (picture->kind == PICTURE_SVG && !rsvg_handle_render_document(picture->content, cairo, &place, &error)) {
        wrong(error->message, fault);
        g_error_free(error);
        return false;
    }
    return true;
}
