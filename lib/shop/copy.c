/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/copy.h"

#include "json/scan.h"
#include "json/write.h"

struct slice copy_document(struct slice record, struct text *room)
{
    return scan_decoded(scan_find(record, "document"), room);
}

int64_t copy_printed(struct slice record)
{
    int64_t printed;

    return scan_integer(scan_find(record, "printed"), &printed) && printed > 0 ? printed : 1;
}

bool copy_count(struct store *store, struct slice document, instant now, struct changes *changes, size_t *row, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice before;
    instant original = now;
    bool done;

    text_add_string(&id, "copy/");
    text_add_slice(&id, document);
    done = store_get(store, text_slice(&id), &before, fault);
    if (done && before.bytes && !instant_read(scan_text(scan_find(before, "original_at")), &original))
        done = fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "the record \"%.*s\" cannot be read", SLICE_ARGS(id));
    if (done) {
        struct text *text = changes_begin(changes, text_slice(&id));

        text_add_string(text, "{\"type\":\"copy\"");
        json_put_string(text, "document", document);
        json_put_integer(text, "printed", before.bytes ? copy_printed(before) + 1 : 1);
        json_put_instant(text, "original_at", original);
        json_put_instant(text, "last_at", now);
        text_add_byte(text, '}');
        *row = changes_end(changes);
    }
    text_release(&id);
    return done;
}
