/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/listing.h"

#include "base/digest.h"
#include "shop/members.h"
#include "shop/product.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

enum { LISTING_ID_LIMIT = 200, REASON_LIMIT = 1000, REASONS_LIMIT = 100 };

static const char *const state_names[LISTING_STATES] = {"submitted", "accepted", "live", "rejected", "withdrawn"};

const char *listing_state_name(enum listing_state state)
{
    return state_names[state];
}

bool listing_state_find(struct slice name, enum listing_state *state)
{
    for (unsigned i = 0; i < LISTING_STATES; i++)
        if (slice_is(name, state_names[i])) {
            *state = (enum listing_state)i;
            return true;
        }
    return false;
}

/* As the record has it, in the order in which it is written. */
enum { L_CHANNEL, L_SKU, L_STATE, L_AT, L_DIGEST, L_REASONS, L_LISTING_ID, L_PARTS };

static const struct slice names[L_PARTS] = {
    SLICE_CONSTANT("channel"), SLICE_CONSTANT("sku"),     SLICE_CONSTANT("state"),      SLICE_CONSTANT("at"),
    SLICE_CONSTANT("digest"),  SLICE_CONSTANT("reasons"), SLICE_CONSTANT("listing_id"),
};

struct listing {
    enum listing_state state;
    instant at;
    struct slice channel, sku;
    struct slice digest, listing_id; /* bytes NULL: not known */
    struct slice reasons;            /* as JSON; bytes NULL: none */
};

static bool damaged(struct fault *fault)
{
    return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "a listing's record in the journal cannot be read");
}

static bool read_stored(struct slice record, struct listing *listing, struct arena *arena, struct fault *fault)
{
    struct slice parts[L_PARTS];

    members_of(record, names, parts, L_PARTS);
    listing->digest = scan_text(parts[L_DIGEST]);
    listing->reasons = parts[L_REASONS];
    listing->listing_id = text_of(parts[L_LISTING_ID], arena);
    return (listing_state_find(scan_text(parts[L_STATE]), &listing->state) && instant_read(scan_text(parts[L_AT]), &listing->at)) ||
           damaged(fault);
}

void listing_facts(struct slice record, struct text *facts)
{
    struct listing listing;
    struct arena arena = ARENA_INIT;
    struct fault fault = FAULT_INIT;
    struct listing_facts kept = {0};

    if (read_stored(record, &listing, &arena, &fault)) {
        kept.at = listing.at;
        kept.state = (uint8_t)listing.state;
        text_add(facts, &kept, sizeof kept);
    }
    arena_release(&arena);
}

void listing_id(struct slice channel, struct slice sku, struct text *id)
{
    text_clear(id);
    text_add_string(id, "listing/");
    text_add_slice(id, channel);
    text_add_byte(id, '/');
    text_add_slice(id, sku);
}

bool listing_parts(struct slice id, struct slice *channel, struct slice *sku)
{
    const char *slash = memchr(id.bytes, '/', id.length);

    if (!slash)
        return false;
    *channel = (struct slice){id.bytes, (size_t)(slash - id.bytes)};
    *sku = slice_from(id, channel->length + 1);
    return true;
}

static bool channel_check(struct slice channel, struct fault *fault)
{
    if (!name_check(channel, LISTING_CHANNEL_LIMIT, "channel", fault))
        return false;
    return !memchr(channel.bytes, '/', channel.length) ||
           fault_set(fault, FAULT_REFUSED, "not_an_id", "channel", "\"%.*s\" is no channel: it has a slash", SLICE_ARGS(channel));
}

static bool sku_check(struct store *store, struct slice sku, struct text *id, struct fault *fault)
{
    struct slice known;

    if (!name_check(sku, SKU_LIMIT, "sku", fault))
        return false;
    product_id(sku, id);
    return store_facts(store, text_slice(id), &known, fault) &&
           (known.length || fault_set(fault, FAULT_REFUSED, "unknown_sku", "sku", "unknown sku \"%.*s\"", SLICE_ARGS(sku)));
}

static bool digest_check(struct slice hex, struct fault *fault)
{
    struct digest digest;

    return digest_read(hex, &digest) ||
           fault_set(fault, FAULT_REFUSED, "bad_digest", "digest", "must be 64 hexadecimal digits in lower case");
}

/* The reasons as JSON, in the arena. */
static bool read_reasons(const json_t *reasons, struct slice *json, struct arena *arena, struct fault *fault)
{
    struct text text = TEXT_INIT;
    bool done = true;

    if (json_array_size(reasons) > REASONS_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "too_long", "reasons", "has more than %d", REASONS_LIMIT);
    json_open(&text, NULL, '[');
    for (size_t i = 0; done && i < json_array_size(reasons); i++) {
        const json_t *reason = json_array_get(reasons, i);
        struct slice words = {json_string_value(reason), json_string_length(reason)};

        if (!words.bytes)
            done = fault_set(fault, FAULT_REFUSED, "wrong_type", "reasons", "must be strings");
        else
            done = name_check(words, REASON_LIMIT, "reasons", fault);
        if (done)
            json_put_string(&text, NULL, words);
    }
    json_close(&text, ']');
    if (done && json_array_size(reasons))
        *json = arena_copy(arena, text_slice(&text));
    text_release(&text);
    return done;
}

/* What somebody reports. What he leaves out is bytes NULL. */
static bool read_report(const json_t *record, instant now, struct listing *report, struct arena *arena, struct fault *fault)
{
    static const char *const known[] = {"type", "channel", "sku", "state", "at", "digest", "reasons", "listing_id", NULL};
    struct slice type;
    struct slice state;
    struct slice at;
    const json_t *reasons;

    *report = (struct listing){.at = now};
    if (!fields_known(record, known, fault) || !field_string(record, "type", &type, fault) ||
        !field_string(record, "channel", &report->channel, fault) || !field_string(record, "sku", &report->sku, fault) ||
        !field_string(record, "state", &state, fault) || !field_string(record, "at", &at, fault) ||
        !field_string(record, "digest", &report->digest, fault) || !field_array(record, "reasons", &reasons, fault) ||
        !field_string(record, "listing_id", &report->listing_id, fault))
        return false;
    if (type.bytes && !slice_is(type, "listing"))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", "type", "is \"%.*s\", not \"listing\"", SLICE_ARGS(type));
    if (!report->channel.bytes || !report->sku.bytes || !state.bytes)
        return field_missing(!report->channel.bytes ? "channel" : !report->sku.bytes ? "sku" : "state", fault);
    if (!listing_state_find(state, &report->state))
        return fault_set(fault, FAULT_REFUSED, "unknown_choice", "state", "cannot be \"%.*s\"", SLICE_ARGS(state));
    return channel_check(report->channel, fault) && (!at.bytes || moment_read(at, "at", &report->at, fault)) &&
           (!report->digest.bytes || digest_check(report->digest, fault)) &&
           (!report->listing_id.bytes || name_check(report->listing_id, LISTING_ID_LIMIT, "listing_id", fault)) &&
           (!reasons || read_reasons(reasons, &report->reasons, arena, fault));
}

static bool same_text(struct slice a, struct slice b)
{
    return !a.bytes == !b.bytes && slice_equal(a, b);
}

/* Completes the report by what is stored, or refuses it: see the header. */
static bool follow(const struct listing *stored, struct listing *report, struct fault *fault)
{
    const bool submits = report->state == LISTING_SUBMITTED;
    const bool is_over = stored->state == LISTING_REJECTED || stored->state == LISTING_WITHDRAWN;

    if (!submits && stored->digest.bytes && report->digest.bytes && !slice_equal(stored->digest, report->digest))
        return fault_set(fault, FAULT_REFUSED, "older_content", "digest", "is not that of what was submitted last");
    if (is_over && !submits && report->state != LISTING_WITHDRAWN && report->state != stored->state)
        return fault_set(fault, FAULT_REFUSED, "wrong_state", "state", "it was %s: it cannot be %s before it is submitted again",
                         state_names[stored->state], state_names[report->state]);
    if (!report->digest.bytes)
        report->digest = stored->digest;
    if (!report->listing_id.bytes)
        report->listing_id = stored->listing_id;
    if (!report->reasons.bytes && report->state == stored->state)
        report->reasons = stored->reasons;
    return true;
}

static bool same_report(const struct listing *stored, const struct listing *report)
{
    return stored->state == report->state && same_text(stored->digest, report->digest) &&
           same_text(stored->reasons, report->reasons) && same_text(stored->listing_id, report->listing_id);
}

static void write(const struct listing *listing, struct text *text)
{
    text_add_string(text, "{\"type\":\"listing\"");
    json_put_string(text, "channel", listing->channel);
    json_put_string(text, "sku", listing->sku);
    json_put_string(text, "state", slice_of(state_names[listing->state]));
    json_put_instant(text, "at", listing->at);
    json_put_optional(text, "digest", listing->digest);
    if (listing->reasons.bytes)
        json_put_raw(text, "reasons", listing->reasons);
    json_put_optional(text, "listing_id", listing->listing_id);
    text_add_byte(text, '}');
}

static bool put(struct store *store, struct listing *report, struct changes *changes, bool *changed, struct text *id,
                struct arena *arena, struct fault *fault)
{
    struct slice value;
    struct listing stored;

    if (!sku_check(store, report->sku, id, fault))
        return false;
    listing_id(report->channel, report->sku, id);
    if (!store_get(store, text_slice(id), &value, fault))
        return false;
    *changed = true;
    if (value.bytes) {
        if (!read_stored(value, &stored, arena, fault) || !follow(&stored, report, fault))
            return false;
        *changed = !same_report(&stored, report);
    }
    if (!*changed)
        return true;
    changes_clear(changes);
    write(report, changes_begin(changes, text_slice(id)));
    changes_end(changes);
    return true;
}

bool listing_set(struct store *store, const json_t *record, instant now, struct changes *changes, bool *changed, struct text *id,
                 struct arena *arena, struct fault *fault)
{
    struct listing report;

    return read_report(record, now, &report, arena, fault) && put(store, &report, changes, changed, id, arena, fault);
}

/* What is sent again as it was stays what the channel has made of it meanwhile. */
static bool sent_before(struct store *store, const struct listing *report, struct text *id, bool *before, struct fault *fault)
{
    struct slice value;

    listing_id(report->channel, report->sku, id);
    if (!store_get(store, text_slice(id), &value, fault))
        return false;
    *before = value.bytes && slice_equal(scan_text(scan_find(value, "digest")), report->digest) &&
              !slice_is(scan_text(scan_find(value, "state")), state_names[LISTING_WITHDRAWN]);
    return true;
}

bool listing_submit(struct store *store, struct slice channel, struct slice sku, struct slice digest, instant now,
                    struct changes *changes, bool *changed, struct text *id, struct arena *arena, struct fault *fault)
{
    struct listing report = {.state = LISTING_SUBMITTED, .at = now, .channel = channel, .sku = sku, .digest = digest};
    bool before;

    *changed = false;
    return channel_check(channel, fault) && digest_check(digest, fault) && sent_before(store, &report, id, &before, fault) &&
           (before || put(store, &report, changes, changed, id, arena, fault));
}

bool listing_withdraw(struct store *store, struct slice channel, struct slice sku, instant now, struct changes *changes,
                      bool *changed, struct text *id, struct arena *arena, struct fault *fault)
{
    struct listing listing;
    struct slice value;

    *changed = false;
    listing_id(channel, sku, id);
    if (!store_get(store, text_slice(id), &value, fault))
        return false;
    if (!value.bytes)
        return true;
    if (!read_stored(value, &listing, arena, fault))
        return false;
    *changed = listing.state != LISTING_WITHDRAWN;
    if (!*changed)
        return true;
    listing.channel = channel;
    listing.sku = sku;
    listing.state = LISTING_WITHDRAWN;
    listing.at = now;
    listing.reasons = (struct slice){NULL, 0};
    changes_clear(changes);
    write(&listing, changes_begin(changes, text_slice(id)));
    changes_end(changes);
    return true;
}
