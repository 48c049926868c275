/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "format/decimal.h"
#include "format/html.h"
#include "format/mapping.h"
#include "format/moment_pattern.h"

#include <stdlib.h>

static struct fault fault = FAULT_INIT;
static struct text told = TEXT_INIT;

/* The fields of every row of a sheet: "sku=A price=1.50\n", "skipped\n", "not_a_number price: …\n"; or why there are none. */
static const char *mapped_by(struct mapping *mapping, const char *csv)
{
    struct sheet sheet;
    struct sheet_options options = {0};
    struct sheet_row row;
    struct arena arena = ARENA_INIT;
    struct fields fields = FIELDS_INIT;
    enum sheet_event event;

    text_clear(&told);
    mapping_sheet_options(mapping, &options);
    if (!sheet_init(&sheet, &options, &fault))
        return fault.reason;
    sheet_feed(&sheet, slice_of(csv), true);
    while ((event = sheet_next(&sheet, &row, &fault)) != SHEET_END) {
        if (event == SHEET_BAD) {
            text_printf(&told, "%s\n", fault.code);
        } else if (event == SHEET_HEADER) {
            if (!mapping_bind(mapping, &row, &fault)) {
                text_printf(&told, "%s: %s", fault.code, fault.reason);
                break;
            }
        } else {
            arena_clear(&arena);
            switch (mapping_apply(mapping, &row, &arena, &fields, &fault)) {
            case MAPPING_SKIPPED:
                text_add_string(&told, "skipped\n");
                break;
            case MAPPING_REFUSED:
                text_printf(&told, "%s %s: %s\n", fault.code, fault.field, fault.reason);
                break;
            case MAPPING_MAPPED:
                for (size_t i = 0; i < fields.count; i++)
                    text_printf(&told, "%s%.*s=%.*s", i == 0 ? "" : " ", SLICE_ARGS(fields.items[i].name),
                                SLICE_ARGS(fields.items[i].value));
                text_add_byte(&told, '\n');
            }
        }
    }
    sheet_release(&sheet);
    arena_release(&arena);
    fields_release(&fields);
    return text_string(&told);
}

static const char *mapped(const char *map, const char *csv)
{
    struct mapping *mapping;
    const char *result;

    if (!mapping_parse(slice_of(map), "x.map", &mapping, &fault))
        return fault.reason;
    result = mapped_by(mapping, csv);
    mapping_free(mapping);
    return result;
}

/* The value of one field, by one rule for the column c; line ends of the result left out. */
static const char *by_rule(const char *field, const char *steps, const char *cell)
{
    struct text map = TEXT_INIT;
    struct text csv = TEXT_INIT;
    const char *result;

    text_printf(&map, "target product\n%s <- c %s\n", field, steps);
    text_printf(&csv, "c,d\n\"%s\",x\n", cell);
    result = mapped(text_string(&map), text_string(&csv));
    text_release(&map);
    text_release(&csv);
    if (told.length && told.bytes[told.length - 1] == '\n')
        told.bytes[told.length - 1] = '\0';
    return result;
}

static void test_rules(void)
{
    is_text(mapped("target product\nsku <- Reference\nname <- \"Product name\"\n",
                   "Product Name,reference,Other\nPan,A1,x\nPot,B2,y\n"),
            "sku=A1 name=Pan\nsku=B2 name=Pot\n", "columns by name, letters of either case");
    is_text(mapped("# a comment\n\n  target   product # no comment\n", "a\n1\n"),
            "x.map:3: the end of the line is wanted where \"# no comment\" stands", "comments have lines of their own");
    is_text(mapped("\xef\xbb\xbftarget product\r\nsku <- a\r\n# end", "a,b\n1,2\n"), "sku=1\n", "a mark and CRLF in the mapping");
    is_text(mapped("target product\nsku <- a\nname <- b + ' - ' + c\n", "a,b,c\n1,x,y\n2,,y\n3,,\n"),
            "sku=1 name=x - y\nsku=2 name=- y\nsku=3\n", "joined columns, absent if all are empty");
    is_text(mapped("target product\nsku <- a\nunit <- 'C62'\nbrand <- b | default 'O''Brien'\n", "a,b\n1,\n2,x\n"),
            "sku=1 unit=C62 brand=O'Brien\nsku=2 unit=C62 brand=x\n", "constants and defaults");
    is_text(mapped("target product\nsku <- a\nprice <- b\nprice <- c\nprice <- '0'\n", "a,b,c\n1,5,6\n2,,6\n3,,\n"),
            "sku=1 price=5\nsku=2 price=6\nsku=3 price=0\n", "of several rules for a field the first that gives something");
    is_text(mapped("target product\nsku <- \"A \"\"B\"\"\"\n", "\"a \"\"b\"\"\",c\n1,2\n"), "sku=1\n",
            "a quote in a column's name");
    is_text(mapped("target product\nsku <- R\xc3\xa9"
                   "f\xc3\xa9rence\n",
                   "R\xc3\xa9"
                   "f\xc3\xa9rence,x\n1,2\n"),
            "sku=1\n", "accents need no quotes");
    is_text(mapped("target product\nsku <- a\nbrand <- Brand?\n", "a,b\n1,x\n"), "sku=1\n", "a column that need not be there");
    is_text(mapped("target product\nsku <- a\nprice <- b\n  | s/,/./\n\n  # and\n  | s/ EUR//\n", "a,b\n1,\"2,5 EUR\"\n"),
            "sku=1 price=2.5\n", "steps on lines of their own");
    is_text(mapped("target product\nsku <- a\nattributes.colour <- b\nattributes.'Made in' <- c\n", "a,b,c\n1,red,BE\n"),
            "sku=1 attributes.colour=red attributes.Made in=BE\n", "attributes");
    is_text(mapped("target product\nsku <- a\nattributes.\"n1\" <- v1\nattributes.\"n2\"? <- v2\n",
                   "a,n1,v1,n2,v2\n1,Size,L,Size,M\n2,,x,Fit,\n"),
            "sku=1 attributes.Size=L\nsku=2\n", "attributes named by a column");
    is_text(mapped("target order\nreference <- r\nline.sku <- s\ncustomer.address.city <- c\n", "r,s,c\n1,A,Gand\n"),
            "reference=1 line.sku=A customer.address.city=Gand\n", "fields of an order");
    is_text(mapped("target order\nfill r\nfill n within r\nskip n = x\nreference <- r\nline.sku <- s\nnote <- n\n",
                   "r,s,n\n1,A,hi\n,B,\n,C,ho\n2,D,\n3,E,x\n,F,\n4,G,\n"),
            "reference=1 line.sku=A note=hi\nreference=1 line.sku=B note=hi\nreference=1 line.sku=C note=ho\n"
            "reference=2 line.sku=D\nskipped\nskipped\nreference=4 line.sku=G\n",
            "empty cells have what stands above them, within the same reference");
    is_text(mapped("target product\nsku <- a\nname <- b\n", "a,b\n\" \xc2\xa0 1\xc2\xa0\",\" x\n \"\n"), "sku=1 name=x\n",
            "blanks at the ends go");
    is_text(mapped("target product\nshort-rows\nseparator semicolon\nencoding windows-1252\nsku <- a\nname <- b\n",
                   "a;b;c\n1;\xe9\n2\n"),
            "sku=1 name=\xc3\xa9\nsku=2\n", "what the mapping says of the sheet");
    is_text(mapped("target product\nfirst-columns\nsku <- a\nname <- b\n", "a,b,b\n1,x,y\n"), "sku=1 name=x\n",
            "of columns of one name, the first");
}

static void test_kinds(void)
{
    is_text(by_rule("weight_g", "", "12"), "weight_g=12", "a whole number");
    is_text(by_rule("weight_g", "", "12.00"), "weight_g=12", "a whole number with decimals");
    is_text(by_rule("weight_g", "", "-3"), "weight_g=-3", "a negative one is the record's to refuse");
    is_text(by_rule("weight_g", "", "12.5"), "not_an_integer weight_g: column \"c\": \"12.5\" is no whole number",
            "no whole number");
    is_text(by_rule("weight_g", "", "-"), "not_an_integer weight_g: column \"c\": \"-\" is no whole number", "a sign alone");
    is_text(by_rule("backorder", "", "Yes"), "backorder=true", "yes");
    is_text(by_rule("backorder", "", "0"), "backorder=false", "0");
    is_text(by_rule("backorder", "", "perhaps"), "not_a_boolean backorder: column \"c\": \"perhaps\" is neither true nor false",
            "perhaps");
    is_text(by_rule("sku", "", "007"), "sku=007", "texts keep their zeros");
}

static void test_substitutions(void)
{
    is_text(by_rule("name", "| s/a/o/", "banana"), "name=bonana", "the first");
    is_text(by_rule("name", "| s/a/o/g", "banana"), "name=bonono", "all");
    is_text(by_rule("name", "| s/A/o/gi", "banana"), "name=bonono", "letters of either case");
    is_text(by_rule("name", "| s/(\\w+) (\\w+)/$2, ${1}!/", "Jeanne Martin"), "name=Martin, Jeanne!", "groups");
    is_text(by_rule("name", "| s/(.*)/\\L$1/", "POT"), "name=pot", "lower case");
    is_text(by_rule("name", "| s#/#-#g | s/^/x|/", "a/b/c"), "name=x|a-b-c", "other delimiters, several in a row");
    is_text(by_rule("name", "| s/a\\/b/c/", "a/b"), "name=c", "an escaped delimiter");
    is_text(by_rule("name", "| s/.*//", "all"), "", "nothing is left: the field is absent");
    is_text(by_rule("name", "| s/.*// | default 'x'", "all"), "name=x", "or has its default");
    is_text(by_rule("name", "| s/(b)?a/$1e/g", "aba"), "name=ebe", "a group that took no part is empty");
    is_text(by_rule("name", "| s/\xc3\xa9+/e/", "caf\xc3\xa9\xc3\xa9"), "name=cafe", "patterns are of characters, not bytes");
    is_text(by_rule("name", "| s/./x/g", "\xc3\xa9\xe2\x82\xac"), "name=xx", "a dot is a character");
    is_text(by_rule("name", "| s/(/x/", "a"), "x.map:2: pattern: missing closing parenthesis", "a pattern that is none");
    is_text(by_rule("name", "| s/a/$3/", "a"), "x.map:2: replacement: unknown substring", "a group that is none");
    is_text(by_rule("name", "| s/a/${x/", "b"), "x.map:2: replacement: expected closing curly bracket in replacement string",
            "a replacement that is none is noticed before a row is read");
    is_text(by_rule("name", "| s/a/b", "a"), "x.map:2: the pattern is not closed by / on its line", "an open substitution");
    is_text(by_rule("name", "| s/a/b/q", "a"), "x.map:2: one of the flags g i m s x is wanted where \"q\" stands",
            "an unknown flag");
    is_text(by_rule("name", "| s/\\C/x/", "a"), "x.map:2: pattern: using \\C is disabled by the application",
            "single bytes are out of reach");
}

static void test_hostile_patterns(void)
{
    char cell[3000];

    memset(cell, 'a', sizeof cell - 2);
    cell[sizeof cell - 2] = '!';
    cell[sizeof cell - 1] = '\0';
    ok(strstr(by_rule("name", "| s/^(a+)+$/x/", cell), "match_limit name: column \"c\": \"aaa"),
       "a pattern that searches for ages is stopped");
    ok(strstr(by_rule("name", "| s/^(a|aa)+$/x/", cell), "match_limit name: ") || strstr(told.bytes, "name=aaa"), "so is this one");
    ok(strstr(by_rule("name", "| s/((((a*)*)*)*)*b/x/", cell), "match_limit name: ") || strstr(told.bytes, "name=aaa"),
       "and this one");
    ok(strstr(by_rule("name", "| s/(?R)?a/x/", cell), "match_limit name: ") || strstr(told.bytes, "name="), "recursion ends");
    memset(cell, 'a', sizeof cell - 1);
    ok(strstr(
           by_rule(
               "name",
               "| s/a/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/g | s/a/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/g",
               cell),
           "becomes too long by a substitution"),
       "a value does not grow without end");
}

static void test_numbers(void)
{
    static const struct {
        const char *steps, *cell, *wanted;
    } cases[] = {
        {"| number comma", "1.234,50", "1234.50"},
        {"| number comma", "39,90", "39.90"},
        {"| number comma", "39", "39"},
        {"| number comma", "1.234.567", "1234567"},
        {"| number comma", "1 234,5", "1234.5"},
        {"| number comma",
         "1\xc2\xa0"
         "234,50 \xe2\x82\xac",
         "1234.50"},
        {"| number comma",
         "1\xe2\x80\xaf"
         "234,50\xc2\xa0\xe2\x82\xac",
         "1234.50"},
        {"| number comma", "\xe2\x82\xac 12,00", "12.00"},
        {"| number comma", "EUR 12,00", "12.00"},
        {"| number comma", "-5,00 kr", "-5.00"},
        {"| number comma",
         "\xe2\x88\x92"
         "5,00",
         "-5.00"},
        {"| number comma", ",5", "0.5"},
        {"| number comma", "5,", "5"},
        {"| number comma", "21 %", "21"},
        {"| number comma", "12 z\xc5\x82", "12"},
        {"| number point", "1,234.50", "1234.50"},
        {"| number point", "$1,234.50", "1234.50"},
        {"| number point", "US$ 0.99", "0.99"},
        {"| number point", "1'234.50", "1234.50"},
        {"| number point", "+7", "7"},
    };
    static const char *const refused[] = {"12.50",      "1.23,4",   "12.3456", "1.234 567", "abc",      "\xe2\x82\xac",
                                          "1,2,3",      "1-2",      "5,0 5",   "0.123",     "(5,00)",   "1e5",
                                          "21/11/2026", "1234.567", "- -5",    "--5",       "5 euros 5"};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char wanted[64];

        snprintf(wanted, sizeof wanted, "price=%s", cases[i].wanted);
        is_text(by_rule("price", cases[i].steps, cases[i].cell), wanted, "%s: %s", cases[i].steps, cases[i].cell);
    }
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        ok(strstr(by_rule("price", "| number comma", refused[i]), "not_a_number price: "), "no number with a comma: %s",
           refused[i]);
    is_text(by_rule("price", "| number comma", "12.50"),
            "not_a_number price: column \"c\": \"12.50\" is no number with a decimal comma", "the wrong mark is refused by name");
    is_text(by_rule("price", "| number", "1"), "x.map:2: \"comma\" or \"point\" is wanted at the end of the line",
            "a number needs its mark");
}

static void test_weights(void)
{
    is_text(by_rule("weight_g", "| weight kg", "0.068357"), "weight_g=68", "kilograms");
    is_text(by_rule("weight_g", "| weight kg", "0.0685"), "weight_g=69", "half a gram is rounded up");
    is_text(by_rule("weight_g", "| weight kg", "1.0049999999999999999"),
            "bad_weight weight_g: column \"c\": \"1.0049999999999999999\" is no weight (digits, with a point before decimals)",
            "more decimals than can be exact");
    is_text(by_rule("weight_g", "| weight lb", "1"), "weight_g=454", "pounds");
    is_text(by_rule("weight_g", "| weight oz", "16"), "weight_g=454", "ounces");
    is_text(by_rule("weight_g", "| weight g", "12.4"), "weight_g=12", "grams");
    is_text(by_rule("weight_g", "| number comma | weight kg", "1,5 kg"), "weight_g=1500", "a comma and a unit");
    is_text(by_rule("weight_g", "| weight kg", "0.00"), "", "nothing weighs nothing");
    is_text(by_rule("weight_g", "| weight kg", "heavy"),
            "bad_weight weight_g: column \"c\": \"heavy\" is no weight (digits, with a point before decimals)", "a word");
    ok(strstr(by_rule("weight_g", "| weight kg", "-1"), "bad_weight"), "less than nothing");
    ok(strstr(by_rule("weight_g", "| weight t", "999999999999999999"), "bad_weight"), "a planet");
    is_text(by_rule("weight_g", "| weight stone", "1"), "x.map:2: a unit of weight is wanted: g, kg, mg, t, lb or oz",
            "an unknown unit");
}

static void test_dates(void)
{
    static const struct {
        const char *format, *cell, *wanted;
    } cases[] = {
        {"%s", "1795284441", "2026-11-21T18:07:21.000Z"},
        {"%s.%f", "0.25", "1970-01-01T00:00:00.000Z"},
        {"%d/%m/%Y", "21/11/2026", "2026-11-21"},
        {"%d/%m/%Y", "1/2/2026", "2026-02-01"},
        {"%d/%m/%Y %H:%M", "21/11/2026 18:07", "2026-11-21 18:07:00"},
        {"%m/%d/%y %I:%M:%S %p", "11/21/26 06:07:21 PM", "2026-11-21 18:07:21"},
        {"%m/%d/%y %I:%M %p", "11/21/26 12:07 am", "2026-11-21 00:07:00"},
        {"%d %b %Y", "21 Nov 2026", "2026-11-21"},
        {"%B %d, %Y", "november 21, 2026", "2026-11-21"},
        {"%a, %d %b %Y %T %z", "Sat, 21 Nov 2026 18:07:21 +0100", "2026-11-21T18:07:21+01:00"},
        {"%FT%T.%f%z", "2026-11-21T18:07:21.241Z", "2026-11-21T18:07:21Z"},
        {"%Y%m%d", "20261121", "2026-11-21"},
        {"%d.%m.%y", "29.02.24", "2024-02-29"},
        {"%Y-%m-%d %R", "1969-12-31 23:59", "1969-12-31 23:59:00"},
    };
    static const struct {
        const char *format, *cell;
    } refused[] = {{"%d/%m/%Y", "31/04/2026"},
                   {"%s", "2026-11-21"},
                   {"%s", "253402300800"},
                   {"%d/%m/%Y", "29/02/2026"},
                   {"%d/%m/%Y", "21/13/2026"},
                   {"%d/%m/%Y", "21/11/26"},
                   {"%d/%m/%Y", "21/11/2026 18:07"},
                   {"%d/%m/%Y", "21-11-2026"},
                   {"%d/%m/%Y", "00/01/2026"},
                   {"%d/%m/%Y %H:%M", "21/11/2026 24:00"},
                   {"%d/%m/%Y %H:%M", "21/11/2026 18:60"},
                   {"%d/%m/%Y", "x"},
                   {"%d %b %Y", "21 Foo 2026"},
                   {"%F %z", "2026-11-21"}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char steps[64];
        char wanted[64];

        snprintf(steps, sizeof steps, "| date '%s'%s", cases[i].format, "");
        snprintf(wanted, sizeof wanted, "name=%s", cases[i].wanted);
        is_text(by_rule("name", steps, cases[i].cell), wanted, "%s: %s", cases[i].format, cases[i].cell);
    }
    for (size_t i = 0; i + 1 < sizeof refused / sizeof *refused; i++) {
        char steps[64];

        snprintf(steps, sizeof steps, "| date '%s'", refused[i].format);
        ok(strstr(by_rule("name", steps, refused[i].cell), "bad_date name: "), "no date by %s: %s", refused[i].format,
           refused[i].cell);
    }
    is_text(by_rule("name", "| date '%d/%m'", "1/1"), "x.map:2: a date format needs year, month and day",
            "a format without a year");
    is_text(by_rule("name", "| date '%Y-%m-%d %Q'", "1/1"), "x.map:2: %Q means nothing in a date", "an unknown letter");
    is_text(by_rule("name", "| date '%Y-%m-%d%'", "1/1"), "x.map:2: %? means nothing in a date", "a percent sign at the end");
    is_text(by_rule("name", "| date '%F %s'", "1"), "x.map:2: %s is date and time by itself", "seconds with a date");
    is_text(by_rule("name", "| date '%F %I'", "1/1"), "x.map:2: %I and %p need each other", "half of a half day");
    is_text(by_rule("name", "| date '%F %z'", "2026-11-21"), "x.map:2: a time needs its hour", "an offset without a time");
}

static void test_words(void)
{
    static const char map[] = "target product\nsku <- a\nstatus <- b | table states\n"
                              "table states\n  in use = active\n  # no more\n  'a = b' = draft\n  Gone=archived\n  empty =\nend\n";

    is_text(mapped(map, "a,b\n1,In Use\n2,a = b\n3,GONE\n4,empty\n5,\n6,lost\n"),
            "sku=1 status=active\nsku=2 status=draft\nsku=3 status=archived\nsku=4\nsku=5\n"
            "unknown_word status: column \"b\": \"lost\" is not in the table \"states\"\n",
            "a table of words");
    is_text(mapped("target product\nsku <- a | table t\ntable t\n1 = one\n* = many\nend\n", "a,b\n1,\n2,\n"), "sku=one\nsku=many\n",
            "any other word");
    is_text(mapped("target product\nsku <- a | table t\ntable t\n1 = one\n* = *\nend\n", "a,b\n1,\n2,\n"), "sku=one\nsku=2\n",
            "stays as it is");
    is_text(mapped("target product\nsku <- a | table t\n", ""), "x.map:2: there is no table \"t\"", "no such table");
    is_text(mapped("target product\nsku <- a | table t\ntable t\na = b\n", ""), "x.map:3: the table \"t\" has no end",
            "a table without an end");
    is_text(mapped("target product\ntable t\na = b\nA = c\nend\n", ""), "x.map:5: \"A\" stands twice in the table",
            "a word that stands twice");
    is_text(mapped("target product\ntable t\na\nend\n", ""), "x.map:3: = is wanted at the end of the line", "a line that is none");
}

static void test_other_steps(void)
{
    is_text(by_rule("category", "| first ','", "Clothing, Clothing > Shirts"), "category=Clothing", "the first of a list");
    is_text(by_rule("category", "| last ','", "Clothing, Clothing > Shirts"), "category=Clothing > Shirts", "the last of a list");
    is_text(by_rule("category", "| first ',' | s/\\\\,/,/g", "Home\\, Garden, Tools"), "category=Home, Garden",
            "an escaped separator");
    is_text(by_rule("category", "| first ' > '", "Home"), "category=Home", "a list of one");
    is_text(by_rule("category", "| first ';'", ";x"), "", "an empty first");
    is_text(by_rule("gtin", "| gtin", "5412345678908"), "gtin=5412345678908", "a GTIN");
    is_text(by_rule("gtin", "| gtin", "5412345678909"), "", "not with a wrong check digit");
    is_text(by_rule("gtin", "| gtin", "0000000000000"), "", "nor zeros alone");
    is_text(by_rule("description", "| html", "<p>A &amp; B</p><p class='x'>C<br/>D</p>"), "description=A & B\nC\nD", "HTML");
    is_text(
        by_rule("description", "| polish", "x"),
        "x.map:2: a step (s/…/…/, table, number, weight, date, html, gtin, country, first, last, default) is wanted where \"polish\" stands",
        "an unknown step");
}

static const char *text_of_html(const char *html)
{
    text_clear(&told);
    html_to_text(&told, slice_of(html));
    return text_string(&told);
}

static void test_html(void)
{
    is_text(text_of_html(""), "", "nothing");
    is_text(text_of_html("a < b & c > d"), "a < b & c > d", "what is no markup stays");
    is_text(text_of_html("&lt;b&gt; &eacute;&#233;&#xE9; &euro; &nbsp; &unknown; &amp"),
            "<b> \xc3\xa9\xc3\xa9\xc3\xa9 \xe2\x82\xac &unknown; &amp", "entities");
    is_text(text_of_html("a<!-- b > c -->d<script>if (a < b) x()</SCRIPT>e<style>p{}</style>f"), "adef",
            "comments, scripts, styles");
    is_text(text_of_html("<ul>\n <li>a</li>\n <li>b</li>\n</ul>"), "a\nb", "a list");
    is_text(text_of_html("a  b\t\n\n c"), "a b\nc", "blanks");
    is_text(text_of_html("<a title=\"x > y\">z</a>"), "z", "a > in an attribute");
    is_text(text_of_html("<a title=\"x>y"), "y", "a quote that stays open");
    is_text(text_of_html("a <b"), "a <b", "a tag that is not closed");
    is_text(text_of_html("&#0;&#x110000;&#xD800;&#"), "&#x110000;&#xD800;&#", "numbers that are no characters");
    is_text(text_of_html("\xc2\xa0Po\xc3\xaale\xc2\xa0\xc2\xa9"), "Po\xc3\xaale \xc2\xa9", "no-break spaces are blanks");
}

static void test_filters(void)
{
    static const char csv[] = "n,q\n1,5\nC2,5\n3,-1\n4,0\n5,\n6,1.5\n7,x\n";

    is_text(mapped("target product\nonly n ~ /^[0-9]+$/\nonly q > 0\nsku <- n\n", csv),
            "sku=1\nskipped\nskipped\nskipped\nskipped\nsku=6\nnot_a_number : column \"q\": \"x\" is no number\n", "only");
    is_text(mapped("target product\nskip n ~ /c/i\nskip q = 5\nskip q = ''\nsku <- n\n", csv),
            "skipped\nskipped\nsku=3\nsku=4\nskipped\nsku=6\nsku=7\n", "skip");
    is_text(mapped("target product\nskip n !~ /^[0-9]/\nonly n != 7\nskip q <= -1\nskip q >= 1.50\nsku <- n\n", csv),
            "skipped\nskipped\nskipped\nsku=4\nsku=5\nskipped\nskipped\n", "the other comparisons");
    is_text(mapped("target product\nonly q > 0.10000000000000000001\nsku <- n\n", csv),
            "x.map:2: \"0.10000000000000000001\" is no number", "too fine a number");
    is_text(mapped("target product\nonly q like 5\nsku <- n\n", csv),
            "x.map:2: one of ~ !~ = != > >= < <= is wanted where \"like 5\" stands", "an unknown comparison");
    is_text(mapped("target product\nonly z > 1\nsku <- n\n", csv),
            "missing_column: x.map:2: the sheet has no column \"z\"; there are: \"n\", \"q\"", "a column that is not there");
}

static void test_binding(void)
{
    struct mapping *mapping = mapping_identity(TARGET_PRODUCT);
    struct mapping *orders = mapping_identity(TARGET_ORDER);

    is_text(mapped("target product\nsku <- Reference\nprice <- \"Regular prise\"\n", "Reference,Regular price,Sale price\n1,2,3\n"),
            "missing_column: x.map:3: the sheet has no column \"Regular prise\"; perhaps \"Regular price\"",
            "a column like the one wanted");
    is_text(mapped("target product\nsku <- a\n", "a,b,A\n1,2,3\n"), "sku=1\n", "the same letters are preferred");
    is_text(mapped("target product\nsku <- a\n", "A,b,A\n1,2,3\n"),
            "duplicate_column: x.map:2: the sheet has more than one column \"a\"", "which of two columns?");
    is_text(mapped("target product\nsku <- b\n", "A,b,A\n1,2,3\n"), "sku=2\n", "two columns that nobody asks for");

    is_text(mapped_by(mapping, "SKU,name,Weight_G,attributes.Colour\nA,Pan,12,Red\n"),
            "sku=A name=Pan weight_g=12 attributes.Colour=Red\n", "columns named like fields");
    is_text(mapped_by(mapping, "sku,price,\nA,1,\nB,2,x\n"), "sku=A price=1\nunnamed_column : column 3 has a value, but no name\n",
            "the same mapping for another sheet; a column without a name");
    is_text(mapped_by(mapping, "sku,prize,x\nA,1,\n"),
            "unknown_column: the column \"prize\" is no field of a product; perhaps \"price\"; a mapping can tell what it is",
            "a column that is no field");
    is_text(mapped_by(mapping, "sku,name,SKU\nA,1,\n"), "duplicate_column: the sheet has more than one column \"SKU\"",
            "a field twice");
    is_text(mapped_by(mapping, "type,sku\nproduct,A\n,B\norder,C\n"),
            "sku=A\nsku=B\nwrong_type type: \"order\" is not \"product\"\n", "the type of records");
    is_text(mapped_by(mapping, "sku,weight_g\nA,1.5\n"), "not_an_integer weight_g: \"1.5\" is no whole number\n",
            "faults name the field once");
    is_text(mapped_by(orders, "reference,line.sku,line.quantity\n1,A,2\n"), "reference=1 line.sku=A line.quantity=2\n", "orders");
    ok(mapping_target(orders) == TARGET_ORDER, "a mapping knows its target");
    mapping_free(mapping);
    mapping_free(orders);
    mapping_free(NULL);
}

static void test_errors(void)
{
    static const struct {
        const char *map, *wanted;
    } cases[] = {
        {"", "x.map:1: a mapping begins with its target, as \"target product\""},
        {"sku <- a\n", "x.map:1: a mapping begins with its target, as \"target product\""},
        {"target customer\n", "x.map:1: \"product\", \"order\", \"price\", \"exchange_rate\", \"tracking_event\", "
                              "\"pickup_point\", \"licence_key\", \"carrier_charge\" or \"feed\" is wanted where \"customer\" stands"},
        {"target product\ntarget order\n", "x.map:2: the target is told twice"},
        {"target product\n", "x.map:2: the mapping fills no field"},
        {"target product\nskus <- a\n", "x.map:2: \"skus\" is no field of a product; perhaps \"sku\" or \"slug\""},
        {"target order\nsku <- a\n", "x.map:2: \"sku\" is no field of an order; perhaps \"line.sku\""},
        {"target product\nattributes. <- a\n", "x.map:2: \"attributes.\" is no field of a product"},
        {"target product\nsku a\n", "x.map:2: <- is wanted where \"a\" stands"},
        {"target product\nsku <-\n", "x.map:2: a column is wanted at the end of the line"},
        {"target product\nsku <- \"\"\n", "x.map:2: a column needs a name"},
        {"target product\nsku <- a b\n", "x.map:2: the end of the line is wanted where \"b\" stands"},
        {"target product\nsku <- a +\n", "x.map:2: a column is wanted at the end of the line"},
        {"target product\nsku <- \"a\n", "x.map:2: the quote \" is not closed on its line"},
        {"target product\nsku <- a |\n", "x.map:2: a step (s/…/…/, table, number, weight, date, html, gtin, country, first, last, default) "
                                         "is wanted at the end of the line"},
        {"target product\n| html\n", "x.map:2: a field or a directive is wanted where \"| html\" stands"},
        {"target product\nseparator xx\n", "x.map:2: a separator is comma, semicolon, tab, bar or one character in quotes"},
        {"target product\nsku <- a | first ''\n", "x.map:2: a separator needs a character"},
        {"target product\nsku <- a\xff\n", "x.map:2: the file is not UTF-8"},
        {"target product\nsku <- a | default", "x.map:2: a default is wanted at the end of the line"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        is_text(mapped(cases[i].map, "a\n"), cases[i].wanted, "refused: %.30s", cases[i].wanted);
    ok(fault.kind == FAULT_USAGE, "mappings that are wrong are faults of usage");
    is_text(mapped("target product\nencoding klingon\nsku <- a\n", ""), "unknown encoding \"klingon\"", "an unknown encoding");
}

static void test_json(void)
{
    struct field items[] = {{SLICE("reference"), SLICE("W-1"), FIELD_TEXT},
                            {SLICE("prices_include_tax"), SLICE("false"), FIELD_BOOLEAN},
                            {SLICE("customer.address.city"), SLICE("Gand"), FIELD_TEXT},
                            {SLICE("customer.name"), SLICE("J\"M"), FIELD_TEXT},
                            {SLICE("line.quantity"), SLICE("-2"), FIELD_INTEGER},
                            {SLICE("attributes.a.b"), SLICE("c"), FIELD_TEXT}};
    struct fields fields = {items, sizeof items / sizeof *items, 0};
    json_t *record = fields_json(&fields);
    char *written = json_dumps(record, JSON_COMPACT);

    is_text(
        written,
        "{\"reference\":\"W-1\",\"prices_include_tax\":false,\"customer\":{\"address\":{\"city\":\"Gand\"},\"name\":\"J\\\"M\"},"
        "\"line\":{\"quantity\":-2},\"attributes\":{\"a.b\":\"c\"}}",
        "fields as an object");
    ok(slice_is(fields_find(&fields, "customer.name"), "J\"M") && !fields_find(&fields, "note").bytes,
       "a field is found by its name");
    free(written);
    json_decref(record);
}

static void test_decimals(void)
{
    struct decimal a;
    struct decimal b;
    int64_t result;

    ok(decimal_read(SLICE("-12.50"), &a) && decimal_read(SLICE("-12.5"), &b) && decimal_compare(&a, &b) == 0,
       "zeros at the end do not count");
    ok(decimal_read(SLICE("000000000000000000000000001"), &a) && decimal_read(SLICE("0.999999999999999"), &b) &&
           decimal_compare(&a, &b) > 0,
       "nor do zeros at the start");
    ok(!decimal_read(SLICE("1000000000000000000"), &a) && !decimal_read(SLICE("0.1234567890123456"), &a), "limits are told");
    ok(!decimal_read(SLICE(""), &a) && !decimal_read(SLICE("."), &a) && !decimal_read(SLICE("-"), &a) &&
           !decimal_read(SLICE("1.2.3"), &a) && !decimal_read(SLICE(" 1"), &a) && !decimal_read(SLICE("1,5"), &a) &&
           !decimal_read(SLICE("1e5"), &a),
       "what is no number");
    ok(decimal_read(SLICE("999999999999999999.999999999999999"), &a) && !decimal_scaled(&a, 1000, 1, &result), "too much to scale");
    ok(decimal_read(SLICE("-0.0005"), &a) && decimal_scaled(&a, 1000, 1, &result) && result == -1, "halves go away from zero");
}

/* The mappings that come with the package are mappings. */
static void test_ready_maps(void)
{
    static const char *const names[] = {"online-retail-orders", "online-retail-products", "prestashop-orders",
                                        "prestashop-products",  "woocommerce-orders",     "woocommerce-products"};
    const char *folder = getenv("srcdir");

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[1000];
        char bytes[20000];
        FILE *file;
        size_t length;
        struct mapping *mapping = NULL;

        snprintf(path, sizeof path, "%s/share/maps/%s.map", folder ? folder : ".", names[i]);
        file = fopen(path, "rb");
        if (!file) {
            skip("%s is not here", path);
            continue;
        }
        length = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        fault.reason[0] = '\0';
        ok(mapping_parse((struct slice){bytes, length}, path, &mapping, &fault), "%s is a mapping %s", names[i], fault.reason);
        mapping_free(mapping);
    }
}

int main(void)
{
    test_rules();
    test_kinds();
    test_substitutions();
    test_hostile_patterns();
    test_numbers();
    test_weights();
    test_dates();
    test_words();
    test_other_steps();
    test_html();
    test_filters();
    test_binding();
    test_errors();
    test_json();
    test_decimals();
    test_ready_maps();
    text_release(&told);
    return tap_end();
}
