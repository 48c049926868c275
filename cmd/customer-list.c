/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/listing.h"
#include "tool/terms.h"

static const char *since, *until, *with;
static bool inactive, forgotten, has_since, has_until;
static day first, last;
static struct retention retention;
static struct dossier_terms terms;

static const struct option_row options[] = {
    {0, "inactive", NULL, "who have not ordered for so long that their data is to go", OPTION_FLAG, &inactive},
    {0, "forgotten", NULL, "who asked to be forgotten", OPTION_FLAG, &forgotten},
    {'S', "since", "DAY", "whose last order is of this day or later", OPTION_TEXT, &since},
    {'U', "until", "DAY", "whose last order is of this day or earlier", OPTION_TEXT, &until},
    {0, "with", "person", "with the customer's data", OPTION_TEXT, &with},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    terms = terms_of_run(run, &retention);
    return option_day("since", since, &first, &has_since, fault) && option_day("until", until, &last, &has_until, fault) &&
           option_with(with, "person", fault) && terms_read(&retention, fault);
}

static bool wanted(const struct dossier *dossier)
{
    return (!inactive || dossier->inactive) && (!forgotten || dossier->asked_at.bytes) &&
           (!has_since || (dossier->orders && dossier->last_order >= first)) &&
           (!has_until || (dossier->orders && dossier->last_order <= last));
}

static bool print(struct run *run, const struct dossier *dossier, struct fault *fault)
{
    struct text text = TEXT_INIT;
    struct text id = TEXT_INIT;
    struct slice person = {NULL, 0};
    bool done;

    text_add_string(&id, "customer/");
    text_add_slice(&id, dossier->id);
    done = !with || store_person(run->store, text_slice(&id), (unsigned)dossier->version_count, &person, fault);
    if (done) {
        dossier_write(dossier, terms.today, person, &text);
        listing_print_made(run, text_slice(&text));
    }
    text_release(&text);
    text_release(&id);
    return done;
}

static bool list_customer(struct run *run, const struct listed *row, struct fault *fault)
{
    struct dossier dossier;

    arena_clear(&run->arena);
    return dossier_read(&dossier, run->store, row->id, &terms, &run->arena, fault) &&
           (!wanted(&dossier) || print(run, &dossier, fault));
}

static bool list(struct run *run, struct fault *fault)
{
    bool done = listing_run(run, list_customer, fault);

    retention_release(&retention);
    return done;
}

static const struct tool tool = {
    .name = "customer-list",
    .summary = "Lists customers, their orders, and what is kept of them until when.",
    .operands = "[ID]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "customer",
    .prepare = prepare,
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
