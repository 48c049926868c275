/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "format/xml_tree.h"

static struct fault fault = FAULT_INIT;
static struct xml_names names;
static struct xml_tree tree;

static bool read_in_pieces(struct slice document, size_t piece)
{
    struct xml_tree_reader *reader = xml_tree_begin(&tree, &names);
    bool done = true;

    fault = (struct fault)FAULT_INIT;
    for (size_t at = 0; done && at < document.length; at += piece) {
        struct slice part = slice_from(document, at);

        part.length = part.length < piece ? part.length : piece;
        done = xml_tree_feed(reader, part, false, &fault);
    }
    done = done && xml_tree_feed(reader, SLICE(""), true, &fault);
    xml_tree_end(reader);
    return done;
}

static void test_shape(void)
{
    static const char document[] = "<?xml version=\"1.0\"?>\n<a xmlns=\"urn:x\" xmlns:y=\"urn:y\">\n <b n='1'>one &amp;\n two</b>"
                                   "<y:b/> <c><b>three</b></c>\n</a>";
    const uint32_t b = xml_name(&names, SLICE("urn:x"), SLICE("b"));
    const uint32_t n = xml_name(&names, SLICE(""), SLICE("n"));
    size_t count;

    names.registered = names.count;
    for (size_t piece = 1; piece <= sizeof document; piece += 7) {
        if (!ok(read_in_pieces(slice_of(document), piece), "read %zu bytes at a time", piece))
            printf("# %s\n", fault.reason);
    }
    is_int((long long)tree.count, 6, "the document and its elements");
    ok(slice_is(xml_text(&tree, 2), "one &\n two"), "text, with what is escaped");
    ok(slice_is(xml_text(&tree, 1), "") && slice_is(xml_text(&tree, 4), ""), "what has elements within has none");
    is_int(tree.elements[3].line, 4, "the line that an element begins in");
    is_int(tree.of_name[b + 1] - tree.of_name[b], 2, "elements by their name: not by another's of that name");
    is_int(tree.by_name[tree.of_name[b] + 1], 5, "in order");
    ok(tree.elements[4].first == 5 && tree.elements[2].next == 3 && !tree.elements[4].next && tree.elements[4].end == 6,
       "children and siblings");
    ok(xml_attributes(&tree, 2, &count)->name == n && count == 1, "an attribute");
    ok(slice_is(xml_attribute_text(&tree, xml_attributes(&tree, 2, &count)), "1"), "and its text");
    xml_attributes(&tree, 3, &count);
    is_int((long long)count, 0, "where there is none there is none");
    is_int((long long)names.count, (long long)names.registered + 3, "names of the document stay until the next");
    ok(read_in_pieces(SLICE("<z/>"), 1) && names.count == names.registered + 1, "and no longer");
}

static void refused(struct slice document, const char *reason)
{
    ok(!read_in_pieces(document, 4096), "refused: %s", reason);
    is_text(fault.reason, reason, "by its reason");
    is_text(fault.code, "not_xml", "and code");
}

static void test_hostile(void)
{
    struct text deep = TEXT_INIT;
    struct text many = TEXT_INIT;

    refused(SLICE("<a>"), "line 1: no element found");
    refused(SLICE(""), "line 1: no element found");
    refused(SLICE("{}"), "line 1: not well-formed (invalid token)");
    refused(SLICE("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"),
            "line 1: it has a document type declaration, which no invoice has");
    refused(SLICE("<a>&x;</a>"), "line 1: undefined entity");
    for (int i = 0; i < 10000; i++)
        text_add_string(&deep, "<a>");
    refused(text_slice(&deep), "line 1: elements stand within elements deeper than any invoice has them");
    text_add_string(&many, "<a>");
    for (int i = 0; i < 10000; i++)
        text_printf(&many, "<a%d/>", i);
    refused(text_slice(&many), "line 1: it has more kinds of elements than invoices have");
    text_release(&deep);
    text_release(&many);
}

static void test_embedded(void)
{
    struct text document = TEXT_INIT;

    text_add_string(&document, "<a><BinaryObject>\n");
    for (int i = 0; i < 100000; i++)
        text_add_string(&document, "QUJD\n");
    text_add_string(&document, "</BinaryObject><b>after</b></a>");
    ok(read_in_pieces(text_slice(&document), 65536), "a document with a file in it");
    ok(xml_text(&tree, 2).length > 0 && tree.text.length < 10000, "is kept without the file");
    ok(slice_is(xml_text(&tree, 3), "after"), "and with all the rest");
    text_release(&document);
}

int main(void)
{
    test_shape();
    test_hostile();
    test_embedded();
    xml_tree_release(&tree);
    xml_names_release(&names);
    return tap_end();
}
