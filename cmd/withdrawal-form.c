/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/document_text.h"
#include "shop/logo.h"
#include "shop/person.h"
#include "shop/return_opening.h"
#include "shop/withdrawal_form.h"
#include "tool/document_tables.h"
#include "tool/press.h"
#include "tool/printed_files.h"
#include "tool/return_tables.h"
#include "tool/tool.h"
#include "json/scan.h"

static const char *format, *country, *language, *delivered, *output;
static struct return_law law = RETURN_LAW_INIT;
static struct document_tables tables = {.words = WORDS_INIT};
static struct printed_files files;
static day came;
static bool has_come;

static const struct option_row options[] = {
    {0, "format", "FORMAT", "text (so if none is named), html or pdf", OPTION_TEXT, &format},
    {'o', "output", "FILE|DIR/", "write forms there", OPTION_TEXT, &output},
    {0, "country", "CC", "of a blank form: where the goods go (the shop's)", OPTION_TEXT, &country},
    {0, "language", "LANG", "of a blank form (the shop's)", OPTION_TEXT, &language},
    {0, "delivered", "DAY", "the day on which the last of the goods came (as the parcels' proofs say)", OPTION_TEXT, &delivered},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    format = format ? format : "text";
    if (strcmp(format, "text") != 0 && strcmp(format, "html") != 0 && strcmp(format, "pdf") != 0)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--format: \"%s\" is none of text, html, pdf", format);
    if (run->operand_count > 1 && strcmp(format, "text") != 0 && !output)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "several forms of this format need a folder: --output DIR/");
    if (output && !printed_files_begin(&files, output, fault))
        return false;
    if (run->operand_count > 1 && output && !files.into_folder)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "several forms need a folder: --output DIR/");
    return (!country || country_check(slice_of(country), "--country", fault)) &&
           option_day("delivered", delivered, &came, &has_come, fault) && return_tables_read(&law, fault) &&
           document_tables_read(&tables, fault);
}

static bool draw(struct run *run, struct slice record, struct text *bytes, struct fault *fault)
{
    const struct printing printing = {1, false, run->settings.text[SHOP_LANGUAGE]};
    struct press_request request = {format, &printing, record, {NULL, 0}, {NULL, 0}, {NULL, 0}};
    struct document document;
    struct paper paper;

    if (!person_of_record(run->store, record, &request.person, fault))
        return false;
    if (strcmp(format, "text") != 0)
        return logo_find(run->store, run->settings.text[COMPANY_LOGO], &request.logo, fault) &&
               press_render(&request, bytes, fault);
    if (!document_read(&document, record, request.person, &run->arena, fault))
        return false;
    paper_write(&paper, &document, &tables.words, &tables.mentions, &tables.countries, &printing, &run->arena);
    document_text(&paper, bytes);
    return true;
}

static void leave(struct run *run, struct slice name, struct text *bytes)
{
    if (output)
        printed_files_add(&files, name, strcmp(format, "text") == 0 ? "txt" : format, bytes);
    else
        output_add(&run->out, text_slice(bytes));
}

static bool print(struct run *run, const struct withdrawal_form_request *request, struct fault *fault)
{
    struct text record = TEXT_INIT;
    struct text bytes = TEXT_INIT;
    bool done =
        withdrawal_form_write(request, &law, &run->settings, &record, fault) && draw(run, text_slice(&record), &bytes, fault);

    if (done)
        leave(run, request->order ? request->order->id : SLICE("form"), &bytes);
    text_release(&record);
    text_release(&bytes);
    return done;
}

static bool print_of_order(struct run *run, const char *named, struct fault *fault)
{
    struct withdrawal_form_request request = {.has_delivered = has_come, .delivered = came, .now = run->now};
    struct order order;

    arena_clear(&run->arena);
    if (!order_find(&order, run->store, slice_of(named), &run->arena, fault) ||
        !return_find_business(&order, run->store, &request.is_business, fault) ||
        !return_find_region(&order, &law, run->store, &run->arena, &request.region, fault))
        return false;
    if (!has_come && !return_find_delivery(&order, run->store, &run->arena, &request.has_delivered, &request.delivered, fault))
        return false;
    request.order = &order;
    request.country = order.country;
    return print(run, &request, fault);
}

static bool act(struct run *run, struct fault *fault)
{
    const struct withdrawal_form_request blank = {.country = country ? slice_of(country) : run->settings.text[COMPANY_COUNTRY],
                                                  .language = language ? slice_of(language) : (struct slice){NULL, 0},
                                                  .now = run->now};

    if (!run->operand_count && !print(run, &blank, fault))
        return false;
    for (size_t i = 0; i < run->operand_count; i++) {
        if (print_of_order(run, run->operands[i], fault))
            continue;
        if (fault->kind != FAULT_REFUSED)
            return false;
        tool_say_fault(run, run->operands[i], fault);
        run->answer_is_no = true;
    }
    return !output || printed_files_write(&files, fault);
}

static const struct tool tool = {
    .name = "withdrawal-form",
    .summary = "Prints what consumers are told of the right of withdrawal, with the form to use it.",
    .operands = "[ID]...",
    .options = options,
    .traits = READS_STORE,
    .prepare = prepare,
    .act = act,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
