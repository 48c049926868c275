/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/moment_pattern.h"

#include "base/date.h"

#include <strings.h>

static const int64_t last_second = 253402300799; /* of the year 9999, since 1970 */

struct reading {
    struct slice rest;
    int64_t year, month, day, hour, minute, second;
    bool afternoon, half_day, has_hour, has_offset, has_instant;
    int64_t seconds; /* since 1970 */
    char offset[7];  /* "+01:00" or "Z" */
};

static const char *const months[] = {"january", "february", "march",     "april",   "may",      "june",
                                     "july",    "august",   "september", "october", "november", "december"};
static const char *const weekdays[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void skip_blanks(struct slice *text)
{
    while (text->length && is_blank(text->bytes[0]))
        *text = slice_from(*text, 1);
}

/* What a short form stands for; NULL if the letter is no short form. */
static const char *long_form(char letter)
{
    switch (letter) {
    case 'T':
        return "%H:%M:%S";
    case 'R':
        return "%H:%M";
    case 'D':
        return "%m/%d/%y";
    case 'F':
        return "%Y-%m-%d";
    default:
        return NULL;
    }
}

static bool take_number(struct reading *reading, size_t least_digits, size_t most_digits, int64_t least, int64_t most,
                        int64_t *value)
{
    size_t length = 0;

    while (length < most_digits && length < reading->rest.length && reading->rest.bytes[length] >= '0' &&
           reading->rest.bytes[length] <= '9')
        length++;
    if (length < least_digits || !slice_integer((struct slice){reading->rest.bytes, length}, most, value) || *value < least)
        return false;
    reading->rest = slice_from(reading->rest, length);
    return true;
}

/* The number of the name, from 1, whole or its first three letters. */
static bool take_name(struct reading *reading, const char *const names[], size_t count, int64_t *value)
{
    for (size_t i = 0; i < count; i++) {
        size_t whole = strlen(names[i]);
        size_t lengths[] = {whole, 3};

        for (size_t form = 0; form < 2; form++)
            if (reading->rest.length >= lengths[form] && strncasecmp(reading->rest.bytes, names[i], lengths[form]) == 0) {
                *value = (int64_t)i + 1;
                reading->rest = slice_from(reading->rest, lengths[form]);
                if (form == 1 && reading->rest.length && reading->rest.bytes[0] == '.')
                    reading->rest = slice_from(reading->rest, 1);
                return true;
            }
    }
    return false;
}

static bool take_offset(struct reading *reading)
{
    int64_t hours;
    int64_t minutes = 0;
    char sign;

    reading->has_offset = true;
    if (reading->rest.length == 0)
        return false;
    sign = reading->rest.bytes[0];
    reading->rest = slice_from(reading->rest, 1);
    if (sign == 'Z' || sign == 'z') {
        memcpy(reading->offset, "Z", 2);
        return true;
    }
    if ((sign != '+' && sign != '-') || !take_number(reading, 2, 2, 0, 23, &hours))
        return false;
    if (reading->rest.length && reading->rest.bytes[0] == ':')
        reading->rest = slice_from(reading->rest, 1);
    if (reading->rest.length && reading->rest.bytes[0] >= '0' && reading->rest.bytes[0] <= '9' &&
        !take_number(reading, 2, 2, 0, 59, &minutes))
        return false;
    memcpy(reading->offset,
           (char[7]){sign, (char)('0' + hours / 10), (char)('0' + hours % 10), ':', (char)('0' + minutes / 10),
                     (char)('0' + minutes % 10), '\0'},
           7);
    return true;
}

static bool take_half(struct reading *reading)
{
    if (reading->rest.length < 2 ||
        (strncasecmp(reading->rest.bytes, "am", 2) != 0 && strncasecmp(reading->rest.bytes, "pm", 2) != 0))
        return false;
    reading->afternoon = reading->rest.bytes[0] == 'p' || reading->rest.bytes[0] == 'P';
    reading->rest = slice_from(reading->rest, 2);
    return true;
}

static bool take(struct reading *reading, struct slice format);

static bool take_part(struct reading *reading, char letter)
{
    int64_t ignored;

    switch (letter) {
    case 'Y':
        return take_number(reading, 4, 4, 1, 9999, &reading->year);
    case 'y':
        if (!take_number(reading, 2, 2, 0, 99, &reading->year))
            return false;
        reading->year += reading->year >= 69 ? 1900 : 2000;
        return true;
    case 'm':
        return take_number(reading, 1, 2, 1, 12, &reading->month);
    case 'd':
    case 'e':
        skip_blanks(&reading->rest);
        return take_number(reading, 1, 2, 1, 31, &reading->day);
    case 'b':
    case 'B':
        return take_name(reading, months, 12, &reading->month);
    case 'a':
    case 'A':
        return take_name(reading, weekdays, 7, &ignored);
    case 'H':
        reading->has_hour = true;
        return take_number(reading, 1, 2, 0, 23, &reading->hour);
    case 'I':
        reading->has_hour = reading->half_day = true;
        return take_number(reading, 1, 2, 1, 12, &reading->hour);
    case 'p':
        return take_half(reading);
    case 'M':
        return take_number(reading, 2, 2, 0, 59, &reading->minute);
    case 'S':
        return take_number(reading, 2, 2, 0, 59, &reading->second);
    case 's':
        reading->has_instant = true;
        return take_number(reading, 1, 12, 0, last_second, &reading->seconds);
    case 'f':
        return take_number(reading, 1, 9, 0, 999999999, &ignored);
    case 'z':
        return take_offset(reading);
    default:
        return take(reading, slice_of(long_form(letter)));
    }
}

static bool take(struct reading *reading, struct slice format)
{
    for (size_t i = 0; i < format.length; i++) {
        if (is_blank(format.bytes[i])) {
            skip_blanks(&reading->rest);
        } else if (format.bytes[i] == '%' && format.bytes[i + 1] != '%') {
            if (!take_part(reading, format.bytes[++i]))
                return false;
        } else {
            i += format.bytes[i] == '%';
            if (reading->rest.length == 0 || reading->rest.bytes[0] != format.bytes[i])
                return false;
            reading->rest = slice_from(reading->rest, 1);
        }
    }
    return true;
}

static bool has(const char *seen, const char *wanted)
{
    return strpbrk(seen, wanted) != NULL;
}

bool moment_pattern_check(struct slice format, struct fault *fault)
{
    char seen[64];
    size_t count = 0;

    for (size_t i = 0; i < format.length; i++) {
        char letter;
        const char *letters;

        if (format.bytes[i] != '%')
            continue;
        letter = ++i < format.length ? format.bytes[i] : '\0';
        if (letter == '%')
            continue;
        letters = long_form(letter);
        if (!letter || (!letters && !strchr("YymdebBaAHIpMSfzs", letter)))
            return fault_set(fault, FAULT_USAGE, "bad_mapping", NULL, "%%%c means nothing in a date",
                             letter > ' ' && letter < 0x7f ? letter : '?');
        if (count + 8 > sizeof seen)
            return fault_set(fault, FAULT_USAGE, "bad_mapping", NULL, "the date format is too long");
        if (letters) {
            memcpy(seen + count, letters, strlen(letters));
            count += strlen(letters);
        } else {
            seen[count++] = letter;
        }
    }
    seen[count] = '\0';
    if (has(seen, "s"))
        return strspn(seen, "sfaA") == count ||
               fault_set(fault, FAULT_USAGE, "bad_mapping", NULL, "%%s is date and time by itself");
    if (!has(seen, "Yy") || !has(seen, "mbB") || !has(seen, "de"))
        return fault_set(fault, FAULT_USAGE, "bad_mapping", NULL, "a date format needs year, month and day");
    if (has(seen, "I") != has(seen, "p"))
        return fault_set(fault, FAULT_USAGE, "bad_mapping", NULL, "%%I and %%p need each other");
    if (has(seen, "MSfz") && !has(seen, "HI"))
        return fault_set(fault, FAULT_USAGE, "bad_mapping", NULL, "a time needs its hour");
    return true;
}

bool moment_pattern_read(struct slice format, struct slice written, struct text *text)
{
    struct reading reading = {.rest = written};
    int year;
    unsigned month;
    unsigned dom;

    if (!take(&reading, format) || reading.rest.length)
        return false;
    if (reading.has_instant) {
        instant_write(text, reading.seconds * 1000);
        return true;
    }
    day_to_civil(day_from_civil((int)reading.year, (unsigned)reading.month, (unsigned)reading.day), &year, &month, &dom);
    if (month != reading.month || dom != reading.day)
        return false;
    if (reading.half_day)
        reading.hour = reading.hour % 12 + (reading.afternoon ? 12 : 0);
    text_add_padded(text, reading.year, 4);
    text_add_byte(text, '-');
    text_add_padded(text, reading.month, 2);
    text_add_byte(text, '-');
    text_add_padded(text, reading.day, 2);
    if (!reading.has_hour)
        return true;
    text_add_byte(text, reading.has_offset ? 'T' : ' ');
    text_add_padded(text, reading.hour, 2);
    text_add_byte(text, ':');
    text_add_padded(text, reading.minute, 2);
    text_add_byte(text, ':');
    text_add_padded(text, reading.second, 2);
    text_add_string(text, reading.offset);
    return true;
}
