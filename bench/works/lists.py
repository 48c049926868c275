# SPDX-License-Identifier: GPL-3.0-or-later
"""Orders listed: all of them, some fields of some, one; and the journal itself. Peers have the orders in the form
that order-list prints, as a file of JSON lines, or in a table of their own."""

import json
import re
from pathlib import Path

from measure import run, run_each
from shop import cents, journal_files
from work import Work


def into_pipe(command, out, stdin=None, server=None):
    """What a filter in a pipeline sees: cat empties the pipe, or something that also says what came."""
    reader = ["cksum"] if out else ["cat"]
    return run(command, reader, stdout=out, server=server, **({"stdin": stdin} if stdin else {}))


def text_of(path):
    return Path(path).read_text(encoding="utf-8").strip()


def all_orders(bench):
    shop = bench.shop
    tables = bench.tables
    listed = shop.orders_listed
    work = Work("order-list", f"order-list, all {shop.size:,} orders, {bench.megabytes(listed)}, into a pipe", shop.size)
    work.ours(lambda out: into_pipe(["order-list", "--quiet", "--store", shop.sold], out), answer=text_of)
    work.limit("cat", lambda out: into_pipe(["cat", listed], out), answer=text_of)

    sqlite = bench.peers.sqlite
    select = "SELECT body FROM listed ORDER BY id"
    work.peer(sqlite, lambda out: into_pipe(sqlite.command(tables.sqlite_listed_base, select), out), "its table of them",
              load=lambda: tables.sqlite_listed, answer=text_of)
    server = bench.peers.postgresql
    copy_out = f"COPY ({select}) TO STDOUT {server.WHOLE_LINES}"
    work.peer(server, lambda out: into_pipe(server.command(copy_out), out, server=server), "its table of them",
              load=lambda: tables.postgresql_listed, answer=text_of)

    duckdb = bench.peers.duckdb
    copy = f"COPY (SELECT * FROM read_json('{listed}', format = 'newline_delimited')) TO '/dev/stdout' (FORMAT json)"
    work.peer(duckdb, lambda out: into_pipe(duckdb.command(":memory:", copy), out), "read and written", own_time=duckdb.own_time)
    work.peer(bench.peers.jq, lambda out: into_pipe(["jq", "-c", "."], out, listed), "-c, read and written", answer=text_of)
    mlr = ["mlr", "--ijsonl", "--ojsonl", "cat"]
    work.peer(bench.peers.mlr, lambda out: into_pipe(mlr, out, shop.few_lines(listed)), "read and written", count=shop.few)
    work.goal(1.3, "cat")
    return work


def amounts(path):
    """The ids and totals, in cents, of JSON lines or of id|cents."""
    with open(path, encoding="utf-8") as file:
        rows = [json.loads(line) if line.startswith("{") else line.strip().split("|") for line in file]
    pairs = ((row["id"], cents(row["total"])) if isinstance(row, dict) else row for row in rows)
    return sorted((int(number), int(total)) for number, total in pairs)


def amounts_of_recsel(path):
    found = re.findall(r"^id: ([0-9]+)\ntotal: ([0-9.]+)$", Path(path).read_text(encoding="utf-8"), re.MULTILINE)
    return sorted((int(number), cents(total)) for number, total in found)


def projected(bench):
    shop = bench.shop
    listed = shop.orders_listed
    work = Work("order-fields", f"order-list --country BE --fields id,total, of {shop.size:,} orders", shop.size)
    ours = ["order-list", "--quiet", "--store", shop.sold, "--country", "BE", "--fields", "id,total"]
    work.ours(lambda out: run(ours, stdout=out), answer=amounts)
    work.limit("cat of the orders", lambda _: run(["cat", listed]))
    scan = ["grep", "-c", "-F", '"country":"BE"', listed]
    work.limit("grep -c, a scan for the country", lambda _: run(scan, ["cat"]))

    jq = ["jq", "-c", 'select(.country == "BE") | {id, total}']
    work.peer(bench.peers.jq, lambda out: run(jq, stdin=listed, stdout=out), answer=amounts)
    mlr = ["mlr", "--ijsonl", "--ojsonl", "-S", "filter", '$country == "BE"', "then", "cut", "-o", "-f", "id,total"]
    work.peer(bench.peers.mlr, lambda out: run(mlr, stdin=shop.few_lines(listed), stdout=out), answer=amounts, count=shop.few)
    duckdb = bench.peers.duckdb
    selected = f"""COPY (SELECT id, total FROM read_json('{listed}', format = 'newline_delimited',
        columns = {{id: 'VARCHAR', country: 'VARCHAR', total: 'VARCHAR'}}) WHERE country = 'BE') TO '/dev/stdout' (FORMAT json)"""
    work.peer(duckdb, lambda out: run(duckdb.command(":memory:", selected), stdout=out), "on the JSON lines",
              own_time=duckdb.own_time, answer=amounts)
    projected_from_tables(work, bench)
    projected_by_recutils(work, bench.peers.recutils, shop)

    work.goal(1 / 20, "jq")
    work.goal(1, "DuckDB on the JSON lines")
    return work


def projected_from_tables(work, bench):
    """What was loaded before, in columns."""
    tables = bench.tables
    select = "SELECT id, total FROM sales WHERE country = 'BE' ORDER BY id"
    duckdb = bench.peers.duckdb
    copy = f"COPY ({select}) TO '/dev/stdout' (FORMAT csv, DELIMITER '|', HEADER false)"
    work.peer(duckdb, lambda out: run(duckdb.command(tables.duckdb_base, copy), stdout=out), "on its file",
              own_time=duckdb.own_time, load=lambda: tables.duckdb_sales, answer=amounts)
    sqlite = bench.peers.sqlite
    work.peer(sqlite, lambda out: run(sqlite.command(tables.sqlite_base, select), stdout=out), "on its file",
              load=lambda: tables.sqlite_sales, answer=amounts)
    server = bench.peers.postgresql
    work.peer(server, lambda out: run(server.command(select), stdout=out, server=server),
              load=lambda: tables.postgresql_sales, answer=amounts)


def projected_by_recutils(work, recutils, shop):
    records = shop.path("orders.rec")

    def write_records():
        with open(shop.few_lines(shop.orders_listed), encoding="utf-8") as source, open(records, "w", encoding="utf-8") as sink:
            for order in map(json.loads, source):
                print(f"id: {order['id']}\ncountry: {order['country']}\ntotal: {order['total']}\n", file=sink)

    recsel = ["recsel", "-e", "country = 'BE'", "-p", "id,total", records]
    work.peer(recutils, lambda out: run(recsel, stdout=out), "recsel", count=shop.few, load=write_records, answer=amounts_of_recsel)
    work.leaves.append(records)


def looked_up(bench):
    shop = bench.shop
    numbers = shop.some_numbers(50)
    work = Work("order", f"order-list ID, one order of {shop.size:,}, a process each", 1, "orders")
    lists = ["order-list", "--quiet", "--store", shop.sold]
    work.ours(lambda out: run_each([[*lists, number] for number in numbers], out), answer=text_of)
    work.limit("/bin/true", lambda out: run_each([["/bin/true"]] * len(numbers), out))

    tables = bench.tables
    selects = [f"SELECT body FROM listed WHERE id = {number}" for number in numbers]
    sqlite = bench.peers.sqlite
    work.peer(sqlite, lambda out: run_each([sqlite.command(tables.sqlite_listed_base, select) for select in selects], out),
              load=lambda: tables.sqlite_listed, answer=text_of)
    server = bench.peers.postgresql
    work.peer(server, lambda out: run_each([server.command(select) for select in selects], out, server=server),
              load=lambda: tables.postgresql_listed, answer=text_of)
    return work


def journal(bench):
    shop = bench.shop
    files = [path for path in journal_files(shop.sold) if "/journal/" in path]
    work = Work("store-log", f"store-log, all of the journal, {bench.megabytes(*files)}, into a pipe", shop.size)
    work.ours(lambda out: into_pipe(["store-log", "--quiet", "--store", shop.sold], out), answer=text_of)
    work.limit("cat", lambda out: into_pipe(["cat", *files], out), answer=text_of)
    return work
