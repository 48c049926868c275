/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/rendering.h"

#include "format/document_text.h"
#include "shop/copy.h"
#include "shop/logo.h"
#include "shop/person.h"
#include "tool/document_tables.h"
#include "tool/einvoice_rendering.h"
#include "tool/issuing.h"
#include "tool/press.h"
#include "tool/printed_files.h"
#include "json/read.h"
#include "json/scan.h"

/* One after the other they are in memory until they are durable: not too many at once. */
enum { BATCH_OF_DOCUMENTS = 200 };

/* A document as it is rendered. */
struct source {
    struct run *run;
    struct slice record, person;
    struct printing printing;
};

struct format {
    const char *name, *ending;
    bool is_for_people; /* each printing is counted, and marked if it is not the first */
    bool can_follow;    /* several may stand in one stream */
    bool (*render)(const struct source *source, const struct format *format, struct text *bytes, struct fault *fault);
    /* NULL: any document can be in it. Else whether this one can, asked before it is issued. */
    bool (*admit)(const struct source *source, const struct format *format, struct fault *fault);
};

static bool render_text(const struct source *source, const struct format *format, struct text *bytes, struct fault *fault);
static bool render_press(const struct source *source, const struct format *format, struct text *bytes, struct fault *fault);
static bool render_facturx(const struct source *source, const struct format *format, struct text *bytes, struct fault *fault);
static bool render_einvoice(const struct source *source, const struct format *format, struct text *bytes, struct fault *fault);
static bool admit_einvoice(const struct source *source, const struct format *format, struct fault *fault);

#define FORMATS "text, html, pdf, ubl, cii, facturx"

static const struct format formats[] = {
    {"text", "txt", true, true, render_text, NULL},
    {"html", "html", true, false, render_press, NULL},
    {"pdf", "pdf", true, false, render_press, NULL},
    {"ubl", "xml", false, false, render_einvoice, admit_einvoice},
    {"cii", "xml", false, false, render_einvoice, admit_einvoice},
    {"facturx", "pdf", true, false, render_facturx, admit_einvoice},
};

static struct {
    const char *format_name, *output;
    bool text;
    const struct format *format; /* NULL: records */
    struct printed_files files;
    uint64_t documents;
    struct document_tables tables; /* read with the first text */
} given;

static const struct option_row options[] = {
    {0, "format", "FORMAT", "print documents: " FORMATS, OPTION_TEXT, &given.format_name},
    {'o', "output", "FILE|DIR/", "write documents there, and print records", OPTION_TEXT, &given.output},
    {'t', "text", NULL, "the same as --format text", OPTION_FLAG, &given.text},
    {0},
};

static bool find_format(const char *name, struct fault *fault)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].name, name) == 0) {
            given.format = &formats[i];
            return true;
        }
    return fault_set(fault, FAULT_USAGE, "usage", NULL, "--format: \"%s\" is none of " FORMATS, name);
}

static bool prepare(struct run *run, struct fault *fault)
{
    if (given.text && given.format_name && strcmp(given.format_name, "text") != 0)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--text and --format %s are two formats", given.format_name);
    if (given.text)
        given.format_name = "text";
    if (given.format_name && !find_format(given.format_name, fault))
        return false;
    if (given.output && !given.format)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--output needs --format, to say what is to be written");
    if (given.output && !given.output[0])
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--output needs a name");
    if (given.output && !printed_files_begin(&given.files, given.output, fault))
        return false;
    if (given.format && !given.format->can_follow && run->batch > BATCH_OF_DOCUMENTS)
        run->batch = BATCH_OF_DOCUMENTS;
    return issuing_prepare(run, fault);
}

/* The document that is about to be issued, or stands already. */
static bool admit(struct run *run, const struct outcome *outcome, struct fault *fault)
{
    struct source source = {.run = run};

    if (outcome->changed)
        source.record = changes_value(&run->changes, outcome->row);
    else if (!store_get(run->store, text_slice(outcome->id), &source.record, fault))
        return false;
    return person_of_record(run->store, source.record, &source.person, fault) && given.format->admit(&source, given.format, fault);
}

bool rendering_answer(struct run *run, struct outcome *outcome, struct fault *fault)
{
    bool is_stream = !given.output && given.format && given.format->can_follow;

    if (!given.format)
        return true;
    if (given.documents && !is_stream && !given.files.into_folder)
        return fault_set(fault, FAULT_REFUSED, "one_document", NULL,
                         "several documents of this format need a folder: --output DIR/");
    if (given.format->admit && !admit(run, outcome, fault))
        return false;
    given.documents++;
    if (!given.format->is_for_people)
        return true;
    /* Whoever prints one makes a document, and each is counted: the answer is how often that was. */
    outcome->changed = true;
    return copy_count(run->store, text_slice(outcome->id), run->now, &run->changes, &outcome->row, fault);
}

/* Orders have numbers of digits alone, and documents have a hyphen in theirs. */
bool rendering_again(struct run *run, const struct input *input, enum numbered kind, struct outcome *outcome, bool *again,
                     struct fault *fault)
{
    struct slice type = {NULL, 0};
    struct slice id = {NULL, 0};
    struct slice record;

    *again = false;
    if (input->operand_count)
        id = slice_of(input->operands[0]);
    else if (!field_string(input->record, "type", &type, fault) || !field_string(input->record, "id", &id, fault))
        return false;
    if ((type.bytes && !slice_equal(type, numbered_type(kind))) || !id.length || !memchr(id.bytes, '-', id.length))
        return true;
    text_clear(outcome->id);
    text_add_slice(outcome->id, numbered_type(kind));
    text_add_byte(outcome->id, '/');
    text_add_slice(outcome->id, id);
    if (!store_get(run->store, text_slice(outcome->id), &record, fault))
        return false;
    *again = record.bytes != NULL;
    if (!*again)
        text_clear(outcome->id);
    return !*again || rendering_answer(run, outcome, fault);
}

static bool render_text(const struct source *source, const struct format *format, struct text *bytes, struct fault *fault)
{
    struct document document;
    struct paper paper;

    (void)format;
    if (!document_tables_read(&given.tables, fault) ||
        !document_read(&document, source->record, source->person, &source->run->arena, fault))
        return false;
    paper_write(&paper, &document, &given.tables.words, &given.tables.mentions, &given.tables.countries, &source->printing,
                &source->run->arena);
    document_text(&paper, bytes);
    return true;
}

static bool press(const struct source *source, const struct format *format, struct slice xml, struct text *bytes,
                  struct fault *fault)
{
    struct text room = TEXT_INIT;
    struct slice digest = scan_decoded(scan_find(scan_find(source->record, "seller"), "logo"), &room);
    struct press_request request = {format->name, &source->printing, source->record, source->person, {NULL, 0}, xml};
    bool done = logo_find(source->run->store, digest, &request.logo, fault) && press_render(&request, bytes, fault);

    text_release(&room);
    return done;
}

static bool render_press(const struct source *source, const struct format *format, struct text *bytes, struct fault *fault)
{
    return press(source, format, (struct slice){NULL, 0}, bytes, fault);
}

/* Pages for people, with the invoice for programs inside. */
static bool render_facturx(const struct source *source, const struct format *format, struct text *bytes, struct fault *fault)
{
    struct text xml = TEXT_INIT;
    bool done = einvoice_render(EINVOICE_CII, source->record, source->person, &source->run->arena, &xml, fault) &&
                press(source, format, text_slice(&xml), bytes, fault);

    text_release(&xml);
    return done;
}

static enum einvoice_syntax syntax_of(const struct format *format)
{
    return strcmp(format->name, "ubl") == 0 ? EINVOICE_UBL : EINVOICE_CII;
}

static bool render_einvoice(const struct source *source, const struct format *format, struct text *bytes, struct fault *fault)
{
    return einvoice_render(syntax_of(format), source->record, source->person, &source->run->arena, bytes, fault);
}

static bool admit_einvoice(const struct source *source, const struct format *format, struct fault *fault)
{
    return einvoice_admit(syntax_of(format), source->record, source->person, &source->run->arena, fault);
}

/* Into a file, once it may leave; the record is the answer. */
static bool put_aside(const struct source *source, struct text *text, struct fault *fault)
{
    struct text bytes = TEXT_INIT;
    struct text room = TEXT_INIT;
    bool done = source->run->dry_run || given.format->render(source, given.format, &bytes, fault);

    if (done && !source->run->dry_run)
        printed_files_add(&given.files, scan_decoded(scan_find(source->record, "id"), &room), given.format->ending, &bytes);
    text_release(&bytes);
    text_release(&room);
    if (!done)
        return false;
    text_add_slice(text, source->record);
    text_add_byte(text, '\n');
    return true;
}

/* In the shop's language of the day of issue, which the record has kept, whatever the shop speaks by now. */
static void mark_in_language_of_issue(struct source *source)
{
    struct slice language = scan_text(scan_find(source->record, "language"));

    if (language.length)
        source->printing.language = language;
}

static bool show_document(struct source *source, struct text *text, struct fault *fault)
{
    mark_in_language_of_issue(source);
    if (!person_of_record(source->run->store, source->record, &source->person, fault))
        return false;
    if (given.output)
        return put_aside(source, text, fault);
    return given.format->render(source, given.format, text, fault);
}

bool rendering_show(struct run *run, struct slice id, struct slice value, struct text *text, struct fault *fault)
{
    struct source source = {run, value, {NULL, 0}, {1, run->dry_run, run->settings.text[SHOP_LANGUAGE]}};
    struct text document = TEXT_INIT;
    bool done = true;

    (void)id;
    if (!given.format) {
        text_add_slice(text, value);
        text_add_byte(text, '\n');
        return true;
    }
    if (given.format->is_for_people) {
        source.printing.number = copy_printed(value);
        done = store_get(run->store, copy_document(value, &document), &source.record, fault);
    }
    done = done && show_document(&source, text, fault);
    text_release(&document);
    return done;
}

static void forget(void)
{
    printed_files_forget(&given.files);
}

static bool settled(struct run *run, struct fault *fault)
{
    (void)run;
    return printed_files_write(&given.files, fault);
}

const struct rendering document_rendering = {options, prepare, settled, forget, NULL};
