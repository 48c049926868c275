/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/history_check.h"

#include "base/memory.h"
#include "shop/deposit_check.h"
#include "shop/document.h"
#include "shop/document_check.h"
#include "shop/gift_card_check.h"
#include "shop/order_places.h"
#include "shop/placing.h"
#include "shop/reversal_check.h"
#include "shop/series.h"
#include "shop/stock_ledger.h"
#include "shop/transfer_check.h"
#include "store/line.h"

#include <stdlib.h>

/* Numbers that are left out cost memory up to here; a number beyond that is none of this shop. */
enum { ORDERS_LEFT_OUT = 1000000 };

struct order_state {
    struct place place; /* of its last value; length 0: there was none */
    struct reversal_place reversed;
    bool has_deposit;
};

struct series_state {
    enum numbered kind;
    struct text name;
    int64_t sequence;
    day day;
};

struct history {
    struct store *store;
    struct check_report *report;
    struct stock_ledger ledger;
    struct transfer_ledger transfers;
    struct reversal_ledger reversals;
    struct gift_card_ledger gift_cards;
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
static void expect_goods(struct history *history, const struct order_line *line, struct slice location, int64_t open,
                         int64_t shipped)
{
    struct slice sku;
    int64_t each;
    size_t at = 0;

    while (order_line_takes(line, 1, &at, &sku, &each))
        if (each > 0 && each <= STOCK_LIMIT / line->quantity)
            stock_ledger_expect(&history->ledger, sku, location, open * each, shipped * each);
}

/* What the order takes part in: its units are promised until they leave, unless it is cancelled. */
static void expect_stock(struct history *history, const struct order *order, int64_t sign)
{
    const struct line_places *places = order_places(order, &history->arena);

    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *line = &order->lines[i];

        /* What document_check_shipped refuses could not be added up. */
        if (line->quantity < 1 || line->quantity > QUANTITY_LIMIT || line->shipped < 0 || line->shipped > QUANTITY_LIMIT ||
            line->cancelled < 0 || line->cancelled > QUANTITY_LIMIT || line->resent < 0 || line->resent > QUANTITY_LIMIT)
            continue;
        for (size_t j = 0; document_places_add_up(line) && j < places[i].count; j++) {
            const struct order_allocation *place = &places[i].rows[j];
            int64_t open = order->status == ORDER_CANCELLED ? 0 : order_place_open(place);

            expect_goods(history, line, place->location, sign * open, sign * place->shipped);
        }
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
    reversal_ledger_order(&history->reversals, &state->reversed, step->id, found ? &before : NULL, &order);
    gift_card_ledger_order(&history->gift_cards, found ? &before : NULL, &order);
    if (found) {
        document_check_step(history->report, step->id, &before, &order, &history->arena);
        expect_stock(history, &before, -1);
    } else {
        document_check_beginning(history->report, step->id, &order);
    }
    expect_stock(history, &order, 1);
    state->place = step->place;
    return found || check_twin(history, step, &order, number, fault);
}

static struct series_state *series_of(struct history *history, enum numbered kind, struct slice name)
{
    struct series_state *series;

    for (size_t i = history->series_count; i > 0; i--)
        if (history->series[i - 1].kind == kind && slice_equal(text_slice(&history->series[i - 1].name), name))
            return &history->series[i - 1];
    history->series = memory_grow(history->series, &history->series_room, history->series_count + 1, sizeof *history->series);
    series = &history->series[history->series_count++];
    *series = (struct series_state){.kind = kind, .name = TEXT_INIT};
    text_add_slice(&series->name, name);
    return series;
}

/* The number of a document is its series and its sequence, and its series ends in the year of its day. */
static bool names_itself(enum numbered kind, struct slice id, struct slice series, int64_t sequence, day dated)
{
    struct text text = TEXT_INIT;
    bool right;

    period_write(&text, period_first(dated, GRAIN_YEAR), GRAIN_YEAR);
    right = series.length >= text.length && slice_equal(slice_from(series, series.length - text.length), text_slice(&text));
    text_clear(&text);
    text_add_slice(&text, numbered_type(kind));
    text_add_byte(&text, '/');
    text_add_slice(&text, series);
    text_add_byte(&text, '-');
    text_add_padded(&text, sequence, 6);
    right = right && slice_equal(id, text_slice(&text));
    text_release(&text);
    return right;
}

/* False: the number was given out before, and the record is no new document. */
static bool check_sequence(struct history *history, const struct step *step, enum numbered kind, day dated)
{
    struct slice name = scan_decoded(scan_find(step->value, "series"), &history->room);
    struct series_state *series = series_of(history, kind, name);
    int64_t sequence = 0;

    if (!scan_integer(scan_find(step->value, "sequence"), &sequence) || sequence < 1 ||
        !names_itself(kind, step->id, name, sequence, dated)) {
        check_tell_plain(history->report, step->id, "wrong_sequence", "the number is not that of its series, sequence and year");
        return true;
    }
    if (sequence <= series->sequence) {
        check_tell_plain(history->report, step->id, "changed_document", "the document was issued before, and is written again");
        return false;
    }
    if (sequence != series->sequence + 1) {
        text_printf(check_reason(history->report), "number %lld follows number %lld", (long long)sequence,
                    (long long)series->sequence);
        check_tell(history->report, step->id, "wrong_sequence");
    }
    if (series->sequence && dated < series->day)
        check_tell_plain(history->report, step->id, "wrong_day", "is dated before the document before it");
    series->sequence = sequence;
    series->day = dated;
    return true;
}

/* The order that a record is of, as it stands before or after it. */
static bool order_named(struct history *history, const struct step *step, struct order *order, struct order_state **state,
                        struct fault *fault)
{
    struct fault not_a_number = FAULT_INIT;
    struct slice id = scan_text(scan_find(step->value, "order"));
    uint64_t number;
    bool found;

    *state = order_number(id, &number, &not_a_number) ? state_of_order(history, number) : NULL;
    if (!last_value(history, *state, order, &found, fault))
        return false;
    if (!found) {
        *state = NULL;
        text_printf(check_reason(history->report), "there is no order %.*s that it could be for", SLICE_ARGS(id));
        check_tell(history->report, step->id, "missing_order");
    }
    return true;
}

static bool is_deposit(struct slice record)
{
    return document_purpose(scan_text(scan_find(record, "kind"))) == PURPOSE_DEPOSIT;
}

static bool its_deposits(struct history *history, const struct order *order, struct deposits *deposits, struct fault *fault)
{
    struct fault not_a_number = FAULT_INIT;
    uint64_t number;

    *deposits = (struct deposits){NULL, 0};
    return !order_number(order->id, &number, &not_a_number) ||
           deposits_of_order(deposits, history->store, number, &history->arena, fault);
}

static bool check_its_order(struct history *history, const struct step *step, const struct order *invoice, struct fault *fault)
{
    struct order_state *state;
    struct deposits deposits;
    struct order order;

    if (!order_named(history, step, &order, &state, fault))
        return false;
    if (!state)
        return true;
    if (!its_deposits(history, &order, &deposits, fault))
        return false;
    if (is_deposit(step->value)) {
        deposit_check_invoice(history->report, step->id, step->value, invoice, &order, &deposits, state->reversed.invoiced,
                              &history->arena);
        state->has_deposit = true;
        return true;
    }
    if (state->reversed.invoiced) {
        text_printf(check_reason(history->report), "order %.*s had an invoice already", SLICE_ARGS(order.id));
        check_tell(history->report, step->id, "second_invoice");
    }
    reversal_ledger_invoiced(&history->reversals, &state->reversed, &order);
    document_check_invoice(history->report, step->id, invoice, &order);
    deposit_check_final(history->report, step->id, step->value, &deposits, &order.currency, &history->arena);
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
    return !check_sequence(history, step, NUMBERED_INVOICE, invoice.day) || check_its_order(history, step, &invoice, fault);
}

/* Of a deposit: beside what all its credit notes give back. */
static bool check_its_deposit(struct history *history, const struct step *step, const struct order *credit_note,
                              const struct order *deposit, const struct order_state *state, struct fault *fault)
{
    struct deposits deposits;

    if (!its_deposits(history, &(struct order){.id = scan_text(scan_find(step->value, "order"))}, &deposits, fault))
        return false;
    for (size_t i = 0; i < deposits.count; i++)
        if (slice_equal(deposits.items[i].document.id, deposit->id))
            deposit_check_credit_note(history->report, step->id, credit_note, &deposits.items[i], state->reversed.invoiced);
    return true;
}

static bool check_its_invoice(struct history *history, const struct step *step, const struct order *credit_note,
                              struct order_state *state, struct fault *fault)
{
    struct slice corrects = scan_find(step->value, "corrects");
    struct slice number = scan_decoded(scan_find(corrects, "invoice"), &history->room);
    struct fault unreadable = FAULT_INIT;
    struct text id = TEXT_INIT;
    struct order invoice;
    struct slice record;
    bool done;

    text_add_string(&id, "invoice/");
    text_add_slice(&id, number);
    done = store_get(history->store, text_slice(&id), &record, fault);
    text_release(&id);
    if (!done)
        return false;
    if (!record.bytes || !slice_equal(scan_find(record, "order"), scan_find(step->value, "order")) ||
        !slice_equal(scan_find(record, "day"), scan_find(corrects, "day")) ||
        !order_from_stored(&invoice, arena_copy(&history->arena, record), &history->arena, &unreadable)) {
        check_tell_plain(history->report, step->id, "missing_invoice",
                         "there is no such invoice of its order that it could correct");
        return true;
    }
    if (credit_note->day < invoice.day)
        check_tell_plain(history->report, step->id, "wrong_day", "is dated before the invoice that it corrects");
    if (is_deposit(record) != is_deposit(step->value))
        check_tell_plain(history->report, step->id, "wrong_credit_note", "is of another kind than the invoice that it corrects");
    if (is_deposit(record))
        return check_its_deposit(history, step, credit_note, &invoice, state, fault);
    invoice.id = scan_text(scan_find(step->value, "order"));
    reversal_ledger_credit_note(&history->reversals, &state->reversed, step->id, credit_note, &invoice);
    return true;
}

static bool check_credit_note(struct history *history, const struct step *step, struct fault *fault)
{
    struct order credit_note;
    struct order_state *state;
    struct order order;

    if (is_gone(step)) {
        check_tell_plain(history->report, step->id, "changed_document", "the credit note is gone, and no tool does that");
        return true;
    }
    if (!read_document(history, step, &credit_note))
        return true;
    if (!check_sequence(history, step, NUMBERED_CREDIT_NOTE, credit_note.day))
        return true;
    if (!order_named(history, step, &order, &state, fault))
        return false;
    return !state || check_its_invoice(history, step, &credit_note, state, fault);
}

/* What came back to the shelves, component by component: so many of each part, where it says. */
static void expect_restocked(struct history *history, struct slice parts, const char *member, const struct order *order)
{
    struct scan scan;
    struct slice line;

    if (!scan_array(&scan, parts))
        return;
    while (scan_element(&scan, &line)) {
        const struct order_line *of;
        struct slice location;
        int64_t number = 0;
        int64_t units = 0;

        if (!scan_integer(scan_find(line, "line"), &number) || number < 1 || (uint64_t)number > order->line_count ||
            !scan_find(line, "location").bytes || !scan_integer(scan_find(line, member), &units) || units < 0 ||
            units > QUANTITY_LIMIT)
            continue;
        of = &order->lines[number - 1];
        location = scan_decoded(scan_find(line, "location"), &history->room);
        if (of->quantity >= 1 && of->quantity <= QUANTITY_LIMIT)
            expect_goods(history, of, location, 0, -units);
    }
}

static bool check_refund(struct history *history, const struct step *step, struct fault *fault)
{
    struct order_state *state;
    struct order order;

    if (is_gone(step)) {
        check_tell_plain(history->report, step->id, "changed_document", "the refund is gone, and no tool does that");
        return true;
    }
    if (!order_named(history, step, &order, &state, fault))
        return false;
    if (!state)
        return true;
    expect_restocked(history, scan_find(step->value, "lines"), "restock", &order);
    reversal_ledger_refund(&history->reversals, &state->reversed, step->id, step->value, &order);
    gift_card_ledger_refund(&history->gift_cards, step->value, &order);
    return true;
}

/* Only the version that was written when goods came has a receipt. */
static bool check_return(struct history *history, const struct step *step, struct fault *fault)
{
    struct order_state *state;
    struct order order;

    if (is_gone(step)) {
        check_tell_plain(history->report, step->id, "changed_document", "the return is gone, and no tool does that");
        return true;
    }
    if (!order_named(history, step, &order, &state, fault))
        return false;
    if (!state)
        return true;
    expect_restocked(history, scan_find(step->value, "receipt"), "quantity", &order);
    reversal_ledger_return(&history->reversals, &state->reversed, step->value, &order);
    return true;
}

/* What counts nothing: it has a number of its series, and an order. */
static bool check_other_document(struct history *history, const struct step *step, enum numbered kind, struct fault *fault)
{
    struct order_state *state;
    struct order document;
    struct order order;

    if (is_gone(step)) {
        check_tell_plain(history->report, step->id, "changed_document", "the document is gone, and no tool does that");
        return true;
    }
    return !read_document(history, step, &document) || !check_sequence(history, step, kind, document.day) ||
           order_named(history, step, &order, &state, fault);
}

static bool check_step(struct history *history, const struct step *step, struct fault *fault)
{
    enum numbered kind;

    arena_clear(&history->arena);
    if (slice_starts(step->id, "stock/"))
        stock_ledger_record(&history->ledger, step->id, step->value);
    else if (slice_starts(step->id, "order/"))
        return check_order(history, step, fault);
    else if (slice_starts(step->id, "invoice/"))
        return check_invoice(history, step, fault);
    else if (slice_starts(step->id, "credit_note/"))
        return check_credit_note(history, step, fault);
    else if (numbered_of(step->id, &kind))
        return check_other_document(history, step, kind, fault);
    else if (slice_starts(step->id, "refund/"))
        return check_refund(history, step, fault);
    else if (slice_starts(step->id, "return/"))
        return check_return(history, step, fault);
    else if (slice_starts(step->id, "transfer/"))
        transfer_ledger_record(&history->transfers, &history->ledger, step->id, step->value, &history->arena);
    else if (slice_starts(step->id, "gift_card/"))
        gift_card_ledger_record(&history->gift_cards, step->id, step->value, &history->arena);
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
    reversal_ledger_settle(&history->reversals);
    gift_card_ledger_settle(&history->gift_cards);
    return done;
}

/* Orders that have deposits and no invoice, as they are at the end. */
static bool check_deposits(struct history *history, struct fault *fault)
{
    struct text id = TEXT_INIT;
    bool done = true;

    for (uint64_t i = 0; done && i < history->order_count; i++) {
        struct order_state *state = &history->orders[i];
        struct deposits deposits;
        struct order order;
        bool found;

        if (!state->has_deposit || state->reversed.invoiced)
            continue;
        arena_clear(&history->arena);
        order_id(i + 1, &id);
        done = last_value(history, state, &order, &found, fault) && (!found || its_deposits(history, &order, &deposits, fault));
        if (done && found)
            deposit_check_order(history->report, text_slice(&id), &order, &deposits, &history->arena);
    }
    text_release(&id);
    return done;
}

bool history_check(struct store *store, struct check_report *report, struct fault *fault)
{
    struct history history = {.store = store, .report = report, .reversals = {.report = report}, .gift_cards = {.report = report}};
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
    done = done && check_deposits(&history, fault);
    stock_ledger_release(&history.ledger);
    transfer_ledger_release(&history.transfers);
    reversal_ledger_release(&history.reversals);
    gift_card_ledger_release(&history.gift_cards);
    for (size_t i = 0; i < history.series_count; i++)
        text_release(&history.series[i].name);
    free(history.series);
    free(history.orders);
    arena_release(&history.arena);
    text_release(&history.room);
    text_release(&room);
    return done;
}
