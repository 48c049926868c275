/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/history_check.h"

#include "base/memory.h"
#include "shop/document_check.h"
#include "shop/placing.h"
#include "shop/stock_ledger.h"
#include "store/line.h"

#include <stdlib.h>

/* Numbers that are left out cost memory up to here; a number beyond that is none of this shop. */
enum { ORDERS_LEFT_OUT = 1000000 };

struct order_state {
    struct place place; /* of its last value; length 0: there was none */
    bool invoiced;
};

struct series_state {
    struct text name;
    int64_t sequence;
    day day;
};

struct history {
    struct store *store;
    struct check_report *report;
    struct stock_ledger ledger;
    struct order_state *orders; /* by number, from 1 */
    uint64_t order_count;
    size_t order_room;
    struct series_state *series;
    size_t series_count, series_room;
    struct arena arena; /* for one record and what it is compared with */
    struct text room;
};

/* A change, with where its value stands. */
struct step {
    struct slice id, value;
    struct place place;
};

static bool is_gone(const struct step *step)
{
    return slice_is(step->value, "null");
}

static bool read_document(struct history *history, const struct step *step, struct order *order)
{
    struct fault unreadable = FAULT_INIT;

    if (order_from_stored(order, step->value, &history->arena, &unreadable))
        return true;
    check_tell_plain(history->report, step->id, "unreadable", "the record cannot be read");
    return false;
}

static struct order_state *state_of_order(struct history *history, uint64_t number)
{
    return number && number <= history->order_count ? &history->orders[number - 1] : NULL;
}

/* The order as it stands. NULL in *found: there is none of this number. */
static bool last_value(struct history *history, const struct order_state *state, struct order *order, bool *found,
                       struct fault *fault)
{
    struct slice value;
    struct fault unreadable = FAULT_INIT;

    *found = false;
    if (!state || !state->place.length)
        return true;
    if (!store_bytes(history->store, &state->place, &value, fault))
        return false;
    *found = order_from_stored(order, value, &history->arena, &unreadable);
    return true;
}

/* What one unit of a line takes is at most STOCK_LIMIT; who says otherwise is told by what does not add up. */
static void expect_goods(struct history *history, const struct order_line *line, int64_t open, int64_t shipped)
{
    struct slice sku;
    int64_t each;
    size_t at = 0;

    while (order_line_takes(line, 1, &at, &sku, &each))
        if (each > 0 && each <= STOCK_LIMIT / line->quantity)
            stock_ledger_expect(&history->ledger, sku, line->location, open * each, shipped * each);
}

/* What the order takes part in: its units are promised until they leave, unless it is cancelled. */
static void expect_stock(struct history *history, const struct order *order, int64_t sign)
{
    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *line = &order->lines[i];
        int64_t open;

        /* What document_check_shipped refuses could not be added up. */
        if (line->quantity < 1 || line->quantity > QUANTITY_LIMIT || line->shipped < 0 || line->shipped > QUANTITY_LIMIT ||
            line->cancelled < 0 || line->cancelled > QUANTITY_LIMIT)
            continue;
        open = order->status == ORDER_CANCELLED ? 0 : order_line_open(line);
        expect_goods(history, line, sign * open, sign * line->shipped);
    }
}

/* A number's place in the list of orders; false where it is out of all proportion. */
static bool admit_number(struct history *history, struct slice id, uint64_t number)
{
    if (number <= history->order_count)
        return true;
    if (number != history->order_count + 1) {
        text_printf(check_reason(history->report), "order %llu follows order %llu", (unsigned long long)number,
                    (unsigned long long)history->order_count);
        check_tell(history->report, id, "wrong_number");
    }
    if (number - history->order_count > ORDERS_LEFT_OUT)
        return false;
    history->orders = memory_grow(history->orders, &history->order_room, number, sizeof *history->orders);
    while (history->order_count < number)
        history->orders[history->order_count++] = (struct order_state){0};
    return true;
}

/* The index keeps one order of each channel and reference: the last that came. */
static bool check_twin(struct history *history, const struct step *step, const struct order *order, uint64_t number,
                       struct fault *fault)
{
    struct known_order known;
    bool found;

    if (!order_find_known(history->store, order, &known, &found, fault))
        return false;
    if (!found || known.number == number)
        return true;
    text_printf(check_reason(history->report), "order %llu has the same channel and reference", (unsigned long long)known.number);
    check_tell(history->report, step->id, "twin_order");
    return true;
}

static bool check_order(struct history *history, const struct step *step, struct fault *fault)
{
    struct fault not_a_number = FAULT_INIT;
    struct order_state *state;
    struct order before;
    struct order order;
    uint64_t number;
    bool found;

    if (is_gone(step)) {
        check_tell_plain(history->report, step->id, "wrong_order", "the order is gone, and no tool does that");
        return true;
    }
    if (!read_document(history, step, &order))
        return true;
    if (!order_number(step->id, &number, &not_a_number) || !slice_equal(slice_from(step->id, strlen("order/")), order.id)) {
        check_tell_plain(history->report, step->id, "wrong_number", "the record is not that of its number");
        return true;
    }
    if (!admit_number(history, step->id, number))
        return true;
    state = state_of_order(history, number);
    if (!last_value(history, state, &before, &found, fault))
        return false;
    document_check_shipped(history->report, step->id, &order);
    document_check_totals(history->report, step->id, &order, &history->arena);
    if (found) {
        document_check_step(history->report, step->id, &before, &order);
        expect_stock(history, &before, -1);
    } else {
        document_check_beginning(history->report, step->id, &order);
    }
    expect_stock(history, &order, 1);
    state->place = step->place;
    return found || check_twin(history, step, &order, number, fault);
}

static struct series_state *series_of(struct history *history, struct slice name)
{
    struct series_state *series;

    for (size_t i = history->series_count; i > 0; i--)
        if (slice_equal(text_slice(&history->series[i - 1].name), name))
            return &history->series[i - 1];
    history->series = memory_grow(history->series, &history->series_room, history->series_count + 1, sizeof *history->series);
    series = &history->series[history->series_count++];
    *series = (struct series_state){.name = TEXT_INIT};
    text_add_slice(&series->name, name);
    return series;
}

/* The number of an invoice is its series and its sequence, and its series ends in the year of its day. */
static bool names_itself(struct slice id, struct slice series, int64_t sequence, day dated)
{
    struct text text = TEXT_INIT;
    bool right;

    period_write(&text, period_first(dated, GRAIN_YEAR), GRAIN_YEAR);
    right = series.length >= text.length && slice_equal(slice_from(series, series.length - text.length), text_slice(&text));
    text_clear(&text);
    text_add_string(&text, "invoice/");
    text_add_slice(&text, series);
    text_add_byte(&text, '-');
    text_add_padded(&text, sequence, 6);
    right = right && slice_equal(id, text_slice(&text));
    text_release(&text);
    return right;
}

/* False: the number was given out before, and the record is no new invoice. */
static bool check_sequence(struct history *history, const struct step *step, day dated)
{
    struct slice name = scan_decoded(scan_find(step->value, "series"), &history->room);
    struct series_state *series = series_of(history, name);
    int64_t sequence = 0;

    if (!scan_integer(scan_find(step->value, "sequence"), &sequence) || sequence < 1 ||
        !names_itself(step->id, name, sequence, dated)) {
        check_tell_plain(history->report, step->id, "wrong_sequence", "the number is not that of its series, sequence and year");
        return true;
    }
    if (sequence <= series->sequence) {
        check_tell_plain(history->report, step->id, "changed_document", "the invoice was issued before, and is written again");
        return false;
    }
    if (sequence != series->sequence + 1) {
        text_printf(check_reason(history->report), "number %lld follows number %lld", (long long)sequence,
                    (long long)series->sequence);
        check_tell(history->report, step->id, "wrong_sequence");
    }
    if (series->sequence && dated < series->day)
        check_tell_plain(history->report, step->id, "wrong_day", "is dated before the invoice before it");
    series->sequence = sequence;
    series->day = dated;
    return true;
}

static bool check_its_order(struct history *history, const struct step *step, const struct order *invoice, struct fault *fault)
{
    struct fault not_a_number = FAULT_INIT;
    struct slice id = scan_text(scan_find(step->value, "order"));
    struct order_state *state = NULL;
    struct order order;
    uint64_t number;
    bool found;

    if (order_number(id, &number, &not_a_number))
        state = state_of_order(history, number);
    if (!last_value(history, state, &order, &found, fault))
        return false;
    if (!found) {
        text_printf(check_reason(history->report), "there is no order %.*s that it could be for", SLICE_ARGS(id));
        check_tell(history->report, step->id, "missing_order");
        return true;
    }
    if (state->invoiced) {
        text_printf(check_reason(history->report), "order %.*s had an invoice already", SLICE_ARGS(id));
        check_tell(history->report, step->id, "second_invoice");
    }
    state->invoiced = true;
    document_check_invoice(history->report, step->id, invoice, &order);
    return true;
}

static bool check_invoice(struct history *history, const struct step *step, struct fault *fault)
{
    struct order invoice;

    if (is_gone(step)) {
        check_tell_plain(history->report, step->id, "changed_document", "the invoice is gone, and no tool does that");
        return true;
    }
    if (!read_document(history, step, &invoice))
        return true;
    document_check_totals(history->report, step->id, &invoice, &history->arena);
    return !check_sequence(history, step, invoice.day) || check_its_order(history, step, &invoice, fault);
}

static bool check_step(struct history *history, const struct step *step, struct fault *fault)
{
    arena_clear(&history->arena);
    if (slice_starts(step->id, "stock/"))
        stock_ledger_record(&history->ledger, step->id, step->value);
    else if (slice_starts(step->id, "order/"))
        return check_order(history, step, fault);
    else if (slice_starts(step->id, "invoice/"))
        return check_invoice(history, step, fault);
    return true;
}

static bool check_transaction(struct history *history, const struct store_lines *lines, struct slice bytes, struct text *room,
                              struct fault *fault)
{
    struct line line;
    struct line_change change;
    uint64_t start = lines->offset - bytes.length;
    bool done = true;

    if (!line_read(bytes, &line))
        return fault_set(fault, FAULT_SYSTEM, "broken_chain", NULL, "a line of the journal is no transaction");
    history->report->seq = line.seq;
    while (done && line_next_change(&line, &change, room)) {
        struct step step = {change.id,
                            change.value,
                            {lines->month, (uint32_t)change.value.length, start + (uint64_t)(change.value.bytes - bytes.bytes)}};

        done = check_step(history, &step, fault);
    }
    stock_ledger_settle(&history->ledger);
    return done;
}

bool history_check(struct store *store, struct check_report *report, struct fault *fault)
{
    struct history history = {.store = store, .report = report};
    struct store_lines lines;
    struct slice bytes = {"", 0};
    struct text room = TEXT_INIT;
    bool done = store_lines_begin(&lines, store, fault);

    stock_ledger_init(&history.ledger, report);
    /* Behind what the store counts there may be what a stopped writer or a loss of power left. */
    for (uint64_t seq = 1; done && bytes.bytes && seq <= store_seq(store); seq++) {
        done = store_lines_next(&lines, &bytes, fault);
        if (done && bytes.bytes)
            done = check_transaction(&history, &lines, bytes, &room, fault);
    }
    report->seq = 0;
    stock_ledger_release(&history.ledger);
    for (size_t i = 0; i < history.series_count; i++)
        text_release(&history.series[i].name);
    free(history.series);
    free(history.orders);
    arena_release(&history.arena);
    text_release(&history.room);
    text_release(&room);
    return done;
}
