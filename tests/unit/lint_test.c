/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "format/lint_rules.h"

/* Each test of a value, each way to write it, and each mistake that the reader of rules names. */

static struct lint_rules rules;
static struct settings settings = SETTINGS_INIT;
static struct text told = TEXT_INIT;
static struct slice countries[] = {SLICE_CONSTANT("BE")};
static struct slice languages[] = {SLICE_CONSTANT("fr"), SLICE_CONSTANT("nl")};
static struct lint_market market = {.channel = SLICE_CONSTANT("bazaar"),
                                    .feed = SLICE_CONSTANT("google"),
                                    .categories = SLICE_CONSTANT("{\"Cuisson\":\"Cookware\",\"D\303\251co\":\"Deco\"}"),
                                    .countries = countries,
                                    .country_count = 1,
                                    .languages = languages,
                                    .language_count = 2};

static bool read_list(void *context, const char *name, struct text *text, struct fault *fault)
{
    (void)context;
    if (strcmp(name, "colours") == 0)
        text_add_string(text, "# a list\nrouge\tred\nbleu\n\nvert\n");
    else if (strcmp(name, "languages") == 0)
        text_add_string(text, "BE\tfr\t-\nBE\tnl\t-\nFR\tfr\t-\n");
    else
        return fault_set(fault, FAULT_USAGE, "no_list", NULL, "there is no list %s", name);
    return true;
}

static const struct lint_lists lists = {.read = read_list};

static bool tell(struct lint *lint, const struct lint_finding *finding, struct fault *fault)
{
    (void)lint;
    (void)fault;
    text_printf(&told, "%s%.*s", told.length ? "; " : "", SLICE_ARGS(finding->member));
    if (finding->language.bytes)
        text_printf(&told, "@%.*s", SLICE_ARGS(finding->language));
    text_printf(&told, ": %.*s", SLICE_ARGS(finding->message));
    return true;
}

static bool keep(struct lint *lint, size_t rule, struct slice value, struct slice sku, struct fault *fault)
{
    (void)lint;
    (void)rule;
    (void)fault;
    text_printf(&told, "%.*s has %.*s", SLICE_ARGS(sku), SLICE_ARGS(value));
    return true;
}

/* What the rules say of the record, or what is wrong with the rules. */
static const char *judged(const char *written, const char *record)
{
    struct lint lint = {.rules = &rules, .market = &market, .settings = &settings, .report = tell, .keep = keep};
    struct lint_score score;
    struct fault fault = FAULT_INIT;

    text_clear(&told);
    lint_rules_release(&rules);
    if (!lint_rules_read(&rules, slice_of(written), "ours", &lists, &fault))
        return text_printf(&told, "%s", fault.reason), text_string(&told);
    lint_prepare(&lint);
    if (!lint_product(&lint, slice_of(record), &score, &fault) || !lint_shop(&lint, &fault))
        text_printf(&told, "failed: %s", fault.reason);
    lint_release(&lint);
    return text_string(&told);
}

static void says(const char *condition, const char *record, const char *wanted)
{
    struct text rule = TEXT_INIT;

    text_printf(&rule, "[r]\nrequire = %s\n", condition);
    is_text(judged(text_string(&rule), record), wanted, "%s of %s", condition, record);
    text_release(&rule);
}

/* Whether a "when" line chooses the record. */
static void chooses(const char *condition, const char *record, bool wanted)
{
    struct text rule = TEXT_INIT;

    text_printf(&rule, "[r]\nwhen = %s\nrequire = sku absent\n", condition);
    is_text(judged(text_string(&rule), record), wanted ? "sku: should not be there" : "", "when %s: %s", condition, record);
    text_release(&rule);
}

static void test_presence(void)
{
    says("name present", "{\"sku\":\"A\",\"name\":\"x\"}", "");
    says("name present", "{\"sku\":\"A\"}", "name: is missing");
    says("name present", "{\"sku\":\"A\",\"name\":\"\"}", "name: is missing");
    says("gtin, mpn present", "{\"sku\":\"A\",\"mpn\":\"1\"}", "");
    says("gtin, mpn present", "{\"sku\":\"A\"}", "gtin: is missing");
    says("axes absent", "{\"sku\":\"A\",\"axes\":[\"x\"]}", "axes: should not be there");
    says("axes absent", "{\"sku\":\"A\",\"axes\":[]}", "");
    says("sale.price present", "{\"sku\":\"A\",\"sale\":{\"from\":\"x\"}}", "sale.price: is missing");
    says("components.sku present", "{\"sku\":\"A\",\"components\":[{\"sku\":\"B\"},{\"quantity\":1}]}",
         "components[2].sku: is missing");
    says("kind is physical", "{\"sku\":\"A\"}", "");
    says("status is active", "{\"sku\":\"A\"}", "");
}

static void test_texts(void)
{
    says("brand is Ardenne, Salm", "{\"sku\":\"A\",\"brand\":\"Salm\"}", "");
    says("brand is Ardenne, Salm", "{\"sku\":\"A\",\"brand\":\"Autre\"}", "brand: \"Autre\", and must be Ardenne or Salm");
    says("brand is \"A, B\"", "{\"sku\":\"A\",\"brand\":\"A, B\"}", "");
    says("brand is not Salm", "{\"sku\":\"A\",\"brand\":\"Salm\"}", "brand: \"Salm\" is none of what it may be");
    says("tags in colours", "{\"sku\":\"A\",\"tags\":[\"rouge\",\"noir\",\"bleu\"]}",
         "tags[2]: \"noir\" is not in the list colours");
    says("tags not in colours", "{\"sku\":\"A\",\"tags\":[\"rouge\",\"noir\"]}", "tags[1]: \"rouge\" is in the list colours");
    says("name length 2..3", "{\"sku\":\"A\",\"name\":\"\303\251\303\251\303\251\"}", "");
    says("name length 2..3", "{\"sku\":\"A\",\"name\":\"\303\251\"}", "name: has 1 characters; at least 2 are wanted");
    says("name length ..3", "{\"sku\":\"A\",\"name\":\"abcd\"}", "name: has 4 characters; at most 3 are taken");
    says("name bytes ..3", "{\"sku\":\"A\",\"name\":\"\303\251\303\251\"}", "name: has 4 bytes; at most 3 are taken");
    says("name matches ^[a-z]+$", "{\"sku\":\"A\",\"name\":\"a1\"}", "name: \"a1\" has not the form that is asked for");
    says("name not matches (?i)promo|\n solde", "{\"sku\":\"A\",\"name\":\"En SOLDE\"}",
         "name: \"En SOLDE\" holds what it should not");
    says("name matches (\\p{L}+)+;", "{\"sku\":\"A\",\"name\":\"\\u00e9t\\u00e9;\"}", "");
    says("category under Cuisson", "{\"sku\":\"A\",\"category\":\"Cuisson > Po\303\252les\"}", "");
    says("category under Cuisson", "{\"sku\":\"A\",\"category\":\"Cuissons\"}", "category: \"Cuissons\", and must be Cuisson");
    says("category mapped", "{\"sku\":\"A\",\"category\":\"Cuisson > Po\303\252les\"}", "");
    says("category mapped", "{\"sku\":\"A\",\"category\":\"D\303\251co\"}", "");
    says("category mapped", "{\"sku\":\"A\",\"category\":\"Table\"}", "category: \"Table\" has no counterpart on the channel");
    says("gtin passes gtin", "{\"sku\":\"A\",\"gtin\":\"5412345678909\"}", "gtin: \"5412345678909\" is no right gtin");
    says("link passes address", "{\"sku\":\"A\",\"link\":\"https://a.example/\"}", "");
    says("name is x", "{\"sku\":\"A\",\"name\":{\"a\":1}}", "");
}

static void test_numbers(void)
{
    says("price above 0", "{\"sku\":\"A\",\"price\":\"0.00\"}", "price: \"0.00\", and must be above 0");
    says("price at least 10", "{\"sku\":\"A\",\"price\":\"9.99\"}", "price: \"9.99\", and must be at least 10");
    says("price at least 10", "{\"sku\":\"A\",\"price\":\"10\"}", "");
    says("weight_g below 1000", "{\"sku\":\"A\",\"weight_g\":1000}", "weight_g: \"1000\", and must be below 1000");
    says("weight_g at most 1000", "{\"sku\":\"A\",\"weight_g\":1000}", "");
    says("sale.price below price", "{\"sku\":\"A\",\"price\":\"9.00\",\"sale\":{\"price\":\"10.00\"}}",
         "sale.price: \"10.00\", and must be below price");
    says("sale.price below price", "{\"sku\":\"A\",\"sale\":{\"price\":\"10.00\"}}", "");
    says("available above -5", "{\"sku\":\"A\",\"available\":-5}", "available: \"-5\", and must be above -5");
    says("available above -5", "{\"sku\":\"A\",\"available\":-4}", "");
    says("retire_on above 2026-01-01", "{\"sku\":\"A\",\"retire_on\":\"2025-12-31\"}",
         "retire_on: \"2025-12-31\", and must be above 2026-01-01");
    says("tags count 2..3", "{\"sku\":\"A\",\"tags\":[\"a\"]}", "tags: has 1; at least 2 are wanted");
    says("tags count 2..3", "{\"sku\":\"A\"}", "tags: has 0; at least 2 are wanted");
    says("tags count 2", "{\"sku\":\"A\",\"tags\":[\"a\",\"b\"]}", "");
}

static void test_pictures(void)
{
    const char *both = "{\"sku\":\"A\",\"image\":\"u\",\"media\":[{\"url\":\"v\",\"alt\":\"V\",\"width\":9,\"height\":9},"
                       "{\"url\":\"u\",\"alt\":\"U\",\"width\":20,\"height\":10},{\"url\":\"f\",\"role\":\"video\"}]}";

    says("pictures count 3..", both, "image: has 2; at least 3 are wanted");
    says("pictures.alt is U", both, "media[1].alt: \"V\", and must be U");
    says("pictures pixels 10x10..", both, "media[1]: is smaller or larger than it may be; at least 10 x 10 pixels are wanted");
    says("pictures pixels ..19x19", both, "media[2]: is smaller or larger than it may be; at least 0 x 0 pixels are wanted");
    says("pictures pixels 5x5..20x10", both, "");
    says("pictures ratio 50..150", both, "media[2]: is too wide or too high: 50 to 150 hundredths of its height are wanted");
    says("pictures present", "{\"sku\":\"A\",\"media\":[{\"url\":\"f\",\"role\":\"video\"}]}", "image: is missing");
    says("pictures.alt present", "{\"sku\":\"A\",\"image\":\"u\"}", "image: is missing");
    says("pictures.alt present", "{\"sku\":\"A\"}", "");
    says("pictures.url passes address", "{\"sku\":\"A\",\"image\":\"u\"}", "image: \"u\" is no right address");
}

static void test_attributes(void)
{
    says("attributes.Color present", "{\"sku\":\"A\",\"attributes\":{\"color\":\"red\"}}", "");
    says("attributes.color is red", "{\"sku\":\"A\",\"options\":{\"COLOR\":\"blue\"},\"attributes\":{\"color\":\"red\"}}",
         "attributes.color: \"blue\", and must be red");
    says("\"attributes.Tour de tête\" present", "{\"sku\":\"A\",\"attributes\":{\"Tour de t\303\252te\":56}}", "");
    says("attributes.MATIERE is laine", "{\"sku\":\"A\",\"attributes\":{\"mati\303\250re\":\"laine\"}}", "");
    says("attributes.a.b present", "{\"sku\":\"A\",\"attributes\":{\"a.b\":true}}", "");
    says("options covers axes", "{\"sku\":\"A\",\"axes\":[\"a\",\"b\"],\"options\":{\"a\":\"1\"}}",
         "options: \"b\": there is none of this");
    says("sku unique", "{\"sku\":\"A\"}", "A has A");
    says("brand, options unique", "{\"sku\":\"A\",\"brand\":\"B\",\"options\":{\"z\":\"1\",\"a\":\"2\"}}", "A has B, a: 2, z: 1");
    says("brand, mpn unique", "{\"sku\":\"A\",\"brand\":\"B\"}", "");
}

static void test_languages(void)
{
    const char *record = "{\"sku\":\"A\",\"name\":\"Pot\",\"description\":\"d\",\"texts\":{\"nl\":{\"name\":\"P\"}}}";

    is_text(judged("[r]\nlanguages = asked\nrequire = name length 2..\n", record),
            "texts.nl.name@nl: has 1 characters; at least 2 are wanted", "texts in the languages that are asked for");
    is_text(judged("[r]\nlanguages = market\nrequire = description present\n", record), "texts.nl.description@nl: is missing",
            "texts in the languages of the market");
    is_text(judged("[r]\nlanguages = de, fr-BE\nrequire = name present\n", record), "texts.de.name@de: is missing",
            "texts in languages by code; without its region the language is the shop's");
    settings.text[SHOP_LANGUAGE] = SLICE("fr-BE");
    is_text(judged("[r]\nlanguages = fr, fr-CH\nrequire = name present\n", record), "", "the shop's language of another region");
    settings.text[SHOP_LANGUAGE] = SLICE("fr");
    is_text(judged("[r]\nlanguages = nl-BE\nrequire = name is P\n", record), "", "a language without its region");
}

static void test_choices(void)
{
    chooses("brand present", "{\"sku\":\"A\"}", false);
    chooses("brand absent", "{\"sku\":\"A\"}", true);
    chooses("tags is rouge", "{\"sku\":\"A\",\"tags\":[\"noir\",\"rouge\"]}", true);
    chooses("tags is not rouge", "{\"sku\":\"A\",\"tags\":[\"noir\",\"rouge\"]}", false);
    chooses("tags is not rouge", "{\"sku\":\"A\"}", true);
    chooses("tags count 2..", "{\"sku\":\"A\",\"tags\":[\"noir\"]}", false);
    chooses("price above 10", "{\"sku\":\"A\",\"price\":\"10.01\"}", true);
    chooses("price above 10", "{\"sku\":\"A\"}", false);
    chooses("components.quantity above 1", "{\"sku\":\"A\",\"components\":[{\"sku\":\"B\",\"quantity\":1}]}", false);
}

static void test_markets(void)
{
    const char *named = "{\"sku\":\"A\"}";
    const char *missing = "name: is missing";

    is_text(judged("[r]\nchannels = bazaar\nrequire = name present\n", named), missing, "a rule of the channel by its name");
    is_text(judged("[r]\nchannels = meta, google\nrequire = name present\n", named), missing, "by its kind");
    is_text(judged("[r]\nchannels = meta\nrequire = name present\n", named), "", "a rule of another channel");
    is_text(judged("[r]\ncountries = FR, BE\nrequire = name present\n", named), missing, "a rule of the country");
    is_text(judged("[r]\ncountries = FR\nrequire = name present\n", named), "", "a rule of another country");
    market.today = day_from_civil(2026, 11, 22);
    is_text(judged("[r]\nfrom = 2026-11-22\nuntil = 2026-11-22\nrequire = name present\n", named), missing, "on its only day");
    is_text(judged("[r]\nfrom = 2026-11-23\nrequire = name present\n", named), "", "before its first day");
    is_text(judged("[r]\nuntil = 2026-11-21\nrequire = name present\n", named), "", "behind its last day");
    is_text(judged("[r]\nrequire = company.phone present\n", named), "company.phone: is missing", "a rule of the shop");
    is_text(judged("[r]\nmessage = {value}, {count}!\nrequire = name length ..2\n", "{\"sku\":\"A\",\"name\":\"abc\"}"),
            "name: abc, 3!", "a message of its own");
}

static void test_files(void)
{
    struct lint_rule *rule;

    is_text(judged("when = brand present\nseverity = hint\n\n# a comment\n[a]\nwhen = mpn present\nrequire = name present\n"
                   "[b]\nseverity = blocks\nweight = 7\nrequire = name\n  present\n[a]\nwhen = gtin present\n[b]\nseverity = off\n",
                   "{\"sku\":\"A\",\"gtin\":\"1\"}"),
            "name: is missing", "what stands above the first rule, and what comes later");
    rule = rules.rules;
    ok(rule[0].severity == LINT_HINT && rule[0].weight == 1 && rule[0].when_count == 1 && rules.count == 2,
       "a rule that is changed");
    ok(rule[1].severity == LINT_OFF && rule[1].weight == 7 && rule[1].when_count == 1, "a rule that is switched off");
}

static void test_mistakes(void)
{
    static const char *const mistakes[][2] = {
        {"[r]\n", "ours:1: this rule requires nothing: r"},
        {"[R]\nrequire = name present\n", "ours:1: this is no rule's name like [gtin-digits]: [R]"},
        {"[r\nrequire = name present\n", "ours:1: this is no rule's name like [gtin-digits]: [r"},
        {"[r]\nname present\n", "ours:2: this is no line like \"severity = weak\": name present"},
        {"[r]\nrequire =\n", "ours:2: there is nothing behind the sign: require ="},
        {"[r]\ncolour = red\n", "ours:2: a rule has no such line: colour"},
        {"[r]\nseverity = fatal\n", "ours:2: a severity is blocks, weak, hint or off, not: fatal"},
        {"[r]\naxis = y\n", "ours:2: an axis is looks, information or function, not: y"},
        {"[r]\nweight = 101\n", "ours:2: a weight is from 0 to 100, not: 101"},
        {"[r]\nfrom = 2026-02-30\n", "ours:2: this is no day: 2026-02-30"},
        {"[r]\nrequire = nmae present\n", "ours:2: a product has no such member: nmae"},
        {"[r]\nrequire = name presnt\n", "ours:2: there is no such test: presnt"},
        {"[r]\nrequire = name present now\n", "ours:2: nothing may follow there: name present now"},
        {"[r]\nrequire = name length 9..2\n", "ours:2: this is no range like 5..150: 9..2"},
        {"[r]\nrequire = name length ..\n", "ours:2: this is no range like 5..150: .."},
        {"[r]\nrequire = name matches (a\n", "ours:2: this is no pattern: missing closing parenthesis"},
        {"[r]\nrequire = pictures pixels\n", "ours:2: something is missing behind: pictures pixels"},
        {"[r]\nrequire = pictures pixels 5\n", "ours:2: this is no size like 500x500..: 5"},
        {"[r]\nrequire = name in planets\n", "there is no list planets"},
        {"[r]\nrequire = gtin passes ean\n", "ours:2: there is no such check: ean"},
        {"[r]\nrequire = parent known order\n", "ours:2: what is known is a product or a maker, not: order"},
        {"[r]\nrequire = manufacturer.fax present\n", "ours:2: a maker has no such member: manufacturer.fax"},
        {"[r]\nrequire = shop.colour present\n", "ours:2: there is no such setting: shop.colour"},
        {"[r]\nrequire = gtin unique\nrequire = name present\n",
         "ours:3: what is unique is a rule of its own, and in one language: r"},
        {"[r]\nrequire = price above\n", "ours:2: something is missing behind: price above"},
        {"[r]\nrequire = brand is A,,B\n", "ours:2: this is no list of words with commas between: A,,B"},
        {"[r]\nrequire = sale.a.b.c.d.e present\n", "ours:2: this path has too many steps: sale.a.b.c.d.e"},
        {"[r]\nmessage = a\x01z\n", "ours:2: holds a control character"},
        {"[r]\nrequire = name \xff\n", "ours: is not UTF-8"},
    };

    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
        is_text(judged(mistakes[i][0], "{}"), mistakes[i][1], "a mistake: %s", mistakes[i][1]);
}

int main(void)
{
    settings.text[SHOP_LANGUAGE] = SLICE("fr");
    test_presence();
    test_texts();
    test_numbers();
    test_pictures();
    test_attributes();
    test_languages();
    test_choices();
    test_markets();
    test_files();
    test_mistakes();
    lint_rules_release(&rules);
    text_release(&told);
    return tap_end();
}
