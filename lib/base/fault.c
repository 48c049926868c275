/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/fault.h"

#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static bool is_control(unsigned char byte, unsigned char next)
{
    return byte < 0x20 || byte == 0x7f || (byte == 0xc2 && next >= 0x80 && next <= 0x9f);
}

/*
 * A reason travels to terminals, logs and JSON: a record must not be able to forge lines or colours there,
 * and a character that was cut in two must not make the rest unreadable.
 */
static void tame(char *text)
{
    size_t length = strlen(text);
    size_t at = 0;

    while (at < length) {
        size_t end = at + utf8_valid_length((struct slice){text + at, length - at});

        for (; at < end; at++)
            if (is_control((unsigned char)text[at], (unsigned char)text[at + 1])) {
                if (text[at] == '\xc2')
                    text[at++] = '?';
                text[at] = '?';
            }
        if (at < length)
            text[at++] = '?';
    }
}

bool fault_set(struct fault *fault, enum fault_kind kind, const char *code, const char *field, const char *format, ...)
{
    va_list arguments;

    fault->kind = kind;
    fault->code = code;
    fault->is_short = false;
    snprintf(fault->field, sizeof fault->field, "%s", field ? field : "");
    va_start(arguments, format);
    vsnprintf(fault->reason, sizeof fault->reason, format, arguments);
    va_end(arguments);
    tame(fault->field);
    tame(fault->reason);
    return false;
}

bool fault_system(struct fault *fault, const char *code, const char *format, ...)
{
    int error = errno;
    size_t length;
    va_list arguments;

    fault->kind = FAULT_SYSTEM;
    fault->code = code;
    fault->is_short = false;
    fault->field[0] = '\0';
    va_start(arguments, format);
    vsnprintf(fault->reason, sizeof fault->reason, format, arguments);
    va_end(arguments);
    length = strlen(fault->reason);
    snprintf(fault->reason + length, sizeof fault->reason - length, ": %s", strerror(error));
    tame(fault->reason);
    return false;
}

bool fault_short(struct fault *fault, int64_t available)
{
    fault->is_short = true;
    fault->available = available;
    return false;
}

bool fault_within(struct fault *fault, const char *prefix, ...)
{
    char inner[sizeof fault->field];
    va_list arguments;
    size_t length;

    memcpy(inner, fault->field, sizeof inner);
    va_start(arguments, prefix);
    vsnprintf(fault->field, sizeof fault->field, prefix, arguments);
    va_end(arguments);
    length = strlen(fault->field);
    if (inner[0])
        snprintf(fault->field + length, sizeof fault->field - length, ".%s", inner);
    tame(fault->field);
    return false;
}
