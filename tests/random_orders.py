# SPDX-License-Identifier: GPL-3.0-or-later
"""Shops with random orders in them, and sums of their documents: for the tests of what comes of invoices."""

import collections
import json
import shutil
import sys
from decimal import Decimal

import tap

random = tap.random_generator()
SUMS = ("net", "vat", "gross")


def tool(*command, **more):
    """What it printed, as records; it may refuse some of its input."""
    done = tap.run(*command, "--quiet", **more)
    if done.returncode not in (0, 1):
        sys.exit(f"{command}: {done.stderr.decode()}")
    return tap.records(done.stdout)


def lines_of(records):
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def make_shop(currency, with_tax):
    shutil.rmtree(tap.store, ignore_errors=True)
    tap.run("store-init", "--quiet", *(word for setting in (
        "company.name=Cuisine", "company.country=BE", "company.street=Rue du Pont 12", "company.postcode=4500",
        "company.city=Huy", "company.vat_number=BE0123456749", f"shop.currency={currency}",
        f"shop.prices_include_tax={with_tax}", "shop.vat_rate=21") for word in ("--set", setting)))
    tool("catalog-import", input=lines_of([
        *({"sku": f"A{rate}", "name": "Casserole", "price": "9", "vat_rate": rate} for rate in ("21", "12", "6", "0")),
        {"sku": "SET", "name": "Lot", "price": "20", "components": [{"sku": "A21", "quantity": 2}, {"sku": "A6", "quantity": 1}]}]))
    for sku in ("A21", "A12", "A6", "A0"):
        tool("stock-adjust", sku, "=100000")


def money(decimals, most):
    return str(Decimal(random.randrange(10 ** decimals, most * 10 ** decimals)).scaleb(-decimals))


def random_order(number, decimals):
    lines = []
    for _ in range(random.randint(1, 6)):
        quantity = random.randint(1, 7)
        line = {"sku": random.choice(["A21", "A12", "A6", "A0", "SET"]), "quantity": quantity, "price": money(decimals, 300)}
        if random.random() < 0.4:
            line["discount"] = str((Decimal(line["price"]) * quantity * random.randrange(101) / 100)
                                   .quantize(Decimal(1).scaleb(-decimals)))
        lines.append(line)
    order = {"reference": f"R-{number}", "financial_status": "paid", "lines": lines}
    if random.random() < 0.7:
        order["shipping"] = {"price": money(decimals, 20), "vat_rate": "21"}
    return order


def add(sums, parts):
    for name in SUMS:
        sums[name] += Decimal(parts[name])


def empty():
    return dict.fromkeys(SUMS, Decimal(0))


def by_order(records):
    found = collections.defaultdict(list)
    for record in records:
        found[record["order"]].append(record)
    return found
