#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The threshold of distance sales (Directive 2006/112/EC, art. 59c): counted once, whoever sells at the same moment, in this year and
# the last, and exceeded by the order that exceeds it.
. "${srcdir:-$(dirname "$0")/..}/tests/tap.sh"

export COLPORTEUR_STORE=shop COLPORTEUR_NOW=2026-03-02T10:00:00Z
store-init --quiet --set company.name=Shop --set company.country=BE --set company.vat_number=BE0123456749 \
    --set shop.currency=EUR --set shop.vat_rate=21 --set shop.prices_include_tax=false >/dev/null
printf '%s\n' '{"sku":"A","name":"A","price":"400","backorder":true}' \
    '{"sku":"PDF","kind":"digital","name":"PDF","price":"0.01"}' '{"sku":"VISIT","kind":"service","name":"Visit","price":"9999"}' |
    catalog-import --quiet >/dev/null

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
store-verify >/dev/null 2>&1
is $? 0 "the store is sound"
rm -r shop/index
is "$(COLPORTEUR_NOW=2026-03-02T11:00:00Z order rebuilt FR 1 PDF)" '["oss","FR","crossed"]' \
    "the sum is the journal's: without its index the store knows it again"
store-init --quiet --set tax.oss_since=2038-01-01 >/dev/null
is "$(COLPORTEUR_NOW=2038-01-01T10:00:00Z order chosen FR 1 PDF)" '["oss","FR",null]' "who chose the one stop shop need not wait for it"
tap_end
