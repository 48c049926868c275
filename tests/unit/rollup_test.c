/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "shop/keys.h"
#include "shop/rollup.h"

#include <stdlib.h>
#include <unistd.h>

/* One document of as many lines as an order may have; SKUs and categories come again and again, some with escapes. */
enum { LINES = 20000, SKUS = 7000, CATEGORIES = 40, CHANGED_QUANTITY = 1, CHANGED_SHIPPED = 2, CHANGED_NET = 4 };

static struct fault fault = FAULT_INIT;
static struct arena arena = ARENA_INIT;
static const struct currency euro = {"EUR", 2};

struct sum {
    int64_t units, net, gross;
    bool there;
};

static struct sum by_sku[SKUS], by_category[CATEGORIES];

static void add(struct sum *sum, int64_t units, amount net, amount gross)
{
    sum->units += units;
    sum->net += net;
    sum->gross += gross;
    sum->there = true;
}

/* Line i as an order has it; one in CATEGORIES + 1 has no category. */
static void write_line(struct text *json, size_t i, unsigned changed)
{
    size_t category = i * 31 % (CATEGORIES + 1);

    text_printf(json, "%s{\"line\":%zu,\"sku\":\"SKU \\\"%zu\\\"\",\"name\":\"\\\\ sku\"", i ? "," : "", i + 1, i * 37 % SKUS);
    if (category < CATEGORIES)
        text_printf(json, ",\"category\":\"of \\\"%zu\\\"\"", category);
    text_printf(json, ",\"location\":\"main\",\"quantity\":%zu,\"shipped\":%d,\"price\":\"1.00\",\"vat_rate\":\"21\"",
                i % 9 + 1 + ((changed & CHANGED_QUANTITY) && i == LINES - 1), i == LINES - 1 && (changed & CHANGED_SHIPPED) != 0);
    text_printf(json, ",\"net\":\"%zu.25\",\"vat\":\"0.50\",\"gross\":\"%zu.75\"}",
                i % 100 + ((changed & CHANGED_NET) && i == LINES - 1), i % 100);
}

static void write_lines(struct text *json, unsigned changed)
{
    text_clear(json);
    text_add_byte(json, '[');
    for (size_t i = 0; i < LINES; i++)
        write_line(json, i, changed);
    text_add_byte(json, ']');
}

static void add_up(void)
{
    for (size_t i = 0; i < LINES; i++) {
        int64_t units = (int64_t)(i % 9 + 1);
        amount net = (amount)(i % 100) * 100 + 25;
        size_t category = i * 31 % (CATEGORIES + 1);

        add(&by_sku[i * 37 % SKUS], units, net, net + 50);
        if (category < CATEGORIES)
            add(&by_category[category], units, net, net + 50);
    }
}

/* Each key of a kind, against what was added up: how many there are, and how many are not what they should be. */
static void compare(struct index *index, enum key_kind kind, const char *name_start, const struct sum *sums, size_t sum_count,
                    size_t *keys, size_t *wrong)
{
    char prefix[] = {(char)kind, 'o', 'd'};
    struct index_walk walk;
    bool found = true;
    bool done = index_walk_begin(&walk, index, TABLE_COUNTS, (struct slice){prefix, sizeof prefix}, &fault);

    *keys = *wrong = 0;
    while (done && (done = index_walk_next(&walk, &found, &fault)) && found) {
        const char *name = memmem(walk.key.bytes, walk.key.length, name_start, strlen(name_start));
        size_t number = name ? strtoul(name + strlen(name_start), NULL, 10) : sum_count;
        int64_t counts[COUNTS];

        memcpy(counts, walk.value.bytes, sizeof counts);
        ++*keys;
        if (number >= sum_count || !sums[number].there || counts[0] != 1 || counts[1] != sums[number].units ||
            counts[2] != sums[number].net || counts[3] != sums[number].gross)
            ++*wrong;
    }
    index_walk_end(&walk);
    *wrong += !done;
}

static bool count(struct index *index, const struct sale_lines *lines, int64_t sign)
{
    struct sale sale = {'o', 20000, "BE", euro, SLICE_CONSTANT("web"), 100000, 5000000, 6000000, lines};

    return index_begin(index, true, &fault) && sale_count(index, &sale, sign, &arena, &fault) && index_commit(index, &fault);
}

static void test_counts(struct index *index, const struct sale_lines *lines)
{
    size_t keys;
    size_t wrong;

    add_up();
    ok(count(index, lines, 1) && index_begin(index, false, &fault), "twenty thousand lines are counted: %s", fault.reason);
    compare(index, COUNT_SKU, "SKU \"", by_sku, SKUS, &keys, &wrong);
    is_int((int64_t)keys, SKUS, "each SKU is counted");
    is_int((int64_t)wrong, 0, "with all its lines, and the document once");
    compare(index, COUNT_CATEGORY, "of \"", by_category, CATEGORIES, &keys, &wrong);
    is_int((int64_t)keys, CATEGORIES, "so is each category");
    is_int((int64_t)wrong, 0, "with all its lines, and the document once");
    index_abort(index);
}

static void test_taking_back(struct index *index, const struct sale_lines *lines)
{
    struct index_walk walk;
    bool found = true;

    ok(count(index, lines, -1) && index_begin(index, false, &fault), "the same is taken back: %s", fault.reason);
    ok(index_walk_begin(&walk, index, TABLE_COUNTS, SLICE(""), &fault) && index_walk_next(&walk, &found, &fault) && !found,
       "and nothing is left");
    index_walk_end(&walk);
    index_abort(index);
}

static uint64_t hash_of(struct text *json, unsigned changed)
{
    struct sale_lines lines;

    write_lines(json, changed);
    sale_lines_read(&lines, text_slice(json), &arena);
    return lines.hash;
}

static void test_hash(struct text *json)
{
    uint64_t hash = hash_of(json, 0);

    ok(hash_of(json, CHANGED_SHIPPED) == hash, "lines that leave count as they did");
    ok(hash_of(json, CHANGED_QUANTITY) != hash, "another quantity does not");
    ok(hash_of(json, CHANGED_NET) != hash, "nor does another amount");
}

int main(void)
{
    const char *temporary = getenv("TMPDIR");
    char folder[256];
    struct index *index = NULL;
    struct text json = TEXT_INIT;
    struct sale_lines lines;

    snprintf(folder, sizeof folder, "%s/rollup-test-XXXXXX", temporary && temporary[0] ? temporary : "/tmp");
    if (ok(mkdtemp(folder) && index_open(&index, folder, true, &fault), "an index: %s", fault.reason)) {
        write_lines(&json, 0);
        sale_lines_read(&lines, text_slice(&json), &arena);
        is_int((int64_t)lines.count, LINES, "all lines are read");
        test_counts(index, &lines);
        test_taking_back(index, &lines);
        index_close(index);
        index_remove(folder);
    }
    rmdir(folder);
    test_hash(&json);
    text_release(&json);
    arena_release(&arena);
    return tap_end();
}
