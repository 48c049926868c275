#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever goes back, in whatever parts: no line gives back more than was paid for it, and when all is back the credit
notes add up to the invoice, the refunds to the order and the shelves to what was there, to the last cent and unit.

Random orders with discounts, several rates and shipping, in shops with and without tax in their prices, in currencies with
0, 2 and 3 decimals, rounded by rate, line and unit. Then a crowd that refunds and corrects while its processes are killed: series without hole or twin."""

import collections
import os
import signal
import sys
import time
from decimal import Decimal

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from random_orders import SUMS, add, by_order, empty, lines_of, make_shop, money, random, random_order, tool

ORDERS = 600 if tap.TORTURE else 60


def random_part(order, decimals):
    """Some of an order, asked for without looking at what is left: what is too much is refused."""
    kind = random.randrange(5)
    line = random.randrange(len(order["lines"]))
    part = {"line": line + 1}
    if kind == 0:
        return {"amount": money(decimals, 60)}
    if kind == 1:
        return {"shipping": money(decimals, 12)}
    if kind == 2:
        return {"lines": [{**part, "amount": money(decimals, 200)}]}
    part["quantity"] = random.randint(1, order["lines"][line]["quantity"])
    if random.random() < 0.2:
        part["amount"] = money(decimals, 100)
    return {"lines": [part], **({"restock": True} if random.random() < 0.5 else {})}


def without_goods(part):
    return {key: value for key, value in part.items() if key != "restock"}


def sums_of(documents):
    """Of lines by number, of the shipping, of rates and of the whole."""
    lines, rates, whole = collections.defaultdict(empty), collections.defaultdict(empty), empty()
    for document in documents:
        for line in document["lines"]:
            add(lines[line["line"]], line)
        if "shipping" in document:
            add(lines["shipping"], document["shipping"])
        for rate in document["vat"]:
            add(rates[rate["rate"]], {**rate, "gross": Decimal(rate["net"]) + Decimal(rate["vat"])})
        add(whole, {"net": document["net"], "vat": document["vat_total"], "gross": document["total"]})
    return lines, rates, whole


def charged(sums):
    """Without what costs nothing: a gift can come back, but no credit note is made of nothing alone."""
    return {key: value for key, value in sums.items() if value not in (0, empty())}


def differences(invoice, notes):
    given, taken = sums_of([invoice]), sums_of(notes)
    for one, other in zip(given, taken):
        if charged(one) != charged(other):
            yield f"{invoice['id']}: {dict(one)} and {dict(other)}"


def too_much(invoice, notes):
    given, taken = sums_of([invoice])[0], sums_of(notes)[0]
    for line, sums in taken.items():
        if any(sums[name] > given[line][name] for name in SUMS) or min(sums.values()) < 0:
            yield f"{invoice['id']}, line {line}: {sums} of {given[line]}"


def test_any_parts(currency, decimals, with_tax):
    what = f"{currency}, prices {'with' if with_tax == 'true' else 'without'} tax"
    make_shop(currency, with_tax)
    orders = []
    for first, rounding in enumerate(("rate", "line", "unit")):  # each order keeps the method by which it was made
        tap.run("store-init", "--quiet", "--set", f"tax.rounding={rounding}")
        orders += tool("order-new", input=lines_of(random_order(number, decimals) for number in range(first, ORDERS, 3)))
    tap.equal(len(orders), ORDERS, f"{what}: random orders are placed")
    stock = {(level["sku"], level["location"]): level for level in tool("stock-list")}
    shipped = random.sample(orders, ORDERS // 2)
    tool("order-ship", input=lines_of({"id": order["id"]} for order in shipped))
    late = {order["id"] for order in random.sample(orders, ORDERS // 5)}  # which get their invoices when some of it is back
    invoices = tool("invoice", input=lines_of({"id": order["id"]} for order in orders if order["id"] not in late))
    numbers = {invoice["order"]: invoice["id"] for invoice in invoices}
    for _ in range(3):
        parts = [(order["id"], random_part(order, decimals)) for order in orders for _ in range(2)]
        tool("refund", "--rejects", "refused", input=lines_of({"id": order, "refund": part} for order, part in parts))
        tool("credit-note", "--rejects", "refused", input=lines_of(
            {"id": numbers[order], "credit_note": without_goods(part)} for order, part in random.sample(parts, len(parts) // 6)
            if order in numbers))
    invoices += tool("invoice", "--rejects", "refused", input=lines_of({"id": order} for order in sorted(late)))
    notes = by_order(tool("credit-note-list"))
    wrong = [fault for invoice in invoices for fault in too_much(invoice, notes[invoice["order"]])]
    tap.nothing(wrong, f"{what}: no line gives back more than was charged for it")
    tap.ok(any(note["lines"] for parts in notes.values() for note in parts), f"{what}: and something was given back")
    tap.in_order(f"{what}: the store is in order with parts of it back")

    tool("refund", "--rejects", "refused", input=lines_of({"id": order["id"]} for order in orders))
    unpaid = [note["id"] for parts in by_order(tool("credit-note-list")).values() for note in parts
              if note["id"] not in {refund.get("credit_note") for refund in tool("refund-list")}]
    notes = by_order(tool("credit-note-list"))
    named = {note["id"]: order for order, parts in notes.items() for note in parts}
    late_notes = {parts[0]["id"] for order, parts in notes.items() if order in late}
    tool("refund", "--rejects", "refused", input=lines_of(
        {"id": named[note], "refund": {"credit_note": note}} for note in unpaid if note not in late_notes))
    tap.nothing([fault for invoice in invoices for fault in differences(invoice, notes[invoice["order"]])],
                f"{what}: all credit notes add up to the invoice, by line, by rate and as a whole")
    refunds = by_order(tool("refund-list"))
    after = tool("order-list")
    tap.nothing([f"{order['id']}: {order['total']}, {order['financial_status']}" for order in after
                 if sum(Decimal(refund["amount"]) for refund in refunds[order["id"]]) != Decimal(order["total"])
                 or (Decimal(order["total"]) and order["financial_status"] != "refunded")], f"{what}: all refunds add up to the order, which is refunded")
    levels = {(level["sku"], level["location"]): level for level in tool("stock-list")}
    tap.nothing([level for level in levels.values() if level["reserved"]], f"{what}: nothing is reserved for what went back")
    kept = collections.Counter()
    for order in after:
        for line in order["lines"]:
            out = line["shipped"] - line.get("restocked", 0)
            for part in line.get("components", [{"sku": line["sku"], "quantity": 1}]):
                kept[part["sku"]] += out * part["quantity"]
    tap.nothing([f"{sku}: {level['on_hand']}" for (sku, _), level in levels.items()
                 if stock[sku, "main"]["on_hand"] - level["on_hand"] != kept[sku]],
                f"{what}: what was shipped and did not come back is gone, bundles as their components")
    tap.in_order(f"{what}: the store is in order")


def test_crowd(processes, kills):
    """Each refunds parts of all orders under keys of its own, and starts again when it is killed."""
    make_shop("EUR", "true")
    orders = tool("order-new", input=lines_of({"reference": f"C-{number}", "financial_status": "paid", "lines": [
        {"sku": "A21", "quantity": processes + 1, "price": "9.99"}]} for number in range(12)))
    tool("invoice", input=lines_of({"id": order["id"]} for order in orders))
    running, killed = {}, 0
    for one in range(processes):
        with open(f"{one}.in", "wb") as file:
            file.write(lines_of({"id": order["id"], "refund": {"lines": [{"line": 1, "quantity": 1}], "key": f"K-{one}"}}
                                for order in random.sample(orders, len(orders))))
    waiting = list(range(processes))
    while waiting or running:
        while waiting:
            one = waiting.pop()
            with open(f"{one}.in", "rb") as source, open(f"{one}.out", "wb") as sink, open(f"{one}.err", "ab") as errors:
                running[one] = tap.start("refund", "--quiet", "--batch", "2", "--wait", "600", stdin=source, stdout=sink,
                                         stderr=errors)
        for one, process in list(running.items()):
            if process.poll() is None and killed < kills and random.random() < 0.2:
                process.send_signal(signal.SIGKILL)
                process.wait()
                killed += 1
            if process.poll() is not None:
                del running[one]
                if process.returncode != 0:
                    waiting.append(one)
        time.sleep(0.01)
    tap.equal(killed, kills, f"{processes} processes refund, and {kills} of them are killed")
    notes, refunds = tool("credit-note-list"), tool("refund-list")
    wanted = processes * len(orders)
    tap.equal([note["id"] for note in notes], [f"C2026-{number:06}" for number in range(1, wanted + 1)],
              "credit notes are numbered without hole or twin")
    tap.equal(len({(refund["order"], refund["key"]) for refund in refunds}), wanted, "everything was refunded")
    tap.equal(len(refunds), wanted, "and once, however often it was asked")
    tap.in_order("the store is in order after the crowd")


def test_written_by_hand():
    """Of an invoice that no tool of ours has written, nothing is made but a refusal."""
    for name, forge in (("other rates", lambda invoice: {"vat": [{**invoice["vat"][0], "rate": "12"}]}),
                        ("no rates", lambda invoice: {"vat": []}),
                        ("another category", lambda invoice: {"lines": [{**line, "vat_category": "K"} for line in invoice["lines"]]}),
                        ("more lines", lambda invoice: {"lines": invoice["lines"] * 40})):
        tap.fresh_store()
        invoice = tool("invoice-list")[0]
        tap.write_by_hand({"id": f"invoice/{invoice['id']}", "value": {**invoice, **forge(invoice)}})
        before = tap.journal()
        for command in (["credit-note", invoice["id"]], ["refund", invoice["order"]]):
            done = tap.run(*command)
            tap.equal((done.returncode, done.stdout, tap.journal() == before), (3, b"", True),
                      f"{command[0]} of an invoice with {name}: the store is damaged")


for currency, decimals in (("EUR", 2), ("JPY", 0), ("TND", 3)):
    for with_tax in ("true", "false"):
        test_any_parts(currency, decimals, with_tax)
test_written_by_hand()
test_crowd(32, 30 if tap.TORTURE else 12)
tap.end()
