/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/family_rows.h"

#include "base/memory.h"
#include "base/name.h"
#include "shop/product.h"

#include <stdlib.h>

void family_rows_begin(struct family_rows *family, const char *dialect, const struct sheet_row *row, struct slice id,
                       struct slice handle)
{
    text_clear(&family->handle);
    text_add_slice(&family->handle, handle.length ? handle : id);
    text_clear(&family->id);
    text_add_slice(&family->id, id.length ? id : handle);
    for (size_t i = 0; i < FAMILY_AXES; i++)
        text_clear(&family->axes[i]);
    family->count = 0;
    draft_begin(&family->product, dialect, row);
    draft_platform_id(&family->product, text_slice(&family->id));
    family->open = true;
}

void family_rows_axis(struct family_rows *family, unsigned n, struct slice name)
{
    struct text room = TEXT_INIT;

    if (n >= 1 && n <= FAMILY_AXES && !family->axes[n - 1].length)
        text_add_slice(&family->axes[n - 1], cell_term(name, &room));
    text_release(&room);
}

struct draft *family_rows_variant(struct family_rows *family, const struct sheet_row *row)
{
    struct draft *variant;

    family->variants = memory_grow(family->variants, &family->room, family->count + 1, sizeof *family->variants);
    variant = &family->variants[family->count++];
    draft_begin(variant, family->product.dialect, row);
    return variant;
}

void family_rows_option(struct family_rows *family, unsigned n, struct slice value)
{
    struct draft *variant = &family->variants[family->count - 1];
    struct text room = TEXT_INIT;
    struct slice name = n >= 1 && n <= FAMILY_AXES ? text_slice(&family->axes[n - 1]) : SLICE("");

    value = cell_term(value, &room);
    if (name.length && value.length)
        json_object_setn_new_nocheck(draft_object(variant, "options"), name.bytes, name.length,
                                     json_stringn_nocheck(value.bytes, value.length));
    text_release(&room);
}

static const json_t *options_of(const struct draft *variant)
{
    return json_object_get(variant->record, "options");
}

static bool is_single(const struct family_rows *family)
{
    return family->count == 0 || (family->count == 1 && json_object_size(options_of(&family->variants[0])) == 0);
}

static struct slice sku_of(const struct draft *draft)
{
    const json_t *sku = json_object_get(draft->record, "sku");

    return sku ? (struct slice){json_string_value(sku), json_string_length(sku)} : SLICE("");
}

static void give_reference(const struct family_rows *family, struct draft *draft, const char *member)
{
    json_t *reference = draft_object(draft, member);

    draft_text_in(reference, "channel", slice_of(draft->dialect));
    draft_text_in(reference, "id", text_slice(&family->id));
}

static void give_sku_of_handle(struct family_rows *family)
{
    draft_text(&family->product, "sku", text_slice(&family->handle));
    give_reference(family, &family->product, "sku_by_id");
}

static void finish_single(struct family_rows *family, struct product_queue *queue)
{
    struct draft *product = &family->product;

    if (family->count) {
        json_object_update_recursive(family->variants[0].record, product->record);
        json_object_update(product->record, family->variants[0].record);
        if (product->fault.kind == FAULT_NONE)
            product->fault = family->variants[0].fault;
        draft_drop(&family->variants[0]);
    }
    if (!sku_of(product).length)
        give_sku_of_handle(family);
    draft_finish(product, queue);
}

static bool is_of_variant(const struct family_rows *family, struct slice sku)
{
    for (size_t i = 0; i < family->count; i++)
        if (slice_equal(sku_of(&family->variants[i]), sku))
            return true;
    return false;
}

/* The SKU of a variant that has none, or one that another variant of the family has as well. */
static void make_sku(const struct family_rows *family, struct draft *variant, json_t *seen)
{
    struct slice own = sku_of(variant);
    struct text sku = TEXT_INIT;
    const char *name;
    json_t *value;

    text_add_slice(&sku, own.length ? own : sku_of(&family->product));
    json_object_foreach((json_t *)options_of(variant), name, value)
    {
        text_add_byte(&sku, '-');
        text_add_slug(&sku, slice_of(json_string_value(value)));
    }
    if (sku.length > SKU_LIMIT || json_object_get(seen, text_string(&sku)))
        draft_refuse(variant, "missing_field", SLICE("SKU"), "is missing, and the options make none that no other variant has");
    draft_text(variant, "sku", text_slice(&sku));
    text_release(&sku);
}

static void finish_variant(const struct family_rows *family, struct draft *variant, json_t *seen)
{
    struct slice sku = sku_of(variant);

    if (json_object_size(options_of(variant)) == 0)
        draft_refuse(variant, "options_unclear", SLICE("SKU"), "of a variant for which no option is told");
    if (!sku.length || json_object_getn(seen, sku.bytes, sku.length))
        make_sku(family, variant, seen);
    sku = sku_of(variant);
    json_object_setn_new_nocheck(seen, sku.bytes, sku.length, json_true());
    draft_text(variant, "parent", sku_of(&family->product));
    give_reference(family, variant, "parent_id");
}

static void finish_family(struct family_rows *family, struct product_queue *queue)
{
    json_t *seen = json_object();

    if (!sku_of(&family->product).length || is_of_variant(family, sku_of(&family->product)))
        give_sku_of_handle(family);
    json_object_setn_new_nocheck(seen, sku_of(&family->product).bytes, sku_of(&family->product).length, json_true());
    for (size_t n = 0; n < FAMILY_AXES; n++)
        draft_append(&family->product, "axes", text_slice(&family->axes[n]));
    for (size_t i = 0; i < family->count; i++)
        finish_variant(family, &family->variants[i], seen);
    draft_finish(&family->product, queue);
    for (size_t i = 0; i < family->count; i++)
        draft_finish(&family->variants[i], queue);
    json_decref(seen);
}

void family_rows_finish(struct family_rows *family, struct product_queue *queue)
{
    if (!family->open)
        return;
    if (!family->handle.length)
        draft_refuse(&family->product, "missing_field", SLICE("handle"), "is missing: nothing tells which product this is");
    if (is_single(family))
        finish_single(family, queue);
    else
        finish_family(family, queue);
    family->open = false;
}

void family_rows_release(struct family_rows *family)
{
    if (family->open) {
        draft_drop(&family->product);
        for (size_t i = 0; i < family->count; i++)
            draft_drop(&family->variants[i]);
    }
    for (size_t i = 0; i < FAMILY_AXES; i++)
        text_release(&family->axes[i]);
    text_release(&family->handle);
    text_release(&family->id);
    free(family->variants);
    *family = (struct family_rows){0};
}
