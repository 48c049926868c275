/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demand.h"

#include "json/parse.h"

/*
 * The input is any bytes: json/parse.h is held against jansson's own parser.
 *
 * Demanded: both accept, or both refuse, but for the depth and for NUL, which jansson takes for the end of the text; and
 * what they accept has the same values in the same order.
 */

enum { DEPTH = 8 };

static unsigned depth_of(const json_t *value)
{
    unsigned deepest = 0;
    const char *name;
    json_t *inner;
    size_t i;

    json_object_foreach((json_t *)value, name, inner)
    {
        unsigned depth = depth_of(inner);

        deepest = depth > deepest ? depth : deepest;
    }
    json_array_foreach(value, i, inner)
    {
        unsigned depth = depth_of(inner);

        deepest = depth > deepest ? depth : deepest;
    }
    return deepest + (json_is_object(value) || json_is_array(value));
}

/* Unlike json_equal this tells -0.0 from 0.0, and one order of members from another. */
static void demand_same(const json_t *value, const json_t *wanted)
{
    char *text = json_dumps(value, JSON_ENCODE_ANY);
    char *wanted_text = json_dumps(wanted, JSON_ENCODE_ANY);

    demand(json_equal(value, wanted), "the values are equal");
    demand(text && wanted_text && strcmp(text, wanted_text) == 0, "and are written alike");
    free(text);
    free(wanted_text);
}

/* Jansson says at a name's end that it comes twice, this reader at its value's: there something else may be wrong. */
static void demand_refusal(const struct fault *fault, const json_error_t *error)
{
    bool twice = strcmp(fault->code, "duplicate_key") == 0;

    demand(fault->kind == FAULT_REFUSED && fault->reason[0], "a refusal says why");
    demand(twice || strcmp(fault->code, "not_json") == 0, "by one of three codes");
    demand(!twice || json_error_code(error) == json_error_duplicate_key, "a name that comes twice does");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice input = {(const char *)data, size};
    struct arena arena = ARENA_INIT;
    struct fault fault = FAULT_INIT;
    json_error_t error;
    json_t *wanted = json_loadb(input.bytes, input.length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    const json_t *value = json_parse(input, DEPTH, &arena, &fault);

    if (value) {
        demand(wanted != NULL, "what is accepted jansson accepts");
        demand_same(value, wanted);
        demand(depth_of(value) <= DEPTH, "nothing is deeper than was asked for");
    } else if (wanted && !memchr(data, '\0', size)) {
        demand(strcmp(fault.code, "nested_too_deep") == 0 && depth_of(wanted) > DEPTH, "what jansson accepts is accepted");
    } else if (!wanted && strcmp(fault.code, "nested_too_deep") != 0) {
        demand_refusal(&fault, &error);
    }
    json_decref(wanted);
    arena_release(&arena);
    return 0;
}
