#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A crowd at the hub: 32 processes label parcels onward, void legs and close manifests, all at once; no number is given twice, whatever
became of its leg, no leg stands on two manifests, and what is known from the journal alone is the same."""

import collections
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402

random = tap.random_generator()
PROCESSES = 32
ORDERS = 12
ATTEMPTS = 20 if tap.TORTURE else 4


def parcels():
    return tap.records(tap.run("parcel-list", "--carrier", "road").stdout)


def legs(parcel):
    return [parcel, *parcel.get("legs", [])]


tap.fresh_store()
tap.run("stock-adjust", "--quiet", "LIVRE-01", "=1000")
tap.run("carrier-set", "--quiet", input="".join(json.dumps(carrier) + "\n" for carrier in (
    {"id": "road", "name": "Road", "numbers": [{"name": "a", "kind": "s10", "prefix": "AA", "country": "BE"}]},
    {"id": "cross", "name": "Cross", "numbers": [{"name": "b", "kind": "s10", "prefix": "CC", "country": "BE"}],
     "hubs": [{"id": "lie", "name": "Cross", "street": "Quai 7", "city": "Bierset", "country": "BE"}]})).encode())
references = [f"far-{number}" for number in range(ORDERS)]
address = {"street": "Rue 1", "postcode": "1000", "city": "Bruxelles", "country": "BE"}
tap.run("order-new", "--quiet", input="".join(json.dumps(
    {"reference": reference, "customer": {"id": reference, "name": "Client", "address": address},
     "lines": [{"sku": "LIVRE-01", "quantity": 1}]}) + "\n" for reference in references).encode())
numbers = [order["id"] for order in tap.records(tap.run("order-list").stdout) if order["reference"] in references]

# Everybody labels everything to the hub, and on from there.
to_hub = "".join(json.dumps({"id": number, "carrier": "road", "hub": "cross"}) + "\n" for number in numbers)
onward = "".join(json.dumps({"id": f"{number}-1", "onward": True}) + "\n" for number in numbers)
tap.together([(["label"], to_hub)] * (PROCESSES // 2))
tap.together([(["label"], onward)] * PROCESSES)
tap.equal([len(legs(parcel)) for parcel in parcels()], [2] * ORDERS, "each parcel has two legs, whoever labels it")


def anything():
    number = random.choice(numbers)
    return random.choice([
        (["label"], json.dumps({"id": f"{number}-1", "onward": True}) + "\n"),
        (["parcel-void"], json.dumps({"id": f"{number}-1-{random.randint(2, 4)}", "void": {"reason": "torn"}}) + "\n"),
        (["manifest"], json.dumps({"type": "carrier", "id": random.choice(["road", "cross"])}) + "\n"),
    ])


for _ in range(ATTEMPTS):
    tap.together([anything() for _ in range(PROCESSES)])


def drawn():
    return collections.Counter(leg["tracking_number"] for parcel in parcels() for leg in legs(parcel))


known = drawn()
tap.equal([number for number, times in known.items() if times > 1], [], "no number is given twice")
told = {(parcel["id"], leg.get("leg", 1)): leg["manifest"] for parcel in parcels() for leg in legs(parcel) if "manifest" in leg}
signed = [((row["id"], row.get("leg", 1)), manifest["id"]) for manifest in
          tap.records(tap.run("manifest", "--quiet", *sorted(set(told.values()))).stdout) for row in manifest["parcels"]]
tap.equal(sorted(signed), sorted(told.items()), "a leg stands on one manifest, and says on which")
tap.equal([number for number in known if len(tap.records(tap.run("parcel-list", "--number", number).stdout)) != 1], [],
          "each number finds one parcel")

before = tap.run("parcel-list").stdout
tap.run("rm", "-rf", tap.store / "index")
tap.equal(tap.run("parcel-list").stdout, before, "the journal alone gives the same parcels")
tap.run("label", "--quiet", "--carrier", "road", "--hub", "cross", "--parcels", "2", *numbers)
tap.equal([number for number, times in drawn().items() if times > 1], [], "and numbers go on behind those that were given")
tap.in_order("the store is in order")
tap.end()
