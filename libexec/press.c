/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/document_html.h"
#include "format/document_pdf.h"
#include "format/label_press.h"
#include "format/manifest_press.h"
#include "format/pdf_archive.h"
#include "format/wave_press.h"
#include "shop/logo.h"
#include "tool/document_tables.h"
#include "json/scan.h"

#include <stdio.h>
#include <stdlib.h>

/*
 * The press: documents as HTML and as pages, labels of parcels, manifests and pick lists, for the commands that issue them
 * (tool/press.h).
 *
 * It is a program of its own because loading Pango, Cairo and what they stand on takes ten times as long as all the rest of a
 * short run, and because it reads pictures that come from outside: it has no store, no lock and no file open but its pipes,
 * and if it fails nothing but a page is lost.
 *
 * A request is a line of JSON as press.c writes it, the answer is "done LENGTH" and so many bytes, or "refused CODE REASON".
 */

static bool render_pages(const struct paper *paper, struct slice logo, struct slice xml, struct text *bytes, struct fault *fault)
{
    struct pdf_about about = {.author = paper->author, .language = paper->language, .made_at = paper->issued_at, .xml = xml};
    struct text title = TEXT_INIT;
    struct text pages = TEXT_INIT;
    bool done;

    text_add_slice(&title, paper->title);
    text_add_byte(&title, ' ');
    text_add_slice(&title, paper->number);
    about.title = text_slice(&title);
    done = document_pdf(paper, logo, &pages, fault) && pdf_archive(text_slice(&pages), &about, bytes, fault);
    text_release(&title);
    text_release(&pages);
    return done;
}

static bool render(struct slice request, const struct document_tables *tables, struct arena *arena, struct text *bytes,
                   struct fault *fault)
{
    struct text logo = TEXT_INIT;
    struct text room = TEXT_INIT;
    struct printing printing = {1, slice_is(scan_find(request, "draft"), "true"), scan_text(scan_find(request, "language"))};
    struct document document;
    struct slice xml = scan_decoded(scan_find(request, "xml"), &room);
    struct paper paper;
    bool done = scan_integer(scan_find(request, "number"), &printing.number) &&
                document_read(&document, scan_find(request, "record"), scan_find(request, "person"), arena, fault) &&
                logo_decode(scan_text(scan_find(request, "logo")), &logo, fault);

    if (done) {
        paper_write(&paper, &document, &tables->words, &tables->mentions, &tables->countries, &printing, arena);
        if (slice_is(scan_text(scan_find(request, "format")), "html"))
            done = document_html(&paper, text_slice(&logo), bytes, fault);
        else
            done = render_pages(&paper, text_slice(&logo), xml, bytes, fault);
    }
    text_release(&logo);
    text_release(&room);
    return done;
}

static void answer(struct slice request, const struct document_tables *tables, struct arena *arena)
{
    struct fault fault = FAULT_INIT;
    struct text bytes = TEXT_INIT;
    struct slice format = scan_text(scan_find(request, "format"));

    if (label_press_knows(format)      ? label_press(request, &tables->words, arena, &bytes, &fault)
        : manifest_press_knows(format) ? manifest_press(request, &tables->words, arena, &bytes, &fault)
        : wave_press_knows(format)     ? wave_press(request, &tables->words, arena, &bytes, &fault)
                                       : render(request, tables, arena, &bytes, &fault)) {
        printf("done %zu\n", bytes.length);
        fwrite(bytes.bytes, 1, bytes.length, stdout);
    } else {
        printf("refused %s %s\n", fault.code, fault.reason);
    }
    fflush(stdout);
    text_release(&bytes);
}

int main(void)
{
    struct fault fault = FAULT_INIT;
    struct document_tables tables = {0};
    struct arena arena = ARENA_INIT;
    char *line = NULL;
    size_t room = 0;
    ssize_t length;

    if (!document_tables_read(&tables, &fault)) {
        fprintf(stderr, "press: %s\n", fault.reason);
        return EXIT_FAILURE;
    }
    while ((length = getline(&line, &room, stdin)) > 0) {
        answer((struct slice){line, (size_t)length}, &tables, &arena);
        arena_clear(&arena);
    }
    free(line);
    arena_release(&arena);
    document_tables_release(&tables);
    return ferror(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
