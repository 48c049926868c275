#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A crowd at the counter: 32 processes want places in slots, and cancel some again; no slot has more orders than places, no more is
promised than the counter has, and what is counted again from the journal alone is the same."""

import collections
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402

random = tap.random_generator()
SLOTS = ["2026-11-24T10:00", "2026-11-24T11:00"]
PROCESSES = 32
PLACES = 7
ATTEMPTS = 40 if tap.TORTURE else 3


def order(reference):
    return json.dumps({"reference": reference, "lines": [{"sku": "LIVRE-01", "quantity": 1}],
                       "pickup": {"counter": "main", "slot": random.choice(SLOTS)}}) + "\n"


def crowd(name):
    tap.together([(["order-new"], "".join(order(f"{name}-{number}-{attempt}") for attempt in range(ATTEMPTS)))
              for number in range(PROCESSES)])


def held():
    return [pickup for pickup in tap.records(tap.run("pickup-list").stdout) if pickup["status"] != "cancelled"]


def in_slots():
    return collections.Counter(pickup["slot"] for pickup in held())


tap.fresh_store()
tap.run("stock-adjust", "--quiet", "LIVRE-01", "=1000")
before = tap.records(tap.run("stock-list", "LIVRE-01").stdout)[0]["reserved"]
tap.run("counter-set", "--quiet", input=json.dumps({"id": "main", "country": "BE", "hours": {"tuesday": ["10:00-12:00"]},
                                                    "capacity": PLACES}).encode())
crowd("first")
tap.equal(in_slots(), dict.fromkeys(SLOTS, PLACES), "each slot has as many orders as places")

given_up = random.sample(sorted(pickup["id"] for pickup in held()), 5)
tap.together([(["order-cancel"], json.dumps({"id": number}) + "\n") for number in given_up])
tap.equal(sum(in_slots().values()), len(SLOTS) * PLACES - 5, "whoever cancels has no place any more")
crowd("second")
tap.equal(in_slots(), dict.fromkeys(SLOTS, PLACES), "and others have it")
tap.equal(tap.records(tap.run("stock-list", "LIVRE-01").stdout)[0]["reserved"], before + len(SLOTS) * PLACES,
          "as many units are promised as orders have places")

# Some want another slot or a parcel, others what they were to get by parcel: order-change, all at once.
sent = [f"sent-{number}" for number in range(PROCESSES // 2)]
for reference in sent:
    tap.run("order-new", "--quiet", input=json.dumps({"reference": reference, "country": "BE", "shipping": {"price": "5.00"},
                                                      "lines": [{"sku": "LIVRE-01", "quantity": 1}]}).encode())
numbers = [order["id"] for order in tap.records(tap.run("order-list").stdout) if order["reference"] in sent]
promised = tap.records(tap.run("stock-list", "LIVRE-01").stdout)[0]["reserved"]


def other(number, ways):
    return json.dumps({"id": number, "change": random.choice(ways)}) + "\n"


slots = [{"pickup": {"counter": "main", "slot": slot}} for slot in SLOTS]
tap.together([(["order-change"], "".join(other(number, slots) for _ in range(ATTEMPTS))) for number in numbers] +
         [(["order-change"], "".join(other(pickup["id"], slots + [{"shipping": {"price": "4.00"}}]) for _ in range(ATTEMPTS)))
          for pickup in held()])
tap.ok(all(count <= PLACES for count in in_slots().values()), "no slot has more orders than places when they move", in_slots())
shown = {order["id"]: order["pickup"]["slot"] for order in tap.records(tap.run("order-list").stdout)
         if "pickup" in order and order["status"] == "open"}
tap.equal(shown, {pickup["id"]: pickup["slot"] for pickup in held()}, "orders and their pickups tell the same slots")
tap.equal(tap.records(tap.run("stock-list", "LIVRE-01").stdout)[0]["reserved"], promised, "and as much is promised as before")

# One code for all who are at the counter at once: the order leaves once.
wanted = held()[0]["id"]
tap.run("pickup-ready", "--quiet", wanted)
tap.run("payment", "--quiet", "--method", "cash", wanted)
code = tap.records(tap.run("pickup-list", "--codes", wanted).stdout)[0]["pickup_code"]
tap.together([(["pickup-collect", "--code", code], json.dumps({"id": wanted}) + "\n")] * PROCESSES)
tap.equal(tap.records(tap.run("stock-list", "LIVRE-01").stdout)[0]["on_hand"], 999, "it is handed out once")

# Guesses, all at once: no more than five are judged.
guessed = held()[1]["id"]
tap.run("pickup-ready", "--quiet", guessed)
tap.together([(["pickup-collect", "--code", "000000"], json.dumps({"id": guessed}) + "\n")] * PROCESSES)
tap.equal(tap.records(tap.run("pickup-list", guessed).stdout)[0]["wrong"], 5, "five wrong codes, and no more is judged")

listed = tap.run("pickup-list", "--counter", "main").stdout
tap.run("rm", "-rf", tap.store / "index")
tap.equal(tap.run("pickup-list", "--counter", "main").stdout, listed, "the journal alone gives the same places")
tap.in_order("the store is in order")
tap.end()
