/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "format/invoice_rules.h"

#define UBL "urn:oasis:names:specification:ubl:schema:xsd:"

static struct fault fault = FAULT_INIT;
static struct xml_names names;
static struct xml_tree tree;
static struct rule_words words = {.names = &names};
static struct arena arena;

static const char document[] =
    "<Invoice xmlns='" UBL "Invoice-2' xmlns:a='" UBL "CommonAggregateComponents-2' xmlns:b='" UBL "CommonBasicComponents-2'>"
    "<b:ID> F-1 </b:ID><b:Note>one</b:Note><b:Note>two</b:Note><b:IssueDate>2026-11-22</b:IssueDate>"
    "<a:AllowanceCharge><b:ChargeIndicator>false</b:ChargeIndicator><b:Amount currencyID='EUR'>10.00</b:Amount></a:AllowanceCharge>"
    "<a:LegalMonetaryTotal><b:LineExtensionAmount>29.99</b:LineExtensionAmount><b:PayableAmount>none</b:PayableAmount></"
    "a:LegalMonetaryTotal>"
    "<a:InvoiceLine><b:ID>1</b:ID><b:LineExtensionAmount>19.99</b:LineExtensionAmount><a:Item><b:Name>Poêle|x|</b:Name></a:Item></"
    "a:InvoiceLine>"
    "<a:InvoiceLine><b:ID>2</b:ID><b:LineExtensionAmount>10.0</b:LineExtensionAmount></a:InvoiceLine></Invoice>";

static void add_term(const char *id, const char *type, const char *group, const char *path)
{
    if (!rule_words_add_term(&words, slice_of(id), slice_of(type), slice_of(group), slice_of(path), &fault))
        printf("# %s: %s\n", id, fault.reason);
}

/* What looks at documents knows all its names before it reads one. */
static void read_document(void)
{
    struct xml_tree_reader *reader;

    names.registered = names.count;
    reader = xml_tree_begin(&tree, &names);
    if (!xml_tree_feed(reader, slice_of(document), true, &fault))
        printf("# %s\n", fault.reason);
    xml_tree_end(reader);
}

/* Whether it holds at the first place of a path: 1, 0, or -1 if there is no answer, -2 if it cannot be compiled. */
static int holds_at(const char *at, const char *text)
{
    struct rule_evaluation evaluation = {.tree = &tree, .arena = &arena, .limit = 10000, .rule = {1, 0}};
    struct rule_path *path;
    struct rule_anchor anchor;
    struct expression *expression;
    size_t count;
    bool holds;

    fault = (struct fault)FAULT_INIT;
    if (!rule_path_compile(&words, slice_of(at), &path, &anchor, &fault) ||
        !rule_compile(&words, slice_of(text), anchor, &expression, &fault))
        return -2;
    read_document();
    evaluation.rule = *rule_places(&evaluation, path, &count);
    holds = rule_holds(&evaluation, expression);
    arena_clear(&arena);
    return evaluation.why[0] ? -1 : holds;
}

static void test_language(void)
{
    static const struct {
        const char *at, *text;
        int wanted;
    } rows[] = {
        {"/", "ID", 1},
        {"/", "UUID", 0},
        {"/", "not(UUID)", 1},
        {"/", "ID is 'F-1'", 1},
        {"/", "ID = 'F-1'", 0},
        {"/", "trim(ID) = 'F-1'", 1},
        {"/", "Note = 'two'", 1},
        {"/", "Note != 'two'", 1},
        {"/", "UUID != 'x'", 0},
        {"/", "not(Note = 'three') and count(Note) = 2", 1},
        {"/", "count(//ID) = 3 and count(/ID) = 1 and count(//InvoiceLine|CreditNoteLine/ID) = 2", 1},
        {"/", "cac:ID or cbc:ID", 1},
        {"/", "cac:ID", 0},
        {"/", "//InvoiceLine[LineExtensionAmount + 0 = 10]/ID = '2'", 1},
        {"/", "AllowanceCharge/Amount/@currencyID = 'EUR' and //@currencyID", 1},
        {"/", "AllowanceCharge[no(ChargeIndicator)] and not(AllowanceCharge[yes(ChargeIndicator)])", 1},
        {"/", "1 + 2 * 3 = 7 and 7 / 2 - 0.5 = 3", 1},
        {"/", "0.1 + 0.2 = 0.3", 1},
        {"/", "sum(//InvoiceLine/LineExtensionAmount) = 29.99", 1},
        {"/", "sum(UUID) = 0", 1},
        {"/", "UUID + 1 = 1", 0},
        {"/", "default(UUID, 1) = 1", 1},
        {"/", "round(2.5) = 3 and round(0 - 324.995, 2) = 0 - 324.99 and abs(0 - 2) = 2", 1},
        {"/", "ID + 1 = 1", -1},
        {"/", "Note + 1 = 1", -1},
        {"/", "LegalMonetaryTotal/PayableAmount + 0 > 0", -1},
        {"/", "1 / 0 = 1", -1},
        {"/", "yes(ID)", -1},
        {"/", "date(IssueDate) and not(date(ID))", 1},
        {"/", "decimals(AllowanceCharge/Amount) = 2 and decimals(ID) = 0", 1},
        {"//Item/Name", "length(.) = 8 and part(., 2, 2) = 'oê' and field(., '|', 2) = 'x' and fields(., '|') = 3", 1},
        {"//Item/Name", "upper(.) = 'POÊLE|X|' and starts(., 'Po') and ends(., '|') and contains(., 'le')", 1},
        {"//Item/Name", "^InvoiceLine/ID = '1' and ../../ID = '1' and not(^CreditNoteLine) and name() = 'Name'", 1},
        {"//Item/Name", "matches(., '^P.*[|]$') and not(matches(., '^x'))", 1},
        {"/", "in(ID, 'codes') and check(first(UUID, '5412345000013'), 'gln')", 1},
        {"/", "alike(//InvoiceLine/ID)", 0},
        {"/", "unique(//InvoiceLine/ID) and not(unique(//InvoiceLine/Item/Name|cbc:ID[. = 'x'])) or true()", 1},
        {"//*Amount[ends(name(), 'PayableAmount')]", "numeric(.)", 0},
        {"/", "$two = 2", 1},
        /* Terms: from a group to what belongs to it, from elsewhere to all of the document. */
        {"/", "count(BT-131) = 2", 1},
        {"BG-22", "BT-106 = sum(BT-131)", 1},
        {"BG-25", "BT-131 = 19.99 and count(BT-131) = 1 and BT-106 = 29.99", 1},
        {"BG-25/Item", "BT-131 = 19.99", 1},
        {"BG-31", "BT-131 = 19.99 and BT-126 = '1' and count(BG-25) = 1", 1},
        {"//Item", "count(BT-131) = 2", 1},
        {"BG-25", "sum(/InvoiceLine[ID = here/BT-126]/LineExtensionAmount) = BT-131", 1},
        {"BG-22", "sum(BG-25[BT-126 = '2']/BT-131) = 10", 1},
        {"BG-22", "BT-131[. = 10]/../ID = '2'", 1},
        /* What is no rule. */
        {"/", "ID =", -2},
        {"/", "(ID", -2},
        {"/", "ID ID", -2},
        {"/", "BT-999", -2},
        {"/", "frob(ID)", -2},
        {"/", "in(ID, 'list')", -2},
        {"/", "starts(ID, ID)", -2},
        {"/", "count()", -2},
        {"/", "'open", -2},
        {"/", "xyz:ID", -2},
        {"/", "$three", -2},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!is_int(holds_at(rows[i].at, rows[i].text), rows[i].wanted, "at %s: %s", rows[i].at, rows[i].text))
            printf("# %s\n", fault.reason);
}

static void test_place(void)
{
    struct text text = TEXT_INIT;

    rule_place_tell(&tree, (struct rule_place){tree.elements[0].first, 0}, &text);
    is_text(text_string(&text), "/Invoice", "the document's own place");
    text_clear(&text);
    rule_place_tell(&tree, (struct rule_place){tree.elements[tree.count - 1].parent, 0}, &text);
    is_text(text_string(&text), "/Invoice/cac:InvoiceLine[2]", "a place tells which of several it is");
    text_release(&text);
}

static void refused(const char *text, const char *reason)
{
    struct invoice_rule_set set = {0};

    fault = (struct fault)FAULT_INIT;
    ok(!invoice_rules_read(&set, slice_of(text), "a.rules", &names, NULL, &fault), "refused: %s", reason);
    is_text(fault.reason, reason, "and told where");
    invoice_rules_release(&set);
}

static void test_files(void)
{
    struct invoice_rule_set set = {0};

    ok(invoice_rules_read(&set,
                          SLICE("# rules\nset s\nversion 1\nterm BT-1 text / ID\ndefine numbered\n  filled(BT-1)\nat /\n"
                                "A-1: $numbered ! There is\n    no number.\neach {id} {path}: A-2 ID, A-3 UUID\n"
                                "{id} warning: {path} ! {path} is missing.\nend\navoid /InvoiceLine ! Not there.\nA-4 Note\n"),
                          "a.rules", &names, NULL, &fault),
       "a file is read");
    is_int((long long)set.count, 4, "all its rules");
    ok(slice_is(set.rules[0].sentence, "There is no number.") && !set.rules[0].is_warning, "a statement goes on with a blank");
    ok(slice_is(set.rules[2].id, "A-3") && slice_is(set.rules[2].sentence, "UUID is missing.") && set.rules[2].is_warning,
       "\"each\" is filled in");
    ok(set.rules[3].unwanted && !set.rules[3].expression, "what is avoided");
    invoice_rules_release(&set);
    refused("at /\nA-1: ID ! x\nA-1: ID ! y\n", "a.rules:3: there are two rules of this name: A-1");
    refused("A-1: ID ! x\n", "a.rules:1: this rule stands above the first \"at\": A-1");
    refused("at /\nA-1: ID\n", "a.rules:2: a rule is \"ID: EXPRESSION ! SENTENCE\": A-1");
    refused("at /\n\nA-1: frob(ID) ! x\n", "a.rules:3: there is no such function: \"ID)\"");
    refused("each {a}: x y\neach {b}: z\nend\n", "a.rules:2: this stands within another \"each\": {b}");
    refused("since yesterday\n", "a.rules:1: this is no day: yesterday");
}

int main(void)
{
    add_term("BG-22", "group", "/", "LegalMonetaryTotal");
    add_term("BT-106", "amount", "BG-22", "LineExtensionAmount");
    add_term("BG-25", "group", "/", "InvoiceLine|CreditNoteLine");
    add_term("BT-126", "text", "BG-25", "ID");
    add_term("BT-131", "amount", "BG-25", "LineExtensionAmount");
    add_term("BG-31", "group", "BG-25", "Item");
    ok(code_lists_read(&words.codes, SLICE("list codes\nF-1 F-2\n"), "a.codes", NULL, &fault), "codes");
    words.definitions = (struct rule_definition[]){{SLICE("two"), SLICE("1 + 1")}};
    words.definition_count = 1;
    test_language();
    test_place();
    words.definitions = NULL;
    test_files();
    xml_tree_release(&tree);
    rule_words_release(&words);
    xml_names_release(&names);
    arena_release(&arena);
    return tap_end();
}
