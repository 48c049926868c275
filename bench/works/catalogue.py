# SPDX-License-Identifier: GPL-3.0-or-later
"""Products: taken in, taken in again, looked up, put into a feed."""

import re
from pathlib import Path

from measure import run, run_each, settle
from peers import output
from shop import cents, journal_bytes
from table import Work
from works.durable import copied_durably


def columns(csv):
    with open(csv, encoding="utf-8") as file:
        return file.readline().strip().split(",")


def count_and_sum(path):
    """Products and the sum of their prices: of JSON lines, whoever wrote them."""
    with open(path, encoding="utf-8") as file:
        prices = [re.search(r'"price": ?"?([0-9]+)\.([0-9]{2})', line) for line in file]
    return len(prices), sum(int(price[1] + price[2]) for price in prices)


def imported(bench):
    shop = bench.shop
    csv = shop.products_csv
    work = Work("catalog-import", f"catalog-import, {shop.size:,} new products from CSV of {bench.megabytes(csv)}", shop.size, "products")
    names = columns(csv)
    fields = ", ".join(f"{name} TEXT" for name in names[1:])
    create = f"CREATE TABLE product (sku TEXT PRIMARY KEY, {fields})"
    total = "count(*), sum(CAST(replace(price, '.', '') AS BIGINT))"

    def ours(_):
        store = shop.store_new("catalogued")
        settle()
        return run(["catalog-import", "--quiet", "--store", store, csv])

    def our_answer(_):
        return count_and_sum(shop.products_listed)

    def row(text):
        return tuple(int(part) for part in re.findall(r"[0-9]+", text))

    work.ours(ours, answer=our_answer)
    copied_durably(work, shop, lambda: shop.catalogued)

    def mlr(out):
        settle()
        return run(["mlr", "--icsv", "--ojsonl", "cat", csv], stdout=out)
    work.peer(bench.peers.mlr, mlr, "to JSON lines", answer=count_and_sum)

    base = shop.path("products.duckdb")

    def duckdb(_):
        Path(base).unlink(missing_ok=True)
        settle()
        return run(bench.peers.duckdb.command(base, f"CREATE TABLE product AS SELECT * FROM read_csv('{csv}', all_varchar = true)"))
    work.peer(bench.peers.duckdb, duckdb, "into its file", own_time=bench.peers.duckdb.own_time,
              answer=lambda _: row(output(bench.peers.duckdb.command(base, f"SELECT {total} FROM product"))))

    database = shop.path("products.db")

    def sqlite(_):
        Path(database).unlink(missing_ok=True)
        run(bench.peers.sqlite.command(database, create))
        settle()
        return run(bench.peers.sqlite.command(database, ".mode csv", f".import --skip 1 {csv} product"))
    work.peer(bench.peers.sqlite, sqlite, ".import",
              answer=lambda _: row(output(bench.peers.sqlite.command(database, f"SELECT {total} FROM product"))))

    def postgresql(_):
        run(bench.peers.postgresql.command("DROP TABLE IF EXISTS product", create))
        settle()
        return run(bench.peers.postgresql.command("COPY product FROM STDIN (FORMAT csv, HEADER)"), stdin=csv, server=bench.peers.postgresql)
    work.peer(bench.peers.postgresql, postgresql, "COPY",
              answer=lambda _: row(output(bench.peers.postgresql.command(f"SELECT {total} FROM product"))))

    work.goal(1, "mlr to JSON lines")
    work.goal(1, "DuckDB into its file")
    work.goal(10, "dd + fdatasync", aim=6, clocks=("time",))
    work.leaves += [base, database]
    return work


def unchanged(bench):
    shop = bench.shop
    first = bench.measured("catalog-import")
    work = Work("unchanged", f"catalog-import, the same {shop.size:,} products again", shop.size, "products")
    before = journal_bytes(shop.catalogued)
    work.ours(lambda _: run(["catalog-import", "--quiet", "--store", shop.catalogued, shop.products_csv]),
              answer=lambda _: journal_bytes(shop.catalogued))
    work.limit("cat of the CSV", lambda _: run(["cat", shop.products_csv]), answer=lambda _: before)
    if first:
        work.known("the first time", first.ours_side.runs)
        work.goal(1 / 3, "the first time")
    return work


def looked_up(bench):
    shop = bench.shop
    skus = [shop.sku(number) for number in shop.some_numbers(50)]
    work = Work("product", f"catalog-list SKU, one product of {shop.size:,}, a process each", 1, "products")
    work.ours(lambda out: run_each([["catalog-list", "--quiet", "--store", shop.catalogued, sku] for sku in skus], out), answer=count_and_sum)
    work.limit("/bin/true", lambda out: run_each([["/bin/true"]] * len(skus), out))
    return work


FEED = ("sku", "name", "description", "link", "image", "price", "brand", "gtin", "category")


def fed(bench):
    shop = bench.shop
    work = Work("feed-export", f"catalog-list | feed-export google, {shop.size:,} products", shop.size, "products")
    lists = ["catalog-list", "--quiet", "--store", shop.catalogued]
    exports = ["feed-export", "--quiet", "--store", shop.catalogued, "google"]

    def items(path):
        with open(path, encoding="utf-8") as file:
            prices = re.findall(r"<g:price>([0-9.]+) ", file.read())
        return len(prices), sum(map(cents, prices))

    def rows(path):
        with open(path, encoding="utf-8") as file:
            prices = [line.split("\t")[FEED.index("price")] for line in file]
        prices = prices[1:] if prices[0] == "price" else prices
        return len(prices), sum(map(cents, prices))

    work.ours(lambda out: run(lists, exports, stdout=out), answer=items)
    work.limit("cat of the products", lambda _: run(["cat", shop.products_listed]))
    work.peer(bench.peers.mlr, lambda out: run(["mlr", "--icsv", "--otsv", "cut", "-o", "-f", ",".join(FEED), shop.products_csv], stdout=out),
              "CSV to TSV", answer=rows)
    script = "[" + ", ".join(f".{name}" for name in FEED) + "] | @tsv"
    work.peer(bench.peers.jq, lambda out: run(["jq", "-r", script], stdin=shop.products_listed, stdout=out), "JSON lines to TSV", answer=rows)
    work.goal(1, "mlr CSV to TSV")
    return work
