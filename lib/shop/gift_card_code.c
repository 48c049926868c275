/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/gift_card_code.h"

#include "base/digest.h"
#include "shop/check_character.h"

enum { GROUP = 4, BITS = 5 };

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static char capital(char given)
{
    return given >= 'a' && given <= 'z' ? (char)(given - 'a' + 'A') : given;
}

static char as_compared(char given)
{
    char sign = capital(given);

    if (sign == 'O')
        return '0';
    return sign == 'I' || sign == 'L' ? '1' : sign;
}

static bool refuse(struct fault *fault)
{
    return fault_set(fault, FAULT_REFUSED, "not_a_code", "code",
                     "must be %d to %d letters and digits; blanks and hyphens do not count", GIFT_CARD_CODE_LEAST,
                     GIFT_CARD_CODE_MOST);
}

bool gift_card_code_read(struct slice given, struct text *code, struct fault *fault)
{
    text_clear(code);
    for (size_t i = 0; i < given.length; i++) {
        char sign = as_compared(given.bytes[i]);

        if (sign == ' ' || sign == '-')
            continue;
        if (!((sign >= '0' && sign <= '9') || (sign >= 'A' && sign <= 'Z')) || code->length == GIFT_CARD_CODE_MOST)
            return refuse(fault);
        text_add_byte(code, sign);
    }
    return code->length >= GIFT_CARD_CODE_LEAST || refuse(fault);
}

void gift_card_code_show(struct slice given, struct text *code)
{
    for (size_t i = 0; i < given.length; i++)
        if (given.bytes[i] != ' ')
            text_add_byte(code, capital(given.bytes[i]));
}

static bool check_of(struct slice characters, char *check)
{
    static const struct check_rule rule = {.algorithm = CHECK_ISO7064, .modulus = 36};

    return check_character(&rule, characters, check);
}

bool gift_card_code_is_mistyped(struct slice code)
{
    char check;

    if (code.length != GIFT_CARD_CODE_OURS)
        return false;
    for (size_t i = 0; i < code.length; i++)
        if (!memchr(alphabet, code.bytes[i], sizeof alphabet - 1))
            return false;
    code.length--;
    return !check_of(code, &check) || check != code.bytes[code.length];
}

/* False: the check character would be none of the alphabet. */
static bool draw(struct slice secret, int64_t number, int attempt, char code[GIFT_CARD_CODE_OURS])
{
    struct text what = TEXT_INIT;
    struct digest drawn;
    unsigned bits = 0;
    unsigned waiting = 0;
    size_t at = 0;

    text_printf(&what, "gift card %lld %d", (long long)number, attempt);
    drawn = digest_keyed(secret, text_slice(&what));
    text_release(&what);
    for (size_t i = 0; i < GIFT_CARD_CODE_OURS - 1; i++) {
        if (waiting < BITS) {
            bits = bits << 8 | drawn.bytes[at++];
            waiting += 8;
        }
        waiting -= BITS;
        code[i] = alphabet[bits >> waiting & 31];
    }
    return check_of((struct slice){code, GIFT_CARD_CODE_OURS - 1}, &code[GIFT_CARD_CODE_OURS - 1]) &&
           memchr(alphabet, code[GIFT_CARD_CODE_OURS - 1], sizeof alphabet - 1);
}

void gift_card_code_make(struct slice secret, int64_t number, struct text *code)
{
    char signs[GIFT_CARD_CODE_OURS];
    int attempt = 0;

    while (!draw(secret, number, attempt, signs))
        attempt++;
    text_clear(code);
    for (size_t i = 0; i < sizeof signs; i++) {
        if (i && i % GROUP == 0)
            text_add_byte(code, '-');
        text_add_byte(code, signs[i]);
    }
}
