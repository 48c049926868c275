/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/appointment.h"

#include "shop/members.h"
#include "shop/order_quote.h"
#include "json/read.h"
#include "json/scan.h"

bool appointment_same(const struct order *a, const struct order *b)
{
    if (!a->has_appointment || !b->has_appointment)
        return a->has_appointment == b->has_appointment;
    return (!a->appointment_counter.bytes || !b->appointment_counter.bytes ||
            slice_equal(a->appointment_counter, b->appointment_counter)) &&
           a->appointment.day == b->appointment.day && a->appointment.from == b->appointment.from;
}

/* Who comes, by the service that was chosen or by the order. */
static bool find_counter(struct order *order, struct arena *arena, struct fault *fault)
{
    struct slice quoted = order_quoted(order, "appointments", arena);

    if (!quoted.bytes)
        return order->appointment_counter.bytes || field_missing("appointment.counter", fault);
    if (order->appointment_counter.bytes && !slice_equal(order->appointment_counter, quoted))
        return fault_set(fault, FAULT_REFUSED, "contradiction", "appointment.counter",
                         "is \"%.*s\", and by this service \"%.*s\" comes", SLICE_ARGS(order->appointment_counter),
                         SLICE_ARGS(quoted));
    order->appointment_counter = quoted;
    return true;
}

static bool is_late_enough(const struct order *order, struct arena *arena, struct fault *fault)
{
    day promised;

    return !day_read(order_quoted(order, "promised_from", arena), &promised) || order->appointment.day >= promised ||
           fault_set(fault, FAULT_REFUSED, "slot_too_early", "slot", "is before the goods can be there");
}

bool appointment_take(struct order *order, const struct order *before, struct tariff_book *holidays, struct store *store,
                      instant now, struct arena *arena, struct fault *fault)
{
    struct counter counter;

    if (!order->has_appointment)
        return !order_quoted(order, "appointments", arena).bytes || order->was_sold || field_missing("appointment.slot", fault);
    if (!find_counter(order, arena, fault) || !counter_find(&counter, store, order->appointment_counter, arena, fault))
        return false;
    if (before && appointment_same(order, before))
        return true;
    if (!counter.takes_appointments)
        return fault_set(fault, FAULT_REFUSED, "no_appointments", "appointment.counter", "counter %.*s takes no appointments",
                         SLICE_ARGS(order->appointment_counter));
    return (slot_check(&counter, holidays, &order->appointment, now, store, fault) && is_late_enough(order, arena, fault)) ||
           fault_within(fault, "appointment");
}

static bool read_slot(struct slice appointment, struct slot *slot)
{
    return appointment.bytes && slot_read(scan_text(scan_find(appointment, "slot")), slot);
}

bool appointment_of(struct slice order, struct slot *slot)
{
    struct slice appointment = scan_find(order, "appointment");

    return read_slot(appointment, slot) && slot_until_read(scan_text(scan_find(appointment, "slot_until")), slot);
}

/* The place that the order's record has. */
static bool find_place(struct slice record, uint64_t number, struct key *key, struct arena *arena)
{
    enum { O_STATUS, O_APPOINTMENT, O_PARTS };
    static const struct slice names[O_PARTS] = {SLICE_CONSTANT("status"), SLICE_CONSTANT("appointment")};
    struct slice parts[O_PARTS];
    struct slot slot;

    if (!record.bytes)
        return false;
    members_of(record, names, parts, O_PARTS);
    if (!read_slot(parts[O_APPOINTMENT], &slot) || slice_is(scan_text(parts[O_STATUS]), "cancelled"))
        return false;
    slot_place_key(key, text_of(scan_find(parts[O_APPOINTMENT], "counter"), arena), &slot, number);
    return true;
}

bool appointment_fold(struct index *index, const struct change *change, struct fault *fault)
{
    struct key left;
    struct key key;
    int64_t number;
    bool had;
    bool has;

    if (!slice_integer(slice_from(change->id, strlen("order/")), INT64_MAX, &number))
        return true;
    had = find_place(change->before, (uint64_t)number, &left, change->arena);
    has = find_place(change->after, (uint64_t)number, &key, change->arena);
    if (had && has && slice_equal(key_slice(&left), key_slice(&key)))
        return true;
    return (!had || index_drop(index, TABLE_KEYS, key_slice(&left), fault)) &&
           (!has || index_put(index, TABLE_KEYS, key_slice(&key), SLICE(""), fault));
}
