/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/withdrawal.h"

#include "shop/members.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

static void name_of(const char *kind, struct slice id, struct text *name)
{
    text_clear(name);
    text_add_string(name, kind);
    text_add_slice(name, id);
}

/* Of an id that others make: it is part of names, and so has no slash. */
static bool check_id(struct slice id, struct fault *fault)
{
    if (!name_check(id, WITHDRAWAL_ID_LIMIT, "id", fault))
        return false;
    return !memchr(id.bytes, '/', id.length) || fault_set(fault, FAULT_REFUSED, "not_an_id", "id", "must have no \"/\"");
}

static bool check_language(struct slice language, struct fault *fault)
{
    bool right = language.length == 2;

    for (size_t i = 0; right && i < language.length; i++)
        right = language.bytes[i] >= 'a' && language.bytes[i] <= 'z';
    return right || fault_set(fault, FAULT_REFUSED, "not_a_language", "language", "must be two small letters (ISO 639-1)");
}

static bool needed(const json_t *record, const char *name, struct slice *value, struct fault *fault)
{
    return field_string(record, name, value, fault) && (value->bytes || field_missing(name, fault)) &&
           name_check(*value, WITHDRAWAL_TEXT_LIMIT, name, fault);
}

bool withdrawal_request_from_json(struct withdrawal_request *request, const json_t *record, struct fault *fault)
{
    static const char *const known_of_statement[] = {"id", "name", "order", "contact", "language", "confirm", NULL};
    static const char *const known_of_confirmation[] = {"id", "confirm", NULL};
    bool present;

    *request = (struct withdrawal_request){0};
    if (!field_bool(record, "confirm", &request->confirms, &present, fault) ||
        !fields_known(record, request->confirms ? known_of_confirmation : known_of_statement, fault) ||
        !field_string(record, "id", &request->id, fault))
        return false;
    if (!request->id.bytes)
        return field_missing("id", fault);
    if (!check_id(request->id, fault) || request->confirms)
        return request->confirms && fault->kind == FAULT_NONE;
    return needed(record, "name", &request->name, fault) && needed(record, "order", &request->order, fault) &&
           needed(record, "contact", &request->contact, fault) && field_string(record, "language", &request->language, fault) &&
           (!request->language.bytes || check_language(request->language, fault));
}

bool withdrawal_from_stored(struct withdrawal *of, struct slice record, struct arena *arena, struct fault *fault)
{
    struct slice confirmed = scan_find(record, "confirmed_at");

    *of = (struct withdrawal){.id = text_of(scan_find(record, "id"), arena),
                              .training = slice_is(scan_find(record, "training"), "true"),
                              .confirmed = confirmed.bytes != NULL,
                              .language = text_of(scan_find(record, "language"), arena)};
    if (!instant_read(scan_text(scan_find(record, "stated_at")), &of->stated_at) ||
        (of->confirmed && !instant_read(scan_text(confirmed), &of->confirmed_at)))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "a withdrawal's record in the journal cannot be read");
    of->id = arena_copy(arena, of->id);
    if (of->language.bytes)
        of->language = arena_copy(arena, of->language);
    return true;
}

static size_t write_change(const struct withdrawal *of, struct changes *changes)
{
    struct text name = TEXT_INIT;
    struct text *text;
    size_t row;

    name_of("withdrawal/", of->id, &name);
    text = changes_begin(changes, text_slice(&name));
    text_add_string(text, "{\"type\":\"withdrawal\"");
    json_put_string(text, "id", of->id);
    if (of->training)
        json_put_bool(text, "training", true);
    json_put_string(text, "status", of->confirmed ? SLICE("confirmed") : SLICE("stated"));
    json_put_optional(text, "language", of->language);
    json_put_instant(text, "stated_at", of->stated_at);
    if (of->confirmed)
        json_put_instant(text, "confirmed_at", of->confirmed_at);
    text_add_byte(text, '}');
    row = changes_end(changes);
    text_release(&name);
    return row;
}

static void write_statement(const struct withdrawal_request *request, struct text *text)
{
    text_add_byte(text, '{');
    json_put_string(text, "name", request->name);
    json_put_string(text, "order", request->order);
    json_put_string(text, "contact", request->contact);
    text_add_byte(text, '}');
}

static bool look_up(struct store *store, struct slice id, struct slice *record, struct fault *fault)
{
    struct text name = TEXT_INIT;
    bool done;

    name_of("withdrawal/", id, &name);
    done = store_get(store, text_slice(&name), record, fault);
    text_release(&name);
    return done;
}

static bool unknown(struct slice id, struct fault *fault)
{
    return fault_set(fault, FAULT_REFUSED, "unknown_statement", "id", "there is no withdrawal statement \"%.*s\"", SLICE_ARGS(id));
}

bool withdrawal_find(struct withdrawal *of, struct store *store, struct slice id, struct arena *arena, struct fault *fault)
{
    struct slice record;

    return look_up(store, id, &record, fault) && (record.bytes || unknown(id, fault)) &&
           withdrawal_from_stored(of, record, arena, fault);
}

bool withdrawal_statement(struct store *store, struct slice id, struct slice *statement, struct fault *fault)
{
    struct text name = TEXT_INIT;
    bool done;

    name_of("statement/", id, &name);
    done = store_person(store, text_slice(&name), 1, statement, fault);
    text_release(&name);
    return done;
}

/* What was erased, or may not be read here, cannot be compared, and stands. */
static bool same_statement(const struct withdrawal_request *request, struct store *store, struct fault *fault)
{
    struct text given = TEXT_INIT;
    struct slice known;
    bool done = withdrawal_statement(store, request->id, &known, fault);

    write_statement(request, &given);
    if (done && known.bytes && !slice_equal(known, text_slice(&given)))
        done = fault_set(fault, FAULT_CONFLICT, "key_conflict", "id", "\"%.*s\" was stated with another content",
                         SLICE_ARGS(request->id));
    text_release(&given);
    return done;
}

bool withdrawal_step(const struct withdrawal_request *request, const struct settings *settings, struct store *store, instant now,
                     struct arena *arena, struct changes *changes, bool *changed, size_t *row, struct text *id, struct fault *fault)
{
    struct withdrawal of = {.id = request->id, .training = settings->training, .language = request->language, .stated_at = now};
    struct text name = TEXT_INIT;
    struct slice record;

    *changed = false;
    name_of("withdrawal/", request->id, id);
    if (!look_up(store, request->id, &record, fault))
        return false;
    if (record.bytes && !withdrawal_from_stored(&of, record, arena, fault))
        return false;
    if (request->confirms ? !record.bytes : record.bytes != NULL)
        return request->confirms ? unknown(request->id, fault) : same_statement(request, store, fault);
    if (request->confirms && of.confirmed)
        return true;
    *changed = true;
    of.confirmed = request->confirms;
    of.confirmed_at = now;
    if (!request->confirms) {
        name_of("statement/", request->id, &name);
        write_statement(request, changes_begin_person(changes, text_slice(&name), 1));
        changes_end(changes);
        text_release(&name);
    }
    *row = write_change(&of, changes);
    return true;
}
