/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_SETTINGS_H
#define COLPORTEUR_SHOP_SETTINGS_H

#include "base/arena.h"
#include "base/money.h"
#include "shop/tax.h"
#include "store/store.h"

#include <stdbool.h>

/*
 * The shop's settings: who sells, in what currency and time zone, how prices are meant. Each is a record
 * "setting/NAME" in the journal; colporteur-settings(5) lists them.
 */

/* In the order of the names of settings.c. */
enum setting {
    COMPANY_NAME,
    COMPANY_COUNTRY,
    COMPANY_STREET,
    COMPANY_POSTCODE,
    COMPANY_CITY,
    COMPANY_VAT_NUMBER,
    COMPANY_REGISTRATION,
    COMPANY_EMAIL,
    COMPANY_PHONE,
    COMPANY_WEBSITE,
    COMPANY_IBAN,
    COMPANY_BIC,
    COMPANY_LEGAL_FORM,
    COMPANY_CAPITAL,
    COMPANY_LEGAL_ID,
    COMPANY_ENDPOINT,
    COMPANY_LOGO,
    COMPANY_COLOUR,
    SHOP_CURRENCY,
    SHOP_TIME_ZONE,
    SHOP_PRICES_INCLUDE_TAX,
    SHOP_VAT_RATE,
    SHOP_LOCATION,
    SHOP_LANGUAGE,
    INVOICE_PREFIX,
    CREDIT_NOTE_PREFIX,
    PROFORMA_PREFIX,
    DELIVERY_NOTE_PREFIX,
    INVOICE_DUE_DAYS,
    INVOICE_TERMS,
    INVOICE_FOOTER,
    INVOICE_PAYMENT_REFERENCE,
    REFUND_MEANS,
    GIFT_CARD_MONTHS,
    PRIVACY_INACTIVE_YEARS,
    SHOP_TRAINING,
    TAX_RULES,
    TAX_OSS_SINCE,
    TAX_REGISTRATIONS,
    TAX_SMALL_BUSINESS,
    TAX_SERVICES_DUE,
    TAX_UNPROVEN_VAT_NUMBER,
    TAX_VAT_NUMBER_DAYS,
    TAX_EXCHANGE_DAYS,
    TAX_SHIPPING,
    TAX_ROUNDING,
    SHIPPING_TARIFF,
    SHIPPING_CHECK,
    SHIPPING_SPLIT,
    RETURNS_DAYS,
    RETURNS_COMMERCIAL_DAYS,
    RETURNS_COST,
    RETURNS_INFORMED,
    RETURNS_SECOND_CHOICE,
    PICKUP_DAYS,
    PICKUP_NO_SHOWS,
    PICKUP_NO_SHOW_DAYS,
    PICKUP_NO_SHOW_PREPAID,
    SETTINGS
};

struct settings {
    struct arena arena;
    struct slice text[SETTINGS]; /* bytes NULL: not set; defaults are filled in */
    struct currency currency;
    bool prices_include_tax;
    bool training; /* a store to learn with: what it makes has no value, and says so */
    bool has_vat_rate;
    percent vat_rate;
    enum tax_rounding rounding;
    int64_t inactive_years;          /* 0: as the table of retention terms says */
    const struct mentions *mentions; /* what the law has documents say, for who issues some (shop/mentions.h); NULL: not read */
    const struct units *units;       /* what products may be sold in, for who takes some (shop/units.h); NULL: not read */
};

#define SETTINGS_INIT                                                                                                              \
    {                                                                                                                              \
        .arena = ARENA_INIT                                                                                                        \
    }

void settings_release(struct settings *settings);

/* Reads them all; refuses (FAULT_USAGE) if a needed one is missing. Sets the process's time zone. */
bool settings_load(struct settings *settings, struct store *store, struct fault *fault) CHECKED;

/* Whether it is a store to learn with; settings that are missing do not matter. */
bool setting_training(struct store *store, bool *training, struct fault *fault) CHECKED;

/*
 * What the index keeps of a setting beside its place: its value, unless that is longer. Every run of every tool begins with the
 * settings, and they may have been made long ago, in a month that is archived by now.
 */
enum { SETTING_FACTS_LIMIT = 200, DUE_DAYS_LIMIT = 365 };
void setting_facts(struct slice record, struct text *facts);

/* Of a setting by country, as "100 BE=30": the number of days in one, 0 where it has none. */
int64_t setting_days_in(const struct settings *settings, enum setting setting, struct slice country);
/* As "customer GB=shop": the word in one, its default where it has none. */
struct slice setting_choice_in(const struct settings *settings, enum setting setting, struct slice country);

const char *setting_name(enum setting setting);
const char *setting_question(enum setting setting); /* what to ask a person who sets up a store */
bool setting_needed(enum setting setting);
bool setting_find(struct slice name, enum setting *setting, struct fault *fault) CHECKED;
bool setting_check(enum setting setting, struct slice value, struct fault *fault) CHECKED;

/* Adds the change of one setting, unless it has that value already (*changed says which). `store` NULL: there is none yet. */
bool setting_change(struct store *store, enum setting setting, struct slice value, struct changes *changes, bool *changed,
                    struct fault *fault) CHECKED;

/* Two capital letters, as ISO 3166-1 writes a country (any: lists of countries change, user-assigned codes are in use). */
bool country_check(struct slice code, const char *field, struct fault *fault) CHECKED;

#endif
