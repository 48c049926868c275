/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/vat_reporting.h"

#include "format/vat_out.h"

static const struct currency euro = {"EUR", 2};

struct reporting {
    struct run *run;
    const struct vat_question *question;
    struct vat_figures figures;
    struct text name, text;
    struct vat_period period;
};

static void flush(struct reporting *work)
{
    output_add(&work->run->out, text_slice(&work->text));
    text_clear(&work->text);
}

static bool is_asked_for(const struct vat_question *question, const struct vat_document *document)
{
    return !question->country || slice_is(document->country, question->country);
}

static void name_period(struct reporting *work, day first)
{
    text_clear(&work->name);
    if (work->question->whole)
        text_add_string(&work->name, "total");
    else
        period_write(&work->name, first, work->question->grain);
    work->period.name = text_slice(&work->name);
}

/* Between the days that were asked for; of everything, the days from the first document to the last. */
static void begin_period(struct reporting *work, day first_document)
{
    const struct vat_question *question = work->question;
    day first = period_first(first_document, question->grain);
    day last = period_next(first, question->grain) - 1;

    name_period(work, first);
    if (question->whole)
        first = last = first_document;
    work->period.from = first > question->since && !(question->whole && question->since != INT32_MIN) ? first : question->since;
    work->period.to = last < question->until ? last : question->until;
}

static void print_period(struct reporting *work)
{
    for (size_t i = 0; i < work->figures.count; i++) {
        vat_figure_write(&work->period, &work->figures.rows[i], work->question->as_csv, &work->text);
        flush(work);
    }
    vat_figures_clear(&work->figures);
}

static void explain(struct reporting *work, const struct vat_document *document, const struct oss_return *oss, const day *corrected)
{
    for (size_t i = 0; i < document->entry_count; i++)
        if (!document->entries[i].is_voucher)
            vat_explanation_write(&work->period, document, &document->entries[i], oss, corrected, &work->text);
    flush(work);
}

static bool add_document(struct reporting *work, struct vat_document *document, bool *begun, struct fault *fault)
{
    const struct vat_question *question = work->question;

    if (!vat_document_convert_own(document, work->period.currency, &work->run->arena, fault))
        return false;
    if (!*begun || (!question->whole && document->counts_on > work->period.to)) {
        print_period(work);
        begin_period(work, document->counts_on);
        *begun = true;
    }
    if (question->whole)
        work->period.to = question->until == INT32_MAX ? document->counts_on : question->until;
    if (question->explain) {
        explain(work, document, NULL, NULL);
        return true;
    }
    return vat_figures_add(&work->figures, document, fault);
}

bool vat_figures_print(struct run *run, const struct vat_question *question, struct fault *fault)
{
    struct reporting work = {.run = run,
                             .question = question,
                             .figures = VAT_FIGURES_INIT,
                             .name = TEXT_INIT,
                             .text = TEXT_INIT,
                             .period = {.currency = &run->settings.currency, .training = run->settings.training}};
    struct vat_walk walk;
    bool begun = false;
    bool found = true;
    bool done = vat_walk_begin(&walk, run->store, question->since, question->until, fault);

    if (question->as_csv)
        text_add_string(&work.text, vat_figures_csv_head);
    flush(&work);
    while (done && found && !run->out.gone) {
        struct vat_document document;

        arena_clear(&run->arena);
        done = vat_walk_next(&walk, &document, &found, &run->arena, fault);
        if (done && found && is_asked_for(question, &document))
            done = add_document(&work, &document, &begun, fault);
    }
    if (done)
        print_period(&work);
    vat_walk_end(&walk);
    vat_figures_release(&work.figures);
    text_release(&work.name);
    text_release(&work.text);
    return done;
}

static bool print_return(struct reporting *work, const struct oss_return *oss, struct fault *fault)
{
    struct oss_form form = {.oss = oss,
                            .period = &work->period,
                            .vat_number = work->run->settings.text[COMPANY_VAT_NUMBER],
                            .is_provisional = work->question->provisional};
    struct oss_balance *balances;

    if (!oss_return_balances(oss, &work->run->arena, &balances, &form.balance_count, &form.payable, fault))
        return false;
    form.balances = balances;
    if (work->question->as_csv)
        oss_return_write_csv(&form, &work->text);
    else
        oss_return_write(&form, &work->text);
    flush(work);
    return true;
}

static bool add_to_return(struct reporting *work, struct oss_return *oss, struct vat_document *document, struct fault *fault)
{
    day quarter;
    bool taken;

    if (!oss_return_add(oss, document, work->run->store, &work->run->arena, &taken, &quarter, fault))
        return false;
    if (taken && work->question->explain)
        explain(work, document, oss, quarter == oss->first ? NULL : &quarter);
    return true;
}

bool vat_return_print(struct run *run, const struct vat_question *question, struct fault *fault)
{
    struct reporting work = {
        .run = run,
        .question = question,
        .name = TEXT_INIT,
        .text = TEXT_INIT,
        .period = {.currency = &euro, .training = run->settings.training, .from = question->since, .to = question->until}};
    struct oss_return oss;
    struct vat_walk walk;
    bool found = true;
    bool done = vat_walk_begin(&walk, run->store, question->since, question->until, fault);

    oss_return_begin(&oss, question->since, instant_day(run->now));
    name_period(&work, question->since);
    while (done && found && !run->out.gone) {
        struct vat_document document;

        arena_clear(&run->arena);
        done = vat_walk_next(&walk, &document, &found, &run->arena, fault);
        if (done && found && is_asked_for(question, &document))
            done = add_to_return(&work, &oss, &document, fault);
    }
    if (done && !question->explain)
        done = print_return(&work, &oss, fault);
    vat_walk_end(&walk);
    oss_return_release(&oss);
    text_release(&work.name);
    text_release(&work.text);
    return done;
}
