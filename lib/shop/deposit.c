/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/deposit.h"

#include "shop/credit_note.h"
#include "shop/document_walk.h"
#include "shop/placing.h"
#include "shop/product.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

static bool check_request(const struct deposit_request *request, struct fault *fault)
{
    if (request->is_share ? request->share <= 0 || request->share > PERCENT_WHOLE : request->amount <= 0)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", request->is_share ? "percent" : "amount",
                         "is nothing, or more than the whole");
    return !request->key.length || name_check(request->key, DEPOSIT_KEY_LIMIT, "key", fault);
}

bool deposit_request_read(struct deposit_request *request, struct slice asked, const struct currency *currency, struct fault *fault)
{
    request->is_share = asked.length && asked.bytes[asked.length - 1] == '%';
    if (request->is_share)
        asked.length--;
    return (request->is_share ? percent_read(asked, "deposit", &request->share, fault)
                              : amount_read(asked, currency, false, "deposit", &request->amount, fault)) &&
           check_request(request, fault);
}

bool deposit_request_from_json(struct deposit_request *request, const json_t *object, const struct currency *currency,
                               struct fault *fault)
{
    static const char *const known[] = {"percent", "amount", "key", NULL};
    struct slice share;
    struct slice sum;

    if (!fields_known(object, known, fault) || !field_string(object, "percent", &share, fault) ||
        !field_string(object, "amount", &sum, fault) || !field_string(object, "key", &request->key, fault))
        return false;
    if (!share.bytes == !sum.bytes)
        return sum.bytes ? fault_set(fault, FAULT_REFUSED, "contradiction", "amount", "is told besides a percentage")
                         : field_missing("amount", fault);
    request->is_share = share.bytes != NULL;
    return (request->is_share ? percent_read(share, "percent", &request->share, fault)
                              : amount_read(sum, currency, false, "amount", &request->amount, fault)) &&
           check_request(request, fault);
}

static void give_back(struct order *deposit, const struct order *credit_note)
{
    for (size_t i = 0; i < credit_note->line_count; i++) {
        const struct order_line *line = &credit_note->lines[i];

        if (line->number < 1 || (uint64_t)line->number > deposit->line_count)
            continue;
        deposit->lines[line->number - 1].given_back.net += line->net;
        deposit->lines[line->number - 1].given_back.gross += line->gross;
    }
}

static bool read_record(struct store *store, struct slice id, struct slice *record, struct arena *arena, struct fault *fault)
{
    if (!store_get(store, id, record, fault))
        return false;
    if (!record->bytes)
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "the record \"%.*s\" is not there", SLICE_ARGS(id));
    *record = arena_copy(arena, *record);
    return true;
}

/* All documents of a kind that the order has besides its invoice. */
static bool read_documents(struct deposits *found, struct store *store, enum numbered kind, uint64_t order, struct arena *arena,
                           struct fault *fault)
{
    struct document_walk walk;
    bool more = true;
    bool done = document_walk_begin(&walk, store, kind, order, fault);
    size_t room = 0;

    *found = (struct deposits){NULL, 0};
    while (done && more) {
        struct deposit *row;

        done = document_walk_next(&walk, &more, fault);
        if (!done || !more)
            break;
        if (found->count == room) {
            struct deposit *wider = arena_take(arena, (room = 2 * room + 4) * sizeof *wider);

            if (found->count)
                memcpy(wider, found->items, found->count * sizeof *wider);
            found->items = wider;
        }
        row = &found->items[found->count++];
        *row = (struct deposit){.id = arena_copy(arena, text_slice(&walk.id))};
        done =
            read_record(store, row->id, &row->record, arena, fault) && order_from_stored(&row->document, row->record, arena, fault);
    }
    document_walk_end(&walk);
    return done;
}

static bool corrects(const struct deposit *credit_note, const struct deposit *deposit)
{
    return slice_equal(scan_find(scan_find(credit_note->record, "corrects"), "invoice"), scan_find(deposit->record, "id"));
}

bool deposits_of_order(struct deposits *deposits, struct store *store, uint64_t order, struct arena *arena, struct fault *fault)
{
    struct deposits credit_notes;

    if (!read_documents(deposits, store, NUMBERED_INVOICE, order, arena, fault))
        return false;
    if (!deposits->count)
        return true;
    if (!read_documents(&credit_notes, store, NUMBERED_CREDIT_NOTE, order, arena, fault))
        return false;
    for (size_t i = 0; i < deposits->count; i++)
        for (size_t j = 0; j < credit_notes.count; j++)
            if (corrects(&credit_notes.items[j], &deposits->items[i])) {
                give_back(&deposits->items[i].document, &credit_notes.items[j].document);
                deposits->items[i].credit_note = credit_notes.items[j].id;
            }
    return true;
}

struct tax_totals deposit_left(const struct deposit *deposit, struct arena *arena)
{
    const struct order *document = &deposit->document;
    struct tax_totals left = {.rates = arena_take(arena, document->line_count * sizeof *left.rates)};

    for (size_t i = 0; i < document->line_count; i++) {
        const struct order_line *line = &document->lines[i];
        amount net = line->net - line->given_back.net;
        amount gross = line->gross - line->given_back.gross;

        left.net += net;
        left.vat += gross - net;
        left.gross += gross;
        if (gross)
            left.rates[left.rate_count++] =
                (struct tax_rate){.rate = line->vat_rate, .category = line->vat_category, .net = net, .vat = gross - net};
    }
    return left;
}

amount deposits_left(const struct deposits *deposits, struct arena *arena)
{
    amount sum = 0;

    for (size_t i = 0; i < deposits->count; i++)
        sum += deposit_left(&deposits->items[i], arena).gross;
    return sum;
}

static void write_rates(const struct tax_totals *left, const struct currency *currency, struct text *text)
{
    json_open(text, "vat", '[');
    for (size_t i = 0; i < left->rate_count; i++) {
        json_open(text, NULL, '{');
        json_put_percent(text, "rate", left->rates[i].rate);
        if (left->rates[i].category != TAX_BY_RATE)
            json_put_string(text, "category", slice_of(tax_category_code(left->rates[i].category)));
        json_put_amount(text, "net", left->rates[i].net, currency);
        json_put_amount(text, "vat", left->rates[i].vat, currency);
        json_close(text, '}');
    }
    json_close(text, ']');
}

void deposits_write(const struct deposits *deposits, const struct currency *currency, struct arena *arena, struct text *text)
{
    if (!deposits_left(deposits, arena))
        return;
    json_open(text, "deposits", '[');
    for (size_t i = 0; i < deposits->count; i++) {
        struct tax_totals left = deposit_left(&deposits->items[i], arena);

        if (!left.gross)
            continue;
        json_open(text, NULL, '{');
        json_put_string(text, "invoice", deposits->items[i].document.id);
        json_put_day(text, "day", deposits->items[i].document.day);
        json_put_amount(text, "net", left.net, currency);
        json_put_amount(text, "vat_total", left.vat, currency);
        json_put_amount(text, "total", left.gross, currency);
        write_rates(&left, currency, text);
        json_close(text, '}');
    }
    json_close(text, ']');
}

static bool same_rate(const struct tax_rate *a, const struct tax_rate *b)
{
    return a->rate == b->rate && a->category == b->category;
}

static void take(const struct order *order, amount *left, const struct tax_totals *taken)
{
    for (size_t i = 0; i < taken->rate_count; i++)
        for (size_t j = 0; j < order->totals.rate_count; j++)
            if (same_rate(&taken->rates[i], &order->totals.rates[j]))
                left[j] -= taken->rates[i].net + taken->rates[i].vat;
}

/* By rate, as a credit note of it would say. */
static bool take_given_back(const struct order *order, amount *left, struct arena *arena, struct fault *fault)
{
    struct order back = *order;
    struct reversal so_far;

    reversal_so_far(&so_far, order, arena);
    if (!so_far.total)
        return true;
    back.lines = arena_take(arena, order->line_count * sizeof *back.lines);
    memcpy(back.lines, order->lines, order->line_count * sizeof *back.lines);
    back.totals.rates = arena_take(arena, order->totals.rate_count * sizeof *back.totals.rates);
    memcpy(back.totals.rates, order->totals.rates, order->totals.rate_count * sizeof *back.totals.rates);
    if (order->shipping.part_count) {
        back.shipping.parts = arena_take(arena, order->shipping.part_count * sizeof *back.shipping.parts);
        memcpy(back.shipping.parts, order->shipping.parts, order->shipping.part_count * sizeof *back.shipping.parts);
    }
    if (!credit_note_content(&back, &so_far, arena, fault))
        return false;
    take(order, left, &back.totals);
    return true;
}

bool deposit_rates_left(const struct order *order, const struct deposits *deposits, amount *left, struct arena *arena,
                        struct fault *fault)
{
    for (size_t i = 0; i < order->totals.rate_count; i++)
        left[i] = order->totals.rates[i].net + order->totals.rates[i].vat;
    for (size_t i = 0; i < deposits->count; i++) {
        struct tax_totals told = deposit_left(&deposits->items[i], arena);

        take(order, left, &told);
    }
    return take_given_back(order, left, arena, fault);
}

static struct order_line line_of(const struct tax_rate *rate, amount gross, const struct currency *currency)
{
    return (struct order_line){
        .quantity = 1,
        .without_goods = true,
        .price = price_of_amount(gross, currency),
        .list_price = PRODUCT_UNSET,
        .vat_rate = rate->rate,
        .vat_category = rate->category,
    };
}

static bool more_than_left(const struct order *order, amount left, struct fault *fault)
{
    struct text text = TEXT_INIT;

    amount_write(&text, left, &order->currency);
    fault_set(fault, FAULT_REFUSED, "more_than_left", "deposit", "only %s %s of order %.*s are in no deposit yet",
              text_string(&text), order->currency.code, SLICE_ARGS(order->id));
    text_release(&text);
    return false;
}

static void keep_exemptions(const struct tax_totals *of_order, struct tax_totals *of_deposit)
{
    for (size_t i = 0; i < of_deposit->rate_count; i++)
        for (size_t j = 0; j < of_order->rate_count; j++)
            if (same_rate(&of_deposit->rates[i], &of_order->rates[j])) {
                of_deposit->rates[i].exemption_code = of_order->rates[j].exemption_code;
                of_deposit->rates[i].exemption = of_order->rates[j].exemption;
            }
}

static bool write_content(struct order *order, const amount *parts, struct arena *arena, struct fault *fault)
{
    const struct tax_totals of_order = order->totals;

    order->lines = arena_take(arena, of_order.rate_count * sizeof *order->lines);
    order->line_count = 0;
    for (size_t i = 0; i < of_order.rate_count; i++)
        if (parts[i])
            order->lines[order->line_count++] = line_of(&of_order.rates[i], parts[i], &order->currency);
    order->prices_include_tax = true;
    order->shipping = (struct order_shipping){.given = false};
    order->discount_count = 0;
    if (!order_compute_totals(order, arena, fault))
        return false;
    keep_exemptions(&of_order, &order->totals);
    return true;
}

bool deposit_compute(struct order *order, const struct deposit_request *request, const struct deposits *deposits,
                     struct arena *arena, struct fault *fault)
{
    amount sum =
        request->is_share ? (amount)divide_rounded((wide)order->totals.gross * request->share, PERCENT_WHOLE) : request->amount;
    amount *weights = arena_take(arena, 2 * order->totals.rate_count * sizeof *weights);
    amount *parts = weights + order->totals.rate_count;
    amount left = 0;

    if (!deposit_rates_left(order, deposits, weights, arena, fault))
        return false;
    for (size_t i = 0; i < order->totals.rate_count; i++) {
        weights[i] = weights[i] > 0 ? weights[i] : 0;
        left += weights[i];
    }
    if (sum > left)
        return more_than_left(order, left, fault);
    if (!sum)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "deposit", "is less than the least that can be paid");
    amount_share(sum, weights, order->totals.rate_count, parts);
    return write_content(order, parts, arena, fault);
}

static void write_asked(const struct deposit_request *request, const struct currency *currency, struct text *text)
{
    json_open(text, "asked", '{');
    if (request->is_share)
        json_put_percent(text, "percent", request->share);
    else
        json_put_amount(text, "amount", request->amount, currency);
    if (request->key.length)
        json_put_string(text, "key", request->key);
    json_close(text, '}');
}

void deposit_write_request(const struct deposit_request *request, const struct currency *currency, struct text *text)
{
    json_put_string(text, "kind", SLICE("deposit"));
    write_asked(request, currency, text);
}

static bool same_key(struct slice asked, struct slice key)
{
    struct text room = TEXT_INIT;
    struct slice known = scan_decoded(scan_find(asked, "key"), &room);
    bool same = slice_equal(known.bytes ? known : SLICE(""), key.bytes ? key : SLICE(""));

    text_release(&room);
    return same;
}

static bool is_another(const struct deposit_request *request, const struct deposit *known, struct fault *fault)
{
    if (!request->key.length)
        return fault_set(fault, FAULT_CONFLICT, "key_conflict", "deposit",
                         "the order has deposit %.*s, which is another: a second one needs a key", SLICE_ARGS(known->document.id));
    return fault_set(fault, FAULT_CONFLICT, "key_conflict", "key", "\"%.*s\" was used for deposit %.*s, which is another",
                     SLICE_ARGS(request->key), SLICE_ARGS(known->document.id));
}

bool deposit_find(const struct deposits *deposits, const struct deposit_request *request, const struct currency *currency,
                  const struct deposit **known, struct fault *fault)
{
    struct text wanted = TEXT_INIT;
    struct slice asked = {NULL, 0};
    bool same;

    *known = NULL;
    for (size_t i = 0; !*known && i < deposits->count; i++) {
        asked = scan_find(deposits->items[i].record, "asked");
        if (same_key(asked, request->key))
            *known = &deposits->items[i];
    }
    if (!*known)
        return true;
    text_add_byte(&wanted, '{');
    write_asked(request, currency, &wanted);
    text_add_byte(&wanted, '}');
    same = slice_equal(scan_find(text_slice(&wanted), "asked"), asked);
    text_release(&wanted);
    return same || is_another(request, *known, fault);
}
