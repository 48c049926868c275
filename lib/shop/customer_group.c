/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/customer_group.h"

#include "shop/customer.h"
#include "shop/members.h"
#include "shop/price_list.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

void customer_group_id(struct slice customer, struct text *id)
{
    text_clear(id);
    text_add_string(id, "customer_group/");
    text_add_slice(id, customer);
}

bool customer_group_find(struct store *store, struct slice customer, struct arena *arena, struct slice *group, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice record;
    bool done;

    *group = (struct slice){NULL, 0};
    customer_group_id(customer, &id);
    done = store_get(store, text_slice(&id), &record, fault);
    if (done && record.bytes)
        *group = text_of(scan_find(record, "group"), arena);
    text_release(&id);
    return done;
}

static bool read_record(const json_t *record, struct slice *customer, struct slice *group, struct fault *fault)
{
    static const char *const known[] = {"type", "id", "group", NULL};
    struct slice type;

    if (!fields_known(record, known, fault) || !field_string(record, "type", &type, fault) ||
        !field_string(record, "id", customer, fault) || !field_string(record, "group", group, fault))
        return false;
    if (type.bytes && !slice_is(type, "customer_group") && !slice_is(type, "customer"))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", "type", "is \"%.*s\", not \"customer_group\"", SLICE_ARGS(type));
    if (!customer->bytes)
        return field_missing("id", fault);
    if (!json_object_get(record, "group"))
        return field_missing("group", fault);
    return customer_id_check(*customer, fault) && (!group->length || name_check(*group, GROUP_LIMIT, "group", fault));
}

bool customer_group_set(struct store *store, const json_t *record, struct changes *changes, bool *changed, struct text *id,
                        struct fault *fault)
{
    struct slice customer;
    struct slice group;
    struct slice stored;
    struct text *text;

    if (!read_record(record, &customer, &group, fault))
        return false;
    customer_group_id(customer, id);
    if (!store_get(store, text_slice(id), &stored, fault))
        return false;
    text = changes_begin(changes, text_slice(id));
    text_add_string(text, "{\"type\":\"customer_group\"");
    json_put_string(text, "id", customer);
    if (group.length)
        json_put_string(text, "group", group);
    text_add_byte(text, '}');
    *changed = !slice_equal(changes_value(changes, changes_end(changes)), stored);
    return true;
}
