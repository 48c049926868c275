# SPDX-License-Identifier: GPL-3.0-or-later
"""Stock: counted everywhere, and changed by one process for one product."""

import json
import os
from pathlib import Path

from measure import run_each
from peers import output
from tables import postgresql_stock, sqlite_stock
from work import Work


def counted(bench):
    shop = bench.shop
    work = Work("stock", f"stock-adjust of {shop.products:,} products in one process", shop.products, "products", once=True)
    work.ours(lambda _: shop.stock_run())
    return work


def last_line_length(store):
    with open(max(Path(store, "journal").glob("*.jsonl")), "rb") as file:
        file.seek(-4096, os.SEEK_END)
        return len(file.read().splitlines()[-1]) + 1


def adjusted(bench):
    shop = bench.shop
    skus = [shop.sku(number) for number in dict.fromkeys(shop.some_numbers(25))]
    names = ",".join(f"'{sku}'" for sku in skus)
    work = Work("stock-adjust", f"stock-adjust SKU +1, one durable change among {shop.products:,}, a process each", 1, "changes")

    def ours(out):
        adjust = ["stock-adjust", "--quiet", "--store", shop.stocked, "--reason", "bench"]
        return run_each([[*adjust, sku, "+1"] for sku in skus], out)

    def our_answer(_):
        levels = output(["stock-list", "--quiet", "--store", shop.stocked, *skus]).splitlines()
        return sum(json.loads(line)["on_hand"] for line in levels)
    work.ours(ours, answer=our_answer)

    log = shop.path("append.log")
    append = str(Path(bench.generator).parent / "append")
    work.limit("append + fdatasync", lambda out: run_each([[append, log, last_line_length(shop.stocked)]] * len(skus), out),
               missing="" if os.access(append, os.X_OK) else "bench/append is not built")
    work.limit("/bin/true", lambda out: run_each([["/bin/true"]] * len(skus), out))

    sqlite = bench.peers.sqlite
    database = shop.path("stock.db")
    update = "UPDATE stock SET on_hand = on_hand + 1 WHERE sku ="
    ask = f"SELECT sum(on_hand) FROM stock WHERE sku IN ({names})"
    updates = [sqlite.command(database, f"PRAGMA synchronous = FULL; {update} '{sku}'") for sku in skus]
    work.peer(sqlite, lambda out: run_each(updates, out), "UPDATE, WAL",
              load=lambda: output(sqlite.command(database, "PRAGMA journal_mode = WAL", sqlite_stock(shop.products))),
              answer=lambda _: int(output(sqlite.command(database, ask))))
    server = bench.peers.postgresql
    work.peer(server, lambda out: run_each([server.command(f"{update} '{sku}'") for sku in skus], out, server=server), "UPDATE",
              load=lambda: output(server.command(*postgresql_stock(shop.products))),
              answer=lambda _: int(output(server.command(ask))))

    work.goal(1.3, "append + fdatasync", clocks=("time",))
    work.leaves += [database, log, lambda: server.drop("stock")]
    return work
