# SPDX-License-Identifier: GPL-3.0-or-later
"""Key figures."""

import json

from measure import run, run_each
from shop import Shop, cents
from tables import Tables
from work import Work

ASKED = "count(*), CAST(sum(units) AS BIGINT), CAST(sum(net) AS BIGINT)"


def our_figures(path):
    """Of several runs that printed the same, the figures by month and country."""
    with open(path, encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    return sorted({(one["period"], one["by"]["country"], one["orders"], one["units"], cents(one["revenue"]))
                   for one in lines if one["orders"]})


def their_figures(path):
    with open(path, encoding="utf-8") as file:
        rows = [json.loads(line) if line.startswith("[") else line.strip().split("|") for line in file]
    return sorted({(month, country, *map(int, numbers)) for month, country, *numbers in rows})


def kpi(work, shop):
    command = ["kpi", "--quiet", "--store", shop.sold, "--month", "--by", "country"]
    work.ours(lambda out: run_each([command] * 20, out), answer=our_figures)
    work.limit("/bin/true", lambda out: run_each([["/bin/true"]] * 20, out))


def duckdb_beside(work, bench, tables):
    duckdb = bench.peers.duckdb
    asked = f"""SELECT strftime(month, '%Y-%m'), * EXCLUDE month FROM
        (SELECT date_trunc('month', day) AS month, country, {ASKED} FROM sales GROUP BY ALL)"""
    work.peer(duckdb, lambda out: run(duckdb.command(tables.duckdb_base, asked), stdout=out), "on its file",
              own_time=duckdb.own_time, load=lambda: tables.duckdb_sales, answer=their_figures)


def month_by_country(bench):
    shop = bench.shop
    tables = bench.tables
    work = Work("kpi", f"kpi --month --by country, {shop.size:,} orders", 1, "runs")
    kpi(work, shop)
    duckdb_beside(work, bench, tables)

    sqlite = bench.peers.sqlite
    by_text = f"SELECT substr(day, 1, 7), country, {ASKED} FROM sales GROUP BY 1, 2"
    work.peer(sqlite, lambda out: run(sqlite.command(tables.sqlite_base, by_text), stdout=out), "on its file",
              load=lambda: tables.sqlite_sales, answer=their_figures)

    server = bench.peers.postgresql
    by_date = f"""SELECT to_char(month, 'YYYY-MM'), country, orders, units, net
        FROM (SELECT date_trunc('month', day), country, {ASKED} FROM sales GROUP BY 1, 2)
            AS figures (month, country, orders, units, net)"""
    work.peer(server, lambda out: run(server.command(by_date), stdout=out, server=server), "", load=lambda: tables.postgresql_sales,
              answer=their_figures)

    work.goal(1 / 20, "DuckDB on its file")
    return work


def deliveries(bench):
    """By all that deliveries are counted by: month, country, channel, carrier, service, mode and zone."""
    shop = bench.shop
    work = Work("kpi-deliveries", f"kpi --of deliveries, by all there is, {shop.size:,} orders", 1, "runs")
    command = ["kpi", "--quiet", "--store", shop.sold, "--of", "deliveries", "--by", "country,channel,carrier,service,mode,zone"]
    work.ours(lambda out: run_each([command] * 20, out))
    work.limit("/bin/true", lambda out: run_each([["/bin/true"]] * 20, out))
    return work


def decade(bench):
    """A shop of ten years, of fewer products. More orders make no more figures once something sells every day everywhere."""
    shop = bench.shop
    if shop.years == 10:
        return shop
    return Shop(shop.folder / "decade", bench.generator, shop.size, shop.seed, products=min(10000, shop.size), years=10)


def ten_years(bench):
    shop = decade(bench)
    work = Work("kpi-decade", f"kpi --month --by country, {shop.size:,} orders of ten years", 1, "runs")
    kpi(work, shop)
    duckdb_beside(work, bench, Tables(shop, bench.peers))
    work.goal(20, "/bin/true")
    return work


def cube(bench):
    shop = decade(bench)
    work = Work("kpi-cube", f"kpi --day --by country,channel,category, {shop.size:,} orders of ten years", 1, "runs")
    command = ["kpi", "--quiet", "--store", shop.sold, "--day", "--by", "country,channel,category"]
    work.ours(lambda _: run(command))
    work.limit("/bin/true", lambda _: run_each([["/bin/true"]] * 20))
    return work
