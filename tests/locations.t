#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Goods in several places: nothing is promised twice, nothing comes from nowhere, at any transaction.

The journal is read from its start: after every transaction the goods of an SKU, by location and in transit, are what came in
less what left and what is missing; no location has promised more than it has; and what is reserved at a location is what orders
wait for there. A crowd of processes, and random sequences of the tools, splits and returns among them, make it.

    SEED=7 STEPS=400 tests/locations.t"""

import collections
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap

random = tap.random_generator()
STEPS = int(os.environ.get("STEPS", "1000" if os.environ.get("TORTURE") else "90"))
PLACES = ["main", "orleans", "lille"]
SKUS = ["ONE", "TWO"]


def tell(command, *records):
    return tap.run(*command, input="".join(json.dumps(record) + "\n" for record in records).encode())


def shop(units):
    tap.fresh_store()
    done = [
        tell(["catalog-import", "--quiet"], {"sku": "ONE", "name": "One", "price": "1"}, {"sku": "TWO", "name": "Two", "price": "2"},
             {"sku": "BOTH", "name": "Both", "price": "3", "components": [{"sku": "ONE", "quantity": 2}, {"sku": "TWO"}]}),
        tell(["location-set", "--quiet"], {"id": "orleans", "kind": "third_party", "serves": ["FR"]}, {"id": "lille", "priority": 300}),
        tell(["stock-adjust", "--quiet"], *[{"sku": sku, "location": place, "set": units} for sku in SKUS for place in PLACES]),
    ]
    if any(one.returncode for one in done):
        sys.exit(b"".join(one.stderr for one in done).decode())


def open_by_place(order):
    """What an order waits for, by SKU and location."""
    waits = collections.Counter()
    if order["status"] == "cancelled":
        return waits
    for line in order["lines"]:
        for place in line.get("allocations", [line]):
            units = place["quantity"] - place["shipped"] - place.get("cancelled", 0)
            for part in line.get("components", [{"sku": line["sku"], "quantity": 1}]):
                waits[part["sku"], place["location"]] += units * part["quantity"]
    return +waits


def wrong_prefixes():
    """Every transaction after which something does not add up."""
    levels, orders, transfers, wrong = {}, {}, {}, []
    entered = collections.Counter()  # by stock-adjust and returns, less what orders took
    for line in tap.journal():
        transaction = json.loads(line)
        for change in transaction["changes"]:
            kind, _, name = change["id"].partition("/")
            value = change["value"]
            if kind == "stock":
                reason = value.get("reason", "")
                if "transfer" not in reason and ("order" not in reason or "shipment" in reason or "return" in reason):
                    entered[value["sku"]] += value.get("by", 0)
                levels[value["sku"], value["location"]] = value
            elif kind == "order":
                orders[name] = open_by_place(value)
            elif kind == "transfer":
                transfers[name] = value
        waits = collections.Counter()
        for order in orders.values():
            waits.update(order)
        for sku in SKUS:
            there = sum(level["on_hand"] for (one, _), level in levels.items() if one == sku)
            moving = sum(row["quantity"] - row["received"] for one in transfers.values() for row in one["lines"] if row["sku"] == sku)
            if there + moving != entered[sku]:
                wrong.append(f"{transaction['seq']}: {there} of {sku} there, {moving} in transit or missing, of {entered[sku]}")
        for (sku, place), level in levels.items():
            if sku in SKUS and (level["reserved"] > level["on_hand"] or level["reserved"] != waits[sku, place]):
                wrong.append(f"{transaction['seq']}: {sku} at {place}: {level}, orders wait for {waits[sku, place]}")
    return wrong


# 32 processes want 40 of the 30 that there are, while others move what is promised.
shop(10)
orders = [tap.start("order-new", "--quiet", stdin=tap.subprocess.PIPE, stdout=tap.subprocess.DEVNULL, stderr=tap.subprocess.DEVNULL)
          for _ in range(32)]
movers = []
for number, process in enumerate(orders):
    lines = "".join(json.dumps({"reference": f"C-{number}-{i}", "country": "FR" if number % 2 else "BE", "financial_status": "paid",
                                "lines": [{"sku": "ONE", "quantity": 1}]}) + "\n" for i in range(1 + (number % 4 == 0)))
    process.stdin.write(lines.encode())
    process.stdin.close()
    if number % 4 == 1:
        movers.append(tap.start("order-allocate", "--quiet", *range(6, 36), stdout=tap.subprocess.DEVNULL,
                                stderr=tap.subprocess.DEVNULL))
for process in orders + movers:
    process.wait()
levels = {level["location"]: level for level in tap.records(tap.run("stock-list", "ONE").stdout)}
tap.equal({place: level["reserved"] for place, level in levels.items()}, {place: 10 for place in PLACES},
          "a crowd gets all that there is at each location, and no more")
tap.nothing(wrong_prefixes(), "and no transaction promised what was not there")

# 32 processes want more than any one location has, of both goods: whatever they get is split, and nothing is promised twice.
shop(10)
crowd = [tap.start("order-new", "--quiet", stdin=tap.subprocess.PIPE, stdout=tap.subprocess.PIPE, stderr=tap.subprocess.DEVNULL)
         for _ in range(32)]
for number, process in enumerate(crowd):
    process.stdin.write((json.dumps({"reference": f"S-{number}", "country": "FR" if number % 2 else "BE", "financial_status": "paid",
                                     "lines": [{"sku": "ONE", "quantity": 7}, {"sku": "TWO", "quantity": 3}]}) + "\n").encode())
    process.stdin.close()
placed = [order for process in crowd for order in tap.records(process.stdout.read())]
for process in crowd:
    process.wait()
taken = collections.Counter()
for order in placed:
    taken.update(open_by_place(order))
levels = {(level["sku"], level["location"]): level for level in tap.records(tap.run("stock-list").stdout)}
tap.ok(placed and any("allocations" in line for order in placed for line in order["lines"]), "orders are split in a crowd", len(placed))
tap.equal({key: level["reserved"] for key, level in levels.items() if level["reserved"] and key[0] in SKUS}, dict(+taken),
          "and what is reserved at each location is what was told to be")
tap.nothing(wrong_prefixes(), "no transaction promised what was not there, by location and in all")
tap.in_order("and that store is in order")

# Waves that are made at once share no order.
waves = [tap.start("pick-list", "--quiet", "--key", f"wave-{number}", "--limit", 4, "main", stdout=tap.subprocess.PIPE,
                   stderr=tap.subprocess.DEVNULL) for number in range(8)]
picked = [order["order"] for process in waves for wave in tap.records(process.communicate()[0]) for order in wave["orders"]]
tap.ok(picked and len(picked) == len(set(picked)), "no order is in two waves", picked)
tap.in_order("and the store is in order")


# Random sequences.

def order_of(reference):
    return {"reference": reference, "country": random.choice(["FR", "BE"]), "financial_status": "paid",
            "lines": [dict({"sku": random.choice(SKUS + ["BOTH"]), "quantity": random.randint(1, 6)},
                           **({"location": random.choice(PLACES)} if random.random() < 0.2 else {}))
                      for _ in range(random.randint(1, 3))]}


def step(number):
    target = str(random.randint(max(1, 4 + number // 8), 6 + number // 5))
    what = random.randrange(12)
    if what < 3:
        return tell(["order-new", "--quiet"], order_of(f"R-{number}"))
    if what == 3:
        return tap.run("order-allocate", "--quiet", target, *random.choice([[], ["--line", f"1={random.choice(PLACES)}"]]))
    if what == 4:
        return tap.run("pack", "--quiet", "--location", random.choice(PLACES), target)
    if what == 5:
        return tap.run("order-ship", "--quiet", target, *random.choice([[], ["--line", "1=1"], ["--parcel", f"{target}-1"]]))
    if what == 6:
        return tap.run("order-cancel", "--quiet", target, *random.choice([[], ["--line", "1=1"]]))
    if what == 7:
        source, sink = random.sample(PLACES, 2)
        return tell(["stock-transfer", "--quiet"], {"id": f"T-{number % 7}", "from": source, "to": sink,
                                                    "lines": [{"sku": random.choice(SKUS), "quantity": random.randint(1, 4)}]})
    if what == 8:
        return tell(["return-new", "--quiet"], {"id": target, "return": {"kind": "wrong", "key": f"B-{number}",
                                                                         "lines": [{"line": 1, "quantity": random.randint(1, 2)}]}})
    if what == 10:
        return tell(["stock-adjust", "--quiet"], {"sku": random.choice(SKUS), "location": random.choice(PLACES), "add": 6})
    if what == 9:
        place = {"location": random.choice(PLACES)} if random.random() < 0.5 else {}
        return tell(["return-receive", "--quiet"], {"id": f"{target}-1", "receive": {
            "lines": [{"line": 1, "quantity": 1, "grade": random.choice(["as_new", "scrap"])}], **place}})
    if random.random() < 0.5:
        return tell(["stock-transfer", "--quiet"], {"id": f"T-{random.randrange(7)}", "received": [
            {"sku": random.choice(SKUS), "quantity": random.randint(1, 4)}]})
    return tap.run("stock-transfer", "--quiet", random.choice(["--receive", "--missing"]), f"T-{random.randrange(7)}")


shop(15)
statuses = collections.Counter()
failed = []
for number in range(STEPS):
    done = step(number)
    statuses[done.returncode] += 1
    if done.returncode not in (0, 1):
        failed.append(f"{done.args}: {done.returncode}: {done.stderr.decode()}")
tap.nothing(failed, "whatever is asked is done or refused")
tap.ok(statuses[0] > STEPS // 5, "and much of it is done", dict(statuses))

# Of an order from two places some comes back to a third.
tell(["stock-adjust", "--quiet"], *[{"sku": "ONE", "location": place, "add": 5} for place in ("main", "orleans")])
split = tap.records(tell(["order-new", "--quiet"], {"reference": "split", "country": "FR", "financial_status": "paid", "lines": [
    {"sku": "ONE", "quantity": 3, "location": "main"}, {"sku": "ONE", "quantity": 2, "location": "orleans"}]}).stdout)[0]["id"]
tap.run("order-ship", "--quiet", split)
back = tell(["return-new", "--quiet"], {"id": split, "return": {"kind": "wrong", "lines": [{"line": 1, "quantity": 2}]}})
back = tell(["return-receive", "--quiet"], {"id": f"{split}-1", "receive": {
    "lines": [{"line": 1, "quantity": 2, "grade": "as_new"}], "location": "lille"}})
tap.ok(back.returncode == 0, "what left from two places comes back to a third", back.stderr.decode())
tap.nothing(wrong_prefixes(), "goods are kept, by location and in transit, and promised once, after every transaction")
tap.in_order("store-verify says the same")

# A transfer that takes in what was never sent is found.
sent = tell(["stock-transfer", "--quiet"], {"id": "F", "from": "main", "to": "lille", "lines": [{"sku": "TWO", "quantity": 1}]})
if sent.returncode:
    tell(["stock-adjust", "--quiet"], {"sku": "TWO", "location": "main", "add": 9})
    sent = tell(["stock-transfer", "--quiet"], {"id": "F", "from": "main", "to": "lille", "lines": [{"sku": "TWO", "quantity": 1}]})
forged = json.loads(sent.stdout)
forged["lines"][0]["received"] = 1
forged["status"] = "received"
tap.write_by_hand({"id": "transfer/F", "value": forged})
said = tap.run("store-verify")
tap.ok(said.returncode == 1 and b"wrong_stock_ledger" in said.stdout + said.stderr, "goods that came with no movement are found",
       said.stdout.decode(), said.stderr.decode())

tap.end()
