/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * For tests/einvoice.t: render ubl|cii, with a document's record on the first line of the standard input and its person's on the second
 * (or nothing there), prints the electronic invoice; or on the standard error the fault's code, field and reason. It makes invoices
 * of records that no tool writes: other sellers, other years, one member changed.
 */

#include "format/cii.h"
#include "format/deposit_lines.h"
#include "format/ubl.h"
#include "tool/document_tables.h"

#include <stdio.h>

static struct slice next_line(struct slice *rest)
{
    const char *end = memchr(rest->bytes, '\n', rest->length);
    struct slice line = {rest->bytes, end ? (size_t)(end - rest->bytes) : rest->length};

    *rest = slice_from(*rest, end ? line.length + 1 : line.length);
    return line.length ? line : (struct slice){NULL, 0};
}

int main(int argc, char **argv)
{
    struct text input = TEXT_INIT;
    struct text output = TEXT_INIT;
    struct arena arena = ARENA_INIT;
    struct fault fault = FAULT_INIT;
    struct document_tables tables = {0};
    struct document document;
    struct wording wording;
    struct slice rest;
    struct slice record;
    char part[4096];
    size_t length;
    bool done;

    if (argc != 2)
        return 2;
    while ((length = fread(part, 1, sizeof part, stdin)) > 0)
        text_add(&input, part, length);
    rest = text_slice(&input);
    record = next_line(&rest);
    done = document_read(&document, record, next_line(&rest), &arena, &fault) && document_tables_read(&tables, &fault);
    if (done) {
        wording = words_for(&tables.words, document.language, document.seller.address.country);
        deposit_lines_name(&document, &wording, &arena);
        done = (strcmp(argv[1], "cii") == 0 ? document_cii : document_ubl)(&document, &output, &fault);
    }
    if (done)
        fwrite(output.bytes, 1, output.length, stdout);
    else
        fprintf(stderr, "%s\t%s\t%s\n", fault.code, fault.field, fault.reason);
    document_tables_release(&tables);
    text_release(&input);
    text_release(&output);
    arena_release(&arena);
    return done ? 0 : 1;
}
