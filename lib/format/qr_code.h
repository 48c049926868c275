/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_QR_CODE_H
#define COLPORTEUR_FORMAT_QR_CODE_H

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A QR code (ISO/IEC 18004) of bytes, with error correction M, by libqrencode. The smallest that holds them is taken.
 * Around it QR_QUIET modules stay light, or readers do not find it.
 */

enum { QR_QUIET = 4 };

struct qr_code {
    void *encoded;
    size_t width; /* in modules, without what is quiet around it */
};

bool qr_code_encode(struct qr_code *code, struct slice bytes, struct fault *fault) CHECKED;
void qr_code_release(struct qr_code *code);

/* The next run of dark modules, row by row from the top; *at begins as 0. false: there are no more. */
struct qr_run {
    size_t column, row, length;
};
bool qr_code_run(const struct qr_code *code, size_t *at, struct qr_run *run);

#endif
