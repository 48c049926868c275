/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/read.h"

#include "json/parse.h"

/* What a record is refused for before all else: such bytes are no text, whatever else may be wrong with them. */
static bool is_text(struct slice line, struct fault *fault)
{
    size_t valid = utf8_valid_length(line);

    if (line.length && memchr(line.bytes, '\0', line.length))
        return fault_set(fault, FAULT_REFUSED, "nul_byte", NULL, "the record holds a NUL byte");
    return valid == line.length || fault_set(fault, FAULT_REFUSED, "invalid_utf8", NULL, "byte %zu is not UTF-8", valid + 1);
}

const json_t *record_read(struct slice line, struct arena *arena, struct fault *fault)
{
    const json_t *record;

    if (line.length > RECORD_LIMIT) {
        fault_set(fault, FAULT_REFUSED, "record_too_long", NULL, "the record has more than %d bytes", RECORD_LIMIT);
        return NULL;
    }
    record = json_parse(line, RECORD_DEPTH, arena, fault);
    if (!record && is_text(line, fault))
        return NULL;
    if (record && !json_is_object(record)) {
        fault_set(fault, FAULT_REFUSED, "not_an_object", NULL, "a record is a JSON object");
        return NULL;
    }
    return record;
}

static const char *type_name(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return "an object";
    case JSON_ARRAY:
        return "an array";
    case JSON_STRING:
        return "a string";
    case JSON_INTEGER:
    case JSON_REAL:
        return "a number";
    case JSON_TRUE:
    case JSON_FALSE:
        return "true or false";
    case JSON_NULL:
        break;
    }
    return "null";
}

static bool wrong_type(const json_t *value, const char *name, const char *wanted, struct fault *fault)
{
    return fault_set(fault, FAULT_REFUSED, "wrong_type", name, "must be %s, not %s", wanted, type_name(value));
}

static const json_t *member(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);

    return json_is_null(value) ? NULL : value;
}

bool field_string(const json_t *object, const char *name, struct slice *value, struct fault *fault)
{
    const json_t *found = member(object, name);

    *value = (struct slice){NULL, 0};
    if (!found)
        return true;
    if (json_is_number(found))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", name, "must be a string, not a number: write it in quotes");
    if (!json_is_string(found))
        return wrong_type(found, name, "a string", fault);
    *value = (struct slice){json_string_value(found), json_string_length(found)};
    return true;
}

bool field_integer(const json_t *object, const char *name, int64_t least, int64_t most, int64_t *value, bool *present,
                   struct fault *fault)
{
    const json_t *found = member(object, name);

    *present = found != NULL;
    if (!found)
        return true;
    if (json_is_real(found))
        return fault_set(fault, FAULT_REFUSED, "not_whole", name, "must be a whole number");
    if (!json_is_integer(found))
        return wrong_type(found, name, "a whole number", fault);
    *value = json_integer_value(found);
    if (*value < least || *value > most)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", name, "%lld is not between %lld and %lld", (long long)*value,
                         (long long)least, (long long)most);
    return true;
}

bool field_bool(const json_t *object, const char *name, bool *value, bool *present, struct fault *fault)
{
    const json_t *found = member(object, name);

    *present = found != NULL;
    if (!found)
        return true;
    if (!json_is_boolean(found))
        return wrong_type(found, name, "true or false", fault);
    *value = json_is_true(found);
    return true;
}

bool field_object(const json_t *object, const char *name, const json_t **value, struct fault *fault)
{
    *value = member(object, name);
    return !*value || json_is_object(*value) || wrong_type(*value, name, "an object", fault);
}

bool field_array(const json_t *object, const char *name, const json_t **value, struct fault *fault)
{
    *value = member(object, name);
    return !*value || json_is_array(*value) || wrong_type(*value, name, "an array", fault);
}

bool field_missing(const char *name, struct fault *fault)
{
    return fault_set(fault, FAULT_REFUSED, "missing_field", name, "is missing");
}

/* Where in the list the name is, at `from` or behind it; else where the list ends. */
static size_t find_name(const char *const names[], size_t from, const char *name)
{
    while (names[from] && strcmp(names[from], name) != 0)
        from++;
    return from;
}

bool fields_known(const json_t *object, const char *const names[], struct fault *fault)
{
    size_t at = 0;
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)object, name, value)
    {
        /* Members mostly come in the order of the list: what is looked for stands behind what was found. */
        at = find_name(names, at, name);
        if (!names[at])
            at = find_name(names, 0, name);
        if (!names[at])
            return fault_set(fault, FAULT_REFUSED, "unknown_field", name, "is no field of this record");
        at++;
    }
    return true;
}

bool name_check(struct slice value, size_t most, const char *field, struct fault *fault)
{
    struct text_traits traits;

    if (value.length == 0)
        return fault_set(fault, FAULT_REFUSED, "empty", field, "must not be empty");
    if (value.length > most)
        return fault_set(fault, FAULT_REFUSED, "too_long", field, "has more than %zu bytes", most);
    if (value.bytes[0] == ' ' || value.bytes[value.length - 1] == ' ')
        return fault_set(fault, FAULT_REFUSED, "blank_at_end", field, "begins or ends with a space");
    traits = slice_traits(value);
    if (traits.control)
        return fault_set(fault, FAULT_REFUSED, "control_character", field, "holds a control character");
    if (traits.beyond_ascii && utf8_valid_length(value) < value.length) /* a command line may bring anything */
        return fault_set(fault, FAULT_REFUSED, "invalid_utf8", field, "is not UTF-8");
    return true;
}

bool prose_check(struct slice value, const char *field, struct fault *fault)
{
    if (!slice_traits(value).control)
        return true;
    for (size_t i = 0; i < value.length; i++) {
        char c = value.bytes[i];

        if (((unsigned char)c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f)
            return fault_set(fault, FAULT_REFUSED, "control_character", field, "holds a control character");
    }
    return true;
}
