/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TESTS_FUZZ_DEMAND_H
#define COLPORTEUR_TESTS_FUZZ_DEMAND_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * What a fuzz target demands of a reader beyond not crashing. A target is one file with this function: libFuzzer calls
 * it with inputs that it makes (`make fuzz`), replay.c with those of the corpus (`make check`).
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process, which is how a fuzz target says that an input is a find. */
static inline void demand(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "does not hold: %s\n", what);
    abort();
}

#endif
