# SPDX-License-Identifier: GPL-3.0-or-later
"""Labels: parcels that are made, numbered, and printed in ZPL."""

import json
from pathlib import Path

from measure import run
from peers import output
from work import Work

CARRIER = {"id": "post", "name": "Poste", "account": "C-7788", "services": [{"code": "home", "name": "At home"}],
           "address": {"lines": 6, "line_length": 35},
           "numbers": [{"name": "tracking", "kind": "s10", "prefix": "RB", "country": "BE"},
                       {"name": "boxes", "kind": "sscc", "extension": "3", "company_prefix": "4012345"}]}
SENDER = ("company.street=Rue du Midi 4", "company.postcode=1000", "company.city=Bruxelles")


def labelled(bench):
    shop = bench.shop
    count = min(10000, shop.size)
    orders = shop.path("to-label.jsonl")
    zpl = shop.path("labels.zpl")

    def prepare():
        store = shop.store_copy(shop.sold, "labelled")
        run(["carrier-set", "--quiet", "--store", store], stdin=carrier())
        run(["store-init", "--quiet", "--store", store, *[word for one in SENDER for word in ("--set", one)]])
        Path(orders).write_text("".join(json.dumps({"id": str(number)}) + "\n" for number in open_orders(store, count)))
        return store

    def carrier():
        path = shop.path("carrier.jsonl")
        Path(path).write_text(json.dumps(CARRIER) + "\n")
        return path

    def measure(_):
        store = prepare()
        return run(["label", "--quiet", "--store", store, "--carrier", "post", "--service", "home", "--format", "zpl"], stdin=orders,
                   stdout=zpl)

    work = Work("label", f"label --format zpl, {count:,} parcels made, numbered and printed", count)
    work.ours(measure, answer=lambda _: Path(zpl).read_text().count("^XA"))
    return work


def open_orders(store, count):
    listed = output(["order-list", "--store", store, "--unshipped", "--fields", "id,customer", "--limit", str(2 * count)])
    known = [record["id"] for record in map(json.loads, listed.splitlines()) if record.get("customer", {}).get("version")]
    return known[:count]
