/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "shop/product.h"

#define CODES "# list\nC62\nGRM\nH87\nKGM\nKGS\nXBX\n"
#define WORDS "H87\tfr\tpièce|pièces\nH87\tde\tStück|Stk\nKGM\t*\tkg\nXBX\tfr\tboîte\n"

static bool read(struct units *units, const char *words, struct fault *fault)
{
    *units = (struct units)UNITS_INIT;
    return units_read(units, SLICE(CODES), slice_of(words), fault);
}

static void is_unit(const struct units *units, const char *written, const char *wanted)
{
    struct fault fault = FAULT_INIT;
    struct slice code;

    ok(unit_find(units, slice_of(written), &code, &fault) && slice_is(code, wanted), "%s is %s", written, wanted);
}

static void is_none(const struct units *units, const char *written, const char *hint)
{
    struct fault fault = FAULT_INIT;
    struct slice code;
    const char *told;

    ok(!unit_find(units, slice_of(written), &code, &fault), "%s is none", written);
    is_text(fault.code, "unknown_unit", "it is refused");
    is_text(fault.field, "unit", "in its field");
    told = strstr(fault.reason, "; perhaps ");
    is_text(told ? told + strlen("; perhaps ") : "", hint, "what it may be");
}

static void test_names(void)
{
    struct fault fault = FAULT_INIT;
    struct units units;

    ok(read(&units, WORDS, &fault), "they are read");
    is_unit(&units, "KGM", "KGM");
    is_unit(&units, "pièce", "H87");
    is_unit(&units, "PIECES", "H87");
    is_unit(&units, "Stk.", "H87");
    is_unit(&units, "Boite", "XBX");
    is_unit(&units, "Kg", "KGM");
    is_none(&units, "kgm", "KGM");
    is_none(&units, "kgs", "KGS");
    is_none(&units, "piècettes", "H87 (piece)");
    is_none(&units, "H", "");
    is_none(&units, ".", "");
    is_none(&units, "", "");
    is_none(&units, "a-word-longer-than-any-code", "");
    units_release(&units);
}

static void is_wrong(const char *words, const char *reason)
{
    struct fault fault = FAULT_INIT;
    struct units units;

    ok(!read(&units, words, &fault) && fault.kind == FAULT_USAGE, "a wrong table");
    is_text(fault.reason, reason, "what is wrong");
    units_release(&units);
}

static void test_tables(void)
{
    is_wrong("H87\tfr\tpièce\nXXX\ten\tthing\n", "words for units: line 2 has no code, or no word");
    is_wrong("H87\tfr\n", "words for units: line 1 has no code, or no word");
    is_wrong("H87\tfr\tpièce\nC62\ten\tPiece\n", "words for units: \"piece\" has two meanings");
}

/* The members of a record: bytes, as JSON. */
static bool give_members(void *context, struct product *product, struct fault *fault)
{
    json_t *record = json_loads(context, 0, NULL);
    struct arena *arena = product->arena;
    bool done = true;
    const char *name;
    json_t *member;

    json_object_foreach(record, name, member)
    {
        struct value value = {.kind = VALUE_TEXT, .text = arena_copy(arena, slice_of(json_string_value(member)))};

        done = done && product_give(product, slice_of(name), &value, fault);
    }
    json_decref(record);
    return done;
}

static void imports(const struct settings *settings, const char *stored, const char *given, const char *wanted)
{
    struct arena arena = ARENA_INIT;
    struct changes changes = CHANGES_INIT;
    struct fault fault = FAULT_INIT;
    struct text came = TEXT_INIT;
    char copy[200];
    bool changed;

    snprintf(copy, sizeof copy, "%s", given);
    if (!product_import(SLICE("product/P"), stored ? slice_of(stored) : (struct slice){NULL, 0}, settings, give_members, copy,
                        &arena, &changes, &changed, &fault))
        text_add_string(&came, fault.code);
    else if (!changed)
        text_add_string(&came, "unchanged");
    else
        text_add_slice(&came, changes_value(&changes, 0));
    is_text(text_string(&came), wanted, "%s over %s", given, stored ? stored : "nothing");
    text_release(&came);
    changes_release(&changes);
    arena_release(&arena);
}

#define RECORD(rest) "{\"type\":\"product\",\"sku\":\"P\",\"name\":\"Vis\"" rest "}"

/* What stores had before units were judged stays as it is, and what is given to them is judged. */
static void test_stored(void)
{
    struct settings settings = {.currency = {"EUR", 2}, .has_vat_rate = true};
    struct fault fault = FAULT_INIT;
    struct units units;

    ok(read(&units, WORDS, &fault), "they are read");
    settings.units = &units;
    imports(&settings, NULL, "{\"sku\":\"P\",\"name\":\"Vis\",\"price\":\"1\",\"unit\":\"Stk\"}",
            RECORD(",\"price\":\"1.00\",\"unit\":\"H87\""));
    imports(&settings, NULL, "{\"sku\":\"P\",\"name\":\"Vis\",\"price\":\"1\",\"unit\":\"zorg\"}", "unknown_unit");
    imports(&settings, RECORD(",\"price\":\"1.00\",\"unit\":\"H87\""), "{\"sku\":\"P\",\"unit\":\"Stk\"}", "unchanged");
    imports(&settings, RECORD(",\"price\":\"1.00\",\"unit\":\"zorg\""), "{\"sku\":\"P\",\"unit\":\"zorg\"}", "unchanged");
    imports(&settings, RECORD(",\"price\":\"1.00\",\"unit\":\"Stk\""), "{\"sku\":\"P\",\"unit\":\"Stk\"}", "unchanged");
    imports(&settings, RECORD(",\"price\":\"1.00\",\"unit\":\"zorg\""),
            "{\"sku\":\"P\",\"name\":\"Vis\",\"price\":\"2\",\"unit\":\"zorg\"}", RECORD(",\"price\":\"2.00\",\"unit\":\"zorg\""));
    imports(&settings, RECORD(",\"price\":\"1.00\",\"unit\":\"zorg\""), "{\"sku\":\"P\",\"price\":\"2\"}",
            RECORD(",\"price\":\"2.00\",\"unit\":\"zorg\""));
    imports(&settings, RECORD(",\"price\":\"1.00\",\"unit\":\"zorg\""), "{\"sku\":\"P\",\"unit\":\"zork\"}", "unknown_unit");
    imports(&settings, RECORD(",\"price\":\"1.00\",\"unit\":\"zorg\""), "{\"sku\":\"P\",\"unit\":\"boîte\"}",
            RECORD(",\"price\":\"1.00\",\"unit\":\"XBX\""));
    units_release(&units);
}

int main(void)
{
    test_names();
    test_tables();
    test_stored();
    return tap_end();
}
