/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demand.h"

#include "format/table_rates.h"
#include "format/tariff_sheet.h"
#include "shop/tariff_quote.h"

/*
 * The spreadsheets of a tariff, up to five, with a NUL byte between them; among them may be the rates of another shop.
 *
 * Demanded: whatever is told of is in a line of the file; rows that are right together are a tariff, whose record read again is
 * the same tariff; and it answers any question with sums that its charges add up to.
 */

static void tell(void *context, enum tariff_section section, size_t line, const struct fault *fault)
{
    (void)line;
    demand(section < TARIFF_SECTIONS && fault->code[0] && fault->reason[0], "what is wrong has a code and a reason");
    *(bool *)context = true;
}

static void ask(struct tariff *tariff, struct arena *arena)
{
    static const char *const places[][2] = {{"BE", "1000"}, {"FR", "20000"}, {"GB", "SW1A 1AA"}, {"PL", "00-950"}, {"US", ""}};
    struct calendar calendar = CALENDAR_INIT;

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const struct tariff_question question = {.country = slice_of(places[i][0]),
                                                 .postcode = slice_of(places[i][1]),
                                                 .distance = (int64_t)i * 1500 - 1,
                                                 .bases = {{5000, 4000}, {6000, 5000}}};
        struct parcel_piece pieces[] = {{1 + (int64_t)i, 600, 9000000, i}, {(int64_t)i, 100, 0, 1}};
        const struct tariff_goods goods = {.units = 1 + 2 * (int64_t)i,
                                           .weight = 600 + 700 * (int64_t)i,
                                           .volume = 9000000 * (1 + (int64_t)i),
                                           .heaviest = 600,
                                           .bulkiest = 9000000,
                                           .value = 123456789,
                                           .pieces = pieces,
                                           .piece_count = 2,
                                           .classes = i | 1};
        struct tariff_answer answer = {.explain = true};

        tariff_answer(tariff, &question, &goods, &calendar, arena, &answer);
        demand(answer.option_count + answer.exclusion_count == tariff->service_names.count,
               "each service is an option or excluded");
        for (size_t j = 0; j < answer.option_count; j++) {
            amount sum = 0;

            for (size_t k = 0; k < answer.options[j].charge_count; k++)
                sum += answer.options[j].charges[k].price;
            demand(sum == answer.options[j].price && sum >= 0, "charges add up to the price");
        }
    }
    calendar_release(&calendar);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct tariff_heading heading = {SLICE("main"), SLICE("EUR"), 20000, true};
    struct slice rest = {(const char *)data, size};
    struct tariff_rows rows = {0};
    struct tariff_rows unused = {0};
    struct arena arena = ARENA_INIT;
    struct fault fault = FAULT_INIT;
    struct tariff tariff;
    bool wrong = false;
    bool right = true;

    for (int i = 0; i < TARIFF_SECTIONS && rest.length; i++) {
        const char *end = memchr(rest.bytes, '\0', rest.length);
        size_t length = end ? (size_t)(end - rest.bytes) : rest.length;
        enum tariff_section section;

        if (!rows.counts[TARIFF_ZONES] && !rows.counts[TARIFF_RATES] && table_rates_known((struct slice){rest.bytes, length})) {
            const struct table_rates_writing writing = {&(struct currency){"EUR", 2}, weight_unit(SLICE("lb")),
                                                        SLICE("BEL\tBE\nFRA\tFR\n")};

            table_rates_read((struct slice){rest.bytes, length}, &writing, &rows, rows.counts[TARIFF_SERVICES] ? &unused : &rows,
                             &arena, tell, &wrong, &right);
        } else if (!tariff_sheet_read((struct slice){rest.bytes, length}, heading.currency, &rows, &section, &arena, tell, &wrong,
                                      &right, &fault))
            demand(fault.kind != FAULT_NONE, "a file that cannot be read has a reason");
        rest = slice_from(rest, end ? length + 1 : length);
    }
    demand(right == !wrong, "what is not right is told");
    if (tariff_build(&tariff, &heading, &rows, tell, &wrong, &fault)) {
        ask(&tariff, &arena);
        tariff_release(&tariff);
    }
    tariff_rows_release(&rows);
    tariff_rows_release(&unused);
    arena_release(&arena);
    return 0;
}
