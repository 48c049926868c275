/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/picture.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
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
        (struct picture){PICTURE_PIXELS, cairo_image_surface_get_width(surface), cairo_image_surface_get_height(surface), surface};
    return true;
}

/* More pixels than paper shows: a photograph may have thousands in a row. */
enum { PIXELS_LIMIT = 1600 };

static GdkPixbuf *decode(struct slice bytes, GError **error)
{
    GdkPixbufLoader *loader = gdk_pixbuf_loader_new();
    bool done = gdk_pixbuf_loader_write(loader, (const guchar *)bytes.bytes, bytes.length, error);
    GdkPixbuf *pixels = NULL;

    done = gdk_pixbuf_loader_close(loader, done ? error : NULL) && done;
    if (done && gdk_pixbuf_loader_get_pixbuf(loader))
        pixels = gdk_pixbuf_apply_embedded_orientation(gdk_pixbuf_loader_get_pixbuf(loader));
    g_object_unref(loader);
    return pixels;
}

static GdkPixbuf *within_limit(GdkPixbuf *pixels)
{
    int width = gdk_pixbuf_get_width(pixels);
    int height = gdk_pixbuf_get_height(pixels);
    int most = width > height ? width : height;
    GdkPixbuf *smaller;

    if (most <= PIXELS_LIMIT)
        return pixels;
    width = width * PIXELS_LIMIT / most;
    height = height * PIXELS_LIMIT / most;
    smaller = gdk_pixbuf_scale_simple(pixels, width ? width : 1, height ? height : 1, GDK_INTERP_BILINEAR);
    g_object_unref(pixels);
    return smaller;
}

static cairo_surface_t *surface_of(const GdkPixbuf *pixels)
{
    int width = gdk_pixbuf_get_width(pixels);
    int height = gdk_pixbuf_get_height(pixels);
    int channels = gdk_pixbuf_get_n_channels(pixels);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);

    for (int y = 0; cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS && y < height; y++) {
        const guchar *from = gdk_pixbuf_read_pixels(pixels) + (size_t)y * (size_t)gdk_pixbuf_get_rowstride(pixels);
        unsigned char *row = cairo_image_surface_get_data(surface) + (size_t)y * (size_t)cairo_image_surface_get_stride(surface);

        for (int x = 0; x < width; x++, from += channels) {
            uint32_t pixel = (uint32_t)from[0] << 16 | (uint32_t)from[1] << 8 | from[2];

            memcpy(row + 4 * x, &pixel, sizeof pixel);
        }
    }
    cairo_surface_mark_dirty(surface);
    return surface;
}

static bool open_jpeg(struct picture *picture, struct slice bytes, struct fault *fault)
{
    GError *error = NULL;
    GdkPixbuf *pixels = decode(bytes, &error);
    cairo_surface_t *surface;

    if (!pixels) {
        wrong(error ? error->message : "it holds no picture", fault);
        g_clear_error(&error);
        return false;
    }
    pixels = within_limit(pixels);
    surface = surface_of(pixels);
    *picture = (struct picture){PICTURE_PIXELS, gdk_pixbuf_get_width(pixels), gdk_pixbuf_get_height(pixels), surface};
    g_object_unref(pixels);
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
    if (slice_starts(bytes, "\xff\xd8\xff"))
        return open_jpeg(picture, bytes, fault);
    return open_svg(picture, bytes, fault);
}

void picture_close(struct picture *picture)
{
    if (picture->kind == PICTURE_PIXELS)
        cairo_surface_destroy(picture->content);
    else if (picture->kind == PICTURE_SVG)
        g_object_unref(picture->content);
    picture->kind = PICTURE_NONE;
}

static void draw_pixels(const struct picture *picture, cairo_t *cairo, double x, double y, double width)
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

    if (picture->kind == PICTURE_PIXELS)
        draw_pixels(picture, cairo, x, y, width);
    else if (picture->kind == PICTURE_SVG && !rsvg_handle_render_document(picture->content, cairo, &place, &error)) {
        wrong(error->message, fault);
        g_error_free(error);
        return false;
    }
    return true;
}
