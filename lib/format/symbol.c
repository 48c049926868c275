/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/symbol.h"

#include <zint.h>

/*
 * Modules that stay light at both sides together: ISO/IEC 15417 for bars, 18004 for QR, 16022 for DataMatrix. A module of bars is
 * no wider than so many hundredths of a millimetre.
 */
enum { QUIET_BARS = 20, QUIET_QR = 8, QUIET_MATRIX = 2, MOST_MODULE = 50 };

static void choose(struct zint_symbol *symbol, enum face_kind kind)
{
    static const int symbologies[] = {[FACE_CODE128] = BARCODE_CODE128,
                                      [FACE_GS1_128] = BARCODE_GS1_128,
                                      [FACE_DATAMATRIX] = BARCODE_DATAMATRIX,
                                      [FACE_GS1_DATAMATRIX] = BARCODE_DATAMATRIX,
                                      [FACE_QR] = BARCODE_QRCODE};

    symbol->symbology = symbologies[kind];
    symbol->input_mode = kind == FACE_GS1_DATAMATRIX ? GS1_MODE : DATA_MODE;
    if (kind == FACE_DATAMATRIX || kind == FACE_GS1_DATAMATRIX)
        symbol->option_3 = DM_SQUARE;
    if (kind == FACE_QR)
        symbol->option_1 = 2;
}

/* GS1 element strings have their identifier in brackets. */
static void write_data(const struct face_part *part, struct text *data)
{
    const bool is_gs1 = part->kind == FACE_GS1_128 || part->kind == FACE_GS1_DATAMATRIX;

    if (is_gs1) {
        text_add_string(data, "[00]");
        text_add_slice(data, slice_from(part->text, strlen("00")));
    } else {
        text_add_slice(data, part->text);
    }
}

/* The next run of dark modules of a row, from `*column` on, and past it; 0: there are no more. */
static int next_run(const struct zint_symbol *symbol, int row, int *column)
{
    int run = 0;

    for (; *column < symbol->width; ++*column) {
        if (symbol->encoded_data[row][*column / 8] >> (*column % 8) & 1)
            run++;
        else if (run)
            break;
    }
    return run;
}

static void draw_row(cairo_t *cairo, const struct zint_symbol *symbol, int row, double x, double y, double module, double height)
{
    int column = 0;
    int run;

    while ((run = next_run(symbol, row, &column)))
        cairo_rectangle(cairo, x + (column - run) * module, y, run * module, height);
}

static int quiet_modules(const struct zint_symbol *symbol, enum face_kind kind)
{
    return symbol->rows == 1 ? QUIET_BARS : kind == FACE_QR ? QUIET_QR : QUIET_MATRIX;
}

/* Bars are as high as the picture, which may be stretched. */
static void write_svg(struct text *html, const struct zint_symbol *symbol, enum face_kind kind)
{
    const bool is_bars = symbol->rows == 1;
    const int quiet = quiet_modules(symbol, kind);
    const int light = is_bars ? 0 : quiet / 2;

    text_printf(html, "viewBox=\"0 0 %d %d\" preserveAspectRatio=\"%s\" shape-rendering=\"crispEdges\"><path d=\"",
                symbol->width + quiet, symbol->rows + 2 * light, is_bars ? "none" : "xMidYMid");
    for (int row = 0; row < symbol->rows; row++) {
        int column = 0;
        int run;

        while ((run = next_run(symbol, row, &column)))
            text_printf(html, "M%d %dh%dv1h-%dz", quiet / 2 + column - run, light + row, run, run);
    }
    text_add_string(html, "\"/>");
}

static void draw(cairo_t *cairo, const struct zint_symbol *symbol, const struct face_part *part)
{
    const bool is_bars = symbol->rows == 1;
    const int quiet = quiet_modules(symbol, part->kind);
    double module = (double)part->width / (symbol->width + quiet);
    double height;

    if (is_bars && module > MOST_MODULE)
        module = MOST_MODULE;
    height = is_bars ? part->height : module;
    for (int row = 0; row < symbol->rows; row++)
        draw_row(cairo, symbol, row, part->x + (part->width - symbol->width * module) / 2,
                 part->y + (part->height - symbol->rows * height) / 2 + row * height, module, height);
    cairo_fill(cairo);
}

/* NULL: it cannot be. */
static struct zint_symbol *encoded(const struct face_part *part, struct fault *fault)
{
    struct zint_symbol *symbol = ZBarcode_Create();
    struct text data = TEXT_INIT;
    bool done = symbol || fault_set(fault, FAULT_SYSTEM, "not_rendered", NULL, "libzint makes no symbol");

    if (!done)
        return NULL;
    choose(symbol, part->kind);
    write_data(part, &data);
    if (ZBarcode_Encode(symbol, (const unsigned char *)data.bytes, (int)data.length) >= ZINT_ERROR) {
        done = fault_set(fault, FAULT_SYSTEM, "not_rendered", NULL, "%s", symbol->errtxt);
        ZBarcode_Delete(symbol);
    }
    text_release(&data);
    return done ? symbol : NULL;
}

bool symbol_draw(cairo_t *cairo, const struct face_part *part, struct fault *fault)
{
    struct zint_symbol *symbol = encoded(part, fault);

    if (!symbol)
        return false;
    draw(cairo, symbol, part);
    ZBarcode_Delete(symbol);
    return true;
}

bool symbol_svg(struct text *html, const struct face_part *part, struct fault *fault)
{
    struct zint_symbol *symbol = encoded(part, fault);

    if (!symbol)
        return false;
    write_svg(html, symbol, part->kind);
    ZBarcode_Delete(symbol);
    return true;
}
