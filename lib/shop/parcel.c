/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/parcel.h"

#include "shop/members.h"
#include "json/scan.h"
#include "json/write.h"

/* In the order in which they are written. */
enum {
    P_ID,
    P_TRAINING,
    P_ORDER,
    P_KEY,
    P_STATUS,
    P_LEG,
    P_HUB,
    P_LEGS,
    P_CARRIER,
    P_SERVICE,
    P_TRACKING_NUMBER,
    P_TRACKING_DRAWN,
    P_SSCC,
    P_SSCC_DRAWN,
    P_CUSTOMER,
    P_COUNTRY,
    P_WEIGHT,
    P_LENGTH,
    P_WIDTH,
    P_HEIGHT,
    P_LINES,
    P_LOCATION,
    P_CASH,
    P_CURRENCY,
    P_PACKED_AT,
    P_LABELLED_AT,
    P_HANDED_OVER_AT,
    P_SHIPPED_AT,
    P_LABEL,
    P_MANIFEST,
    P_RETURN,
    P_VOIDED_AT,
    P_VOID_REASON,
    P_BILLED,
    P_STATE,
    P_PARTS
};

static const struct slice names[P_PARTS] = {
    SLICE_CONSTANT("id"),
    SLICE_CONSTANT("training"),
    SLICE_CONSTANT("order"),
    SLICE_CONSTANT("key"),
    SLICE_CONSTANT("status"),
    SLICE_CONSTANT("leg"),
    SLICE_CONSTANT("hub"),
    SLICE_CONSTANT("legs"),
    SLICE_CONSTANT("carrier"),
    SLICE_CONSTANT("service"),
    SLICE_CONSTANT("tracking_number"),
    SLICE_CONSTANT("tracking_drawn"),
    SLICE_CONSTANT("sscc"),
    SLICE_CONSTANT("sscc_drawn"),
    SLICE_CONSTANT("customer"),
    SLICE_CONSTANT("country"),
    SLICE_CONSTANT("weight_g"),
    SLICE_CONSTANT("length_mm"),
    SLICE_CONSTANT("width_mm"),
    SLICE_CONSTANT("height_mm"),
    SLICE_CONSTANT("lines"),
    SLICE_CONSTANT("location"),
    SLICE_CONSTANT("cash_on_delivery"),
    SLICE_CONSTANT("currency"),
    SLICE_CONSTANT("packed_at"),
    SLICE_CONSTANT("labelled_at"),
    SLICE_CONSTANT("handed_over_at"),
    SLICE_CONSTANT("shipped_at"),
    SLICE_CONSTANT("label"),
    SLICE_CONSTANT("manifest"),
    SLICE_CONSTANT("return"),
    SLICE_CONSTANT("voided_at"),
    SLICE_CONSTANT("void_reason"),
    SLICE_CONSTANT("billed"),
    SLICE_CONSTANT("state"),
};

static const char *const statuses[] = {"packed", "labelled", "handed_over", "shipped", "voided", NULL};

const char *parcel_status_word(enum parcel_status status)
{
    return statuses[status];
}

bool parcel_status_read(struct slice word, enum parcel_status *status)
{
    for (unsigned i = 0; statuses[i]; i++)
        if (slice_is(word, statuses[i])) {
            *status = (enum parcel_status)i;
            return true;
        }
    return false;
}

void parcel_id(struct slice id, struct text *record)
{
    text_clear(record);
    text_add_string(record, "parcel/");
    text_add_slice(record, id);
}

static bool read_instant(struct slice value, bool *given, instant *moment)
{
    *given = value.bytes != NULL;
    return !*given || instant_read(scan_text(value), moment);
}

static void read_drawn(struct slice value, struct drawn_number *drawn, struct arena *arena)
{
    if (!value.bytes)
        return;
    drawn->range = text_of(scan_find(value, "range"), arena);
    drawn->serial = whole_of(scan_find(value, "serial"));
}

static void read_lines(struct slice value, struct parcel *parcel, struct arena *arena)
{
    struct scan scan;
    struct slice line;

    parcel->lines = arena_take(arena, scan_count(value) * sizeof *parcel->lines);
    if (!scan_array(&scan, value))
        return;
    while (scan_element(&scan, &line))
        parcel->lines[parcel->line_count++] = (struct parcel_line){
            whole_of(scan_find(line, "line")), text_of(scan_find(line, "sku"), arena), whole_of(scan_find(line, "quantity"))};
}

static bool read_label(struct slice value, struct parcel_label *label, struct arena *arena)
{
    bool printed;

    if (!value.bytes)
        return true;
    label->format = text_of(scan_find(value, "format"), arena);
    label->paper = text_of(scan_find(value, "paper"), arena);
    label->dpi = whole_of(scan_find(value, "dpi"));
    label->printed = whole_of(scan_find(value, "printed"));
    label->given = text_of(scan_find(value, "given"), arena);
    return read_instant(scan_find(value, "printed_at"), &printed, &label->printed_at);
}

static bool read_leg(struct slice record, struct parcel_leg *leg, struct arena *arena)
{
    enum {
        L_LEG,
        L_HUB,
        L_CARRIER,
        L_SERVICE,
        L_TRACKING_NUMBER,
        L_TRACKING_DRAWN,
        L_SSCC,
        L_SSCC_DRAWN,
        L_LABELLED_AT,
        L_HANDED_OVER_AT,
        L_LABEL,
        L_MANIFEST,
        L_VOIDED_AT,
        L_VOID_REASON,
        L_PARTS
    };
    static const struct slice leg_names[L_PARTS] = {
        SLICE_CONSTANT("leg"),
        SLICE_CONSTANT("hub"),
        SLICE_CONSTANT("carrier"),
        SLICE_CONSTANT("service"),
        SLICE_CONSTANT("tracking_number"),
        SLICE_CONSTANT("tracking_drawn"),
        SLICE_CONSTANT("sscc"),
        SLICE_CONSTANT("sscc_drawn"),
        SLICE_CONSTANT("labelled_at"),
        SLICE_CONSTANT("handed_over_at"),
        SLICE_CONSTANT("label"),
        SLICE_CONSTANT("manifest"),
        SLICE_CONSTANT("voided_at"),
        SLICE_CONSTANT("void_reason"),
    };
    struct slice parts[L_PARTS];

    members_of(record, leg_names, parts, L_PARTS);
    *leg = (struct parcel_leg){.number = whole_of(parts[L_LEG]),
                               .hub = text_of(parts[L_HUB], arena),
                               .carrier = text_of(parts[L_CARRIER], arena),
                               .service = text_of(parts[L_SERVICE], arena),
                               .tracking_number = text_of(parts[L_TRACKING_NUMBER], arena),
                               .sscc = text_of(parts[L_SSCC], arena),
                               .manifest = text_of(parts[L_MANIFEST], arena),
                               .void_reason = text_of(parts[L_VOID_REASON], arena)};
    read_drawn(parts[L_TRACKING_DRAWN], &leg->tracking_drawn, arena);
    read_drawn(parts[L_SSCC_DRAWN], &leg->sscc_drawn, arena);
    return leg->number > 0 && read_instant(parts[L_LABELLED_AT], &leg->labelled, &leg->labelled_at) &&
           read_instant(parts[L_HANDED_OVER_AT], &leg->handed_over, &leg->handed_over_at) &&
           read_instant(parts[L_VOIDED_AT], &leg->voided, &leg->voided_at) && read_label(parts[L_LABEL], &leg->label, arena);
}

static bool read_legs(struct slice value, struct parcel *parcel, struct arena *arena)
{
    struct scan scan;
    struct slice leg;
    bool done = true;

    if (!value.bytes || !scan_array(&scan, value))
        return !value.bytes;
    parcel->legs = arena_take(arena, scan_count(value) * sizeof *parcel->legs);
    while (done && scan_element(&scan, &leg))
        done = read_leg(leg, &parcel->legs[parcel->leg_count++], arena);
    return done;
}

/* "state" and what is written behind it, to the end of the record. */
static struct slice rest_from(struct slice record, struct slice state)
{
    const char *start;

    if (!state.bytes)
        return (struct slice){NULL, 0};
    start = state.bytes - strlen("\"state\":");
    return (struct slice){start, (size_t)(record.bytes + record.length - 1 - start)};
}

bool parcel_from_stored(struct parcel *parcel, struct slice record, struct arena *arena, struct fault *fault)
{
    struct slice parts[P_PARTS];
    struct slice version;
    bool voided;

    memset(parcel, 0, sizeof *parcel);
    members_of(record, names, parts, P_PARTS);
    parcel->id = text_of(parts[P_ID], arena);
    parcel->training = parts[P_TRAINING].bytes != NULL;
    parcel->order = text_of(parts[P_ORDER], arena);
    parcel->key = text_of(parts[P_KEY], arena);
    parcel->leg = parts[P_LEG].bytes ? whole_of(parts[P_LEG]) : 1;
    parcel->hub = text_of(parts[P_HUB], arena);
    parcel->carrier = text_of(parts[P_CARRIER], arena);
    parcel->service = text_of(parts[P_SERVICE], arena);
    parcel->tracking_number = text_of(parts[P_TRACKING_NUMBER], arena);
    read_drawn(parts[P_TRACKING_DRAWN], &parcel->tracking_drawn, arena);
    parcel->sscc = text_of(parts[P_SSCC], arena);
    read_drawn(parts[P_SSCC_DRAWN], &parcel->sscc_drawn, arena);
    parcel->customer.id = text_of(scan_find(parts[P_CUSTOMER], "id"), arena);
    version = scan_find(parts[P_CUSTOMER], "version");
    parcel->customer.version = (unsigned)whole_of(version);
    parcel->country = text_of(parts[P_COUNTRY], arena);
    parcel->weight_g = whole_of(parts[P_WEIGHT]);
    parcel->length_mm = whole_of(parts[P_LENGTH]);
    parcel->width_mm = whole_of(parts[P_WIDTH]);
    parcel->height_mm = whole_of(parts[P_HEIGHT]);
    read_lines(parts[P_LINES], parcel, arena);
    parcel->location = text_of(parts[P_LOCATION], arena);
    parcel->manifest = text_of(parts[P_MANIFEST], arena);
    parcel->return_id = text_of(parts[P_RETURN], arena);
    parcel->void_reason = text_of(parts[P_VOID_REASON], arena);
    parcel->tracking_json = rest_from(record, parts[P_STATE]);
    if (!parcel->id.bytes || !parcel->order.bytes || !parcel_status_read(scan_text(parts[P_STATUS]), &parcel->status) ||
        !currency_find(scan_text(parts[P_CURRENCY]), &parcel->currency, fault) ||
        !read_instant(parts[P_PACKED_AT], &parcel->packed, &parcel->packed_at) ||
        !read_instant(parts[P_LABELLED_AT], &parcel->labelled, &parcel->labelled_at) ||
        !read_instant(parts[P_HANDED_OVER_AT], &parcel->handed_over, &parcel->handed_over_at) ||
        !read_instant(parts[P_SHIPPED_AT], &parcel->shipped, &parcel->shipped_at) ||
        !read_instant(parts[P_VOIDED_AT], &voided, &parcel->voided_at) || !read_legs(parts[P_LEGS], parcel, arena) ||
        !read_label(parts[P_LABEL], &parcel->label, arena))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "a parcel's record in the journal cannot be read");
    parcel->cash_on_delivery = amount_of(parts[P_CASH], &parcel->currency);
    parcel->has_billed = parts[P_BILLED].bytes != NULL;
    parcel->billed = amount_of(parts[P_BILLED], &parcel->currency);
    return true;
}

static void put_drawn(struct text *text, const char *name, const struct drawn_number *drawn)
{
    if (!drawn->range.bytes)
        return;
    json_open(text, name, '{');
    json_put_string(text, "range", drawn->range);
    json_put_integer(text, "serial", drawn->serial);
    json_close(text, '}');
}

static void put_measure(struct text *text, const char *name, int64_t measure)
{
    if (measure)
        json_put_integer(text, name, measure);
}

static void put_instant(struct text *text, const char *name, bool known, instant moment)
{
    if (known)
        json_put_instant(text, name, moment);
}

static void put_lines(struct text *text, const struct parcel *parcel)
{
    json_open(text, "lines", '[');
    for (size_t i = 0; i < parcel->line_count; i++) {
        json_open(text, NULL, '{');
        json_put_integer(text, "line", parcel->lines[i].line);
        json_put_string(text, "sku", parcel->lines[i].sku);
        json_put_integer(text, "quantity", parcel->lines[i].quantity);
        json_close(text, '}');
    }
    json_close(text, ']');
}

static void put_label(struct text *text, const struct parcel_label *label)
{
    if (!label->printed && !label->given.bytes)
        return;
    json_open(text, "label", '{');
    json_put_optional(text, "format", label->format);
    json_put_optional(text, "paper", label->paper);
    put_measure(text, "dpi", label->dpi);
    if (label->printed) {
        json_put_integer(text, "printed", label->printed);
        json_put_instant(text, "printed_at", label->printed_at);
    }
    json_put_optional(text, "given", label->given);
    json_close(text, '}');
}

static void put_leg(struct text *text, const struct parcel_leg *leg)
{
    json_open(text, NULL, '{');
    json_put_integer(text, "leg", leg->number);
    json_put_optional(text, "hub", leg->hub);
    json_put_optional(text, "carrier", leg->carrier);
    json_put_optional(text, "service", leg->service);
    json_put_optional(text, "tracking_number", leg->tracking_number);
    put_drawn(text, "tracking_drawn", &leg->tracking_drawn);
    json_put_optional(text, "sscc", leg->sscc);
    put_drawn(text, "sscc_drawn", &leg->sscc_drawn);
    put_instant(text, "labelled_at", leg->labelled, leg->labelled_at);
    put_instant(text, "handed_over_at", leg->handed_over, leg->handed_over_at);
    put_label(text, &leg->label);
    json_put_optional(text, "manifest", leg->manifest);
    put_instant(text, "voided_at", leg->voided, leg->voided_at);
    json_put_optional(text, "void_reason", leg->void_reason);
    json_close(text, '}');
}

static void put_legs(struct text *text, const struct parcel *parcel)
{
    if (parcel->leg > 1)
        json_put_integer(text, "leg", parcel->leg);
    json_put_optional(text, "hub", parcel->hub);
    if (!parcel->leg_count)
        return;
    json_open(text, "legs", '[');
    for (size_t i = 0; i < parcel->leg_count; i++)
        put_leg(text, &parcel->legs[i]);
    json_close(text, ']');
}

void parcel_write(const struct parcel *parcel, struct text *text)
{
    text_add_string(text, "{\"type\":\"parcel\"");
    json_put_string(text, "id", parcel->id);
    if (parcel->training)
        json_put_bool(text, "training", true);
    json_put_string(text, "order", parcel->order);
    json_put_optional(text, "key", parcel->key);
    json_put_string(text, "status", slice_of(statuses[parcel->status]));
    put_legs(text, parcel);
    json_put_optional(text, "carrier", parcel->carrier);
    json_put_optional(text, "service", parcel->service);
    json_put_optional(text, "tracking_number", parcel->tracking_number);
    put_drawn(text, "tracking_drawn", &parcel->tracking_drawn);
    json_put_optional(text, "sscc", parcel->sscc);
    put_drawn(text, "sscc_drawn", &parcel->sscc_drawn);
    customer_reference_write(&parcel->customer, text);
    json_put_string(text, "country", parcel->country);
    put_measure(text, "weight_g", parcel->weight_g);
    put_measure(text, "length_mm", parcel->length_mm);
    put_measure(text, "width_mm", parcel->width_mm);
    put_measure(text, "height_mm", parcel->height_mm);
    put_lines(text, parcel);
    json_put_optional(text, "location", parcel->location);
    if (parcel->cash_on_delivery)
        json_put_amount(text, "cash_on_delivery", parcel->cash_on_delivery, &parcel->currency);
    json_put_string(text, "currency", slice_of(parcel->currency.code));
    put_instant(text, "packed_at", parcel->packed, parcel->packed_at);
    put_instant(text, "labelled_at", parcel->labelled, parcel->labelled_at);
    put_instant(text, "handed_over_at", parcel->handed_over, parcel->handed_over_at);
    put_instant(text, "shipped_at", parcel->shipped, parcel->shipped_at);
    put_label(text, &parcel->label);
    json_put_optional(text, "manifest", parcel->manifest);
    json_put_optional(text, "return", parcel->return_id);
    if (parcel->status == PARCEL_VOIDED)
        json_put_instant(text, "voided_at", parcel->voided_at);
    json_put_optional(text, "void_reason", parcel->void_reason);
    if (parcel->has_billed)
        json_put_amount(text, "billed", parcel->billed, &parcel->currency);
    if (parcel->tracking_json.bytes) {
        text_add_byte(text, ',');
        text_add_slice(text, parcel->tracking_json);
    }
    text_add_byte(text, '}');
}

size_t parcel_change(const struct parcel *parcel, struct changes *changes)
{
    struct text id = TEXT_INIT;
    size_t row;

    parcel_id(parcel->id, &id);
    parcel_write(parcel, changes_begin(changes, text_slice(&id)));
    row = changes_end(changes);
    text_release(&id);
    return row;
}

bool parcel_find(struct parcel *parcel, struct store *store, struct slice id, struct arena *arena, struct fault *fault)
{
    struct text room = TEXT_INIT;
    struct slice record;
    bool done;

    parcel_id(slice_starts(id, "parcel/") ? slice_from(id, strlen("parcel/")) : id, &room);
    done = store_get(store, text_slice(&room), &record, fault);
    text_release(&room);
    if (done && !record.bytes)
        return fault_set(fault, FAULT_REFUSED, "unknown_parcel", "id", "there is no parcel \"%.*s\"", SLICE_ARGS(id));
    return done && parcel_from_stored(parcel, record, arena, fault);
}

static struct parcel *grow(const struct parcels *parcels, struct arena *arena)
{
    struct parcel *items = arena_take(arena, (parcels->count ? 2 * parcels->count : 1) * sizeof *items);

    if (parcels->count)
        memcpy(items, parcels->items, parcels->count * sizeof *items);
    return items;
}

/*
 * Each parcel of an order, returns included; false from `take` ends it. They are numbered from 1 without a gap, and so are asked
 * for by name: to walk the index would first put away what a batch has gathered for it.
 */
static bool walk_order(struct slice order, struct store *store, struct arena *arena,
                       bool (*take)(void *context, const struct parcel *parcel), void *context, struct fault *fault)
{
    struct text id = TEXT_INIT;
    bool going = true;
    bool done = true;

    for (int64_t number = 1; done && going && number <= PARCELS_LIMIT; number++) {
        struct parcel parcel;
        struct slice record;

        parcel_id(order, &id);
        text_add_byte(&id, '-');
        text_add_integer(&id, number);
        done = store_get(store, text_slice(&id), &record, fault);
        if (!done || !record.bytes)
            break;
        done = parcel_from_stored(&parcel, record, arena, fault);
        going = done && take(context, &parcel);
    }
    text_release(&id);
    return done;
}

struct gathering {
    struct parcels *parcels;
    struct arena *arena;
};

static bool gather(void *context, const struct parcel *parcel)
{
    struct gathering *gathering = context;
    struct parcels *parcels = gathering->parcels;

    parcels->last++;
    if (parcel->return_id.bytes || parcel->status == PARCEL_VOIDED)
        return true;
    if ((parcels->count & (parcels->count - 1)) == 0)
        parcels->items = grow(parcels, gathering->arena);
    parcels->items[parcels->count++] = *parcel;
    return true;
}

bool parcels_of_order(struct parcels *parcels, struct slice order, struct store *store, struct arena *arena, struct fault *fault)
{
    struct gathering gathering = {parcels, arena};

    *parcels = (struct parcels){NULL, 0, 0};
    return walk_order(order, store, arena, gather, &gathering, fault);
}

struct seeking {
    struct slice return_id;
    struct parcel *parcel;
    bool found;
};

static bool seek(void *context, const struct parcel *parcel)
{
    struct seeking *seeking = context;

    seeking->found =
        parcel->return_id.bytes && parcel->status != PARCEL_VOIDED && slice_equal(parcel->return_id, seeking->return_id);
    if (seeking->found)
        *seeking->parcel = *parcel;
    return !seeking->found;
}

bool parcel_of_return(struct parcel *parcel, struct slice order, struct slice return_id, struct store *store, struct arena *arena,
                      bool *found, struct fault *fault)
{
    struct seeking seeking = {return_id, parcel, false};
    bool done = walk_order(order, store, arena, seek, &seeking, fault);

    *found = seeking.found;
    return done;
}

void parcel_begin(struct parcel *parcel, const struct order *order, int64_t last, instant now, struct arena *arena)
{
    struct text id = TEXT_INIT;

    memset(parcel, 0, sizeof *parcel);
    text_add_slice(&id, order->id);
    text_add_byte(&id, '-');
    text_add_integer(&id, last + 1);
    parcel->id = arena_copy(arena, text_slice(&id));
    text_release(&id);
    parcel->order = order->id;
    parcel->training = order->training;
    parcel->status = PARCEL_PACKED;
    parcel->leg = 1;
    parcel->customer = order->customer;
    parcel->country = order->country;
    parcel->currency = order->currency;
    if (order->line_count)
        parcel->location = order->lines[0].location;
    parcel->packed = true;
    parcel->packed_at = now;
}

void parcel_take_open(struct parcel *parcel, const struct order *order, const struct parcels *others, struct arena *arena)
{
    int64_t *open = arena_take(arena, order->line_count * sizeof *open);

    for (size_t i = 0; i < order->line_count; i++)
        open[i] = order_line_open(&order->lines[i]);
    for (size_t i = 0; i < others->count; i++)
        for (size_t j = 0; others->items[i].status != PARCEL_SHIPPED && j < others->items[i].line_count; j++) {
            const struct parcel_line *line = &others->items[i].lines[j];

            if (line->line >= 1 && (uint64_t)line->line <= order->line_count)
                open[line->line - 1] -= line->quantity;
        }
    parcel->lines = arena_take(arena, order->line_count * sizeof *parcel->lines);
    parcel->line_count = 0;
    for (size_t i = 0; i < order->line_count; i++)
        if (open[i] > 0)
            parcel->lines[parcel->line_count++] = (struct parcel_line){(int64_t)i + 1, order->lines[i].sku, open[i]};
}
