/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/promotion_use.h"

#include "shop/keys.h"
#include "shop/members.h"
#include "json/scan.h"

static void use_of(struct key *key, struct slice promotion, struct slice customer)
{
    key_begin(key, KEY_PROMOTION_USE);
    key_text(key, promotion);
    key_byte(key, '\0');
    key_text(key, customer);
}

bool promotion_use_find(struct index *index, struct slice promotion, struct slice customer, struct promotion_use *use,
                        struct fault *fault)
{
    struct key key;
    struct slice value;

    *use = (struct promotion_use){0, 0};
    use_of(&key, promotion, customer);
    if (!index_get(index, TABLE_KEYS, key_slice(&key), &value, fault))
        return false;
    if (value.length == sizeof *use)
        memcpy(use, value.bytes, sizeof *use);
    return true;
}

static bool add(struct index *index, struct slice promotion, struct slice customer, int64_t orders, int64_t units,
                struct fault *fault)
{
    struct promotion_use use;
    struct key key;

    if (!promotion_use_find(index, promotion, customer, &use, fault))
        return false;
    use.orders += orders;
    use.units += units;
    use_of(&key, promotion, customer);
    return index_put(index, TABLE_KEYS, key_slice(&key), (struct slice){(const char *)&use, sizeof use}, fault);
}

bool promotion_use_count(struct index *index, struct slice discounts, struct slice customer, int64_t sign, struct arena *arena,
                         struct fault *fault)
{
    static const struct slice names[] = {SLICE_CONSTANT("promotion"), SLICE_CONSTANT("units")};
    struct slice parts[2];
    struct scan scan;
    struct slice discount;
    bool done = true;

    if (!scan_array(&scan, discounts))
        return true;
    while (done && scan_element(&scan, &discount)) {
        struct slice promotion;
        int64_t units;

        members_of(discount, names, parts, 2);
        promotion = text_of(parts[0], arena);
        units = whole_of(parts[1]);
        done = add(index, promotion, SLICE(""), sign, sign * units, fault) &&
               (!customer.length || add(index, promotion, customer, sign, sign * units, fault));
    }
    return done;
}
