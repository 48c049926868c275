/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demand.h"

#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

/*
 * The input is one line that claims to be a record.
 *
 * Demanded: a refusal has a code and a reason fit to print; what is accepted is written, and what is written reads back
 * as the same value and is written as the same bytes; the scan, which trusts what was written, sees there what the
 * parser sees.
 */

static void demand_told(const struct fault *fault)
{
    struct slice reason = slice_of(fault->reason);

    demand(fault->kind == FAULT_REFUSED && fault->code[0] && reason.length, "a refusal says why");
    demand(utf8_valid_length(reason) == reason.length && !strpbrk(fault->reason, "\n\r\033"), "a reason is fit to print");
}

static void demand_same_scan(struct slice json, const json_t *value, struct text *room);

static void demand_same_members(struct slice json, const json_t *object, struct text *room)
{
    struct scan scan;
    struct slice name;
    struct slice value;
    size_t count = 0;

    demand(scan_object(&scan, json), "the scan sees an object");
    while (scan_member(&scan, &name, &value)) {
        struct slice decoded = scan_decoded((struct slice){name.bytes - 1, name.length + 2}, room);
        const json_t *same = json_object_getn(object, decoded.bytes, decoded.length);

        demand(same != NULL, "the scan finds a member that is there");
        if (!memchr(name.bytes, '\\', name.length)) {
            char *plain = strndup(name.bytes, name.length);

            demand(scan_find(json, plain).bytes == value.bytes, "a member is found by its name");
            free(plain);
        }
        demand_same_scan(value, same, room);
        count++;
    }
    demand(count == json_object_size(object) && slice_is(scan.rest, "}"), "the scan sees every member");
}

static void demand_same_elements(struct slice json, const json_t *array, struct text *room)
{
    struct scan scan;
    struct slice value;
    size_t count = 0;

    demand(scan_array(&scan, json), "the scan sees an array");
    while (scan_element(&scan, &value)) {
        demand(count < json_array_size(array), "the scan sees no more elements than there are");
        demand_same_scan(value, json_array_get(array, count++), room);
    }
    demand(count == json_array_size(array) && slice_is(scan.rest, "]"), "the scan sees every element");
}

static void demand_same_scan(struct slice json, const json_t *value, struct text *room)
{
    int64_t number;
    struct slice decoded;

    demand(scan_value_length(json) == json.length, "a value ends where the scan says");
    if (json_is_object(value)) {
        demand_same_members(json, value, room);
    } else if (json_is_array(value)) {
        demand_same_elements(json, value, room);
    } else if (json_is_string(value)) {
        decoded = scan_decoded(json, room);
        demand(slice_equal(decoded, (struct slice){json_string_value(value), json_string_length(value)}),
               "a string decodes to what the parser says");
    } else if (json_is_integer(value)) {
        demand(scan_integer(json, &number) && number == json_integer_value(value), "a whole number is the parser's");
    }
}

static void demand_fields(const json_t *record)
{
    struct fault fault = FAULT_INIT;
    struct slice text;
    int64_t number;
    bool truth;
    bool present;
    const json_t *inner;
    const char *name;
    json_t *member;

    json_object_foreach((json_t *)record, name, member)
    {
        demand(field_string(record, name, &text, &fault) == (json_is_string(member) || json_is_null(member)),
               "a string field takes strings alone");
        demand(field_integer(record, name, INT64_MIN, INT64_MAX, &number, &present, &fault) ==
                   (json_is_integer(member) || json_is_null(member)),
               "a whole-number field takes whole numbers alone");
        demand(field_bool(record, name, &truth, &present, &fault) == (json_is_boolean(member) || json_is_null(member)),
               "a truth field takes truths alone");
        demand(field_object(record, name, &inner, &fault) == (json_is_object(member) || json_is_null(member)),
               "an object field takes objects alone");
        demand(field_array(record, name, &inner, &fault) == (json_is_array(member) || json_is_null(member)),
               "an array field takes arrays alone");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fault fault = FAULT_INIT;
    struct text written = TEXT_INIT;
    struct text again = TEXT_INIT;
    struct text room = TEXT_INIT;
    struct arena arena = ARENA_INIT;
    const json_t *record = record_read((struct slice){(const char *)data, size}, &arena, &fault);
    const json_t *back;

    if (!record) {
        demand_told(&fault);
        arena_release(&arena);
        return 0;
    }
    demand_fields(record);
    json_put_value(&written, NULL, record);
    back = record_read(text_slice(&written), &arena, &fault);
    demand(back != NULL, "what was written is read");
    demand(json_equal(record, back), "what is read back is the same");
    json_put_value(&again, NULL, back);
    demand(slice_equal(text_slice(&written), text_slice(&again)), "the same value gives the same bytes");
    demand_same_scan(text_slice(&written), record, &room);
    arena_release(&arena);
    text_release(&written);
    text_release(&again);
    text_release(&room);
    return 0;
}
