/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/read.h"

/* Depth is found before parsing: brackets outside strings, whatever else the line holds. */
static bool nested_too_deep(struct slice line)
{
    bool quoted = false;
    int depth = 0;

    for (size_t i = 0; i < line.length; i++) {
        char c = line.bytes[i];

        if (quoted) {
            if (c == '\\')
                i++;
            else if (c == '"')
                quoted = false;
            continue;
        }
        if (c == '"')
            quoted = true;
        else if ((c == '{' || c == '[') && ++depth > RECORD_DEPTH)
            return true;
        else if (c == '}' || c == ']')
            depth--;
    }
    return false;
}

json_t *record_read(struct slice line, struct fault *fault)
{
    json_error_t error;
    json_t *record;
    size_t valid;

    if (line.length > RECORD_LIMIT) {
        fault_set(fault, FAULT_REFUSED, "record_too_long", NULL, "the record has more than %d bytes", RECORD_LIMIT);
        return NULL;
    }
    if (line.length && memchr(line.bytes, '\0', line.length)) {
        fault_set(fault, FAULT_REFUSED, "nul_byte", NULL, "the record holds a NUL byte");
        return NULL;
    }
    valid = utf8_valid_length(line);
    if (valid < line.length) {
        fault_set(fault, FAULT_REFUSED, "invalid_utf8", NULL, "byte %zu is not UTF-8", valid + 1);
        return NULL;
    }
    if (nested_too_deep(line)) {
        fault_set(fault, FAULT_REFUSED, "nested_too_deep", NULL, "nested more than %d deep", RECORD_DEPTH);
        return NULL;
    }
    record = json_loadb(line.bytes, line.length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (!record) {
        bool twice = json_error_code(&error) == json_error_duplicate_key;

        fault_set(fault, FAULT_REFUSED, twice ? "duplicate_key" : "not_json", NULL, "column %d: %s", error.position, error.text);
        return NULL;
    }
    if (!json_is_object(record)) {
        fault_set(fault, FAULT_REFUSED, "not_an_object", NULL, "a record is a JSON object");
        json_decref(record);
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

bool fields_known(const json_t *object, const char *const names[], struct fault *fault)
{
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)object, name, value)
    {
        size_t i = 0;

        while (names[i] && strcmp(names[i], name) != 0)
            i++;
        if (!names[i])
            return fault_set(fault, FAULT_REFUSED, "unknown_field", name, "is no field of this record");
    }
    return true;
}

bool name_check(struct slice value, size_t most, const char *field, struct fault *fault)
{
    if (value.length == 0)
        return fault_set(fault, FAULT_REFUSED, "empty", field, "must not be empty");
    if (value.length > most)
        return fault_set(fault, FAULT_REFUSED, "too_long", field, "has more than %zu bytes", most);
    if (value.bytes[0] == ' ' || value.bytes[value.length - 1] == ' ')
        return fault_set(fault, FAULT_REFUSED, "blank_at_end", field, "begins or ends with a space");
    for (size_t i = 0; i < value.length; i++)
        if ((unsigned char)value.bytes[i] < 0x20 || value.bytes[i] == 0x7f)
            return fault_set(fault, FAULT_REFUSED, "control_character", field, "holds a control character");
    if (utf8_valid_length(value) < value.length) /* a command line may bring anything */
        return fault_set(fault, FAULT_REFUSED, "invalid_utf8", field, "is not UTF-8");
    return true;
}
