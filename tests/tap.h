/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TESTS_TAP_H
#define COLPORTEUR_TESTS_TAP_H

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/*
 * Unit tests that speak TAP. A test program is a main() that calls these and ends with `return tap_end();`.
 *
 * Every check takes what came, then what was wanted, then a name (a printf format). It returns whether they
 * agree, so that a test can stop where going on makes no sense.
 */

static int tap_count, tap_failures;

static inline bool tap_line(bool passed, const char *name, va_list arguments)
{
    tap_count++;
    tap_failures += !passed;
    printf("%s %d - ", passed ? "ok" : "not ok", tap_count);
    vprintf(name, arguments);
    putchar('\n');
    return passed;
}

static inline bool __attribute__((format(printf, 2, 3))) ok(bool passed, const char *name, ...)
{
    va_list arguments;

    va_start(arguments, name);
    tap_line(passed, name, arguments);
    va_end(arguments);
    return passed;
}

static inline bool __attribute__((format(printf, 3, 4))) is_int(int64_t came, int64_t wanted, const char *name, ...)
{
    va_list arguments;

    va_start(arguments, name);
    tap_line(came == wanted, name, arguments);
    va_end(arguments);
    if (came != wanted)
        printf("#   came:   %" PRId64 "\n#   wanted: %" PRId64 "\n", came, wanted);
    return came == wanted;
}

/* A diagnostic is one line, whatever is in the bytes. */
static inline void tap_show(const char *label, const char *bytes, size_t length)
{
    printf("#   %s ", label);
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)bytes[i] < 0x20 || (unsigned char)bytes[i] == 0x7f)
            printf("\\x%02x", (unsigned)(unsigned char)bytes[i]);
        else
            putchar(bytes[i]);
    }
    putchar('\n');
}

static inline bool __attribute__((format(printf, 4, 5)))
is_bytes(const char *came, size_t length, const char *wanted, const char *name, ...)
{
    bool passed = length == strlen(wanted) && (length == 0 || memcmp(came, wanted, length) == 0);
    va_list arguments;

    va_start(arguments, name);
    tap_line(passed, name, arguments);
    va_end(arguments);
    if (!passed) {
        tap_show("came:  ", came, length);
        tap_show("wanted:", wanted, strlen(wanted));
    }
    return passed;
}

static inline bool __attribute__((format(printf, 3, 4))) is_text(const char *came, const char *wanted, const char *name, ...)
{
    bool passed = came && strcmp(came, wanted) == 0;
    va_list arguments;

    va_start(arguments, name);
    tap_line(passed, name, arguments);
    va_end(arguments);
    if (!passed) {
        tap_show("came:  ", came ? came : "(null)", came ? strlen(came) : 6);
        tap_show("wanted:", wanted, strlen(wanted));
    }
    return passed;
}

static inline void __attribute__((format(printf, 1, 2))) skip(const char *why, ...)
{
    va_list arguments;

    tap_count++;
    printf("ok %d # SKIP ", tap_count);
    va_start(arguments, why);
    vprintf(why, arguments);
    va_end(arguments);
    putchar('\n');
}

/* The plan, and the status for main to return. */
static inline int tap_end(void)
{
    printf("1..%d\n", tap_count);
    return tap_failures ? 1 : 0;
}

#endif
