/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/listing.h"

#include "shop/person.h"
#include "json/write.h"

bool listing_full(const struct run *run)
{
    return run->limit <= 0 || run->out.gone || run->out.error;
}

/* False: the whole record was asked for. */
static bool print_fields(struct run *run, struct slice value)
{
    if (!run->fields.count)
        return false;
    text_clear(&run->projected);
    projection_write(&run->fields, value, &run->projected);
    output_line(&run->out, text_slice(&run->projected));
    return true;
}

void listing_print(struct run *run, struct slice value)
{
    run->limit--;
    if (!print_fields(run, value))
        output_lend_line(&run->out, value);
}

void listing_print_made(struct run *run, struct slice value)
{
    run->limit--;
    if (!print_fields(run, value))
        output_line(&run->out, value);
}

void listing_print_product(struct run *run, struct slice product, const struct availability *available)
{
    struct text text = TEXT_INIT;

    if (!available || !available->counted) {
        listing_print(run, product);
        return;
    }
    text_add(&text, product.bytes, product.length - 1);
    json_put_integer(&text, "available", available->units);
    text_add_byte(&text, '}');
    listing_print_made(run, text_slice(&text));
    text_release(&text);
}

bool listing_print_with_person(struct run *run, struct slice value, struct fault *fault)
{
    struct text text = TEXT_INIT;
    bool done = record_with_person(run->store, value, &text, fault);

    if (done)
        listing_print_made(run, text_slice(&text));
    text_release(&text);
    return done;
}

void listing_missing(struct run *run, const char *kind, const char *operand)
{
    tool_warn(run, "there is no %s \"%s\"", kind, operand);
    run->answer_is_no = true;
}

bool listing_walk(struct run *run, struct slice prefix, listed_row *each, struct fault *fault)
{
    const char *slash = memchr(prefix.bytes, '/', prefix.length);
    size_t kind_length = slash ? (size_t)(slash - prefix.bytes) + 1 : 0;
    struct store_walk walk;
    bool found = true;
    bool done = store_walk_begin(&walk, run->store, prefix, fault);

    while (done && found && !listing_full(run)) {
        struct listed row;

        done = store_walk_next(&walk, &found, fault);
        if (!done || !found)
            break;
        row.id = slice_from(store_walk_id(&walk), kind_length);
        row.facts = walk.facts;
        done = store_walk_value(&walk, &row.value, fault) && each(run, &row, fault);
    }
    store_walk_end(&walk);
    return done;
}

static bool list_operand(struct run *run, const char *operand, listed_row *each, struct fault *fault)
{
    const char *kind = run->tool->lists;
    struct text id = TEXT_INIT;
    struct listed row;
    bool done;

    text_add_string(&id, kind);
    text_add_byte(&id, '/');
    row.id = slice_of(operand);
    if (slice_starts(row.id, text_string(&id)))
        row.id = slice_from(row.id, id.length);
    text_add_slice(&id, row.id);
    done = store_facts(run->store, text_slice(&id), &row.facts, fault) && store_get(run->store, text_slice(&id), &row.value, fault);
    text_release(&id);
    if (done && !row.value.bytes)
        listing_missing(run, kind, operand);
    else if (done && !listing_full(run))
        done = each(run, &row, fault);
    return done;
}

bool listing_run(struct run *run, listed_row *each, struct fault *fault)
{
    struct text prefix = TEXT_INIT;
    bool done = true;

    for (size_t i = 0; done && i < run->operand_count; i++)
        done = list_operand(run, run->operands[i], each, fault);
    if (run->operand_count)
        return done;
    text_add_string(&prefix, run->tool->lists);
    text_add_byte(&prefix, '/');
    done = listing_walk(run, text_slice(&prefix), each, fault);
    text_release(&prefix);
    return done;
}

bool option_with(const char *given, const char *known, struct fault *fault)
{
    return !given || strcmp(given, known) == 0 ||
           fault_set(fault, FAULT_USAGE, "usage", NULL, "--with knows \"%s\", not \"%s\"", known, given);
}
