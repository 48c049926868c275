/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "base/folding.h"
#include "base/needle.h"
#include "shop/query.h"

static bool folds_to(const char *text, const char *wanted)
{
    struct text folded = TEXT_INIT;
    bool does;

    fold_text(slice_of(text), &folded);
    does = slice_is(text_slice(&folded), wanted);
    if (!does)
        printf("# %s becomes %.*s\n", text, SLICE_ARGS(text_slice(&folded)));
    text_release(&folded);
    return does;
}

static void test_folding(void)
{
    ok(folds_to("THÉIÈRE à thé", "theiere a the"), "French accents");
    ok(folds_to("Straße ÄÖÜ", "strasse aou"), "German letters");
    ok(folds_to("Œuf, æble, SMØRREBRØD, Łódź, ĐURĐEVAC", "oeuf, aeble, smorrebrod, lodz, durdevac"), "ligatures and strokes");
    ok(folds_to("ΘΉΚΗ Чайник ЁЛКА", "θηκη чаиник елка"), "Greek and Cyrillic");
    ok(folds_to("I\xc4\xb0\xc4\xb1i", "iiii"), "the Turkish i");
    ok(folds_to("e\xcc\x81te\xcc\x81", "ete"), "marks that stand on their own are left out");
    ok(folds_to("l\xe2\x80\x99"
                "eau\xc2\xa0\xe2\x80\x93\xe2\x80\x89\xc2\xab 5\xc2\xb2 \xc2\xbb\xc2\xad",
                "l'eau - \" 52 \""),
       "quotes, dashes, spaces");
    ok(folds_to("茶壺 \xf0\x9f\xab\x96 \xff\xc3", "茶壺 \xf0\x9f\xab\x96 \xff\xc3"), "what is not European, or no UTF-8, stays");
    ok(folded_equal(SLICE("Œufs"), SLICE("oEUFS")) && folded_equal(SLICE(""), SLICE("\xc2\xad")) &&
           !folded_equal(SLICE("oeuf"), SLICE("oeufs")) && !folded_equal(SLICE("oeufs"), SLICE("oeuf")),
       "folded_equal");
}

static bool found(const char *word, struct slice text)
{
    struct needle needle;
    bool is = needle_init(&needle, slice_of(word)) && needle_in(&needle, text);

    needle_release(&needle);
    return is;
}

/* Texts of a few letters that are often alike, with and without accents. */
static struct slice some_text(uint64_t *random, char *room, size_t most)
{
    static const char *const parts[] = {"a", "A",        "\xc3\xa0", "e", "\xc3\x89",     "e\xcc\x81",    "s", "S", "\xc3\x9f",
                                        "o", "\xc5\x93", "t",        "-", "\xe2\x80\x93", "\xe2\x82\xac", "z", " ", "\xc2\xad"};
    size_t length = 0;
    size_t wanted;

    *random = *random * 6364136223846793005u + 1442695040888963407u;
    wanted = (*random >> 33) % most;
    while (length < wanted) {
        const char *part;

        *random = *random * 6364136223846793005u + 1442695040888963407u;
        part = parts[(*random >> 33) % (sizeof parts / sizeof *parts)];
        memcpy(room + length, part, strlen(part));
        length += strlen(part);
    }
    return (struct slice){room, length};
}

/* The plain way: at each character, whether what is folded from there on begins with the word. */
static bool found_slowly(struct slice folded_word, struct slice text)
{
    struct text folded = TEXT_INIT;
    bool is = false;

    while (!is && text.length) {
        struct folded one = fold_character(text);

        text_clear(&folded);
        fold_text(text, &folded);
        /* What is left out begins no match of its own: the character behind it does. */
        is = folded.length >= folded_word.length && memcmp(folded.bytes, folded_word.bytes, folded_word.length) == 0;
        text = slice_from(text, one.taken);
    }
    text_release(&folded);
    return is;
}

static void test_needle(void)
{
    uint64_t random = 20261122;
    size_t differing = 0;
    size_t hits = 0;

    ok(found("theiere", SLICE("Une THÉIÈRE en fonte")) && found("Théière", SLICE("une theiere")) &&
           !found("theiere", SLICE("theier")),
       "a word is found whatever its case and accents");
    ok(found("oeuf", SLICE("des œufs")) && !found("euf", SLICE("des œufs")) && found("stras", SLICE("Straße")), "ligatures");
    ok(found("é", SLICE("E")) && found("x", SLICE("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaX")), "one letter");
    ok(found("чайник", SLICE("Большой ЧАЙНИК")) && !found("чайник", SLICE("чай")), "other alphabets");
    ok(!found("\xc2\xad", SLICE("a\xc2\xad")), "what folds to nothing is no word");
    for (size_t i = 0; i < 200000; i++) {
        char word_room[16];
        char text_room[160];
        struct slice word = some_text(&random, word_room, 6);
        struct slice text = some_text(&random, text_room, 120);
        struct needle needle;

        if (!memchr(word.bytes, ' ', word.length) && needle_init(&needle, word) && needle.is_ascii) {
            bool is = needle_in(&needle, text);

            hits += is;
            differing += is != found_slowly((struct slice){needle.folded, needle.length}, text);
            needle_release(&needle);
        }
    }
    ok(differing == 0 && hits > 20000, "of 200,000 words and texts the same are found as by folding all (%zu hits, %zu differ)",
       hits, differing);
}

static struct slice product = SLICE_CONSTANT(
    "{\"type\":\"product\",\"sku\":\"POEL-24\",\"name\":\"Poêle en fonte\",\"description\":\"Dit \\\"la belle\\\",\\nen fonte "
    "noire\","
    "\"category\":\"Cuisson > Poêles\",\"categories\":[\"Cadeaux\",\"Fonte\"],\"price\":\"39.90\",\"sale\":{\"price\":\"29.00\"},"
    "\"gtin\":\"0123\",\"weight_g\":1850,\"backorder\":false,\"texts\":{\"de\":{\"name\":\"Gusseiserne Pfanne\"}},"
    "\"attributes\":{\"Matière\":\"fonte\",\"Made in\":\"BE\",\"size\":\"24\",\"n\":3,\"until\":\"2026-11-30\"}}");

/* 1: it fits; 0: not; -1: the query is refused; -2: it gave up. */
static int asked_of_variant(const char *term, struct slice record, struct slice parent)
{
    struct fault fault = FAULT_INIT;
    struct query *query;
    bool fits;
    int answer;

    if (!query_read(&query, &term, 1, &fault))
        return fault.kind == FAULT_USAGE ? -1 : -3;
    answer = query_fits(query, record, parent, &fits, &fault) ? fits : -2;
    query_free(query);
    return answer;
}

static int asked_of(const char *term, struct slice record)
{
    return asked_of_variant(term, record, (struct slice){NULL, 0});
}

static int asked(const char *term)
{
    return asked_of(term, product);
}

static void test_words(void)
{
    ok(asked("poele") == 1 && asked("POÊLE Fonte") == 1 && asked("poele acier") == 0, "every word must be there");
    ok(asked("\"en fonte noire\"") == 1 && asked("\"noire en fonte\"") == 0, "a phrase is one text");
    ok(asked("\"belle, en\"") == 0 && asked("\"belle\\\", en\"") == 1, "a line's end counts as a blank, a quote is escaped");
    ok(asked("pfanne") == 1 && asked("be") == 1 && asked("poel-2") == 1 && asked("0123") == 1 && asked("cadeau") == 1,
       "texts of languages, attributes, SKU, GTIN, lists");
    ok(asked("product") == 0 && asked("categories") == 0 && asked("39.90") == 0, "names of members and numbers are no text");
    ok(asked("poele -acier") == 1 && asked("poele -fonte") == 0 && asked("poele -\"fonte noire\"") == 0, "what is excluded");
    ok(asked("") == -1 && asked("   ") == -1 && asked("\"open") == -1 && asked("\"\"") == -1 && asked("\"a\"b") == -1,
       "what is no term is refused");
    ok(asked("l.a.c") == 0 && asked("5\"") == 0 && asked("a.b.c.d.e.f.g.h.i.j") == 0, "points and quotes do not make a member");
}

static void test_predicates(void)
{
    ok(asked("price<40") == 1 && asked("price<39.9") == 0 && asked("price<=39.9") == 1 && asked("price>100") == 0 &&
           asked("price>9") == 1 && asked("price=39.900") == 1 && asked("price!=39.90") == 0 && asked("sale.price>=29") == 1,
       "money is compared as numbers");
    ok(asked("weight_g>=1850") == 1 && asked("weight_g>1850") == 0 && asked("attributes.n=3") == 1 &&
           asked("attributes.size<100") == 1,
       "and so are other numbers");
    ok(asked("gtin=123") == 0 && asked("gtin=0123") == 1 && asked("sku=poel-24") == 1, "names of things are text");
    ok(asked("category^=\"cuisson > p\"") == 1 && asked("category^=poeles") == 0 && asked("category*=poeles") == 1 &&
           asked("categories=fonte") == 1 && asked("categories=font") == 0,
       "begins, holds, one of a list");
    ok(asked("attributes.matiere=FONTE") == 1 && asked("attributes.\"Made in\"=be") == 1 && asked("attributes.*=be") == 1 &&
           asked("texts.de.name*=pfanne") == 1 && asked("texts.*.name*=pfanne") == 1 && asked("texts.fr.name*=pfanne") == 0,
       "members within");
    ok(asked("status=active") == 1 && asked("status!=draft") == 1 && asked("kind=physical") == 1 && asked("-kind=digital") == 1,
       "what a product is where nothing is said");
    ok(asked("attributes.until<2026-12-01") == 1 && asked("attributes.until<2026-11-30") == 0, "days by their order");
    ok(asked("has:gtin") == 1 && asked("no:gtin") == 0 && asked("no:image") == 1 && asked("has:texts.de.name") == 1 &&
           asked("-has:image") == 1,
       "what there is");
    ok(asked("brand=x") == 0 && asked("brand!=x") == 1 && asked("backorder=false") == 1, "what is not there is not equal");
    ok(asked("name~/^poêle\\b/") == 0 && asked("name~/^poêle\\b/i") == 1 && asked("name~/ en \\w+$/") == 1 &&
           asked("category~/a\\/b/") == 0,
       "patterns");
    ok(asked("colour=x") == -1 && asked("price<cheap") == -1 && asked("name~/(/") == -1 && asked("name~/a") == -1 &&
           asked("name~/a/x") == -1 && asked("stock^=1") == -1 && asked("has:colour") == -1 && asked("sale.pric=1") == -1,
       "unknown members, wrong values and wrong patterns are refused");
}

static int asked_of_child(const char *term)
{
    static const struct slice child = SLICE_CONSTANT(
        "{\"type\":\"product\",\"sku\":\"POEL-24-R\",\"parent\":\"POEL-24\",\"name\":\"Rouge\",\"price\":\"45.00\",\"options\":{"
        "\"Couleur\":\"rouge\"},\"texts\":{\"de\":{\"slug\":\"rot\"}},\"attributes\":{\"Matière\":\"acier\"}}");

    return asked_of_variant(term, child, product);
}

static void test_variants(void)
{
    ok(asked_of_child("rouge \"fonte noire\" pfanne") == 1, "a variant's texts are its own and what it lacks of its parent's");
    ok(asked_of_child("poele") == 1 && asked_of_child("name*=poele") == 0 && asked_of_child("name=rouge") == 1,
       "the parent's category counts, its name does not");
    ok(asked_of_child("price>40") == 1 && asked_of_child("sale.price<30") == 1 && asked_of_child("weight_g=1850") == 1,
       "so it is with members");
    ok(asked_of_child("has:gtin") == 0 && asked_of_child("sku=POEL-24") == 0 && asked_of_child("0123") == 0,
       "what tells sisters apart is not inherited");
    ok(asked_of_child("attributes.matiere=fonte") == 0 && asked_of_child("attributes.matiere=acier") == 1 &&
           asked_of_child("attributes.size=24") == 1 && asked_of_child("texts.de.name*=pfanne") == 1,
       "attributes and texts name by name");
    ok(asked_of_child("-fonte") == 0 && asked_of_child("-sauteuse") == 1, "what is excluded");
}

static void test_limits(void)
{
    struct text record = TEXT_INIT;

    text_add_string(&record, "{\"type\":\"product\",\"sku\":\"A\",\"name\":\"");
    for (int i = 0; i < 5000; i++)
        text_add_byte(&record, 'a');
    text_add_string(&record, "\"}");
    ok(asked_of("name~/^(a+)+$/", text_slice(&record)) == 1, "a pattern may take its time");
    ok(asked_of("name~/^(a+)+b$/", text_slice(&record)) == 0 || asked_of("name~/^(a+)+b$/", text_slice(&record)) == -2,
       "but not for ever");
    ok(asked_of("name~/^(a|aa)+c?(?<!a)$/", text_slice(&record)) == -2, "one that searches too long is given up");
    text_release(&record);
}

static void test_stock(void)
{
    const char *terms[] = {"stock>0", "available<=5", "poele"};
    struct fault fault = FAULT_INIT;
    struct query *query;
    bool fits = false;

    ok(query_read(&query, terms, 3, &fault) && query_asks_stock(query) &&
           query_fits(query, product, (struct slice){NULL, 0}, &fits, &fault) && fits,
       "what is said of stock is judged by itself");
    ok(query_stock_fits(query, 5) && !query_stock_fits(query, 6) && !query_stock_fits(query, 0) && !query_stock_fits(query, -3),
       "by the number that is available");
    query_free(query);
}

int main(void)
{
    test_folding();
    test_needle();
    test_words();
    test_predicates();
    test_variants();
    test_limits();
    test_stock();
    return tap_end();
}
