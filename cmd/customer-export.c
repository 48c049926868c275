/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/listing.h"
#include "tool/terms.h"

static void print(void *context, struct slice record)
{
    struct run *run = context;

    output_line(&run->out, record);
}

static bool export_customer(struct run *run, const char *operand, const struct dossier_terms *terms, struct fault *fault)
{
    struct dossier dossier;
    struct slice id = slice_of(operand);

    if (slice_starts(id, "customer/"))
        id = slice_from(id, strlen("customer/"));
    arena_clear(&run->arena);
    if (dossier_read(&dossier, run->store, id, terms, &run->arena, fault))
        return dossier_export(&dossier, run->store, terms->today, print, run, fault);
    if (fault->kind != FAULT_REFUSED)
        return false;
    *fault = (struct fault)FAULT_INIT;
    listing_missing(run, "customer", operand);
    return true;
}

static bool export(struct run *run, struct fault *fault)
{
    struct retention retention = RETENTION_INIT;
    struct dossier_terms terms = terms_of_run(run, &retention);
    bool done;

    if (!run->operand_count)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "whose data? name a customer");
    done = terms_read(&retention, fault);
    for (size_t i = 0; done && i < run->operand_count; i++)
        done = export_customer(run, run->operands[i], &terms, fault);
    retention_release(&retention);
    return done;
}

static const struct tool tool = {
    .name = "customer-export",
    .summary = "Prints all that the shop holds of a customer.",
    .operands = "ID...",
    .traits = READS_STORE,
    .act = export,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
