/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/archiving.h"
#include "store/ledger.h"
#include "tool/tool.h"

#include <stdio.h>

static bool keep, restore;

static const struct option_row options[] = {
    {0, "keep", NULL, "leave the plain file beside the archive", OPTION_FLAG, &keep},
    {0, "restore", NULL, "make these months plain files again", OPTION_FLAG, &restore},
    {0},
};

enum { NAME_SIZE = 16 };

static void name_of(uint32_t month, char name[NAME_SIZE])
{
    snprintf(name, NAME_SIZE, "%04u-%02u", month / 100 % 10000, month % 100);
}

/* Which months may be archived: those before the journal's last one whose closing is in the store. */
static bool may_go(struct run *run, uint32_t month, uint32_t last, struct fault *fault)
{
    char name[NAME_SIZE];
    char id[NAME_SIZE + sizeof "closing/"];
    struct slice closing;

    name_of(month, name);
    snprintf(id, sizeof id, "closing/%s", name);
    if (month >= last)
        return fault_set(fault, FAULT_REFUSED, "month_open", NULL, "is the journal's last month, which is never archived");
    if (!store_get(run->store, slice_of(id), &closing, fault))
        return false;
    return closing.bytes || fault_set(fault, FAULT_REFUSED, "month_not_closed", NULL, "is not closed; store-close closes it");
}

static bool take_month(struct run *run, uint32_t month, uint32_t last, bool named, struct fault *fault)
{
    const struct archiving how = {tool_clock(run), slice_of(run->tool->name), keep, run->dry_run};
    enum month_form form = store_month_form(run->store, month);
    struct archived archived = {.record = TEXT_INIT};
    bool done = true;

    if (form == MONTH_MISSING)
        done = fault_set(fault, FAULT_REFUSED, "unknown_month", NULL, "the journal has no such month");
    else if (form == MONTH_PLAIN && !restore)
        done = may_go(run, month, last, fault);
    if (!done && fault->kind == FAULT_REFUSED && !named) {
        run->counts.skipped++;
        return true;
    }
    run->counts.read++;
    done = done && (restore ? store_restore_month : store_archive_month)(run->store, month, &how, &archived, fault);
    if (done && archived.record.length)
        output_line(&run->out, text_slice(&archived.record));
    if (done)
        ++*(archived.changed ? &run->counts.written : &run->counts.unchanged);
    text_release(&archived.record);
    return done;
}

/* A month that is refused keeps no other from being archived. */
static bool go_on_after(struct run *run, uint32_t month, const struct fault *fault)
{
    char name[NAME_SIZE];

    if (fault->kind != FAULT_REFUSED)
        return false;
    name_of(month, name);
    tool_say_fault(run, name, fault);
    run->counts.rejected++;
    return true;
}

static bool take_all(struct run *run, uint32_t last, struct fault *fault)
{
    uint32_t month = 0;

    for (;;) {
        enum month_form form;

        if (!store_next_month(run->store, month, &month, fault))
            return false;
        if (!month || month >= last)
            return true;
        form = store_month_form(run->store, month);
        if ((form == MONTH_PLAIN || form == MONTH_BOTH) && !take_month(run, month, last, false, fault))
            return false;
    }
}

static bool take_named(struct run *run, uint32_t last, struct fault *fault)
{
    for (size_t i = 0; i < run->operand_count; i++) {
        struct fault refused = FAULT_INIT;
        uint32_t month;

        if (!month_read(slice_of(run->operands[i]), &month))
            return fault_set(fault, FAULT_USAGE, "usage", NULL, "\"%s\" is no month like 2026-01", run->operands[i]);
        if (!take_month(run, month, last, true, &refused) && !go_on_after(run, month, &refused)) {
            *fault = refused;
            return false;
        }
    }
    return true;
}

static bool archive_months(struct run *run, struct fault *fault)
{
    uint32_t last = 0;
    uint32_t next = 0;
    bool done;

    if (restore && !run->operand_count)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--restore: which months?");
    if (!tool_open_store(run, STORE_READ, fault) || (!run->dry_run && !store_clear_archiving(run->store, fault)))
        return false;
    do {
        last = next;
        if (!store_next_month(run->store, last, &next, fault))
            return false;
    } while (next);
    done = run->operand_count ? take_named(run, last, fault) : take_all(run, last, fault);
    if (done)
        tool_say_counts(run);
    return done;
}

static const struct tool tool = {
    .name = "store-archive",
    .summary = "Puts closed months of the journal into compressed archives.",
    .operands = "[MONTH]...",
    .options = options,
    .traits = WRITES_STORE | WITHOUT_SETTINGS | OPENS_ITSELF,
    .act = archive_months,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
