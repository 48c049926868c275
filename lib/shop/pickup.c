/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/pickup.h"

#include "shop/cancellation.h"
#include "shop/grant_keys.h"
#include "shop/keys.h"
#include "shop/members.h"
#include "shop/slot_places.h"
#include "shop/stored_record.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

#include <nettle/memops.h>

enum { MANDATE_NAME_LIMIT = 200 };

/* In the order in which they are written. */
enum {
    P_ID,
    P_TRAINING,
    P_COUNTER,
    P_SLOT,
    P_UNTIL,
    P_STATUS,
    P_CUSTOMER,
    P_READY_AT,
    P_DEADLINE,
    P_CODE,
    P_WRONG,
    P_PARTLY_AT,
    P_OVER_AT,
    P_IDENTIFIED,
    P_MANDATE,
    P_NO_SHOW,
    P_PARTS
};

static const struct slice names[P_PARTS] = {
    SLICE_CONSTANT("id"),         SLICE_CONSTANT("training"),   SLICE_CONSTANT("counter"),  SLICE_CONSTANT("slot"),
    SLICE_CONSTANT("slot_until"), SLICE_CONSTANT("status"),     SLICE_CONSTANT("customer"), SLICE_CONSTANT("ready_at"),
    SLICE_CONSTANT("deadline"),   SLICE_CONSTANT("code"),       SLICE_CONSTANT("wrong"),    SLICE_CONSTANT("partly_at"),
    SLICE_CONSTANT("over_at"),    SLICE_CONSTANT("identified"), SLICE_CONSTANT("mandate"),  SLICE_CONSTANT("no_show"),
};

static const char kind[] = "pickup/";
static const char *const statuses[] = {"placed", "ready", "collected", "expired", "cancelled", NULL};

const char *pickup_status_word(enum pickup_status status)
{
    return statuses[status];
}

bool pickup_status_read(struct slice word, enum pickup_status *status)
{
    for (unsigned i = 0; statuses[i]; i++)
        if (slice_is(word, statuses[i])) {
            *status = (enum pickup_status)i;
            return true;
        }
    return false;
}

static void code_id(struct slice order, struct text *id)
{
    text_clear(id);
    text_add_string(id, "pickup_code/");
    text_add_slice(id, order);
}

/* Each is known by a number of its own, so that it has one version. */
static void mandate_id(const struct pickup *pickup, struct text *id)
{
    text_clear(id);
    text_printf(id, "pickup_mandate/%.*s-%lld", SLICE_ARGS(pickup->order), (long long)pickup->mandate);
}

static bool read_instant(struct slice value, bool *given, instant *moment)
{
    *given = value.bytes != NULL;
    return !*given || instant_read(scan_text(value), moment);
}

static bool read_slot(struct slice slot, struct slice until, struct pickup *pickup)
{
    pickup->has_slot = slot.bytes != NULL;
    return !pickup->has_slot || (slot_read(scan_text(slot), &pickup->slot) && slot_until_read(scan_text(until), &pickup->slot));
}

bool pickup_from_stored(struct pickup *pickup, struct slice record, struct arena *arena, struct fault *fault)
{
    struct slice parts[P_PARTS];

    memset(pickup, 0, sizeof *pickup);
    members_of(record, names, parts, P_PARTS);
    pickup->order = text_of(parts[P_ID], arena);
    pickup->training = parts[P_TRAINING].bytes != NULL;
    pickup->counter = text_of(parts[P_COUNTER], arena);
    pickup->customer.id = text_of(scan_find(parts[P_CUSTOMER], "id"), arena);
    pickup->customer.version = (unsigned)whole_of(scan_find(parts[P_CUSTOMER], "version"));
    pickup->code = whole_of(parts[P_CODE]);
    pickup->wrong = whole_of(parts[P_WRONG]);
    pickup->mandate = whole_of(parts[P_MANDATE]);
    pickup->identified = parts[P_IDENTIFIED].bytes != NULL;
    pickup->no_show = parts[P_NO_SHOW].bytes != NULL;
    return (pickup->order.bytes && pickup->counter.bytes && read_slot(parts[P_SLOT], parts[P_UNTIL], pickup) &&
            pickup_status_read(scan_text(parts[P_STATUS]), &pickup->status) &&
            read_instant(parts[P_READY_AT], &pickup->is_ready, &pickup->ready_at) &&
            read_instant(parts[P_PARTLY_AT], &pickup->is_partly_out, &pickup->partly_at) &&
            read_instant(parts[P_OVER_AT], &pickup->is_over, &pickup->over_at) &&
            (!parts[P_DEADLINE].bytes || day_read(scan_text(parts[P_DEADLINE]), &pickup->deadline))) ||
           fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "a pickup's record in the journal cannot be read");
}

static void put_slot(const struct slot *slot, struct text *text)
{
    struct text written = TEXT_INIT;

    slot_write(slot, &written);
    json_put_string(text, "slot", text_slice(&written));
    text_clear(&written);
    clock_write(slot->until, &written);
    json_put_string(text, "slot_until", text_slice(&written));
    text_release(&written);
}

static void pickup_write(const struct pickup *pickup, struct text *text)
{
    text_add_string(text, "{\"type\":\"pickup\"");
    json_put_string(text, "id", pickup->order);
    if (pickup->training)
        json_put_bool(text, "training", true);
    json_put_string(text, "counter", pickup->counter);
    if (pickup->has_slot)
        put_slot(&pickup->slot, text);
    json_put_string(text, "status", slice_of(statuses[pickup->status]));
    customer_reference_write(&pickup->customer, text);
    if (pickup->is_ready) {
        json_put_instant(text, "ready_at", pickup->ready_at);
        json_put_day(text, "deadline", pickup->deadline);
        json_put_integer(text, "code", pickup->code);
    }
    if (pickup->wrong)
        json_put_integer(text, "wrong", pickup->wrong);
    if (pickup->is_partly_out)
        json_put_instant(text, "partly_at", pickup->partly_at);
    if (pickup->is_over)
        json_put_instant(text, "over_at", pickup->over_at);
    if (pickup->identified)
        json_put_bool(text, "identified", true);
    if (pickup->mandate)
        json_put_integer(text, "mandate", pickup->mandate);
    if (pickup->no_show)
        json_put_bool(text, "no_show", true);
    text_add_byte(text, '}');
}

static size_t pickup_change(const struct pickup *pickup, struct changes *changes)
{
    pickup_write(pickup, stored_record_change(changes, kind, pickup->order));
    return changes_end(changes);
}

bool pickup_find(struct pickup *pickup, struct store *store, struct slice id, struct arena *arena, struct fault *fault)
{
    struct slice record = {NULL, 0};

    if (slice_starts(id, kind))
        id = slice_from(id, strlen(kind));
    if (id.length < REFERENCE_LIMIT && !stored_record(store, kind, id, &record, fault))
        return false;
    if (!record.bytes)
        return fault_set(fault, FAULT_REFUSED, "no_pickup", "id", "order %.*s is not collected at a counter", SLICE_ARGS(id));
    return pickup_from_stored(pickup, record, arena, fault);
}

bool pickup_prepare(struct order *order, struct store *store, struct arena *arena, struct fault *fault)
{
    struct counter counter;

    if (!order->pickup_counter.bytes)
        return true;
    if (!counter_find(&counter, store, order->pickup_counter, arena, fault))
        return fault_within(fault, "pickup");
    if (counter.takes_appointments)
        return fault_set(fault, FAULT_REFUSED, "unknown_counter", "pickup.counter", "orders are not collected at \"%.*s\"",
                         SLICE_ARGS(order->pickup_counter));
    for (size_t i = 0; i < order->line_count; i++) {
        struct slice *location = &order->lines[i].location;

        if (location->bytes && !slice_equal(*location, order->pickup_counter)) {
            fault_set(fault, FAULT_REFUSED, "contradiction", "location", "is \"%.*s\", and the order is collected at \"%.*s\"",
                      SLICE_ARGS(*location), SLICE_ARGS(order->pickup_counter));
            return fault_within(fault, "lines[%zu]", i + 1);
        }
        *location = order->pickup_counter;
    }
    return true;
}

bool pickup_place(const struct order *order, struct tariff_book *holidays, struct store *store, struct arena *arena,
                  struct changes *changes, struct fault *fault)
{
    struct pickup pickup = {.order = order->id,
                            .counter = order->pickup_counter,
                            .training = order->training,
                            .has_slot = order->has_pickup_slot,
                            .slot = order->pickup_slot,
                            .customer = order->customer};
    struct counter counter;

    if (!order->pickup_counter.bytes)
        return true;
    if (!counter_find(&counter, store, order->pickup_counter, arena, fault))
        return fault_within(fault, "pickup");
    if (counter.capacity && !pickup.has_slot)
        return field_missing("pickup.slot", fault);
    if (pickup.has_slot && !slot_check(&counter, holidays, &pickup.slot, order->placed_at, store, fault))
        return fault_within(fault, "pickup");
    pickup_change(&pickup, changes);
    return true;
}

static bool is_over(const struct pickup *pickup)
{
    return pickup->status > PICKUP_READY;
}

static bool refuse_over(const struct pickup *pickup, struct fault *fault)
{
    return fault_set(fault, FAULT_REFUSED, "pickup_over", "status", "the pickup of order %.*s is %s", SLICE_ARGS(pickup->order),
                     statuses[pickup->status]);
}

static bool has_place(const struct pickup *pickup)
{
    return pickup->status != PICKUP_CANCELLED;
}

static void pickup_close(struct pickup *pickup, enum pickup_status status, instant now, struct changes *changes)
{
    pickup->status = status;
    pickup->is_over = true;
    pickup->over_at = now;
    pickup_change(pickup, changes);
}

/* Where it is the same one, the place stays. */
static bool is_there(const struct pickup *pickup, const struct order *order)
{
    return has_place(pickup) && slice_equal(pickup->counter, order->pickup_counter) && pickup->has_slot == order->has_pickup_slot &&
           (!pickup->has_slot || (pickup->slot.day == order->pickup_slot.day && pickup->slot.from == order->pickup_slot.from));
}

bool pickup_move(const struct order *order, struct tariff_book *holidays, struct store *store, instant now, struct arena *arena,
                 struct changes *changes, struct fault *fault)
{
    struct order asked = *order;
    struct pickup pickup;
    struct slice record;

    asked.placed_at = now;
    if (!stored_record(store, kind, order->id, &record, fault))
        return false;
    if (!record.bytes)
        return pickup_place(&asked, holidays, store, arena, changes, fault);
    if (!pickup_from_stored(&pickup, record, arena, fault))
        return false;
    if (is_there(&pickup, order) || (!order->pickup_counter.bytes && !has_place(&pickup)))
        return true;
    if (is_over(&pickup) && has_place(&pickup))
        return refuse_over(&pickup, fault);
    if (!order->pickup_counter.bytes) {
        pickup_close(&pickup, PICKUP_CANCELLED, now, changes);
        return true;
    }
    /* The code that was told would be told twice. */
    return !pickup.is_ready
               ? pickup_place(&asked, holidays, store, arena, changes, fault)
               : fault_set(fault, FAULT_REFUSED, "ready", "pickup",
                           "order %.*s waits at its counter, or did: it stays there or is sent", SLICE_ARGS(order->id));
}

/* Without what is mistaken for something else when it is read aloud or from a small screen: 0, O, 1, I. */
static void make_code(const unsigned char *random, char code[PICKUP_CODE_LENGTH])
{
    static const char letters[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    for (size_t i = 0; i < PICKUP_CODE_LENGTH; i++)
        code[i] = letters[random[i] % (sizeof letters - 1)];
}

static void keep_code(const struct pickup *pickup, const unsigned char *random, struct changes *changes)
{
    struct text id = TEXT_INIT;
    char code[PICKUP_CODE_LENGTH];
    struct text *text;

    make_code(random, code);
    code_id(pickup->order, &id);
    text = changes_begin_person(changes, text_slice(&id), (unsigned)pickup->code);
    text_add_byte(text, '{');
    json_put_string(text, "code", (struct slice){code, sizeof code});
    text_add_byte(text, '}');
    changes_end(changes);
    text_release(&id);
}

bool pickup_ready(const struct pickup *stands, bool new_code, const unsigned char *random, int64_t days, struct calendar *calendar,
                  struct store *store, instant now, struct arena *arena, struct changes *changes, bool *changed, size_t *row,
                  struct fault *fault)
{
    struct pickup pickup = *stands;
    struct counter counter;

    *changed = false;
    if (is_over(stands))
        return refuse_over(stands, fault);
    if (stands->status == PICKUP_READY && !new_code)
        return true;
    if (!counter_find(&counter, store, stands->counter, arena, fault))
        return false;
    if (stands->status == PICKUP_PLACED) {
        day from = instant_day(now);

        /* Who comes at a slot has the days from then on. */
        if (stands->has_slot && stands->slot.day > from)
            from = stands->slot.day;
        pickup.status = PICKUP_READY;
        pickup.is_ready = true;
        pickup.ready_at = now;
        pickup.deadline = counter_open_after(&counter, calendar, from, days);
    }
    pickup.code++;
    pickup.wrong = 0;
    keep_code(&pickup, random, changes);
    *row = pickup_change(&pickup, changes);
    *changed = true;
    return true;
}

/* What the persons' data has under an id; bytes NULL: it cannot be read. */
static bool read_person(struct store *store, struct slice id, int64_t version, const char *member, struct arena *arena,
                        struct slice *value, struct fault *fault)
{
    struct slice person = {NULL, 0};

    if (!store_person(store, id, (unsigned)version, &person, fault))
        return false;
    if (person.bytes)
        *value = arena_copy(arena, text_of(scan_find(person, member), arena));
    return true;
}

bool pickup_code(struct store *store, const struct pickup *pickup, struct arena *arena, struct slice *code, struct fault *fault)
{
    struct text id = TEXT_INIT;
    bool done;

    *code = (struct slice){NULL, 0};
    code_id(pickup->order, &id);
    done = !pickup->code || read_person(store, text_slice(&id), pickup->code, "code", arena, code, fault);
    text_release(&id);
    return done;
}

bool pickup_mandate(struct store *store, const struct pickup *pickup, struct arena *arena, struct slice *name, struct fault *fault)
{
    struct text id = TEXT_INIT;
    bool done;

    *name = (struct slice){NULL, 0};
    mandate_id(pickup, &id);
    done = !pickup->mandate || read_person(store, text_slice(&id), 1, "name", arena, name, fault);
    text_release(&id);
    return done;
}

/* As people write it: "k7r 2qx", "K7R-2QX". In a time that tells nothing of where it differs. */
static bool code_is(struct slice told, struct slice code)
{
    char given[PICKUP_CODE_LENGTH] = {0};
    size_t count = 0;

    for (size_t i = 0; i < told.length; i++) {
        char c = told.bytes[i];

        if (c == ' ' || c == '-')
            continue;
        if (count < sizeof given)
            given[count] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
        count++;
    }
    return code.length == sizeof given && memeql_sec(given, code.bytes, sizeof given) && count == sizeof given;
}

static bool check_ready(const struct pickup *pickup, struct fault *fault)
{
    if (pickup->status == PICKUP_PLACED)
        return fault_set(fault, FAULT_REFUSED, "not_ready", "status", "order %.*s is not ready to be collected",
                         SLICE_ARGS(pickup->order));
    return (pickup->status != PICKUP_EXPIRED && pickup->status != PICKUP_CANCELLED) || refuse_over(pickup, fault);
}

static bool check_code(const struct pickup *pickup, struct slice code, struct store *store, struct arena *arena, bool *accepted,
                       struct fault *fault)
{
    struct slice right;

    if (pickup->wrong >= PICKUP_ATTEMPTS_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "code_locked", "code",
                         "%d wrong ones were told for order %.*s: pickup-ready --new-code gives another", PICKUP_ATTEMPTS_LIMIT,
                         SLICE_ARGS(pickup->order));
    if (!pickup_code(store, pickup, arena, &right, fault))
        return false;
    *accepted = right.bytes && code_is(code, right);
    return right.bytes ||
           fault_set(fault, FAULT_REFUSED, "code_gone", "code", "that of order %.*s cannot be read", SLICE_ARGS(pickup->order));
}

static void keep_mandate(const struct pickup *pickup, struct slice name, struct changes *changes)
{
    struct text id = TEXT_INIT;
    struct text *text;

    mandate_id(pickup, &id);
    text = changes_begin_person(changes, text_slice(&id), 1);
    text_add_byte(text, '{');
    json_put_string(text, "name", name);
    text_add_byte(text, '}');
    changes_end(changes);
    text_release(&id);
}

static void note_handing(struct pickup *pickup, const struct pickup_handing *handing, const struct order *order, instant now,
                         struct changes *changes)
{
    if (order->fulfillment_status == FULFILLMENT_WHOLE) {
        pickup->status = PICKUP_COLLECTED;
        pickup->is_over = true;
        pickup->over_at = now;
    } else {
        pickup->is_partly_out = true;
        pickup->partly_at = now;
    }
    pickup->identified |= !handing->code.bytes;
    if (handing->by.bytes) {
        pickup->mandate++;
        keep_mandate(pickup, handing->by, changes);
    }
}

bool pickup_collect(const struct pickup *stands, const struct pickup_handing *handing, struct store *store, instant now,
                    struct arena *arena, struct changes *changes, bool *accepted, bool *changed, size_t *row, struct fault *fault)
{
    struct pickup pickup = *stands;
    struct order order;
    bool handed;

    *changed = false;
    *accepted = handing->code.bytes == NULL;
    if (!check_ready(stands, fault) || (handing->code.bytes && !check_code(stands, handing->code, store, arena, accepted, fault)) ||
        (handing->by.bytes && !name_check(handing->by, MANDATE_NAME_LIMIT, "by", fault)))
        return false;
    if (!*accepted) {
        pickup.wrong++;
        *row = pickup_change(&pickup, changes);
        return *changed = true;
    }
    if (stands->status == PICKUP_COLLECTED)
        return true;
    if (!order_find(&order, store, stands->order, arena, fault) ||
        !order_hand_out(&order, &handing->goods, store, now, arena, changes, &handed, row, fault) ||
        (handing->goods.cancel_rest && !grant_follow(&order, store, now, arena, changes, fault)))
        return false;
    /* What left by another way, as order-ship, needs no more than that it is said. */
    if (!handed && order.fulfillment_status != FULFILLMENT_WHOLE)
        return true;
    note_handing(&pickup, handing, &order, now, changes);
    *row = pickup_change(&pickup, changes);
    return *changed = true;
}

static bool cancel_uncollected(struct order *order, struct store *store, struct arena *arena, struct changes *changes,
                               struct fault *fault)
{
    struct asked_units *asked = arena_take(arena, order->line_count * sizeof *asked);
    size_t count = 0;
    size_t row;
    bool changed;

    for (size_t i = 0; i < order->line_count; i++)
        if (order_line_open(&order->lines[i]) > 0)
            asked[count++] = (struct asked_units){.line = i + 1};
    return !count || order_cancel(order, asked, count, store, arena, changes, &changed, &row, fault);
}

bool pickup_expire(const struct pickup *stands, struct store *store, instant now, struct arena *arena, struct changes *changes,
                   bool *changed, size_t *row, struct fault *fault)
{
    struct pickup pickup = *stands;
    struct order order;

    *changed = false;
    if (stands->status != PICKUP_READY || instant_day(now) <= stands->deadline)
        return true;
    if (!order_find(&order, store, stands->order, arena, fault))
        return false;
    pickup.no_show = order.fulfillment_status == FULFILLMENT_NONE;
    pickup.status = order.fulfillment_status == FULFILLMENT_WHOLE ? PICKUP_COLLECTED : PICKUP_EXPIRED;
    if (!cancel_uncollected(&order, store, arena, changes, fault) || !grant_follow(&order, store, now, arena, changes, fault))
        return false;
    pickup.is_over = true;
    pickup.over_at = now;
    *row = pickup_change(&pickup, changes);
    *changed = true;
    return true;
}

static bool tell_due(struct slice record, day today, pickup_due *due, void *context, struct arena *arena, struct fault *fault)
{
    struct pickup pickup;

    arena_clear(arena);
    if (!pickup_from_stored(&pickup, record, arena, fault))
        return false;
    if (pickup.status == PICKUP_READY && pickup.deadline < today)
        due(context, pickup.order);
    return true;
}

bool pickup_find_due(struct store *store, day today, pickup_due *due, void *context, struct fault *fault)
{
    struct store_walk walk;
    struct arena arena = ARENA_INIT;
    struct slice record;
    bool found = true;
    bool done = store_walk_begin(&walk, store, slice_of(kind), fault);

    while (done && (done = store_walk_next(&walk, &found, fault)) && found)
        done = store_walk_value(&walk, &record, fault) && tell_due(record, today, due, context, &arena, fault);
    store_walk_end(&walk);
    arena_release(&arena);
    return done;
}

bool pickup_follow(const struct order *order, struct store *store, instant now, struct arena *arena, struct changes *changes,
                   struct fault *fault)
{
    struct pickup pickup;
    struct slice record;

    if (order->status != ORDER_CANCELLED && order->fulfillment_status != FULFILLMENT_WHOLE)
        return true;
    if (!stored_record(store, kind, order->id, &record, fault))
        return false;
    if (!record.bytes)
        return true;
    if (!pickup_from_stored(&pickup, record, arena, fault))
        return false;
    if (is_over(&pickup))
        return true;
    pickup_close(&pickup, order->status == ORDER_CANCELLED ? PICKUP_CANCELLED : PICKUP_COLLECTED, now, changes);
    return true;
}

static bool place_key(const struct pickup *pickup, struct key *key, struct fault *fault)
{
    int64_t number;

    if (!slice_integer(pickup->order, INT64_MAX, &number))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "a pickup's record in the journal has no number");
    slot_place_key(key, pickup->counter, pickup->has_slot ? &pickup->slot : NULL, (uint64_t)number);
    return true;
}

bool pickup_fold(struct index *index, const struct change *change, struct fault *fault)
{
    struct pickup before;
    struct pickup pickup;
    struct key left;
    struct key key;
    bool had = change->before.bytes != NULL;

    if (!pickup_from_stored(&pickup, change->after, change->arena, fault) || !place_key(&pickup, &key, fault) ||
        (had && (!pickup_from_stored(&before, change->before, change->arena, fault) || !place_key(&before, &left, fault))))
        return false;
    had = had && has_place(&before);
    if (had && has_place(&pickup) && slice_equal(key_slice(&left), key_slice(&key)))
        return true;
    return (!had || index_drop(index, TABLE_KEYS, key_slice(&left), fault)) &&
           (!has_place(&pickup) || index_put(index, TABLE_KEYS, key_slice(&key), SLICE(""), fault));
}

bool pickups_of_counter(struct store *store, struct slice counter, pickup_taker *take, void *context, struct fault *fault)
{
    struct index_walk walk;
    struct text order = TEXT_INIT;
    struct key key;
    bool found = true;
    bool done;

    key_begin(&key, KEY_PICKUP_SLOT);
    key_text(&key, counter);
    key_byte(&key, '\0');
    done = index_walk_begin(&walk, store_index(store), TABLE_KEYS, key_slice(&key), fault);
    while (done && (done = index_walk_next(&walk, &found, fault)) && found) {
        struct slice record;

        text_clear(&order);
        text_add_integer(&order, (int64_t)key_number_at(walk.key.bytes + walk.key.length - 8));
        done = stored_record(store, kind, text_slice(&order), &record, fault);
        done = done && (!record.bytes || take(context, record, fault));
    }
    index_walk_end(&walk);
    text_release(&order);
    return done;
}
