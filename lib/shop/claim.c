/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/claim.h"

#include "shop/carrier.h"
#include "shop/members.h"
#include "shop/parcel_leg.h"
#include "shop/refundable.h"
#include "shop/tracking.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

static const char prefix[] = "claim/";
static const char *const statuses[] = {"open", "filed", "paid", "refused", NULL};

const char *claim_status_word(enum claim_status status)
{
    return statuses[status];
}

bool claim_status_read(struct slice word, enum claim_status *status, struct fault *fault)
{
    unsigned which = 0;

    while (statuses[which] && !slice_is(word, statuses[which]))
        which++;
    *status = (enum claim_status)which;
    return statuses[which] || fault_set(fault, FAULT_REFUSED, "unknown_status", "status",
                                        "cannot be \"%.*s\": open, filed, paid or refused", SLICE_ARGS(word));
}

/* The record. */

static bool read_day(struct slice value, bool *given, day *of)
{
    *given = value.bytes != NULL;
    return !*given || day_read(scan_text(value), of);
}

bool claim_from_stored(struct claim *claim, struct slice record, struct arena *arena, struct fault *fault)
{
    struct fault unknown = FAULT_INIT;
    struct slice limit;

    record = arena_copy(arena, record);
    limit = scan_find(record, "limit");
    *claim = (struct claim){.id = text_of(scan_find(record, "id"), arena),
                            .order = text_of(scan_find(record, "order"), arena),
                            .parcel = text_of(scan_find(record, "parcel"), arena),
                            .return_id = text_of(scan_find(record, "return"), arena),
                            .carrier = text_of(scan_find(record, "carrier"), arena),
                            .tracking_number = text_of(scan_find(record, "tracking_number"), arena),
                            .reference = text_of(scan_find(record, "reference"), arena),
                            .refusal = text_of(scan_find(record, "refusal"), arena),
                            .training = slice_is(scan_find(record, "training"), "true"),
                            .has_limit = limit.bytes != NULL};
    if (!claim_reason_read(scan_text(scan_find(record, "reason")), &claim->reason, &unknown) ||
        !claim_status_read(scan_text(scan_find(record, "status")), &claim->status, &unknown) ||
        !day_read(scan_text(scan_find(record, "day")), &claim->day) ||
        !instant_read(scan_text(scan_find(record, "opened_at")), &claim->opened_at) ||
        !read_day(scan_find(record, "not_before"), &claim->has_not_before, &claim->not_before) ||
        !read_day(scan_find(record, "deadline"), &claim->has_deadline, &claim->deadline) ||
        !read_day(scan_find(record, "filed"), &claim->has_filed, &claim->filed) ||
        !read_day(scan_find(record, "settled"), &claim->has_settled, &claim->settled) ||
        !currency_find(scan_text(scan_find(record, "currency")), &claim->currency, &unknown))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "a claim's record in the journal cannot be read");
    claim->goods = amount_of(scan_find(record, "goods"), &claim->currency);
    claim->carriage = amount_of(scan_find(record, "carriage"), &claim->currency);
    claim->limit = amount_of(limit, &claim->currency);
    claim->amount = amount_of(scan_find(record, "amount"), &claim->currency);
    claim->paid = amount_of(scan_find(record, "paid"), &claim->currency);
    return true;
}

static void write_day(struct text *text, const char *name, bool given, day of)
{
    if (given)
        json_put_day(text, name, of);
}

static void write_claim(const struct claim *claim, struct text *text)
{
    text_add_string(text, "{\"type\":\"claim\"");
    json_put_string(text, "id", claim->id);
    if (claim->training)
        json_put_bool(text, "training", true);
    json_put_string(text, "order", claim->order);
    json_put_optional(text, "parcel", claim->parcel);
    json_put_optional(text, "return", claim->return_id);
    json_put_string(text, "carrier", claim->carrier);
    json_put_optional(text, "tracking_number", claim->tracking_number);
    json_put_string(text, "reason", slice_of(claim_reason_word(claim->reason)));
    json_put_string(text, "status", slice_of(statuses[claim->status]));
    json_put_day(text, "day", claim->day);
    json_put_instant(text, "opened_at", claim->opened_at);
    write_day(text, "not_before", claim->has_not_before, claim->not_before);
    write_day(text, "deadline", claim->has_deadline, claim->deadline);
    json_put_string(text, "currency", slice_of(claim->currency.code));
    json_put_amount(text, "goods", claim->goods, &claim->currency);
    json_put_amount(text, "carriage", claim->carriage, &claim->currency);
    if (claim->has_limit)
        json_put_amount(text, "limit", claim->limit, &claim->currency);
    json_put_amount(text, "amount", claim->amount, &claim->currency);
    write_day(text, "filed", claim->has_filed, claim->filed);
    json_put_optional(text, "reference", claim->reference);
    write_day(text, "settled", claim->has_settled, claim->settled);
    if (claim->paid)
        json_put_amount(text, "paid", claim->paid, &claim->currency);
    json_put_optional(text, "refusal", claim->refusal);
    text_add_byte(text, '}');
}

/* What is told. */

static bool amount_field(const json_t *object, const char *name, const struct currency *currency, bool *has, amount *value,
                         struct fault *fault)
{
    struct slice text;

    if (!field_string(object, name, &text, fault))
        return false;
    *has |= text.bytes != NULL;
    return !text.bytes || amount_read(text, currency, false, name, value, fault);
}

static bool day_field(const json_t *object, const char *name, bool *has, day *value, struct fault *fault)
{
    struct slice text;

    if (!field_string(object, name, &text, fault))
        return false;
    *has |= text.bytes != NULL;
    return !text.bytes || day_read(text, value) ||
           fault_set(fault, FAULT_REFUSED, "not_a_date", name, "\"%.*s\" is no day like 2026-11-21", SLICE_ARGS(text));
}

static bool text_field(const json_t *object, const char *name, struct slice *value, struct fault *fault)
{
    struct slice text;

    if (!field_string(object, name, &text, fault))
        return false;
    if (text.bytes)
        *value = text;
    return true;
}

bool claim_request_from_json(struct claim_request *request, const json_t *object, const struct currency *currency,
                             struct fault *fault)
{
    static const char *const known[] = {"reason", "goods",     "carriage", "carrier", "return",  "day",
                                        "filed",  "reference", "paid",     "refused", "settled", NULL};
    struct slice reason;

    if (!fields_known(object, known, fault) || !field_string(object, "reason", &reason, fault))
        return false;
    request->has_reason |= reason.bytes != NULL;
    return (!reason.bytes || claim_reason_read(reason, &request->reason, fault)) &&
           amount_field(object, "goods", currency, &request->has_goods, &request->goods, fault) &&
           amount_field(object, "carriage", currency, &request->has_carriage, &request->carriage, fault) &&
           amount_field(object, "paid", currency, &request->has_paid, &request->paid, fault) &&
           day_field(object, "day", &request->has_day, &request->day, fault) &&
           day_field(object, "filed", &request->has_filed, &request->filed, fault) &&
           day_field(object, "settled", &request->has_settled, &request->settled, fault) &&
           text_field(object, "carrier", &request->carrier, fault) && text_field(object, "reference", &request->reference, fault) &&
           text_field(object, "refused", &request->refusal, fault) && text_field(object, "return", &request->return_id, fault);
}

static bool check_request(const struct claim_request *request, day today, struct fault *fault)
{
    const day latest = request->has_settled && request->settled > request->filed ? request->settled : request->filed;

    if (request->has_paid && request->refusal.bytes)
        return fault_set(fault, FAULT_REFUSED, "contradiction", "paid", "was it paid, or refused?");
    if (request->has_settled && !request->has_paid && !request->refusal.bytes)
        return fault_set(fault, FAULT_REFUSED, "contradiction", "settled", "says when, but not how: paid or refused");
    if ((request->has_day && request->day > today) || ((request->has_filed || request->has_settled) && latest > today))
        return fault_set(fault, FAULT_REFUSED, "in_the_future", "day", "is later than today");
    return (!request->refusal.bytes || return_reason_check(request->refusal, "refused", fault)) &&
           (!request->reference.bytes || name_check(request->reference, CLAIM_REFERENCE_LIMIT, "reference", fault));
}

/* What it is about. */

struct matter {
    const struct order *order;
    const struct settings *settings;
    bool has_parcel, has_return, stands;
    struct parcel parcel;
    struct tracking tracking;
    struct parcel_leg leg; /* of the parcel, whose carrier is asked */
    struct goods_return goods_return;
    struct parcels parcels;
    struct claim claim; /* if it stands */
    int64_t number;     /* of the claim, or of the next one */
};

static bool is_about(const struct claim *claim, const struct matter *matter)
{
    if (claim->parcel.bytes)
        return matter->has_parcel && slice_equal(claim->parcel, matter->parcel.id);
    return matter->has_return && slice_equal(claim->return_id, matter->goods_return.id);
}

static void claim_id(struct slice order, int64_t number, struct text *id)
{
    text_clear(id);
    text_printf(id, "%s%.*s-%lld", prefix, SLICE_ARGS(order), (long long)number);
}

/* The claim called `named`, or where that has no bytes the one about the same matter. */
static bool find_claim(struct matter *matter, struct slice named, struct store *store, struct arena *arena, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice record = {"", 0};
    bool done = true;

    while (done && record.bytes && !matter->stands) {
        claim_id(matter->order->id, ++matter->number, &id);
        done = store_get(store, text_slice(&id), &record, fault) &&
               (!record.bytes || claim_from_stored(&matter->claim, record, arena, fault));
        matter->stands =
            done && record.bytes && (named.bytes ? slice_equal(matter->claim.id, named) : is_about(&matter->claim, matter));
    }
    text_release(&id);
    return done && (!named.bytes || matter->stands ||
                    fault_set(fault, FAULT_REFUSED, "unknown_claim", "id", "there is no claim \"%.*s\"", SLICE_ARGS(named)));
}

static bool take_parcel(struct matter *matter, struct slice id, struct store *store, struct arena *arena, struct fault *fault)
{
    matter->has_parcel = true;
    return parcel_find(&matter->parcel, store, id, arena, fault) &&
           tracking_of_parcel(&matter->tracking, &matter->parcel, arena, fault);
}

static bool take_return(struct matter *matter, struct slice id, struct store *store, struct arena *arena, struct fault *fault)
{
    matter->has_return = true;
    if (!goods_return_find(&matter->goods_return, store, id, arena, fault))
        return false;
    if (!slice_equal(matter->goods_return.order, matter->order->id))
        return fault_set(fault, FAULT_REFUSED, "another_order", "return", "return %.*s is none of order %.*s",
                         SLICE_ARGS(matter->goods_return.id), SLICE_ARGS(matter->order->id));
    return matter->goods_return.claim.bytes || fault_set(fault, FAULT_REFUSED, "no_claim", "return",
                                                         "return %.*s is no carrier's matter", SLICE_ARGS(matter->goods_return.id));
}

/* An order that left in one parcel, or in none that is known, needs no name of it. */
static bool take_only_parcel(struct matter *matter, struct store *store, struct arena *arena, struct fault *fault)
{
    if (matter->parcels.count > 1)
        return fault_set(fault, FAULT_REFUSED, "which_parcel", "id", "order %.*s left in %zu parcels: name the one",
                         SLICE_ARGS(matter->order->id), matter->parcels.count);
    return !matter->parcels.count || take_parcel(matter, matter->parcels.items[0].id, store, arena, fault);
}

static bool find_matter(struct matter *matter, enum claim_subject subject, struct slice named, struct slice return_id,
                        struct store *store, struct arena *arena, struct fault *fault)
{
    const struct slice none = {NULL, 0};

    if (!parcels_of_order(&matter->parcels, matter->order->id, store, arena, fault))
        return false;
    if (subject == CLAIM_ITSELF) {
        if (!find_claim(matter, named, store, arena, fault))
            return false;
        return_id = return_id.bytes ? return_id : matter->claim.return_id;
        return !return_id.bytes || take_return(matter, return_id, store, arena, fault);
    }
    if (subject == CLAIM_OF_PARCEL && !take_parcel(matter, named, store, arena, fault))
        return false;
    if (subject == CLAIM_OF_RETURN && !take_only_parcel(matter, store, arena, fault))
        return false;
    if (subject == CLAIM_OF_RETURN)
        return_id = named;
    if (return_id.bytes && !take_return(matter, return_id, store, arena, fault))
        return false;
    if (!find_claim(matter, none, store, arena, fault))
        return false;
    return !matter->stands || matter->has_return || !matter->claim.return_id.bytes ||
           take_return(matter, matter->claim.return_id, store, arena, fault);
}

/* Opening. */

static bool find_reason(const struct matter *matter, const struct claim_request *request, enum claim_reason *reason,
                        struct fault *fault)
{
    const bool told = matter->has_parcel && matter->tracking.known;

    if (request->has_reason)
        *reason = request->reason;
    else if (matter->has_return)
        *reason = matter->goods_return.kind == RETURN_LOST ? CLAIM_LOST : CLAIM_DAMAGED;
    else if (told && (matter->tracking.state == TRACKING_LOST || matter->tracking.state == TRACKING_DAMAGED))
        *reason = matter->tracking.state == TRACKING_LOST ? CLAIM_LOST : CLAIM_DAMAGED;
    else
        return field_missing("reason", fault);
    return true;
}

static amount net_of(const struct order *order, size_t line, int64_t units)
{
    const struct order_line *of = &order->lines[line - 1];
    struct refundable whole = {.units = of->quantity, .net = of->net, .gross = of->gross};

    return units > 0 ? refundable_units(&whole, units < whole.units ? units : whole.units, order->prices_include_tax).net : 0;
}

/* What was asked for the goods: those of the return, else all that were in the parcel. Late goods are not lost. */
static amount value_of_goods(const struct matter *matter, enum claim_reason reason)
{
    amount value = 0;

    if (reason == CLAIM_LATE)
        return 0;
    for (size_t i = 0; matter->has_return && i < matter->goods_return.line_count; i++)
        value += net_of(matter->order, matter->goods_return.lines[i].line, matter->goods_return.lines[i].quantity);
    for (size_t i = 0; !matter->has_return && matter->has_parcel && i < matter->parcel.line_count; i++)
        value += net_of(matter->order, (size_t)matter->parcel.lines[i].line, matter->parcel.lines[i].quantity);
    return value;
}

/* What the carrier took for the way: what it billed, else what the quote says where it was one way. */
static amount carriage_of(const struct matter *matter)
{
    const struct order *order = matter->order;

    if (strcmp(order->currency.code, matter->settings->currency.code) != 0)
        return 0;
    if (matter->has_parcel && matter->parcel.has_billed)
        return matter->parcel.billed;
    if (matter->parcels.count != 1 || !order->shipping.quote.bytes)
        return 0;
    return amount_of(scan_find(order->shipping.quote, "cost"), &order->currency);
}

static bool day_handed_over(const struct matter *matter, day *of)
{
    const struct parcel *parcel = &matter->parcel;
    bool known = matter->has_parcel && (matter->leg.handed_over || parcel->shipped);

    if (known)
        *of = instant_day(matter->leg.handed_over ? matter->leg.handed_over_at : parcel->shipped_at);
    else if (matter->order->shipped)
        *of = instant_day(matter->order->shipped_at);
    return known || matter->order->shipped;
}

/* To the hub, by who brought it there. */
static bool day_brought(const struct matter *matter, day *of)
{
    bool known = false;

    for (size_t i = 0; matter->leg.hub.bytes && !known && i < matter->tracking.count; i++) {
        const struct tracking_event *event = &matter->tracking.events[i];

        known = event->leg == matter->leg.number && event->state == TRACKING_DELIVERED;
        if (known)
            *of = instant_day(event->at);
    }
    return known;
}

static bool day_delivered(const struct matter *matter, day *of)
{
    if (matter->has_parcel && matter->leg.hub.bytes)
        return day_brought(matter, of);
    if (matter->has_parcel && matter->tracking.known && matter->tracking.delivered) {
        *of = instant_day(matter->tracking.delivered_at);
        return true;
    }
    if (matter->has_return && matter->goods_return.has_delivered)
        *of = matter->goods_return.delivered;
    return matter->has_return && matter->goods_return.has_delivered;
}

static bool apply_terms(struct claim *claim, const struct matter *matter, const struct carrier *carrier, bool carriage_is_told,
                        struct fault *fault)
{
    struct claim_terms terms;
    day handed_over = claim->day;
    day delivered = claim->day;
    const bool has_handed_over = day_handed_over(matter, &handed_over);
    const bool has_delivered = day_delivered(matter, &delivered);
    const bool counts = claim->reason == CLAIM_LOST ? has_handed_over : has_delivered;
    const day from = claim->reason == CLAIM_LOST ? handed_over : delivered;
    bool found;

    if (!claim_terms_find(carrier->claims, claim->reason, handed_over, &terms, &found, fault))
        return false;
    if (!found)
        return true;
    claim->has_not_before = counts && terms.has_after;
    claim->not_before = from + (day)terms.after_days;
    claim->has_deadline = counts && terms.has_within;
    claim->deadline = from + (day)terms.within_days;
    claim->has_limit = claim_terms_limit(&terms, &claim->currency, matter->has_parcel ? matter->parcel.weight_g : 0, &claim->limit);
    if (!terms.carriage && !carriage_is_told)
        claim->carriage = 0;
    return true;
}

static bool reckon(struct claim *claim, struct fault *fault)
{
    claim->amount = claim->has_limit && claim->goods > claim->limit ? claim->limit : claim->goods;
    if (!amount_add(&claim->amount, claim->carriage))
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "goods", "is too much");
    return claim->amount || fault_set(fault, FAULT_REFUSED, "nothing_to_claim", "goods",
                                      "nothing is known that it is worth: what are goods or carriage?");
}

/* The carrier who is named, else who told what happened, else who has it. */
static void find_leg(struct matter *matter, struct slice carrier)
{
    const struct tracking *tracking = &matter->tracking;
    const bool told = tracking->known && (tracking->state == TRACKING_LOST || tracking->state == TRACKING_DAMAGED);

    matter->leg = parcel_leg_now(&matter->parcel);
    if (!carrier.bytes && told && parcel_leg_find(&matter->parcel, tracking->state_leg, &matter->leg))
        return;
    for (size_t i = matter->parcel.leg_count; carrier.bytes && !slice_equal(carrier, matter->leg.carrier) && i-- > 0;)
        if (!matter->parcel.legs[i].voided && slice_equal(carrier, matter->parcel.legs[i].carrier))
            matter->leg = matter->parcel.legs[i];
}

static bool open_claim(struct matter *matter, const struct claim_request *request, struct store *store, instant now,
                       struct arena *arena, struct fault *fault)
{
    struct claim *claim = &matter->claim;
    struct slice named = request->carrier;
    struct carrier carrier;
    struct text id = TEXT_INIT;

    if (matter->has_parcel)
        find_leg(matter, named);
    if (!named.bytes && matter->has_parcel)
        named = matter->leg.carrier;
    if (matter->number > CLAIMS_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "too_many", "id", "order %.*s has %d claims", SLICE_ARGS(matter->order->id),
                         CLAIMS_LIMIT);
    claim_id(matter->order->id, matter->number, &id);
    *claim = (struct claim){.id = arena_copy(arena, slice_from(text_slice(&id), strlen(prefix))),
                            .order = matter->order->id,
                            .day = request->has_day ? request->day : instant_day(now),
                            .opened_at = now,
                            .currency = matter->order->currency};
    text_release(&id);
    if (!named.length)
        return field_missing("carrier", fault);
    if (!find_reason(matter, request, &claim->reason, fault) || !carrier_find(&carrier, store, named, arena, fault))
        return false;
    claim->carrier = carrier.id;
    if (matter->has_parcel)
        claim->parcel = matter->parcel.id;
    if (matter->has_parcel && matter->leg.tracking_number.length)
        claim->tracking_number = matter->leg.tracking_number;
    claim->goods = request->has_goods ? request->goods : value_of_goods(matter, claim->reason);
    claim->carriage = request->has_carriage ? request->carriage : carriage_of(matter);
    return apply_terms(claim, matter, &carrier, request->has_carriage, fault) && reckon(claim, fault);
}

/* What becomes of it. */

static bool is_another(const struct claim *claim, const struct claim_request *request)
{
    return (request->has_reason && request->reason != claim->reason) || (request->has_day && request->day != claim->day) ||
           (request->carrier.bytes && !slice_equal(request->carrier, claim->carrier));
}

static bool revalue(struct claim *claim, const struct claim_request *request, bool *changed, struct fault *fault)
{
    const bool other =
        (request->has_goods && request->goods != claim->goods) || (request->has_carriage && request->carriage != claim->carriage);

    if (is_another(claim, request))
        return fault_set(fault, FAULT_CONFLICT, "already_claimed", "id", "claim %.*s is for what was %s, of carrier %.*s",
                         SLICE_ARGS(claim->id), claim_reason_word(claim->reason), SLICE_ARGS(claim->carrier));
    if (!other)
        return true;
    if (claim->status != CLAIM_OPEN)
        return fault_set(fault, FAULT_REFUSED, "claim_is_over", "goods", "claim %.*s is %s", SLICE_ARGS(claim->id),
                         statuses[claim->status]);
    claim->goods = request->has_goods ? request->goods : claim->goods;
    claim->carriage = request->has_carriage ? request->carriage : claim->carriage;
    *changed = true;
    return reckon(claim, fault);
}

static void file(struct claim *claim, const struct claim_request *request, day today, bool *changed)
{
    if (request->reference.bytes && !slice_equal(request->reference, claim->reference)) {
        claim->reference = request->reference;
        *changed = true;
    }
    if ((request->has_filed || request->reference.bytes) &&
        (!claim->has_filed || (request->has_filed && request->filed != claim->filed))) {
        claim->has_filed = true;
        claim->filed = request->has_filed ? request->filed : today;
        *changed = true;
    }
    if (claim->status == CLAIM_OPEN && claim->has_filed)
        claim->status = CLAIM_FILED;
}

static bool settle(struct claim *claim, const struct claim_request *request, day today, bool *changed, struct fault *fault)
{
    const enum claim_status ends = request->has_paid ? CLAIM_PAID : CLAIM_REFUSED;

    if (!request->has_paid && !request->refusal.bytes)
        return true;
    if (request->has_paid && !request->paid)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "paid", "must be more than nothing: else it was refused");
    if (claim->status == CLAIM_PAID && (ends == CLAIM_REFUSED || request->paid < claim->paid))
        return fault_set(fault, FAULT_REFUSED, "claim_is_over", "status", "claim %.*s is paid", SLICE_ARGS(claim->id));
    if (claim->status == ends &&
        (ends == CLAIM_PAID ? request->paid == claim->paid : slice_equal(request->refusal, claim->refusal)) &&
        (!request->has_settled || request->settled == claim->settled))
        return true;
    claim->status = ends;
    claim->has_settled = true;
    claim->settled = request->has_settled ? request->settled : today;
    claim->paid = request->has_paid ? request->paid : claim->paid;
    claim->refusal = ends == CLAIM_REFUSED ? request->refusal : (struct slice){NULL, 0};
    *changed = true;
    return true;
}

/* The return learns how its claim stands. */
static bool tell_return(struct matter *matter, struct changes *changes, struct fault *fault)
{
    static const char *const words[] = {"open", "open", "accepted", "rejected"};
    const struct return_news news = {.claim = slice_of(words[matter->claim.status])};
    bool changed;

    if (!matter->has_return)
        return true;
    if (!goods_return_set(&matter->goods_return, &news, &changed, fault))
        return false;
    if (changed)
        goods_return_change(&matter->goods_return, changes);
    return true;
}

static void link_return(struct matter *matter, bool *changed)
{
    if (!matter->has_return || matter->claim.return_id.bytes)
        return;
    matter->claim.return_id = matter->goods_return.id;
    *changed = true;
}

bool claim_set(enum claim_subject subject, struct slice named, const struct order *order, const struct claim_request *request,
               const struct settings *settings, struct store *store, instant now, struct arena *arena, struct changes *changes,
               bool *changed, size_t *row, struct text *id, struct fault *fault)
{
    struct matter matter = {.order = order, .settings = settings};
    struct claim *claim = &matter.claim;
    const day today = instant_day(now);

    *changed = false;
    if (!check_request(request, today, fault) || !find_matter(&matter, subject, named, request->return_id, store, arena, fault))
        return false;
    if (!matter.stands) {
        if (!open_claim(&matter, request, store, now, arena, fault))
            return false;
        claim->training = settings->training;
        *changed = true;
    } else if (!revalue(claim, request, changed, fault)) {
        return false;
    }
    link_return(&matter, changed);
    file(claim, request, today, changed);
    if (!settle(claim, request, today, changed, fault))
        return false;
    claim_id(order->id, matter.number, id);
    if (!*changed)
        return true;
    if (!tell_return(&matter, changes, fault))
        return false;
    write_claim(claim, changes_begin(changes, text_slice(id)));
    *row = changes_end(changes);
    return true;
}
