/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/nested.h"

#include "base/date.h"
#include "shop/members.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

struct nested_member {
    struct slice name;
    const struct nested_rule *rule;
    struct slice json; /* of a leaf, as it is written; a price has its number instead */
    price price;
    struct nested_member *first, *next;
};

static bool takes_any_name(const struct nested_rule *rules)
{
    return slice_is(rules->name, "*");
}

static const struct nested_rule *rule_of(const struct nested_rule *rules, struct slice name)
{
    if (takes_any_name(rules))
        return rules;
    while (rules->name.bytes && !slice_equal(rules->name, name))
        rules++;
    return rules->name.bytes ? rules : NULL;
}

bool is_language(struct slice tag)
{
    size_t subtag = 0;

    if (tag.length < 2 || tag.length > 35)
        return false;
    for (size_t i = 0; i <= tag.length; i++) {
        char c = i < tag.length ? tag.bytes[i] : '-';
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        if (c == '-') {
            if (i - subtag < 2 || i - subtag > (subtag ? 8U : 3U))
                return false;
            subtag = i + 1;
        } else if (!letter && (!subtag || c < '0' || c > '9')) {
            return false;
        }
    }
    return true;
}

static bool member_name_check(const struct nested_rule *rule, struct slice name, struct fault *fault)
{
    if (!takes_any_name(rule))
        return true;
    if (!name_check(name, NESTED_NAME_LIMIT, "", fault))
        return false;
    return !rule->language || is_language(name) ||
           fault_set(fault, FAULT_REFUSED, "bad_language", "", "\"%.*s\" is no language tag such as fr or pt-BR", SLICE_ARGS(name));
}

static bool season_day_check(struct slice text, struct fault *fault)
{
    char leap[] = "2024-MM-DD";
    day any;

    if (text.length == 5) {
        memcpy(leap + 5, text.bytes, 5);
        if (day_read((struct slice){leap, 10}, &any))
            return true;
    }
    return fault_set(fault, FAULT_REFUSED, "bad_day", "", "\"%.*s\" is no day of the year such as 12-24", SLICE_ARGS(text));
}

static bool digest_check(struct slice text, struct fault *fault)
{
    size_t i = 0;

    while (i < text.length && ((text.bytes[i] >= '0' && text.bytes[i] <= '9') || (text.bytes[i] >= 'a' && text.bytes[i] <= 'f')))
        i++;
    return (text.length == 64 && i == 64) ||
           fault_set(fault, FAULT_REFUSED, "bad_digest", "", "must be 64 hexadecimal digits in small letters");
}

static bool choice_check(struct slice text, const char *const *choices, struct fault *fault)
{
    while (*choices && !slice_is(text, *choices))
        choices++;
    return *choices || fault_set(fault, FAULT_REFUSED, "unknown_choice", "", "cannot be \"%.*s\"", SLICE_ARGS(text));
}

static struct slice kept_string(struct slice string, struct arena *arena)
{
    struct text json = TEXT_INIT;
    struct slice kept;

    json_add_string(&json, string);
    kept = arena_copy(arena, text_slice(&json));
    text_release(&json);
    return kept;
}

static struct slice kept_integer(int64_t number, struct arena *arena)
{
    struct text json = TEXT_INIT;
    struct slice kept;

    text_add_integer(&json, number);
    kept = arena_copy(arena, text_slice(&json));
    text_release(&json);
    return kept;
}

static struct slice kept_instant(instant moment, struct arena *arena)
{
    struct text json = TEXT_INIT;
    struct slice kept;

    json_put_instant(&json, NULL, moment);
    kept = arena_copy(arena, text_slice(&json));
    text_release(&json);
    return kept;
}

static bool wants_text(const struct nested_rule *rule)
{
    return rule->kind != NESTED_WHOLE && rule->kind != NESTED_SCALAR;
}

static bool give_text(struct nested_member *member, struct slice text, struct arena *arena, struct fault *fault)
{
    const struct nested_rule *rule = member->rule;
    instant moment;
    percent rate;

    switch (rule->kind) {
    case NESTED_TERM:
        if (!name_check(text, NESTED_TERM_LIMIT, "", fault) || (rule->choices && !choice_check(text, rule->choices, fault)))
            return false;
        break;
    case NESTED_PROSE:
    case NESTED_SCALAR:
        if (!prose_check(text, "", fault))
            return false;
        break;
    case NESTED_PERCENT:
        if (!percent_read(text, "", &rate, fault))
            return false;
        break;
    case NESTED_PRICE:
        return price_read(text, "", &member->price, fault);
    case NESTED_MOMENT:
        if (!moment_read(text, "", &moment, fault))
            return false;
        member->json = kept_instant(moment, arena);
        return true;
    case NESTED_SEASON_DAY:
        if (!season_day_check(text, fault))
            return false;
        break;
    case NESTED_DIGEST:
        if (!digest_check(text, fault))
            return false;
        break;
    case NESTED_WHOLE:
    case NESTED_OBJECT:
        break;
    }
    member->json = kept_string(text, arena);
    return true;
}

static bool give_whole(struct nested_member *member, const struct value *value, struct arena *arena, struct fault *fault)
{
    int64_t number = value->whole;

    if (value->from_table ? !slice_integer(value->text, NESTED_WHOLE_LIMIT, &number) : value->kind != VALUE_WHOLE)
        return fault_set(fault, FAULT_REFUSED, "not_whole", "", "must be a whole number");
    if (number < 0 || number > NESTED_WHOLE_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "", "must be from 0 to %d", NESTED_WHOLE_LIMIT);
    member->json = kept_integer(number, arena);
    return true;
}

static bool give_leaf(struct nested_member *member, const struct value *value, struct arena *arena, struct fault *fault)
{
    const struct nested_rule *rule = member->rule;

    if (rule->kind == NESTED_WHOLE)
        return give_whole(member, value, arena, fault);
    if (value->kind == VALUE_TEXT)
        return give_text(member, value->text, arena, fault);
    if (wants_text(rule))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", "", "must be a string");
    if (value->kind == VALUE_WHOLE)
        member->json = kept_integer(value->whole, arena);
    else if (value->kind == VALUE_TRUTH)
        member->json = value->whole ? SLICE("true") : SLICE("false");
    else
        return fault_set(fault, FAULT_REFUSED, "wrong_type", "", "must be a string, a whole number, true or false");
    return true;
}

static struct nested_member **find_member(struct nested_member **first, struct slice name)
{
    while (*first && !slice_equal((*first)->name, name))
        first = &(*first)->next;
    return first;
}

/* Where a new member belongs: before those of later rules. */
static struct nested_member **find_place(struct nested_member **first, const struct nested_rule *rule)
{
    while (*first && (*first)->rule <= rule)
        first = &(*first)->next;
    return first;
}

static bool give_members(struct nested_member **first, const struct nested_rule *rules, const struct value *value,
                         struct arena *arena, struct fault *fault);
static bool give_path(struct nested_member **first, const struct nested_rule *rules, struct slice path, const struct value *value,
                      struct arena *arena, struct fault *fault);

/* `path` leads on within the member; bytes NULL: the value is the member's own. */
static bool give_value(struct nested_member *member, struct slice path, const struct value *value, struct arena *arena,
                       struct fault *fault)
{
    if (path.bytes)
        return give_path(&member->first, member->rule->within, path, value, arena, fault);
    if (member->rule->kind == NESTED_OBJECT)
        return give_members(&member->first, member->rule->within, value, arena, fault);
    return give_leaf(member, value, arena, fault);
}

static bool give_member(struct nested_member **first, const struct nested_rule *rule, struct slice name, struct slice path,
                        const struct value *value, struct arena *arena, struct fault *fault)
{
    struct nested_member **place = find_member(first, name);
    struct nested_member fresh = {.name = name, .rule = rule};
    struct nested_member *member = *place ? *place : &fresh;
    bool is_nothing = value->kind == VALUE_NULL && !path.bytes;

    if (!member_name_check(rule, name, fault))
        return false;
    if (!is_nothing && !give_value(member, path, value, arena, fault))
        return fault_within(fault, "%.*s", SLICE_ARGS(name));
    if (is_nothing || (rule->kind == NESTED_OBJECT && !member->first)) { /* an object of nothing is none */
        if (*place)
            *place = (*place)->next;
        return true;
    }
    if (*place)
        return true;
    place = find_place(first, rule);
    member = arena_take(arena, sizeof *member);
    *member = fresh;
    member->name = arena_copy(arena, name);
    member->next = *place;
    *place = member;
    return true;
}

static bool no_such_member(struct slice name, struct fault *fault)
{
    return fault_set(fault, FAULT_REFUSED, "unknown_field", "", "\"%.*s\" is no field here", SLICE_ARGS(name));
}

static bool give_named(struct nested_member **first, const struct nested_rule *rules, struct slice name, const struct value *value,
                       struct arena *arena, struct fault *fault)
{
    const struct nested_rule *rule = rule_of(rules, name);

    return rule ? give_member(first, rule, name, (struct slice){NULL, 0}, value, arena, fault) : no_such_member(name, fault);
}

/* Names may have dots where what is within is no object: "woocommerce.Meta: a.b". */
static bool give_path(struct nested_member **first, const struct nested_rule *rules, struct slice path, const struct value *value,
                      struct arena *arena, struct fault *fault)
{
    const char *dot = memchr(path.bytes, '.', path.length);
    const struct nested_rule *rule = rule_of(rules, path);
    struct slice name = path;

    if (!dot || (rule && rule->kind != NESTED_OBJECT))
        return give_named(first, rules, path, value, arena, fault);
    name.length = (size_t)(dot - path.bytes);
    rule = rule_of(rules, name);
    if (!rule || rule->kind != NESTED_OBJECT)
        return no_such_member(path, fault);
    return give_member(first, rule, name, slice_from(path, name.length + 1), value, arena, fault);
}

static bool give_members(struct nested_member **first, const struct nested_rule *rules, const struct value *value,
                         struct arena *arena, struct fault *fault)
{
    const char *key;
    json_t *inner;
    struct scan scan;
    struct slice name;
    struct slice stored;

    if (value->kind != VALUE_OBJECT)
        return fault_set(fault, FAULT_REFUSED, "wrong_type", "", "must be an object");
    if (value->json) {
        json_object_foreach((json_t *)(uintptr_t)value->json, key, inner)
        {
            struct value one = value_of_json(inner);

            if (!give_named(first, rules, slice_of(key), &one, arena, fault))
                return false;
        }
        return true;
    }
    if (!scan_object(&scan, value->stored))
        return true;
    while (scan_member(&scan, &name, &stored)) {
        struct value one = value_of_stored(stored, arena);
        struct slice quoted = {name.bytes - 1, name.length + 2};

        if (!give_named(first, rules, text_of(quoted, arena), &one, arena, fault))
            return false;
    }
    return true;
}

/* What a cell of a table holds, where it is JSON: no cell can hold an object otherwise. */
static bool read_cell(const struct value *cell, struct value *value, struct arena *arena, struct fault *fault)
{
    struct text line = TEXT_INIT;
    const json_t *record;

    text_add_string(&line, "{\"cell\":");
    text_add_slice(&line, cell->text);
    text_add_byte(&line, '}');
    record = record_read(text_slice(&line), arena, fault);
    text_release(&line);
    if (!record)
        return false;
    *value = value_of_json(json_object_get(record, "cell"));
    return true;
}

static bool is_json(const struct value *value, char bracket)
{
    return value->from_table && value->text.length && value->text.bytes[0] == bracket;
}

static bool expand(struct nested *nested, const struct nested_rule *rules, struct arena *arena, struct fault *fault)
{
    struct value stored = value_of_stored(nested->written, arena);

    if (!nested->written.bytes)
        return true;
    nested->written = (struct slice){NULL, 0};
    return give_members(&nested->first, rules, &stored, arena, fault);
}

bool nested_give(struct nested *nested, const struct nested_rule *rules, const struct value *value, struct arena *arena,
                 struct fault *fault)
{
    struct value inside;

    if (value->kind == VALUE_NULL) {
        *nested = (struct nested){0};
        return true;
    }
    if (value->stored.bytes && !nested_is_given(nested)) {
        nested->written = value->stored;
        return true;
    }
    if (is_json(value, '{')) {
        if (!read_cell(value, &inside, arena, fault))
            return false;
        value = &inside;
    }
    return expand(nested, rules, arena, fault) && give_members(&nested->first, rules, value, arena, fault);
}

bool nested_give_member(struct nested *nested, const struct nested_rule *rules, struct slice path, const struct value *value,
                        struct arena *arena, struct fault *fault)
{
    return expand(nested, rules, arena, fault) && give_path(&nested->first, rules, path, value, arena, fault);
}

static void write_price(price value, const struct currency *currency, struct text *text)
{
    text_add_byte(text, '"');
    price_write(text, value, currency);
    text_add_byte(text, '"');
}

static void write_members(const struct nested_member *member, const struct currency *currency, struct text *text)
{
    text_add_byte(text, '{');
    for (; member; member = member->next) {
        json_add_string(text, member->name);
        text_add_byte(text, ':');
        if (member->rule->kind == NESTED_OBJECT)
            write_members(member->first, currency, text);
        else if (member->rule->kind == NESTED_PRICE)
            write_price(member->price, currency, text);
        else
            text_add_slice(text, member->json);
        if (member->next)
            text_add_byte(text, ',');
    }
    text_add_byte(text, '}');
}

void nested_write(const struct nested *nested, const struct currency *currency, struct text *text)
{
    if (nested->written.bytes)
        text_add_slice(text, nested->written);
    else
        write_members(nested->first, currency, text);
}

static bool element_check(const struct nested_member *first, const struct nested_rule *rules, struct fault *fault)
{
    for (; rules->name.bytes; rules++) {
        const struct nested_member *member = first;

        while (member && member->rule != rules)
            member = member->next;
        if (rules->needed && !member)
            return field_missing(rules->name.bytes, fault);
    }
    return true;
}

static bool add_element(struct text *list, const struct nested_rule *rules, const struct value *value, struct arena *arena,
                        struct fault *fault)
{
    struct nested_member *first = NULL;

    if (list->length > 1)
        text_add_byte(list, ',');
    if (rules && value->kind == VALUE_TEXT ? !give_named(&first, rules, rules->name, value, arena, fault)
                                           : rules && !give_members(&first, rules, value, arena, fault))
        return false;
    if (rules) {
        if (!element_check(first, rules, fault))
            return false;
        write_members(first, NULL, list);
        return true;
    }
    if (value->kind != VALUE_TEXT)
        return fault_set(fault, FAULT_REFUSED, "wrong_type", "", "must be a string");
    if (!name_check(value->text, NESTED_TERM_LIMIT, "", fault))
        return false;
    json_add_string(list, value->text);
    return true;
}

static bool add_json(struct text *list, struct slice name, const struct nested_rule *rules, const json_t *array,
                     struct arena *arena, struct fault *fault)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        struct value one = value_of_json(json_array_get(array, i));

        if (!add_element(list, rules, &one, arena, fault))
            return fault_within(fault, "%.*s[%zu]", SLICE_ARGS(name), i + 1);
    }
    return true;
}

static bool add_texts(struct text *list, struct slice name, const struct nested_rule *rules, struct slice cell, struct arena *arena,
                      struct fault *fault)
{
    while (cell.length) {
        const char *bar = memchr(cell.bytes, '|', cell.length);
        size_t length = bar ? (size_t)(bar - cell.bytes) : cell.length;
        struct value one = value_of_cell(slice_trim((struct slice){cell.bytes, length}));

        if (one.text.length && !add_element(list, rules, &one, arena, fault))
            return fault_within(fault, "%.*s", SLICE_ARGS(name));
        cell = slice_from(cell, bar ? length + 1 : length);
    }
    return true;
}

bool nested_give_list(struct nested *nested, struct slice name, const struct nested_rule *rules, const struct value *value,
                      struct arena *arena, struct fault *fault)
{
    struct text list = TEXT_INIT;
    struct value inside;
    bool done;

    *nested = (struct nested){0};
    if (value->kind == VALUE_NULL)
        return true;
    if (value->stored.bytes) {
        nested->written = value->stored;
        return true;
    }
    if (is_json(value, '[')) {
        if (!read_cell(value, &inside, arena, fault))
            return false;
        value = &inside;
    }
    text_add_byte(&list, '[');
    if (value->json && json_is_array(value->json))
        done = add_json(&list, name, rules, value->json, arena, fault);
    else if (value->from_table)
        done = add_texts(&list, name, rules, value->text, arena, fault);
    else
        done = fault_set(fault, FAULT_REFUSED, "wrong_type", "", "must be a list") || fault_within(fault, "%.*s", SLICE_ARGS(name));
    text_add_byte(&list, ']');
    if (done && list.length > 2)
        nested->written = arena_copy(arena, text_slice(&list));
    text_release(&list);
    return done;
}
