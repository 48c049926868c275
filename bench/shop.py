# SPDX-License-Identifier: GPL-3.0-or-later
"""The shop that is measured: what the generator makes of a size and a seed, and stores in three states. Each of them
is made when it is first asked for, so that a part of the works can run alone."""

import json
import os
import shutil
from functools import cache, cached_property
from pathlib import Path

from measure import progress, run, settle

NOW = "2026-01-02T08:00:00Z"
SETTINGS = ("company.name=Bench", "company.country=BE", "company.website=https://www.example.org", "shop.currency=EUR",
            "shop.time_zone=UTC", "shop.vat_rate=21")


class Shop:
    def __init__(self, folder, generator, size, seed, products=0, years=1):
        self.folder = Path(folder)
        self.generator = generator
        self.size = size  # orders
        self.products = products or size
        self.years = years  # in which they were placed
        self.seed = seed
        self.folder.mkdir(exist_ok=True)
        os.environ["COLPORTEUR_NOW"] = NOW
        os.environ.pop("COLPORTEUR_STORE", None)

    def path(self, name):
        return str(self.folder / name)

    # Inputs.

    def generated(self, kind, count, *more):
        path = self.path(f"{kind}-{count}")
        if not os.path.exists(path):
            run([self.generator, kind, count, self.seed, *more], stdout=path)
        return path

    @cached_property
    def products_csv(self):
        return self.generated("products", self.products)

    @cached_property
    def stock_lines(self):
        return self.generated("stock", self.products)

    @cached_property
    def order_lines(self):
        return self.generated("orders", self.size, self.products, self.years)

    @property
    def few(self):
        """How many records those get who would take minutes for all."""
        return min(100000, self.size)

    def few_lines(self, path):
        if self.few == self.size:
            return path
        part = f"{path}-few"
        if not os.path.exists(part):
            run(["head", "-n", self.few, path], stdout=part)
        return part

    def sku(self, number):
        return f"SKU-{number:08d}"

    def some_numbers(self, count):
        """Numbers all over the shop, the same in every run."""
        return [1 + (place * 7919 + 13) % self.size for place in range(count)]

    # Stores.

    def store_new(self, name):
        store = self.path(name)
        shutil.rmtree(store, ignore_errors=True)
        run(["store-init", "--quiet", "--store", store, *(part for setting in SETTINGS for part in ("--set", setting))])
        return store

    def store_copy(self, store, name):
        """A copy is another file and its index is made anew; that is not to fall on whoever opens it first."""
        copy = self.path(name)
        shutil.rmtree(copy, ignore_errors=True)
        run(["cp", "-a", "--sparse=always", store, copy])
        run(["store-init", "--quiet", "--store", copy, "--set", "company.name=Copy"])
        settle()
        return copy

    @cached_property
    def catalogued(self):
        """A store with the products."""
        store = self.path("catalogued")
        if not os.path.exists(store):
            progress("a store with products")
            self.store_new("catalogued")
            run(["catalog-import", "--quiet", "--store", store, self.products_csv])
        return store

    @cached_property
    def stocked(self):
        """With their stock too."""
        self.stock_run()
        return self.catalogued

    @cache
    def stock_run(self):
        """What it took to count it in."""
        progress("its stock")
        return run(["stock-adjust", "--quiet", "--store", self.catalogued], stdin=self.stock_lines)

    @cached_property
    def sold(self):
        """With the orders."""
        store = self.path("sold")
        if not os.path.exists(store):
            self.store_copy(self.stocked, "sold")
            progress("its orders")
            run(["order-new", "--quiet", "--store", store, self.order_lines])
        return store

    # What others start from.

    @cached_property
    def orders_listed(self):
        """All orders as order-list prints them."""
        path = self.path("orders-listed")
        run(["order-list", "--quiet", "--store", self.sold], stdout=path)
        return path

    @cached_property
    def products_listed(self):
        path = self.path("products-listed")
        run(["catalog-list", "--quiet", "--store", self.catalogued], stdout=path)
        return path

    @cached_property
    def sales(self):
        """What the orders come to, as CSV for peers to load: see tables.SALES. It is reckoned from the generator's orders,
        not from what order-new made of them."""
        progress("the sales, for the peers")
        path = self.path("sales.csv")
        with open(self.order_lines, encoding="utf-8") as source, open(path, "w", encoding="ascii") as sink:
            for number, line in enumerate(source, 1):
                order = json.loads(line)
                charged = {}
                units = 0
                for part in order["lines"]:
                    charged[part["vat_rate"]] = charged.get(part["vat_rate"], 0) + cents(part["price"]) * part["quantity"]
                    units += part["quantity"]
                shipping = order["shipping"]
                charged[shipping["vat_rate"]] = charged.get(shipping["vat_rate"], 0) + cents(shipping["price"])
                net = sum((200 * gross + 100 + int(rate)) // (2 * (100 + int(rate))) for rate, gross in charged.items())
                print(number, order["placed_at"][:10], order["customer"]["address"]["country"], units, net, sum(charged.values()),
                      sep=",", file=sink)
        return path


def cents(amount):
    return int(amount.replace(".", ""))


def journal_files(store):
    """The files that hold the truth."""
    return [str(path) for part in ("journal", "people") for path in sorted(Path(store, part).glob("*.jsonl"))]


def journal_bytes(store):
    return sum(os.path.getsize(path) for path in journal_files(store))
