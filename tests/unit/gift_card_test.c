/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes of gift cards: what they look like, how people may type them, and which errors are found; and what an account can hold. */
#include "shop/gift_card.h"
#include "shop/gift_card_code.h"
#include "tap.h"

static const char secret[] = "0123456789abcdef0123456789abcdef";
static const char signs[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static bool reads_as(const char *given, const char *wanted)
{
    struct fault fault = FAULT_INIT;
    struct text code = TEXT_INIT;
    bool same = gift_card_code_read(slice_of(given), &code, &fault) && slice_is(text_slice(&code), wanted);

    text_release(&code);
    return same;
}

static bool is_refused(const char *given)
{
    struct fault fault = FAULT_INIT;
    struct text code = TEXT_INIT;
    bool refused = !gift_card_code_read(slice_of(given), &code, &fault) && strcmp(fault.code, "not_a_code") == 0;

    text_release(&code);
    return refused;
}

static void test_reading(void)
{
    ok(reads_as("7KQ2-M9XD-3TPA-V5HC", "7KQ2M9XD3TPAV5HC"), "hyphens do not count");
    ok(reads_as(" 7kq2 m9xd3tpa v5hc ", "7KQ2M9XD3TPAV5HC"), "nor do blanks and case");
    ok(reads_as("oOiIlL00", "00111100"), "O is 0, I and L are 1");
    ok(is_refused("7KQ2M9X") && is_refused("") && is_refused("- - - - - - - -"), "seven signs are too few");
    ok(is_refused("7KQ2M9XD3TPAV5HC7KQ2M9XD3TPAV5HC7KQ2M9XD3TPAV5HC7KQ2M9XD3TPAV5HC1"), "and 65 too many");
    ok(is_refused("7KQ2M9XD3TPAV5H\xc3\xa9") && is_refused("7KQ2/M9XD"), "other signs are none of a code");
}

/* Of 200 codes: signs of the alphabet alone, none twice, and every sign that is replaced by another is found. */
static void test_making(void)
{
    struct text made[200];
    struct fault fault = FAULT_INIT;
    size_t undetected = 0;
    size_t strange = 0;
    size_t twins = 0;

    for (int64_t i = 0; i < 200; i++) {
        struct text shown = TEXT_INIT;

        made[i] = (struct text)TEXT_INIT;
        gift_card_code_make(slice_of(secret), i + 1, &shown);
        strange += shown.length != 19 || !gift_card_code_read(text_slice(&shown), &made[i], &fault) || made[i].length != 16 ||
                   gift_card_code_is_mistyped(text_slice(&made[i]));
        for (int64_t j = 0; j < i; j++)
            twins += slice_equal(text_slice(&made[i]), text_slice(&made[j]));
        for (size_t at = 0; at < made[i].length; at++) {
            char right = made[i].bytes[at];

            strange += !strchr(signs, right);
            for (const char *wrong = signs; *wrong; wrong++) {
                made[i].bytes[at] = *wrong;
                undetected += *wrong != right && !gift_card_code_is_mistyped(text_slice(&made[i]));
            }
            made[i].bytes[at] = right;
        }
        text_release(&shown);
    }
    ok(!strange, "codes are what they should be");
    ok(!twins, "none comes twice");
    ok(!undetected, "every wrong sign is found");
    ok(!gift_card_code_is_mistyped(SLICE("OLD1234ABCD")), "a code from elsewhere has no check character");
    for (size_t i = 0; i < 200; i++)
        text_release(&made[i]);
}

static void test_account(void)
{
    struct arena arena = ARENA_INIT;
    struct fault fault = FAULT_INIT;
    struct gift_card card = {.number = 1, .currency = {"EUR", 2}, .expires = true, .expires_on = 100};

    ok(gift_card_enter(&card, &(struct gift_card_entry){.amount = 5000}, &arena, &fault) && card.balance == 5000, "it is issued");
    ok(gift_card_enter(&card, &(struct gift_card_entry){.step = GIFT_CARD_SPENT, .amount = -5000}, &arena, &fault) &&
           card.balance == 0 && card.entry_count == 2,
       "all of it can be spent");
    ok(!gift_card_enter(&card, &(struct gift_card_entry){.step = GIFT_CARD_SPENT, .amount = -1}, &arena, &fault) &&
           strcmp(fault.code, "gift_card_short") == 0 && card.balance == 0 && card.entry_count == 2,
       "and not a cent more: %s", fault.reason);
    ok(!gift_card_enter(&card, &(struct gift_card_entry){.step = GIFT_CARD_ADDED, .amount = AMOUNT_LIMIT + 1}, &arena, &fault) &&
           card.balance == 0,
       "no more than an amount can be");
    ok(gift_card_check_usable(&card, 100, &fault), "its last day counts");
    ok(!gift_card_check_usable(&card, 101, &fault) && strcmp(fault.code, "gift_card_expired") == 0, "the next does not");
    card.blocked = SLICE("lost");
    ok(!gift_card_check_usable(&card, 100, &fault) && strcmp(fault.code, "gift_card_blocked") == 0,
       "one that is blocked is named so");
    for (size_t i = card.entry_count; i < GIFT_CARD_ENTRIES_LIMIT; i++)
        if (!gift_card_enter(&card, &(struct gift_card_entry){.step = GIFT_CARD_ADDED, .amount = 1}, &arena, &fault))
            break;
    ok(card.entry_count == GIFT_CARD_ENTRIES_LIMIT &&
           !gift_card_enter(&card, &(struct gift_card_entry){.step = GIFT_CARD_ADDED, .amount = 1}, &arena, &fault),
       "an account has an end: %s", fault.reason);
    arena_release(&arena);
}

int main(void)
{
    test_reading();
    test_making();
    test_account();
    return tap_end();
}
