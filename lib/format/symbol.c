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

static void draw_row(cairo_t *cairo, const struct zint_symbol *symbol, int row, double x, double y, double module, double height)
{
    for (int column = 0; column < symbol->width;) {
        int run = 0;

        while (column + run < symbol->width && (symbol->encoded_data[row][(column + run) / 8] >> ((column + run) % 8) & 1))
            run++;
        if (run)
            cairo_rectangle(cairo, x + column * module, y, run * module, height);
        column += run ? run : 1;
    }
}

static void draw(cairo_t *cairo, const struct zint_symbol *symbol, const struct face_part *part)
{
    const bool is_bars = symbol->rows == 1;
    const int quiet = is_bars ? QUIET_BARS : part->kind == FACE_QR ? QUIET_QR : QUIET_MATRIX;
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

bool symbol_draw(cairo_t *cairo, const struct face_part *part, struct fault *fault)
{
    struct zint_symbol *symbol = ZBarcode_Create();
    struct text data = TEXT_INIT;
    bool done;

    if (!symbol)
        return fault_set(fault, FAULT_SYSTEM, "not_rendered", NULL, "libzint makes no symbol");
    choose(symbol, part->kind);
    write_data(part, &data);
    done = ZBarcode_Encode(symbol, (const unsigned char *)data.bytes, (int)data.length) < ZINT_ERROR ||
           fault_set(fault, FAULT_SYSTEM, "not_rendered", NULL, "%s", symbol->errtxt);
    if (done)
        draw(cairo, symbol, part);
    ZBarcode_Delete(symbol);
    text_release(&data);
    return done;
}
