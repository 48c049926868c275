/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/upgrade.h"

#include "store/lock.h"
#include "store/state.h"
#include "json/write.h"

static void write_note(unsigned from, struct text *text)
{
    text_add_string(text, "{\"type\":\"upgrade\",\"id\":\"");
    text_add_integer(text, STORE_FORMAT);
    text_add_byte(text, '"');
    json_put_integer(text, "from", from);
    json_put_integer(text, "to", STORE_FORMAT);
    text_add_byte(text, '}');
}

/* The note is there already where an upgrade was stopped before its last step. */
static bool note(struct store *store, unsigned from, instant now, struct text *record, struct fault *fault)
{
    struct changes changes = CHANGES_INIT;
    struct text id = TEXT_INIT;
    struct slice noted;
    bool done;

    text_printf(&id, "upgrade/%d", STORE_FORMAT);
    write_note(from, record);
    done = store_begin(store, now, fault) && store_get(store, text_slice(&id), &noted, fault);
    if (done && !noted.bytes) {
        text_add_slice(changes_begin(&changes, text_slice(&id)), text_slice(record));
        changes_end(&changes);
        done = store_apply(store, &changes, fault);
    }
    done = done && store_commit(store, fault);
    changes_release(&changes);
    text_release(&id);
    return done;
}

static bool rename_format(struct store *store, struct fault *fault)
{
    const struct store_format format = {.version = STORE_FORMAT};
    bool done;

    if (!lock_take(store->lock, store->wait, fault))
        return false;
    done = store_format_write(store->folder, store->path, &format, fault);
    lock_drop(store->lock);
    return done;
}

bool store_upgrade(struct store_options *options, instant now, unsigned *from, struct text *record, struct fault *fault)
{
    struct store *store;
    struct store_format format;
    bool done;

    options->older = true;
    if (!store_open(&store, options, fault))
        return false;
    done = store_format_read(store->folder, store->path, &format, fault);
    *from = format.version;
    if (done && format.version < STORE_FORMAT)
        done = (options->access == STORE_TRIAL || store_rebuild(store, fault)) && note(store, format.version, now, record, fault) &&
               (options->access == STORE_TRIAL || rename_format(store, fault));
    store_close(store);
    return done;
}
