/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/qr_code.h"

#include <qrencode.h>

bool qr_code_encode(struct qr_code *code, struct slice bytes, struct fault *fault)
{
    QRcode *encoded = QRcode_encodeData((int)bytes.length, (const unsigned char *)bytes.bytes, 0, QR_ECLEVEL_M);

    if (!encoded)
        return fault_system(fault, "no_code", "a QR code of %zu bytes cannot be made", bytes.length);
    *code = (struct qr_code){encoded, (size_t)encoded->width};
    return true;
}

void qr_code_release(struct qr_code *code)
{
    QRcode_free(code->encoded);
    *code = (struct qr_code){NULL, 0};
}

bool qr_code_run(const struct qr_code *code, size_t *at, struct qr_run *run)
{
    const unsigned char *modules = ((const QRcode *)code->encoded)->data;
    size_t end = code->width * code->width;
    size_t i = *at;

    while (i < end && !(modules[i] & 1))
        i++;
    *run = (struct qr_run){i % code->width, i / code->width, 0};
    while (i < end && i / code->width == run->row && modules[i] & 1)
        i++, run->length++;
    *at = i;
    return run->length;
}
