/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/label_rendering.h"

#include "format/label_zpl.h"
#include "shop/logo.h"
#include "tool/document_tables.h"
#include "tool/press.h"
#include "tool/printed_files.h"
#include "json/scan.h"
#include "json/write.h"

enum format { AS_RECORDS, AS_ZPL, AS_PDF, AS_SVG, AS_PNG };
enum paper_size { PAPER_4X6, PAPER_A6, PAPER_A4, PAPERS };

static const char *const formats[] = {"records", "zpl", "pdf", "svg", "png", NULL};
static const char *const papers[] = {"4x6", "a6", "a4", NULL};
static const struct zpl_paper sizes[PAPERS] = {[PAPER_4X6] = {0, 10160, 15240}, [PAPER_A6] = {0, 10500, 14800}};

enum { BATCH_OF_PICTURES = 200 };

static struct {
    const char *format_name, *paper_name, *dpi_name, *per_sheet_name, *first_name, *output;
    bool reprint;
    enum format format;
    enum paper_size paper;
    int64_t dpi, per_sheet, first;
    struct printed_files files;
    struct document_tables tables; /* read with the first label in ZPL */
    struct text printed;           /* of one record */
    struct text batch, file;       /* of --output FILE: of the batch, and what is durable */
    uint64_t pages, alone;         /* in one stream or on sheets; and those that cannot stand beside others */
} given;

static const struct option_row options[] = {
    {0, "format", "FORMAT", "print labels: zpl, pdf, svg, png", OPTION_TEXT, &given.format_name},
    {0, "paper", "PAPER", "4x6 (inches), a6, or a4 for sheets of labels", OPTION_TEXT, &given.paper_name},
    {0, "dpi", "N", "of ZPL and PNG: 203, 300 or 600", OPTION_TEXT, &given.dpi_name},
    {0, "per-sheet", "N", "of A4: 2 or 4 labels (4)", OPTION_TEXT, &given.per_sheet_name},
    {0, "first", "N", "of A4: the first free place of the first sheet (1)", OPTION_TEXT, &given.first_name},
    {'o', "output", "FILE|DIR/", "write labels there, and print records", OPTION_TEXT, &given.output},
    {0, "reprint", NULL, "print again what was printed", OPTION_FLAG, &given.reprint},
    {0},
};

static bool find_word(const char *option, const char *name, const char *const words[], int *number, struct fault *fault)
{
    for (int i = 0; words[i]; i++)
        if (strcmp(words[i], name) == 0) {
            *number = i;
            return true;
        }
    return fault_set(fault, FAULT_USAGE, "usage", NULL, "--%s knows no \"%s\"", option, name);
}

static bool read_words(struct fault *fault)
{
    int format = AS_RECORDS;
    int paper = PAPER_4X6;

    if ((given.format_name && !find_word("format", given.format_name, formats + 1, &format, fault)) ||
        (given.paper_name && !find_word("paper", given.paper_name, papers, &paper, fault)))
        return false;
    given.format = given.format_name ? (enum format)(format + 1) : AS_RECORDS;
    given.paper = (enum paper_size)paper;
    return true;
}

static bool read_numbers(struct fault *fault)
{
    bool has_per_sheet;
    bool has_first;
    bool present;

    given.dpi = given.format == AS_PNG ? 300 : 203;
    given.per_sheet = 4;
    given.first = 1;
    if (!option_whole("dpi", given.dpi_name, 600, &given.dpi, &present, fault) ||
        !option_whole("per-sheet", given.per_sheet_name, 4, &given.per_sheet, &has_per_sheet, fault) ||
        !option_whole("first", given.first_name, 4, &given.first, &has_first, fault))
        return false;
    if (given.dpi != 203 && given.dpi != 300 && given.dpi != 600)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--dpi is one of 203, 300, 600");
    if ((has_per_sheet || has_first) && given.paper != PAPER_A4)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--per-sheet and --first are of --paper a4");
    if (given.per_sheet != 2 && given.per_sheet != 4)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--per-sheet is 2 or 4");
    return (given.first >= 1 && given.first <= given.per_sheet) ||
           fault_set(fault, FAULT_USAGE, "usage", NULL, "--first is a place of the sheet, from 1 to %d", (int)given.per_sheet);
}

static bool prepare(struct run *run, struct fault *fault)
{
    if (!read_words(fault) || !read_numbers(fault))
        return false;
    if (given.format == AS_RECORDS && (given.output || given.reprint || given.paper_name || given.dpi_name))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--output, --reprint, --paper and --dpi need --format");
    if (given.paper == PAPER_A4 && given.format != AS_PDF)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "sheets of A4 are printed with --format pdf");
    if (given.output && !given.output[0])
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--output needs a name");
    if (given.output && !printed_files_begin(&given.files, given.output, fault))
        return false;
    if (given.format > AS_ZPL && run->batch > BATCH_OF_PICTURES)
        run->batch = BATCH_OF_PICTURES;
    return true;
}

void label_rendering_begin(void)
{
    text_clear(&given.printed);
}

/* zpl_drawer: a line in letters that printers do not have. */
static bool draw_line(void *context, struct slice text, int height, int width, struct text *graphic, struct fault *fault)
{
    struct text request = TEXT_INIT;
    bool done;

    (void)context;
    json_open(&request, NULL, '{');
    json_put_string(&request, "format", SLICE("label_line"));
    json_put_string(&request, "text", text);
    json_put_integer(&request, "height", height);
    json_put_integer(&request, "width", width);
    json_close(&request, '}');
    done = press_ask(&request, graphic, fault);
    text_release(&request);
    return done;
}

static bool render_zpl(struct run *run, struct slice content, struct text *bytes, struct fault *fault)
{
    struct zpl_paper paper = sizes[given.paper];
    struct label_face face;

    if (!document_tables_read(&given.tables, fault))
        return false;
    paper.dpi = (int)given.dpi;
    label_face(&face, content, &given.tables.words, &run->arena);
    return label_zpl(&face, &paper, draw_line, NULL, bytes, fault);
}

/* A picture, or with `is_page` one more page of what label_rendering's end asks for. */
static bool render_press(struct slice content, bool is_page, struct text *bytes, struct fault *fault)
{
    struct text request = TEXT_INIT;
    bool done;

    json_open(&request, NULL, '{');
    json_put_string(&request, "format", is_page ? SLICE("label_page") : SLICE("label"));
    json_put_string(&request, "as", slice_of(formats[given.format]));
    json_put_string(&request, "paper", slice_of(papers[given.paper]));
    json_put_integer(&request, "dpi", given.dpi);
    json_put_integer(&request, "per_sheet", given.per_sheet);
    json_put_integer(&request, "first", given.first);
    json_put_raw(&request, "content", content);
    json_close(&request, '}');
    done = press_ask(&request, bytes, fault);
    text_release(&request);
    return done;
}

/* Bytes that are base64 in the label. */
static bool pass_through(struct slice content, struct text *bytes, struct fault *fault)
{
    struct text room = TEXT_INIT;
    struct slice zpl = scan_decoded(scan_find(content, "zpl"), &room);
    struct slice pdf = scan_text(scan_find(content, "pdf"));
    bool done = true;

    if ((zpl.bytes != NULL) != (given.format == AS_ZPL) || (pdf.bytes != NULL) != (given.format == AS_PDF))
        done = fault_set(fault, FAULT_REFUSED, "other_format", "format", "the carrier made this label as %s: --format %s",
                         zpl.bytes ? "ZPL" : "PDF", zpl.bytes ? "zpl" : "pdf");
    else if (zpl.bytes)
        text_add_slice(bytes, zpl);
    else
        done = logo_decode(pdf, bytes, fault);
    text_release(&room);
    return done;
}

static bool is_given(struct slice content)
{
    return scan_find(content, "zpl").bytes || scan_find(content, "pdf").bytes;
}

/* What cannot follow another in one stream. */
static bool may_stand_there(bool is_alone, struct fault *fault)
{
    if (given.files.into_folder || !(given.alone || (is_alone && given.pages)))
        return true;
    return fault_set(fault, FAULT_REFUSED, "one_document", NULL, "several labels of this format need a folder: --output DIR/");
}

bool label_rendering_wants(const struct parcel *parcel)
{
    return given.format != AS_RECORDS && (given.reprint || !parcel->label.printed);
}

bool label_rendering_print(struct run *run, struct parcel *parcel, struct slice content, struct fault *fault)
{
    const bool is_alone = given.format > AS_PDF || (given.format == AS_PDF && (is_given(content) || given.files.into_folder));
    const bool is_page = given.format == AS_PDF && !is_alone;
    struct text bytes = TEXT_INIT;
    bool done;

    done = may_stand_there(is_alone, fault) && (is_given(content)        ? pass_through(content, &bytes, fault)
                                                : given.format == AS_ZPL ? render_zpl(run, content, &bytes, fault)
                                                                         : render_press(content, is_page, &bytes, fault));
    if (done) {
        *(is_alone ? &given.alone : &given.pages) += 1;
        label_printed(parcel, formats[given.format], is_given(content) ? NULL : papers[given.paper],
                      given.format == AS_ZPL && !is_given(content) ? given.dpi : 0, run->now);
        if (given.files.into_folder && !run->dry_run)
            printed_files_add(&given.files, parcel->id, formats[given.format], &bytes);
        else
            text_add_slice(&given.printed, text_slice(&bytes));
    }
    text_release(&bytes);
    return done;
}

bool label_rendering_is_shown(const struct run *run)
{
    return given.format != AS_RECORDS && !given.output && !run->dry_run;
}

void label_rendering_show(struct text *text)
{
    text_add_slice(text, text_slice(&given.printed));
}

void label_rendering_keep(void)
{
    if (given.output)
        text_add_slice(&given.batch, text_slice(&given.printed));
}

static bool settled(struct run *run, struct fault *fault)
{
    (void)run;
    text_add_slice(&given.file, text_slice(&given.batch));
    text_clear(&given.batch);
    return printed_files_write(&given.files, fault);
}

static void abandoned(void)
{
    text_clear(&given.batch);
    printed_files_forget(&given.files);
}

/* The sheets, or the one file. */
static bool finished(struct run *run, struct fault *fault)
{
    struct text request = TEXT_INIT;
    bool done = true;

    if (run->dry_run)
        return true;
    if (given.format == AS_PDF && given.pages) {
        text_add_string(&request, "{\"format\":\"label_end\"}");
        done = press_ask(&request, &given.file, fault);
        text_release(&request);
    }
    if (done && given.output && !given.files.into_folder && given.file.length) {
        printed_files_add(&given.files, SLICE(""), "", &given.file);
        return printed_files_write(&given.files, fault);
    }
    if (done && !given.output)
        output_add(&run->out, text_slice(&given.file));
    text_release(&given.file);
    return done;
}

const struct rendering label_rendering = {options, prepare, settled, abandoned, finished};
