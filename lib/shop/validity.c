/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/validity.h"

#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

static bool read_until(struct slice text, instant *until, struct fault *fault)
{
    day last;

    if (!day_read(text, &last))
        return moment_read(text, "until", until, fault);
    *until = day_start(last + 1);
    return true;
}

bool validity_read(struct validity *validity, struct slice from, struct slice until, struct fault *fault)
{
    *validity = (struct validity)VALIDITY_ALWAYS;
    if ((from.bytes && !moment_read(from, "from", &validity->from, fault)) ||
        (until.bytes && !read_until(until, &validity->until, fault)))
        return false;
    return validity->from < validity->until ||
           fault_set(fault, FAULT_REFUSED, "contradiction", "until", "is not after \"from\": it would never hold");
}

bool validity_from_json(struct validity *validity, const json_t *object, struct fault *fault)
{
    struct slice from;
    struct slice until;

    return field_string(object, "from", &from, fault) && field_string(object, "until", &until, fault) &&
           validity_read(validity, from, until, fault);
}

struct validity validity_of_stored(struct slice from, struct slice until)
{
    struct validity validity = VALIDITY_ALWAYS;

    if (from.bytes && !instant_read(scan_text(from), &validity.from))
        validity.from = VALIDITY_OPEN_FROM;
    if (until.bytes && !instant_read(scan_text(until), &validity.until))
        validity.until = VALIDITY_OPEN_UNTIL;
    return validity;
}

void validity_write(const struct validity *validity, struct text *text)
{
    if (validity->from != VALIDITY_OPEN_FROM)
        json_put_instant(text, "from", validity->from);
    if (validity->until != VALIDITY_OPEN_UNTIL)
        json_put_instant(text, "until", validity->until);
}
