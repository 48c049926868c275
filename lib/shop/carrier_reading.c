/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/carrier_reading.h"

#include "shop/claim_terms.h"
#include "shop/settings.h"
#include "json/read.h"

enum { TEXT_LIMIT = 200, CODE_LIMIT = 64, COMPANY_PREFIX_LEAST = 4, COMPANY_PREFIX_MOST = 12, SSCC_BODY = 17 };

static const char *const charsets[] = {"any", "latin1", "ascii", NULL};

static bool text_field(const json_t *object, const char *name, size_t most, struct slice *value, struct fault *fault)
{
    return field_string(object, name, value, fault) && (!value->bytes || name_check(*value, most, name, fault));
}

/* An array of texts that are checked one by one. */
static bool texts_field(const json_t *object, const char *name, bool (*check)(struct slice, const char *, struct fault *),
                        const json_t **values, struct fault *fault)
{
    if (!field_array(object, name, values, fault))
        return false;
    if (json_array_size(*values) > CARRIER_LIST_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "too_many", name, "holds more than %d", CARRIER_LIST_LIMIT);
    for (size_t i = 0; i < json_array_size(*values); i++) {
        const json_t *value = json_array_get(*values, i);

        if (!json_is_string(value))
            return fault_set(fault, FAULT_REFUSED, "wrong_type", name, "must be an array of texts");
        if (!check((struct slice){json_string_value(value), json_string_length(value)}, name, fault))
            return false;
    }
    return true;
}

static bool code_check(struct slice code, const char *field, struct fault *fault)
{
    return name_check(code, CODE_LIMIT, field, fault);
}

static bool day_check(struct slice text, const char *field, struct fault *fault)
{
    day value;

    return day_read(text, &value) ||
           fault_set(fault, FAULT_REFUSED, "bad_day", field, "\"%.*s\" is no day as 2026-12-24 is", SLICE_ARGS(text));
}

/* What a shop asks of carriers before it chooses one, and customers before they do. */
static const char *const offers[] = {"tracking",    "signature",   "insurance",      "weekend", "evening",
                                     "appointment", "slot_change", "second_attempt", NULL};

const char *carrier_offer_word(size_t number)
{
    return offers[number];
}

static bool offer_check(struct slice word, const char *field, struct fault *fault)
{
    for (size_t i = 0; offers[i]; i++)
        if (slice_is(word, offers[i]))
            return true;
    return fault_set(
        fault, FAULT_REFUSED, "unknown_offer", field,
        "\"%.*s\" is none of tracking, signature, insurance, weekend, evening, appointment, slot_change, second_attempt",
        SLICE_ARGS(word));
}

static bool read_services(struct carrier *carrier, const json_t *record, struct fault *fault)
{
    static const char *const known[] = {"code", "name", "offers", NULL};

    if (!field_array(record, "services", &carrier->services, fault))
        return false;
    if (json_array_size(carrier->services) > CARRIER_LIST_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "too_many", "services", "holds more than %d", CARRIER_LIST_LIMIT);
    for (size_t i = 0; i < json_array_size(carrier->services); i++) {
        const json_t *service = json_array_get(carrier->services, i);
        struct slice code = {NULL, 0};
        const json_t *offered;
        struct slice name;

        if (!json_is_object(service))
            return fault_set(fault, FAULT_REFUSED, "wrong_type", "services", "must be an array of objects");
        if (!fields_known(service, known, fault) || !text_field(service, "code", CODE_LIMIT, &code, fault) ||
            !text_field(service, "name", TEXT_LIMIT, &name, fault) ||
            !texts_field(service, "offers", offer_check, &offered, fault) || (!code.bytes && !field_missing("code", fault)))
            return fault_within(fault, "services[%zu]", i + 1);
    }
    return true;
}

/* An address is whole, or no label can be written for it. */
static bool read_hub(const json_t *hub, struct fault *fault)
{
    static const char *const known[] = {"id", "name", "street", "postcode", "city", "country", NULL};
    static const size_t most[] = {CODE_LIMIT, TEXT_LIMIT, TEXT_LIMIT, CODE_LIMIT, TEXT_LIMIT, 2};

    if (!json_is_object(hub))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", NULL, "must be an object");
    if (!fields_known(hub, known, fault))
        return false;
    for (size_t i = 0; known[i]; i++) {
        struct slice value = {NULL, 0};

        if (!text_field(hub, known[i], most[i], &value, fault))
            return false;
        if (!value.bytes && strcmp(known[i], "postcode") != 0)
            return field_missing(known[i], fault);
        if (strcmp(known[i], "id") == 0 && memchr(value.bytes, '/', value.length))
            return fault_set(fault, FAULT_REFUSED, "bad_id", "id", "must be without \"/\"");
        if (strcmp(known[i], "country") == 0 && !country_check(value, "country", fault))
            return false;
    }
    return true;
}

static bool read_hubs(struct carrier *carrier, const json_t *record, struct fault *fault)
{
    if (!field_array(record, "hubs", &carrier->hubs, fault))
        return false;
    if (json_array_size(carrier->hubs) > CARRIER_LIST_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "too_many", "hubs", "holds more than %d", CARRIER_LIST_LIMIT);
    for (size_t i = 0; i < json_array_size(carrier->hubs); i++) {
        const json_t *hub = json_array_get(carrier->hubs, i);

        if (!read_hub(hub, fault))
            return fault_within(fault, "hubs[%zu]", i + 1);
        for (size_t j = 0; j < i; j++)
            if (json_equal(json_object_get(json_array_get(carrier->hubs, j), "id"), json_object_get(hub, "id")))
                return fault_set(fault, FAULT_REFUSED, "same_name", "hubs", "two hubs are called \"%s\"",
                                 json_string_value(json_object_get(hub, "id")));
    }
    return true;
}

static const char *const address_fields[ADDRESS_FIELDS + 1] = {"company", "name",  "street", "postcode", "city",
                                                               "region",  "phone", "email",  NULL};

const char *address_field_name(enum address_field field)
{
    return address_fields[field];
}

/* Only company, name and street are texts that may go on in another line. */
static bool read_field(struct field_limit *limit, const json_t *given, bool has_lines, struct fault *fault)
{
    static const char *const of_lines[] = {"length", "lines", NULL};
    static const char *const of_length[] = {"length", NULL};
    bool has_length;
    bool present;

    limit->lines = 1;
    if (!fields_known(given, has_lines ? of_lines : of_length, fault) ||
        !field_integer(given, "length", 1, ADDRESS_LINE_MOST, &limit->length, &has_length, fault) ||
        !field_integer(given, "lines", 1, ADDRESS_FIELD_LINES_MOST, &limit->lines, &present, fault))
        return false;
    return has_length || field_missing("length", fault);
}

static bool read_fields(struct address_limits *limits, const json_t *address, struct fault *fault)
{
    const json_t *fields;

    if (!field_object(address, "fields", &fields, fault) || !fields)
        return !fields;
    if (!fields_known(fields, address_fields, fault))
        return fault_within(fault, "fields");
    for (unsigned i = 0; i < ADDRESS_FIELDS; i++) {
        const json_t *given;

        if (!field_object(fields, address_fields[i], &given, fault))
            return fault_within(fault, "fields");
        if (given && !read_field(&limits->fields[i], given, i <= ADDRESS_STREET, fault))
            return fault_within(fault, "fields.%s", address_fields[i]);
    }
    return true;
}

static bool read_address(struct address_limits *limits, const json_t *record, struct fault *fault)
{
    static const char *const known[] = {"lines", "line_length", "charset", "transliterate", "fields", NULL};
    const json_t *address;
    struct slice charset;
    bool present;

    if (!field_object(record, "address", &address, fault) || !address)
        return !address;
    if (!fields_known(address, known, fault) ||
        !field_integer(address, "lines", 1, ADDRESS_LINES_MOST, &limits->lines, &present, fault) ||
        !field_integer(address, "line_length", ADDRESS_LINE_LEAST, ADDRESS_LINE_MOST, &limits->line_length, &present, fault) ||
        !field_bool(address, "transliterate", &limits->transliterates, &present, fault) ||
        !field_string(address, "charset", &charset, fault) || !read_fields(limits, address, fault))
        return fault_within(fault, "address");
    for (unsigned i = 0; charset.bytes && charsets[i]; i++)
        if (slice_is(charset, charsets[i])) {
            limits->charset = (enum charset)i;
            return true;
        }
    return !charset.bytes || fault_set(fault, FAULT_REFUSED, "unknown_charset", "address.charset",
                                       "\"%.*s\" is none of any, latin1, ascii", SLICE_ARGS(charset));
}

static bool all_between(struct slice text, char least, char most)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.bytes[i] < least || text.bytes[i] > most)
            return false;
    return true;
}

static bool read_s10(struct number_pattern *pattern, const json_t *given, bool is_range, struct arena *arena, struct fault *fault)
{
    struct slice prefix;
    struct slice country;
    struct text written = TEXT_INIT;

    if (!field_string(given, "prefix", &prefix, fault) || !field_string(given, "country", &country, fault))
        return false;
    if (is_range && (!prefix.bytes || !country.bytes))
        return field_missing(prefix.bytes ? "country" : "prefix", fault);
    if (prefix.bytes && (prefix.length != 2 || !all_between(prefix, 'A', 'Z')))
        return fault_set(fault, FAULT_REFUSED, "bad_pattern", "prefix", "must be two capital letters");
    if (country.bytes && !country_check(country, "country", fault))
        return false;
    text_printf(&written, "%.2s(%s)?%.2s", prefix.bytes ? prefix.bytes : "aa", is_range ? "########" : "dddddddd",
                country.bytes ? country.bytes : "aa");
    pattern->written = arena_copy(arena, text_slice(&written));
    text_release(&written);
    return check_rule_named(&pattern->check, "s10");
}

static bool read_sscc(struct number_pattern *pattern, const json_t *given, struct arena *arena, struct fault *fault)
{
    struct slice extension;
    struct slice prefix;
    struct text written = TEXT_INIT;

    if (!field_string(given, "extension", &extension, fault) || !field_string(given, "company_prefix", &prefix, fault))
        return false;
    if (!extension.bytes || !prefix.bytes)
        return field_missing(extension.bytes ? "company_prefix" : "extension", fault);
    if (extension.length != 1 || !all_between(extension, '0', '9'))
        return fault_set(fault, FAULT_REFUSED, "bad_pattern", "extension", "must be one digit");
    if (prefix.length < COMPANY_PREFIX_LEAST || prefix.length > COMPANY_PREFIX_MOST || !all_between(prefix, '0', '9'))
        return fault_set(fault, FAULT_REFUSED, "bad_pattern", "company_prefix", "must be %d to %d digits", COMPANY_PREFIX_LEAST,
                         COMPANY_PREFIX_MOST);
    text_printf(&written, "(%.*s%.*s", SLICE_ARGS(extension), SLICE_ARGS(prefix));
    for (size_t i = extension.length + prefix.length; i < SSCC_BODY; i++)
        text_add_byte(&written, '#');
    text_add_string(&written, ")?");
    pattern->written = arena_copy(arena, text_slice(&written));
    text_release(&written);
    return check_rule_named(&pattern->check, "gs1");
}

static bool read_pattern(struct number_pattern *pattern, const json_t *given, bool is_range, struct arena *arena,
                         struct fault *fault)
{
    struct slice kind;

    if (!field_string(given, "kind", &kind, fault))
        return false;
    if (slice_is(kind, "s10") && !read_s10(pattern, given, is_range, arena, fault))
        return false;
    if (slice_is(kind, "sscc") && is_range && !read_sscc(pattern, given, arena, fault))
        return false;
    if (slice_is(kind, "pattern")) {
        if (!field_string(given, "pattern", &pattern->written, fault))
            return false;
        if (!check_rule_from_json(&pattern->check, json_object_get(given, "check"), fault))
            return fault_within(fault, "check");
    }
    if (!pattern->written.bytes)
        return fault_set(fault, FAULT_REFUSED, "unknown_kind", "kind", "%s",
                         is_range ? "is none of s10, sscc, pattern with a pattern" : "is none of s10, pattern with a pattern");
    return number_pattern_check(pattern, is_range, fault);
}

static bool read_of(const json_t *given, struct number_range *range, struct fault *fault)
{
    struct slice of;
    struct slice kind;

    if (!field_string(given, "of", &of, fault) || !field_string(given, "kind", &kind, fault))
        return false;
    range->of = slice_is(of, "sscc") || (!of.bytes && slice_is(kind, "sscc")) ? NUMBERS_SSCC : NUMBERS_TRACKING;
    if (of.bytes && !slice_is(of, "sscc") && !slice_is(of, "tracking_number"))
        return fault_set(fault, FAULT_REFUSED, "unknown_kind", "of", "is neither tracking_number nor sscc");
    return range->of != NUMBERS_SSCC || slice_is(kind, "sscc") ||
           fault_set(fault, FAULT_REFUSED, "unknown_kind", "of", "an SSCC comes from a range of that kind");
}

static bool read_range(struct number_range *range, const json_t *given, struct arena *arena, struct fault *fault)
{
    static const char *const known[] = {"name",           "of",      "services", "kind",  "prefix", "country", "extension",
                                        "company_prefix", "pattern", "check",    "first", "last",   NULL};
    bool has_first;
    bool has_last;
    int64_t serials;

    if (!fields_known(given, known, fault) || !text_field(given, "name", CODE_LIMIT, &range->name, fault) ||
        (!range->name.bytes && !field_missing("name", fault)) || !read_of(given, range, fault) ||
        !texts_field(given, "services", code_check, &range->services, fault) ||
        !read_pattern(&range->pattern, given, true, arena, fault))
        return false;
    serials = number_pattern_serials(&range->pattern);
    range->last = serials - 1;
    if (!field_integer(given, "first", 0, serials - 1, &range->first, &has_first, fault) ||
        !field_integer(given, "last", 0, serials - 1, &range->last, &has_last, fault))
        return false;
    return range->first <= range->last ||
           fault_set(fault, FAULT_REFUSED, "bad_pattern", "last", "is before the range's first number");
}

static bool read_ranges(struct carrier *carrier, const json_t *record, struct arena *arena, struct fault *fault)
{
    const json_t *given;

    if (!field_array(record, "numbers", &given, fault))
        return false;
    if (json_array_size(given) > CARRIER_LIST_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "too_many", "numbers", "holds more than %d", CARRIER_LIST_LIMIT);
    carrier->ranges = arena_take(arena, (json_array_size(given) + 1) * sizeof *carrier->ranges);
    for (size_t i = 0; i < json_array_size(given); i++) {
        struct number_range *range = &carrier->ranges[i];

        memset(range, 0, sizeof *range);
        if (!json_is_object(json_array_get(given, i)))
            return fault_set(fault, FAULT_REFUSED, "wrong_type", "numbers", "must be an array of objects");
        if (!read_range(range, json_array_get(given, i), arena, fault))
            return fault_within(fault, "numbers[%zu]", i + 1);
        for (size_t j = 0; j < i; j++)
            if (slice_equal(carrier->ranges[j].name, range->name))
                return fault_set(fault, FAULT_REFUSED, "same_name", "numbers", "two ranges are called \"%.*s\"",
                                 SLICE_ARGS(range->name));
        carrier->range_count++;
    }
    return true;
}

static bool read_accepts(struct carrier *carrier, const json_t *record, struct arena *arena, struct fault *fault)
{
    static const char *const known[] = {"kind", "prefix", "country", "pattern", "check", NULL};
    const json_t *given;

    if (!field_array(record, "accepts", &given, fault))
        return false;
    if (json_array_size(given) > CARRIER_LIST_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "too_many", "accepts", "holds more than %d", CARRIER_LIST_LIMIT);
    carrier->accepts = arena_take(arena, (json_array_size(given) + 1) * sizeof *carrier->accepts);
    for (size_t i = 0; i < json_array_size(given); i++) {
        const json_t *one = json_array_get(given, i);

        memset(&carrier->accepts[i], 0, sizeof *carrier->accepts);
        if (!json_is_object(one))
            return fault_set(fault, FAULT_REFUSED, "wrong_type", "accepts", "must be an array of objects");
        if (!fields_known(one, known, fault) || !read_pattern(&carrier->accepts[i], one, false, arena, fault))
            return fault_within(fault, "accepts[%zu]", i + 1);
        carrier->accept_count++;
    }
    return true;
}

bool carrier_from_json(struct carrier *carrier, const json_t *record, struct arena *arena, struct fault *fault)
{
    const json_t *days;
    bool saturdays;
    bool present;

    memset(carrier, 0, sizeof *carrier);
    carrier->record = record;
    return text_field(record, "id", CARRIER_ID_LIMIT, &carrier->id, fault) &&
           text_field(record, "name", TEXT_LIMIT, &carrier->name, fault) &&
           text_field(record, "account", TEXT_LIMIT, &carrier->account, fault) &&
           text_field(record, "website", TEXT_LIMIT, &carrier->website, fault) &&
           text_field(record, "tracking_url", TEXT_LIMIT, &carrier->tracking_url, fault) &&
           text_field(record, "time_zone", TEXT_LIMIT, &carrier->time_zone, fault) &&
           text_field(record, "tracking_codes", CODE_LIMIT, &carrier->tracking_codes, fault) &&
           texts_field(record, "offers", offer_check, &carrier->offers, fault) && read_services(carrier, record, fault) &&
           texts_field(record, "countries", country_check, &carrier->countries, fault) && read_hubs(carrier, record, fault) &&
           texts_field(record, "closing_days", day_check, &days, fault) &&
           field_bool(record, "saturdays", &saturdays, &present, fault) && read_address(&carrier->address, record, fault) &&
           read_ranges(carrier, record, arena, fault) && read_accepts(carrier, record, arena, fault) &&
           field_array(record, "claims", &carrier->claims, fault) && claim_terms_check(carrier->claims, fault);
}
