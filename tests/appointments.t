#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A crowd wants appointments: 32 processes take, move and cancel them; no slot has more orders than places, and what is counted again
from the journal alone is the same."""

import collections
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402

random = tap.random_generator()
SLOTS = ["2026-11-24T08:00", "2026-11-24T13:00"]
PROCESSES = 32
PLACES = 7
ATTEMPTS = 40 if tap.TORTURE else 3


def wanted():
    return {"counter": "crew", "slot": random.choice(SLOTS)}


def order(reference):
    return json.dumps({"reference": reference, "country": "BE", "lines": [{"sku": "LIVRE-01", "quantity": 1}],
                       "appointment": wanted()}) + "\n"


def crowd(name):
    tap.together([(["order-new"], "".join(order(f"{name}-{number}-{attempt}") for attempt in range(ATTEMPTS)))
                  for number in range(PROCESSES)])


def held():
    return [order for order in tap.records(tap.run("order-list").stdout) if "appointment" in order and order["status"] == "open"]


def in_slots():
    return collections.Counter(order["appointment"]["slot"] for order in held())


def free():
    crew = tap.records(tap.run("counter-list", "--with", "slots", "crew").stdout)[0]
    return {slot["slot"]: slot["free"] for slot in crew["slots"] if slot["slot"] in SLOTS}


tap.fresh_store()
tap.run("stock-adjust", "--quiet", "LIVRE-01", "=1000")
tap.run("counter-set", "--quiet", input=json.dumps({"id": "crew", "country": "BE", "hours": {"tuesday": ["08:00-12:00", "13:00-17:00"]},
                                                    "slot_minutes": 240, "capacity": PLACES, "appointments": True}).encode())
crowd("first")
tap.equal(in_slots(), dict.fromkeys(SLOTS, PLACES), "each slot has as many orders as places")
tap.equal(free(), {}, "and none is offered")

given_up = random.sample(sorted(order["id"] for order in held()), 5)
tap.together([(["order-cancel"], json.dumps({"id": number}) + "\n") for number in given_up])
tap.equal(sum(in_slots().values()), len(SLOTS) * PLACES - 5, "whoever cancels has no place any more")
tap.equal(sum(free().values()), 5, "and it is offered")
tap.together([(["order-change"], "".join(json.dumps({"id": order["id"], "change": {"appointment": wanted()}}) + "\n"
                                         for _ in range(ATTEMPTS))) for order in held()])
tap.ok(all(count <= PLACES for count in in_slots().values()), "no slot has more orders than places when they move", in_slots())
tap.equal(sum(in_slots().values()), len(SLOTS) * PLACES - 5, "and nobody loses his")
crowd("second")
tap.equal(in_slots(), dict.fromkeys(SLOTS, PLACES), "what was free is taken again")

offered = tap.run("counter-list", "--with", "slots", "crew").stdout
tap.run("rm", "-rf", tap.store / "index")
tap.equal(tap.run("counter-list", "--with", "slots", "crew").stdout, offered, "the journal alone gives the same places")
tap.in_order("the store is in order")
tap.end()
