/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "base/memory.h"
#include "format/sheet.h"

#include <stdlib.h>

/* Everything that a sheet gives, as text: "header a|b", "2: x|y", "3! too_few_cells [raw]". */
static struct text told = TEXT_INIT;
static char assumed[200];

static void tell(enum sheet_event event, const struct sheet_row *row, const struct fault *fault)
{
    if (event == SHEET_BAD) {
        text_printf(&told, "%zu! %s [%.*s]\n", row->line, fault->code, row->raw.length > 60 ? 60 : (int)row->raw.length,
                    row->raw.bytes);
        return;
    }
    if (event == SHEET_HEADER)
        text_printf(&told, "header");
    else
        text_printf(&told, "%zu:", row->line);
    for (size_t i = 0; i < row->count; i++)
        text_printf(&told, "%s%.*s", i == 0 ? " " : "|", SLICE_ARGS(row->cells[i]));
    text_add_byte(&told, '\n');
}

static bool read_in(struct slice bytes, size_t chunk, const struct sheet_options *options)
{
    struct sheet sheet;
    struct fault fault = FAULT_INIT;
    struct sheet_row row;
    struct text text = TEXT_INIT;
    enum sheet_event event = SHEET_MORE;

    text_clear(&told);
    if (!sheet_init(&sheet, options, &fault))
        return false;
    while (event == SHEET_MORE) {
        size_t length = bytes.length < chunk ? bytes.length : chunk;
        char *copy = memory_copy(bytes.bytes, length); /* so that a sanitizer sees who keeps what was fed */

        sheet_feed(&sheet, (struct slice){copy, length}, length == bytes.length);
        free(copy);
        bytes = slice_from(bytes, length);
        while ((event = sheet_next(&sheet, &row, &fault)) != SHEET_MORE && event != SHEET_END)
            tell(event, &row, &fault);
    }
    sheet_assumed(&sheet, &text);
    snprintf(assumed, sizeof assumed, "%s", text_string(&text));
    text_release(&text);
    sheet_release(&sheet);
    text_string(&told);
    return true;
}

/* The same, however the bytes come: at once, by one, by seven. */
static void reads_with(struct slice bytes, const struct sheet_options *options, const char *wanted, const char *name)
{
    static const size_t chunks[] = {SIZE_MAX, 1, 7};

    for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
        read_in(bytes, chunks[i], options);
        if (!is_text(text_string(&told), wanted, "%s%s", name, i == 0 ? "" : i == 1 ? ", byte by byte" : ", by sevens"))
            return;
    }
}

static void reads(struct slice bytes, const char *wanted, const char *name)
{
    reads_with(bytes, &(struct sheet_options){0}, wanted, name);
}

static void test_rows(void)
{
    reads(SLICE(""), "", "an empty file has no rows");
    reads(SLICE("\n\r\n  \n"), "", "blank lines are no rows");
    reads(SLICE("sku,name\n"), "header sku|name\n", "a header alone");
    reads(SLICE("sku,name"), "header sku|name\n", "a header without its newline");
    reads(SLICE("sku,name\nA,Pan\nB,Pot\n"), "header sku|name\n2: A|Pan\n3: B|Pot\n", "rows");
    reads(SLICE("sku,name\nA,Pan\nB,Pot"), "header sku|name\n2: A|Pan\n3: B|Pot\n", "no newline at the end");
    reads(SLICE("sku,name\r\nA,Pan\r\n"), "header sku|name\n2: A|Pan\n", "CRLF");
    reads(SLICE("sku,name\rA,Pan\rB,Pot\r"), "header sku|name\n2: A|Pan\n3: B|Pot\n", "CR");
    reads(SLICE("sku,name\n\n\nA,Pan\n ,\n,,,,\nB,Pot\n"), "header sku|name\n4: A|Pan\n7: B|Pot\n",
          "rows that say nothing are passed over");
    reads(SLICE("sku,name\n A , Pan \n\"B\" ,\" Pot \"\n"), "header sku|name\n2: A|Pan\n3: B| Pot \n", "blanks around cells");
    reads(SLICE("sku,name\nA,\nB,\"\"\n"), "header sku|name\n2: A|\n3: B|\n", "an empty last cell");
    reads(SLICE("sku\nA\nB\n"), "header sku\n2: A\n3: B\n", "one column");
    is_text(assumed, "UTF-8, separator ',', 1 column", "what was assumed of one column");
    reads(SLICE("s,n\nA,\"x \"\"y\"\" z\"\n"), "header s|n\n2: A|x \"y\" z\n", "doubled quotes");
    reads(SLICE("a,b,c\n\"1\"\"2\",\"\"\"\",\"\"\"3\"\"\"\n\"\"\"a longer row than the one before\"\"\",\"\"\"\"\"\",\"x\"\"y\"\n"),
          "header a|b|c\n2: 1\"2|\"|\"3\"\n3: \"a longer row than the one before\"|\"\"|x\"y\n",
          "doubled quotes in every cell of a row");
    reads(SLICE("s,n\nA,12\" pan\nB,\"a\nb\"\n"), "header s|n\n2: A|12\" pan\n3: B|a\nb\n",
          "a quote inside an unquoted cell is itself");
    reads(SLICE("s,n\nA,\"a\r\nb\rc\n\"\nB,x\n"), "header s|n\n2: A|a\r\nb\rc\n\n5: B|x\n", "line ends in quotes count as lines");
    reads(SLICE("s,n\r\nA,\"a\r\nb\"\r\nB,x\r\n"), "header s|n\n2: A|a\r\nb\n4: B|x\n", "CRLF in quotes");
}

static void test_separators(void)
{
    reads(SLICE("sku;name;price\nA;Pan, big;1,50\nB;Pot, small;2,50\n"),
          "header sku|name|price\n2: A|Pan, big|1,50\n3: B|Pot, small|2,50\n", "semicolons, among commas");
    is_text(assumed, "UTF-8, separator ';', 3 columns", "what was assumed");
    reads(SLICE("sku\tname\tprice\nA\t\t1\n\tx\t\"a\tb\"\n"), "header sku|name|price\n2: A||1\n3: |x|a\tb\n",
          "tabs, with empty cells");
    is_text(assumed, "UTF-8, separator tab, 3 columns", "what was assumed of tabs");
    reads(SLICE("sku|name\nA|x\n"), "header sku|name\n2: A|x\n", "bars");
    reads(SLICE("sku,\"a;b;c;d\"\nA,\"e;f\"\n"), "header sku|a;b;c;d\n2: A|e;f\n", "separators in quotes do not count");
    reads(SLICE("Name (x;y;z),Price,Tags (x;y)\nA,1,k;l;m\nB,2,n\n"),
          "header Name (x;y;z)|Price|Tags (x;y)\n2: A|1|k;l;m\n3: B|2|n\n", "the separator that cuts evenly");
    reads(SLICE("sep=;\nsku;a,b\nA;1\n"), "header sku|a,b\n3: A|1\n", "a line that tells the separator");
    reads(SLICE("sep=|\r\nsku;x|a\r\nA|1\r\n"), "header sku;x|a\n3: A|1\n", "the same with CRLF");
    reads_with(SLICE("a title\nsku\nA\n"), &(struct sheet_options){.header_line = 2}, "header sku\n3: A\n", "a title above");
    reads_with(SLICE("a title\nsku\nA"), &(struct sheet_options){.header_line = 4}, "3! no_header []\n",
               "a file that ends before its header");
    reads_with(SLICE("a title"), &(struct sheet_options){.header_line = 4}, "1! no_header []\n", "a title alone");
    reads_with(SLICE(""), &(struct sheet_options){.header_line = 4}, "", "an empty file has no header to miss");
    reads_with(SLICE("a;b,c\n1;2,3\n"), &(struct sheet_options){.encoding = NULL, .separator = ';'}, "header a|b,c\n2: 1|2,3\n",
               "a separator that is told");
    reads(SLICE("# sku is the \"number\", really\n# more, here\nsku,name\n#1,x\n"), "header sku|name\n4: #1|x\n",
          "comment lines above the header");
    is_text(assumed, "UTF-8, separator ',', 2 columns, 2 comment lines above the header", "comments are told");
    reads(SLICE("# a, \"quoted and open\nsku,name\nA,x\n"), "header sku|name\n3: A|x\n", "a quote that is open in a comment");
    reads(SLICE("#,sku\n1,A\n"), "header #|sku\n2: 1|A\n", "a column called #");
}

static void test_encodings(void)
{
    struct sheet sheet;
    struct fault fault = FAULT_INIT;

    reads(SLICE("\xef\xbb\xbfsku,name\nA,Po\xc3\xaale\n"), "header sku|name\n2: A|Po\xc3\xaale\n", "UTF-8 with its mark");
    reads(SLICE("\xef\xbb\xbf\"sku\",name\nA,x\n"), "header sku|name\n2: A|x\n", "a quoted cell behind the mark");
    reads(SLICE("sku;name\nA;Po\xeale \x80\n"), "header sku|name\n2: A|Po\xc3\xaale \xe2\x82\xac\n", "Windows-1252");
    is_text(assumed, "Windows-1252, separator ';', 2 columns", "what was assumed of Windows-1252");
    reads(SLICE("sku,name\nA,C\x8cUR\nB,d\x92\x8cuvre\nC,K\xa0\x84Haus\x93\n"),
          "header sku|name\n2: A|C\xc5\x92UR\n3: B|d\xe2\x80\x99\xc5\x92uvre\n4: C|K\xc2\xa0\xe2\x80\x9eHaus\xe2\x80\x9c\n",
          "capitals and quotes of Windows-1252 alone");
    reads(SLICE("sku,name\nA,Po\x88le d\x82"
                "cor\x82"
                "e\n"),
          "header sku|name\n2: A|Po\xc3\xaale d\xc3\xa9"
          "cor\xc3\xa9"
          "e\n",
          "code page 850");
    reads(SLICE("sku,name\nA,\x81z\nB,\xe9\n"), "header sku|name\n2! invalid_encoding [A,\x81z]\n3: B|\xc3\xa9\n",
          "a byte that Windows-1252 has not");
    reads(SLICE("\xff\xfes\0,\0n\0\n\0A\0,\0\xe9\0\n\0\x3d\xd8\x00\xde,\0\"\0a\0\n\0b\0\"\0\n\0"),
          "header s|n\n2: A|\xc3\xa9\n3: \xf0\x9f\x98\x80|a\nb\n", "UTF-16, low byte first");
    is_text(assumed, "UTF-16LE, separator ',', 2 columns", "what was assumed of UTF-16");
    reads(SLICE("\xfe\xff\0s\0,\0n\0\r\0\n\0A\0,\0\xe9\0\r\0\n"), "header s|n\n2: A|\xc3\xa9\n", "UTF-16, high byte first");
    reads(SLICE("s\0k\0u\0,\0n\0a\0m\0e\0\n\0A\0,\0B\0\n\0"), "header sku|name\n2: A|B\n", "UTF-16 without a mark");
    reads(SLICE("\xff\xfes\0,\0n\0\n\0A\0,\0\x3d\xd8x\0\n\0B\0,\0y\0\n\0"), "header s|n\n2! invalid_encoding [A,\xffx]\n3: B|y\n",
          "half a surrogate pair");
    reads(SLICE("\xff\xfes\0,\0n\0\n\0A\0,\0B\0\n"), "header s|n\n2! invalid_encoding [A,B\xff]\n", "half a character at the end");
    reads(SLICE("s,n\nA,\xc3\xa9\nB,\xe9\nC,\xc3\xa8\xc3\xaa\n"),
          "header s|n\n2: A|\xc3\xa9\n3! invalid_utf8 [B,\xe9]\n4: C|\xc3\xa8\xc3\xaa\n",
          "a row that is not UTF-8 in a file that is");
    reads_with(SLICE("s,n\nA,\xc3\xa9\n"), &(struct sheet_options){.encoding = "cp1252", .separator = 0},
               "header s|n\n2: A|\xc3\x83\xc2\xa9\n", "an encoding that is told");
    reads_with(SLICE("s,n\nA,\xa4\n"), &(struct sheet_options){.encoding = "ISO-8859-15", .separator = 0},
               "header s|n\n2: A|\xe2\x82\xac\n", "an encoding of the system");
    reads_with(SLICE("s,n\nA,\xe9\n"), &(struct sheet_options){.encoding = "UTF8", .separator = 0},
               "header s|n\n2! invalid_utf8 [A,\xe9]\n", "UTF-8 that is told");
    ok(!sheet_init(&sheet, &(struct sheet_options){.encoding = "Klingon", .separator = 0}, &fault) && fault.kind == FAULT_USAGE,
       "an unknown encoding is refused");
    is_text(fault.code, "unknown_encoding", "by name");
}

/* The encoding shows only after what is looked at first. */
static void test_late_encoding(void)
{
    struct text file = TEXT_INIT;
    size_t line = 1;

    text_add_string(&file, "sku,name\n");
    while (file.length < SHEET_START + 1000)
        text_printf(&file, "A%zu,plain\n", ++line);
    text_add_string(&file, "B,caf\xe9\nC,th\xc3\xa9\n");
    read_in(text_slice(&file), SIZE_MAX, &(struct sheet_options){0});
    ok(strstr(told.bytes, "B|caf\xc3\xa9\n") && strstr(told.bytes, "C|th\xc3\x83\xc2\xa9\n") && !strstr(told.bytes, "!"),
       "an ASCII start, then Windows-1252: the rest is Windows-1252");
    ok(strstr(assumed, "Windows-1252 (from line "), "and it is told from which line");

    file.length -= strlen("B,caf\xe9\nC,th\xc3\xa9\n");
    text_add_string(&file, "B,th\xc3\xa9\nC,caf\xe9\nD,x\n");
    read_in(text_slice(&file), 4096, &(struct sheet_options){0});
    ok(strstr(told.bytes, "B|th\xc3\xa9\n") && strstr(told.bytes, "! invalid_utf8 [C,caf\xe9]\n") && strstr(told.bytes, "D|x\n"),
       "an ASCII start, then UTF-8: what is not is refused");
    text_release(&file);
}

static void test_bad_rows(void)
{
    struct text file = TEXT_INIT;
    struct text wanted = TEXT_INIT;

    for (int i = 1; i <= 39; i++)
        text_printf(&file, "c%d%c", i, i < 39 ? ',' : '\n');
    for (int i = 1; i <= 40; i++)
        text_printf(&file, "%d%c", i, i < 40 ? ',' : '\n');
    for (int i = 1; i <= 38; i++)
        text_printf(&file, "%d%c", i, i < 38 ? ',' : '\n');
    for (int i = 1; i <= 39; i++)
        text_printf(&file, "%d%c", i, i < 39 ? ',' : '\n');
    read_in(text_slice(&file), SIZE_MAX, &(struct sheet_options){0});
    ok(strstr(told.bytes, "\n2! too_many_cells [1,2,3") && strstr(told.bytes, "\n3! too_few_cells [1,2,3") &&
           strstr(told.bytes, "\n4: 1|2|3"),
       "40 cells and 38 cells under a header of 39");
    reads_with(SLICE("a,b,c\n1\n1,2,3,4\n"), &(struct sheet_options){.short_rows = true},
               "header a|b|c\n2: 1||\n3! too_many_cells [1,2,3,4]\n", "short rows where they are allowed");
    reads(SLICE("a,b\n1,x\0y\n2,z\n"), "header a|b\n2! nul_byte [1,x]\n3: 2|z\n", "a NUL byte");
    reads(SLICE("a,b\n1,x\n\"2,y\n3,z\n4,w\n"), "header a|b\n2: 1|x\n3! unclosed_quote [\"2,y]\n4: 3|z\n5: 4|w\n",
          "a quote that is never closed costs its line");
    reads(SLICE("a,b\n1,x\n2,\"y\n3,z\n4,\"w\"\n5,v\n"), "header a|b\n2: 1|x\n3! stray_quote [2,\"y]\n4: 3|z\n5: 4|w\n6: 5|v\n",
          "nor does one that a neighbour's quote seems to close");
    reads(SLICE("a,b\n1,x\n2,\"y\n3,z\n4,5\"\n5,v\n"), "header a|b\n2: 1|x\n3: 2|y\n3,z\n4,5\n6: 5|v\n",
          "where a closing quote makes a good row of it, it is one");
    reads(SLICE("a,b,c\n1,x,x\n2,\"y,y\n3,z,z\n4,w,5\"\n5,v,v\n"),
          "header a|b|c\n2: 1|x|x\n3! unclosed_quote [2,\"y,y]\n4: 3|z|z\n5: 4|w|5\"\n6: 5|v|v\n",
          "where it makes a row of the wrong size, the neighbours are their own");
    reads(SLICE("a,b\n1,\"x\" y\n2,z\n"), "header a|b\n2! stray_quote [1,\"x\" y]\n3: 2|z\n", "text behind a closing quote");
    reads(SLICE("a,b\n1,\"x\ny\",3\n2,z\n"), "header a|b\n2! too_many_cells [1,\"x\ny\",3]\n4: 2|z\n",
          "a long row over two lines is one bad row");
    reads(SLICE("a,b\n\"1\n2\",\"x\n3,z\n"), "header a|b\n2! unclosed_quote [\"1\n2\",\"x]\n4: 3|z\n",
          "a good cell over two lines before the open one belongs to the bad row");
    reads(SLICE("a,\"b\n1,2\n"), "1! unclosed_quote [a,\"b]\n", "a bad header ends it");
    reads(SLICE("a,b\n1,\"\n"), "header a|b\n2! unclosed_quote [1,\"]\n", "a lone quote at the end");
    reads(SLICE("sku;name\nA;\"Po\xeale\nB;x\n"), "header sku|name\n2! unclosed_quote [A;\"Po\xc3\xaale]\n3: B|x\n",
          "a bad row of Windows-1252 is told in UTF-8");
    text_release(&file);
    text_release(&wanted);
}

/* A row of so many bytes, all in its second cell. */
static void add_row_of(struct text *file, const char *start, size_t length)
{
    text_add_string(file, start);
    for (size_t i = strlen(start); i < length; i++)
        text_add_byte(file, 'x');
    text_add_byte(file, '\n');
}

static void test_long_rows(void)
{
    struct text file = TEXT_INIT;
    static const size_t chunks[] = {SIZE_MAX, 64 * 1024, 1000003};

    text_add_string(&file, "a,b\n");
    add_row_of(&file, "1,", SHEET_ROW_LIMIT);
    add_row_of(&file, "2,", SHEET_ROW_LIMIT + 1);
    add_row_of(&file, "3,\"", 5 * 1024 * 1024);
    text_add_string(&file, "4,y\n\"5\n");
    add_row_of(&file, "6,", 5 * 1024 * 1024);
    text_add_string(&file, "7,z\n");
    for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
        const char *line;

        read_in(text_slice(&file), chunks[i], &(struct sheet_options){0});
        line = strstr(told.bytes, "\n2: 1|xxx");
        ok(line && strchr(line + 1, '\n') - line == SHEET_ROW_LIMIT + 4, "a row of 4 MiB is read, by %zu", chunks[i]);
        ok(strstr(told.bytes, "\n3! row_too_long [2,xxx"), "one byte more is refused");
        ok(strstr(told.bytes, "\n4! row_too_long [3,\"xxx"), "so are 5 MiB in quotes");
        ok(strstr(told.bytes, "\n5: 4|y\n"), "and the next row is read");
        ok(strstr(told.bytes, "\n6! unclosed_quote [\"5]\n7! row_too_long [6,xxx") && strstr(told.bytes, "]\n8: 7|z\n"),
           "a quote not closed within 4 MiB costs its line");
    }
    text_release(&file);
}

/* Quotes that make a naive reader start again and again: it must not take ages. */
static void test_hostile_quotes(void)
{
    struct text file = TEXT_INIT;

    text_add_string(&file, "a,b\n");
    for (int i = 0; i < 400000; i++)
        text_add_string(&file, "a\",\"b\n");
    ok(read_in(text_slice(&file), 65536, &(struct sheet_options){0}), "lines that open quotes in quotes end");
    text_clear(&file);
    text_add_string(&file, "a,b\n");
    for (int i = 0; i < 400000; i++)
        text_add_string(&file, i % 2 ? "x,y\n" : "a\",\"b\n");
    ok(read_in(text_slice(&file), 65536, &(struct sheet_options){0}), "with good lines between them, too");
    text_clear(&file);
    text_add_string(&file, "a,b\n");
    for (int i = 0; i < 400000; i++)
        text_add_string(&file, i % 2 ? "x,y\n" : "a\",\"b\n");
    text_add_string(&file, "\",,\n");
    ok(read_in(text_slice(&file), SIZE_MAX, &(struct sheet_options){0}), "and a close at the end");
    text_release(&file);
}

int main(void)
{
    test_rows();
    test_separators();
    test_encodings();
    test_late_encoding();
    test_bad_rows();
    test_long_rows();
    test_hostile_quotes();
    text_release(&told);
    return tap_end();
}
