/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/label_zpl.h"

#include "format/code128.h"

/* Quiet modules at both sides together, and the least width of a module, in micrometres (ISO/IEC 15417; GS1: 250). */
enum { QUIET = 20, LEAST_MODULE = 160, MOST_MODULE = 500, MOST_QR_DOTS = 10, QUIET_QR = 8, QUIET_MATRIX = 2 };

struct printer {
    const struct zpl_paper *paper;
    int left, top; /* of the face, in hundredths of a millimetre */
    struct text *zpl;
};

static int dots(const struct printer *printer, int hundredths)
{
    return (int)((int64_t)hundredths * printer->paper->dpi / 2540);
}

static void put_origin(const struct printer *printer, const struct face_part *part)
{
    text_printf(printer->zpl, "^FO%d,%d", dots(printer, printer->left + part->x), dots(printer, printer->top + part->y));
}

/* Blanks that must not break are blanks to a printer, which breaks nothing. */
static size_t blank_length(struct slice text)
{
    if (slice_starts(text, "\xc2\xa0"))
        return 2;
    return slice_starts(text, "\xe2\x80\xaf") ? 3 : (unsigned char)text.bytes[0] < 0x20 || text.bytes[0] == 0x7f ? 1 : 0;
}

static void put_escaped(struct text *zpl, struct slice text)
{
    while (text.length) {
        size_t blank = blank_length(text);
        char c = text.bytes[0];

        if (blank)
            text_add_byte(zpl, ' ');
        else if (c == '^' || c == '~' || c == '_' || c == '\\')
            text_printf(zpl, "_%02X", (unsigned)(unsigned char)c);
        else
            text_add_byte(zpl, c);
        text = slice_from(text, blank ? blank : 1);
    }
}

/*
 * What a printer's own font surely has: Latin-1, and the rest of Windows-1252, Zebra's set for Western Europe (^CI27). Those of
 * other sets come as fonts that are loaded, and what a printer lacks it leaves out without a word.
 */
static bool is_of_the_printer(struct slice text)
{
    static const struct slice others = SLICE_CONSTANT("ŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™");
    size_t length;

    for (; text.length; text = slice_from(text, length)) {
        unsigned char c = (unsigned char)text.bytes[0];

        length = c < 0x80 ? 1 : blank_length(text) ? blank_length(text) : utf8_sequence_length(text);
        if (!length || (c > 0xc3 && !blank_length(text) && !memmem(others.bytes, others.length, text.bytes, length)))
            return false;
    }
    return true;
}

static bool put_graphic(const struct printer *printer, const struct face_part *part, zpl_drawer *draw, void *context,
                        struct fault *fault)
{
    put_origin(printer, part);
    text_add_string(printer->zpl, "^GFA,");
    if (!draw(context, part->text, dots(printer, part->height), dots(printer, part->width), printer->zpl, fault))
        return false;
    text_add_string(printer->zpl, "^FS\n");
    return true;
}

static void put_text(const struct printer *printer, const struct face_part *part)
{
    int height = dots(printer, part->height);

    put_origin(printer, part);
    if (part->is_white)
        text_add_string(printer->zpl, "^FR");
    text_printf(printer->zpl, "^A0N,%d,%d", height, height);
    if (part->is_centred)
        text_printf(printer->zpl, "^FB%d,1,0,C", dots(printer, part->width));
    text_add_string(printer->zpl, "^FH_^FD");
    put_escaped(printer->zpl, part->text);
    text_add_string(printer->zpl, "^FS\n");
}

static void put_box(const struct printer *printer, const struct face_part *part)
{
    int width = dots(printer, part->width);
    int height = dots(printer, part->height);

    put_origin(printer, part);
    text_printf(printer->zpl, "^GB%d,%d,%d^FS\n", width, height, width < height ? width : height);
}

/* Dots of a module, at most as many as are good to read; 0: it would be too fine. */
static int module_dots(const struct printer *printer, int width, int modules)
{
    int dots_of_module = width / (modules + QUIET);
    int most = printer->paper->dpi * MOST_MODULE / 25400;

    if (dots_of_module > most)
        return most;
    return dots_of_module * 25400 < LEAST_MODULE * printer->paper->dpi ? 0 : dots_of_module;
}

static bool put_bars(const struct printer *printer, const struct face_part *part, struct fault *fault)
{
    const struct code128 code = code128_of(part->text, part->kind == FACE_GS1_128);
    int width = dots(printer, part->width);
    int modules = code.most;
    int module = module_dots(printer, width, modules);

    if (!module) {
        modules = code.least;
        module = module_dots(printer, width, modules);
    }
    if (!module)
        return fault_set(fault, FAULT_REFUSED, "number_too_wide", "tracking_number",
                         "the bars of \"%.*s\" would be too fine for the label", SLICE_ARGS(part->text));
    text_printf(printer->zpl, "^FO%d,%d^BY%d^BCN,%d,N,N,N,%c^FD%s%.*s^FS\n",
                dots(printer, printer->left + part->x) + (width - modules * module) / 2, dots(printer, printer->top + part->y),
                module, dots(printer, part->height), code.mode, code.start, SLICE_ARGS(part->text));
    return true;
}

/* The modules of a side: of the sizes the first that holds so much. */
static int side_of(const int sizes[][2], size_t count, size_t length)
{
    for (size_t i = 0; i + 1 < count; i++)
        if (length <= (size_t)sizes[i][1])
            return sizes[i][0];
    return sizes[count - 1][0];
}

/* ISO/IEC 18004, capitals and digits with error correction M. */
static int qr_side(struct slice text)
{
    static const int sizes[][2] = {{21, 20}, {25, 38}, {29, 61}};

    return side_of(sizes, sizeof sizes / sizeof *sizes, text.length);
}

/* ISO/IEC 16022: code words of ECC 200, in which two digits are one. */
static int matrix_side(struct slice text, bool is_gs1)
{
    static const int sizes[][2] = {{10, 3}, {12, 5}, {14, 8}, {16, 12}, {18, 18}, {20, 22}, {22, 30}, {24, 36}, {26, 44}, {32, 62}};
    size_t words = is_gs1;

    for (size_t i = 0; i < text.length; i++, words++)
        if (i + 1 < text.length && text.bytes[i] >= '0' && text.bytes[i] <= '9' && text.bytes[i + 1] >= '0' &&
            text.bytes[i + 1] <= '9')
            i++;
    return side_of(sizes, sizeof sizes / sizeof *sizes, words);
}

/* In the middle of its place, so that what has to stay light around it does. */
static void put_square(const struct printer *printer, const struct face_part *part)
{
    const bool is_qr = part->kind == FACE_QR;
    const bool is_gs1 = part->kind == FACE_GS1_DATAMATRIX;
    const int modules = is_qr ? qr_side(part->text) : matrix_side(part->text, is_gs1);
    const int side = dots(printer, part->width);
    int module = side / (modules + (is_qr ? QUIET_QR : QUIET_MATRIX));
    int quiet;

    module = module < 1 ? 1 : is_qr && module > MOST_QR_DOTS ? MOST_QR_DOTS : module;
    quiet = (side - modules * module) / 2;
    text_printf(printer->zpl, "^FO%d,%d", dots(printer, printer->left + part->x) + quiet,
                dots(printer, printer->top + part->y) + quiet);
    if (is_qr)
        text_printf(printer->zpl, "^BQN,2,%d^FDMA,%.*s^FS\n", module, SLICE_ARGS(part->text));
    else
        text_printf(printer->zpl, "^BXN,%d,200,,,,_,1^FD%s%.*s^FS\n", module, is_gs1 ? "_1" : "", SLICE_ARGS(part->text));
}

static bool put_part(const struct printer *printer, const struct face_part *part, zpl_drawer *draw, void *context,
                     struct fault *fault)
{
    switch (part->kind) {
    case FACE_TEXT:
        if (!part->text.length)
            return true;
        if (!is_of_the_printer(part->text))
            return put_graphic(printer, part, draw, context, fault);
        put_text(printer, part);
        return true;
    case FACE_BOX:
        put_box(printer, part);
        return true;
    case FACE_CODE128:
    case FACE_GS1_128:
        return put_bars(printer, part, fault);
    default:
        put_square(printer, part);
        return true;
    }
}

bool label_zpl(const struct label_face *face, const struct zpl_paper *paper, zpl_drawer *draw, void *context, struct text *zpl,
               struct fault *fault)
{
    struct printer printer = {paper, (paper->width - FACE_WIDTH) / 2, (paper->height - FACE_HEIGHT) / 2, zpl};

    text_printf(zpl, "^XA\n^CI28^LH0,0^PW%d^LL%d\n", dots(&printer, paper->width), dots(&printer, paper->height));
    for (size_t i = 0; i < face->count; i++)
        if (!put_part(&printer, &face->parts[i], draw, context, fault))
            return false;
    text_add_string(zpl, "^PQ1\n^XZ\n");
    return true;
}
