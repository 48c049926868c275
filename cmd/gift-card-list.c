/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/gift_card.h"
#include "tool/gift_card_code_file.h"
#include "tool/listing.h"
#include "json/write.h"

static const char *code_file, *order;
static bool codes, usable;

static const struct option_row options[] = {
    {0, "code-file", "FILE", "the one whose code stands in the file", OPTION_TEXT, &code_file},
    {0, "codes", NULL, "with the codes: only for who gives them to their customers", OPTION_FLAG, &codes},
    {0, "order", "NUMBER", "that this order sold", OPTION_TEXT, &order},
    {0, "usable", NULL, "that can be spent today", OPTION_FLAG, &usable},
    {0},
};

static bool print_with_code(struct run *run, const struct gift_card *card, struct slice record, struct fault *fault)
{
    struct text text = TEXT_INIT;
    struct slice code;
    bool done = gift_card_code(run->store, card->number, &run->arena, &code, fault);

    text_add(&text, record.bytes, record.length - 1);
    if (done) {
        json_put_optional(&text, "code", code);
        text_add_byte(&text, '}');
        listing_print_made(run, text_slice(&text));
    }
    text_release(&text);
    return done;
}

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    struct gift_card card;
    struct fault unusable = FAULT_INIT;

    arena_clear(&run->arena);
    if (!gift_card_from_stored(&card, row->value, &run->arena, fault))
        return false;
    if ((order && !slice_is(card.order, order)) ||
        (usable && (!card.balance || !gift_card_check_usable(&card, instant_day(run->now), &unusable))))
        return true;
    if (codes)
        return print_with_code(run, &card, row->value, fault);
    listing_print(run, row->value);
    return true;
}

/* Becomes the only operand. */
static bool find_code(struct run *run, struct fault *fault)
{
    static char number[24];
    static char *operand = number;
    struct text code = TEXT_INIT;
    struct text digits = TEXT_INIT;
    int64_t card;
    bool done;

    if (run->operand_count)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--code-file tells which card: no other can be named");
    done = gift_card_code_file_read(code_file, &code, fault) && gift_card_of_code(run->store, text_slice(&code), &card, fault);
    if (done) {
        text_add_integer(&digits, card);
        memcpy(number, text_string(&digits), digits.length + 1);
        run->operands = &operand;
        run->operand_count = 1;
    }
    text_release(&code);
    text_release(&digits);
    return done;
}

static bool list(struct run *run, struct fault *fault)
{
    return (!code_file || find_code(run, fault)) && listing_run(run, print, fault);
}

static const struct tool tool = {
    .name = "gift-card-list",
    .summary = "Lists gift cards and store credit, with what was done with each.",
    .operands = "[CARD]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "gift_card",
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
