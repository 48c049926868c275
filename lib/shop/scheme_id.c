/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/scheme_id.h"

enum { ID_LIMIT = 50 };

static bool is_digit_or_capital(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

struct scheme_id scheme_id_of(struct slice whole)
{
    const char *colon = whole.length ? memchr(whole.bytes, ':', whole.length) : NULL;
    size_t length = colon ? (size_t)(colon - whole.bytes) : 0;

    if (!colon)
        return (struct scheme_id){{NULL, 0}, whole};
    return (struct scheme_id){{whole.bytes, length}, slice_from(whole, length + 1)};
}

bool scheme_id_check(struct slice whole, const char *field, struct fault *fault)
{
    struct scheme_id parts = scheme_id_of(whole);
    bool right = (parts.scheme.length == 2 || parts.scheme.length == 4) && parts.id.length && parts.id.length <= ID_LIMIT;

    for (size_t i = 0; right && i < parts.scheme.length; i++)
        right = is_digit_or_capital(parts.scheme.bytes[i]);
    for (size_t i = 0; right && i < parts.id.length; i++)
        right = parts.id.bytes[i] > ' ' && parts.id.bytes[i] != 0x7f;
    return right || fault_set(fault, FAULT_REFUSED, "not_a_scheme_id", field,
                              "\"%.*s\" is no identifier with its list before it, as 0208:0123456749", SLICE_ARGS(whole));
}
