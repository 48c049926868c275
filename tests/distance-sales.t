#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The threshold of distance sales (Directive 2006/112/EC, art. 59c): counted once, whoever sells at the same moment, in this year and
# the last, and exceeded by the order that exceeds it.
. "${srcdir:-$(dirname "$0")/..}/tests/tap.sh"

export COLPORTEUR_STORE=shop COLPORTEUR_NOW=2026-03-02T10:00:00Z
store-init --quiet --set company.name=Shop --set company.country=BE --set company.vat_number=BE0123456749 \
    --set company.street='Rue du Pont 12' --set company.postcode=4500 --set company.city=Huy \
    --set shop.currency=EUR --set shop.vat_rate=21 --set shop.prices_include_tax=false >/dev/null
printf '%s\n' '{"sku":"A","name":"A","price":"400","backorder":true}' \
    '{"sku":"PDF","kind":"digital","name":"PDF","price":"0.01"}' '{"sku":"VISIT","kind":"service","name":"Visit","price":"9999"}' |
    catalog-import --quiet >/dev/null
stock-adjust --quiet A =1000 >/dev/null

order() { # REFERENCE COUNTRY QUANTITY [SKU [MORE]]: what came of it
    printf '{"reference":"%s","country":"%s","lines":[{"sku":"%s","quantity":%s}]%s}\n' "$1" "$2" "${4:-A}" "$3" "${5-}" |
        order-new --quiet | jq -c '[.tax.treatment, .tax.country, .tax.threshold]'
}

is "$(order service FR 2 VISIT)" '[null,null,null]' "another service is at home wherever its customer is, and counts for nothing"
is "$(order far US 50)" '["export","BE",null]' "what leaves the Union counts for nothing"
is "$(order trade FR 50 A ',"customer":{"name":"Forge","vat_number":"FR83404833048"}')" '["intra_community","BE",null]' \
    "nor does what a business buys"

i=0
while [ $i -lt 32 ]; do
    i=$((i + 1))
    order "crowd-$i" FR 1 >"crowd-$i" &
done
wait
is "$(cat crowd-* | sort | uniq -c | sed 's/^ *//')" '25 ["origin","BE","before"]
7 ["oss","FR","crossed"]' "of 32 writers at once, 25 come to 10,000.00 and the others exceed it"

is "$(order again DE 1)" '["oss","DE","crossed"]' "what comes after it is taxed where it goes, in any other State"
is "$(COLPORTEUR_NOW=2027-01-04T10:00:00Z order next FR 1 PDF)" '["oss","FR","crossed"]' "for the whole of the next year"
is "$(COLPORTEUR_NOW=2029-01-04T10:00:00Z order later FR 1 PDF)" '["origin","BE","before"]' "but not in the one after a quiet one"
is "$(COLPORTEUR_NOW=2029-01-05T10:00:00Z order brim FR 25)" '["oss","FR","crossed"]' \
    "an electronic service for a cent counts too: with 10,000.00 of goods the threshold is exceeded"
is "$(COLPORTEUR_NOW=2032-01-05T10:00:00Z order whole FR 25)" '["origin","BE","before"]' "10,000.00 do not exceed it"
is "$(COLPORTEUR_NOW=2032-01-06T10:00:00Z order cent FR 1 PDF)" '["oss","FR","crossed"]' "and a cent more does"
is "$(printf '{"reference":"basket","placed_at":"2035-05-01T10:00:00Z","country":"IT","lines":[{"sku":"A","quantity":25},{"sku":"PDF","quantity":1}]}\n' |
    order-new --quiet | jq -c '[.tax.threshold, [.lines[].vat_rate]]')" '["crossed",["22","22"]]' \
    "a basket that exceeds it on the way is taxed where it goes as a whole"

# What was no supply, or is one of less, lowers the turnover (art. 90); that the threshold was exceeded stays.
year=2040
next_year() { year=$((year + 3)) && export COLPORTEUR_NOW=$year-05-02T10:00:00Z; }
number() { order-list --fields id,reference | jq -r "select(.reference == \"$1\") | .id"; }
give_back() { # REFERENCE [OPTION...]
    id=$(number "$1")
    shift
    refund --quiet "$@" "$id" >/dev/null || fail "refund $*"
}
paid=',"financial_status":"paid"'

next_year
order gone FR 25 A "$paid" >/dev/null
give_back gone
is "$(order-list "$(number gone)" | jq -r .status)" cancelled "an order of which nothing left is cancelled when all is given back"
is "$(order after-gone FR 25)" '["origin","BE","before"]' "and was no supply: there is room for another"
is "$(order after-gone-cent FR 1 PDF)" '["oss","FR","crossed"]' "but for no more"

next_year
order part FR 25 A "$paid" >/dev/null
order-ship --quiet "$(number part)" >/dev/null
invoice --quiet "$(number part)" >/dev/null
give_back part --line 1=5
is "$(order after-part FR 5)" '["origin","BE","before"]' "five of 25 units that were given back are no turnover, by credit note"
is "$(order after-part-cent FR 1 PDF)" '["oss","FR","crossed"]' "the other twenty are"
give_back part
is "$(order still FR 1 PDF)" '["oss","FR","crossed"]' "what was exceeded stays so, whatever is given back of what was sold before"

next_year
order amount FR 25 A "$paid" >/dev/null
give_back amount --amount 12.10
is "$(order after-amount FR 999 PDF)" '["origin","BE","before"]' "12.10 given back with tax are 10.00 less of turnover"
is "$(order after-amount-cents FR 2 PDF)" '["oss","FR","crossed"]' "and not more"

next_year
order over FR 26 A "$paid" >/dev/null
give_back over
is "$(order after-over FR 1)" '["origin","BE","before"]' "an order that exceeded it and was cancelled exceeded nothing"

next_year
printf '{"reference":"basket-2","country":"IT","financial_status":"paid","lines":[{"sku":"A","quantity":25},{"sku":"PDF","quantity":1}]}\n' |
    order-new --quiet >/dev/null
give_back basket-2 --line 2=1
is "$(order after-basket DE 1 PDF)" '["oss","DE","crossed"]' \
    "a basket that exceeded it on the way was taxed for that: what goes back of it undoes nothing"

# Other currencies, at the rates of the day; they stand in the order.
next_year
is "$(order dollars FR 1 A ',"currency":"USD","prices_include_tax":false' 2>&1)" \
    'order-new: stdin:1: lines[1].price: "A" has no price here' "the catalogue's prices are in the shop's currency"
in_currency() { # REFERENCE CURRENCY PRICE
    printf '{"reference":"%s","country":"FR","currency":"%s","financial_status":"paid","lines":[{"sku":"A","quantity":1,"price":"%s"}]}\n' \
        "$1" "$2" "$3" | order-new --quiet --rejects refused |
        jq -c '[.tax.treatment, .tax.threshold, .tax.exchange.currency, [.tax.exchange.rates[]?.rate]]'
}
in_currency unknown USD 100 >/dev/null 2>&1
is "$(jq -r '.code, .field' refused | tr '\n' ' ')" "threshold_unknown currency " "without a rate it is not known whether it counts: refused by name"
printf '%s\n' "{\"of\":\"EUR\",\"currency\":\"USD\",\"day\":\"$year-05-01\",\"rate\":\"1.25\",\"source\":\"ECB\"}" \
    "{\"of\":\"EUR\",\"currency\":\"JPY\",\"day\":\"$year-05-01\",\"rate\":\"160\",\"source\":\"ECB\"}" \
    "{\"of\":\"EUR\",\"currency\":\"TND\",\"day\":\"$year-05-01\",\"rate\":\"3.2\",\"source\":\"BCT\"}" | exchange-import --quiet >/dev/null
is "$(in_currency usd USD 6250)" '["origin","before","EUR",["1.25"]]' "6250 USD at 1.25 are 5000 EUR"
is "$(in_currency jpy JPY 480000)" '["origin","before","EUR",["160"]]' "480000 JPY at 160 are 3000 EUR"
is "$(in_currency tnd TND 6399.968)" '["origin","before","EUR",["3.2"]]' "6399.968 TND at 3.2 are 1999.99 EUR"
rm -r shop/index
is "$(order cent-left FR 1 PDF)" '["origin","BE","before"]' "a cent is left, which the journal alone knows"
is "$(in_currency cent-usd USD 0.02)" '["oss","crossed","EUR",["1.25"]]' "and no more, in any currency"
give_back usd
is "$(order after-usd FR 1)" '["oss","FR","crossed"]' "what is given back in another currency undoes no crossing"
next_year
printf '%s\n' "{\"of\":\"EUR\",\"currency\":\"USD\",\"day\":\"$year-05-01\",\"rate\":\"1.25\",\"source\":\"ECB\"}" | exchange-import --quiet >/dev/null
in_currency usd-2 USD 12500 >/dev/null
give_back usd-2 --amount 1512.50
is "$(order after-usd-2 FR 2)" '["origin","BE","before"]' "1512.50 USD given back with tax of 12500 are 1000.00 EUR less of turnover"
is "$(order after-usd-3 FR 1)" '["oss","FR","crossed"]' "and not more"
is "$(order-list "$(number usd-2)" | invoice --quiet | jq -c '.tax.exchange, .exchange.rates[0].rate')" "null
\"1.25\"" "in documents the rate stands once"
store-verify >/dev/null 2>&1
is $? 0 "the store is sound"
rm -r shop/index
is "$(COLPORTEUR_NOW=2026-03-02T11:00:00Z order rebuilt FR 1 PDF)" '["oss","FR","crossed"]' \
    "the sum is the journal's: without its index the store knows it again"
store-init --quiet --set tax.oss_since=2038-01-01 >/dev/null
is "$(COLPORTEUR_NOW=2038-01-01T10:00:00Z order chosen FR 1 PDF)" '["oss","FR",null]' "who chose the one stop shop need not wait for it"
is "$(COLPORTEUR_NOW=2038-02-01T10:00:00Z in_currency chosen-usd USD 100)" '["oss",null,null,[]]' "and needs no rate of exchange"

# A shop in another currency: of a Member State with a threshold of its own, and of another.
for currency in SEK CHF; do
    export COLPORTEUR_STORE=shop-$currency COLPORTEUR_NOW=2026-03-02T10:00:00Z
    store-init --quiet --set company.name=Shop --set company.country=SE --set company.vat_number=SE556036079301 \
        --set shop.currency=$currency --set shop.vat_rate=25 --set shop.prices_include_tax=false >/dev/null
    printf '%s\n' '{"sku":"A","name":"A","price":"99680","backorder":true}' '{"sku":"PDF","kind":"digital","name":"PDF","price":"0.01"}' \
        '{"sku":"B","name":"B","price":"9500","backorder":true}' | catalog-import --quiet >/dev/null
done
COLPORTEUR_STORE=shop-SEK
is "$(order whole FR 1)" '["origin","SE","before"]' "99680 SEK are what Swedish law has for 10,000 EUR"
is "$(order cent FR 1 PDF)" '["oss","FR","crossed"]' "and a cent more exceeds it, without any rate"
COLPORTEUR_STORE=shop-CHF
is "$(order none FR 1 B 2>&1 | cut -d: -f4-5)" " currency: whether distance sales are within the threshold of art. 59c is not known" \
    "in Swiss francs the law has none: it is one in euros"
echo '{"of":"EUR","currency":"CHF","day":"2026-03-01","rate":"0.95","source":"ECB"}' | exchange-import --quiet >/dev/null
is "$(order whole FR 1 B)" '["origin","SE","before"]' "9500 CHF at 0.95 are 10,000 EUR"
is "$(order cent FR 1 PDF)" '["oss","FR","crossed"]' "and a cent more exceeds it"
tap_end
