/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/chosen.h"

#include "shop/shape.h"
#include "json/projection.h"

/* The part of the list up to the separator, which is passed over with it. */
static struct slice next_part(struct slice *list, char separator)
{
    const char *end = memchr(list->bytes, separator, list->length);
    struct slice part = {list->bytes, end ? (size_t)(end - list->bytes) : list->length};

    *list = slice_from(*list, part.length + (end != NULL));
    return part;
}

bool chosen_check(struct slice list, struct fault *fault)
{
    while (list.length) {
        struct slice path = next_part(&list, ',');
        struct slice shape = slice_of(shape_of("product"));
        bool known = path.length && path.bytes[path.length - 1] != '.';

        for (struct slice rest = path; known && rest.length;)
            known = shape_enter(&shape, next_part(&rest, '.'));
        if (!known)
            return fault_set(fault, FAULT_USAGE, "usage", NULL, "--only: there is no \"%.*s\" in a product", SLICE_ARGS(path));
    }
    return true;
}

/* Whether the path is the member, or one within it. */
static bool is_within(struct slice path, struct slice member)
{
    return path.length >= member.length && memcmp(path.bytes, member.bytes, member.length) == 0 &&
           (path.length == member.length || path.bytes[member.length] == '.');
}

bool is_chosen(struct slice list, struct slice path)
{
    if (!list.bytes || slice_is(path, "sku"))
        return true;
    while (list.length)
        if (is_within(path, next_part(&list, ',')))
            return true;
    return false;
}

bool chosen_give_within(struct slice list, struct product *product, const json_t *record, struct fault *fault)
{
    while (list.length) {
        struct slice path = next_part(&list, ',');
        struct slice rest = path;
        const json_t *member = record;

        while (member && rest.length) {
            struct slice name = next_part(&rest, '.');

            member = json_object_getn(member, name.bytes, name.length);
        }
        if (member && memchr(path.bytes, '.', path.length)) {
            struct value value = value_of_json(member);

            if (!product_give(product, path, &value, fault))
                return false;
        }
    }
    return true;
}
