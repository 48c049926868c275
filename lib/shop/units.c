/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/units.h"

#include "base/folding.h"
#include "base/memory.h"
#include "shop/law_table.h"

#include <stdlib.h>

enum { CODE_LIMIT = 8 };

static int by_name(const void *a, const void *b)
{
    return slice_compare(((const struct unit_name *)a)->name, ((const struct unit_name *)b)->name);
}

static void add(struct units *units, struct slice name, struct slice code)
{
    units->names = memory_grow(units->names, &units->room, units->count + 1, sizeof *units->names);
    units->names[units->count++] = (struct unit_name){name, code};
}

static void sort(struct units *units)
{
    if (units->count)
        qsort(units->names, units->count, sizeof *units->names, by_name);
}

static struct slice named(const struct units *units, struct slice name)
{
    const struct unit_name wanted = {.name = name};
    const struct unit_name *found =
        units->count ? bsearch(&wanted, units->names, units->count, sizeof *units->names, by_name) : NULL;

    return found ? found->code : (struct slice){NULL, 0};
}

/* What a word is looked for as. */
static void fold_word(struct slice word, struct text *folded)
{
    if (word.length > 1 && word.bytes[word.length - 1] == '.')
        word.length--;
    fold_text(word, folded);
}

static bool read_words(struct units *units, struct slice words, struct fault *fault)
{
    struct law_table table = {words, 0};
    struct slice columns[3];
    struct text folded = TEXT_INIT;
    bool done = true;

    while (done && law_table_next(&table, columns, 3)) {
        struct slice code = named(units, columns[0]);

        done = (code.bytes && columns[2].length) ||
               fault_set(fault, FAULT_USAGE, "wrong_table", NULL, "words for units: line %zu has no code, or no word", table.line);
        while (done && columns[2].length) {
            text_clear(&folded);
            fold_word(law_part(&columns[2], '|'), &folded);
            add(units, arena_copy(&units->words, text_slice(&folded)), code);
        }
    }
    text_release(&folded);
    return done;
}

static bool check_meanings(const struct units *units, struct fault *fault)
{
    for (size_t i = 1; i < units->count; i++)
        if (by_name(&units->names[i - 1], &units->names[i]) == 0 && !slice_equal(units->names[i - 1].code, units->names[i].code))
            return fault_set(fault, FAULT_USAGE, "wrong_table", NULL, "words for units: \"%.*s\" has two meanings",
                             SLICE_ARGS(units->names[i].name));
    return true;
}

bool units_read(struct units *units, struct slice codes, struct slice words, struct fault *fault)
{
    struct law_table table = {codes, 0};
    struct slice code;
    size_t count;

    while (law_table_next(&table, &code, 1))
        add(units, code, code);
    sort(units);
    count = units->count;
    if (!read_words(units, words, fault))
        return false;
    if (units->count > count)
        sort(units);
    return check_meanings(units, fault);
}

void units_release(struct units *units)
{
    free(units->names);
    arena_release(&units->words);
    *units = (struct units)UNITS_INIT;
}

struct slice unit_code(const struct units *units, struct slice written)
{
    struct slice code = named(units, written);
    struct text folded = TEXT_INIT;

    if (code.bytes)
        return code;
    fold_word(written, &folded);
    code = named(units, text_slice(&folded));
    text_release(&folded);
    return code;
}

/* A code in small letters. */
static struct slice meant_code(const struct units *units, struct slice written)
{
    char capitals[CODE_LIMIT];

    if (written.length > CODE_LIMIT)
        return (struct slice){NULL, 0};
    for (size_t i = 0; i < written.length; i++)
        capitals[i] = (char)(written.bytes[i] - ('a' - 'A') * (written.bytes[i] >= 'a' && written.bytes[i] <= 'z'));
    return named(units, (struct slice){capitals, written.length});
}

static size_t shared_beginning(struct slice a, struct slice b)
{
    size_t shared = 0;

    while (shared < a.length && shared < b.length && a.bytes[shared] == b.bytes[shared])
        shared++;
    return shared;
}

/* The name that begins most like it, if that is most of it: what misspellings, plurals and abbreviations leave as it is. */
static const struct unit_name *alike(const struct units *units, struct slice folded)
{
    const struct unit_name *best = NULL;
    size_t most = folded.length / 2;

    for (size_t i = 0; i < units->count; i++) {
        size_t shared = shared_beginning(folded, units->names[i].name);

        if (shared > most) {
            most = shared;
            best = &units->names[i];
        }
    }
    return best;
}

bool unit_find(const struct units *units, struct slice written, struct slice *code, struct fault *fault)
{
    static const char unknown[] = "\"%.*s\" is no code of UN/ECE Recommendations 20 and 21, and no word that is known for one";
    struct text folded = TEXT_INIT;
    struct text message = TEXT_INIT;
    const struct unit_name *near;
    struct slice meant;

    *code = unit_code(units, written);
    if (code->bytes)
        return true;
    meant = meant_code(units, written);
    fold_word(written, &folded);
    near = alike(units, text_slice(&folded));
    text_printf(&message, unknown, SLICE_ARGS(written));
    if (meant.bytes)
        text_printf(&message, "; perhaps %.*s", SLICE_ARGS(meant));
    else if (near)
        text_printf(&message, "; perhaps %.*s (%.*s)", SLICE_ARGS(near->code), SLICE_ARGS(near->name));
    fault_set(fault, FAULT_REFUSED, "unknown_unit", "unit", "%s", text_string(&message));
    text_release(&folded);
    text_release(&message);
    return false;
}
