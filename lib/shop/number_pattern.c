/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/number_pattern.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static size_t occurrences(struct slice text, char wanted)
{
    size_t count = 0;

    for (size_t i = 0; i < text.length; i++)
        count += text.bytes[i] == wanted;
    return count;
}

static bool is_covered_alone(struct slice written)
{
    return memchr(written.bytes, '(', written.length) != NULL;
}

static bool brackets_match(struct slice written, char opening, char closing)
{
    const char *open = memchr(written.bytes, opening, written.length);
    const char *close = memchr(written.bytes, closing, written.length);

    return (!open && !close) ||
           (open && close && open < close && occurrences(written, opening) == 1 && occurrences(written, closing) == 1);
}

static bool wrong(struct slice written, const char *why, struct fault *fault)
{
    return fault_set(fault, FAULT_REFUSED, "bad_pattern", "pattern", "\"%.*s\" %s", SLICE_ARGS(written), why);
}

bool number_pattern_check(const struct number_pattern *pattern, bool is_range, struct fault *fault)
{
    static const char others[] = "#?()<>-./dax";
    struct slice written = pattern->written;
    size_t serial = occurrences(written, '#');
    size_t checks = occurrences(written, '?');
    size_t length = 0;

    if (!written.length || written.length > PATTERN_LIMIT)
        return wrong(written, "must have 1 to 80 characters", fault);
    for (size_t i = 0; i < written.length; i++) {
        if (!is_digit(written.bytes[i]) && !is_capital(written.bytes[i]) && !memchr(others, written.bytes[i], sizeof others - 1))
            return wrong(written, "has characters that no pattern knows", fault);
        length += !memchr("()<>", written.bytes[i], 4);
    }
    if (length > NUMBER_LIMIT)
        return wrong(written, "makes numbers of more than 48 characters", fault);
    if (!brackets_match(written, '(', ')') || !brackets_match(written, '<', '>'))
        return wrong(written, "has brackets that do not match", fault);
    if (checks > 1 || (checks == 1) != (pattern->check.algorithm != CHECK_NONE))
        return wrong(written,
                     checks > 1 ? "has two check characters" : "needs a \"?\" if it has a check, and a check if it has a \"?\"",
                     fault);
    if (is_range && (!serial || serial > SERIAL_DIGITS))
        return wrong(written, "needs 1 to 15 \"#\" for the serial number", fault);
    if (is_range && (memchr(written.bytes, 'd', written.length) || memchr(written.bytes, 'a', written.length) ||
                     memchr(written.bytes, 'x', written.length)))
        return wrong(written, "leaves characters open: no number can be made of it", fault);
    return true;
}

int64_t number_pattern_serials(const struct number_pattern *pattern)
{
    int64_t serials = 1;

    for (size_t i = occurrences(pattern->written, '#'); i > 0; i--)
        serials *= 10;
    return serials;
}

/* A pattern that is gone through: what the check is over is gathered on the way. */
struct passage {
    char covered[PATTERN_LIMIT];
    size_t covered_count;
    bool covers, hidden;
};

static void cover(struct passage *passage, char c)
{
    if (passage->covers || passage->hidden)
        passage->covered[passage->covered_count++] = c;
}

/* Whether it is a bracket, which stands for no character. */
static bool take_bracket(struct passage *passage, char c)
{
    switch (c) {
    case '(':
    case ')':
        passage->covers = c == '(';
        return true;
    case '<':
    case '>':
        passage->hidden = c == '<';
        return true;
    default:
        return false;
    }
}

static struct slice covered_of(const struct passage *passage)
{
    return (struct slice){passage->covered, passage->covered_count};
}

bool number_write(const struct number_pattern *pattern, int64_t serial, struct text *number)
{
    struct slice written = pattern->written;
    struct passage passage = {.covers = !is_covered_alone(written)};
    int64_t above = number_pattern_serials(pattern);
    size_t start = number->length;
    size_t check_at = SIZE_MAX;

    for (size_t i = 0; i < written.length; i++) {
        char c = written.bytes[i];

        if (take_bracket(&passage, c))
            continue;
        if (c == '?') {
            check_at = number->length;
            text_add_byte(number, c);
            continue;
        }
        if (c == '#') {
            above /= 10;
            c = (char)('0' + serial / above % 10);
        }
        cover(&passage, c);
        if (!passage.hidden)
            text_add_byte(number, c);
    }
    if (check_at == SIZE_MAX || check_character(&pattern->check, covered_of(&passage), &number->bytes[check_at]))
        return true;
    number->length = start;
    return false;
}

static bool stands_for(char wanted, char c)
{
    switch (wanted) {
    case '#':
    case 'd':
        return is_digit(c);
    case 'a':
        return is_capital(c);
    case 'x':
        return is_digit(c) || is_capital(c);
    default:
        return c == wanted;
    }
}

struct slice number_plain(struct slice given, struct arena *arena)
{
    char *plain = arena_take(arena, given.length + 1);
    size_t length = 0;

    for (size_t i = 0; i < given.length; i++) {
        char c = given.bytes[i];

        if (c != ' ')
            plain[length++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    return (struct slice){plain, length};
}

bool number_fits(const struct number_pattern *pattern, struct slice number)
{
    struct slice written = pattern->written;
    struct passage passage = {.covers = !is_covered_alone(written)};
    size_t at = 0;
    char given = '\0';
    char check;

    for (size_t i = 0; i < written.length; i++) {
        char wanted = written.bytes[i];

        if (take_bracket(&passage, wanted))
            continue;
        if (passage.hidden) {
            cover(&passage, wanted);
            continue;
        }
        if (at == number.length || (wanted != '?' && !stands_for(wanted, number.bytes[at])))
            return false;
        if (wanted == '?')
            given = number.bytes[at];
        else
            cover(&passage, number.bytes[at]);
        at++;
    }
    return at == number.length && (!given || (check_character(&pattern->check, covered_of(&passage), &check) && check == given));
}
