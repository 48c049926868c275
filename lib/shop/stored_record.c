/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/stored_record.h"

#include "json/parse.h"
#include "json/read.h"
#include "json/write.h"

bool stored_record(struct store *store, const char *kind, struct slice id, struct slice *record, struct fault *fault)
{
    struct text whole = TEXT_INIT;
    bool done;

    text_add_string(&whole, kind);
    text_add_slice(&whole, id);
    done = store_get(store, text_slice(&whole), record, fault);
    text_release(&whole);
    return done;
}

bool stored_record_json(struct store *store, const char *kind, struct slice id, struct arena *arena, const json_t **json,
                        struct slice *record, struct fault *fault)
{
    *json = NULL;
    if (!stored_record(store, kind, id, record, fault))
        return false;
    if (!record->bytes)
        return true;
    *json = json_parse(*record, RECORD_DEPTH, arena, fault);
    return *json != NULL;
}

struct text *stored_record_change(struct changes *changes, const char *kind, struct slice id)
{
    struct text whole = TEXT_INIT;
    struct text *value;

    text_add_string(&whole, kind);
    text_add_slice(&whole, id);
    value = changes_begin(changes, text_slice(&whole));
    text_release(&whole);
    return value;
}

struct slice stored_record_merge(struct changes *changes, const char *kind, struct slice id, const char *const *members,
                                 const json_t *given, const json_t *stored)
{
    struct text *text = stored_record_change(changes, kind, id);

    text_add_byte(text, '{');
    json_put_string(text, "type", (struct slice){kind, strlen(kind) - 1});
    for (size_t i = 1; members[i]; i++) {
        const json_t *value = json_object_get(given, members[i]);

        if (!value)
            value = json_object_get(stored, members[i]);
        if (value && !json_is_null(value))
            json_put_value(text, members[i], value);
    }
    text_add_byte(text, '}');
    return changes_value(changes, changes_end(changes));
}
