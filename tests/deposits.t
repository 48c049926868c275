#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever deposits are asked of an order, and whatever of them is taken back: they, their credit notes and the final invoice
add up to the order, by rate and as a whole, to the last cent; and so do the VAT report and the closing, once.

Random orders with discounts, several rates and shipping over them, in shops with and without tax in their prices, in currencies
with 0, 2 and 3 decimals; some of them are refunded in part before the final invoice, some after it, some wholly."""

import collections
import os
import sys
from decimal import Decimal

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from random_orders import SUMS, add, by_order, empty, lines_of, make_shop, money, random, random_order, tool

ORDERS = 400 if tap.TORTURE else 50


def by_rate(document, sign=1, rates=None):
    rates = collections.defaultdict(empty) if rates is None else rates
    for rate in document["vat"]:
        key = rate["rate"], rate.get("category")
        sums = {**rate, "gross": Decimal(rate["net"]) + Decimal(rate["vat"])}
        add(rates[key], {name: sign * Decimal(sums[name]) for name in SUMS})
    return rates


def told(rates):
    return {key: sums for key, sums in rates.items() if any(sums.values())}


def random_deposit(order, decimals, key):
    asked = {"percent": str(random.choice([10, 30, 33.3333, 50, 100]))} if random.random() < 0.5 else {
        "amount": money(decimals, int(Decimal(order["total"])) + 2)}
    return {"id": order["id"], "deposit": {**asked, "key": f"D{key}"}}


def taken_back(deposit, decimals):
    if random.random() < 0.3:
        return {"id": deposit["id"]}
    return {"id": deposit["id"], "credit_note": {"amount": money(decimals, int(Decimal(deposit["total"])) + 2)}}


def has_its_tax(deposit, decimals):
    return all(abs(Decimal(line["vat"]) - Decimal(line["net"]) * Decimal(line["vat_rate"]) / 100) < Decimal(1).scaleb(-decimals)
               for line in deposit["lines"])


def refused(name, *command, **more):
    return tool(*command, "--rejects", name, **more)


def test_shop(currency, decimals, with_tax):
    what = f"{currency}, prices {'with' if with_tax == 'true' else 'without'} tax"
    make_shop(currency, with_tax)
    orders = tool("order-new", input=lines_of(random_order(number, decimals) for number in range(ORDERS)))
    orders = [order for order in orders if Decimal(order["total"])]
    for turn in range(3):
        asked = lines_of(random_deposit(order, decimals, turn) for order in orders if random.random() < 0.8)
        deposits = refused("refused", "invoice", input=asked)
        tap.equal(refused("refused", "invoice", input=asked), deposits, f"{what}: the same deposits asked again are the same")
        refused("refused", "credit-note", input=lines_of(taken_back(one, decimals) for one in deposits if random.random() < 0.3))
        refused("refused", "refund", input=lines_of({"id": order["id"], "refund": {"amount": money(decimals, 80)}}
                                                    for order in orders if random.random() < 0.2))
    refused("refused", "refund", input=lines_of({"id": order["id"]} for order in random.sample(orders, 5)))
    tap.in_order(f"{what}: the store is in order with deposits alone")
    finals = {final["order"]: final for final in refused("refused", "invoice", input=lines_of(
        {"id": order["id"]} for order in orders))}
    deposits = by_order(one for one in tool("invoice-list") if one.get("kind") == "deposit")
    notes = by_order(tool("credit-note-list"))
    tap.ok(any(one.get("kind") == "final" for one in finals.values()) and any(one.get("kind") == "deposit" for some in notes.values()
                                                                              for one in some),
           f"{what}: there are final invoices, and deposits that were taken back")
    tap.nothing([one["id"] for some in deposits.values() for one in some if not has_its_tax(one, decimals)],
                f"{what}: each deposit has the tax of its rates")
    wrong, too_much = [], []
    for order in tool("order-list"):
        left = collections.defaultdict(empty)
        for deposit in deposits[order["id"]]:
            by_rate(deposit, 1, left)
        for note in notes[order["id"]]:
            if note.get("kind") == "deposit":
                by_rate(note, -1, left)
        final = finals.get(order["id"])
        if not final:
            wrong += [order["id"]] if told(left) else []
            continue
        off = collections.defaultdict(empty)
        for deposit in final.get("deposits", []):
            by_rate(deposit, 1, off)
        if told(off) != told(left) or told(by_rate(final)) != told(by_rate(order)):
            wrong.append(f"{order['id']}: {told(off)} and {told(left)}")
        whole = by_rate(order)
        too_much += [order["id"] for key, sums in left.items() if not 0 <= sums["gross"] <= whole[key]["gross"]]
    tap.nothing(wrong, f"{what}: a final invoice takes off what is left of the deposits, and nothing is left without one")
    tap.nothing(too_much, f"{what}: deposits are never more than the order")
    refused("refused", "refund", input=lines_of({"id": order["id"], "refund": {"amount": money(decimals, 40)}}
                                                for order in random.sample(orders, len(orders) // 3)))

    reported = collections.defaultdict(empty)
    for figure in tool("vat-report", "--year", "--since", "2026-01-01"):
        add(reported[figure["rate"]], {**figure, "gross": Decimal(figure["net"]) + Decimal(figure["vat"])})
    wanted = collections.defaultdict(empty)
    for document in [*finals.values(), *(note for some in tool_notes() for note in some)]:
        sign = -1 if document["type"] == "credit_note" else 1
        if document.get("kind") != "deposit":
            for (rate, _), sums in by_rate(document, sign).items():
                add(wanted[rate], sums)
    tap.equal(told(reported), told(wanted), f"{what}: the VAT report counts deposits and the rest as the sales that they are")
    figures = tool("kpi", "--year", "--basis", "invoice")
    tap.equal(sum(Decimal(figure["revenue"]) for figure in figures), sum(sums["net"] for sums in wanted.values()),
              f"{what}: and so do the key figures")
    closing = [one for one in tool("store-close", "--now", "2026-11-22T12:00:00Z") if one["id"] == "2026-11-21"][0]
    counted = sum(Decimal(kind["total"]) for one in closing["grand_total"]["currencies"] for kind in one["documents"])
    tap.equal(counted, sum(sums["gross"] for sums in wanted.values()), f"{what}: and the closing")
    tap.in_order(f"{what}: the store is in order")


def tool_notes():
    return by_order(tool("credit-note-list")).values()


for currency, decimals in (("EUR", 2), ("JPY", 0), ("TND", 3)):
    for with_tax in ("true", "false"):
        test_shop(currency, decimals, with_tax)
tap.end()
