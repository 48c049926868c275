# SPDX-License-Identifier: GPL-3.0-or-later
"""Carts quoted: 200 patterns of postcodes, 5,000 rows of rates, six services, and no address that comes twice on purpose. No
peer quotes deliveries."""

import json
import random
from pathlib import Path

from measure import run
from work import Work

PATTERNS = 200
RATES = 5000
BOUNDS = (2, 5, 10, 1000)  # kilograms
SERVICES = (("post", "home"), ("van", "home"), ("fast", "express"), ("point", "pickup_point"), ("locker", "locker"), ("bike", "courier"))
COUNTRIES = ("FR", "DE", "BE", "NL", "LU", "ES", "IT", "AT")


def tables(shop, dice):
    """The files of a tariff."""
    names = [f"Z{number}" for number in range(PATTERNS)]
    zones = ["zone;countries;pattern"]
    for number, name in enumerate(names):
        country = COUNTRIES[number % 2]
        zones.append(f"{name};{country};{dice.randrange(10)}{dice.randrange(10)}[{dice.randrange(5)}-{dice.randrange(5, 10)}]\\d\\d")
    zones += [f"{country};{country};" for country in COUNTRIES]
    services = ["service;mode;carrier;free_above;days_min;days_max;cut_off;divisor"]
    services += [f"{name};{mode};carrier-{name};{60 + 20 * place};1;{place + 1};14:00;5000" for place, (name, mode) in enumerate(SERVICES)]
    bands = [f"{name};{zone};weight;{bound};{3 + bound % 7},{dice.randrange(100):02d};2,90"
             for zone in names for name, _ in SERVICES for bound in BOUNDS][: RATES - len(SERVICES)]
    rates = ["service;zones;basis;up_to;price;cost", *(f"{name};;;;9,90;8,10" for name, _ in SERVICES), *bands]
    files = []
    for name, rows in (("zones", zones), ("services", services), ("rates", rates)):
        files.append(shop.path(f"{name}.csv"))
        Path(files[-1]).write_text("\n".join([*rows, ""]), encoding="utf-8")
    return files


def carts(shop, dice):
    path = shop.path("carts")
    with open(path, "w", encoding="utf-8") as file:
        for number in range(shop.few):
            lines = [{"sku": shop.sku(1 + dice.randrange(shop.products)), "quantity": 1 + dice.randrange(3), "price": "19.90"}
                     for _ in range(1 + dice.randrange(3))]
            cart = {"reference": f"C-{number}", "country": COUNTRIES[dice.randrange(3)], "postcode": f"{dice.randrange(100000):05d}",
                    "lines": lines}
            file.write(json.dumps(cart, separators=(",", ":")) + "\n")
    return path


def quoted(bench):
    shop = bench.shop
    dice = random.Random(shop.seed)
    store = shop.store_copy(shop.catalogued, "quoted")
    run(["tariff-import", "--quiet", "--store", store, *tables(shop, dice)])
    asked = carts(shop, dice)
    work = Work("ship-quote", f"ship-quote of {shop.few:,} carts by {RATES:,} rates and {PATTERNS} patterns", shop.few, "carts")
    work.ours(lambda out: run(["ship-quote", "--quiet", "--store", store], stdin=asked, stdout=out))
    work.limit("cat of the carts", lambda _: run(["cat", asked]))
    work.goal(50000)
    work.leaves.append(asked)
    return work
