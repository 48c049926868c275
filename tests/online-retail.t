#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The year of a real shop: examples/online-retail against sums that sqlite3 makes of the same file.
# It needs the data set, which is not part of the package.

. "${srcdir:-$(dirname "$0")/..}/tests/tap.sh"

data=$srcdir/../shared/data/retail/online-retail.csv.xz
[ -r "$data" ] || skip_all 'the data set ../shared/data/retail/online-retail.csv.xz is not here'
for program in jq sqlite3 xz; do
    command -v "$program" >/dev/null || skip_all "$program is not installed"
done
xz -dc "$data" >retail.csv || exit 2

COLPORTEUR_STORE=$scratch/store
COLPORTEUR_NOW=2011-12-10T08:00:00Z
export COLPORTEUR_STORE COLPORTEUR_NOW
tab=$(printf '\t')
newline='
'

# What a tool counted at its end.
counted() { # ERRFILE TOOL
    sed -n "s/^$2: \([0-9]* read, .*\)/\1/p" "$1"
}

"$srcdir/examples/online-retail/run" retail.csv store >first.out 2>first.err
status=$?
is "$status" 0 'the year is built'
[ "$status" = 0 ] || {
    sed 's/^/# /' first.err
    tap_end
}
is "$(counted first.err catalog-import)" '4070 read, 4070 written, 0 unchanged, 0 rejected' 'a product for each stock code'
is "$(counted first.err order-import)" '31765 read, 19959 written, 0 unchanged, 0 rejected, 11806 skipped' 'an order for each sale'
is "$(counted first.err order-ship)" '19959 read, 19959 written, 0 unchanged, 0 rejected' 'every order is shipped'
is "$(counted first.err invoice)" '19959 read, 19959 written, 0 unchanged, 0 rejected' 'every order is invoiced'

# The file's own sums, in integers: thousandths of a pound times units, and of that pennies, half up.
# Countries have names in the file and codes in the store.
cat >sums.sql <<'END'
.bail on
.mode csv
.import retail.csv row
CREATE TABLE country (name TEXT PRIMARY KEY, code TEXT NOT NULL);
INSERT INTO country VALUES
  ('Australia','AU'), ('Austria','AT'), ('Bahrain','BH'), ('Belgium','BE'), ('Brazil','BR'), ('Canada','CA'),
  ('Channel Islands','JE'), ('Cyprus','CY'), ('Czech Republic','CZ'), ('Denmark','DK'), ('EIRE','IE'),
  ('European Community','EU'), ('Finland','FI'), ('France','FR'), ('Germany','DE'), ('Greece','GR'), ('Hong Kong','HK'),
  ('Iceland','IS'), ('Israel','IL'), ('Italy','IT'), ('Japan','JP'), ('Lebanon','LB'), ('Lithuania','LT'), ('Malta','MT'),
  ('Netherlands','NL'), ('Norway','NO'), ('Poland','PL'), ('Portugal','PT'), ('RSA','ZA'), ('Saudi Arabia','SA'),
  ('Singapore','SG'), ('Spain','ES'), ('Sweden','SE'), ('Switzerland','CH'), ('USA','US'), ('United Arab Emirates','AE'),
  ('United Kingdom','GB'), ('Unspecified','ZZ');
CREATE TABLE sale AS
  WITH part AS (
    SELECT rowid AS place, *, CAST(Quantity AS INTEGER) AS units, instr(UnitPrice || '.', '.') AS point FROM row
    WHERE InvoiceNo GLOB '[0-9]*' AND InvoiceNo NOT GLOB '*[^0-9]*'
  ), exact AS (
    SELECT *, CAST(substr(UnitPrice, 1, point - 1) AS INTEGER) * 1000
              + CAST(substr(substr(UnitPrice, point + 1) || '000', 1, 3) AS INTEGER) AS thousandths,
              length(UnitPrice) - point AS decimals FROM part
  )
  SELECT place, InvoiceNo AS reference, StockCode AS sku, units, substr(InvoiceDate, 1, 10) AS day,
         substr(InvoiceDate, 1, 7) AS month, code AS country, decimals,
         (units * thousandths + 5) / 10 AS pennies
  FROM exact LEFT JOIN country ON country.name = Country
  WHERE units > 0 AND thousandths > 0 AND UnitPrice NOT GLOB '-*';
.mode tabs
.once decimals.txt
SELECT max(decimals), sum(country IS NULL) FROM sale;
.once lines.txt
SELECT count(*) FROM sale;
.once sku.txt
SELECT DISTINCT StockCode FROM row ORDER BY 1;
.once sold.txt
SELECT DISTINCT sku FROM sale ORDER BY 1;
.once order.txt
SELECT reference, day, country, count(*), sum(units), printf('%d.%02d', sum(pennies) / 100, sum(pennies) % 100)
  FROM sale GROUP BY reference ORDER BY reference;
.once month-country.txt
SELECT month, country, count(DISTINCT reference), sum(units), printf('%d.%02d', sum(pennies) / 100, sum(pennies) % 100)
  FROM sale GROUP BY month, country ORDER BY month, country;
.once month.txt
SELECT month, count(DISTINCT reference), sum(units), printf('%d.%02d', sum(pennies) / 100, sum(pennies) % 100)
  FROM sale GROUP BY month ORDER BY month;
.once country.txt
SELECT country, count(DISTINCT reference), sum(units), printf('%d.%02d', sum(pennies) / 100, sum(pennies) % 100)
  FROM sale GROUP BY country ORDER BY country;
END
sqlite3 -batch -init /dev/null sums.db <sums.sql >sqlite.out 2>sqlite.err
is "$?$(cat sqlite.err)" 0 'sqlite3 reads the file'
is "$(cat decimals.txt)" "3${tab}0" 'prices have three decimals at most, every country is known'
is "$(cat lines.txt)" 530103 'the file holds 530103 sales'
is "$(wc -l <order.txt)" 19959 'in 19959 orders'

# Everything that the store answers, into a folder.
answers() { # FOLDER
    mkdir "$1"
    catalog-list >"$1/products" &&
        stock-list >"$1/stock" &&
        order-list >"$1/orders" &&
        invoice-list >"$1/invoices" &&
        kpi --month --by country >"$1/month-country" &&
        kpi --month --by country --basis invoice >"$1/month-country-invoice" &&
        kpi --month >"$1/month" &&
        kpi --total --by country >"$1/country" &&
        kpi --month --by sku >"$1/month-sku"
}
answers once
is $? 0 'the store answers'

jq -r '[.reference, .day, .country, (.lines | length), .units, .net] | @tsv' once/orders | LC_ALL=C sort >orders.came
same orders.came order.txt 'every order: day, country, lines, units, sum'
jq -r '[.reference, .order_day, .country, (.lines | length), .units, .net, .id, .day == .order_day and .net == .total] | @tsv' \
    once/invoices | LC_ALL=C sort >invoices.all
cut -f 1-6 invoices.all >invoices.came
same invoices.came order.txt 'every invoice: day, country, lines, units, sum'
is "$(awk '{ lines += $4 } END { print lines }' orders.came)" 530103 '530103 lines'
is "$(cut -f 8 invoices.all | uniq)" true 'invoices are of the orders'\'' days and add no tax'
cut -f 7 invoices.all | LC_ALL=C sort >numbers.came
awk '{ print substr($2, 1, 4) }' order.txt | LC_ALL=C sort | uniq -c |
    awk '{ for (i = 1; i <= $1; i++) printf "%s-%06d\n", $2, i }' >numbers.wanted
same numbers.came numbers.wanted 'invoice numbers have no gap and no double'

jq -r '[.period, .by.country, .orders, .units, .revenue] | @tsv' once/month-country | LC_ALL=C sort >month-country.came
same month-country.came month-country.txt 'key figures by month and country are the file'\''s'
jq -r '[.period, .by.country, .orders, .units, .revenue] | @tsv' once/month-country-invoice | LC_ALL=C sort >invoiced.came
same invoiced.came month-country.txt 'so are those of the invoices'
jq -r '[.period, .orders, .units, .revenue] | @tsv' once/month >month.came
same month.came month.txt 'key figures by month are the file'\''s'
jq -r '[.by.country, .orders, .units, .revenue] | @tsv' once/country | LC_ALL=C sort >country.came
same country.came country.txt 'key figures by country are the file'\''s'

jq -r .sku once/products | LC_ALL=C sort >sku.came
LC_ALL=C sort sku.txt >sku.wanted
same sku.came sku.wanted 'the catalogue holds the stock codes'
LC_ALL=C sort sold.txt >sold.wanted
jq -r .sku once/stock | LC_ALL=C sort | LC_ALL=C comm -13 - sold.wanted >unstocked
is "$(wc -l <unstocked)" 0 'every product sold has a stock level'
is "$(jq -c 'select(.on_hand != 0 or .reserved != 0 or .available != 0)' once/stock | wc -l)" 0 'every stock level is exactly 0'

cp -r store/journal journal.before
cp -r store/people people.before
unmoved() { # NAME
    if diff -r journal.before store/journal >moved && diff -r people.before store/people >>moved; then
        pass "$1"
    else
        fail "$1" "$(cat moved)"
    fi
}

jq -c '{channel: "more", reference: .sku, lines: [{sku: .sku, quantity: 1, price: "1.00"}]}' once/products >more.jsonl
order-new --rejects refused.jsonl more.jsonl >more.out 2>more.err
is $? 1 'one more unit of anything: status 1'
is "$(counted more.err order-new)" '4070 read, 0 written, 0 unchanged, 4070 rejected' 'one more unit of anything is refused'
is "$(jq -r .code refused.jsonl | sort -u)" not_available 'for want of stock'
unmoved 'nothing was written'

"$srcdir/examples/online-retail/run" retail.csv store >second.out 2>second.err
is $? 0 'the year is built again: status 0'
is "$(grep -c '^store-verify: .* 19959 orders, 19959 invoices: all in order$' first.err second.err)" \
    "first.err:1${newline}second.err:1" 'store-verify, which ends both, finds nothing wrong'
same second.out first.out 'with the same figures'
is "$(counted second.err order-import)" '31765 read, 0 written, 19959 unchanged, 0 rejected, 11806 skipped' 'the orders are known'
is "$(grep -c ' 0 written, ' second.err)" "$(grep -c ' read, ' second.err)" 'every tool says 0 written'
unmoved 'the journal and the persons are unchanged, byte for byte'

rm -r store/index
store-rebuild 2>rebuild.err
is $? 0 'the index is made again'
answers twice
if diff -rq once twice >differing; then
    pass 'and answers the same'
else
    fail 'and answers the same' "$(cat differing)"
fi
unmoved 'and the journal is what it was'

tap_end
