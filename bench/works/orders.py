# SPDX-License-Identifier: GPL-3.0-or-later
"""Orders taken in: a file of them by one process, and one each by many processes."""

import json
import shlex
from pathlib import Path

from measure import run, settle
from peers import output
from shop import Shop
from tables import postgresql_stock, sqlite_stock
from work import Work
from works.durable import copied_durably, file_lengths

# What a database is asked to do with the same lines, in one durable transaction: keep each order under its key, keep
# its lines, reserve their stock. No checks, no prices, no tax, no persons kept apart.
SQLITE_TRANSACTION = """
    CREATE TABLE placed (id INTEGER PRIMARY KEY, channel TEXT, reference TEXT, body TEXT, UNIQUE (channel, reference));
    CREATE TABLE placed_line (id INTEGER, sku TEXT, quantity INTEGER, price TEXT);
    PRAGMA synchronous = FULL;
    BEGIN;
    INSERT INTO placed SELECT rowid, body ->> '$.channel', body ->> '$.reference', body FROM line;
    INSERT INTO placed_line SELECT line.rowid, part.value ->> '$.sku', part.value ->> '$.quantity', part.value ->> '$.price'
        FROM line, json_each(line.body, '$.lines') AS part;
    UPDATE stock SET reserved = reserved + wanted.units
        FROM (SELECT sku, sum(quantity) AS units FROM placed_line GROUP BY sku) AS wanted WHERE stock.sku = wanted.sku;
    COMMIT;"""
POSTGRESQL_TRANSACTION = """
    BEGIN;
    INSERT INTO placed SELECT id, body ->> 'channel', body ->> 'reference', body FROM line;
    INSERT INTO placed_line SELECT id, part ->> 'sku', (part ->> 'quantity')::integer, part ->> 'price'
        FROM line, jsonb_array_elements(body -> 'lines') AS part;
    UPDATE stock SET reserved = reserved + wanted.units
        FROM (SELECT sku, sum(quantity) AS units FROM placed_line GROUP BY sku) AS wanted WHERE stock.sku = wanted.sku;
    COMMIT;"""


def place(shop, one_core):
    store = shop.store_copy(shop.stocked, "sold")
    return run(["order-new", "--quiet", "--store", store, shop.order_lines], one_core=one_core)


def orders_and_units(shop):
    figures = json.loads(output(["kpi", "--quiet", "--store", shop.sold, "--total"]))
    return figures["orders"], figures["units"]


def placed(bench):
    shop = bench.shop
    lines = shop.order_lines
    work = Work("order-new", f"order-new, {shop.size:,} orders from {bench.megabytes(lines)} of JSON lines", shop.size)
    work.ours(lambda _: place(shop, one_core=False), answer=lambda _: orders_and_units(shop))
    copied_durably(work, shop, lambda: shop.sold, lambda: file_lengths(shop.stocked))
    work.peer(bench.peers.jq, lambda out: run(["jq", "-c", "."], stdin=lines, stdout=out), "-c, read and written")
    mlr = ["mlr", "--ijsonl", "--ojsonl", "cat"]
    work.peer(bench.peers.mlr, lambda out: run(mlr, stdin=shop.few_lines(lines), stdout=out), "read and written", count=shop.few)
    kept_by_sqlite(work, bench.peers.sqlite, shop)
    kept_by_postgresql(work, bench.peers.postgresql, shop)
    work.goal(1, "jq -c, read and written")
    return work


KEPT = "SELECT (SELECT count(*) FROM placed), (SELECT sum(reserved) FROM stock)"


def kept(text):
    return tuple(map(int, text.replace("|", " ").split()))


def kept_by_sqlite(work, sqlite, shop):
    database = shop.path("orders.db")
    transaction = ["CREATE TEMP TABLE line (body TEXT)", *sqlite.lines_import(shop.order_lines, "line"), SQLITE_TRANSACTION]

    def measure(_):
        Path(database).unlink(missing_ok=True)
        run(sqlite.command(database, sqlite_stock(shop.products)))
        settle()
        return run(sqlite.command(database, *transaction))

    work.peer(sqlite, measure, "keeping and reserving", answer=lambda _: kept(output(sqlite.command(database, KEPT))))
    work.leaves.append(database)


def kept_by_postgresql(work, server, shop):
    tables = ("DROP TABLE IF EXISTS placed, placed_line",
              "CREATE TABLE placed (id INTEGER PRIMARY KEY, channel TEXT, reference TEXT, body JSONB, UNIQUE (channel, reference))",
              "CREATE TABLE placed_line (id INTEGER, sku TEXT, quantity INTEGER, price TEXT)")
    transaction = ("CREATE TEMP TABLE line (id INTEGER GENERATED ALWAYS AS IDENTITY, body JSONB)",
                   f"COPY line (body) FROM STDIN {server.WHOLE_LINES}", POSTGRESQL_TRANSACTION)

    def measure(_):
        run(server.command(*tables, *postgresql_stock(shop.products)))
        settle()
        return run(server.command(*transaction), stdin=shop.order_lines, server=server)

    work.peer(server, measure, "keeping and reserving", answer=lambda _: kept(output(server.command(KEPT))))
    work.leaves.append(lambda: server.drop("placed, placed_line, stock"))


def placed_on_one_core(bench):
    shop = bench.shop
    work = Work("order-new-core", f"order-new, the same {shop.size:,} orders on one core", shop.size)
    work.ours(lambda _: place(shop, one_core=True), answer=lambda _: orders_and_units(shop))
    work.peer(bench.peers.jq, lambda out: run(["jq", "-c", "."], stdin=shop.order_lines, stdout=out, one_core=True),
              "-c, read and written")
    work.goal(50000, aim=100000)
    work.goal(1, "jq -c, read and written")
    return work


def crowd(bench):
    """Processes that place one order each, as a web shop starts them: sixteen at a time, and one after the other."""
    shop = Shop(bench.folder / "crowd", bench.generator, min(10000, bench.shop.size), bench.shop.seed)
    count = 480 if bench.shop.size > 20000 else 160
    work = Work("crowd", f"order-new, {count:,} orders, a process each, 16 at once", count)
    turns = iter(range(1000))

    def place_by(processes):
        turn = next(turns)
        script = shop.path("crowd.sh")
        with open(script, "w", encoding="utf-8") as file:
            for process in range(processes):
                print(f"for n in $(seq {process} {processes} {count - 1}); do", file=file)
                print(f"""    echo '{{"reference":"'{turn}-$n'","lines":[{{"sku":"SKU-00000001","quantity":1}}]}}' |""", file=file)
                print(f"        order-new --quiet --store {shlex.quote(shop.stocked)} >/dev/null || exit", file=file)
                print("done &", file=file)
            print("wait", file=file)
        before = placed_so_far()
        settle()
        done = run(["sh", script], watched=False)
        work.came = placed_so_far() - before
        return done

    def placed_so_far():
        total = output(["kpi", "--quiet", "--store", shop.stocked, "--total"])
        return sum(json.loads(line)["orders"] for line in total.splitlines())

    work.ours(lambda _: place_by(16), answer=lambda _: work.came)
    work.limit("one after the other", lambda _: place_by(1), answer=lambda _: work.came)
    return work
