# SPDX-License-Identifier: GPL-3.0-or-later
"""What the databases among the peers hold before anything is measured, loaded when it is first asked for:

    sales    a row for each order, of the columns that key figures and filters need; money in cents
    listed   a row for each order, with the whole of it as order-list prints it, under its number
"""

from functools import cached_property

from peers import output

SALES = "id INTEGER PRIMARY KEY, day DATE, country TEXT, units INTEGER, net BIGINT, total BIGINT"


def sqlite_stock(products):
    """A statement that stocks all products, as the generator does."""
    return f"""CREATE TABLE stock (sku TEXT PRIMARY KEY, on_hand INTEGER NOT NULL, reserved INTEGER NOT NULL);
        WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {products})
        INSERT INTO stock SELECT printf('SKU-%08d', n), 10000000, 0 FROM number"""


def postgresql_stock(products):
    return ("DROP TABLE IF EXISTS stock",
            "CREATE TABLE stock (sku TEXT PRIMARY KEY, on_hand INTEGER NOT NULL, reserved INTEGER NOT NULL)",
            f"INSERT INTO stock SELECT 'SKU-' || lpad(n::text, 8, '0'), 10000000, 0 FROM generate_series(1, {products}) AS n",
            "VACUUM ANALYZE stock", "CHECKPOINT")


class Tables:
    def __init__(self, shop, peers):
        self.shop = shop
        self.peers = peers
        self.duckdb_base = shop.path("tables.duckdb")
        self.sqlite_base = shop.path("tables.db")
        self.sqlite_listed_base = shop.path("listed.db")

    @cached_property
    def duckdb_sales(self):
        return output(self.peers.duckdb.command(self.duckdb_base, f"CREATE TABLE sales ({SALES})",
                                                f"COPY sales FROM '{self.shop.sales}' (HEADER false)"))

    @cached_property
    def sqlite_sales(self):
        return output(self.peers.sqlite.command(self.sqlite_base, f"CREATE TABLE sales ({SALES})", ".mode csv",
                                                f".import {self.shop.sales} sales"))

    @cached_property
    def sqlite_listed(self):
        lines = self.peers.sqlite.lines_import(self.shop.orders_listed, "line")
        return output(self.peers.sqlite.command(self.sqlite_listed_base, "CREATE TABLE line (body TEXT)", *lines,
                                                "CREATE TABLE listed (id INTEGER PRIMARY KEY, body TEXT)",
                                                "INSERT INTO listed SELECT body ->> '$.id', body FROM line", "DROP TABLE line"))

    @cached_property
    def postgresql_sales(self):
        return self.copied(self.shop.sales, f"CREATE TABLE sales ({SALES})", "COPY sales FROM STDIN (FORMAT csv)",
                           "VACUUM ANALYZE sales")

    @cached_property
    def postgresql_listed(self):
        server = self.peers.postgresql
        return self.copied(self.shop.orders_listed,
                           "CREATE TABLE listed (id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body TEXT)",
                           "COPY listed (body) FROM STDIN " + server.WHOLE_LINES, "VACUUM ANALYZE listed")

    def copied(self, path, *statements):
        with open(path, encoding="utf-8") as file:
            return output(self.peers.postgresql.command(*statements), stdin=file)
