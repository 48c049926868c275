/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "format/columns.h"

static void test_widths(void)
{
    static const struct {
        const char *text;
        int64_t columns;
    } vectors[] = {{"", 0},
                   {"Liège", 5},
                   {"Lie\xcc\x80ge", 5},
                   {"王小明", 6},
                   {"ｶﾞ", 2},
                   {"서울", 4},
                   {"Ａ１", 4},
                   {"ليلى", 4},
                   {"לֵוִי", 3},
                   {"กรุงเทพ", 6},
                   {"नई दिल्ली", 8},
                   {"📦", 2},
                   {"1\xe2\x80\xaf"
                    "234,50\xc2\xa0€",
                    10},
                   {"\xff\xfe", 2}};

    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
        is_int((int64_t)columns_of(slice_of(vectors[i].text)), vectors[i].columns, "the columns of \"%s\"",
               i == 13 ? "no UTF-8" : vectors[i].text);
}

static void is_column(const char *value, size_t width, const char *wanted)
{
    struct text text = TEXT_INIT;

    column_left(&text, slice_of(value), width);
    is_bytes(text.bytes, text.length, wanted, "\"%s\" in %zu columns", value, width);
    text_release(&text);
}

static void test_words(void)
{
    struct slice rest = SLICE("北京 Topf 厨具有限");
    const char *const wanted[] = {"北京", "Topf", "厨具有"};

    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        struct slice words = column_words(&rest, 6);

        is_bytes(words.bytes, words.length, wanted[i], "line %zu has whole words, or what fits of a longer one", i + 1);
    }
    is_bytes(rest.bytes, rest.length, "限", "the rest is for the next line");
    rest = SLICE("北");
    ok(column_words(&rest, 1).length == 3 && !rest.length, "a character that is wider than the line is taken all the same");
}

int main(void)
{
    test_widths();
    is_column("Huy", 5, "Huy  ");
    is_column("Villers", 5, "Vill~");
    is_column("北京市", 5, "北京~");
    is_column("北京市", 4, "北~ ");
    is_column("北京", 4, "北京");
    test_words();
    return tap_end();
}
