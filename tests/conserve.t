#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conservation: whatever the tools are told, in whatever order, nothing comes from nowhere and nothing gets lost.

Random sequences of all tools are played against a small model of the shop. The model says of each record whether it is
written, unchanged or refused, and with which code; after every step store-verify must find nothing, and the levels, the
orders, the invoices and the figures must be the model's.

    tests/conserve.t               a few seeds
    SEED=7 tests/conserve.t        that one; STEPS=N makes it longer or shorter
    TORTURE=1 tests/conserve.t     many seeds that were never tried before"""

import copy
import csv
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from fractions import Fraction

tests = os.path.dirname(os.path.abspath(__file__))
build = os.environ.get("COLPORTEUR_BUILD", os.path.join(os.path.dirname(tests), "build"))
tools = os.path.join(build, "cmd")
scratch = tempfile.mkdtemp(prefix="colporteur-test.")
os.chdir(scratch)

SKUS = ["A", "B", "C", "D@x", "E", "F"]
PLACES = ["main", "atelier"]
MAP = """target order
reference    <- Order
placed_at    <- Date
channel      <- Channel
line.sku     <- SKU
line.quantity <- Units
line.price   <- Price
"""


class Refused(Exception):
    def __init__(self, code, available=None):
        super().__init__(code)
        self.code, self.available = code, available


class Unchanged(Exception):
    pass


class Difference(Exception):
    """The shop is not what the model says."""


def rounded(value):
    """To whole cents, half away from zero."""
    whole, rest = divmod(abs(value), 1)
    return int((whole + (rest >= Fraction(1, 2))) * (1 if value >= 0 else -1))


def cents(value):
    return "%s%d.%02d" % ("-" if value < 0 else "", abs(value) // 100, abs(value) % 100)


class Model:
    """What the shop should be. Every method takes one record and does it, or raises Refused or Unchanged."""

    def __init__(self):
        self.products, self.levels, self.keys = {}, {}, {}
        self.orders, self.requests, self.invoices, self.series = [], {}, [], {}

    # Products.

    def product(self, record):
        product = dict(self.products.get(record["sku"], {}))
        for name, value in record.items():
            if value is None:
                product.pop(name, None)
            else:
                product[name] = value
        if product.get("low_stock", 0) < 0:
            raise Refused("out_of_range")
        if "name" not in product:
            raise Refused("missing_field")
        if product.get("status", "active") == "active" and "price" not in product:
            raise Refused("missing_field")
        if product == self.products.get(record["sku"]):
            raise Unchanged
        self.products[record["sku"]] = product

    # Stock.

    def level(self, sku, place):
        return self.levels.get((sku, place), (0, 0, 0))

    def available(self, sku, place):
        on_hand, reserved, safety = self.level(sku, place)
        return on_hand - reserved - safety

    def adjust(self, record):
        sku, place = record["sku"], record.get("location", "main")
        if "add" in record and "set" in record:
            raise Refused("contradiction")
        if sku not in self.products:
            raise Refused("unknown_sku")
        content = {name: record.get(name) for name in ("sku", "set", "add", "safety", "reason")}
        content["location"] = place
        key = record.get("key")
        if key in self.keys:
            if self.keys[key] != content:
                raise Refused("key_conflict")
            raise Unchanged
        on_hand, reserved, safety = self.level(sku, place)
        after = record["set"] if "set" in record else on_hand + record.get("add", 0)
        if (sku, place) in self.levels and after == on_hand and record.get("safety", safety) == safety and key is None:
            raise Unchanged
        if after < 0:
            raise Refused("not_on_hand")
        if after < on_hand and after < reserved and not self.products[sku].get("backorder"):
            raise Refused("not_available")
        self.levels[sku, place] = (after, reserved, record.get("safety", safety))
        if key is not None:
            self.keys[key] = content

    # Orders.

    def order(self, request):
        known = self.requests.get((request.get("channel", "web"), request["reference"]))
        if known:
            if known["request"] != request:
                raise Refused("key_conflict")
            raise Unchanged
        lines, wanted = [], {}
        for line in request["lines"]:
            product = self.products.get(line["sku"])
            if product is None:
                raise Refused("unknown_sku")
            if product.get("status", "active") != "active":
                raise Refused("not_for_sale")
            place = line.get("location", "main")
            rate = line.get("vat_rate", product.get("vat_rate", "21"))
            price = line.get("price", product.get("price"))
            if "price" not in line and not request.get("prices_include_tax", True):
                price = Fraction(rounded(Fraction(price) / (1 + Fraction(rate) / 100) * 1000000), 1000000)
            lines.append({"sku": line["sku"], "place": place, "quantity": line["quantity"], "shipped": 0, "price": price, "rate": rate})
            wanted[line["sku"], place] = wanted.get((line["sku"], place), 0) + line["quantity"]
        for stock in sorted(wanted, key=lambda stock: (stock[0].encode(), stock[1].encode())):
            if wanted[stock] > self.available(*stock) and not self.products[stock[0]].get("backorder"):
                raise Refused("not_available", max(0, self.available(*stock)))
        for stock, quantity in wanted.items():
            on_hand, reserved, safety = self.level(*stock)
            self.levels[stock] = (on_hand, reserved + quantity, safety)
        order = {"id": str(len(self.orders) + 1), "request": request, "lines": lines, "invoice": None,
                 "channel": request.get("channel", "web"), "reference": request["reference"],
                 "paid": request.get("financial_status") == "paid", "day": request["placed_at"][:10],
                 "shipping": request.get("shipping"), "with_tax": request.get("prices_include_tax", True)}
        self.total(order)
        self.orders.append(order)
        self.requests[order["channel"], order["reference"]] = order

    @staticmethod
    def total(order):
        """VAT once a rate, on the sum of what is charged at it."""
        charged = [(line["rate"], rounded(Fraction(line["price"]) * line["quantity"] * 100)) for line in order["lines"]]
        if order["shipping"]:
            rate = order["shipping"].get("vat_rate") or max((line["rate"] for line in order["lines"]), key=Fraction)
            charged.append((rate, rounded(Fraction(order["shipping"]["price"]) * 100)))
        net = vat = 0
        for rate in {rate for rate, _ in charged}:
            total = sum(amount for one, amount in charged if one == rate)
            if order["with_tax"]:
                part = rounded(total / (1 + Fraction(rate) / 100))
                net, vat = net + part, vat + total - part
            else:
                net, vat = net + total, vat + rounded(total * Fraction(rate) / 100)
        order["net"], order["vat"] = net, vat

    def order_of(self, number):
        if not 1 <= int(number) <= len(self.orders):
            raise Refused("unknown_order")
        return self.orders[int(number) - 1]

    def ship(self, number, parts):
        order = self.order_of(number)
        leaving = [0 if parts else line["quantity"] - line["shipped"] for line in order["lines"]]
        for line, quantity in parts:
            if not 1 <= line <= len(leaving):
                raise Refused("unknown_line")
            leaving[line - 1] += quantity
            if leaving[line - 1] > order["lines"][line - 1]["quantity"] - order["lines"][line - 1]["shipped"]:
                raise Refused("more_than_ordered")
        if not any(leaving):
            raise Unchanged
        gone = {}
        for line, quantity in zip(order["lines"], leaving):
            stock = (line["sku"], line["place"])
            gone[stock] = gone.get(stock, 0) + quantity
        if any(quantity > self.level(*stock)[0] for stock, quantity in gone.items()):
            raise Refused("not_on_hand")
        for stock, quantity in gone.items():
            on_hand, reserved, safety = self.level(*stock)
            self.levels[stock] = (on_hand - quantity, reserved - quantity, safety)
        for line, quantity in zip(order["lines"], leaving):
            line["shipped"] += quantity

    # Invoices.

    def invoice(self, number, dated):
        order = self.order_of(number)
        if order["invoice"]:
            raise Unchanged
        day = order["day"] if dated == "order" else dated
        sequence, last = self.series.get(day[:4], (0, day))
        if day < last:
            raise Refused("before_last_invoice")
        self.series[day[:4]] = (sequence + 1, day)
        order["invoice"] = "%s-%06d" % (day[:4], sequence + 1)
        self.invoices.append({"id": order["invoice"], "order": order["id"], "day": day, "total": order["net"] + order["vat"]})


class Shop:
    """The real one, and how it is asked."""

    def __init__(self, seed):
        self.store = os.path.join(scratch, "shop-%d" % seed)
        self.now = datetime(2026, 12, 20, 8, tzinfo=timezone.utc)
        self.environment = dict(os.environ, COLPORTEUR_STORE=self.store, LC_ALL="C.UTF-8",
                                COLPORTEUR_DATADIR=os.path.join(os.path.dirname(tests), "share"),
                                PATH=tools + os.pathsep + os.environ["PATH"])
        self.told = []
        self.run("store-init", "--quiet", "--set", "company.name=Huy", "--set", "company.country=BE",
                 "--set", "company.street=Rue du Pont 12", "--set", "company.postcode=4500", "--set", "company.city=Huy",
                 "--set", "company.vat_number=BE0123456749",
                 "--set", "shop.currency=EUR", "--set", "shop.time_zone=Etc/UTC", "--set", "shop.vat_rate=21")

    def run(self, *command, given=""):
        """Exit code, standard output and error."""
        self.environment["COLPORTEUR_NOW"] = self.now.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.told.append((command, given))
        done = subprocess.run(command, input=given, env=self.environment, capture_output=True, text=True)
        return done.returncode, done.stdout, done.stderr

    def records(self, *command):
        status, out, said = self.run(*command)
        if status or said:
            raise Difference("%s ends with %d: %s" % (command[0], status, said))
        return [json.loads(line) for line in out.splitlines()]


class Play:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.shop, self.model = Shop(seed), Model()
        self.references, self.refused, self.keyed, self.past = 0, [], [], []
        self.open_shop()

    def open_shop(self):
        """With something to sell, so that there is something to lose. F is for the steps to bring in."""
        products = [{"sku": sku, "name": "Name 1", "price": self.a_price()} for sku in SKUS[:-1]]
        levels = [{"sku": product["sku"], "set": self.some(5, 40), "location": place}
                  for product in products for place in PLACES if place == "main" or self.often(50)]
        for product in products:
            self.model.product(product)
        for level in levels:
            self.model.adjust(level)
        self.shop.run("catalog-import", "--quiet", "-", given=self.lines_of(products))
        self.shop.run("stock-adjust", "--quiet", given=self.lines_of(levels))

    # Records that a step may give.

    def some(self, low, high):
        return self.random.randint(low, high)

    def often(self, of_hundred):
        return self.random.randrange(100) < of_hundred

    def a_sku(self):
        return "NIX" if self.often(2) else self.random.choice(SKUS)

    def a_price(self):
        return self.random.choice(["0.0125", "1.00", "19.90", "19.995", "7.77", "0.01", "129.00", "33.333333"])

    def a_product(self):
        record = {"sku": self.random.choice(SKUS)}
        if self.often(80):
            record["name"] = "Name %d" % self.some(1, 3)
        if self.often(80):
            record["price"] = self.random.choice([self.a_price(), self.a_price(), self.a_price(), None])
        if self.often(30):
            record["vat_rate"] = self.random.choice(["21", "6", "0", "5.5", None])
        if self.often(30):
            record["backorder"] = self.random.choice([True, False, None])
        if self.often(20):
            record["low_stock"] = self.random.choice([0, 3, -1])
        if self.often(30):
            record["status"] = self.random.choice(["draft", "archived"] + 4 * ["active", None])
        return record

    def an_adjustment(self):
        if self.keyed and self.often(15):
            return self.random.choice(self.keyed)
        record = {"sku": self.a_sku()}
        kind = self.some(1, 10)
        if kind <= 5:
            record["add"] = self.some(-6, 25)
        elif kind <= 8:
            record["set"] = self.some(0, 30)
        if kind > 8 or self.often(15):
            record["safety"] = self.random.choice([0, 0, 1, 2, 5])
        if self.often(2):
            record["add"], record["set"] = 1, 1
        if self.often(30):
            record["location"] = self.random.choice(PLACES)
        if self.often(25):
            record["key"] = "key %d" % self.some(1, 12)
        if self.often(30):
            record["reason"] = self.random.choice(["count", "broken"])
        if "key" in record:
            self.keyed.append(record)
        return record

    def a_line(self):
        line = {"sku": self.a_sku(), "quantity": self.some(1, 6)}
        if self.often(20):
            line["location"] = self.random.choice(PLACES)
        if self.often(20):
            line["price"] = self.a_price()
        if self.often(10):
            line["vat_rate"] = self.random.choice(["21", "6", "0"])
        return line

    def a_reference(self):
        self.references += 1
        return "R-%d" % self.references

    def a_moment(self):
        return (self.shop.now - timedelta(minutes=self.some(0, 5000))).strftime("%Y-%m-%dT%H:%M:%SZ")

    def a_request(self):
        if self.model.orders and self.often(15):
            request = copy.deepcopy(self.random.choice(self.model.orders)["request"])
            if self.often(40):
                request["lines"][0]["quantity"] += 1
            return request
        if self.refused and self.often(10):
            return self.random.choice(self.refused)
        request = {"reference": self.a_reference(), "placed_at": self.a_moment(),
                   "lines": [self.a_line() for _ in range(self.random.choice([1, 1, 1, 2, 3]))]}
        if self.often(60):
            request["financial_status"] = self.random.choice(["paid", "paid", "pending", "authorized"])
        if self.often(30):
            request["channel"] = self.random.choice(["web", "fair"])
        if self.often(40):
            request["shipping"] = {"price": self.random.choice(["4.50", "0", "6.90"])}
            if self.often(50):
                request["shipping"]["vat_rate"] = self.random.choice(["21", "6"])
        if self.often(30):
            request["prices_include_tax"] = self.random.choice([True, False])
        if self.often(50):
            number = self.some(1, 6)
            request["customer"] = {"id": "C-%d" % number, "name": "Client %d" % number,
                                   "email": "client-%d-%d@example.org" % (number, self.some(1, 2))}
        elif self.often(30):
            request["customer"] = {"name": "Passer-by", "email": "passer-%d@example.org" % self.some(1, 4)}
        if self.often(15):
            request["note"] = "Note %d" % self.some(1, 9)
        return request

    def an_order(self):
        return str(self.some(1, len(self.model.orders) + 1))

    # Playing records against the model.

    def play(self, command, given, actions, rejects="rejects"):
        """Runs a command on records; `actions` does the same to the model, one each."""
        dry = self.often(8)
        atomic = self.often(15)
        options = ["--rejects", rejects]
        if dry:
            options.append(self.random.choice(["--dry-run", "-n"]))
        if atomic:
            options.append(self.random.choice(["--atomic", "-a"]))
        if self.often(25):
            options += ["--batch", str(self.some(1, 3))]
        before = copy.deepcopy(self.model) if dry or atomic else None
        written = unchanged = 0
        refusals = []
        for action in actions:
            try:
                action(self.model)
                written += 1
            except Unchanged:
                unchanged += 1
            except Refused as refusal:
                refusals.append(refusal)
        if before and (dry or refusals):
            self.model = before
        status, out, said = self.shop.run(*command, *options, given=given)
        with open(rejects, encoding="utf-8") as file:
            rejected = [json.loads(line) for line in file]
        self.agree("exit code of " + command[0], status, 1 if refusals else 0)
        self.agree("refusals", [reject["code"] for reject in rejected], [refusal.code for refusal in refusals])
        for reject, refusal in zip(rejected, refusals):
            if refusal.available is not None and not reject["reason"].startswith("only %d of " % refusal.available):
                raise Difference("the loser is told: %s, and not that %d are left" % (reject["reason"], refusal.available))
        held_back = atomic and refusals
        self.agree("records that come out", len(out.splitlines()), 0 if held_back else written + (0 if dry else unchanged))
        closing = "%s: %d read, %d %s, %d unchanged, %d rejected" % (
            command[0], len(actions), 0 if held_back else written, "would be written" if dry else "written", unchanged,
            len(refusals))
        if closing not in said:
            raise Difference("the count is %s, not %s" % (said.splitlines()[-1:], closing))
        return rejected

    @staticmethod
    def agree(what, came, wanted):
        if came != wanted:
            raise Difference("%s: %s, wanted %s" % (what, came, wanted))

    @staticmethod
    def lines_of(records):
        return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)

    # The steps.

    def step_import(self):
        records = [self.a_product() for _ in range(self.some(1, 3))]
        self.play(["catalog-import", "-"], self.lines_of(records),
                  [lambda model, record=record: model.product(record) for record in records])

    def step_import_table(self):
        rows = [{"sku": self.random.choice(SKUS), "name": "Name %d" % self.some(1, 3), "price": self.a_price(),
                 "vat_rate": self.random.choice(["21", "6"])} for _ in range(self.some(1, 3))]
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        self.play(["catalog-import", "-"], text.getvalue(), [lambda model, row=row: model.product(row) for row in rows])

    def step_adjust(self):
        records = [self.an_adjustment() for _ in range(self.some(1, 4))]
        self.play(["stock-adjust"], self.lines_of(records),
                  [lambda model, record=record: model.adjust(record) for record in records])

    def step_adjust_operands(self):
        words, records = [], []
        place = self.random.choice(PLACES)
        for _ in range(self.some(1, 4)):
            kind, sku, number = self.some(1, 4), self.a_sku(), self.some(0, 9)
            words += [sku, ("+%d", "-%d", "=%d", "safety=%d")[kind - 1] % number]
            records.append({"sku": sku, "location": place,
                            **({"add": number}, {"add": -number}, {"set": number}, {"safety": number})[kind - 1]})
        self.play(["stock-adjust", "--location", place, *words], "",
                  [lambda model, record=record: model.adjust(record) for record in records])

    def step_order(self):
        requests = [self.a_request() for _ in range(self.some(1, 6))]
        rejected = self.play(["order-new", "-"], self.lines_of(requests),
                             [lambda model, request=request: model.order(request) for request in requests])
        self.refused = (self.refused + [reject["record"] for reject in rejected])[-20:]

    def step_order_table(self):
        requests, text = [], io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["Order", "Date", "Channel", "SKU", "Units", "Price"])
        for _ in range(self.some(1, 3)):
            known = [order["request"] for order in self.model.orders if order["channel"] == "market"]
            if known and self.often(25):
                request = copy.deepcopy(self.random.choice(known))
            else:
                request = {"reference": self.a_reference(), "placed_at": self.a_moment(), "channel": "market", "lines":
                           [{"sku": self.a_sku(), "quantity": self.some(1, 3), "price": self.a_price()} for _ in range(self.some(1, 3))]}
            if request["reference"] in [one["reference"] for one in requests]:
                continue
            requests.append(request)
            for line in request["lines"]:
                writer.writerow([request["reference"], request["placed_at"], "market", line["sku"], line["quantity"], line["price"]])
        with open("orders.map", "w", encoding="utf-8") as file:
            file.write(MAP)
        self.play(["order-import", "--map", "orders.map", "-"], text.getvalue(),
                  [lambda model, request=request: model.order(request) for request in requests])

    def step_ship(self):
        numbers = [self.an_order() for _ in range(self.some(1, 3))]
        self.play(["order-ship", *numbers], "", [lambda model, number=number: model.ship(number, []) for number in numbers])

    def some_parts(self, number):
        lines = len(self.model.orders[int(number) - 1]["lines"]) if int(number) <= len(self.model.orders) else 1
        return [(self.some(1, lines + self.often(10)), self.some(1, 3)) for _ in range(self.some(1, 2))]

    def step_ship_parts(self):
        number = self.an_order()
        parts = self.some_parts(number)
        words = [word for line, quantity in parts for word in ("--line", "%d=%d" % (line, quantity))]
        self.play(["order-ship", *words, number], "", [lambda model: model.ship(number, parts)])

    def step_ship_records(self):
        shipments = [(number, self.some_parts(number)) for number in (self.an_order() for _ in range(self.some(1, 3)))]
        records = [{"id": number, "ship": {"lines": [{"line": line, "quantity": quantity} for line, quantity in parts]}}
                   for number, parts in shipments]
        self.play(["order-ship"], self.lines_of(records),
                  [lambda model, shipment=shipment: model.ship(*shipment) for shipment in shipments])

    def step_invoice(self):
        numbers = [self.an_order() for _ in range(self.some(1, 2))]
        numbers += [order["id"] for order in self.model.orders if not order["invoice"] and self.often(20)][:4]
        dated, options = self.shop.now.strftime("%Y-%m-%d"), []
        if self.often(30):
            dated = self.random.choice(["order", (self.shop.now - timedelta(days=self.some(0, 9))).strftime("%Y-%m-%d")])
            options = ["--dated", dated]
        self.play(["invoice", *options, *numbers], "",
                  [lambda model, number=number: model.invoice(number, dated) for number in numbers])

    def step_whole_day(self):
        """What is paid is shipped, and what came out of that is invoiced: a pipeline as in a crontab."""
        paid = [order["id"] for order in self.model.orders
                if order["paid"] and any(line["shipped"] < line["quantity"] for line in order["lines"])]
        shipped, refused = [], 0
        for number in paid:
            try:
                self.model.ship(number, [])
                shipped.append(number)
            except Refused:
                refused += 1
        today = self.shop.now.strftime("%Y-%m-%d")
        invoiced = 0
        for number in shipped:
            try:
                self.model.invoice(number, today)
                invoiced += 1
            except Unchanged:
                invoiced += 1
            except Refused:
                pass
        _, out, _ = self.shop.run("sh", "-c", "order-list --paid --unshipped | order-ship --quiet | invoice --quiet")
        self.agree("invoices of the pipeline", len(out.splitlines()), invoiced)

    def step_lose_index(self):
        shutil.rmtree(os.path.join(self.shop.store, "index"))

    def step_rebuild(self):
        status, _, said = self.shop.run("store-rebuild", "--quiet")
        self.agree("store-rebuild", (status, said), (0, ""))

    def step_wait(self):
        self.shop.now += timedelta(days=self.some(2, 14))

    # What changes nothing that is sold, owed or there. A customer may be unknown, or have no data to forget.

    def step_close(self):
        self.agree("store-close", self.shop.run("store-close", "--quiet")[0], 0)

    def step_archive(self):
        self.agree("store-archive", self.shop.run("store-archive", "--quiet")[0], 0)

    def step_forget(self):
        status, _, said = self.shop.run("customer-forget", "--quiet", "C-%d" % self.some(1, 6))
        self.agree("customer-forget" + said, status in (0, 1), True)

    # What must hold after each.

    def check(self, with_figures):
        shop, model = self.shop, self.model
        status, out, said = shop.run("store-verify", "--quiet")
        self.agree("store-verify", (status, out, said), (0, "", ""))
        self.agree("levels",
                   {(level["sku"], level["location"]): (level["on_hand"], level["reserved"], level.get("safety", 0), level["available"])
                    for level in shop.records("stock-list")},
                   {stock: (*level, level[0] - level[1] - level[2]) for stock, level in model.levels.items()})
        for (sku, place), (on_hand, reserved, _) in model.levels.items():
            waiting = sum(line["quantity"] - line["shipped"] for order in model.orders for line in order["lines"]
                          if (line["sku"], line["place"]) == (sku, place))
            self.agree("reserved of the model itself", (reserved, on_hand >= 0), (waiting, True))
        self.agree("orders",
                   [(order["id"], order["channel"], order["reference"], order["net"], order["vat_total"], order["fulfillment_status"],
                     order["status"], [line["shipped"] for line in order["lines"]]) for order in shop.records("order-list")],
                   [self.told_of(order) for order in model.orders])
        self.agree("invoices",
                   [(invoice["id"], invoice["order"], invoice["day"], invoice["total"]) for invoice in shop.records("invoice-list")],
                   [(invoice["id"], invoice["order"], invoice["day"], cents(invoice["total"]))
                    for invoice in sorted(model.invoices, key=lambda invoice: invoice["id"])])
        if with_figures:
            self.check_figures()

    def remember(self):
        """What the shop is after this transaction, for check_past."""
        self.past.append((len(self.shop.records("store-log")), copy.deepcopy(self.model)))

    def check_past(self):
        """The shop as it was after some earlier transaction is what the model was then."""
        seq, then = self.random.choice(self.past)
        today, now = self.shop.environment["COLPORTEUR_STORE"], self.model
        folder = self.shop.store + "-past"
        status, _, said = self.shop.run("store-rebuild", "--quiet", "--until", str(seq), folder)
        self.agree("store-rebuild --until", (status, said), (0, ""))
        self.shop.environment["COLPORTEUR_STORE"], self.model = folder, then
        self.check(True)
        self.shop.environment["COLPORTEUR_STORE"], self.model = today, now
        shutil.rmtree(folder)

    @staticmethod
    def told_of(order):
        shipped = [line["shipped"] for line in order["lines"]]
        whole = shipped == [line["quantity"] for line in order["lines"]]
        return (order["id"], order["channel"], order["reference"], cents(order["net"]), cents(order["vat"]),
                "fulfilled" if whole else "partial" if any(shipped) else "unfulfilled",
                "closed" if whole and order["paid"] else "open", shipped)

    def check_figures(self):
        shop, model = self.shop, self.model
        for basis, orders in (("order", model.orders), ("invoice", [order for order in model.orders if order["invoice"]])):
            figures = shop.records("kpi", "--month", "--basis", basis)
            self.agree("figures by " + basis,
                       [sum(one["orders"] for one in figures), sum(one["units"] for one in figures),
                        sum(Fraction(one["revenue"]) for one in figures), sum(Fraction(one["revenue_with_tax"]) for one in figures)],
                       [len(orders), sum(line["quantity"] for order in orders for line in order["lines"]),
                        Fraction(sum(order["net"] for order in orders), 100),
                        Fraction(sum(order["net"] + order["vat"] for order in orders), 100)])
        self.agree("the catalogue",
                   {product["sku"]: (product.get("price"), product["available"]) for product in shop.records("catalog-list", "--with", "stock")},
                   {sku: (product.get("price"), sum(model.available(sku, place) for place in PLACES))
                    for sku, product in model.products.items()})
        self.agree("what is in stock",
                   sorted((level["sku"], level["location"]) for level in shop.records("stock-list", "--in-stock")),
                   sorted(stock for stock in model.levels if model.available(*stock) > 0))


STEPS = [(Play.step_import, 6), (Play.step_import_table, 4), (Play.step_adjust, 14), (Play.step_adjust_operands, 10),
         (Play.step_order, 24), (Play.step_order_table, 8), (Play.step_ship, 8), (Play.step_ship_parts, 6),
         (Play.step_ship_records, 6), (Play.step_invoice, 12), (Play.step_whole_day, 3), (Play.step_lose_index, 3),
         (Play.step_rebuild, 2), (Play.step_wait, 3)]
STEPS += [(step, weight) for step, weight, tool in [(Play.step_close, 4, "store-close"), (Play.step_archive, 3, "store-archive"),
                                                    (Play.step_forget, 3, "customer-forget")]
          if os.path.exists(os.path.join(tools, tool))]


def play(seed, steps):
    """None, or what went wrong."""
    game = Play(seed)
    for number in range(1, steps + 1):
        game.shop.now += timedelta(minutes=game.some(0, 90))
        game.shop.told = []
        step = game.random.choices([step for step, _ in STEPS], [weight for _, weight in STEPS])[0]
        try:
            step(game)
            game.check(number % 5 == 0 or number == steps)
            if number % 20 == 0:
                game.remember()
            if number == steps and game.past:
                game.check_past()
        except Difference as difference:
            told = ["$ " + " ".join(command) + ("" if not given else "   <<\n" + given) for command, given in game.shop.told]
            return ["step %d of seed %d, %s" % (number, seed, step.__name__), str(difference),
                    "again: SEED=%d STEPS=%d tests/conserve.t" % (seed, number), *"\n".join(told).splitlines()], game
    return [], game


def main():
    torture = os.environ.get("TORTURE")
    if os.environ.get("SEED"):
        seeds, steps = [int(os.environ["SEED"])], 400
    elif torture:
        first = int.from_bytes(os.urandom(4), "big") % 10**8
        seeds, steps = range(first, first + 40), 400
    else:
        seeds, steps = [1, 2, 3], 80
    steps = int(os.environ.get("STEPS", steps))
    failed = 0
    orders = invoices = 0
    for number, seed in enumerate(seeds, 1):
        wrong, game = play(seed, steps)
        print("%sok %d - seed %d: %d random steps, after each all figures hold" % ("not " if wrong else "", number, seed, steps))
        for line in wrong:
            print("#   " + line)
        sys.stdout.flush()
        failed += bool(wrong)
        orders += len(game.model.orders)
        invoices += len(game.model.invoices)
        shutil.rmtree(game.shop.store)
    print("# figure: property-seeds %d" % len(seeds))
    print("# figure: property-steps %d" % (len(seeds) * steps))
    print("# figure: property-orders %d" % orders)
    print("# figure: property-invoices %d" % invoices)
    print("1..%d" % len(seeds))
    os.chdir("/")
    shutil.rmtree(scratch)
    return failed > 0


sys.exit(main())
