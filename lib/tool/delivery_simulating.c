/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/delivery_simulating.h"

#include "base/memory.h"
#include "shop/delivery_simulation.h"
#include "tool/tariff_files.h"

#include <stdlib.h>

bool simulating_read_tables(struct run *run, const struct option_list *names, struct slice name, struct tariff *tariff,
                            struct fault *fault)
{
    const struct tariff_heading heading = {
        .name = name,
        .currency = slice_of(run->settings.currency.code),
        .from = instant_day(run->now),
        .prices_include_tax = run->settings.prices_include_tax,
    };
    struct tariff_files files = {.arena = ARENA_INIT};
    bool done = tariff_files_read(run, names->values, names->count, &heading, &files, tariff, fault);

    tariff_files_release(&files);
    return done;
}

static bool find_tariff(struct run *run, struct simulating *work, struct slice name, struct tariff **tariff, struct fault *fault)
{
    if (!tariff_book_find(work->tariffs, run->store, name, instant_day(run->now), fault))
        return false;
    if (!work->tariffs->exists)
        return fault_set(fault, FAULT_USAGE, "no_tariff", NULL, "there is no tariff \"%.*s\" today; see tariff-import(1)",
                         SLICE_ARGS(name));
    *tariff = &work->tariffs->tariff;
    return true;
}

static bool add_orders(struct run *run, struct simulating *work, struct simulation *simulation, bool shows_orders,
                       struct text *text, struct fault *fault)
{
    struct order_walk walk;
    bool found = true;
    bool done = order_walk_begin(&walk, run->store, &work->selection, fault);

    while (done && found && !run->out.gone && !run->out.error) {
        done = order_walk_next(&walk, &found, fault);
        if (!done || !found)
            break;
        arena_clear(&run->arena);
        text_clear(text);
        done = simulation_add(simulation, run->store, &run->settings, walk.value, &run->arena, text, fault);
        if (done && shows_orders && text->length)
            output_line(&run->out, text_slice(text));
    }
    order_walk_end(&walk);
    return done;
}

bool simulating_run(struct run *run, struct simulating *work, struct tariff *given, struct slice name, bool shows_orders,
                    bool finds, struct fault *fault)
{
    struct simulation simulation = {.tariff = given, .tariffs = work->tariffs};
    struct text text = TEXT_INIT;
    size_t findings = 0;
    bool done;

    if ((!given && !find_tariff(run, work, name, &simulation.tariff, fault)) || !tariff_book_calendar(work->tariffs, fault))
        return false;
    simulation.free = memory_take_zeroed(simulation.tariff->counts[TARIFF_SERVICES] + 1, sizeof *simulation.free);
    done = add_orders(run, work, &simulation, shows_orders, &text, fault);
    text_clear(&text);
    if (done && shows_orders) {
        simulation_write_sums(&simulation, &text);
        output_line(&run->out, text_slice(&text));
        text_clear(&text);
    }
    if (done && finds) {
        simulation_find(&simulation, &text, &findings);
        if (findings)
            output_line(&run->out, text_slice(&text));
        run->answer_is_no |= findings > 0;
    }
    text_release(&text);
    free(simulation.free);
    return done;
}
