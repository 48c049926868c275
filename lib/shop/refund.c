/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/refund.h"

#include "base/digest.h"
#include "shop/deposit_reversal.h"
#include "shop/document.h"
#include "shop/gift_card_issue.h"
#include "shop/gift_card_payment.h"
#include "shop/goods_return.h"
#include "shop/grant_keys.h"
#include "shop/invoice.h"
#include "shop/payment.h"
#include "shop/pickup.h"
#include "json/scan.h"
#include "json/write.h"

/* A refund in the making. */
struct repayment {
    const struct refund_request *request;
    struct order *order;
    uint64_t order_digits;
    struct slice id;           /* "12-1" */
    struct slice invoice;      /* its record; bytes NULL: none */
    struct slice credit_note;  /* its number; bytes NULL: none */
    struct slice *of_deposits; /* those of deposits, which it left too much of */
    size_t of_deposit_count;
    struct goods_returns returns;
    struct goods_return *of_return; /* whose refund it is; NULL: of none that is on record */
    struct reversal_request what;   /* what goes back, by the request or by its return */
    struct reversal reversal;
    amount amount;
    struct refund_means *means;
    size_t means_count;
    struct document_exchange exchange; /* of the invoice */
    amount exchanged;                  /* the amount by it */
    char digest[32];                   /* of the request, in hexadecimal digits */
};

static void digest_request(struct repayment *repayment)
{
    struct text text = TEXT_INIT;
    char hex[DIGEST_HEX];
    struct digest digest;

    refund_request_write(repayment->request, &repayment->order->currency, &text);
    digest = digest_of(text_slice(&text));
    digest_hex(&digest, hex);
    memcpy(repayment->digest, hex, sizeof repayment->digest);
    text_release(&text);
}

static bool says(struct slice record, const char *name, struct slice wanted, struct text *room)
{
    return wanted.bytes && slice_equal(scan_decoded(scan_find(record, name), room), wanted);
}

/* What an earlier refund of the order means for this one; *known: it is this one. */
static bool meet_earlier(const struct repayment *repayment, struct slice record, bool *known, struct fault *fault)
{
    const struct refund_request *request = repayment->request;
    struct slice digest = {repayment->digest, sizeof repayment->digest};
    struct slice id = scan_text(scan_find(record, "id"));
    struct text room = TEXT_INIT;
    bool done = true;

    *known = says(record, "key", request->key, &room);
    if (*known)
        done = slice_equal(scan_text(scan_find(record, "request")), digest) ||
               fault_set(fault, FAULT_CONFLICT, "key_conflict", "key", "\"%.*s\" was used for refund %.*s, which is another",
                         SLICE_ARGS(request->key), SLICE_ARGS(id));
    else if (says(record, "return", request->return_name, &room))
        done = fault_set(fault, FAULT_REFUSED, "returned_before", "return", "return \"%.*s\" was refunded by %.*s",
                         SLICE_ARGS(request->return_name), SLICE_ARGS(id));
    else if (says(record, "credit_note", request->credit_note, &room))
        done = fault_set(fault, FAULT_REFUSED, "paid_out_before", "credit_note", "%.*s was paid out by %.*s",
                         SLICE_ARGS(request->credit_note), SLICE_ARGS(id));
    text_release(&room);
    return done;
}

static void refund_id(uint64_t order, int64_t number, struct text *id)
{
    text_clear(id);
    text_add_string(id, "refund/");
    text_add_integer(id, (int64_t)order);
    text_add_byte(id, '-');
    text_add_integer(id, number);
}

/* The next refund's place among the order's, in `id`; *known: this one stands there already. */
static bool find_place(const struct repayment *repayment, struct store *store, bool *known, struct text *id, struct fault *fault)
{
    struct slice record;

    *known = false;
    for (int64_t number = 1; !*known; number++) {
        refund_id(repayment->order_digits, number, id);
        if (!store_get(store, text_slice(id), &record, fault))
            return false;
        if (!record.bytes)
            return true;
        if (!meet_earlier(repayment, record, known, fault))
            return false;
    }
    return true;
}

/* The refund before the one that `id` is the place of; nothing, if there is none. */
static void step_back(const struct repayment *repayment, struct text *id)
{
    const char *hyphen = memchr(id->bytes, '-', id->length);
    int64_t number = 0;

    if (slice_integer(slice_from(text_slice(id), (size_t)(hyphen - id->bytes) + 1), INT64_MAX, &number) && number > 1)
        refund_id(repayment->order_digits, number - 1, id);
    else
        text_clear(id);
}

static bool check_paid(const struct order *order, struct fault *fault)
{
    return order->financial_status >= FINANCIAL_PARTIALLY_PAID ||
           fault_set(fault, FAULT_REFUSED, "not_paid", "financial_status",
                     "order %.*s is not paid: there is nothing to pay back, and what was invoiced is corrected by credit-note",
                     SLICE_ARGS(order->id));
}

static bool find_invoice(struct repayment *repayment, struct store *store, struct arena *arena, struct fault *fault)
{
    struct text id = TEXT_INIT;
    bool done = invoice_of_order(store, repayment->order_digits, &id, fault);

    if (done && id.length) {
        done = store_get(store, text_slice(&id), &repayment->invoice, fault);
        if (done)
            repayment->invoice = arena_copy(arena, repayment->invoice);
    }
    text_release(&id);
    return done;
}

static void reverse_nothing(struct repayment *repayment, struct arena *arena)
{
    size_t size = repayment->order->line_count * sizeof *repayment->reversal.lines;

    repayment->reversal = (struct reversal){.lines = arena_take(arena, size), .line_count = repayment->order->line_count};
    memset(repayment->reversal.lines, 0, size);
}

/* Whoever names nothing means all of the order; with it goes what was cancelled before, and is owed. */
static bool names_nothing(const struct reversal_request *what)
{
    return !what->line_count && what->shipping == SHIPPING_KEPT && !what->has_amount && !what->by_law;
}

/* What a credit note gave back already is all that is paid: lines and goods stay as they are. */
static bool decide_payout(struct repayment *repayment, struct store *store, struct arena *arena, struct fault *fault)
{
    const struct refund_request *request = repayment->request;
    struct text id = TEXT_INIT;
    struct slice number = request->credit_note;
    struct slice record;
    bool done;

    text_add_string(&id, "credit_note/");
    text_add_slice(&id, number);
    done = store_get(store, text_slice(&id), &record, fault);
    text_release(&id);
    if (!done)
        return false;
    if (!record.bytes || !slice_equal(scan_text(scan_find(record, "order")), repayment->order->id))
        return fault_set(fault, FAULT_REFUSED, "unknown_credit_note", "credit_note", "order %.*s has no credit note %.*s",
                         SLICE_ARGS(repayment->order->id), SLICE_ARGS(number));
    repayment->credit_note = number;
    reverse_nothing(repayment, arena);
    return amount_read(scan_text(scan_find(record, "total")), &repayment->order->currency, false, "total", &repayment->amount,
                       fault);
}

static bool restocks(const struct reversal_request *what)
{
    bool some = what->restocks;

    for (size_t i = 0; i < what->line_count; i++)
        some |= what->lines[i].has_restock && what->lines[i].restock;
    return some;
}

/* Whether some of its units were not given back by others. */
static bool has_units_left(const struct goods_return *of, const struct order *order)
{
    bool left = false;

    for (size_t i = 0; i < of->line_count; i++) {
        size_t line = of->lines[i].line;

        left |= line >= 1 && line <= order->line_count && order->lines[line - 1].given_back.units < order->lines[line - 1].quantity;
    }
    return left;
}

static bool brought_back(const struct goods_return *of)
{
    int64_t came = 0;

    for (size_t i = 0; i < of->line_count; i++)
        came += return_line_came(&of->lines[i]);
    return came && of->status < RETURN_REFUNDED;
}

/* The units of the return that no other refund gave back, less what they lost in value. */
static void take_lines(struct repayment *repayment, struct arena *arena)
{
    const struct goods_return *of = repayment->of_return;
    const struct order *order = repayment->order;

    repayment->what.lines = arena_take(arena, of->line_count * sizeof *repayment->what.lines);
    for (size_t i = 0; i < of->line_count; i++) {
        struct reversal_line *line = &repayment->what.lines[repayment->what.line_count];
        struct refundable left;

        *line = (struct reversal_line){.line = of->lines[i].line, .has_units = true, .units = of->lines[i].quantity};
        if (line->line < 1 || line->line > order->line_count)
            continue;
        left = order_line_refundable(&order->lines[line->line - 1]);
        line->units = line->units < refundable_units_left(&left) ? line->units : refundable_units_left(&left);
        if (!line->units)
            continue;
        repayment->what.line_count++;
        line->has_amount = of->lines[i].loss != 0;
        line->amount = refundable_units(&left, line->units, order->prices_include_tax).gross;
        line->amount = line->amount > of->lines[i].loss ? line->amount - of->lines[i].loss : 0;
    }
    /* A consumer who withdraws, or got what was not ordered, whole or at all, paid for the delivery in vain. */
    repayment->what.by_law = order->buyer != BUYER_BUSINESS && of->kind != RETURN_COMMERCIAL && of->kind < RETURN_REFUSED;
}

/*
 * The return that the request names, where it is on record: units of it come back to a shelf by return-receive alone, and a refund
 * that names no return puts none there while a return that brought units back waits for its own.
 */
static bool meet_returns(struct repayment *repayment, struct store *store, struct arena *arena, struct fault *fault)
{
    const struct refund_request *request = repayment->request;
    struct reversal_request *what = &repayment->what;

    *what = request->note.what;
    if (!goods_returns_of_order(&repayment->returns, repayment->order->id, store, arena, fault))
        return false;
    for (size_t i = 0; i < repayment->returns.count; i++) {
        struct goods_return *of = &repayment->returns.items[i];

        if (request->return_name.bytes && slice_equal(of->id, request->return_name))
            repayment->of_return = of;
        else if (!request->return_name.bytes && brought_back(of) && restocks(what))
            return fault_set(fault, FAULT_REFUSED, "returned_before", "return",
                             "units came back by return %.*s already: name it, or refund without restock", SLICE_ARGS(of->id));
    }
    if (!repayment->of_return)
        return true;
    if (repayment->of_return->status > RETURN_REFUNDED)
        return fault_set(fault, FAULT_REFUSED, "return_is_over", "return", "return %.*s is %s", SLICE_ARGS(request->return_name),
                         return_status_word(repayment->of_return->status));
    if (restocks(what))
        return fault_set(fault, FAULT_REFUSED, "contradiction", "restock", "goods of return %.*s come back by return-receive",
                         SLICE_ARGS(request->return_name));
    what->by_return = true;
    if (what->line_count || what->shipping != SHIPPING_KEPT || what->has_amount || what->by_law || request->credit_note.bytes)
        return true;
    if (!has_units_left(repayment->of_return, repayment->order))
        return fault_set(fault, FAULT_REFUSED, "given_back_before", "return", "all of return %.*s was given back by others",
                         SLICE_ARGS(request->return_name));
    take_lines(repayment, arena);
    return true;
}

/* It ends the return that it names, and others of which it left nothing to give back. */
static void note_returns(struct repayment *repayment, struct changes *changes)
{
    for (size_t i = 0; i < repayment->returns.count; i++) {
        struct goods_return *of = &repayment->returns.items[i];

        if (of != repayment->of_return && (of->status >= RETURN_REFUNDED || has_units_left(of, repayment->order)))
            continue;
        of->status = RETURN_REFUNDED;
        of->refund = repayment->id;
        (void)goods_return_change(of, changes);
    }
}

static bool decide_amount(struct repayment *repayment, struct store *store, struct arena *arena, struct fault *fault)
{
    struct order *order = repayment->order;
    struct text left = TEXT_INIT;
    amount owed;

    if (repayment->request->credit_note.bytes) {
        if (!decide_payout(repayment, store, arena, fault))
            return false;
    } else if (repayment->request->owed) {
        reverse_nothing(repayment, arena);
        repayment->amount = order_owed(order);
    } else {
        if (!reversal_decide(&repayment->reversal, order, &repayment->what, arena, fault))
            return false;
        repayment->amount = repayment->reversal.total;
    }
    owed = order_owed_after(order, repayment->reversal.total);
    if (names_nothing(&repayment->what) && !repayment->request->credit_note.bytes && !repayment->invoice.bytes)
        repayment->amount = owed;
    /* Of what never came nothing goes back. */
    if (repayment->amount > owed && owed && order->financial_status == FINANCIAL_PARTIALLY_PAID)
        repayment->amount = owed;
    if (repayment->amount <= owed)
        return true;
    amount_write(&left, owed, &order->currency);
    fault_set(fault, FAULT_REFUSED, "more_than_paid", "amount", "only %s %s of what was paid would be owed", text_string(&left),
              order->currency.code);
    text_release(&left);
    return false;
}

/*
 * At the rates of the invoice. What all refunds give back together is converted, less what those before had of it: where all goes
 * back, so does the last cent of what came in.
 */
static bool find_exchange(struct repayment *repayment, struct arena *arena, struct fault *fault)
{
    const struct order *order = repayment->order;
    struct document_exchange *exchange = &repayment->exchange;
    amount before;
    amount after;

    if (!repayment->invoice.bytes)
        return true;
    if (!document_read_exchange(exchange, scan_find(repayment->invoice, "exchange"), arena))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL,
                         "the rates of exchange of the invoice of order %.*s cannot be read", SLICE_ARGS(order->id));
    if (!exchange->given)
        return true;
    if (!exchange_convert(&exchange->rates, order->repaid, &order->currency, &exchange->currency, &before) ||
        !exchange_convert(&exchange->rates, order->repaid + repayment->amount, &order->currency, &exchange->currency, &after))
        return fault_set(fault, FAULT_REFUSED, "number_too_large", "amount", "is too large in %s", exchange->currency.code);
    repayment->exchanged = after - before;
    return true;
}

static bool wrong_means(const struct repayment *repayment, amount sum, struct fault *fault)
{
    struct text given = TEXT_INIT;
    struct text wanted = TEXT_INIT;

    amount_write(&given, sum, &repayment->order->currency);
    amount_write(&wanted, repayment->amount, &repayment->order->currency);
    fault_set(fault, FAULT_REFUSED, "wrong_means", "means", "are %s together, and %s go back", text_string(&given),
              text_string(&wanted));
    text_release(&given);
    text_release(&wanted);
    return false;
}

static bool decide_means(struct repayment *repayment, const struct settings *settings, struct arena *arena, struct fault *fault)
{
    const struct refund_request *request = repayment->request;
    struct refund_means *open = NULL;
    amount sum = 0;

    if (!request->means_count) {
        repayment_split(repayment->order, repayment->amount, settings, arena, &repayment->means, &repayment->means_count);
        return true;
    }
    repayment->means_count = request->means_count;
    repayment->means = arena_take(arena, repayment->means_count * sizeof *repayment->means);
    memcpy(repayment->means, request->means, request->means_count * sizeof *repayment->means);
    for (size_t i = 0; i < repayment->means_count; i++) {
        struct refund_means *means = &repayment->means[i];

        if (!means->has_amount)
            open = means;
        else if (!amount_add(&sum, means->amount))
            return wrong_means(repayment, means->amount, fault);
    }
    if (sum > repayment->amount || (!open && sum < repayment->amount))
        return wrong_means(repayment, sum, fault);
    if (open)
        open->amount = repayment->amount - sum;
    repayment_count_down(repayment->order, &repayment->means, &repayment->means_count, arena);
    return true;
}

static void write_lines(const struct repayment *repayment, struct text *text)
{
    const struct order *order = repayment->order;

    json_open(text, "lines", '[');
    for (size_t i = 0; i < order->line_count; i++) {
        const struct line_reversal *line = &repayment->reversal.lines[i];

        if (!line->part.units && !line->part.gross)
            continue;
        json_open(text, NULL, '{');
        json_put_integer(text, "line", (int64_t)i + 1);
        if (line->part.units)
            json_put_integer(text, "quantity", line->part.units);
        json_put_amount(text, "amount", line->part.gross, &order->currency);
        if (line->cancelled)
            json_put_integer(text, "cancelled", line->cancelled);
        if (line->restocked) {
            json_put_integer(text, "restock", line->restocked);
            json_put_string(text, "location", line->location);
        }
        json_close(text, '}');
    }
    json_close(text, ']');
}

static void write_means(const struct repayment *repayment, struct text *text)
{
    json_open(text, "means", '[');
    for (size_t i = 0; i < repayment->means_count; i++) {
        const struct refund_means *means = &repayment->means[i];

        if (!means->amount)
            continue;
        json_open(text, NULL, '{');
        json_put_string(text, "means", means->means);
        json_put_amount(text, "amount", means->amount, &repayment->order->currency);
        json_put_optional(text, "reference", means->reference);
        json_put_optional(text, "gift_card", means->gift_card);
        json_close(text, '}');
    }
    json_close(text, ']');
}

static void write_refund(const struct repayment *repayment, const struct settings *settings, instant now, struct text *text)
{
    const struct refund_request *request = repayment->request;
    const struct order *order = repayment->order;

    text_add_string(text, "{\"type\":\"refund\"");
    json_put_string(text, "id", repayment->id);
    if (settings->training)
        json_put_bool(text, "training", true);
    json_put_string(text, "order", order->id);
    if (repayment->invoice.bytes)
        json_put_raw(text, "invoice", scan_find(repayment->invoice, "id"));
    json_put_optional(text, "credit_note", repayment->credit_note);
    if (repayment->of_deposit_count)
        json_open(text, "deposit_credit_notes", '[');
    for (size_t i = 0; i < repayment->of_deposit_count; i++)
        json_put_string(text, NULL, repayment->of_deposits[i]);
    if (repayment->of_deposit_count)
        json_close(text, ']');
    json_put_day(text, "day", request->note.dated);
    json_put_instant(text, "issued_at", now);
    json_put_optional(text, "reason", request->note.reason);
    json_put_optional(text, "return", request->return_name);
    if (repayment->what.by_law)
        json_put_bool(text, "by_law", true);
    json_put_string(text, "currency", slice_of(order->currency.code));
    write_lines(repayment, text);
    if (repayment->reversal.shipping.gross)
        json_put_amount(text, "shipping", repayment->reversal.shipping.gross, &order->currency);
    json_put_amount(text, "amount", repayment->amount, &order->currency);
    write_means(repayment, text);
    if (repayment->exchange.given)
        exchange_write_amount(&repayment->exchange.rates, &repayment->exchange.currency, repayment->exchanged, text);
    json_put_optional(text, "key", request->key);
    json_put_string(text, "request", (struct slice){repayment->digest, sizeof repayment->digest});
    text_add_byte(text, '}');
}

static bool document(struct repayment *repayment, struct store *store, const struct settings *settings, instant now,
                     struct arena *arena, struct changes *changes, struct fault *fault)
{
    struct series_number number;
    size_t row;

    if (!repayment->reversal.total)
        return true;
    if (!repayment->invoice.bytes)
        return deposits_credit_excess(repayment->order, &repayment->request->note, store, settings, now, arena, changes,
                                      &repayment->of_deposits, &repayment->of_deposit_count, fault);
    if (!credit_note_write(&repayment->reversal, repayment->invoice, &repayment->request->note, store, settings, now, arena,
                           changes, &row, &number, fault))
        return false;
    repayment->credit_note = number.number;
    return true;
}

/* The number of the card is told by the row of its means. */
static bool issue_credit(const struct repayment *repayment, struct refund_means *means, struct gift_card_issuing *issuing,
                         struct fault *fault)
{
    const struct order *order = repayment->order;
    const struct gift_card_entry first = {.amount = means->amount, .order = order->id, .refund = repayment->id};
    struct gift_card card = {.kind = GIFT_CARD_CREDIT, .currency = order->currency};
    struct text number = TEXT_INIT;
    size_t row;

    gift_card_begin_term(&card, issuing->settings, order->country, instant_day(issuing->now));
    if (!gift_card_issue(issuing, &card, &first, (struct slice){NULL, 0}, &row, fault))
        return false;
    text_add_integer(&number, card.number);
    means->gift_card = arena_copy(issuing->arena, text_slice(&number));
    text_release(&number);
    return true;
}

/* What goes back by gift cards and store credit. */
static bool pay_cards(struct repayment *repayment, struct store *store, const struct settings *settings, instant now,
                      struct arena *arena, struct changes *changes, struct fault *fault)
{
    struct gift_card_issuing issuing = {
        .store = store, .settings = settings, .secret = repayment->request->secret, .now = now, .arena = arena, .changes = changes};

    if (!gift_cards_follow(repayment->order, store, now, arena, changes, fault) ||
        !gift_cards_give_back(repayment->order, repayment->id, repayment->means, repayment->means_count, store, settings, now,
                              arena, changes, fault))
        return false;
    for (size_t i = 0; i < repayment->means_count; i++)
        if (repayment->means[i].is_new_credit && !issue_credit(repayment, &repayment->means[i], &issuing, fault))
            return false;
    return true;
}

static void note_repaid(struct order *order, amount more)
{
    order->repaid += more;
    order->financial_status = order_financial_status(order);
}

bool refund_issue(struct order *order, const struct refund_request *request, struct store *store, const struct settings *settings,
                  instant now, struct arena *arena, struct changes *changes, bool *issued, size_t *row, struct text *id,
                  struct fault *fault)
{
    struct repayment repayment = {.request = request, .order = order};
    bool known;

    *issued = false;
    digest_request(&repayment);
    if (!order_number(order->id, &repayment.order_digits, fault) || !find_place(&repayment, store, &known, id, fault))
        return false;
    if (known)
        return true;
    if (request->owed && !order_owed(order)) {
        step_back(&repayment, id);
        return true;
    }
    if (!check_paid(order, fault) || !find_invoice(&repayment, store, arena, fault) ||
        !meet_returns(&repayment, store, arena, fault) || !decide_amount(&repayment, store, arena, fault))
        return false;
    if (repayment.reversal.nothing && (repayment.invoice.bytes || !repayment.amount)) {
        step_back(&repayment, id);
        return !order_owed(order) ||
               fault_set(fault, FAULT_REFUSED, "given_back_before", "id",
                         "all of order %.*s was given back by credit notes: name the one that is to be paid out",
                         SLICE_ARGS(order->id));
    }
    repayment.id = arena_copy(arena, slice_from(text_slice(id), strlen("refund/")));
    if (!decide_means(&repayment, settings, arena, fault) || !find_exchange(&repayment, arena, fault) ||
        !reversal_carry_out(&repayment.reversal, order, "refund of order ", store, arena, changes, fault) ||
        !pickup_follow(order, store, now, arena, changes, fault) || !grant_follow(order, store, now, arena, changes, fault) ||
        !pay_cards(&repayment, store, settings, now, arena, changes, fault) ||
        !document(&repayment, store, settings, now, arena, changes, fault))
        return false;
    note_repaid(order, repayment.amount);
    order_change(order, repayment.order_digits, changes);
    note_returns(&repayment, changes);
    write_refund(&repayment, settings, now, changes_begin(changes, text_slice(id)));
    *row = changes_end(changes);
    *issued = true;
    return true;
}
