/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "format/json_rows.h"

#include <stdlib.h>

static struct text told = TEXT_INIT;

/* Each row as "LINE: cell|cell", each bad document as "LINE! code". */
static const char *rows_in_pieces(const char *map, const char *json, size_t piece)
{
    struct fault fault = FAULT_INIT;
    struct mapping *mapping;
    struct json_rows *rows;
    size_t length = strlen(json);
    size_t fed = 0;

    text_clear(&told);
    if (!mapping_parse(slice_of(map), "x.map", &mapping, &fault)) {
        text_add_string(&told, fault.reason);
        return text_string(&told);
    }
    rows = json_rows_open(mapping);
    for (;;) {
        struct sheet_row row;
        enum sheet_event event = json_rows_next(rows, &row, &fault);

        if (event == SHEET_END)
            break;
        if (event == SHEET_MORE) {
            size_t some = length - fed < piece ? length - fed : piece;

            json_rows_feed(rows, (struct slice){json + fed, some}, fed + some == length);
            fed += some;
            continue;
        }
        text_printf(&told, "%zu%s", row.line, event == SHEET_ROW ? ":" : "! ");
        if (event == SHEET_BAD)
            text_add_string(&told, fault.code);
        for (size_t i = 0; i < row.count; i++)
            text_printf(&told, "%s%.*s", i ? "|" : " ", SLICE_ARGS(row.cells[i]));
        text_add_byte(&told, '\n');
    }
    json_rows_close(rows);
    mapping_free(mapping);
    return text_string(&told);
}

/* The same whole and byte by byte, or what differs. */
static const char *rows_of(const char *map, const char *json)
{
    char *whole = strdup(rows_in_pieces(map, json, strlen(json) + 1));
    bool same = strcmp(whole, rows_in_pieces(map, json, 1)) == 0;

    if (!same)
        text_printf(&told, "but whole: %s", whole);
    free(whole);
    return text_string(&told);
}

#define HEAD "target tracking_event\nrows /parcels/events\n"
#define MAP HEAD "tracking_number <- /parcels/no\ncode <- code\n"

static void test_rows(void)
{
    is_text(rows_of(MAP, "{\"parcels\":[{\"no\":\"A1\",\"events\":[{\"code\":\"PU\"},{\"code\":\"DL\"}]},\n"
                         "{\"events\":[{\"code\":\"DR\"}],\"no\":\"A2\"}]}"),
            "1: A1|PU\n1: A1|DL\n2: A2|DR\n", "what stands above is of each row, before or behind it");
    is_text(rows_of(MAP, "[{\"parcels\":{\"no\":\"A1\",\"events\":{\"code\":\"PU\"}}}]"), "1: A1|PU\n",
            "one thing is like a list of it");
    is_text(rows_of("target tracking_event\nrows /\ncode <- s/c\nplace <- /t\n", "{\"t\":1,\"s\":{\"c\":2}}\n[{\"t\":3}]\n"),
            "1: 2|1\n2: |3\n", "documents that are rows themselves");
    is_text(rows_of("target tracking_event\nrows /by/*/e\ncode <- c\nplace <- /by/*/n\n",
                    "{\"by\":{\"x\":{\"n\":\"X\",\"e\":[{\"c\":1}]},\"y\":{\"n\":\"Y\",\"e\":[{\"c\":2}]}}}"),
            "1: 1|X\n1: 2|Y\n", "a step for any name is the same one in a column");
    is_text(rows_of("target tracking_event\nrows /e\ncode <- \"a~1b\"\nplace <- \"c~0d\"\n", "{\"e\":{\"a/b\":1,\"c~d\":2}}"),
            "1: 1|2\n", "slashes and tildes in names");
    is_text(rows_of("target tracking_event\nrows /Events\ncode <- Code\n", "{\"events\":[{\"CODE\":1},{\"code\":2,\"Code\":3}]}"),
            "1: 1\n1: 3\n", "letters of either case, but where a name is the very one");
}

static void test_values(void)
{
    static const char map[] = "target tracking_event\nrows /e\ncode <- c\n";

    is_text(rows_of(map, "{\"e\":[{\"c\":1.50},{\"c\":true},{\"c\":null},{\"c\":{\"x\":1}},{\"c\":[]},{\"d\":1}]}"),
            "1: 1.50\n1: true\n1: \n1: \n1: \n1: \n", "numbers keep their zeros; nothing is an empty cell");
    is_text(rows_of(map, "{\"e\":[{\"c\":[1,\"b\",[2]]},{\"c\":\" a\\tb \"}]}"), "1: 1,b,2\n1:  a\tb \n", "lists, and blanks");
    is_text(rows_of(map, "{\"\\u0065\":[{\"\\u0063\":\"Li\\u00e9ge \\ud83d\\ude9a \\\"x\\\"\"}]}"),
            "1: Li\xc3\xa9ge \xf0\x9f\x9a\x9a \"x\"\n", "escapes in names and values");
    is_text(rows_of(map, "\xef\xbb\xbf{\"e\":{\"c\":\"{[\\\\\"}}"), "1: {[\\\n", "brackets in strings, and a mark before");
}

static void test_documents(void)
{
    is_text(rows_of(MAP, "{\n \"parcels\": [\n  {\n   \"no\": \"A\",\n   \"events\": [\n    {\n     \"code\": \"1\"\n    },\n"
                         "    {\"code\": \"2\"} ]}]}\n\n{\"parcels\":{\"events\":{}}}"),
            "6: A|1\n9: A|2\n11: |\n", "each row has its line");
    is_text(rows_of(MAP, "{\"parcels\":[]}\n{\"parcels\":null}\n{\"parcels\":{\"events\":[]}}\n"), "", "nothing is known yet");
    is_text(rows_of(MAP, "{\"error\":\"quota\"}\n{\"parcels\":{\"no\":\"A\"}}\n"), "1! no_rows\n2! no_rows\n",
            "what has no such rows is no answer");
    is_text(rows_of(MAP, "{\"parcels\": \"cut\n{\"parcels\":[{\"events\":\n{\"parcels\":{\"events\":{\"code\":3}}}\n"
                         "{\"parcels\":{\"events\":{\"code\":4}}}\n"),
            "1! not_json\n2! not_json\n4: |4\n", "what is cut off costs no document that begins a line behind it");
    is_text(rows_of(MAP, "Gateway timeout\n{\"parcels\":{\"events\":{\"code\":5}}}\n{\"parcels\":"),
            "1! not_json\n2: |5\n3! not_json\n", "what is no document, and no end");
    is_text(rows_of(MAP, "{\"parcels\":\"\xff\"}"), "1! invalid_utf8\n", "other encodings");
    is_text(rows_of(MAP, "{\"parcels\":1,\"parcels\":2}"), "1! duplicate_key\n", "a name twice");
    is_text(rows_of(MAP, ""), "", "an empty file");
}

static void test_mappings(void)
{
    is_text(rows_of("target tracking_event\nrows events\ncode <- c\n", ""), "x.map:2: a path to rows begins with /",
            "a path from nowhere");
    is_text(rows_of("target tracking_event\nrows /e\nseparator comma\ncode <- c\n", ""),
            "x.map:5: rows are those of JSON documents, which have no separator, encoding, header-line or short-rows",
            "a sheet's things");
    is_text(rows_of("target tracking_event\nrows /e\nheader-line 2\ncode <- c\n", ""),
            "x.map:5: rows are those of JSON documents, which have no separator, encoding, header-line or short-rows",
            "a sheet's header");
}

int main(void)
{
    test_rows();
    test_values();
    test_documents();
    test_mappings();
    text_release(&told);
    return tap_end();
}
