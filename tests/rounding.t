#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tax is rounded by (setting tax.rounding): cases that others got wrong by a cent, and random orders in currencies with 0, 2
and 3 decimals, from the order to the electronic invoice that the standard's own rules judge. What is wanted is computed here with
fractions."""

import json
import os
import re
import shutil
import sys
from decimal import Decimal
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap

random = tap.random_generator()
ORDERS = 400 if tap.TORTURE else 40
ROUNDINGS = ("rate", "line", "unit")
RATES = ("25", "22", "21", "19", "15", "5.5", "0")


def lines_of(records):
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def tool(*command, **more):
    done = tap.run(*command, "--quiet", **more)
    if done.returncode != 0:
        sys.exit(f"{command}: {done.stderr.decode()}")
    return tap.records(done.stdout)


def make_shop(currency, with_tax):
    shutil.rmtree(tap.store, ignore_errors=True)
    tool("store-init", *(word for setting in (
        "company.name=Cuisine", "company.country=BE", "company.street=Rue du Pont 12", "company.postcode=4500", "company.city=Huy",
        "company.vat_number=BE0123456749", "company.iban=BE71096123456769", "invoice.due_days=30", f"shop.currency={currency}",
        f"shop.prices_include_tax={with_tax}", "shop.vat_rate=21", "tax.rules=products") for word in ("--set", setting)))
    tool("catalog-import", input=lines_of({"sku": f"A{rate}", "name": f"Pot {rate}", "price": "9", "vat_rate": rate, "backorder": True}
                                          for rate in RATES))


def declare(rounding):
    tool("store-init", "--set", f"tax.rounding={rounding}")


def order_of(reference, *lines, **more):
    return {"reference": reference, "financial_status": "paid", "customer": {
        "name": "Firmin Lacroix", "address": {"street": "Rue Haute 7", "postcode": "1000", "city": "Bruxelles", "country": "BE"}},
        "lines": [dict(zip(("sku", "quantity", "price", "discount"), line)) for line in lines], **more}


def placed(order):
    return tool("order-new", input=lines_of([order]))[0]


def invoiced(order):
    return tool("invoice", str(order["id"]))[0]


def electronic(order):
    """What invoice-check says of the invoice as UBL, or the reason why there is none."""
    done = tap.run("invoice", "--quiet", "--format", "ubl", str(order["id"]))
    if done.returncode != 0:
        return done.stderr.decode()
    return tap.records(tap.run("invoice-check", input=done.stdout).stdout)[-1]["verdict"]


# Cases that others got wrong.

VECTORS = (  # lines, with tax, and the VAT and the total by rate, line and unit
    ((("A5.5", 10, "3.60"),), False, (("1.98", "37.98"), ("1.98", "37.98"), ("2.00", "38.00"))),
    ((("A5.5", 1, "3.60"),) * 10, False, (("1.98", "37.98"), ("2.00", "38.00"), ("2.00", "38.00"))),
    ((("A22", 16, "348.35", "222.94"),), False, (("1177.15", "6527.81"), ("1177.15", "6527.81"), ("1177.12", "6527.78"))),
    ((("A22", 16, "334.416"),), False, (("1177.15", "6527.81"), ("1177.15", "6527.81"), ("1177.12", "6527.78"))),
    ((("A25", 2, "348.11"),), False, (("174.06", "870.28"),) * 3),
    ((("A15", 1, "1091.50"),), False, (("163.73", "1255.23"),) * 3),
    ((("A19", 1, "1710.50"),), False, (("325.00", "2035.50"),) * 3),
    ((("A21", 1, "0.99"),) * 3, True, (("0.52", "2.97"), ("0.51", "2.97"), ("0.51", "2.97"))),
)


def test_vectors():
    for with_tax in (False, True):
        make_shop("EUR", str(with_tax).lower())
        for number, (lines, of_gross_prices, wanted) in enumerate(VECTORS):
            for rounding, (vat, total) in zip(ROUNDINGS, wanted if with_tax == of_gross_prices else ()):
                declare(rounding)
                invoice = invoiced(placed(order_of(f"V-{number}-{rounding}", *lines)))
                tap.equal((invoice["vat_total"], invoice["total"]), (vat, total),
                          f"{len(lines)} times {' '.join(map(str, lines[0][1:]))} at {lines[0][0][1:]} %, by {rounding}")
                verdict = electronic({"id": invoice["order"]})
                tap.ok(verdict in ("valid", "no_fault_found"), "and an electronic invoice is without fault", verdict)
        tap.in_order("the store is in order")


def test_credit_note():
    """-1710.50 at 19 % is -324.995: a credit note tells it without its sign, and gives back what the invoice took."""
    make_shop("EUR", "false")
    order = placed(order_of("N-1", ("A19", 1, "1710.50")))
    invoiced(order)
    done = tap.run("credit-note", "--quiet", "--format", "ubl", "2026-000001")
    tap.ok(tap.records(tap.run("invoice-check", input=done.stdout).stdout)[-1]["verdict"] in ("valid", "no_fault_found"),
           "a credit note is without fault as an electronic one", done.stderr.decode())
    note = tool("credit-note-list")[0]
    tap.equal((note["net"], note["vat_total"], note["total"]), ("1710.50", "325.00", "2035.50"), "of 1710.50 at 19 % it has 325.00")


def test_free_shipping():
    make_shop("EUR", "true")
    order = placed(order_of("F-1", ("A5.5", 1, "10.00"), shipping={"price": "0.00", "vat_rate": "21"}))
    said = electronic(order)
    tap.ok(said in ("valid", "no_fault_found"), "a rate that only a charge of nothing has is none of an electronic invoice", said)


# Random orders.

def rounded(value):
    return -rounded(-value) if value < 0 else int(value + Fraction(1, 2))


def part_of(charged, rate, with_tax):
    """The VAT in what was charged, or on it."""
    return charged - rounded(charged / (1 + rate)) if with_tax else rounded(charged * rate)


def vat_wanted(lines, rate, rounding, with_tax):
    """Of (charged in minor units, units) of one rate."""
    if rounding == "rate":
        return part_of(Fraction(sum(charged for charged, _ in lines)), rate, with_tax)
    if rounding == "line":
        return sum(part_of(Fraction(charged), rate, with_tax) for charged, _ in lines)
    return sum(part_of(Fraction(charged // units + (at < charged % units)), rate, with_tax)
               for charged, units in lines for at in range(units))


def differences(order, rounding, with_tax, decimals):
    minor = lambda text: int(Decimal(text).scaleb(decimals))
    charges = {}
    wrong = []
    sums = {"net": 0, "vat": 0, "gross": 0}
    for row in order["lines"] + ([{**order["shipping"], "quantity": 1}] if "shipping" in order else []):
        charged = minor(row["gross" if with_tax else "net"])
        charges.setdefault(row["vat_rate"], []).append((charged, row["quantity"]))
        exact = Decimal(row["price"]) * row["quantity"] - Decimal(row.get("discount", "0"))
        if charged != rounded(Fraction(exact.scaleb(decimals))):
            wrong.append(f"{row} does not cost what it costs")
        for sum_of in sums:
            sums[sum_of] += minor(row[sum_of])
    for row in order["vat"]:
        wanted = vat_wanted(charges.pop(row["rate"]), Fraction(Decimal(row["rate"]) / 100), rounding, with_tax)
        if minor(row["vat"]) != wanted:
            wrong.append(f"{row} by {rounding}: wanted {wanted}")
    if charges:
        wrong.append(f"no VAT of {charges}")
    if (sums["net"], sums["vat"], sums["gross"]) != tuple(minor(order[name]) for name in ("net", "vat_total", "total")):
        wrong.append(f"{order['reference']}: lines add up to {sums}")
    if order.get("vat_rounding", "rate") != rounding:
        wrong.append(f"{order['reference']} says {order.get('vat_rounding')}, not {rounding}")
    return wrong


def random_order(reference, decimals):
    def money(most):
        return str(Decimal(random.randrange(0, most * 10 ** decimals)).scaleb(-decimals))
    lines = []
    for _ in range(random.randint(1, 9)):
        quantity = random.randint(1, 12)
        price = money(random.choice((1, 10, 1000)) if decimals else 3000)
        most = int(Decimal(price).scaleb(decimals)) * quantity
        lines.append((f"A{random.choice(RATES)}", quantity, price) + (
            (str(Decimal(random.randint(0, most)).scaleb(-decimals)),) if random.random() < 0.3 else ()))
    more = {"shipping": {"price": money(20), "vat_rate": "21"}} if random.random() < 0.5 else {}
    return order_of(reference, *lines, **more)


def is_expressible(order):
    """BR-CO-17: less than 1.00 from a rate of the net, which is rounded to two decimals whatever the currency has."""
    return all(abs(rounded(Fraction(Decimal(row["net"]) * Decimal(row["rate"]))) - Decimal(row["vat"]) * 100) < 100
               for row in order["vat"])


def test_random(currency, decimals, with_tax):
    what = f"{currency}, prices {'with' if with_tax else 'without'} tax"
    make_shop(currency, str(with_tax).lower())
    orders = {}
    for rounding in ROUNDINGS:
        declare(rounding)
        orders[rounding] = tool("order-new", input=lines_of(
            random_order(f"{rounding}-{number}", decimals) for number in range(ORDERS)))
        tap.nothing([fault for order in orders[rounding] for fault in differences(order, rounding, with_tax, decimals)],
                    f"{what}: by {rounding} each rate has the tax of its parts, and all adds up")
    declare("rate")
    everything = [order for rounding in ROUNDINGS for order in orders[rounding]]
    invoices = tool("invoice", input=lines_of({"id": order["id"]} for order in everything))
    by_order = {invoice["order"]: invoice for invoice in invoices}
    tap.nothing([order["reference"] for order in everything for name in ("vat_rounding", "vat", "net", "vat_total", "total")
                 if order.get(name) != by_order[order["id"]].get(name)],
                f"{what}: invoices say what their orders do, whatever the shop declares by then")
    tap.in_order(f"{what}: the store is in order under another method than its orders'")
    judged = {order["reference"]: (electronic(order), is_expressible(order)) for order in random.sample(everything, ORDERS)}
    if decimals == 3:
        tap.nothing([f"{reference}: {said}" for reference, (said, fits) in judged.items()
                     if said not in ("valid", "no_fault_found") and "BR-DEC" not in said and fits],
                    f"{what}: electronic invoices are without fault, or have amounts of three decimals, for which there is no room")
        return
    tap.nothing([f"{reference}: {said}" for reference, (said, fits) in judged.items()
                 if (said in ("valid", "no_fault_found")) != fits],
                f"{what}: electronic invoices are without fault, where the standard has room for their tax")
    if decimals or not with_tax:
        return
    tap.nothing([f"{reference}: {said}" for reference, (said, fits) in judged.items() if "rate" in reference and not fits],
                f"{what}: which it always has by rate")


def test_what_no_standard_expresses():
    """A thousand units whose tax is rounded away: the law may allow it, the standard has no words for it."""
    make_shop("EUR", "false")
    declare("unit")
    order = placed(order_of("U-1", ("A21", 1000, "0.02")))
    tap.equal((order["net"], order["vat_total"]), ("20.00", "0.00"), "by unit, a thousand units at 0.02 have no tax at 21 %")
    said = electronic(order)
    tap.ok(re.search("BR-(CO-17|S-0[89])", said), "an electronic invoice of it is refused, with the rule that it would break", said)
    tap.equal(invoiced(order)["vat_total"], "0.00", "and the invoice is issued")
    declare("rate")
    tap.equal(placed(order_of("U-2", ("A21", 1000, "0.02")))["vat_total"], "4.20", "by rate they have 4.20")
    again = tap.run("order-new", "--quiet", input=lines_of([order_of("U-1", ("A21", 1000, "0.02"))]))
    tap.equal((again.returncode, json.loads(again.stdout)["vat_total"]), (0, "0.00"),
              "an order that is sent again stays as it was, whatever the shop declares by then")
    tap.in_order("the store is in order")


def test_refused():
    make_shop("EUR", "true")
    for line, code in ((("A21", 1, "-1.00"), "negative"), (("A21", 2, "1.00", "2.01"), "contradiction"),
                       (("A21", 1, "1.00", "-0.01"), "negative")):
        done = tap.run("order-new", "--quiet", "--rejects", "refused", input=lines_of([order_of("R-1", line)]))
        tap.equal((done.returncode, json.loads(open("refused", encoding="utf-8").read())["code"]), (1, code),
                  f"{' '.join(map(str, line[1:]))} is refused: {code}")
    done = tap.run("store-init", "--set", "tax.rounding=total")
    tap.ok(done.returncode == 2 and b"tax.rounding" in done.stderr, "a method that is none is refused by name", done.stderr.decode())


test_vectors()
test_credit_note()
test_free_shipping()
for currency, decimals in (("EUR", 2), ("JPY", 0), ("TND", 3)):
    for with_tax in (True, False):
        test_random(currency, decimals, with_tax)
test_what_no_standard_expresses()
test_refused()
tap.end()
