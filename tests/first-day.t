#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# examples/first-day: it runs, and what it says is what its input files say when they are counted without the tools.

. "${srcdir:-$(dirname "$0")/..}/tests/tap.sh"

for program in jq python3 xmllint; do
    command -v "$program" >/dev/null || skip_all "$program is not installed"
done

"$srcdir/examples/first-day/run" day >day.out 2>day.err
status=$?
is "$status" 0 'the example runs'
[ "$status" = 0 ] || {
    sed 's/^/# /' day.err
    tap_end
}
is "$(grep -v -e ': [0-9]* read, ' -e ': orders.jsonl:[0-9]*: ' -e ': products.csv: UTF-8, ' -e '^store-verify: ' day.err)" '' \
    'its tools say nothing but refusals and counts'
grep -v -F "$PWD" day.out | LC_ALL=C.UTF-8 wc -L >widest # but for the name of the folder
is "$(awk '{ print ($1 <= 80) }' widest)" 1 "it fits into 80 columns ($(cat widest))"

COLPORTEUR_STORE=$scratch/day/store
COLPORTEUR_NOW=2026-12-01T08:00:00Z
export COLPORTEUR_STORE COLPORTEUR_NOW

order-list >orders
invoice-list >invoices
stock-list >stock
kpi --month --by country >figures
store-verify 2>verify.err
is $? 0 'the store is sound'

# The same day, without the tools: orders, invoices, stock and key figures from the input files.
cat >figures.py <<'END'
import csv, json, sys
from collections import defaultdict
from datetime import datetime
from zoneinfo import ZoneInfo

folder = sys.argv[1]


def cents(text):
    whole, _, part = text.replace(",", ".").partition(".")
    return int(whole) * 100 + int((part + "00")[:2])


def shown(value):
    return "%d.%02d" % divmod(value, 100)


def without_tax(by_rate):  # the sum of each rate is rounded once, half up
    return sum((200 * gross + 100 + rate) // (2 * (100 + rate)) for rate, gross in by_rate.items())


products, stock, taken, refused = {}, {}, {}, []
with open(folder + "/products.csv", encoding="utf-8", newline="") as file:
    for row in csv.DictReader(file, delimiter=";"):
        products[row["Référence"]] = (cents(row["Prix TTC"]), int(row["TVA"].rstrip(" %")))
with open(folder + "/stock.jsonl", encoding="utf-8") as file:
    for line in file:
        level = json.loads(line)
        stock[level["sku"]] = [level["set"], 0]


def take(order):
    key = (order["channel"], order["reference"])
    if key in taken:
        if taken[key]["request"] != order:
            raise ValueError("conflict")
        return
    placed = datetime.fromisoformat(order["placed_at"].replace("Z", "+00:00")).astimezone(ZoneInfo("Europe/Brussels"))
    by_rate = defaultdict(int)
    for line in order["lines"]:
        if not isinstance(line["sku"], str):
            raise ValueError("sku is a number")
        if line["quantity"] < 1:
            raise ValueError("quantity")
        on_hand, reserved = stock[line["sku"]]
        if line["sku"] != "GAUFRIER" and line["quantity"] > on_hand - reserved:
            raise ValueError("stock")
    for line in order["lines"]:
        price, rate = products[line["sku"]]
        by_rate[rate] += price * line["quantity"]
        stock[line["sku"]][1] += line["quantity"]
    by_rate[int(order["shipping"]["vat_rate"])] += cents(order["shipping"]["price"])
    country = order.get("country", order["customer"]["address"]["country"])
    taken[key] = {
        "request": order, "id": len(taken) + 1, "day": placed.date().isoformat(), "country": country,
        "net": without_tax(by_rate), "total": sum(by_rate.values()), "units": sum(line["quantity"] for line in order["lines"]),
    }


with open(folder + "/orders.jsonl", encoding="utf-8") as file:
    for number, line in enumerate(file, 1):
        order = None
        try:
            order = json.loads(line)
            take(order)
        except (ValueError, KeyError):
            refused.append((number, order))
read = number
for number, order in refused:  # the two that the example mends
    skus = [line["sku"] for line in order["lines"]] if order else []
    if "COC24" in skus or 40128 in skus:
        for line in order["lines"]:
            line["sku"] = {"COC24": "COC-24", 40128: "40128"}.get(line["sku"], line["sku"])
        take(order)
stock["GAUFRIER"][0] += 5

with open("refused.wanted", "w") as file:
    for number, order in refused:
        print(number, file=file)
with open("orders.wanted", "w") as file:
    for (channel, reference), order in taken.items():
        paid = order["request"]["financial_status"] == "paid"
        print(order["id"], channel, reference, order["day"], order["country"], order["units"], shown(order["net"]),
              shown(order["total"]), "closed" if paid else "open", sep="\t", file=file)
with open("invoices.wanted", "w") as file:
    sequence = 0
    for order in taken.values():
        if order["request"]["financial_status"] == "paid":
            sequence += 1
            print("2026-%06d" % sequence, order["id"], "2026-12-01", shown(order["net"]), shown(order["total"]), sep="\t", file=file)
for order in taken.values():
    if order["request"]["financial_status"] == "paid":
        for line in order["request"]["lines"]:
            stock[line["sku"]][0] -= line["quantity"]
            stock[line["sku"]][1] -= line["quantity"]
with open("stock.wanted", "w") as file:
    for sku in sorted(stock):
        print(sku, *stock[sku], sep="\t", file=file)
figures = defaultdict(lambda: [0, 0, 0, 0])
for order in taken.values():
    figure = figures[order["day"][:7], order["country"]]
    for place, value in enumerate((1, order["units"], order["net"], order["total"])):
        figure[place] += value
with open("figures.wanted", "w") as file:
    for (month, country), (orders, units, net, total) in sorted(figures.items()):
        print(month, country, orders, units, shown(net), shown(total), sep="\t", file=file)
print("%d read, %d written, %d unchanged, %d rejected" % (read, len(taken) - 2, read - len(taken) + 2 - len(refused), len(refused)))
END
python3 figures.py "$srcdir/examples/first-day" >counts.wanted
is $? 0 'the input is counted'

is "$(sed -n 's/^order-new: \([0-9]* read.*\)/\1/p' day.err | head -n 1)" "$(cat counts.wanted)" 'the orders are counted'
jq -r .line day/rejects.jsonl >refused.came
same refused.came refused.wanted 'the lines that are wrong are refused, no others'
jq -r '[.id, .channel, .reference, .day, .country, .units, .net, .total, .status] | @tsv' orders >orders.came
same orders.came orders.wanted 'orders: what they come to, and what is shipped'
jq -r '[.id, .order, .day, .net, .total] | @tsv' invoices >invoices.came
same invoices.came invoices.wanted 'invoices: numbers and sums'
jq -r '[.sku, .on_hand, .reserved] | @tsv' stock | LC_ALL=C sort >stock.came
LC_ALL=C sort -o stock.wanted stock.wanted
same stock.came stock.wanted 'stock: counted, less what is shipped'
jq -r '[.period, .by.country, .orders, .units, .revenue, .revenue_with_tax] | @tsv' figures | LC_ALL=C sort >figures.came
same figures.came figures.wanted 'key figures by month and country'

# One invoice, word for word.
invoice --quiet --text 8 >printed.txt
is "$(sed -n '2s/^ *//p' printed.txt)" 'DUPLICATA N° 1' 'the invoice for reading is printed the second time here'
tail -n +5 printed.txt >invoice.txt
same invoice.txt "$srcdir/tests/first-day/invoice.txt" 'the invoice for reading'
is "$(awk -v wanted="$(head -n 1 invoice.txt)" '$0 == wanted' day.out | head -n 1)" "$(head -n 1 invoice.txt)" 'which the example shows'

xmllint --noout --nonet day/google.xml 2>xml.err
is "$?$(cat xml.err)" 0 'the feed is well-formed XML'
is "$(xmllint --xpath 'count(/rss/channel/item)' day/google.xml)" 61 'with an item for each product on sale'
is "$(xmllint --xpath 'string(//item[*[local-name()="id"]="POE-24"]/*[local-name()="price"])' day/google.xml)" '39.90 EUR' 'and its price'

is "$(sed -n 's/^\([a-z-]*: [0-9]* read, 0 written, .*\)/\1/p' day.err | tr '\n' '|')" \
    'catalog-import: 62 read, 0 written, 62 unchanged, 0 rejected|stock-adjust: 61 read, 0 written, 61 unchanged, 0 rejected|' \
    'catalogue and stock a second time: nothing written'
is "$(grep '^order-new: ' day/again.txt | tail -n 1)" 'order-new: 208 read, 0 written, 201 unchanged, 7 rejected' \
    'the orders a second time: nothing written'
cksum day/store/journal/* day/store/people/* >before
(cd day && catalog-import --map products.map products.csv && stock-adjust <stock.jsonl && order-new orders.jsonl) >/dev/null 2>&1
cksum day/store/journal/* day/store/people/* >after
same after before 'and no byte of the journal moves'

"$srcdir/examples/first-day/run" day >again.out 2>again.err
is $? 2 'a folder that is not empty is left alone'

tap_end
