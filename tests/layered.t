#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Suppliers' layers under the merchant's own values: imports of all of them, mixed at random, beside a model of a few lines.
What the merchant wrote is never changed by a supplier, and a product is always what the layers say it is, whatever came when."""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402

ROUNDS = 400 if tap.TORTURE else 60
SKUS = ["A", "B", "C", "D"]
SUPPLIERS = ["acme", "globex", "initech"]
VALUES = {
    "name": ["Pot", "Pan", "Lid"],
    "price": ["1.00", "2.50", "9.99"],
    "weight_g": [10, 20],
    "brand": ["Salm", "Ourthe"],
    "texts.fr.name": ["Poêle", "Casserole"],
    "texts.fr.description": ["un", "deux"],
    "texts.de.name": ["Topf"],
    "attributes.Colour": ["red", "blue"],
    "sale.price": ["0.50", "0.75"],
    "tags": [["a"], ["a", "b"]],
    "backorder": [True, False],
}


class Model:
    def __init__(self):
        self.own = {}
        self.layers = {}
        self.order = []

    def effective(self, sku, layers, order):
        values = dict(self.own.get(sku, {}))
        whose = {}
        for layer in order:
            for path, value in layers.get(layer, {}).get(sku, {}).items():
                if path not in values:
                    values[path] = value
                    whose[path] = layer
        return values, whose

    def stands(self, sku):
        return sku in self.own or any(sku in layer for layer in self.layers.values())

    def row(self, layer, sku, row):
        """Whether it is taken."""
        layers = {name: dict(skus) for name, skus in self.layers.items()}
        order = list(self.order)
        own = dict(self.own.get(sku, {}))
        if layer:
            if layer not in order:
                order.append(layer)
            given = {**layers.setdefault(layer, {}).get(sku, {}), **row}
            layers[layer][sku] = {path: value for path, value in given.items() if value is not None}
        else:
            values, _ = self.effective(sku, layers, order)
            for path, value in row.items():
                if value is None:
                    own.pop(path, None)
                elif path in own or values.get(path) != value:
                    own[path] = value
        before = self.own.get(sku)
        self.own[sku] = own
        values, _ = self.effective(sku, layers, order)
        if "name" in values and "price" in values:
            self.layers, self.order = layers, order
            return True
        if before is None:
            del self.own[sku]
        else:
            self.own[sku] = before
        return False


def flat(record, before=""):
    found = {}
    for name, value in record.items():
        if isinstance(value, dict):
            found.update(flat(value, before + name + "."))
        else:
            found[before + name] = value
    return found


def some_row(random, sku):
    row = {}
    for path, values in VALUES.items():
        if random.random() < (0.8 if path in ("name", "price") else 0.4):
            row[path] = None if random.random() < 0.2 else random.choice(values)
    return row


def record_of(sku, row):
    return json.dumps({"sku": sku, **row}, ensure_ascii=False)


def differences(model):
    wrong = []
    for record in tap.records(tap.run("catalog-list").stdout.decode()):
        sku = record["sku"]
        values, whose = model.effective(sku, model.layers, model.order)
        supplied = record.pop("supplied", {})
        came = flat({name: value for name, value in record.items() if name not in ("type", "sku")})
        if came != values or supplied != whose:
            wrong.append(f"{sku}: {came} of {supplied}, not {values} of {whose}")
    return wrong


def play(random):
    model = Model()
    wrong = []
    taken = refused = 0
    for number in range(ROUNDS):
        layer = random.choice([None, *SUPPLIERS])
        rows = [(sku, some_row(random, sku)) for sku in random.sample(SKUS, random.randint(1, len(SKUS)))]
        layered = ["--layer", layer] if layer else []
        text = "".join(record_of(sku, row) + "\n" for sku, row in rows).encode()
        foretold = tap.records(tap.run("catalog-diff", "-q", *layered, input=text).stdout.decode())
        before = {record["sku"]: record for record in tap.records(tap.run("catalog-list").stdout.decode())}
        came = tap.run("catalog-import", "-q", *layered, input=text)
        after = {record["sku"]: record for record in tap.records(tap.run("catalog-list").stdout.decode())}
        good = [model.row(layer, sku, row) for sku, row in rows]
        taken += sum(good)
        refused += len(good) - sum(good)
        if came.returncode != (0 if all(good) else 1):
            wrong.append(f"round {number}: {layer} {rows}: status {came.returncode}, {good}: {came.stderr.decode()}")
        wrong += [f"round {number}: {layer} {rows}: {difference}" for difference in differences(model)]
        changed = sorted(sku for sku in after if after[sku] != before.get(sku))
        if sorted(record["sku"] for record in foretold) != changed:
            wrong.append(f"round {number}: catalog-diff told {foretold}, changed were {changed}")
        again = tap.run("catalog-import", *layered, input=text).stderr.decode()
        if f"{sum(good)} unchanged" not in again and not any(None in row.values() for _, row in rows):
            wrong.append(f"round {number}: {layer} {rows}: again {again}")
        if wrong:
            break
    return wrong, taken, refused


random = tap.random_generator()
settings = [part for setting in ("company.name=T", "company.country=BE", "shop.currency=EUR", "shop.vat_rate=21")
            for part in ("--set", setting)]
tap.run("store-init", "--quiet", *settings)
wrong, taken, refused = play(random)
tap.nothing(wrong, f"products are what the layers say, after {ROUNDS} rounds of imports")
tap.ok(taken > ROUNDS and refused > 0, f"{taken} rows were taken and {refused} refused")
listed = tap.run("catalog-list").stdout
tap.run("store-rebuild", "--quiet")
tap.equal(tap.run("catalog-list").stdout, listed, "and are so in an index made anew")
tap.equal(tap.run("store-verify", "--quiet").returncode, 0, "the store is in order")
tap.end()
