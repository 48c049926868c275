#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""However an order is paid and given back: no more comes in than is due, no payment gives back more than it was, and what went
back of them is what the order says was repaid; an order that is cancelled owes back all that was paid, and pays it.

Random orders, payments, cancellations and refunds, told twice as often as not. Then a crowd that pays the same orders."""

import collections
import json
import os
import sys
from decimal import Decimal

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap

random = tap.random_generator()
ORDERS = 400 if tap.TORTURE else 40
MEANS = ("card", "gift_card", "store_credit", "transfer", "cash")


def tool(*command, **more):
    """What it printed, as records; it may refuse some of its input."""
    done = tap.run(*command, "--quiet", **more)
    if done.returncode not in (0, 1):
        sys.exit(f"{command}: {done.stderr.decode()}")
    return tap.records(done.stdout)


def lines_of(records):
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def money(most):
    return f"{random.randrange(1, most * 100) / 100:.2f}"


def random_order(number):
    lines = [{"sku": random.choice(["POEL-24", "LIVRE-01"]), "quantity": random.randint(1, 4), "price": money(60)}
             for _ in range(random.randint(1, 3))]
    order = {"reference": f"Q-{number}", "lines": lines, "shipping": {"price": money(9)}}
    if random.random() < 0.3:
        order["payments"] = [{"means": "gift_card", "amount": "0.50"}, {"means": "card", "reference": f"pay_{number}"}]
    return order


def random_step(order, number):
    """What is asked of an order, without looking at what can be: what cannot is refused."""
    line = random.randrange(len(order["lines"]))
    units = random.randint(1, order["lines"][line]["quantity"])
    kind = random.randrange(7)
    if kind < 3:
        payment = {"means": random.choice(MEANS), "amount": money(80)}
        if random.random() < 0.6:
            payment["key"] = f"K-{number}"
        if random.random() < 0.2:
            del payment["amount"]
        return "payment", {"payment": payment}
    if kind == 3:
        return "order-cancel", {"cancel": {"lines": [{"line": line + 1, "quantity": units}]}} if random.random() < 0.8 else {}
    if kind == 4:
        return "refund", {"refund": {"lines": [{"line": line + 1, "quantity": units}]}}
    if kind == 5:
        return "refund", {"refund": {"owed": True}}
    return "refund", {"refund": {"lines": [{"line": line + 1, "amount": money(20)}], "means": random.choice(MEANS)}}


def cents(text):
    return Decimal(text or "0")


def given_back(order):
    return sum((cents(line.get("refunded_amount")) for line in order["lines"]),
               cents(order.get("shipping", {}).get("refunded_amount")))


def faults_of(order, refunds):
    """What does not hold of an order that came or went by payments."""
    payments = order.get("payments", [])
    paid = sum(cents(payment["amount"]) for payment in payments)
    repaid = cents(order.get("repaid"))
    due = cents(order["total"]) - given_back(order)
    status = order["financial_status"]
    wanted = ("pending" if not payments else "refunded" if repaid and repaid == paid else "partially_refunded" if repaid
              else "paid" if paid >= due else "partially_paid")
    if paid > cents(order["total"]):
        yield f"{order['id']}: {paid} was paid of {order['total']}"
    if any(not 0 <= cents(payment.get("repaid")) <= cents(payment["amount"]) for payment in payments):
        yield f"{order['id']}: a payment gave back more than it was: {payments}"
    if sum(cents(payment.get("repaid")) for payment in payments) != repaid or repaid > paid:
        yield f"{order['id']}: {repaid} of {paid} was repaid: {payments}"
    if repaid and paid - repaid < due:
        yield f"{order['id']}: {repaid} went back of {paid}, and {due} is due"
    if sum(cents(refund["amount"]) for refund in refunds) != repaid:
        yield f"{order['id']}: its refunds are not the {repaid} that were repaid"
    if status != wanted:
        yield f"{order['id']}: it is {status}, and should be {wanted}"


def by_means(refunds, only):
    sums = collections.Counter()
    for refund in refunds:
        for row in refund["means"]:
            if only(refund):
                sums[row["means"]] += cents(row["amount"])
    return sums


def test_any_steps():
    tap.fresh_store()
    tool("stock-adjust", "POEL-24", "=90000", "LIVRE-01", "=90000")
    orders = tool("order-new", input=lines_of(random_order(number) for number in range(ORDERS)))
    tap.equal(len(orders), ORDERS, "random orders are placed")
    agreed = set()
    for turn in range(12):
        steps = collections.defaultdict(list)
        for order in orders:
            command, said = random_step(order, turn)
            if "means" in said.get("refund", {}):
                agreed.add(order["id"])
            steps[command] += [{"id": order["id"], **said}] * random.randint(1, 2)
        for command, records in steps.items():
            tool(command, "--rejects", "refused", input=lines_of(records))
    refunds = collections.defaultdict(list)
    for refund in tool("refund-list"):
        refunds[refund["order"]].append(refund)
    ours = {order["id"] for order in orders}
    after = [order for order in tool("order-list") if order["id"] in ours]
    tap.nothing([fault for order in after for fault in faults_of(order, refunds[order["id"]])],
                "no more comes in than is due, and nothing goes back that did not come")
    tap.ok(any(len(refunds[order["id"]]) > 1 for order in after) and any(len(order.get("payments", [])) > 2 for order in after),
           "and much came and went")
    unlike = []
    for order in after:
        if order["id"] in agreed:
            continue
        sums = collections.Counter()
        for payment in order.get("payments", []):
            sums[payment["means"]] += cents(payment.get("repaid"))
        if +sums != +by_means(refunds[order["id"]], lambda refund: True):
            unlike.append(f"{order['id']}: {sums}, {refunds[order['id']]}")
    tap.nothing(unlike, "what is paid back by each means is what its payments gave back")
    tap.in_order("the store is in order")

    tool("order-cancel", "--rejects", "refused", input=lines_of({"id": order["id"]} for order in orders))
    tool("refund", "--owed", "--rejects", "refused", input=lines_of({"id": order["id"]} for order in orders[::2]))
    # Where a refund took the last units, the shop kept the shipping; the refund of the whole gives that back as well.
    tool("refund", "--rejects", "refused", input=lines_of({"id": order["id"]} for order in orders))
    after = [order for order in tool("order-list") if order["id"] in ours]
    tap.nothing([f"{order['id']}: {order['status']}, {order['financial_status']}" for order in after
                 if order["status"] != "cancelled" or order["financial_status"] not in ("pending", "refunded")],
                "of all that is cancelled, all that was paid is paid back")
    tap.nothing([order["id"] for order in after
                 if any(cents(payment.get("repaid")) != cents(payment["amount"]) for payment in order.get("payments", []))],
                "each payment to the last cent")
    tap.in_order("the store is in order with all of it cancelled")


def test_crowd(processes):
    """All pay the same orders in parts of their own, and what the others leave of them."""
    tap.fresh_store()
    tool("stock-adjust", "LIVRE-01", "=90000")
    orders = tool("order-new", input=lines_of(
        {"reference": f"P-{number}", "lines": [{"sku": "LIVRE-01", "quantity": 1, "price": "10.00"}]} for number in range(10)))
    running = []
    for one in range(processes):
        with open(f"{one}.in", "wb") as file:
            file.write(lines_of({"id": order["id"], "payment": {"means": random.choice(MEANS), "amount": "0.97", "key": f"K-{one}"}}
                                for order in random.sample(orders, len(orders)) for _ in range(2)))
        with open(f"{one}.in", "rb") as source, open(f"{one}.out", "wb") as sink, open(f"{one}.err", "wb") as errors:
            running.append(tap.start("payment", "--quiet", "--batch", "2", "--wait", "600", stdin=source, stdout=sink, stderr=errors))
    for process in running:
        process.wait()
    tap.ok({process.returncode for process in running} <= {0, 1}, f"{processes} processes pay the same orders",
           [process.returncode for process in running])
    paid = {order["id"]: [payment["amount"] for payment in order.get("payments", [])] for order in tool("order-list")}
    tap.nothing([f"{order['id']}: {paid[order['id']]}" for order in orders if paid[order["id"]] != ["0.97"] * 10],
                "each is paid ten times, by ten of them, and never too much")
    tool("payment", "--method", "cash", input=lines_of({"id": order["id"]} for order in orders))
    tap.equal({order["financial_status"] for order in tool("order-list", *(order["id"] for order in orders))}, {"paid"},
              "what is left of each is paid")
    tap.in_order("the store is in order after the crowd")


test_any_steps()
test_crowd(32)
tap.end()
