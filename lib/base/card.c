/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/card.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { SHORTEST = 14, LONGEST = 19, SHORTEST_GROUP = 4, MOST_GROUPS = 5, SHOWN_DIGITS = 4 };
enum { LONGEST_IBAN = 34, SHORTEST_IBAN = 15 }; /* ISO 13616 */
enum { LONGEST_URL = 2048 };

/*
 * The ranges that networks give out, by the first six digits (ISO/IEC 7812-1 calls them issuer identifiers), and the
 * lengths at which they do, a bit each. Left out is what nobody has given out for decades (Visa with 13 digits, enRoute)
 * and what is only ever used inside one country with digits of any kind, as most of 56 to 69 once was.
 */
#define DIGITS(length) (1u << (length))

static const struct {
    unsigned from, to;
    unsigned lengths;
} ranges[] = {
    {220000, 220499, DIGITS(16)},                                        /* Mir */
    {222100, 272099, DIGITS(16)},                                        /* Mastercard */
    {300000, 305999, DIGITS(14)},                                        /* Diners Club */
    {309500, 309599, DIGITS(14)},                                        /* Diners Club */
    {340000, 349999, DIGITS(15)},                                        /* American Express */
    {352800, 358999, DIGITS(16) | DIGITS(19)},                           /* JCB */
    {360000, 369999, DIGITS(14)},                                        /* Diners Club */
    {370000, 379999, DIGITS(15)},                                        /* American Express */
    {380000, 399999, DIGITS(14)},                                        /* Diners Club */
    {400000, 499999, DIGITS(16) | DIGITS(19)},                           /* Visa */
    {501800, 501899, DIGITS(16) | DIGITS(18) | DIGITS(19)},              /* Maestro */
    {502000, 502099, DIGITS(16) | DIGITS(18) | DIGITS(19)},              /* Maestro */
    {503800, 503899, DIGITS(16) | DIGITS(18) | DIGITS(19)},              /* Maestro */
    {508500, 508999, DIGITS(16)},                                        /* RuPay */
    {510000, 559999, DIGITS(16)},                                        /* Mastercard */
    {589300, 589399, DIGITS(16) | DIGITS(18) | DIGITS(19)},              /* Maestro */
    {601100, 601199, DIGITS(16) | DIGITS(19)},                           /* Discover */
    {606985, 608500, DIGITS(16)},                                        /* RuPay */
    {620000, 629999, DIGITS(16) | DIGITS(17) | DIGITS(18) | DIGITS(19)}, /* UnionPay */
    {630400, 630499, DIGITS(16) | DIGITS(18) | DIGITS(19)},              /* Maestro */
    {644000, 659999, DIGITS(16) | DIGITS(19)},                           /* Discover */
    {670300, 670399, DIGITS(16) | DIGITS(17) | DIGITS(18) | DIGITS(19)}, /* Bancontact */
    {675900, 675999, DIGITS(16) | DIGITS(18) | DIGITS(19)},              /* Maestro */
    {676100, 676399, DIGITS(16) | DIGITS(18) | DIGITS(19)},              /* Maestro */
    {677100, 677199, DIGITS(16)},                                        /* Maestro */
};

static bool is_given_out(const char *digits, size_t count)
{
    unsigned start = 0;

    for (size_t i = 0; i < 6; i++)
        start = start * 10 + (unsigned)(digits[i] - '0');
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (start >= ranges[i].from && start <= ranges[i].to)
            return ranges[i].lengths >> count & 1;
    return false;
}

/* ISO/IEC 7812-1, Annex B: every second digit from the right but one counts twice, and both its digits. */
static bool check_digit_right(const char *digits, size_t count)
{
    unsigned sum = 0;

    for (size_t i = 0; i < count; i++) {
        unsigned digit = (unsigned)(digits[i] - '0');

        if ((count - i) % 2 == 0)
            digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    return sum % 10 == 0;
}

/* Characters. */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The code point that starts there and its length; malformed bytes are a character each. */
static uint32_t character_at(struct slice text, size_t at, size_t *length)
{
    const unsigned char *byte = (const unsigned char *)text.bytes + at;
    size_t left = text.length - at;
    uint32_t point = 0;

    *length = 1;
    if (byte[0] == '\\' && left >= 6 && byte[1] == 'u') {
        for (size_t i = 2; i < 6; i++) {
            int value = hex_value((char)byte[i]);

            if (value < 0)
                return byte[0];
            point = point << 4 | (unsigned)value;
        }
        *length = 6;
        return point;
    }
    if (byte[0] >= 0xc2 && byte[0] <= 0xdf && left >= 2) {
        *length = 2;
        return (byte[0] & 0x1fu) << 6 | (byte[1] & 0x3fu);
    }
    if (byte[0] >= 0xe0 && byte[0] <= 0xef && left >= 3) {
        *length = 3;
        return (byte[0] & 0x0fu) << 12 | (byte[1] & 0x3fu) << 6 | (byte[2] & 0x3fu);
    }
    return byte[0];
}

/* The digit that stands there as '0' to '9', or '\0'. */
static char digit_at(struct slice text, size_t at, size_t *length)
{
    uint32_t point;

    if (at >= text.length)
        return '\0';
    point = character_at(text, at, length);
    if (point >= '0' && point <= '9')
        return (char)point;
    return point >= 0xff10 && point <= 0xff19 ? (char)('0' + (point - 0xff10)) : '\0';
}

static size_t separator_length(struct slice text, size_t at)
{
    size_t length;
    uint32_t point;

    if (at >= text.length)
        return 0;
    point = character_at(text, at, &length);
    return point == ' ' || point == '-' || point == '.' || point == 0xa0 || (point >= 0x2010 && point <= 0x2013) || point == 0x202f
               ? length
               : 0;
}

static bool is_letter_or_digit(char c)
{
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* What is no card's though it looks like one. */

static bool in_url(struct slice text, size_t at)
{
    size_t start = at;
    struct slice word;

    while (start > 0 && at - start < LONGEST_URL && (unsigned char)text.bytes[start - 1] > ' ' &&
           !strchr("\"'<>()", text.bytes[start - 1]))
        start--;
    word = slice_from(text, start);
    return slice_starts(word, "https://") || slice_starts(word, "http://");
}

/* A digest in hexadecimal, such as our own records carry: long, of such digits alone, and among them letters. */
static bool in_digest(struct slice text, size_t start, size_t end)
{
    const size_t shortest = 32;
    bool letters = false;

    while (start > 0 && is_letter_or_digit(text.bytes[start - 1]))
        start--;
    while (end < text.length && is_letter_or_digit(text.bytes[end]))
        end++;
    for (size_t i = start; i < end; i++) {
        if (hex_value(text.bytes[i]) < 0)
            return false;
        letters |= !is_digit(text.bytes[i]);
    }
    return letters && end - start >= shortest;
}

/* ISO 13616: letters count as 10 to 35, the first four characters move to the end, and what is left over of 97 is 1. */
static bool iban_right(const char *characters, size_t count)
{
    unsigned rest = 0;

    for (size_t i = 0; i < count; i++) {
        char c = characters[(i + 4) % count];
        unsigned value = c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'A' + 10);

        rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
    }
    return rest == 1;
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Whether an IBAN begins at `start` and reaches as far as `end`; blanks may stand between its characters. */
static bool iban_covers(struct slice text, size_t start, size_t end)
{
    char characters[LONGEST_IBAN];
    size_t count = 0;

    for (size_t at = start; at < text.length && count < LONGEST_IBAN; at++) {
        char c = text.bytes[at];

        if (c == ' ')
            continue;
        if (!is_capital(c) && !is_digit(c))
            return false;
        characters[count++] = c;
        if (at + 1 >= end && count >= SHORTEST_IBAN && iban_right(characters, count))
            return true;
    }
    return false;
}

static bool begins_iban(struct slice text, size_t at)
{
    return text.length - at >= 4 && is_capital(text.bytes[at]) && is_capital(text.bytes[at + 1]) && is_digit(text.bytes[at + 2]);
}

static bool in_iban(struct slice text, size_t from, size_t end)
{
    for (size_t back = 0; back <= from && back <= LONGEST_IBAN + 10; back++) {
        size_t at = from - back;

        if (begins_iban(text, at) && (at == 0 || !is_letter_or_digit(text.bytes[at - 1])) && iban_covers(text, at, end))
            return true;
    }
    return false;
}

bool text_is_iban(struct slice text)
{
    return text.length >= SHORTEST_IBAN && begins_iban(text, 0) && !slice_starts(text, "RF") && iban_covers(text, 0, text.length);
}

/* Groups of digits. */

struct group {
    size_t start, end;
    size_t count;
    char digits[LONGEST];
};

/* Groups with one separator between each, the last ones of them. */
struct chain {
    struct group groups[MOST_GROUPS];
    size_t count;
};

/* The group that starts at `at`, which is a digit. */
static struct group group_at(struct slice text, size_t at)
{
    struct group group = {.start = at};
    size_t length;
    char digit;

    for (; (digit = digit_at(text, at, &length)); at += length) {
        if (group.count < LONGEST)
            group.digits[group.count] = digit;
        group.count++;
    }
    group.end = at;
    return group;
}

static void chain_add(struct chain *chain, const struct group *group)
{
    if (chain->count == MOST_GROUPS) {
        memmove(chain->groups, chain->groups + 1, sizeof chain->groups - sizeof *chain->groups);
        chain->count--;
    }
    chain->groups[chain->count++] = *group;
}

static bool excused(struct slice text, const struct chain *chain, size_t first)
{
    const struct group *group = &chain->groups[first];
    size_t end = chain->groups[chain->count - 1].end;

    if (group->start > 0 && text.bytes[group->start - 1] == '+')
        return true;
    /* The decimals of a fraction: a group before the point, and no other group behind it. */
    if (first > 0 && first + 1 == chain->count && text.bytes[group->start - 1] == '.')
        return true;
    return in_url(text, group->start) || in_digest(text, group->start, end) || in_iban(text, group->start, end);
}

/* Whoever writes a number in groups begins with four digits, or with the issuer's six or eight. */
static bool begins_number(const struct group *group, bool alone)
{
    return alone || group->count == 4 || group->count == 6 || group->count == 8;
}

/* Whether a card number ends with the chain; then the number of its first group. */
static bool ends_with_card(struct slice text, const struct chain *chain, size_t *first)
{
    char digits[LONGEST];
    size_t count = 0;

    for (size_t i = chain->count; i > 0; i--) {
        const struct group *group = &chain->groups[i - 1];

        if (count + group->count > LONGEST || (i < chain->count && group->count < SHORTEST_GROUP))
            return false;
        memmove(digits + group->count, digits, count);
        memcpy(digits, group->digits, group->count);
        count += group->count;
        *first = i - 1;
        if (count >= SHORTEST && begins_number(group, i == chain->count) && is_given_out(digits, count) &&
            check_digit_right(digits, count) && !excused(text, chain, i - 1))
            return true;
    }
    return false;
}

bool card_find(struct slice text, size_t *at, size_t *length)
{
    struct chain chain = {.count = 0};
    size_t next = *at;

    while (next < text.length) {
        struct group group;
        size_t step;
        size_t first;

        if (!digit_at(text, next, &step)) {
            next += step;
            continue;
        }
        group = group_at(text, next);
        chain_add(&chain, &group);
        if (ends_with_card(text, &chain, &first)) {
            *at = chain.groups[first].start;
            *length = group.end - *at;
            return true;
        }
        next = group.end;
        step = separator_length(text, next);
        if (step && digit_at(text, next + step, &(size_t){0}))
            next += step;
        else
            chain.count = 0;
    }
    return false;
}

static bool is_digits(struct slice value)
{
    for (size_t i = 0; i < value.length; i++)
        if (!is_digit(value.bytes[i]))
            return false;
    return true;
}

/* GS1 General Specifications, 7.9: from the right, digits count once and three times in turn. */
static bool is_gs1(struct slice value, size_t digits)
{
    unsigned sum = 0;

    if (value.length != digits || !is_digits(value))
        return false;
    for (size_t i = 0; i < digits; i++)
        sum += (unsigned)(value.bytes[i] - '0') * ((digits - i) % 2 == 0 ? 3 : 1);
    return sum % 10 == 0;
}

static bool is_known_number(struct slice name, struct slice value)
{
    enum { GTIN_DIGITS = 14, SSCC_DIGITS = 18 };

    if (slice_is(name, "sku") || slice_is(name, "gtin") || slice_is(name, "mpn"))
        return is_gs1(value, GTIN_DIGITS);
    return slice_is(name, "sscc") ? is_gs1(value, SSCC_DIGITS) : slice_is(name, "tracking_number") && is_digits(value);
}

bool card_in_field(struct slice name, struct slice value)
{
    const char *dot = name.length ? memrchr(name.bytes, '.', name.length) : NULL;
    size_t at = 0;
    size_t length;

    if (dot)
        name = slice_from(name, (size_t)(dot - name.bytes) + 1);
    return !is_known_number(name, value) && card_find(value, &at, &length);
}

bool card_refuse(struct slice field, struct fault *fault)
{
    struct text masked = TEXT_INIT;

    card_mask(&masked, field);
    fault_set(fault, FAULT_REFUSED, "card_number", text_string(&masked), "holds the number of a payment card: those are not kept");
    text_release(&masked);
    return false;
}

void card_mask(struct text *masked, struct slice bytes)
{
    size_t at = 0;
    size_t length;

    while (card_find(bytes, &at, &length)) {
        struct slice number = {bytes.bytes + at, length};
        size_t digits = 0;
        size_t step;

        text_add(masked, bytes.bytes, at);
        for (size_t i = 0; i < number.length; i += step)
            if (digit_at(number, i, &step))
                digits++;
        for (size_t i = 0; i < number.length; i += step)
            if (digit_at(number, i, &step) && digits-- > SHOWN_DIGITS)
                text_add_byte(masked, '*');
            else
                text_add(masked, number.bytes + i, step);
        bytes = slice_from(bytes, at + length);
        at = 0;
    }
    text_add_slice(masked, bytes);
}

/* Digits, ASCII's separators, and whatever is not ASCII, among which are others. */
static bool may_belong(char c)
{
    static const uint64_t low = (uint64_t)0x3ff << '0' | (uint64_t)1 << ' ' | (uint64_t)1 << '-' | (uint64_t)1 << '.';
    unsigned char byte = (unsigned char)c;

    return byte >= 0x80 || (byte < 64 && low >> byte & 1);
}

/* A fullwidth digit begins with 0xef. */
static bool has_enough_digits(struct slice run)
{
    size_t count = 0;

    for (size_t i = 0; i < run.length; i++)
        count += is_digit(run.bytes[i]) || run.bytes[i] == '\xef';
    return count >= SHORTEST;
}

static bool holds_escaped_digit(struct slice bytes)
{
    const char *slash;
    size_t length;

    while (bytes.length && (slash = memchr(bytes.bytes, '\\', bytes.length))) {
        bytes = slice_from(bytes, (size_t)(slash - bytes.bytes));
        if (digit_at(bytes, 0, &length))
            return true;
        bytes = slice_from(bytes, 1);
    }
    return false;
}

/* Whether somewhere in a row SHORTEST bytes stand that may belong to a number. */
static bool has_long_run(struct slice bytes)
{
#ifdef __SSE2__
    enum { PIECE = 64, STEP = PIECE - SHORTEST + 1 };
    const __m128i below = _mm_set1_epi8('-' - 1);
    const __m128i above = _mm_set1_epi8('9' + 1);
    const __m128i blank = _mm_set1_epi8(' ');
    char padded[PIECE] = "";

    if (bytes.length < PIECE) {
        if (bytes.length)
            memcpy(padded, bytes.bytes, bytes.length);
        bytes = (struct slice){padded, PIECE};
    }
    for (size_t at = 0;; at += STEP) {
        uint64_t run = 0;

        if (bytes.length - at < PIECE)
            at = bytes.length - PIECE;
        for (unsigned i = 0; i < PIECE; i += 16) { /* a slash may pass; what is not ASCII is negative */
            __m128i some = _mm_loadu_si128((const __m128i *)(const void *)(bytes.bytes + at + i));
            __m128i belongs = _mm_and_si128(_mm_cmpgt_epi8(some, below), _mm_cmplt_epi8(some, above));

            belongs = _mm_or_si128(_mm_or_si128(belongs, some), _mm_cmpeq_epi8(some, blank));
            run |= (uint64_t)(unsigned)_mm_movemask_epi8(belongs) << i;
        }
        run &= run >> 1;
        run &= run >> 2;
        run &= run >> 4;
        run &= run >> (SHORTEST - 8);
        if (run)
            return true;
        if (bytes.length - at <= PIECE)
            return false;
    }
#else
    return bytes.length >= SHORTEST;
#endif
}

/* A number is a run of bytes that may belong to one, of SHORTEST at least: looking at every so many bytes misses none. */
bool card_suspected(struct slice bytes)
{
    size_t at = has_long_run(bytes) ? SHORTEST - 1 : bytes.length;

    while (at < bytes.length) {
        size_t start = at;
        size_t end = at;

        while (end < bytes.length && may_belong(bytes.bytes[end]))
            end++;
        if (end > at) {
            while (start > 0 && may_belong(bytes.bytes[start - 1]))
                start--;
            if (end - start >= SHORTEST && has_enough_digits((struct slice){bytes.bytes + start, end - start}))
                return true;
        }
        at = end + SHORTEST;
    }
    return holds_escaped_digit(bytes);
}
