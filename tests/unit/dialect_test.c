/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "base/name.h"
#include "dialects.h"
#include "format/draft.h"
#include "format/woocommerce.h"

static struct text text = TEXT_INIT;

static const char *folded_name(const char *name)
{
    text_clear(&text);
    text_add_folded_name(&text, slice_of(name));
    return text_string(&text);
}

static const char *slug(const char *name)
{
    text_clear(&text);
    text_add_slug(&text, slice_of(name));
    return text_string(&text);
}

static void test_names(void)
{
    is_text(folded_name("  Is featured ?\xc2\xa0"), "is featured", "signs and no-break spaces are blanks");
    is_text(folded_name("\xc2\xbf"
                        "Est\xc3\xa1 destacado?"),
            "esta destacado", "so are signs of other languages, and accents go");
    is_text(folded_name("a\xff"
                        "B"),
            "a\xff"
            "b",
            "a byte that is no character stays");
    is_text(folded_name("GTIN, UPC, EAN\xe2\x80\x94or ISBN"), "gtin upc ean or isbn", "so are commas and dashes");
    is_text(slug("T-Shirt, Rouge / XL"), "t-shirt-rouge-xl", "a slug has hyphens");
}

enum { PLAIN = 1, NUMBERED, ANYTHING, MEASURED };

static void test_header(void)
{
    static const struct column_name names[] = {{PLAIN, "Sale price"},  {PLAIN, "Prix promo"}, {NUMBERED, "Attribute %d name"},
                                               {ANYTHING, "Meta: %s"}, {MEASURED, "Weight"},  {0, NULL}};
    const struct slice cells[] = {SLICE(" PRIX  PROMO*"), SLICE("attribute 12 Name"), SLICE("M\xc3\xa9ta : _a_Key"),
                                  SLICE("Weight (kg)"),   SLICE("Prix promo"),        SLICE("Attribute x name")};
    const struct sheet_row row = {cells, 6, 1, SLICE("")};
    const struct slice values[] = {SLICE("1"), SLICE("2"), SLICE("3"), SLICE("4 "), SLICE("5")};
    const struct sheet_row second = {values, 5, 2, SLICE("")};
    struct header header;

    header_bind(&header, &row, names);
    is_int(header.columns[0].field, PLAIN, "a name is found in another language, whatever its capitals and signs");
    is_int(header.columns[1].number, 12, "a number in a name is read");
    is_bytes(header.columns[2].within.bytes, header.columns[2].within.length, "_a_Key", "what stands for %%s is as it came");
    is_bytes(header.columns[3].within.bytes, header.columns[3].within.length, "kg", "so is a hint in brackets");
    is_int(header.columns[4].field, COLUMN_UNKNOWN, "a second column of the name is none of the field");
    is_int((int64_t)header.unknown, 2, "what is unknown is counted");
    is_bytes(header_cell(&header, &second, MEASURED).bytes, header_cell(&header, &second, MEASURED).length, "4",
             "a field's cell is found, without blanks");
    is_int((int64_t)header_cell_of(&header, &second, NUMBERED, 3).length, 0, "a number that the sheet has not has no cell");
    text_clear(&text);
    header_first_name(&text, names, &header.columns[1]);
    is_text(text_string(&text), "Attribute 12 name", "the first name is the English one");
    header_release(&header);
}

static void test_hints(void)
{
    static const struct column_name names[] = {{PLAIN, "Status"}, {0, NULL}};
    const struct slice cells[] = {SLICE("Status (of the glaze)"), SLICE("Status")};
    const struct sheet_row row = {cells, 2, 1, SLICE("")};
    struct header header;

    header_bind(&header, &row, names);
    is_int(header.columns[0].field, COLUMN_UNKNOWN, "a name with a hint is none where another column has the whole name");
    is_int(header.columns[1].field, PLAIN, "and that one has the field");
    header_release(&header);
}

static const char *decimal(const char *cell)
{
    text_clear(&text);
    return cell_decimal(&text, slice_of(cell)) ? text_string(&text) : "none";
}

static int64_t grams(const char *cell)
{
    int64_t value;

    return cell_scaled(slice_of(cell), 1000, &value) ? value : -1;
}

static void test_measures(void)
{
    struct slice cell = cell_unescaped(SLICE("'=1+1"));

    is_int(grams("1,5"), 1500, "a cell is told in a smaller unit");
    is_int(grams("0.0125"), 13, "rounded");
    is_int(grams("heavy"), -1, "and one that is no number is not");
    ok(cell_is_finer(SLICE("0.0125"), 1000), "what had to be rounded is finer");
    ok(!cell_is_finer(SLICE("0.0120"), 1000), "zeros say nothing");
    is_bytes(cell.bytes, cell.length, "=1+1", "an apostrophe before a formula goes");
    cell = cell_unescaped(SLICE("'tis"));
    is_bytes(cell.bytes, cell.length, "'tis", "one before a word stays");
}

static void test_cells(void)
{
    struct slice rest = SLICE(" a\\, b ,, c");
    struct text room = TEXT_INIT;
    struct slice item;

    is_text(decimal("1.234,50"), "1234.50", "the last mark is that of the decimals");
    is_text(decimal("1,234.50 EUR"), "1234.50", "whichever it is, and with a currency");
    is_text(decimal("19,9"), "19.9", "a lone comma is one");
    is_text(decimal("1.234.567"), "1234567", "a mark that comes twice sets thousands apart");
    is_text(decimal("twelve"), "none", "words are no number");
    is_int(cell_answer(SLICE("Oui")), ANSWER_YES, "yes in French");
    is_int(cell_answer(SLICE("NEIN")), ANSWER_NO, "no in German");
    is_int(cell_answer(SLICE("notify")), ANSWER_NONE, "any other word is no answer");
    ok(list_next(&rest, ',', '\\', &room, &item) && slice_is(item, "a, b"), "an escaped comma is part of the item");
    ok(list_next(&rest, ',', '\\', &room, &item) && item.length == 0, "an item may be empty");
    ok(list_next(&rest, ',', '\\', &room, &item) && slice_is(item, "c") && !list_next(&rest, ',', '\\', &room, &item),
       "after the last there is none");
    text_release(&room);
}

static void test_recognition(void)
{
    is_text(exported(NULL, SLICE("sku,name,price\nA,B,1\n"), &text), "none", "columns that all have tell nothing");
    is_text(exported(NULL, SLICE("Type,SKU,Name,Published,Sold individually?,Regular price\nsimple,A,B,1,,2\n"), &text),
            "{\"type\":\"product\",\"sku\":\"A\",\"name\":\"B\",\"price\":\"2.00\",\"status\":\"active\"}\n",
            "WooCommerce's export is recognised");
    is_text(exported(NULL,
                     SLICE("Type;UGS;Nom;Publi\xc3\xa9;Vendre individuellement ?;Tarif r\xc3\xa9gulier;Poids (g)\n"
                           "simple;A;B;1;;2,5;300\n"),
                     &text),
            "{\"type\":\"product\",\"sku\":\"A\",\"name\":\"B\",\"price\":\"2.50\",\"weight_g\":300,\"status\":\"active\"}\n",
            "in French too, with its decimal commas");
}

int main(void)
{
    test_names();
    test_header();
    test_hints();
    test_measures();
    test_cells();
    test_recognition();
    text_release(&text);
    return tap_end();
}
