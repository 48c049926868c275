# SPDX-License-Identifier: GPL-3.0-or-later
"""Products found: by words, and by what a member is. Peers have the products as catalog-list prints them, a line each, or in a
table of such lines. An index of words (SQLite's FTS5) is shown beside, which somebody has to make and to keep."""

import re
from pathlib import Path

from measure import run
from work import Work

WORDS = ("sittelle", "green")


def skus(path):
    return sorted(re.findall(r'"sku": ?"([^"]*)"', Path(path).read_text(encoding="utf-8")))


def by_words(bench):
    shop = bench.shop
    listed = shop.products_listed
    first, second = WORDS
    title = f"catalog-find, two words in {shop.size:,} products, {bench.megabytes(listed)}"
    work = Work("catalog-find", title, shop.size, "products")
    work.ours(lambda out: run(["catalog-find", "--quiet", "--store", shop.catalogued, *WORDS], stdout=out), answer=skus)
    work.limit("grep -i twice", lambda out: run(["grep", "-i", first, listed], ["grep", "-i", second], stdout=out), answer=skus)

    jq = ["jq", "-c", f'select((tostring | test("{first}"; "i")) and (tostring | test("{second}"; "i")))']
    work.peer(bench.peers.jq, lambda out: run(jq, stdin=shop.few_lines(listed), stdout=out), "on the JSON lines", answer=skus,
              count=shop.few)
    anywhere = " && ".join(f'any($*, func(k, v) {{return string(v) =~ "{word}"i}})' for word in WORDS)
    mlr = ["mlr", "--ijsonl", "--ojsonl", "-S", "filter", anywhere]
    work.peer(bench.peers.mlr, lambda out: run(mlr, stdin=shop.few_lines(listed), stdout=out), "on the JSON lines", answer=skus,
              count=shop.few)
    duckdb = bench.peers.duckdb
    liked = " AND ".join(f"body ILIKE '%{word}%'" for word in WORDS)
    lines = f"read_csv('{listed}', columns = {{'body': 'VARCHAR'}}, delim = '\\1', quote = '', escape = '', header = false)"
    copy = f"COPY (SELECT body FROM {lines} WHERE {liked}) TO '/dev/stdout' (FORMAT csv, QUOTE '\\2', HEADER false)"
    work.peer(duckdb, lambda out: run(duckdb.command(":memory:", copy), stdout=out), "ILIKE on the lines", answer=skus,
              own_time=duckdb.own_time)
    found_by_sqlite(work, bench.peers.sqlite, shop)
    work.goal(1, "grep -i twice")
    work.goal(1, "jq on the JSON lines")
    work.goal(1, "mlr on the JSON lines")
    work.goal(1, "DuckDB ILIKE on the lines")
    work.goal(1, "sqlite3 LIKE")
    return work


def found_by_sqlite(work, sqlite, shop):
    base = shop.path("products-listed.db")
    listed = shop.products_listed

    def load():
        Path(base).unlink(missing_ok=True)
        run(sqlite.command(base, "CREATE TABLE listed (body TEXT)"))
        run(sqlite.command(base, *sqlite.lines_import(listed, "listed")))
        run(sqlite.command(base, "CREATE VIRTUAL TABLE words USING fts5(body, content = listed)",
                           "INSERT INTO words(words) VALUES ('rebuild')"))

    liked = " AND ".join(f"body LIKE '%{word}%'" for word in WORDS)
    like = f"SELECT body FROM listed WHERE {liked}"
    match = f"SELECT body FROM words WHERE words MATCH '{' '.join(WORDS)}'"
    work.peer(sqlite, lambda out: run(sqlite.command(base, like), stdout=out), "LIKE", load=load, answer=skus)
    work.peer(sqlite, lambda out: run(sqlite.command(base, match), stdout=out), "FTS5, an index of words", answer=skus)
    work.leaves.append(base)


def by_price(bench):
    shop = bench.shop
    listed = shop.products_listed
    work = Work("catalog-find-price", f"catalog-find 'price<10' --fields sku,price, of {shop.size:,} products", shop.size, "products")
    ours = ["catalog-find", "--quiet", "--store", shop.catalogued, "price<10", "--fields", "sku,price"]
    work.ours(lambda out: run(ours, stdout=out), answer=skus)
    work.limit("cat of the products", lambda _: run(["cat", listed]))
    jq = ["jq", "-c", "select((.price | tonumber) < 10) | {sku, price}"]
    work.peer(bench.peers.jq, lambda out: run(jq, stdin=listed, stdout=out), answer=skus)
    mlr = ["mlr", "--ijsonl", "--ojsonl", "filter", "float($price) < 10", "then", "cut", "-o", "-f", "sku,price"]
    work.peer(bench.peers.mlr, lambda out: run(mlr, stdin=shop.few_lines(listed), stdout=out), answer=skus, count=shop.few)
    duckdb = bench.peers.duckdb
    read = f"read_json('{listed}', format = 'newline_delimited', columns = {{sku: 'VARCHAR', price: 'VARCHAR'}})"
    copy = f"COPY (SELECT sku, price FROM {read} WHERE CAST(price AS DECIMAL(18, 6)) < 10) TO '/dev/stdout' (FORMAT json)"
    work.peer(duckdb, lambda out: run(duckdb.command(":memory:", copy), stdout=out), "on the JSON lines", own_time=duckdb.own_time,
              answer=skus)
    work.goal(1, "jq")
    work.goal(1, "DuckDB on the JSON lines")
    return work
