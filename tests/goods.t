#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bundles, and what is sold without a stock: many at once order bundles, bundles of them and their components, and ship parts of
what they got. Nothing is promised twice, what leaves is what was promised, and what a bundle is said to be available of is
what its components make."""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402

BUYERS = 6
ORDERS = 150 if tap.TORTURE else 25
PLACES = ("main", "atelier")
SHELVES = {"A": (300, 40), "B": (100, 60), "C": (80, 0), "L": (25, 0)}
PARTS = {
    "A": {"A": 1}, "B": {"B": 1}, "C": {"C": 1}, "L": {"L": 1}, "D": {}, "S": {},
    "AB": {"A": 2, "B": 1},
    "ABC": {"A": 3, "B": 1, "C": 1},  # AB, C and one more A
    "LD": {"L": 1},
    "DS": {},
}
PRODUCTS = [
    *({"sku": sku, "name": sku, "price": "1.00"} for sku in "ABC"),
    {"sku": "D", "name": "D", "price": "1.00", "kind": "digital"},
    {"sku": "S", "name": "S", "price": "1.00", "kind": "service"},
    {"sku": "L", "name": "L", "price": "1.00", "kind": "digital"},
    {"sku": "AB", "name": "AB", "price": "1.00", "components": [{"sku": "A", "quantity": 2}, {"sku": "B"}]},
    {"sku": "ABC", "name": "ABC", "price": "1.00", "components": [{"sku": "AB"}, {"sku": "C", "quantity": 1}, {"sku": "A"}]},
    {"sku": "LD", "name": "LD", "price": "1.00", "components": [{"sku": "L"}, {"sku": "D", "quantity": 5}]},
    {"sku": "DS", "name": "DS", "price": "1.00", "components": [{"sku": "D"}, {"sku": "S"}]},
]


def lines(records):
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def listed(*command):
    return tap.records(tap.run(*command).stdout.decode())


def order(random, buyer, number):
    wanted = [{"sku": random.choice(list(PARTS)), "quantity": random.randint(1, 4), "location": random.choice(PLACES)}
              for _ in range(random.randint(1, 4))]
    return {"channel": "web", "reference": f"{buyer}-{number}", "financial_status": "paid", "lines": wanted}


def buy(random):
    """All at once."""
    buyers = []
    for buyer in range(BUYERS):
        with open(f"orders-{buyer}", "wb") as file:
            file.write(lines(order(random, buyer, number) for number in range(ORDERS)))
        with open(f"orders-{buyer}", "rb") as file:
            buyers.append(tap.start("order-new", "--quiet", "--batch", "3", stdin=file, stdout=open(f"placed-{buyer}", "wb"),
                                    stderr=open(f"refused-{buyer}", "wb")))
    return [child.wait() for child in buyers]


def ship(random, placed):
    asked = []
    for one in placed:
        if random.random() < 0.5:
            parts = [{"line": line["line"], "quantity": random.randint(1, line["quantity"])} for line in one["lines"]
                     if random.random() < 0.7]
            asked.append({"type": "order", "id": one["id"], "ship": {"lines": parts}} if parts else {"type": "order", "id": one["id"]})
    return tap.run("order-ship", "--quiet", input=lines(asked))


def expected_levels(orders):
    levels = {(sku, place): [counts[number], 0] for sku, counts in SHELVES.items() for number, place in enumerate(PLACES)
              if counts[number]}
    wrong = []
    for one in orders:
        for line in one["lines"]:
            told = {part["sku"]: part["quantity"] for part in line["components"]} if "components" in line else {line["sku"]: 1}
            if told != PARTS[line["sku"]]:
                wrong.append(f"order {one['id']}: {line}")
            for sku, each in told.items():
                level = levels.setdefault((sku, line["location"]), [0, 0])
                level[0] -= each * line["shipped"]
                level[1] += each * (line["quantity"] - line["shipped"])
    return levels, wrong


def check(name, orders):
    levels, wrong = expected_levels(orders)
    tap.nothing(wrong, f"{name}: lines tell what they take")
    came = {(one["sku"], one["location"]): [one["on_hand"], one["reserved"]] for one in listed("stock-list")}
    tap.equal(came, levels, f"{name}: stock is what was there less what left, and what is promised is reserved")
    tap.nothing([f"{key}: {level}" for key, level in levels.items() if level[0] < level[1]], f"{name}: nothing is promised twice")
    makes = {}
    for sku, parts in PARTS.items():
        makes[sku] = sum(min(max(0, levels.get((part, place), [0, 0])[0] - levels.get((part, place), [0, 0])[1]) // each
                             for part, each in parts.items()) for place in PLACES) if parts else None
    told = {one["sku"]: one.get("available") for one in listed("catalog-list", "--with", "stock")}
    tap.equal(told, makes, f"{name}: what is available is what the shelves make")
    tap.equal(tap.run("store-verify", "--quiet").returncode, 0, f"{name}: the store is in order")


random = tap.random_generator()
settings = [part for setting in ("company.name=T", "company.country=BE", "shop.currency=EUR", "shop.vat_rate=21")
            for part in ("--set", setting)]
tap.run("store-init", "--quiet", *settings)
tap.run("catalog-import", "--quiet", input=lines(PRODUCTS))
for number, place in enumerate(PLACES):
    tap.run("stock-adjust", "--quiet", "--location", place,
            *(word for sku, counts in SHELVES.items() if counts[number] for word in (sku, f"={counts[number]}")))
statuses = buy(random)
placed = listed("order-list")
acknowledged = sum(len(open(f"placed-{buyer}", encoding="utf-8").readlines()) for buyer in range(BUYERS))
tap.ok(set(statuses) <= {0, 1} and len(placed) == acknowledged and 0 < acknowledged < BUYERS * ORDERS,
       f"of {BUYERS * ORDERS} orders {acknowledged} were placed, the others refused", [statuses, len(placed)])
check("ordered", placed)
shipped = ship(random, placed)
tap.ok(shipped.returncode == 0, "parts of them leave", shipped.stderr.decode())
check("shipped in part", listed("order-list"))
tap.run("order-ship", "--quiet", input=lines({"type": "order", "id": one["id"]} for one in placed))
check("shipped", listed("order-list"))
before = tap.run("stock-list").stdout
tap.run("store-rebuild", "--quiet")
tap.equal(tap.run("stock-list").stdout, before, "and in an index made anew")
tap.end()
