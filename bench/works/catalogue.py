# SPDX-License-Identifier: GPL-3.0-or-later
"""Products: taken in, taken in again, looked up, put into a feed."""

import re
from pathlib import Path

from measure import run, run_each, settle
from peers import output
from shop import cents, journal_bytes
from work import Work
from works.durable import copied_durably


def columns(csv):
    with open(csv, encoding="utf-8") as file:
        return file.readline().strip().split(",")


def count_and_sum(path):
    """Products and the sum of their prices: of JSON lines, whoever wrote them."""
    with open(path, encoding="utf-8") as file:
        prices = [re.search(r'"price": ?"?([0-9]+)\.([0-9]{2})', line) for line in file]
    return len(prices), sum(int(price[1] + price[2]) for price in prices)


TOTAL = "SELECT count(*), sum(CAST(replace(price, '.', '') AS BIGINT)) FROM product"


def numbers(text):
    return tuple(map(int, re.findall(r"[0-9]+", text)))


def imported(bench):
    shop = bench.shop
    csv = shop.products_csv
    title = f"catalog-import, {shop.size:,} new products from {bench.megabytes(csv)} of CSV"
    work = Work("catalog-import", title, shop.size, "products")
    key, *names = columns(csv)
    create = f"CREATE TABLE product ({key} TEXT PRIMARY KEY, {', '.join(f'{name} TEXT' for name in names)})"

    def ours(_):
        store = shop.store_new("catalogued")
        settle()
        return run(["catalog-import", "--quiet", "--store", store, csv])

    def mlr(out):
        settle()
        return run(["mlr", "--icsv", "--ojsonl", "cat", csv], stdout=out)

    work.ours(ours, answer=lambda _: count_and_sum(shop.products_listed))
    copied_durably(work, shop, lambda: shop.catalogued)
    work.peer(bench.peers.mlr, mlr, "to JSON lines", answer=count_and_sum)
    imported_by_duckdb(work, bench.peers.duckdb, shop)
    imported_by_sqlite(work, bench.peers.sqlite, shop, create)
    imported_by_postgresql(work, bench.peers.postgresql, shop, create)
    work.goal(1, "mlr to JSON lines")
    work.goal(1, "DuckDB into its file")
    work.goal(10, "dd + fdatasync", aim=6, clocks=("time",))
    return work


def imported_by_duckdb(work, duckdb, shop):
    base = shop.path("products.duckdb")
    create = f"CREATE TABLE product AS SELECT * FROM read_csv('{shop.products_csv}', all_varchar = true)"

    def measure(_):
        Path(base).unlink(missing_ok=True)
        settle()
        return run(duckdb.command(base, create))

    work.peer(duckdb, measure, "into its file", own_time=duckdb.own_time,
              answer=lambda _: numbers(output(duckdb.command(base, TOTAL))))
    work.leaves.append(base)


def imported_by_sqlite(work, sqlite, shop, create):
    database = shop.path("products.db")

    def measure(_):
        Path(database).unlink(missing_ok=True)
        run(sqlite.command(database, create))
        settle()
        return run(sqlite.command(database, ".mode csv", f".import --skip 1 {shop.products_csv} product"))

    work.peer(sqlite, measure, ".import", answer=lambda _: numbers(output(sqlite.command(database, TOTAL))))
    work.leaves.append(database)


def imported_by_postgresql(work, server, shop, create):
    def measure(_):
        run(server.command("DROP TABLE IF EXISTS product", create))
        settle()
        return run(server.command("COPY product FROM STDIN (FORMAT csv, HEADER)"), stdin=shop.products_csv, server=server)

    work.peer(server, measure, "COPY", answer=lambda _: numbers(output(server.command(TOTAL))))
    work.leaves.append(lambda: server.drop("product"))


def unchanged(bench):
    shop = bench.shop
    work = Work("unchanged", f"catalog-import, the same {shop.size:,} products again", shop.size, "products")
    before = journal_bytes(shop.catalogued)
    work.ours(lambda _: run(["catalog-import", "--quiet", "--store", shop.catalogued, shop.products_csv]),
              answer=lambda _: journal_bytes(shop.catalogued))
    work.limit("cat of the CSV", lambda _: run(["cat", shop.products_csv]), answer=lambda _: before)
    work.known("the first time", bench.measured("catalog-import"))
    work.goal(1 / 3, "the first time")
    return work


def looked_up(bench):
    shop = bench.shop
    skus = [shop.sku(number) for number in shop.some_numbers(50)]
    work = Work("product", f"catalog-list SKU, one product of {shop.size:,}, a process each", 1, "products")
    lists = ["catalog-list", "--quiet", "--store", shop.catalogued]
    work.ours(lambda out: run_each([[*lists, sku] for sku in skus], out), answer=count_and_sum)
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
    mlr = ["mlr", "--icsv", "--otsv", "cut", "-o", "-f", ",".join(FEED), shop.products_csv]
    work.peer(bench.peers.mlr, lambda out: run(mlr, stdout=out), "CSV to TSV", answer=rows)
    jq = ["jq", "-r", "[" + ", ".join(f".{name}" for name in FEED) + "] | @tsv"]
    work.peer(bench.peers.jq, lambda out: run(jq, stdin=shop.products_listed, stdout=out), "JSON lines to TSV", answer=rows)
    work.goal(1, "mlr CSV to TSV")
    return work
