#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A unit is on a shelf once, whatever brings it back: returns, refunds and cancellations of random parts of random orders, in any
order of time, and by several processes at once that are told the same."""

import collections
import os
import sys
from decimal import Decimal

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from random_orders import lines_of, make_shop, random, tool

ORDERS = 200 if tap.TORTURE else 30
ROUNDS = 12
AT_FIRST = 100000
COMPONENTS = {"SET": {"A21": 2, "A6": 1}}
KINDS = ["withdrawal", "guarantee", "damaged", "wrong", "refused", "lost"]


def place_orders():
    tool("order-new", input=lines_of(
        {"reference": f"R-{number}", "placed_at": "2026-11-20T10:00:00Z", "financial_status": "paid",
         "shipping": {"method": "home", "price": "4.90", "vat_rate": "21"},
         "lines": [{"sku": random.choice(["A21", "A12", "A6", "A0", "SET"]), "quantity": random.randint(1, 5), "price": "30.00"}
                   for _ in range(random.randint(1, 3))]} for number in range(1, ORDERS + 1)))
    return tool("order-list")


def some(order):
    line = random.randrange(len(order["lines"]))
    return {"line": line + 1, "quantity": random.randint(1, order["lines"][line]["quantity"])}


def play(orders, returns):
    """A step of some tool with all orders or returns; what cannot be is refused."""
    step = random.choice(["ship", "return", "return", "receive", "receive", "receive", "refund", "refund", "refund-return", "resend", "resend", "cancel", "set"])
    if step == "ship":
        tool("order-ship", input=lines_of({"id": order["id"], "ship": {"lines": [some(order)]}} for order in orders))
    elif step == "return":
        tool("return-new", input=lines_of({"id": order["id"], "return": {"kind": random.choice(KINDS), "lines": [some(order)]}}
                                          for order in orders))
    elif step == "receive":
        tool("return-receive", "--second-choice", "outlet", input=lines_of(
            {"id": of["id"], "receive": {"second_choice": "outlet", "lines": [
                {"line": line["line"], "quantity": random.randint(1, line["quantity"]),
                 "grade": random.choice(["as_new", "second_choice", "scrap"])} for line in of["lines"]]}} for of in returns))
    elif step == "refund":
        tool("refund", input=lines_of({"id": order["id"], "refund": {"lines": [some(order)], "restock": random.random() < 0.7}}
                                      for order in orders))
    elif step == "refund-return":
        chosen = random.sample(returns, len(returns) // 3)
        tool("refund", input=lines_of({"id": of["order"], "refund": {"return": of["id"]}} for of in chosen))
    elif step == "resend":
        chosen = random.sample(returns, len(returns) // 2)
        tool("return-resend", input=lines_of({"id": of["id"], "resend": {"location": random.choice(["main", "far"])}} for of in chosen))
    elif step == "cancel":
        tool("order-cancel", "--line", "1=1", *(order["id"] for order in random.sample(orders, len(orders) // 4)))
    elif returns:
        tool("return-set", "--status", random.choice(["expired", "rejected", "repaired"]),
             *(of["id"] for of in random.sample(returns, len(returns) // 6 + 1)))


def units_of(sku, quantity):
    return {part: each * quantity for part, each in COMPONENTS.get(sku, {sku: 1}).items()}


def check(what):
    orders, returns, refunds = tool("order-list"), tool("return-list"), tool("refund-list")
    came, shelved, resent, levels, promised = (collections.Counter() for _ in range(5))
    for of in returns:
        for line in of["lines"]:
            came[of["order"], line["line"]] += sum(line.get(grade, 0) for grade in ("as_new", "second_choice", "scrap"))
            resent[of["order"], line["line"]] += line["quantity"] * (of["status"] == "resent")
            shelved[of["order"], line["line"]] += line.get("as_new", 0) + line.get("second_choice", 0)
    wrong = []
    for order in orders:
        for line in order["lines"]:
            key = order["id"], line["line"]
            back = line.get("restocked", 0) + line.get("returned", 0)
            left = line["quantity"] + line.get("resent", 0) - line["shipped"] - line.get("cancelled", 0)
            if line.get("returned", 0) != came[key] or back > line["shipped"] or line.get("refunded", 0) > line["quantity"]:
                wrong.append(line)
            if line.get("resent", 0) != resent[key] or left < 0 or left > line["quantity"]:
                wrong.append(line)
            for sku, units in units_of(line["sku"], left).items():
                promised[sku] += units
            for sku, units in units_of(line["sku"], line.get("restocked", 0) + shelved[key] - line["shipped"]).items():
                levels[sku] += units
        if Decimal(order.get("repaid", "0")) > Decimal(order["total"]):
            wrong.append(order)
    tap.nothing(wrong, f"{what}: no unit comes back that did not leave, and none twice; what is sent again is owed once")
    found, reserved = collections.Counter(), collections.Counter()
    for level in tool("stock-list"):
        found[level["sku"]] += level["on_hand"]
        reserved[level["sku"]] += level["reserved"]
    tap.equal({sku: units for sku, units in reserved.items() if units}, {sku: units for sku, units in promised.items() if units},
              f"{what}: reserved is what has still to leave")
    tap.nothing([(sku, units, AT_FIRST + levels[sku]) for sku, units in found.items() if units != AT_FIRST + levels[sku]],
                f"{what}: what is on the shelves is what was there, less what is out")
    named = collections.Counter(refund["return"] for refund in refunds if "return" in refund)
    tap.nothing([name for name, times in named.items() if times > 1], f"{what}: each return is refunded once")
    ended = {of["id"]: of["refund"] for of in returns if of["status"] == "refunded"}
    tap.nothing([refund for refund in refunds if "return" in refund and ended.get(refund["return"]) != refund["id"]],
                f"{what}: and says so")
    given_back = {(order["id"], line["line"]) for order in orders for line in order["lines"] if line.get("refunded", 0) == line["quantity"]}
    tap.nothing([of for of in returns if of["status"] in ("announced", "received", "graded")
                 and all((of["order"], line["line"]) in given_back for line in of["lines"])],
                f"{what}: none waits for a refund of what was given back")
    tap.in_order(f"{what}: all in order")


def contradict(orders):
    """What was given up, repaired or came back cannot be so once more: all that can still come back is announced, and then nothing."""
    for kind in ("withdrawal", "guarantee", "lost"):
        tool("return-new", input=lines_of({"id": order["id"], "return": {"kind": kind, "goodwill": True}} for order in orders))
    before = len(tool("return-list"))
    for _ in range(2):
        for kind in KINDS:
            tool("return-new", input=lines_of({"id": order["id"], "return": {"kind": kind, "goodwill": True, "lines": [some(order)]}}
                                              for order in orders))
    tap.equal(len(tool("return-list")), before, "what is announced already, or came back, is not announced again")


def test_random_steps():
    make_shop("EUR", "true")
    orders = place_orders()
    tool("order-ship", input=lines_of(orders[: ORDERS // 2]))
    tool("invoice", input=lines_of(orders[: ORDERS // 4]))
    for _ in range(ROUNDS):
        play(orders, tool("return-list"))
    tool("return-new", input=lines_of({"id": order["id"], "return": {"kind": "damaged"}} for order in orders))
    tool("return-resend", input=lines_of(tool("return-list")))
    for _ in range(ROUNDS // 2):
        play(orders, tool("return-list"))
    tool("order-ship", input=lines_of(orders))
    tool("return-new", input=lines_of({"id": order["id"], "return": {"kind": "guarantee", "lines": [{"line": 1, "quantity": 1}]}}
                                      for order in orders))
    tool("return-set", "--status", "repaired", *(of["id"] for of in tool("return-list", "--status", "announced")))
    tap.equal({"resent", "repaired"} - {of["status"] for of in tool("return-list")}, set(), "some were sent again, some repaired")
    contradict(orders)
    check("random steps")
    tool("return-receive", input=lines_of(tool("return-list", "--status", "received")))
    tool("refund", input=lines_of(tool("return-list", "--refundable")))
    tap.nothing(tool("return-list", "--refundable"), "all is refunded, or was by others")
    check("and all that came refunded")


def test_crowd(processes):
    """The same told by many at once is done once."""
    make_shop("EUR", "true")
    orders = tool("order-ship", input=lines_of(place_orders()))
    told = lines_of({"id": order["id"], "return": {"key": "K", "lines": [{"line": 1}]}} for order in orders)
    for command, given in (("return-new", told),
                           ("return-receive", lines_of({"id": f"{order['id']}-1"} for order in orders)),
                           ("refund", lines_of({"id": order["id"], "refund": {"return": f"{order['id']}-1", "key": "K"}} for order in orders))):
        with open("told", "wb") as file:
            file.write(given)
        running = []
        for _ in range(processes):
            with open("told", "rb") as stdin, open(os.devnull, "wb") as sink:
                running.append(tap.start(command, "--quiet", "--batch", "3", "--wait", "600", stdin=stdin, stdout=sink))
        tap.nothing([process.wait() for process in running if process.wait()], f"{processes} processes: {command}, all content")
    returns = tool("return-list")
    tap.equal(len(returns), len(orders), "each order has one return")
    tap.equal({of["status"] for of in returns}, {"refunded"}, "and each is refunded")
    check("a crowd")


test_random_steps()
test_crowd(6)
tap.end()
