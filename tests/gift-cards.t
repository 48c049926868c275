#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A shop whose gift cards are spent by 32 processes at once, some of them killed, while refunds put money back: no card is spent
twice, and at every line of the journal each balance is what orders and refunds, counted here anew, leave of it. Then random
sequences of all that can be done with a card, held against a ledger kept here. With TORTURE=1 there are ten times as many."""

import decimal
import json
import os
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402

random = tap.random_generator()
SCALE = 10 if tap.TORTURE else 1
CARDS = 6
ORDERS = 60 * SCALE
STEPS = 120 * SCALE
PROCESSES = 32
Amount = decimal.Decimal


def lines(records):
    return "".join(json.dumps(record) + "\n" for record in records)


def cards():
    return {card["id"]: card for card in tap.records(tap.run("gift-card-list").stdout)}


def together(commands, kills):
    running = []
    for number, (arguments, text) in enumerate(commands):
        with open(f"cards-{number}.in", "w", encoding="utf-8") as file:
            file.write(text)
        with open(f"cards-{number}.in", "rb") as source, open(f"cards-{number}.out", "wb") as sink, \
                open(f"cards-{number}.err", "wb") as errors:
            running.append(tap.start(*arguments, "--quiet", "--batch", 1 + number % 3, "--wait", 600, stdin=source, stdout=sink,
                                     stderr=errors))
    killed = set()
    while len(killed) < kills and any(process.poll() is None for process in running):
        process = random.choice([process for process in running if process.poll() is None] or running)
        process.send_signal(signal.SIGKILL)
        killed.add(process)
        time.sleep(random.random() * 0.05)
    statuses = {process.wait() for process in running}
    tap.ok(statuses <= {0, 1, -signal.SIGKILL}, f"{len(commands)} processes come to their end", statuses)


def recount():
    """At every line of the journal: what was issued, less what orders say they were paid with, and what refunds gave back."""
    orders, refunds, wrong = {}, {}, []
    for transaction in tap.records(b"".join(tap.journal())):
        touched = {}
        for change in transaction["changes"]:
            kind, _, name = change["id"].partition("/")
            value = change["value"]
            if kind == "gift_card":
                touched[name] = value
            elif kind == "order":
                orders[name] = [(row["gift_card"], Amount(row["amount"])) for row in value.get("payments", []) if "gift_card" in row]
            elif kind == "refund":
                refunds[name] = [(row["gift_card"], Amount(row["amount"])) for row in value["means"] if "gift_card" in row]
        for name, card in touched.items():
            by_hand = sum(Amount(entry["amount"]) for entry in card["entries"]
                          if entry["step"] in ("issued", "added", "withdrawn", "expired") and "refund" not in entry)
            paid, back = (sum(amount for rows in records.values() for number, amount in rows if number == name)
                          for records in (orders, refunds))
            if Amount(card["balance"]) != by_hand - paid + back or Amount(card["balance"]) < 0:
                wrong.append((transaction["seq"], name, card["balance"], by_hand, paid, back))
    return wrong


tap.fresh_store()
tap.run("catalog-import", "--quiet", input=b'{"sku":"HOUR","name":"An hour","kind":"service","price":"10.00"}\n')
codes = [f"CROWD-{number:04d}-{random.getrandbits(32):08X}" for number in range(CARDS)]
tap.run("gift-card-new", "--quiet", input=lines({"amount": "50.00", "code": code} for code in codes).encode())
tap.run("order-new", "--quiet", input=lines(
    {"reference": f"G-{number}", "lines": [{"sku": "HOUR", "quantity": 2}]} for number in range(ORDERS)).encode())
orders = [order["id"] for order in tap.records(tap.run("order-list").stdout) if order["reference"].startswith("G-")]
tap.equal(len(orders), ORDERS, "there are orders")


def payments(many):
    for order in random.sample(orders, many):
        card = random.randrange(CARDS)
        payment = {"means": "gift_card", "code": codes[card], "key": f"{card}-{random.randint(1, 2)}"}
        if random.random() < 0.5:
            payment["amount"] = f"{random.randint(1, 2000) / 100:.2f}"
        else:
            payment["partial"] = True
        yield {"id": order, "payment": payment}


def paid_orders(number):
    for count in range(5):
        yield {"reference": f"P-{number}-{count % 3}", "lines": [{"sku": "HOUR", "quantity": 1}],
               "payments": [{"means": "store_credit", "code": codes[number % CARDS], "amount": f"{1 + count % 3}.00"}, {"means": "card"}]}


work = []
for number in range(PROCESSES):
    if number % 4 == 3:
        work.append((["refund", "--amount", "1.00", "--key", f"r-{number % 8}"], lines({"id": order} for order in random.sample(orders, 10))))
    elif number % 4 == 2:
        work.append((["order-new"], lines(paid_orders(number))))
    else:
        work.append((["payment"], lines(payments(ORDERS // 3))))
together(work, kills=6)
together(work, kills=0)
tap.nothing(recount(), "at every line of the journal each balance is what orders and refunds leave of it")
tap.ok(sum(Amount(card["balance"]) for card in cards().values()) < 50 * CARDS / 2, "most of it was spent")
tap.in_order("the store is in order")
journal = b"".join(tap.journal())
tap.nothing([code for code in codes if code.encode() in journal], "the journal has no code")
before = cards()
tap.run("rm", "-rf", tap.store / "index")
tap.equal(cards(), before, "the journal alone tells the same")

# One thing after the other, held against a ledger of our own.
ledger = {name: Amount(card["balance"]) for name, card in before.items()}
blocked = set()
differences = []
open_orders = {}
for step in range(STEPS):
    name = random.choice(sorted(ledger))
    code = codes[int(name) - 1]
    amount = Amount(random.randint(1, 1500)) / 100
    what = random.choice(["pay", "pay", "partial", "refund", "add", "withdraw", "block", "unblock"])
    if what in ("pay", "partial"):
        order = json.loads(tap.run("order-new", "--quiet", input=lines(
            [{"reference": f"S-{step}", "lines": [{"sku": "HOUR", "quantity": 2}]}]).encode()).stdout)["id"]
        payment = {"means": "gift_card", "code": code, **({"partial": True} if what == "partial" else {"amount": f"{amount:.2f}"})}
        spent = min(Amount(20), ledger[name]) if what == "partial" else amount
        fits = name not in blocked and 0 < spent <= ledger[name]
        came = tap.run("payment", "--quiet", input=lines([{"id": order, "payment": payment}]).encode())
        if fits:
            ledger[name] -= spent
            open_orders[order] = (name, spent)
    elif what == "refund":
        if not open_orders:
            continue
        order = random.choice(sorted(open_orders))
        name, spent = open_orders.pop(order)
        came = tap.run("refund", "--quiet", order)
        fits = True
        ledger[name] += spent
    elif what == "add":
        came = tap.run("gift-card-set", "--quiet", "--add", f"{amount:.2f}", name)
        fits = True
        ledger[name] += amount
    else:
        came = tap.run("gift-card-set", "--quiet", f"--{what}", *(["lost"] if what == "block" else []), name)
        fits = True
        if what == "withdraw":
            ledger[name] = Amount(0)
        else:
            (blocked.add if what == "block" else blocked.discard)(name)
    now = {number: Amount(card["balance"]) for number, card in cards().items()}
    if (came.returncode == 0) != fits or now != ledger:
        differences.append((step, what, name, fits, came.returncode, came.stderr, now.get(name), ledger[name]))
        break
tap.nothing(differences, f"{STEPS} steps in a row leave what a ledger of our own has")
tap.nothing(recount(), "and so does the journal")
outstanding = {month["kind"]: Amount(month["outstanding"]) for month in tap.records(tap.run("gift-card-report").stdout)}
tap.equal(sum(outstanding.values()), sum(ledger.values()), "gift-card-report tells their sum")
tap.in_order("the store is in order")

# What somebody altered is noticed.
tap.write_by_hand({"id": "gift_card/1", "value": {**cards()["1"], "balance": "999.00"}})
verified = tap.run("store-verify", "--quiet")
tap.ok(verified.returncode == 1 and b"entries" in verified.stdout + verified.stderr,
       "a balance that no entry has is noticed", verified.stdout, verified.stderr)
tap.end()
