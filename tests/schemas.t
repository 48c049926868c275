#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every line that a tool prints obeys the schema of its type, and so do the examples of colporteur-records(5).
# The judge is python3-jsonschema. That the schemas can say no is tested with records spoilt in many ways.

# shellcheck source=tests/tap.sh
. "${srcdir:-$(dirname "$0")/..}/tests/tap.sh"

python=
for candidate in python3 /usr/bin/python3; do
    if "$candidate" -c 'from jsonschema import Draft202012Validator' 2>/dev/null; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || skip_all "python3-jsonschema is not installed"

COLPORTEUR_STORE=$PWD/shop
COLPORTEUR_NOW=2026-11-21T12:00:00Z
export COLPORTEUR_STORE COLPORTEUR_NOW
mkdir out rejects

# run NAME STATUS TYPE COMMAND...: the output goes to out/NAME, to be judged by the schema of TYPE.
run() {
    name=$1 wanted=$2 type=$3
    shift 3
    "$@" >"out/$name" 2>"err-$name"
    status=$?
    printf '%s\t%s\t%s\t%s\n' "$name" "$type" "$wanted" "$status" >>runs
}

echo '<svg xmlns="http://www.w3.org/2000/svg"/>' >logo.svg
run store-init 0 setting store-init --set company.name='Casserole & Cie' --set company.country=BE \
    --set company.street='Rue du Midi 4' --set company.postcode=1000 --set company.city=Bruxelles \
    --set company.vat_number=BE0123456749 --set company.registration='RPM Bruxelles' \
    --set company.email=bonjour@casserole.example --set company.phone='+32 2 555 01 00' \
    --set company.website=https://casserole.example --set company.iban=BE71096123456769 \
    --set company.bic=GKCCBEBB --set company.legal_form=SRL --set company.capital='18 600 EUR' \
    --set company.legal_id=0208:0123456749 --set company.endpoint=0208:0123456749 --set company.colour=#1a5276 --logo logo.svg \
    --set invoice.due_days=30 --set invoice.terms='30 jours net' --set invoice.footer='Merci !' --set tax.services_due=payment \
    --set shop.currency=EUR --set shop.time_zone=Europe/Brussels --set shop.vat_rate=21 \
    --set shop.location=main --set shop.language=fr --set shop.prices_include_tax=true

cat >products.jsonl <<'END'
{"sku":"POEL-24","name":"Poêle en fonte 24 cm","description":"Fonte brute.\nPour tous feux.","brand":"Forgeval","category":"Cuisson > Poêles","price":"39.90","vat_rate":"21","cost":"18.2","unit":"C62","gtin":"5412345678908","mpn":"FV-24","weight_g":1850,"image":"https://shop.example/poel-24.jpg","link":"https://shop.example/poel-24","condition":"new","low_stock":3,"backorder":false,"status":"active","google_category":"Home & Garden > Kitchen & Dining","attributes":{"colour":"black","dishwasher":false,"layers":3}}
{"sku":"VIS 4/40 é","name":"Vis","price":"0.0125"}
{"sku":"LIVRE","name":"Recettes","price":"12","vat_rate":"6","backorder":true}
{"sku":"MOULE","kind":"physical","name":"Moule","short_description":"À tarte.","materials":"Fonte","usage":"Au four.","specifications":"Ø 28 cm","warnings":"Chaud.","meta_title":"Moule à tarte","meta_description":"En fonte","slug":"moule","vat_category":"S","exemption":"VATEX-EU-132","vat_rates":{"FR":"5.5"},"categories":["Cuisson > Tartes"],"tags":["fonte"],"price":"25.00","sale":{"price":"20","from":"2026-11-01","until":"2026-12-01T00:00:00Z"},"tax_class":"standard","length_mm":280,"width_mm":280,"height_mm":40,"image":"https://shop.example/moule.jpg","media":[{"url":"https://shop.example/dos.jpg","role":"picture","alt":"De dos","width":800,"height":600,"sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}],"sold_individually":true,"launch_on":"2026-01-01","retire_on":"2030-01-01","season":{"from":"10-01","until":"02-28"},"shipping_class":"lourd","transport":["heavy"],"axes":["Taille"],"texts":{"nl":{"name":"Bakvorm","link":"https://shop.example/nl/vorm"}},"manufacturer":"forgeval","responsible_person":"forgeval","supplier":"grossiste","supplier_sku":"G-7","lead_days":4,"ids":{"woocommerce":"741"},"columns":{"woocommerce":{"Position":"3"}},"supplied":{"cost":"grossiste"}}
{"sku":"SOINS","name":"Premiers soins","price":"10","vat_rate":"0","vat_category":"E","exemption":"VATEX-EU-132-1I","kind":"digital"}
{"sku":"MOULE-28","parent":"MOULE","name":"Moule 28 cm","options":{"Taille":"28 cm"}}
{"sku":"LOT","name":"Moule et livre","price":"30","components":[{"sku":"MOULE-28","quantity":1},{"sku":"LIVRE"}]}
END
run catalog-import 0 product catalog-import products.jsonl
printf 'sku,name,price,vat_rate\nCSV-1,"Louche, inox",9.50,21\n' >products.csv
run catalog-import-csv 0 product catalog-import products.csv
run catalog-import-refused 1 product catalog-import -r rejects/catalog-import - <<'END'
{"sku":4711,"name":"Number","price":"1.00"}
{"sku":"A","name":"Half","price":"1.0x"}
no JSON
["an","array"]
END
printf '{"sku":"\377"}\n' | run catalog-import-bytes 1 product catalog-import -r rejects/bytes
run catalog-list 0 product catalog-list
run catalog-find 0 product catalog-find livre
printf '%s\n' '{"sku":"POEL-24","price":"41.00","gtin":null,"tags":["noir"],"backorder":true,"weight_g":1900}' '{"sku":"NEUF","name":"Neuf","price":"1"}' >changes
run catalog-diff 1 difference catalog-diff changes
run catalog-import-layer 0 product catalog-import --layer grossiste <<'END'
{"sku":"LIVRE","name":"Livre de recettes","price":"13.00","description":"Relié","weight_g":700}
{"sku":"G-1","name":"Du grossiste","price":"5.00"}
END
run catalog-set 0 product catalog-set POEL-24 texts.de.name=Pfanne kind=physical status=end_of_life

run price-import-lists 0 price_list price-import <<'END'
{"type":"price_list","id":"trade-be","channel":"web","country":"BE","group":"trade","prices_include_tax":false,"from":"2026-01-01","until":"2026-12-31","priority":1}
{"type":"price_list","id":"usa","country":"US","currency":"USD","priority":-1}
END
run price-import 0 price price-import <<'END'
{"list":"trade-be","sku":"POEL-24","prices":[{"price":"26.40"},{"from_quantity":10,"price":"24","from":"2026-11-01","until":"2026-11-30"}]}
{"list":"usa","sku":"VIS 4/40 é","prices":[{"price":"0.0125"}]}
{"list":"usa","sku":"LIVRE","prices":[]}
END
printf 'sku,price\nLIVRE,14\nLIVRE,\n' >prices.csv
run price-import-csv 0 price price-import --list usa prices.csv
run price-import-refused 1 price price-import -r rejects/price-import <<'END'
{"list":"nowhere","sku":"POEL-24","prices":[{"price":"1"}]}
{"type":"price_list","id":"a/b"}
{"list":"usa","sku":"LIVRE","prices":[{"price":"1"},{"price":"2"}]}
END
run price-list 0 price price-list
run price-list-lists 0 price_list price-list --lists
run promotion-set 0 promotion promotion-set <<'END'
{"id":"welcome","name":"Bienvenue","kind":"percent","value":"10","applies":{"skus":["POEL-24"],"categories":["Cuisson"],"brands":["Forgeval"]},"channels":["web"],"countries":["BE","FR"],"groups":["club"],"from":"2026-11-01","until":"2026-11-30","coupon":"WELCOME10","limit":500,"limit_per_customer":1,"minimum":"30","combines":true,"priority":1}
{"id":"unit","kind":"amount","value":"0.50","per":"unit","applies":{"categories":["Cuisson"]},"stock_cap":3}
{"id":"three","kind":"buy_n_pay_m","buy":3,"pay":2,"coupon":"THREE"}
{"id":"set","kind":"bundle","value":"45","applies":{"skus":["POEL-24","LIVRE"]},"coupon":"SET"}
{"id":"free","kind":"free_shipping","minimum":"1000"}
END
run promotion-set-refused 1 promotion promotion-set -r rejects/promotion-set <<'END'
{"id":"none","kind":"percent"}
{"id":"none","kind":"bundle","value":"1","applies":{"skus":["A"]}}
END
run promotion-list 0 promotion promotion-list --with use
run price-set 0 price_change price-set --key spring --percent -5 --ending .95 --floor 110 POEL-24
run price-set-sale 0 price_change price-set --to 11.50 --from 2026-11-25 --until 2026-12-24 LIVRE
run price-set-list 0 price_change price-set --list trade-be --quantity 5 --amount -1 --from 2026-11-30 --until 2026-12-24 POEL-24
run price 0 offer price --channel web POEL-24 LIVRE
run price-explained 0 offer price --channel web --group trade --quantity 12 --explain POEL-24 LIVRE CSV-1
run price-reduced 0 offer price --at 2026-11-26 LIVRE
run price-dollars 0 offer price --country US --currency USD 'VIS 4/40 é'
run price-history 0 shown_price price --channel web --group trade --at 2026-12-30 --history LIVRE POEL-24
printf '%s\n' '{"sku":"NOWHERE"}' '{"sku":4}' | run price-refused 1 offer price -r rejects/price
run stock-adjust 0 stock stock-adjust POEL-24 =12 'VIS 4/40 é' +1000 CSV-1 +5 LIVRE =9 --reason received
run stock-adjust-records 0 stock stock-adjust <<'END'
{"sku":"POEL-24","add":-2,"reason":"broken"}
{"sku":"POEL-24","location":"shop","set":3,"reason":"count","key":"count/1"}
{"sku":"POEL-24","location":"shop","add":1,"key":"return 7"}
{"sku":"POEL-24","location":"shop","safety":1,"key":"December"}
{"sku":"LIVRE","set":9,"safety":2}
END
run stock-adjust-refused 1 stock stock-adjust -r rejects/stock-adjust <<'END'
{"sku":"POEL-24","add":-200}
{"sku":"NOWHERE","set":1}
END

cat >orders.jsonl <<'END'
{"channel":"web","reference":"W-1","buyer_reference":"Achats 17","placed_at":"2026-11-02T10:00:00+01:00","financial_status":"paid","country":"FR","customer":{"id":"C-77","name":"Jeanne Martin","company":"Chez Jeanne","email":"jeanne@example.org","phone":"+32 2 555 01 23","vat_number":"BE0123456749","legal_id":"0208:0123456749","endpoint":"0208:0123456749","language":"fr-BE","address":{"name":"J. Martin","company":"Chez Jeanne","region":"Bruxelles-Capitale","street":"Rue Haute 7","postcode":"1000","city":"Bruxelles","country":"BE"},"shipping_address":{"street":"Quai 2","postcode":"59000","city":"Lille","region":"Nord","country":"FR","name":"Atelier","company":"Jeanne SARL"}},"lines":[{"sku":"POEL-24","quantity":2},{"sku":"LIVRE","quantity":1,"price":"11.50"}],"shipping":{"method":"home","price":"4.50","vat_rate":"21"},"note":"Sonner deux fois.","postcode":"59800"}
{"reference":"W-2","lines":[{"sku":"VIS 4/40 é","quantity":101}],"prices_include_tax":false}
{"reference":"W-3","customer":{"name":"Paul Durand"},"lines":[{"sku":"LIVRE","quantity":3,"name":"Livre de recettes","vat_rate":"0"}]}
END
run order-new-trial 0 order order-new -n orders.jsonl
run order-new 0 order order-new orders.jsonl
run order-new-again 0 order order-new orders.jsonl
printf '%s\n' '{"id":"ten","kind":"percent","value":"10","coupon":"TEN","combines":true}' \
    '{"id":"carriage","kind":"free_shipping","minimum":"10","combines":true}' >promotions.jsonl
run promotion-set-more 0 promotion promotion-set promotions.jsonl
run order-new-discounted 0 order order-new <<'END'
{"reference":"W-4","channel":"web","group":"club","country":"BE","coupons":["ten"],"lines":[{"sku":"LIVRE","quantity":2},{"sku":"CSV-1","quantity":1,"price":"9.00","discount":"1.00"}],"placed_at":"2026-11-26T10:00:00Z","shipping":{"price":"4.50"}}
END
run order-new-explained 0 order order-new --explain --dry-run <<'END'
{"reference":"W-4a","placed_at":"2026-12-01T10:00:00Z","channel":"web","group":"trade","country":"BE","lines":[{"sku":"POEL-24","quantity":5},{"sku":"CSV-1","quantity":1,"price":"9.00","vat_rate":"6"}]}
{"reference":"W-4b","country":"FR","lines":[{"sku":"LIVRE","quantity":1}]}
END
store-init --quiet --set tax.shipping=proportional --set tax.rounding=line >/dev/null
run order-new-taxed 0 order order-new <<'END'
{"reference":"T-6","country":"FR","buyer":"consumer","lines":[{"sku":"LIVRE","quantity":2},{"sku":"CSV-1","quantity":1}],"shipping":{"price":"4.50"}}
{"reference":"T-7","country":"FR","customer":{"name":"A","vat_number":"FR83404833048"},"lines":[{"sku":"LIVRE","quantity":2}],"shipping":{"price":"4.50","vat_rate":"0"}}
{"reference":"T-8","country":"FR","lines":[{"sku":"LIVRE","quantity":2},{"sku":"SOINS","quantity":1}],"shipping":{"price":"4.50"}}
{"reference":"T-9","customer":{"name":"B","address":{"postcode":"35001","country":"ES"}},"lines":[{"sku":"LIVRE","quantity":2}]}
END
run order-new-coupon 1 order order-new -r rejects/coupon <<'END'
{"reference":"W-5","coupons":["NOPE"],"lines":[{"sku":"LIVRE","quantity":1}]}
END
run order-new-refused 1 order order-new -r rejects/order-new <<'END'
{"reference":"W-1","lines":[{"sku":"LIVRE","quantity":1}]}
{"reference":"W-9","lines":[{"sku":"X1","quantity":1}]}
{"reference":"W-9","lines":[{"sku":"POEL-24","quantity":1.5}]}
{"reference":"W-9","lines":[{"sku":"POEL-24","quantity":99}]}
END
cat >lines.map <<'END'
target order
channel <- 'fair'
reference <- Ref
line.sku <- SKU
line.quantity <- Qty
END
run order-import 1 order order-import --quiet -m lines.map -r rejects/order-import <<'END'
Ref,SKU,Qty
F-1,LIVRE,1
F-1,POEL-24,1
F-2,NOWHERE,1
END
run order-list 0 order order-list
run order-list-person 0 order order-list --with person
run order-ship-part 0 order order-ship 1 --line 1=1
run order-ship-record 0 order order-ship <<'END'
{"type":"order","id":"1","ship":{"lines":[{"line":2,"quantity":1}]}}
END
run order-ship 0 order order-ship 2
run order-ship-refused 1 order order-ship -r rejects/order-ship <<'END'
{"type":"order","id":"999"}
END
run invoice 0 invoice invoice 1 2
run invoice-discounted 0 invoice invoice 4
run invoice-taxed 0 invoice invoice 5 6 7 8
run invoice-again 0 invoice invoice 1
for printing in original duplicate; do
    run "invoice-$printing" 0 nothing invoice --text 1 # a document, no record
    : >"out/invoice-$printing"
done
run invoice-refused 1 invoice invoice -r rejects/invoice <<'END'
{"type":"order","id":"999"}
END
run order-new-returned 0 order order-new <<'END'
{"reference":"W-6","financial_status":"paid","group":"club","lines":[{"sku":"LIVRE","quantity":2},{"sku":"POEL-24","quantity":1},{"sku":"CSV-1","quantity":1,"price":"9.00","discount":"1.00"}],"shipping":{"method":"express","pickup_point":"relais/B-1","price":"9.50","standard_price":"4.50"}}
END
returned=$(jq -r .id out/order-new-returned)
order-ship --quiet --line 1=1 "$returned" >nothing
number=$(invoice --quiet "$returned" | jq -r .id)
run order-new-coming 0 order order-new <<'END'
{"reference":"W-7","placed_at":"2026-11-20T10:00:00Z","financial_status":"paid","lines":[{"sku":"LIVRE","quantity":4}]}
END
coming=$(jq -r .id out/order-new-coming)
order-ship --quiet "$coming" >nothing
run proforma 0 proforma invoice --proforma 1 2
run proforma-discounted 0 proforma invoice --proforma 4
run delivery-note 0 delivery_note delivery-note 1 2
run credit-note 0 credit_note credit-note --shipping all --reason tard 2026-000001
run credit-note-taxed 0 credit_note credit-note $(jq -r .id out/invoice-taxed)
run credit-note-record 0 credit_note credit-note --now 2026-11-28T12:00:00Z <<END
{"type":"invoice","id":"$number","credit_note":{"amount":"1.00","day":"2026-11-28"}}
END
run credit-note-list 0 credit_note credit-note-list
run proforma-list 0 proforma proforma-list
run delivery-note-list 0 delivery_note delivery-note-list
run credit-note-list-person 0 credit_note credit-note-list --with person
run refund 0 refund refund --now 2026-11-28T12:00:00Z --line 1=1 --restock --key k --return R-1 --reason casse --means card "$returned"
run refund-list 0 refund refund-list
run refund-record 0 refund refund --now 2026-11-28T12:00:00Z <<END
{"id":"$returned","refund":{"by_law":true,"day":"2026-11-28","means":[{"means":"card","amount":"1.00","reference":"T-1"},{"means":"gift_card"}]}}
END
run return-check 0 return_answer return-new --check --delivered 2026-11-21 "$coming"
run withdrawal 0 withdrawal withdrawal <<'END'
{"id":"S-1","name":"Ada Vermeer","order":"W-7","contact":"ada@client.example","language":"fr"}
{"id":"S-1","confirm":true}
{"id":"S-2","name":"Bea","order":"W-9","contact":"+32 4 000"}
END
run withdrawal-list 0 withdrawal withdrawal-list --with person
run return-new 0 return return-new --delivered 2026-11-21 --sent 2026-11-21 --reason trop_grand --key k --statement S-1 --line 1=2 "$coming"
run return-receive 0 return return-receive --line 1=1 --grade second_choice --second-choice solderie --loss 1=1.00 --loss-reason use "$coming-1"
run return-receive-scrap 0 return return-receive --grade scrap "$coming-1"
run return-new-wrong 0 return return-new --kind wrong --line 1=1 "$coming"
run return-receive-as-new 0 return return-receive "$coming-2"
stock-adjust --quiet --location solderie LIVRE +9 >nothing
run return-resend 0 return return-resend --location solderie "$coming-2"
run return-late 1 return_answer return-new --check --delivered 2026-11-20 --dated 2026-12-30 "$coming"
run return-lost 0 return return-new --kind lost --goodwill --delivered 2026-11-20 "$coming"
run return-set 0 return return-set --claim accepted "$coming-3"
run return-expired 0 return return-set --status expired "$coming-3"
run return-refund 0 refund refund --return "$coming-1" "$coming"
run return-list 0 return return-list
sent=$(printf '%s\n' '{"reference":"W-C","financial_status":"paid","customer":{"id":"C-9","name":"Léa","address":{"street":"Rue 1","postcode":"4000","city":"Liège","country":"BE"}},"lines":[{"sku":"LIVRE","quantity":1}]}' | order-new -q | jq -r .id)
run claim-carrier 0 carrier carrier-set <<'END'
{"id":"perdant","name":"Perdant","numbers":[{"name":"n","kind":"pattern","pattern":"P#######"}],"claims":[{"reason":"lost","from":"2026-01-01","until":"2027-12-31","after_days":3,"within_days":30,"limit":"10.00","limit_per_kg":"23.00","currency":"EUR","carriage":true},{"reason":"late"}]}
END
label -q --carrier perdant --weight 400 "$sent" >nothing
order-ship -q "$sent" >nothing
lost=$(return-new -q --kind lost --goodwill "$sent" | jq -r .id)
run claim-set 0 claim claim-set --carriage 4.50 --return "$lost" --reference C-1 "$lost"
run claim-refused 0 claim claim-set --refused tard claim/"$lost"
run claim-paid 0 claim claim-set --received 5.00 claim/"$lost"
run claim-list 0 claim claim-list
run carrier-bill-import 0 carrier_charge carrier-bill-import --carrier perdant --bill B-1 --dated 2026-11-30 <<END
{"line":1,"tracking_number":"P0000000","shipped_on":"2026-11-20","service":"Jour","weight_g":900,"carriage":"4.00","fuel":"0.30","surcharges":"0.20","vat":"0.95"}
{"line":2,"parcel":"$sent-1","net":"4.00"}
{"line":3,"tracking_number":"P9999999","kind":"way_back","net":"3.00"}
END
back=$(return-new -q --goodwill "$sent" --key back --kind damaged 2>err-back | jq -r .id)
label -q --carrier perdant --return "$back" | jq -c '{"carrier":"perdant","bill":"B-2","day":"2026-11-30",tracking_number,"net":"3.50"}' |
    carrier-bill-import -q >nothing
run return-billed 0 return return-list
run carrier-bill-list 0 carrier_charge carrier-bill-list --weight-step 100
run order-list-refunded 0 order order-list
run refund-refused 1 refund refund -r rejects/refund <<END
{"type":"order","id":"$returned","refund":{"amount":"1000.00"}}
END
ahead=$(printf '%s\n' '{"reference":"AHEAD","financial_status":"paid","lines":[{"sku":"SOINS","quantity":3},{"sku":"LIVRE","quantity":2}]}' | order-new --quiet | jq -r .id)
run deposit 0 invoice invoice --deposit 50% --key first --paid-on 2026-11-20 "$ahead"
run deposit-record 0 invoice invoice <<END
{"id":"$ahead","deposit":{"amount":"20.00"}}
END
run deposit-refused 1 invoice invoice -r rejects/deposit --deposit 90% --key more "$ahead"
run deposit-credited 0 credit_note credit-note --now 2026-11-28T12:00:00Z --amount 5 "$(jq -r .id out/deposit)"
run deposit-refunded 0 refund refund --now 2026-11-28T12:00:00Z --line 1=2 "$ahead"
run final 0 invoice invoice --now 2026-11-28T12:00:00Z "$ahead"
run order-new-paid 0 order order-new <<END
{"reference":"W-P","payments":[{"means":"gift_card","amount":"1.00","reference":"G-1","key":"g"},{"means":"card","amount":"2.00","day":"2026-11-20"}],"lines":[{"sku":"LIVRE","quantity":2}]}
END
parts=$(jq -r .id out/order-new-paid)
run payment 0 order payment --method transfer --reference 2026/7 "$parts"
run invoice-paid 0 invoice invoice --now 2026-11-28T12:00:00Z "$parts"
run refund-paid 0 refund refund --now 2026-11-28T12:00:00Z --line-amount 1=1.00 "$parts"
run payment-list 0 payment payment-list
printf '{"reference":"W-X","lines":[{"sku":"LIVRE","quantity":2}]}\n' | order-new -q >unwanted
run order-cancel 0 order order-cancel --line 1=1 "$(jq -r .id unwanted)"
run payment-refused 1 order payment -r rejects/payment --method card <<END
{"id":"$parts","payment":{"means":"card","amount":"1000.00"}}
END
run invoice-list 0 invoice invoice-list
run invoice-list-person 0 invoice invoice-list --with person
run catalog-list-stock 0 product catalog-list --with stock
run stock-list 0 stock stock-list
for grain in day week month year total; do
    run "kpi-$grain" 0 key_figures kpi --$grain
done
for key in country channel sku category country,channel; do
    run "kpi-by-$key" 0 key_figures kpi --by $key
done
catalog-list | feed-export google -o feed.xml -r rejects/feed-export 2>/dev/null
run feed-export-run 0 feed_run cat feed.xml.run
catalog-list >listed
run feed-export-lint 1 feed_finding feed-export google --lint <listed
run channel-set 0 channel channel-set shopping feed=google format=tsv country=BE language=fr-BE currency=EUR \
    stock_buffer=1 'stock_buffers.Cuisson > Poêles=3' title_limit=70 description_limit=500 categories.Cuisson=Cookware \
    settings.logistic_class=S
run channel-list 0 channel channel-list
run channel-set-refused 1 channel channel-set -r rejects/channel-set <<'END'
{"id":"shopping","country":"Belgium"}
{"id":"shopping","feed":"gazette"}
END
run kpi-invoice 0 key_figures kpi --basis invoice
for grain in month quarter year total; do
    run "vat-report-$grain" 0 vat_figure vat-report --$grain
done
run vat-report-explain 0 vat_entry vat-report --explain
run vat-report-oss 0 oss_return vat-report --oss 2026-Q4 --provisional
run counter-set 0 counter counter-set <<'END'
{"id":"shop","name":"Boutique","country":"BE","region":"WAL","hours":{"monday":["09:00-12:30","13:30-18:00"],"tuesday":[],"wednesday":[],"thursday":[],"friday":[],"saturday":[],"sunday":["10:00-12:00"]},"closed_days":["2026-12-24"],"holidays":"open","capacity":2,"slot_minutes":30,"lead_minutes":60,"days_ahead":10}
{"id":"crew","name":"Livreurs","country":"BE","hours":{"wednesday":["08:00-12:00"],"thursday":["08:00-12:00"]},"capacity":2,"slot_minutes":240,"appointments":true}
END
stock-adjust -q -l shop MOULE-28 =9 >nothing
run counter-list 0 counter counter-list --with slots
run counter-availability 0 counter counter-list --sku MOULE-28 --with availability
run order-new-pickup 0 order order-new <<'END'
{"reference":"PU-1","financial_status":"paid","customer":{"id":"C-81","name":"Colin Paquet","company":"Paquet SRL","email":"coline@paquet.example","phone":"+32 2 555 01 80","vat_number":"BE0987654394","legal_id":"0208:0987654394","endpoint":"0208:0987654394","language":"fr","address":{"name":"Colin","company":"Paquet","street":"Rue 1","postcode":"4500","city":"Huy","region":"Liège","country":"BE"},"shipping_address":{"name":"Quai","company":"Paquet","street":"Rue 1","postcode":"4500","city":"Huy","region":"Liège","country":"BE"}},"lines":[{"sku":"MOULE-28","quantity":1}],"pickup":{"counter":"shop","slot":"2026-11-23T09:00"}}
{"reference":"PU-2","lines":[{"sku":"MOULE-28","quantity":1}],"pickup":{"counter":"shop","slot":"2026-11-23T09:00"}}
{"reference":"PU-3","financial_status":"paid","lines":[{"sku":"MOULE-28","quantity":2}],"pickup":{"counter":"shop","slot":"2026-11-23T14:30"}}
END
picked=$(jq -r .id out/order-new-pickup | head -n 1)
run pickup-prepare 0 pickup pickup-list --prepare --counter shop
run pickup-ready 0 pickup pickup-ready "$picked" "$((picked + 1))" "$((picked + 2))"
run pickup-list 0 pickup pickup-list --codes --with person
run pickup-identified 0 pickup pickup-collect --identified -n "$picked"
run pickup-parts 0 pickup pickup-collect --identified --line 1=1 --collector 'Marie Voisine' "$((picked + 2))"
run pickup-parts-list 0 pickup pickup-list --with person "$((picked + 2))"
run pickup-wrong 1 pickup pickup-collect --code 222222 "$picked"
run pickup-collect 0 pickup pickup-collect --code "$(pickup-list --codes "$picked" | jq -r .pickup_code)" "$picked"
run pickup-expire 0 pickup pickup-expire -n --due --now 2027-11-21T12:00:00Z
run pickup-refused 1 pickup pickup-ready -r rejects/pickup-ready "$picked"
catalog-import -q >nothing <<'END'
{"sku":"EBOOK","name":"À lire","price":"2","kind":"digital"}
END
order-new -q >nothing <<'END'
{"reference":"GR-1","financial_status":"paid","customer":{"id":"C-77"},"country":"BE","lines":[{"sku":"EBOOK","quantity":1}]}
END
granted=$(order-list --reference GR-1 | jq -r .id)
run grant 0 grant grant --consent "$granted"
run grant-list 0 grant grant-list --links https://shop.example/ --key-file "$srcdir/tests/samples/grant.key"
jq -r '.link[21:]' out/grant-list >token
run grant-check 0 grant grant-check --key-file "$srcdir/tests/samples/grant.key" "$(cat token)"
run grant-download 0 grant grant-download --key-file "$srcdir/tests/samples/grant.key" --bytes 9 --country BE --address 192.0.2.7 --key r-1 "$(cat token)"
run grant-evidence 0 grant grant-list --evidence --address 192.0.2.7
catalog-import -q >nothing <<'END'
{"sku":"LICENCE","name":"Photo 5","price":"2","kind":"digital","low_stock":2}
END
printf 'A\nB\nC\nD\n' >licences
run grant-pool-import 0 licence_key grant-pool-import --sku LICENCE licences
run grant-pool-refused 1 licence_key grant-pool-import --sku EBOOK -r rejects/grant-pool-import licences
order-new -q >nothing <<'END'
{"reference":"GR-2","financial_status":"paid","customer":{"id":"C-77"},"country":"BE","lines":[{"sku":"LICENCE","quantity":2}]}
END
licensed=$(order-list --reference GR-2 | jq -r .id)
run grant-keys 0 grant grant --consent "$licensed"
run grant-pool-list 0 licence_pool grant-pool-list
run grant-revoke 0 licence_key grant-revoke 1
run grant-list-keys 0 grant grant-list --keys --order "$licensed"
catalog-import -q >nothing <<'END'
{"sku":"SUITE","name":"Suite","price":"3","kind":"digital","components":[{"sku":"LICENCE","quantity":1}]}
END
order-new -q >nothing <<'END'
{"reference":"GR-3","financial_status":"paid","customer":{"id":"C-77"},"country":"BE","lines":[{"sku":"SUITE","quantity":1}]}
END
bundled=$(order-list --reference GR-3 | jq -r .id)
run grant-bundle 0 grant grant --consent "$bundled"
run grant-list-bundle 0 grant grant-list --keys --order "$bundled"
customer-export C-77 | grep '"type":"person"' >exported-keys
run customer-export-keys 0 person cat exported-keys
run grant-refused 1 grant grant -r rejects/grant 1
store-init -q --set gift_card.months='24 IE=60' >nothing
catalog-import -q >nothing <<'END'
{"sku":"CARTE","name":"Carte cadeau","price":"50","kind":"gift_card"}
END
order-new -q >nothing <<'END'
{"reference":"GC-1","financial_status":"paid","customer":{"id":"C-77"},"country":"BE","lines":[{"sku":"CARTE","quantity":2}]}
{"reference":"GC-2","country":"BE","lines":[{"sku":"LIVRE","quantity":2}]}
END
carded=$(order-list --reference GC-1 | jq -r .id)
spent=$(order-list --reference GC-2 | jq -r .id)
run gift-card-new 0 gift_card gift-card-new "$carded"
echo '{"amount":"5.00","reason":"retard","key":"G-1","code":"ANCIENNE-CARTE-1"}' >by-hand
run gift-card-new-by-hand 0 gift_card gift-card-new <by-hand
gift-card-list --codes 1 | jq -r .code >code
run payment-by-card 0 order payment --method gift_card --code-file code --partial "$spent"
run payment-list-card 0 payment payment-list --method gift_card
run refund-by-card 0 refund refund --amount 3.00 "$spent"
run refund-in-credit 0 refund refund --amount 2.00 --means store_credit --key credit "$spent"
run gift-card-list 0 gift_card gift-card-list --codes
customer-export C-77 | grep '"type":"person"' >exported-codes
run customer-export-codes 0 person cat exported-codes
run gift-card-set 0 gift_card gift-card-set --block lost 1
run gift-card-expire 0 gift_card gift-card-expire -n --due --now 2030-11-21T12:00:00Z
run gift-card-report 0 gift_card_month gift-card-report
run gift-card-refused 1 gift_card gift-card-new -r rejects/gift-card-new 1
run pickup-point-import 0 pickup_point pickup-point-import "$srcdir/tests/samples/pickup-point-list.records"
run pickup-point-lists 0 pickup_point pickup-point-import --complete --shrink 99 <<'END'
{"network":"relais","id":"B-17","name":"Librairie du Pont","country":"BE","latitude":"50.5","longitude":"5.25"}
END
run pickup-point-list 0 pickup_point pickup-point-list --near 50,5
run store-log 0 transaction store-log
run store-log-kind 0 transaction store-log --kind order
run store-log-id 0 transaction store-log --id stock/POEL-24@main
run store-close 0 closing store-close --now 2026-11-23T12:00:00Z
run closing-list 0 closing closing-list --period day
run store-log-copies 0 transaction store-log --kind copy
run customer-set 0 customer_group customer-set C-77 group=trade C-78 group=
run customer-list 0 customer customer-list
run customer-list-person 0 customer customer-list --with person
run customer-forget-trial 0 erasure customer-forget --dry-run C-77
run customer-forget 0 erasure customer-forget C-77 auto-1
run customer-forget-refused 1 erasure customer-forget -r rejects/customer-forget nobody note/1 note/7
run customer-list-forgotten 0 customer customer-list --forgotten
customer-export C-77 | grep '"type":"person"' >exported
run customer-export 0 person cat exported
run maker-set 0 maker maker-set <<'END'
{"id":"ardenne","name":"Forges des Ardennes","street":"Rue du Feu 1","postcode":"6800","city":"Libramont","country":"BE","email":"forge@ardenne.example","website":"https://ardenne.example"}
{"id":"kobo","name":"Kobo Hamono"}
END
run maker-list 0 maker maker-list
run carrier-set 0 carrier carrier-set <<'END'
{"id":"poste","name":"Poste","account":"C-7","website":"https://poste.example","tracking_url":"https://poste.example/{}","offers":["tracking"],"services":[{"code":"home","name":"À domicile","offers":["signature"]},{"code":"back"}],"countries":["BE","FR","US","LU"],"hubs":[{"id":"nord","name":"Poste, dépôt Nord","street":"Quai 7","postcode":"4000","city":"Liège","country":"BE"}],"closing_days":["2026-12-24"],"saturdays":true,"address":{"lines":6,"line_length":38,"charset":"latin1","transliterate":true,"fields":{"company":{"length":35,"lines":2},"name":{"length":35,"lines":1},"street":{"length":35,"lines":2},"postcode":{"length":10},"city":{"length":30},"region":{"length":30},"phone":{"length":20},"email":{"length":60}}},"numbers":[{"name":"2026","of":"tracking_number","services":["home"],"kind":"s10","prefix":"RB","country":"BE","first":5,"last":900},{"name":"boxes","kind":"sscc","extension":"3","company_prefix":"4012345"},{"name":"own","kind":"pattern","pattern":"Z(#######)?","check":{"algorithm":"weights","weights":[3,1],"from":"right","sum":"digits","modulus":11,"then_modulus":10,"complement":true,"letter_a":2,"instead":{"10":"X"}}}],"accepts":[{"kind":"s10","prefix":"RB","country":"BE"},{"kind":"pattern","pattern":"(dddddd)?","check":"luhn"},{"kind":"pattern","pattern":"Zdddddddx"},{"kind":"pattern","pattern":"Z(#######)?","check":{"algorithm":"weights","weights":[3,1],"from":"right","sum":"digits","modulus":11,"then_modulus":10,"complement":true,"letter_a":2,"instead":{"10":"X"}}}]}
END
run carrier-list 0 carrier carrier-list --with numbers
run carrier-set-refused 1 carrier carrier-set -r rejects/carrier-set <<'END'
{"id":"a/b","name":"A"}
{"id":"none"}
{"id":"bad","name":"Bad","numbers":[{"name":"x","kind":"pattern","pattern":"ABC"}]}
END
order-new -q >/dev/null <<'END'
{"reference":"P-1","customer":{"id":"C-80","name":"Colin Paquet","company":"Paquet SRL","email":"colin@paquet.example","phone":"+32 2 555 01 80","vat_number":"BE0987654394","legal_id":"0208:0987654394","endpoint":"0208:0987654394","language":"fr","address":{"name":"Colin","company":"Paquet","street":"Rue 1","postcode":"4500","city":"Huy","region":"Liège","country":"BE"},"shipping_address":{"name":"Quai","company":"Paquet","street":"Rue 1","postcode":"4500","city":"Huy","region":"Liège","country":"BE"}},"lines":[{"sku":"POEL-24","quantity":1}]}
{"reference":"P-2","customer":{"id":"C-81","name":"Colette Paquet","address":{"street":"Rue 2","postcode":"4500","city":"Huy","country":"BE"}},"lines":[{"sku":"POEL-24","quantity":1}]}
{"reference":"P-3","customer":{"id":"C-81","name":"Colette Paquet","address":{"street":"Rue 2","postcode":"4500","city":"Huy","country":"BE"}},"lines":[{"sku":"POEL-24","quantity":1}]}
END
first=$(order-list --reference P-1 | jq -r .id)
second=$(order-list --reference P-2 | jq -r .id)
third=$(order-list --reference P-3 | jq -r .id)
echo '{"id":"'"$first"'","key":"box","length_mm":300,"width_mm":200,"height_mm":100,"weight_g":2100}' >box
run label 0 parcel label --carrier poste --service home --cash 9.90 --format zpl --output labels.zpl <box
run label-return 0 parcel label --carrier poste --service back --return "$first"
echo '{"id":"'"$second"'","carrier":"poste","service":"home","tracking_number":"RB000000014BE","zpl":"^XA^XZ","weight_g":900}' >given
run label-given 0 parcel label <given
run label-refused 1 parcel label -r rejects/label --carrier nobody 3
echo '{"id":"'"$third"'","carrier":"poste","service":"home","hub":"poste/nord","tracking_number":"RB000000028BE","zpl":"^XA^XZ"}' >by-hub
run label-hub 0 parcel label --format zpl --output hub.zpl <by-hub
run label-onward 0 parcel label --carrier poste --service home --onward --format zpl --output onward.zpl "$third-1"
run parcel-void-leg 0 parcel parcel-void --reason torn "$third-1-2"
run manifest-hub 0 manifest manifest poste
run label-onward-again 0 parcel label --carrier poste --service home --onward --format zpl --output onward.zpl "$third-1"
onward=$(parcel-list "$third-1" | jq -r .tracking_number)
echo '{"carrier":"poste","tracking_number":"'"$onward"'","state":"announced","at":"2026-11-20T10:00:00Z"}' >announced
run manifest-onward 0 manifest manifest poste
run track-import-onward 0 parcel track-import <announced
run parcel-void 0 parcel parcel-void --reason torn "$second-1"
run parcel-void-refused 1 parcel parcel-void -r rejects/parcel-void "$first-1"
order-ship -q "$first" >/dev/null
run delivery-note-parcels 0 delivery_note delivery-note "$first"
run parcel-list 0 parcel parcel-list --with person
{ customer-export C-80 && customer-export C-81; } | grep '"type":"person"' >exported-label
run customer-export-label 0 person cat exported-label
run location-set 0 location location-set <<'END'
{"id":"orleans","name":"Entrepôt","kind":"third_party","country":"FR","postcode":"45000","serves":["FR","BE 40"],"delivers":["FR","BE"],"priority":10,"sells":true,"ships":true,"pickup":false,"inserts":[{"text":"carte","from":"2026-11-01","until":"2026-12-24","countries":["BE"],"channel":"web"}]}
END
run location-list 0 location location-list
catalog-import -q >nothing <<'END'
{"sku":"PLAT","name":"Plat","price":"10.00","weight_g":100,"slots":{"main":"A-10"}}
END
stock-adjust -q PLAT =4 >nothing
stock-adjust -q --location orleans PLAT =4 >nothing
run order-new-split 0 order order-new --explain <<'END'
{"reference":"S-1","country":"BE","financial_status":"paid","lines":[{"sku":"PLAT","quantity":6}]}
{"reference":"S-2","country":"FR","financial_status":"paid","lines":[{"sku":"PLAT","quantity":1}]}
END
run location-set-refused 1 location location-set -r rejects/location-set <<'END'
{"id":"A B"}
{"id":"a","kind":"tent"}
{"id":"a","serves":["Belgium"]}
END
split=$(order-list --reference S-1 | jq -r .id)
run order-cancel-split 0 order order-cancel --line 1=1 "$split"
run pick-list 0 wave pick-list --key monday --until 2026-11-30T00:00:00Z --partial main
run pick-list-close 0 wave pick-list --close monday
run pack 0 parcel pack --key a --location main --weight 500 --scan PLAT --partial "$split"
run pack-refused 1 parcel pack -r rejects/pack --location main --scan LIVRE "$split"
run order-allocate 0 order order-allocate --explain "$split"
order-new -q >nothing <<'END'
{"reference":"CH-1","country":"BE","lines":[{"sku":"LIVRE","quantity":1}],"shipping":{"method":"van","price":"4.00"}}
END
run order-change 0 order order-change --reason "asked for" --key c1 --price 3.00 "$(order-list --reference CH-1 | jq -r .id)"
order-list --reference CH-1 --fields id | jq -c '. + {change: {postcode: "4000", shipping: {method: "van", price: "5.00"}}}' >elsewhere
run order-change-elsewhere 0 order order-change <elsewhere
run stock-transfer 0 transfer stock-transfer <<'END'
{"id":"T-1","from":"main","to":"orleans","lines":[{"sku":"VIS 4/40 é","quantity":3}]}
{"id":"T-1","received":[{"sku":"VIS 4/40 é","quantity":2}]}
END
run stock-transfer-missing 0 transfer stock-transfer --missing --reason broken T-1
run transfer-list 0 transfer transfer-list
location-set -q >nothing <<'END'
{"id":"orleans","sells":false}
END
run exchange-import 0 exchange_rate exchange-import <<'END'
{"of":"EUR","currency":"USD","day":"2026-11-20","rate":"1.0512","source":"ECB"}
END
run exchange-list 0 exchange_rate exchange-list
run order-new-dollars 0 order order-new <<'END'
{"reference":"T-10","country":"FR","currency":"USD","lines":[{"sku":"LIVRE","quantity":1,"price":"12.00"}]}
END
catalog-import -q >nothing <<'END'
{"sku":"GROS","name":"Gros","price":"10.00","kind":"dropship","weight_g":100,"length_mm":300,"width_mm":300,"height_mm":300}
END
cat >zones.csv <<'END'
zone;countries;postcodes;pattern;carrier;served;note
SEA;BE;8* 9000-9999;;;;
DHL1;BE;;1\d{3};dhl;;
NONE;GB;;;;no;nobody goes there
BE;BE;;;;;
END
cat >services.csv <<'END'
service;mode;carrier;title;zones;location;customers;standard;free_above;free_when;free_base;days_min;days_max;cut_off;saturday;divisor;max_weight;max_parcels;max_length;max_girth;max_volume;max_value;carries;excludes;alone;green;co2;appointments
post;home;dhl;Poste;BE SEA DHL1;main;all;yes;20;ge;discounted with_tax;1;2;23:00;yes;5000;30;3;120;300;200;5000;heavy;cold;heavy;yes;400;
post;home;dhl;Poste;BE SEA DHL1;;all;yes;20;ge;discounted with_tax;1;2;23:00;yes;5000;30;3;120;300;200;5000;heavy;cold;heavy;yes;400;
fast;express;dhl;;BE DHL1;;;;;;;;1;;;;;;;;;;heavy;;;;;
shop;store;;;;;;;;;;;;;;;;;;;;;cold heavy;;;;;
crew;home;dhl;Livreurs;BE SEA DHL1;;;;;;;1;2;;;;;;;;;;;;;;900;crew
END
cat >rates.csv <<'END'
service;zones;basis;up_to;price;each;step;cost;cost_each
post;BE SEA DHL1;weight;30;4,50;0,50;1;4,10;0,10
post;BE SEA DHL1;weight;90;14,50;0,50;1;14,10;0,10
fast;;;;19;;;15;
shop;;price;;0;;;0;
crew;;;;30;;;;
END
cat >surcharges.csv <<'END'
surcharge;services;zones;class;percent;percent_of;least;amount;per;even_free;from;until;cost_percent;cost
Gasoil;post fast;BE SEA DHL1;;8,5;goods;0,10;;;yes;2026-01-01;2026-12-31;8,5;
Lourd;;;heavy;;;;2,00;unit;;;;;1,00
END
carrier-set -q >nothing <<'END'
{"id":"dhl","name":"DHL","offers":["tracking","signature","insurance","weekend"],"services":[{"code":"fast","offers":["evening","slot_change","second_attempt"]},{"code":"post"},{"code":"crew","offers":["appointment"]}],"claims":[{"reason":"lost","within_days":30,"limit":"500.00","limit_per_kg":"20.00","currency":"EUR"},{"reason":"late","carriage":true}]}
END
printf 'closed_on;until;carrier;note\n2026-12-24;2026-12-26;dhl;No\303\253l\n' >closings.csv
run tariff-import 0 tariff tariff-import zones.csv services.csv rates.csv surcharges.csv closings.csv
run tariff-import-refused 1 tariff tariff-import -r rejects/tariff-import <<'END'
{"name":"x","from":"2026-11-21","currency":"EUR","prices_include_tax":true,"zones":[{"zone":"A"}]}
END
run tariff-list 0 tariff tariff-list
printf 'zone;countries;postcodes;carrier;served;note\nSEA;BE;8* 9000-9999;dhl;;\nNO;BE;7000;;no;no road\nBE;BE;;;;\n' >pages-zones.csv
printf 'service;mode;carrier;title;customers;free_above;days_min;days_max;cut_off;saturday;max_weight\npost;home;dhl;Poste;business;20;1;2;14:00;yes;30\n' >pages-services.csv
printf 'service;basis;up_to;price;each;step\npost;weight;2;4,50;;\npost;weight;30;4,50;0,50;1\n' >pages-rates.csv
tariff-import -q --name pages pages-zones.csv pages-services.csv pages-rates.csv >nothing
run policy-export 0 delivery_policy policy-export --name pages
run ship-quote 0 shipping_quote ship-quote --explain <<'END'
{"reference":"C-1","postcode":"1000","lines":[{"sku":"POEL-24","quantity":1}],"gift_cards":"5.00"}
{"country":"GB","lines":[{"sku":"POEL-24","quantity":1}]}
{"postcode":"1000","lines":[{"sku":"POEL-24","quantity":1,"location":"shop"},{"sku":"GROS","quantity":1},{"sku":"LIVRE","quantity":90000}]}
{"postcode":"1000","lines":[{"sku":"POEL-24","quantity":900}]}
END
run order-new-quoted 0 order order-new <<'END'
{"reference":"Q-1","customer":{"id":"Q","name":"Q","address":{"postcode":"1000","city":"Bruxelles","country":"BE"}},"lines":[{"sku":"LIVRE","quantity":1},{"sku":"GROS","quantity":2}],"shipping":{"service":"post","pickup_point":"P-12"}}
{"reference":"Q-2","lines":[{"sku":"LIVRE","quantity":1}],"shipping":{"mode":"express"}}
{"reference":"Q-S","lines":[{"sku":"POEL-24","quantity":1,"location":"shop"},{"sku":"GROS","quantity":2}],"shipping":{"service":"post"}}
{"reference":"Q-AP","financial_status":"paid","customer":{"id":"C-82","name":"Q","address":{"street":"Rue 1","postcode":"1000","city":"Bruxelles","country":"BE"}},"lines":[{"sku":"POEL-24","quantity":1}],"shipping":{"service":"crew"},"appointment":{"slot":"2026-11-25T08:00"}}
{"reference":"Q-AS","lines":[{"sku":"POEL-24","quantity":1,"location":"shop"},{"sku":"LIVRE","quantity":1}],"shipping":{"service":"crew"},"appointment":{"slot":"2026-11-25T08:00"}}
END
appointed=$(order-list --reference Q-AP | jq -r .id)
run order-change-appointment 0 order order-change --appointment 2026-11-26T08:00 "$appointed"
run order-new-unappointed 1 order order-new -r rejects/order-new-unappointed <<'END'
{"reference":"Q-AQ","customer":{"id":"C-82"},"lines":[{"sku":"POEL-24","quantity":1}],"shipping":{"service":"crew"}}
{"reference":"Q-AR","lines":[{"sku":"POEL-24","quantity":1}],"appointment":{"counter":"shop","slot":"2026-11-25T08:00"}}
END
run pick-list-appointment 0 wave pick-list --key appointed --partial main
run label-appointment 0 parcel label --carrier poste --service home "$appointed"
customer-export C-82 | grep '"type":"person"' >exported-appointment
run customer-export-appointment 0 person cat exported-appointment
order-ship -q "$appointed" >nothing
run delivery-note-appointment 0 delivery_note delivery-note "$appointed"
{ cat lines.map; echo "country <- 'GB'"; } >lines-abroad.map
run order-import-undeliverable 0 order order-import -m lines-abroad.map <<'END'
Ref,SKU,Qty
Q-A,LIVRE,1
END
order-list --reference Q-1 >quoted-order
run ship-quote-order 0 shipping_quote ship-quote --explain <quoted-order
run order-allocate-line 0 order order-allocate --line 1=orleans "$(order-list --reference Q-2 | jq -r .id)"
quoted=$(order-list --reference Q-1 --fields id | jq -r .id)
run carrier-set-tracked 0 carrier carrier-set <<'END'
{"id":"rapide","name":"Rapide","time_zone":"Europe/Paris","tracking_codes":"upu"}
END
printf '{"type":"order","id":"%s","tracking_number":"RB000000005BE","zpl":"^XA^XZ"}\n' "$quoted" | label -q --carrier rapide >labelled
order-ship -q "$quoted" >shipped
run track-import 0 parcel track-import --carrier rapide <<'END'
{"tracking_number":"RB000000005BE","code":"EMA","at":"2026-11-20 09:00","place":"Bruxelles","country":"BE"}
{"tracking_number":"RB000000005BE","state":"exception","at":"2026-11-20T10:00:00Z","corrects":true}
{"tracking_number":"RB000000005BE","state":"at_pickup_point","at":"2026-11-20T15:00:00Z","pickup_until":"2026-11-23"}
END
run order-late 1 late_order order-late --with person
run track-import-proof 0 parcel track-import --carrier rapide <<'END'
{"tracking_number":"RB000000005BE","state":"delivered","at":"2026-11-21T10:00:00Z","proof":{"kind":"code","sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}}
END
run track-import-refused 1 parcel track-import -r rejects/track-import <<'END'
{"carrier":"rapide","tracking_number":"RB000000014BE","state":"delivered","at":"2026-11-21T10:00:00Z"}
END
carrier-bill-import -q --carrier rapide --dated 2026-11-30 >nothing <<'END'
{"bill":"R-1","line":1,"tracking_number":"RB000000005BE","carriage":"99.00"}
{"bill":"R-1","line":2,"tracking_number":"RB000000005BE","kind":"way_back","net":"9.00"}
{"bill":"R-2","line":1,"tracking_number":"RB000000005BE","carriage":"99.00"}
END
run carrier-bill-differences 1 carrier_charge carrier-bill-list --differences
run carrier-bill-sums 0 carrier_bill carrier-bill-list --by-bill
run parcel-billed 0 parcel parcel-list
run order-billed 0 order order-list "$quoted"
for key in country,channel,carrier,service mode,zone; do
    run "kpi-deliveries-$key" 0 delivery_figures kpi --of deliveries --by $key
done
for key in country,channel,carrier,kind,reason category sku supplier brand manufacturer options.size; do
    run "kpi-returns-$key" 0 return_figures kpi --of returns --by $key
done
run prep-forecast 0 workload prep-forecast
run prep-forecast-season 0 workload cat "$srcdir/tests/cases/prep-forecast/season/out"
run kpi-pickups 0 pickup_figures kpi --of pickups --by country,channel,counter
echo '{"id":"main","inserts":[{"text":"carte"}]}' | location-set -q >nothing
stock-adjust -q PLAT +9 >nothing
order-new -q >nothing <<'END'
{"reference":"Q-3","customer":{"id":"Q","name":"Q","address":{"postcode":"1000","city":"Bruxelles","country":"BE"}},"lines":[{"sku":"PLAT","quantity":1,"location":"main"}],"shipping":{"service":"post"}}
END
run pick-list-carrier 0 wave pick-list --key dhl --carrier dhl --unpaid --partial main
echo '{"id":"main","inserts":null}' | location-set -q >nothing
run ship-quote-refused 1 shipping_quote ship-quote -r rejects/ship-quote <<'END'
{"lines":[]}
END
run ship-quote-check 0 nothing ship-quote --check
printf 'service;mode;free_above\npost;home;0\n' >services.csv
printf 'service;price;cost\npost;4,50;100\n' >rates.csv
run ship-quote-found 1 tariff_finding ship-quote --check --table zones.csv --table services.csv --table rates.csv
ship-quote --simulate >simulated
grep '"type":"shipping_simulation"' simulated >ones
run ship-quote-simulate 0 shipping_simulation cat ones
grep '"type":"shipping_simulation_total"' simulated >sums
run ship-quote-sums 0 shipping_simulation_total cat sums
store-init -q --set shipping.check=none >nothing
if command -v vat-check >/dev/null; then
    vies=$("$srcdir/tests/vies_server.py")
    run vat-check 0 vies vat-check --url "$vies/valid" FR14044821114
    run vat-check-unknown 1 vies vat-check --url "$vies/status-404" FR14044821114 DE238083681
fi
run listing-set 0 listing listing-set <<'END'
{"channel":"google","sku":"POEL-24","state":"submitted","digest":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}
{"channel":"meta","sku":"LIVRE","state":"rejected","at":"2026-11-20","reasons":["no price"],"listing_id":"4711"}
END
run listing-list 0 listing listing-list
run catalog-lint 1 finding catalog-lint --channel google --language fr --language nl
catalog-lint --quiet --score | grep '"type":"score"' >scores
run catalog-lint-score 0 score cat scores
cat >dated.rules <<'END'
[dated]
channels = google
languages = fr
require = name present
until = 2026-12-31
END
run catalog-lint-explain 0 rule catalog-lint --channel google --rules dated.rules --explain
run invoice-check 0 invoice_check invoice-check "$srcdir/tests/einvoice/invoice.xml" "$srcdir/tests/einvoice/credit-note.xml"
sed 's/>149.00</>149.0.1</; s/<cbc:ID>F-/<cbc:UUID>F<\/cbc:UUID>&/' "$srcdir/tests/einvoice/invoice.xml" >faulty.xml
invoice-check faulty.xml | grep '"type":"invoice_finding"' >findings
run invoice-check-finding 0 invoice_finding cat findings
echo '<order/>' >order.xml
run invoice-check-other 1 invoice_check invoice-check order.xml products.csv
run invoice-check-rules 0 invoice_rule invoice-check --rules
run listing-list-count 0 listing_states listing-list --count
run order-new-again-at 1 order order-new -r rejects/customer-id <<'END'
{"reference":"W-8","customer":{"id":"jeanne@example.org"},"lines":[{"sku":"LIVRE","quantity":1}]}
END
catalog-import -q >nothing <<'END'
{"sku":"PAQUET","name":"Deux livres","price":"20","components":[{"sku":"LIVRE","quantity":2}]}
{"sku":"PDF","name":"À lire","price":"2","kind":"digital"}
END
run order-new-bundle 0 order order-new <<'END'
{"reference":"W-10","lines":[{"sku":"PAQUET","quantity":1},{"sku":"PDF","quantity":1}]}
END
run setting-again 0 setting store-init --set shop.language=en
run store-init-french 0 setting store-init -s french --set company.name=Forge --set company.country=FR --set company.city=Lille \
    --set company.street='Quai 1' --set company.postcode=59000 --set company.vat_number=FR83404833048 \
    --set company.registration='RCS Lille' --set shop.currency=EUR --set shop.vat_rate=20
catalog-import -q -s french >nothing <<'END'
{"sku":"POT","name":"Pot","price":"10","backorder":true}
END
order-new -q -s french <<'END' | invoice -q -s french >french-invoice
{"reference":"F-1","financial_status":"paid","customer":{"company":"Zoé SARL"},"lines":[{"sku":"POT","quantity":1}]}
END
run french 0 invoice cat french-invoice
run training-init 0 setting store-init -s learning --set company.name=School --set company.country=BE \
    --set shop.currency=EUR --set shop.vat_rate=21 --set shop.training=true
run training-product 0 product catalog-import -q -s learning products.jsonl
run training-order 0 order order-new -s learning <<'END'
{"reference":"T-1","lines":[{"sku":"LIVRE","quantity":1}]}
END
stock-adjust -q -s learning POEL-24 +5 >nothing
run training-transfer 0 transfer stock-transfer -s learning <<'END'
{"id":"T-1","from":"main","to":"shop","lines":[{"sku":"POEL-24","quantity":1}]}
END
run training-invoice 0 invoice invoice -s learning 1
run training-proforma 0 proforma invoice -s learning --proforma 1
stock-adjust -q -s learning LIVRE =9 >nothing
order-ship -q -s learning 1 >nothing
run training-return 0 return return-new -s learning --kind damaged --line 1=1 1
carrier-list perdant | carrier-set -q -s learning >nothing
run training-claim 0 claim claim-set -s learning --carrier perdant --goods 1.00 return/1-1
run training-withdrawal 0 withdrawal withdrawal -s learning <<'END'
{"id":"T-1","name":"Ada","order":"1","contact":"ada@client.example"}
END
run training-delivery-note 0 delivery_note delivery-note -s learning 1
run training-credit-note 0 credit_note credit-note -s learning --line-amount 1=0.10 TRAINING-2026-000001
order-new -q -s learning >nothing <<'END'
{"reference":"T-2","financial_status":"paid","lines":[{"sku":"LIVRE","quantity":1}],"shipping":{"price":"4.50"}}
END
run training-refund 0 refund refund -s learning --shipping 0.10 2
run training-close 0 closing store-close -s learning --now 2026-11-22T12:00:00Z
run training-kpi 0 key_figures kpi -s learning
store-init -q -s learning --set tax.oss_since=2022-01-01 >nothing
exchange-import -q -s learning >nothing <<'END'
{"of":"EUR","currency":"JPY","day":"2027-03-15","rate":"160","source":"ECB"}
{"of":"EUR","currency":"JPY","day":"2027-03-31","rate":"172.5","source":"ECB"}
END
order-new -q -s learning --now 2027-03-20T10:00:00Z <<'END' | invoice -s learning --now 2027-03-20T10:00:00Z >foreign-invoice
{"reference":"T-3","financial_status":"paid","country":"FR","currency":"JPY","lines":[{"sku":"LIVRE","quantity":3,"price":"4100"}]}
END
run training-foreign 0 invoice cat foreign-invoice
abroad=$(jq -r .order foreign-invoice)
run training-vat 0 vat_figure vat-report -s learning
run training-oss 0 oss_return vat-report -s learning --oss 2027-Q1 --now 2027-07-01T10:00:00Z
for credited in 2027-05-01 2031-05-01; do
    refund -q -s learning --line 1=1 --now ${credited}T10:00:00Z "$abroad" >nothing
done
run training-foreign-refunded 0 refund refund-list -s learning
run training-foreign-credited 0 credit_note credit-note-list -s learning
run training-oss-corrected 0 oss_return vat-report -s learning --oss 2027-Q2 --now 2027-07-01T10:00:00Z
run training-oss-late 0 oss_return vat-report -s learning --oss 2031-Q2 --now 2031-07-01T10:00:00Z
run training-oss-explained 0 vat_entry vat-report -s learning --oss 2031-Q2 --explain --now 2031-07-01T10:00:00Z
order-new -q -s learning >nothing <<'END'
{"reference":"T-99","customer":{"id":"T","name":"T","address":{"street":"S","city":"C","country":"BE"}},"lines":[{"sku":"LIVRE","quantity":1}]}
END
last=$(order-list -s learning --reference T-99 | jq -r .id)
carrier-list | grep '"id":"poste"' | carrier-set -q -s learning >nothing
store-init -q -s learning --set company.street='Rue 1' --set company.city=Huy >nothing
run training-label 0 parcel label -s learning --carrier poste --service home --format zpl --output training.zpl "$last"
run training-bill 0 carrier_charge carrier-bill-import -s learning <<'END'
{"carrier":"poste","bill":"B","line":1,"day":"2026-11-30","net":"1.00"}
END
run training-bill-sums 0 carrier_bill carrier-bill-list -s learning --by-bill
run training-manifest 0 manifest manifest -s learning poste
customer-export -s learning T | grep '"type":"person"' >exported-training
run training-export 0 person cat exported-training
echo '{"id":"'"$last"'","key":"pdf","carrier":"poste","service":"home","pdf":"JVBERi0xLjcK","weight_g":9}' | label -q -s learning >nothing
customer-export -s learning T | grep '"type":"person"' | grep '"pdf"' >exported-pdf
run training-export-pdf 0 person cat exported-pdf
counter-list shop | counter-set -q -s learning >nothing
stock-adjust -q -s learning -l shop LIVRE =9 >nothing
order-new -q -s learning >nothing <<'END'
{"reference":"T-PU","lines":[{"sku":"LIVRE","quantity":1}],"pickup":{"counter":"shop","slot":"2026-11-23T09:00"}}
END
run training-pickup 0 pickup pickup-list -s learning
picked=$(order-list -s learning --reference T-PU --fields id | jq -r .id)
payment -q -s learning --method cash "$picked" >nothing
pickup-ready -q -s learning "$picked" >nothing
pickup-collect -q -s learning --identified "$picked" >nothing
run training-deliveries 0 delivery_figures kpi -s learning --of deliveries
run training-returns 0 return_figures kpi -s learning --of returns
run training-workload 0 workload prep-forecast -s learning
run training-pickups 0 pickup_figures kpi -s learning --of pickups
catalog-import -q -s learning >nothing <<'END'
{"sku":"EBOOK","name":"À lire","price":"2","kind":"digital"}
END
order-new -q -s learning >nothing <<'END'
{"reference":"T-GR","financial_status":"paid","lines":[{"sku":"EBOOK","quantity":1}]}
END
run training-grant 0 grant grant -s learning "$(order-list -s learning --reference T-GR | jq -r .id)"
echo '{"amount":"5.00"}' >by-hand
run training-gift-card 0 gift_card gift-card-new -s learning <by-hand
run training-settled 1 nothing store-init -s learning --set shop.training=false
cat "$COLPORTEUR_STORE"/journal/*.jsonl >out/journal
printf 'journal\ttransaction\t0\t0\n' >>runs
run stock-adjust-last 0 stock stock-adjust POEL-24 +1
cp -R shop changed
sed -i 's/"on_hand":12,/"on_hand":21,/' changed/journal/*.jsonl
run store-verify-chain 1 problem store-verify -s changed
rm -rf changed
cp -R shop changed
sed -i '$s/"available":/"available":1/' changed/journal/*.jsonl
rm -r changed/index/* changed/head
run store-verify-stock 1 problem store-verify -s changed
run store-verify 0 nothing store-verify
cp -R "$srcdir/tests/formats/1" older
chmod -R u+rwX older
run store-upgrade 0 upgrade store-upgrade -s older
run stock-adjust-later 0 stock stock-adjust --now 2026-12-02T10:00:00Z POEL-24 +1
store-close --quiet --now 2026-12-02T10:00:00Z >closings 2>err-closings
run store-archive 0 archive store-archive --now 2026-12-02T10:00:00Z
cp -R shop changed
head -c 1000 shop/journal/2026-11.jsonl.zst >changed/journal/2026-11.jsonl.zst
run store-verify-archive 1 problem store-verify -s changed
for name in catalog-import bytes stock-adjust order-new order-import order-ship invoice refund payment feed-export customer-forget customer-id price-import promotion-set price coupon; do
    cp "rejects/$name" "out/rejects-$name" || : >"out/rejects-$name"
    printf 'rejects-%s\treject\t0\t0\n' "$name" >>runs
done

cat >judge <<'END'
import copy, json, os, re, sys
from jsonschema import Draft202012Validator

source, count, failures = sys.argv[1], 0, 0

def tell(good, name, explanation=()):
    global count, failures
    count += 1
    failures += not good
    print("ok" if good else "not ok", count, "-", name)
    if not good:
        for line in list(explanation)[:20]:
            print("#  ", str(line).replace("\n", " ")[:300])

def refuse(text):
    raise ValueError("a number that is not whole: " + text)

def once(pairs):
    if len({name for name, value in pairs}) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)

def parse(text, whole=True):
    return json.loads(text, parse_float=refuse if whole else None, parse_constant=refuse, object_pairs_hook=once)

# The schemas themselves.
schemas, validators = {}, {}
folder = os.path.join(os.environ["COLPORTEUR_DATADIR"], "schemas")
for file in sorted(os.listdir(folder)):
    name = file[:-len(".schema.json")]
    schemas[name] = json.load(open(os.path.join(folder, file), encoding="utf-8"))
    Draft202012Validator.check_schema(schemas[name])
    validators[name] = Draft202012Validator(schemas[name])
wanted = {"gift_card", "gift_card_month", "gift_card_secret", "licence_key", "licence_pool", "licence_secret", "salt", "pickup_point", "delivery_policy", "grant", "counter", "pickup", "pickup_code", "pickup_mandate", "product", "stock", "order", "customer", "invoice", "credit_note", "proforma", "delivery_note", "refund", "return", "return_answer", "claim", "carrier_charge", "carrier_bill", "withdrawal", "statement", "payment", "closing", "copy", "key_figures", "delivery_figures", "return_figures", "pickup_figures", "workload", "vat_figure", "vat_entry", "oss_return", "setting", "reject", "transaction",
          "finding", "score", "rule", "maker", "listing", "listing_states", "note", "adjustment", "difference", "supplied", "layers", "problem", "erasure", "person", "customer_group", "archive", "upgrade", "channel", "feed_finding", "feed_run",
          "price_list", "price", "price_change", "promotion", "exchange_rate", "tariff", "late_order", "vies", "vat_number", "offer", "shown_price", "carrier", "parcel", "manifest", "label", "location", "transfer", "wave"}
tell(set(schemas) >= wanted, "there is a schema for every type of record", [wanted - set(schemas)])

told = set()
for line in open(os.path.join(source, "man/colporteur-settings.5"), encoding="utf-8"):
    if line.startswith(".It Ic "):
        told |= {word for word in line.split()[2:] if "." in word}
listed = set(schemas["setting"]["properties"]["name"]["enum"])
tell(told == listed, "the schema of settings has those of colporteur-settings(5)", sorted(told ^ listed))

def resolve(name, schema):
    while "$ref" in schema:
        schema = schemas[name]["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    return schema

def order_faults(name, schema, value, path=""):
    """Keys stand in the order in which the schema lists them."""
    schema = resolve(name, schema)
    if isinstance(value, dict) and "properties" in schema:
        listed = [key for key in schema["properties"] if key in value]
        found = [key for key in value if key in schema["properties"]]
        if listed != found:
            yield "%s: keys stand as %s" % (path or "the record", ",".join(found))
        for key in found:
            yield from order_faults(name, schema["properties"][key], value[key], path + "." + key)
    elif isinstance(value, list) and "items" in schema:
        for item in value:
            yield from order_faults(name, schema["items"], item, path + "[]")

def faults(name, record):
    for error in validators[name].iter_errors(record):
        yield "%s: %s" % ("/".join(map(str, error.absolute_path)) or name, error.message)
    yield from order_faults(name, schemas[name], record)
    if name == "transaction":
        for change in record["changes"]:
            value = change["value"]
            if value is not None:
                if value["type"] not in schemas:
                    yield "%s: no schema for type %s" % (change["id"], value["type"])
                else:
                    yield from (change["id"] + ": " + fault for fault in faults(value["type"], value))
    elif list(record)[:1] != ["type"]:
        yield "type does not stand first"

# What the tools printed.
seen = {}
for row in open("runs", encoding="utf-8"):
    run, name, expected, status = row.rstrip("\n").split("\t")
    found, records = [], 0
    if expected != status:
        found.append("exit status %s, not %s" % (status, expected))
        found += open("err-" + run, encoding="utf-8", errors="replace").read().splitlines()
    for number, line in enumerate(open("out/" + run, encoding="utf-8"), 1):
        records += 1
        try:
            record = parse(line, name != "reject")
        except ValueError as error:
            found.append("line %d: %s: %s" % (number, error, line))
            continue
        if name != "transaction" and record.get("type") != name:
            found.append("line %d: type %s" % (number, record.get("type")))
            continue
        seen.setdefault(name, []).append(record)
        found += ["line %d: %s" % (number, fault) for fault in faults(name, record)]
        if name == "transaction":
            for change in record["changes"]:
                if change["value"] is not None:
                    seen.setdefault(change["value"]["type"], []).append(change["value"])
    if records == 0 and expected == "0" and name != "nothing":
        found.append("printed nothing")
    tell(not found, "%s prints records of type %s" % (run, name), found)

# What the tools printed exercised the schemas: no optional key is described that was never seen.
def keys(value, path=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield path + key
            yield from keys(inner, path + key + ".")
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner, path)

def described(name, schema, path=""):
    schema = resolve(name, schema)
    for key, inner in schema.get("properties", {}).items():
        yield path + key
        yield from described(name, inner, path + key + ".")
    if "items" in schema:
        yield from described(name, schema["items"], path)

for name in sorted(wanted):
    missing = set(described(name, schemas[name]))
    # What the other documents say, they say as an invoice does.
    for record in seen.get(name, []) + (seen.get("invoice", []) if name in ("credit_note", "proforma", "delivery_note") else []):
        missing -= set(keys(record))
    tell(not missing, "every key of %s was seen" % name, sorted(missing))

# Spoilt records are refused. Open places hold whatever came or whatever the shop put there.
OPEN = {"reject": ("record", "input"), "product": ("attributes", "options", "texts", "ids", "columns", "supplied"), "transaction": ("value",),
        "channel": ("stock_buffers", "categories", "settings"),
        "supplied": ("values",), "carrier": ("left",), "difference": ("before", "after")}
DECIMAL = {"price", "cost", "net", "vat", "gross", "vat_total", "total", "revenue", "revenue_with_tax", "average_basket", "rate", "vat_rate"}
BAD_DECIMALS = ("", "1.", ".5", "01.00", "+1.00", "1,00", "1.00 ", "1e3", "NaN", "1.0000000")
BAD = {"day": ("2026-13-01", "2026-1-1", "21/11/2026"), "order_day": ("2026-11-32",), "from": ("2026.",), "to": ("",),
       "at": ("2026-11-21T12:00:00Z", "2026-11-21 12:00:00.000Z"), "placed_at": ("2026-11-21T12:00:00.000+01:00",),
       "issued_at": ("now",), "prev": ("0" * 63, "G" * 64, "A" * 64), "digest": ("",), "request": ("0" * 64,),
       "country": ("be", "BEL"), "currency": ("eur", "EURO"), "sku": ("", " A", "A ", "A\tB", "A" * 129),
       "gtin": ("123", "5412345678908x"), "status": ("gone",), "financial_status": ("refunded?",),
       "fulfillment_status": ("",), "condition": ("mint",), "basis": ("guess",), "period": ("2026-W54", "2026-13"),
       "location": ("Main", "a@b", ""), "state": ("gone",), "listing_id": ("",), "channel": ("", "x" * 33), "code": ("Unknown SKU",), "name": ("line\nbreak",)}
# Texts that another type of record fills more freely.
FREE = {("setting", "name"), ("exchange_rate", "rate"), ("reject", "field"), ("reject", "reason"), ("reject", "file"), ("feed_finding", "field"), ("feed_finding", "reason"), ("feed_finding", "sku"), ("carrier", "code"), ("parcel", "code")}

def spoil(name, node, path=()):
    if isinstance(node, dict):
        yield path, {**node, "surprise": 1}
        required = resolve_at(name, path).get("required", [])
        for key, value in node.items():
            if key in required:
                yield path, {k: v for k, v in node.items() if k != key}
            if key not in OPEN.get(name, ()):
                yield from spoil(name, value, path + (key,))
        return
    if isinstance(node, list):
        yield path, {}
        for i, value in enumerate(node[:2]):
            yield from spoil(name, value, path + (i,))
        return
    key = path[-1]
    if isinstance(node, str):
        yield path, 7
        if key in DECIMAL and (name, key) not in FREE and not (key == "rate" and "exchange" in path):
            for bad in BAD_DECIMALS:
                yield path, bad
        elif (name, key) not in FREE and not (key == "name" and (path[0] == "customer" or name in ("customer", "person"))):
            for bad in BAD.get(key, ()):
                yield path, bad
    else:
        yield path, "seven"
        if not isinstance(node, bool) and node is not None:
            yield path, 1.5

def resolve_at(name, path):
    schema = schemas[name]
    for step in path:
        schema = resolve(name, schema)
        schema = schema["items"] if isinstance(step, int) else schema["properties"][step]
    return resolve(name, schema)

def replaced(record, path, value):
    if not path:
        return value
    record = copy.deepcopy(record)
    node = record
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return record

for name in sorted(wanted):
    passed, tried = [], 0
    for record in seen.get(name, [])[:40]:
        for path, value in spoil(name, record):
            tried += 1
            if validators[name].is_valid(replaced(record, path, value)):
                passed.append("%s = %s was taken" % (".".join(map(str, path)) or "the record", json.dumps(value)[:200]))
    tell(tried > 10 and not passed, "spoilt records of type %s are refused" % name, passed or ["only %d tries" % tried])

# Nobody is named in the journal.
journal = open("out/journal", encoding="utf-8").read()
named = [text for text in ("Jeanne", "jeanne@", "555 01 23", "Rue Haute", "Lille", "Durand", "Sonner") if text in journal]
tell(not named, "the journal names nobody", named)

# The examples of the manual.
page = open(os.path.join(source, "man", "colporteur-records.5"), encoding="utf-8").read()
shown = {}

def named_in(text):
    return set(re.findall(r"[a-z0-9_]+", " ".join(re.findall(r"^\.(?:It )?Ic (.*)$", text, re.M))))

for block in re.findall(r"^\.Bd -literal$\n(.*?)^\.Ed$", page, re.S | re.M):
    text = block.replace("\n", "").replace("\\e", "\\").replace("\\(aq", "'").replace("\\(ti", "~")
    if text.startswith('{"type":'):
        record = parse(text)
        shown.setdefault(record["type"], []).append(record)
for name in sorted(wanted - {"transaction"}):
    found = [fault for record in shown.get(name, []) for fault in faults(name, record)]
    tell(name in shown and not found, "the manual's example of type %s" % name, found or ["there is none"])
    section = re.search(r"^\.S[hs] %s\n(.*?)^\.S[hs] " % name.upper(), page, re.S | re.M)
    section = section.group(1) if section else ""
    missing = [key for key in described(name, schemas[name]) if key != "type" and key.rsplit(".")[-1] not in named_in(page if "." in key else section)]
    tell(not missing, "the manual names every key of %s" % name, missing)

# Every code by which the sources refuse is told, and was it met here, it was one of these.
told = re.search(r"^\.Ss Codes\n(.*?)^\.S[hs] ", page, re.S | re.M)
told = named_in(told.group(1)) if told else set()
codes = {record["code"] for record in seen.get("reject", [])}
for folder, folders, files in os.walk(os.path.join(source, "lib")):
    for file in files:
        if file.endswith(".c"):
            text = open(os.path.join(folder, file), encoding="utf-8").read()
            for argument in re.findall(r'FAULT_(?:REFUSED|CONFLICT),\s*((?:[^,"]|"[^"]*")*),', text):
                codes |= set(re.findall(r'"([a-z_0-9]+)"', argument))
codes -= {"store_exists"}
tell(len(codes) > 20 and codes <= told, "the manual tells every code of a refusal", sorted(codes - told))

print("1..%d" % count)
sys.exit(failures > 0)
END
"$python" judge "$srcdir"
