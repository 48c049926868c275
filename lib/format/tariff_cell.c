/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/tariff_cell.h"

#include "format/decimal.h"

#include <strings.h>

enum { WORDS = 5, TIME_ROOM = 6 };

/* What may stand beside a number of each kind. */
static const struct unit {
    enum tariff_cell kind;
    const char *refusal; /* of other words */
    const char *words[WORDS];
} units[] = {
    {CELL_COUNT, "has a word beside the number", {NULL}},   {CELL_PERCENT, "is not in per cent", {"%"}},
    {CELL_KILOGRAMS, "is not in kilograms", {"kg", "kgs"}}, {CELL_GRAMS, "is not in grams", {"g", "gr"}},
    {CELL_CENTIMETRES, "is not in centimetres", {"cm"}},    {CELL_LITRES, "is not in litres", {"l", "dm³"}},
    {CELL_KILOMETRES, "is not in kilometres", {"km"}},
};

/* How people write currencies beside a sum, where that is not their code. */
static const struct sign {
    const char *word;
    const char *currencies[WORDS];
} signs[] = {
    {"€", {"EUR"}},
    {"£", {"GBP"}},
    {"$", {"USD", "CAD", "AUD", "NZD"}},
    {"kr", {"DKK", "SEK", "NOK", "ISK"}},
    {"zł", {"PLN"}},
    {"Kč", {"CZK"}},
    {"Ft", {"HUF"}},
    {"lei", {"RON"}},
    {"Fr", {"CHF"}},
    {"¥", {"JPY", "CNY"}},
};

/* Truths in the languages in which spreadsheets write them. */
static const char *const truths[][2] = {
    {"yes", "no"},  {"true", "false"},  {"1", "0"},    {"vrai", "faux"},  {"oui", "non"},        {"wahr", "falsch"},
    {"ja", "nein"}, {"waar", "onwaar"}, {"ja", "nee"}, {"vero", "falso"}, {"verdadero", "falso"}};

static bool same_word(struct slice word, const char *other)
{
    return strlen(other) == word.length && strncasecmp(word.bytes, other, word.length) == 0;
}

static bool is_among(const char *const words[WORDS], struct slice word)
{
    for (int i = 0; i < WORDS && words[i]; i++)
        if (same_word(word, words[i]))
            return true;
    return false;
}

/* Blanks, signs and marks of thousands that are not ASCII. */
static size_t mark_length(struct slice text)
{
    static const char *const marks[] = {"\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89", "\xe2\x88\x92", "\xe2\x80\x99"};

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (slice_starts(text, marks[i]))
            return strlen(marks[i]);
    return 0;
}

static bool is_of_word(char c)
{
    return (unsigned char)c >= 0x80 || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '$' || c == '%';
}

/* The next word beside the digits. False: there is no more. */
static bool next_word(struct slice *rest, struct slice *word)
{
    size_t length = 0;

    while (rest->length && (mark_length(*rest) || !is_of_word(rest->bytes[0])))
        *rest = slice_from(*rest, mark_length(*rest) ? mark_length(*rest) : 1);
    while (length < rest->length && !mark_length(slice_from(*rest, length)) && is_of_word(rest->bytes[length]))
        length++;
    *word = (struct slice){rest->bytes, length};
    *rest = slice_from(*rest, length);
    return length > 0;
}

static bool is_of_currency(struct slice word, struct slice currency)
{
    if (word.length == currency.length && strncasecmp(word.bytes, currency.bytes, word.length) == 0)
        return true;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (same_word(word, signs[i].word) && is_among(signs[i].currencies, currency))
            return true;
    return false;
}

static bool check_word(enum tariff_cell kind, const struct tariff_writing *writing, struct slice written, struct slice word,
                       struct fault *fault)
{
    if (kind == CELL_MONEY && slice_is(word, "%"))
        return fault_set(
            fault, FAULT_REFUSED, "percent_not_here", NULL,
            "\"%.*s\" is a part of something, and a sum stands here: a part of the goods' value is a surcharge with percent, "
            "and percent_of goods",
            SLICE_ARGS(written));
    if (kind == CELL_MONEY)
        return is_of_currency(word, writing->currency) ||
               fault_set(fault, FAULT_REFUSED, "other_unit", NULL, "\"%.*s\" is not in %.*s, the currency of the tariff",
                         SLICE_ARGS(written), SLICE_ARGS(writing->currency));
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (units[i].kind == kind && !is_among(units[i].words, word))
            return fault_set(fault, FAULT_REFUSED, "other_unit", NULL, "\"%.*s\" %s: write the number alone", SLICE_ARGS(written),
                             units[i].refusal);
    return true;
}

static bool read_number(enum tariff_cell kind, const struct tariff_writing *writing, struct slice written, struct text *plain,
                        struct fault *fault)
{
    struct slice rest = written;
    struct slice word;
    size_t before = plain->length;

    if (!decimal_from_local(plain, written, writing->mark))
        return fault_set(fault, FAULT_REFUSED, "not_a_number", NULL, "\"%.*s\" is no number, where %s stands before decimals",
                         SLICE_ARGS(written), writing->mark == ',' ? "a comma" : "a point");
    while (next_word(&rest, &word))
        if (!check_word(kind, writing, written, word, fault)) {
            plain->length = before;
            return false;
        }
    return true;
}

/* Numbers with the same mark between them: 25/12/2026, 2026-12-25. A midnight behind it says nothing. */
struct written_day {
    int64_t numbers[3];
    size_t digits[3];
    char mark;
};

static bool cut_day(struct slice written, struct written_day *cut)
{
    static const char *const midnights[] = {" 00:00", " 00:00:00", "T00:00:00"};
    size_t at = 0;

    for (size_t i = 0; i < sizeof midnights / sizeof *midnights; i++) {
        size_t length = strlen(midnights[i]);

        if (written.length > length && slice_is(slice_from(written, written.length - length), midnights[i]))
            written.length -= length;
    }
    for (int i = 0; written.length && i < 3; i++) {
        size_t start = at;

        while (at < written.length && written.bytes[at] >= '0' && written.bytes[at] <= '9')
            at++;
        cut->digits[i] = at - start;
        if (!slice_integer((struct slice){written.bytes + start, at - start}, 9999, &cut->numbers[i]))
            return false;
        if (i == 2)
            return at == written.length;
        if (at == written.length || !strchr("/.-", written.bytes[at]) || (i && written.bytes[at] != cut->mark))
            return false;
        cut->mark = written.bytes[at++];
    }
    return false;
}

static bool has_year_last(const struct written_day *cut)
{
    return cut->digits[0] <= 2 && cut->digits[1] <= 2 && cut->digits[2] == 4;
}

char tariff_cell_mark(struct slice cell)
{
    size_t at = cell.length;
    size_t digits = 0;

    while (at && cell.bytes[at - 1] != ',' && cell.bytes[at - 1] != '.') {
        at--;
        digits += cell.bytes[at] >= '0' && cell.bytes[at] <= '9';
    }
    if (!at)
        return 0;
    if (digits != 3 || memchr(cell.bytes, cell.bytes[at - 1] == ',' ? '.' : ',', at - 1))
        return cell.bytes[at - 1];
    /* Twice the same mark: thousands, and the other one would come before decimals. */
    if (memchr(cell.bytes, cell.bytes[at - 1], at - 1))
        return cell.bytes[at - 1] == ',' ? '.' : ',';
    return 0;
}

enum day_order tariff_cell_order(struct slice written)
{
    struct written_day cut;

    if (!cut_day(written, &cut) || !has_year_last(&cut) || cut.mark == '.' || (cut.numbers[0] > 12 && cut.numbers[1] > 12))
        return DAYS_UNKNOWN;
    return cut.numbers[0] > 12 ? DAYS_FIRST : cut.numbers[1] > 12 ? MONTHS_FIRST : DAYS_UNKNOWN;
}

static bool read_day(const struct tariff_writing *writing, struct slice written, struct text *plain)
{
    struct written_day cut;
    enum day_order order;

    if (!cut_day(written, &cut))
        return false;
    /* Nobody writes the month first between points. */
    order = cut.mark == '.' ? DAYS_FIRST : writing->days;
    if (cut.digits[0] == 4 && cut.digits[1] <= 2 && cut.digits[2] <= 2) {
        text_printf(plain, "%04d-%02d-%02d", (int)cut.numbers[0], (int)cut.numbers[1], (int)cut.numbers[2]);
        return true;
    }
    if (!has_year_last(&cut) || (order == DAYS_UNKNOWN && cut.numbers[0] != cut.numbers[1]))
        return false;
    text_printf(plain, "%04d-%02d-%02d", (int)cut.numbers[2], (int)cut.numbers[order == MONTHS_FIRST ? 0 : 1],
                (int)cut.numbers[order == MONTHS_FIRST ? 1 : 0]);
    return true;
}

/* Two numbers and seconds of nothing, or which half of the day. Other times are right as they stand, or wrong. */
static bool read_time(struct slice written, struct text *plain)
{
    bool is_morning = written.length > 3 && same_word(slice_from(written, written.length - 3), " AM");
    bool is_half = is_morning || (written.length > 3 && same_word(slice_from(written, written.length - 3), " PM"));
    size_t length = written.length;
    int64_t hour;
    int64_t minute;

    if (is_half)
        written.length -= 3;
    if (written.length >= TIME_ROOM + 1 && slice_is(slice_from(written, written.length - 3), ":00"))
        written.length -= 3;
    if (written.length == length)
        return false;
    if (written.length < 4 || written.length >= TIME_ROOM || written.bytes[written.length - 3] != ':' ||
        !slice_integer((struct slice){written.bytes, written.length - 3}, is_half ? 12 : 23, &hour) ||
        !slice_integer(slice_from(written, written.length - 2), 59, &minute) || (is_half && !hour))
        return false;
    if (is_half)
        hour = hour % 12 + (is_morning ? 0 : 12);
    text_printf(plain, "%02d:%02d", (int)hour, (int)minute);
    return true;
}

static bool read_truth(struct slice written, struct text *plain)
{
    for (size_t i = 0; i < sizeof truths / sizeof *truths; i++)
        for (int is = 0; is < 2; is++)
            if (same_word(written, truths[i][is])) {
                text_add_string(plain, truths[0][is]);
                return true;
            }
    return false;
}

static bool read_prose(struct slice written, struct text *plain)
{
    for (size_t i = 0; i < written.length; i++)
        if (written.bytes[i] != '\r' && written.bytes[i] != '\n')
            text_add_byte(plain, written.bytes[i]);
        else if (i && written.bytes[i - 1] != '\r')
            text_add_byte(plain, ' ');
    return true;
}

/* Spreadsheets like to begin cells with a capital. */
static bool read_choice(struct slice written, struct text *plain)
{
    for (size_t i = 0; i < written.length; i++)
        text_add_byte(plain, (char)(written.bytes[i] >= 'A' && written.bytes[i] <= 'Z' ? written.bytes[i] + 32 : written.bytes[i]));
    return true;
}

bool tariff_cell_read(enum tariff_cell kind, const struct tariff_writing *writing, struct slice written, struct text *plain,
                      struct fault *fault)
{
    bool known = false;

    if (tariff_cell_is_number(kind))
        return read_number(kind, writing, written, plain, fault);
    if (kind == CELL_PROSE)
        known = read_prose(written, plain);
    else if (kind == CELL_DAY)
        known = read_day(writing, written, plain);
    else if (kind == CELL_TIME)
        known = read_time(written, plain);
    else if (kind == CELL_TRUTH)
        known = read_truth(written, plain);
    else if (kind == CELL_CHOICE)
        known = read_choice(written, plain);
    if (!known)
        text_add_slice(plain, written);
    return true;
}
