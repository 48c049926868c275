# SPDX-License-Identifier: GPL-3.0-or-later
"""Product sheets judged: that every one has what all should have, beside peers that look at the same members; then by all the
rules that catalog-lint comes with, which no peer has."""

import re
from pathlib import Path

from measure import run
from work import Work

REQUIRED = ("name", "description", "brand", "category", "price", "vat_rate", "gtin", "weight_g", "image", "link")
MISSED = ("gpsr-manufacturer", "legal-trader", "legal-trader-contact", "google-gtin")  # by every product: no reason to end with 1
LIGHTEST = 200  # so that some sheets are found: one in thirty weighs less


def rules_file(shop):
    path = Path(shop.path("required.rules"))
    lines = [f"require = {name} present" for name in REQUIRED]
    path.write_text("\n".join(["[required]", *lines, f"require = weight_g at least {LIGHTEST}", ""]), encoding="utf-8")
    return path


def skus(path):
    """Of findings, of which a sheet may have several, or of SKUs alone."""
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return sorted({re.sub(r'^.*"sku":"|".*$', "", line) for line in lines})


def required(bench):
    shop = bench.shop
    listed = shop.products_listed
    title = f"catalog-lint, {len(REQUIRED)} required members of {shop.size:,} products, {bench.megabytes(listed)}"
    work = Work("catalog-lint", title, shop.size, "products")
    ours = ["catalog-lint", "--quiet", "--store", shop.catalogued, "--rules", rules_file(shop), "--rule", "required"]
    work.ours(lambda out: run(ours, stdout=out), answer=skus)
    work.limit("cat of the products", lambda _: run(["cat", listed]))

    has = " and ".join(f".{name}" for name in REQUIRED)
    jq = ["jq", "-r", f"select(({has} and .weight_g >= {LIGHTEST}) | not) | .sku"]
    work.peer(bench.peers.jq, lambda out: run(jq, stdin=listed, stdout=out), "on the JSON lines", answer=skus)
    lacks = " || ".join(f"is_empty(${name}) || is_absent(${name})" for name in REQUIRED)
    mlr = ["mlr", "--ijsonl", "--onidx", "filter", f"{lacks} || $weight_g < {LIGHTEST}", "then", "cut", "-f", "sku"]
    work.peer(bench.peers.mlr, lambda out: run(mlr, stdin=shop.few_lines(listed), stdout=out), "on the JSON lines", answer=skus,
              count=shop.few)
    duckdb = bench.peers.duckdb
    columns = ", ".join(f"{name}: 'VARCHAR'" for name in ("sku", *REQUIRED))
    read = f"read_json('{listed}', format = 'newline_delimited', columns = {{{columns}}})"
    absent = " OR ".join(f"{name} IS NULL" for name in REQUIRED)
    copy = f"COPY (SELECT sku FROM {read} WHERE {absent} OR CAST(weight_g AS BIGINT) < {LIGHTEST}) TO '/dev/stdout' (FORMAT csv, HEADER false)"
    work.peer(duckdb, lambda out: run(duckdb.command(":memory:", copy), stdout=out), "on the JSON lines", own_time=duckdb.own_time,
              answer=skus)
    judged_by_sqlite(work, bench.peers.sqlite, shop)
    work.goal(1, "jq on the JSON lines")
    work.goal(1, "mlr on the JSON lines")
    work.goal(1, "DuckDB on the JSON lines")
    work.goal(1, "sqlite3 json_extract")
    return work


def judged_by_sqlite(work, sqlite, shop):
    base = shop.path("products-judged.db")

    def load():
        Path(base).unlink(missing_ok=True)
        run(sqlite.command(base, "CREATE TABLE listed (body TEXT)"))
        run(sqlite.command(base, *sqlite.lines_import(shop.products_listed, "listed")))

    absent = " OR ".join(f"json_extract(body, '$.{name}') IS NULL" for name in REQUIRED)
    light = f"json_extract(body, '$.weight_g') < {LIGHTEST}"
    select = f"SELECT json_extract(body, '$.sku') FROM listed WHERE {absent} OR {light}"
    work.peer(sqlite, lambda out: run(sqlite.command(base, select), stdout=out), "json_extract", load=load, answer=skus)
    work.leaves.append(base)


def everything(bench):
    shop = bench.shop
    title = f"catalog-lint --channel google, all its rules on {shop.size:,} products"
    work = Work("catalog-lint-all", title, shop.size, "products")
    mild = Path(shop.path("mild.rules"))
    mild.write_text("".join(f"[{rule}]\nseverity = weak\n" for rule in MISSED), encoding="utf-8")
    ours = ["catalog-lint", "--quiet", "--store", shop.catalogued, "--channel", "google", "--rules", mild]
    work.ours(lambda out: run(ours, stdout=out))
    work.limit("cat of the products", lambda _: run(["cat", shop.products_listed]))
    return work
