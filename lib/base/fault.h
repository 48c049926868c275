/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_BASE_FAULT_H
#define COLPORTEUR_BASE_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What went wrong, told once, where it was noticed.
 *
 * A function that can fail returns bool (true: it worked) and takes a `struct fault *` last.
 * On false the fault is filled; on true it is untouched. Nobody below lib/tool prints one.
 * A fault owns no memory: it may be copied, kept and dropped freely.
 */

#define CHECKED __attribute__((warn_unused_result))

enum fault_kind {
    FAULT_NONE,
    FAULT_REFUSED,  /* this record is wrong or the answer is no; others may go on (exit 1) */
    FAULT_CONFLICT, /* the key is known with other content (exit 1) */
    FAULT_USAGE,    /* the command line, a mapping or a setting is wrong (exit 2) */
    FAULT_SYSTEM,   /* the store or the system failed (exit 3) */
    FAULT_BUSY      /* another process holds the store (exit 75) */
};

enum { FAULT_REASON = 1000 };

struct fault {
    enum fault_kind kind;
    const char *code;          /* a constant of the program, snake_case: "unknown_sku" */
    char field[96];            /* the field at fault, "" or "lines[1].sku" (counted from 1, as people count) */
    char reason[FAULT_REASON]; /* one line for a person; control characters are made visible */
    bool is_short;             /* too little was left of what was wanted: `available` */
    int64_t available;
};

#define FAULT_INIT                                                                                                                 \
    {                                                                                                                              \
        FAULT_NONE, "", "", "", false, 0                                                                                           \
    }

/* Fills the fault and returns false, so that a refusal is one statement. `field` may be NULL. */
bool fault_set(struct fault *fault, enum fault_kind kind, const char *code, const char *field, const char *format, ...)
    __attribute__((format(printf, 5, 6), cold));

/* The same for a failed system call: the reason ends with errno's meaning. */
bool fault_system(struct fault *fault, const char *code, const char *format, ...) __attribute__((format(printf, 3, 4), cold));

/* Adds, for programs, how much there was of what was wanted. Returns false. */
bool fault_short(struct fault *fault, int64_t available) __attribute__((cold));

/* Puts `prefix` before the fault's field: "sku" becomes "lines[2].sku". Returns false. */
bool fault_within(struct fault *fault, const char *prefix, ...) __attribute__((format(printf, 2, 3), cold));

#endif
