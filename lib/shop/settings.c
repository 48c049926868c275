/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/settings.h"

#include "base/card.h"
#include "base/date.h"
#include "base/digest.h"
#include "shop/scheme_id.h"
#include "shop/stock.h"
#include "shop/vat_number.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

static const char prefix[] = "setting/";

enum setting_kind {
    KIND_TEXT,
    KIND_COLOUR,
    KIND_DIGEST,
    KIND_COUNTRY,
    KIND_CURRENCY,
    KIND_ZONE,
    KIND_TRUTH,
    KIND_PERCENT,
    KIND_LOCATION,
    KIND_SHORT,
    KIND_LINES, /* several texts, a line each */
    KIND_YEARS,
    KIND_DAYS,
    KIND_SCHEME_ID,
    KIND_DAY,
    KIND_CHOICE,            /* one of its words */
    KIND_VAT_NUMBERS,       /* with spaces or commas between them */
    KIND_DAYS_BY_COUNTRY,   /* "100 BE=30 GB=60": of countries that have none of their own, and of those that have */
    KIND_MONTHS_BY_COUNTRY, /* the same of months */
    KIND_CHOICE_BY_COUNTRY, /* "customer GB=shop": one of its words in the same way */
};

static const struct setting_row {
    const char *name;
    enum setting_kind kind;
    bool needed;
    const char *standard;
    const char *question;
} rows[SETTINGS] = {
    {"company.name", KIND_TEXT, true, NULL, "Name of the company"},
    {"company.country", KIND_COUNTRY, true, NULL, "Its country (two letters, as BE)"},
    {"company.street", KIND_TEXT, false, NULL, "Street and number"},
    {"company.postcode", KIND_TEXT, false, NULL, "Postcode"},
    {"company.city", KIND_TEXT, false, NULL, "City"},
    {"company.vat_number", KIND_VAT_NUMBERS, false, NULL, "VAT number"},
    {"company.registration", KIND_TEXT, false, NULL, "Registration (as: RPM Namur)"},
    {"company.email", KIND_TEXT, false, NULL, "E-mail address for customers"},
    {"company.phone", KIND_TEXT, false, NULL, "Telephone"},
    {"company.website", KIND_TEXT, false, NULL, "Address of the shop's site"},
    {"company.iban", KIND_TEXT, false, NULL, "IBAN"},
    {"company.bic", KIND_TEXT, false, NULL, "BIC of the bank"},
    {"company.legal_form", KIND_TEXT, false, NULL, "Legal form (as SRL)"},
    {"company.capital", KIND_TEXT, false, NULL, "Share capital, where documents must tell it"},
    {"company.legal_id", KIND_SCHEME_ID, false, NULL, "Number of the company with its list (as 0208:0123456749)"},
    {"company.endpoint", KIND_SCHEME_ID, false, NULL, "Electronic address for invoices (as 0208:0123456749)"},
    {"company.logo", KIND_DIGEST, false, NULL, "Logo, by the SHA-256 of a picture that the store has (store-init --logo)"},
    {"company.colour", KIND_COLOUR, false, NULL, "Colour of documents (as #1a5276)"},
    {"shop.currency", KIND_CURRENCY, true, NULL, "Currency (three letters, as EUR)"},
    {"shop.time_zone", KIND_ZONE, false, "UTC", "Time zone (as Europe/Brussels)"},
    {"shop.prices_include_tax", KIND_TRUTH, false, "true", "Do prices include tax (true or false)"},
    {"shop.vat_rate", KIND_PERCENT, false, NULL, "VAT rate of products that name none (as 21)"},
    {"shop.location", KIND_LOCATION, false, "main", "Where goods are kept unless said otherwise"},
    {"shop.language", KIND_SHORT, false, "en", "Language of the shop's documents"},
    {"invoice.prefix", KIND_SHORT, false, "", "What stands before the year in invoice numbers"},
    {"credit_note.prefix", KIND_SHORT, false, "C", "What stands before the year in numbers of credit notes"},
    {"proforma.prefix", KIND_SHORT, false, "P", "What stands before the year in numbers of pro forma invoices"},
    {"delivery_note.prefix", KIND_SHORT, false, "L", "What stands before the year in numbers of delivery notes"},
    {"invoice.due_days", KIND_DAYS, false, NULL, "Days in which an invoice is to be paid (as 30)"},
    {"invoice.terms", KIND_TEXT, false, NULL, "Terms of payment, as invoices word them"},
    {"invoice.footer", KIND_LINES, false, NULL, "What else stands at the foot of documents"},
    {"invoice.payment_reference", KIND_CHOICE, false, NULL, "What payers write: belgian, rf or none"},
    {"refund.means", KIND_CHOICE, false, "in_proportion", "What goes back first of an order that was paid by several means"},
    {"gift_card.months", KIND_MONTHS_BY_COUNTRY, false, "0",
     "Months in which gift cards are to be spent (as 24 IE=60; 0: for ever)"},
    {"privacy.inactive_years", KIND_YEARS, false, NULL,
     "Years after the last order until a customer's data goes (as the law's table)"},
    {"shop.training", KIND_TRUTH, false, "false", "Is this a store to learn with, whose documents have no value (true or false)"},
    {"tax.rules", KIND_CHOICE, false, "destination", "Whose tax is due: by the law of where it goes, or as products say"},
    {"tax.oss_since", KIND_DAY, false, NULL, "Day of the registration for the one stop shop (as 2026-07-01)"},
    {"tax.registrations", KIND_VAT_NUMBERS, false, NULL, "VAT numbers in other countries, with spaces between"},
    {"tax.small_business", KIND_TRUTH, false, "false", "Is the company a small enterprise that charges no VAT (true or false)"},
    {"tax.services_due", KIND_CHOICE, false, NULL, "When VAT on services is due, where there is a choice: payment or invoice"},
    {"tax.unproven_vat_number", KIND_CHOICE, false, "accept", "What of a customer's VAT number that nobody has confirmed"},
    {"tax.vat_number_days", KIND_DAYS, false, "0", "Days for which a register's yes to a VAT number counts (0: for ever)"},
    {"tax.exchange_days", KIND_DAYS, false, "10", "Days for which a rate of exchange holds where none came since"},
    {"tax.shipping", KIND_CHOICE, false, "highest", "Which rate shipping has: the highest of the goods, or all in proportion"},
    {"tax.rounding", KIND_CHOICE, false, "rate", "What VAT is rounded by: rate, line or unit"},
    {"shipping.tariff", KIND_SHORT, false, "main", "Name of the tariff by which deliveries are quoted"},
    {"shipping.check", KIND_CHOICE, false, "all", "Which orders must be deliverable by the tariff: all, unpriced or none"},
    {"shipping.split", KIND_CHOICE, false, "each", "What customers pay of several shipments: each of them, or the dearest once"},
    {"returns.days", KIND_DAYS_BY_COUNTRY, false, NULL, "Days to withdraw in, where they are more than the law's (as 30 GB=60)"},
    {"returns.commercial_days", KIND_DAYS_BY_COUNTRY, false, NULL, "Days in which the shop takes anything back (as GB=100)"},
    {"returns.cost", KIND_CHOICE_BY_COUNTRY, false, "customer",
     "Who pays for the way back of what customers withdraw from (as customer GB=shop)"},
    {"returns.informed", KIND_TRUTH, false, "true", "Are customers told of the right of withdrawal (true or false)"},
    {"returns.second_choice", KIND_LOCATION, false, NULL, "Where second choice of what came back is kept"},
    {"pickup.days", KIND_DAYS, false, "5", "Days of opening for which a counter keeps what is ready to be collected"},
    {"pickup.no_shows", KIND_DAYS, false, "0", "Orders not collected after which a customer pays before (0: always later)"},
    {"pickup.no_show_days", KIND_DAYS, false, "365", "Days for which an order that was not collected counts"},
    {"pickup.no_show_prepaid", KIND_PERCENT, false, "100", "Percent of an order that such customers pay before"},
};

static const char *const choices[SETTINGS] = {
    [INVOICE_PAYMENT_REFERENCE] = "belgian|rf|none",
    [REFUND_MEANS] = "in_proportion|gift_card_first|gift_card_last",
    [TAX_RULES] = "destination|products",
    [TAX_SERVICES_DUE] = "payment|invoice",
    [TAX_UNPROVEN_VAT_NUMBER] = "accept|refuse|charge",
    [TAX_SHIPPING] = "highest|proportional",
    [TAX_ROUNDING] = "rate|line|unit",
    [SHIPPING_CHECK] = "all|unpriced|none",
    [SHIPPING_SPLIT] = "each|once",
    [RETURNS_COST] = "customer|shop",
};

const char *setting_name(enum setting setting)
{
    return rows[setting].name;
}

const char *setting_question(enum setting setting)
{
    return rows[setting].question;
}

bool setting_needed(enum setting setting)
{
    return rows[setting].needed;
}

bool setting_find(struct slice name, enum setting *setting, struct fault *fault)
{
    for (int i = 0; i < SETTINGS; i++)
        if (slice_is(name, rows[i].name)) {
            *setting = (enum setting)i;
            return true;
        }
    return fault_set(fault, FAULT_USAGE, "unknown_setting", "name", "no setting is called \"%.*s\"; see colporteur-settings(5)",
                     SLICE_ARGS(name));
}

bool country_check(struct slice code, const char *field, struct fault *fault)
{
    if (code.length == 2 && code.bytes[0] >= 'A' && code.bytes[0] <= 'Z' && code.bytes[1] >= 'A' && code.bytes[1] <= 'Z')
        return true;
    return fault_set(fault, FAULT_REFUSED, "not_a_country", field, "\"%.*s\" is no country code of two capital letters (ISO 3166)",
                     SLICE_ARGS(code));
}

/* The next of several words; false: there are no more. */
static bool next_word(struct slice *rest, struct slice *word)
{
    size_t length = 0;

    while (rest->length && strchr(" ,", rest->bytes[0]))
        *rest = slice_from(*rest, 1);
    while (length < rest->length && !strchr(" ,", rest->bytes[length]))
        length++;
    *word = (struct slice){rest->bytes, length};
    *rest = slice_from(*rest, length);
    return length > 0;
}

static bool check_vat_numbers(struct slice value, const char *field, struct fault *fault)
{
    struct vat_number number;
    struct slice word;
    bool known;

    if (vat_number_judge(value, SLICE(""), &number) != VAT_NUMBER_WRONG)
        return true;
    while (next_word(&value, &word))
        if (!vat_number_read(word, SLICE(""), field, &number, &known, fault))
            return false;
    return true;
}

static bool is_choice(struct slice value, const char *words)
{
    for (const char *end; *words; words = *end ? end + 1 : end) {
        end = words + strcspn(words, "|");
        if (slice_equal(value, (struct slice){words, (size_t)(end - words)}))
            return true;
    }
    return false;
}

static bool read_years(struct slice value, int64_t *years)
{
    return slice_integer(value, 100, years) && *years;
}

/* They stand on each page of each document. */
enum { LINES_LIMIT = 6 };

static bool lines_check(struct slice value, const char *name, struct fault *fault)
{
    for (size_t count = 1;; count++) {
        const char *end = memchr(value.bytes, '\n', value.length);
        size_t length = end ? (size_t)(end - value.bytes) : value.length;

        if (count > LINES_LIMIT)
            return fault_set(fault, FAULT_USAGE, "too_many_lines", name, "has more than %d lines", LINES_LIMIT);
        if (!name_check((struct slice){value.bytes, length}, 300, name, fault))
            return false;
        if (!end)
            return true;
        value = slice_from(value, length + 1);
    }
}

static bool text_check(struct slice value, const struct setting_row *row, struct fault *fault)
{
    return row->kind == KIND_LINES ? lines_check(value, row->name, fault)
                                   : name_check(value, row->kind == KIND_SHORT ? 20 : 300, row->name, fault);
}

/* "30" or "BE=30"; of the first the country is empty. */
static bool split_country(struct slice word, struct slice *country, struct slice *value)
{
    struct fault none = FAULT_INIT;
    bool named = word.length > 3 && word.bytes[2] == '=';

    *country = (struct slice){word.bytes, named ? 2 : 0};
    *value = slice_from(word, named ? 3 : 0);
    return !named || country_check(*country, "", &none);
}

static bool read_days_of_country(struct slice word, struct slice *country, int64_t *days)
{
    struct slice value;

    return split_country(word, country, &value) && slice_integer(value, DUE_DAYS_LIMIT, days);
}

static bool is_choice_by_country(struct slice value, const char *words)
{
    struct slice word;
    struct slice country;
    struct slice choice;

    while (next_word(&value, &word))
        if (!split_country(word, &country, &choice) || !is_choice(choice, words))
            return false;
    return true;
}

struct slice setting_choice_in(const struct settings *settings, enum setting setting, struct slice country)
{
    struct slice rest = settings->text[setting];
    struct slice found = slice_of(rows[setting].standard);
    struct slice word;
    struct slice named;
    struct slice choice;
    bool own = false;

    while (next_word(&rest, &word))
        if (split_country(word, &named, &choice) && (named.length ? slice_equal(named, country) : !own)) {
            found = choice;
            own = named.length > 0;
        }
    return found;
}

static bool is_days_by_country(struct slice value)
{
    struct slice word;
    struct slice country;
    int64_t days;

    while (next_word(&value, &word))
        if (!read_days_of_country(word, &country, &days))
            return false;
    return true;
}

int64_t setting_days_in(const struct settings *settings, enum setting setting, struct slice country)
{
    struct slice rest = settings->text[setting];
    struct slice word;
    struct slice named;
    int64_t days;
    int64_t found = 0;
    bool own = false;

    while (next_word(&rest, &word))
        if (read_days_of_country(word, &named, &days) && (named.length ? slice_equal(named, country) : !own)) {
            found = days;
            own = named.length > 0;
        }
    return found;
}

bool setting_check(enum setting setting, struct slice value, struct fault *fault)
{
    struct currency currency;
    struct digest room;
    percent rate;
    int64_t years;
    int64_t days;
    day since;
    bool right = true;

    if (value.length == 0 && !rows[setting].needed)
        return true;
    if (!text_check(value, &rows[setting], fault)) {
        fault->kind = FAULT_USAGE;
        return false;
    }
    if (card_in_field(slice_of(rows[setting].name), value)) {
        card_refuse(slice_of(rows[setting].name), fault);
        fault->kind = FAULT_USAGE;
        return false;
    }
    switch (rows[setting].kind) {
    case KIND_COUNTRY:
        right = country_check(value, rows[setting].name, fault);
        break;
    case KIND_CURRENCY:
        right = currency_find(value, &currency, fault);
        break;
    case KIND_PERCENT:
        right = percent_read(value, rows[setting].name, &rate, fault);
        break;
    case KIND_TRUTH:
        if (!slice_is(value, "true") && !slice_is(value, "false"))
            right = fault_set(fault, FAULT_USAGE, "not_true_or_false", rows[setting].name, "must be true or false");
        break;
    case KIND_ZONE: {
        char zone[301];

        memcpy(zone, value.bytes, value.length);
        zone[value.length] = '\0';
        right = zone_use(zone, fault);
        break;
    }
    case KIND_COLOUR:
        if (value.length != 7 || value.bytes[0] != '#' || !hex_read(slice_from(value, 1), room.bytes, 3))
            right = fault_set(fault, FAULT_USAGE, "not_a_colour", rows[setting].name,
                              "must be # and six hexadecimal digits in lower case");
        break;
    case KIND_DIGEST:
        if (!digest_read(value, &room))
            right = fault_set(fault, FAULT_USAGE, "not_a_digest", rows[setting].name,
                              "must be a SHA-256 in hexadecimal digits; store-init --logo FILE sets it");
        break;
    case KIND_LOCATION:
        right = location_check(value, rows[setting].name, fault);
        break;
    case KIND_YEARS:
        if (!read_years(value, &years))
            right = fault_set(fault, FAULT_USAGE, "not_years", rows[setting].name, "must be a whole number from 1 to 100");
        break;
    case KIND_DAYS:
        if (!slice_integer(value, DUE_DAYS_LIMIT, &days))
            right = fault_set(fault, FAULT_USAGE, "not_days", rows[setting].name, "must be a whole number from 0 to %d",
                              DUE_DAYS_LIMIT);
        break;
    case KIND_SCHEME_ID:
        right = scheme_id_check(value, rows[setting].name, fault);
        break;
    case KIND_DAY:
        right = day_read(value, &since) ||
                fault_set(fault, FAULT_USAGE, "not_a_date", rows[setting].name, "must be a day, as 2026-07-01");
        break;
    case KIND_CHOICE:
        right = is_choice(value, choices[setting]) ||
                fault_set(fault, FAULT_USAGE, "unknown_choice", rows[setting].name, "must be one of %s", choices[setting]);
        break;
    case KIND_CHOICE_BY_COUNTRY:
        right = is_choice_by_country(value, choices[setting]) ||
                fault_set(fault, FAULT_USAGE, "unknown_choice", rows[setting].name,
                          "must be one of %s, and those of countries, as GB=%.*s", choices[setting],
                          (int)strcspn(choices[setting], "|"), choices[setting]);
        break;
    case KIND_DAYS_BY_COUNTRY:
        right = is_days_by_country(value) ||
                fault_set(fault, FAULT_USAGE, "not_days", rows[setting].name,
                          "must be days, and those of countries, as 30 GB=100; none above %d", DUE_DAYS_LIMIT);
        break;
    case KIND_MONTHS_BY_COUNTRY:
        right = is_days_by_country(value) ||
                fault_set(fault, FAULT_USAGE, "not_months", rows[setting].name,
                          "must be months, and those of countries, as 24 IE=60; none above %d", DUE_DAYS_LIMIT);
        break;
    case KIND_VAT_NUMBERS:
        right = check_vat_numbers(value, rows[setting].name, fault);
        break;
    case KIND_SHORT:
    case KIND_LINES:
    case KIND_TEXT:
        break;
    }
    if (!right)
        fault->kind = FAULT_USAGE;
    return right;
}

static struct slice record_id(enum setting setting, char room[64])
{
    size_t length = strlen(rows[setting].name);

    memcpy(room, prefix, sizeof prefix - 1);
    memcpy(room + sizeof prefix - 1, rows[setting].name, length);
    return (struct slice){room, length + sizeof prefix - 1};
}

static bool stored_value(struct store *store, enum setting setting, struct text *room, struct slice *value, struct fault *fault)
{
    char id[64];
    struct slice record;

    *value = (struct slice){NULL, 0};
    if (!store_get(store, record_id(setting, id), &record, fault))
        return false;
    if (record.bytes)
        *value = scan_decoded(scan_find(record, "value"), room);
    return true;
}

void setting_facts(struct slice record, struct text *facts)
{
    struct text room = TEXT_INIT;
    struct slice value = scan_decoded(scan_find(record, "value"), &room);

    if (value.length <= SETTING_FACTS_LIMIT)
        text_add_slice(facts, value);
    text_release(&room);
}

bool setting_training(struct store *store, bool *training, struct fault *fault)
{
    struct text room = TEXT_INIT;
    struct slice value;
    bool done = stored_value(store, SHOP_TRAINING, &room, &value, fault);

    *training = done && slice_is(value, "true");
    text_release(&room);
    return done;
}

void settings_release(struct settings *settings)
{
    arena_release(&settings->arena);
}

/* One walk instead of a look-up for each; the records themselves, which may stand in an archived month, are seldom needed. */
static bool read_all(struct settings *settings, struct store *store, struct fault *fault)
{
    struct text room = TEXT_INIT;
    struct fault unknown = FAULT_INIT;
    struct store_walk walk;
    bool found = true;
    bool done = store_walk_begin(&walk, store, slice_of(prefix), fault);

    while (done && found) {
        enum setting setting;
        struct slice value;

        done = store_walk_next(&walk, &found, fault);
        if (!done || !found || !setting_find(slice_from(store_walk_id(&walk), sizeof prefix - 1), &setting, &unknown))
            continue;
        value = walk.facts;
        if (!value.length)
            done = stored_value(store, setting, &room, &value, fault);
        if (done && value.bytes)
            settings->text[setting] = arena_copy(&settings->arena, value);
    }
    store_walk_end(&walk);
    text_release(&room);
    return done;
}

bool settings_load(struct settings *settings, struct store *store, struct fault *fault)
{
    arena_clear(&settings->arena);
    memset(settings->text, 0, sizeof settings->text);
    if (!read_all(settings, store, fault))
        return false;
    for (int i = 0; i < SETTINGS; i++) {
        if (!settings->text[i].length && rows[i].needed)
            return fault_set(fault, FAULT_USAGE, "setting_missing", rows[i].name, "is not set; store-init --set %s=…",
                             rows[i].name);
        if (!settings->text[i].length && rows[i].standard)
            settings->text[i] = arena_copy(&settings->arena, slice_of(rows[i].standard));
    }
    settings->prices_include_tax = slice_is(settings->text[SHOP_PRICES_INCLUDE_TAX], "true");
    settings->training = slice_is(settings->text[SHOP_TRAINING], "true");
    settings->has_vat_rate = settings->text[SHOP_VAT_RATE].length > 0;
    if (settings->has_vat_rate && !percent_read(settings->text[SHOP_VAT_RATE], "shop.vat_rate", &settings->vat_rate, fault))
        return false;
    if (!tax_rounding_find(settings->text[TAX_ROUNDING], &settings->rounding))
        settings->rounding = ROUND_BY_RATE;
    if (!read_years(settings->text[PRIVACY_INACTIVE_YEARS], &settings->inactive_years))
        settings->inactive_years = 0;
    return currency_find(settings->text[SHOP_CURRENCY], &settings->currency, fault) &&
           zone_use(settings->text[SHOP_TIME_ZONE].bytes, fault);
}

static bool has_orders(struct store *store, bool *has, struct fault *fault)
{
    struct store_walk walk;
    bool done;

    if (!store_walk_begin(&walk, store, SLICE("order/"), fault))
        return false;
    done = store_walk_next(&walk, has, fault);
    store_walk_end(&walk);
    return done;
}

static bool holds_more_than_settings(struct store *store, bool *more, struct fault *fault)
{
    struct store_walk walk;
    bool found = true;
    bool done = store_walk_begin(&walk, store, SLICE(""), fault);

    *more = false;
    while (done && found && !*more) {
        done = store_walk_next(&walk, &found, fault);
        *more = done && found && !slice_starts(store_walk_id(&walk), "setting/");
    }
    store_walk_end(&walk);
    return done;
}

/* What a store is for is settled before anything is recorded: nothing that was made in earnest may pass for an exercise,
 * nor the other way round. */
static bool training_may_become(struct store *store, struct slice before, struct slice value, bool *changed, struct fault *fault)
{
    bool more;

    if (!holds_more_than_settings(store, &more, fault))
        return false;
    if (!more)
        return true;
    *changed = slice_is(before, "true") != slice_is(value, "true");
    return !*changed || fault_set(fault, FAULT_REFUSED, "training_fixed", "shop.training",
                                  "is settled: the store holds records, and stays %s training",
                                  slice_is(before, "true") ? "one for" : "no store for");
}

bool setting_change(struct store *store, enum setting setting, struct slice value, struct changes *changes, bool *changed,
                    struct fault *fault)
{
    struct text room = TEXT_INIT;
    struct slice before = {NULL, 0};
    char id[64];
    bool done = !store || stored_value(store, setting, &room, &before, fault);
    bool sold = false;

    *changed = done && !(before.bytes && slice_equal(before, value));
    if (done && *changed && store && setting == SHOP_TRAINING)
        done = training_may_become(store, before, value, changed, fault);
    if (done && *changed && setting == SHOP_CURRENCY && before.bytes) {
        done = has_orders(store, &sold, fault);
        if (done && sold)
            done = fault_set(fault, FAULT_REFUSED, "currency_in_use", "shop.currency",
                             "cannot become %.*s: there are orders in %.*s", SLICE_ARGS(value), SLICE_ARGS(before));
    }
    if (done && *changed) {
        struct text *text = changes_begin(changes, record_id(setting, id));

        text_add_string(text, "{\"type\":\"setting\"");
        json_put_string(text, "name", slice_of(rows[setting].name));
        json_put_string(text, "value", value);
        json_close(text, '}');
        changes_end(changes);
    }
    text_release(&room);
    return done;
}
