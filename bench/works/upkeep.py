# SPDX-License-Identifier: GPL-3.0-or-later
"""The store looked after: checked against its journal, its index made anew. No peer does that; what bounds it is
reading every byte and taking its digest."""

from measure import run
from shop import journal_bytes, journal_files
from work import Work


def bounded(work, shop):
    files = journal_files(shop.sold)
    work.limit("cat of the journal", lambda _: run(["cat", *files]))
    work.limit("sha256sum of the journal", lambda _: run(["sha256sum", *files]))
    return work


def verified(bench):
    shop = bench.shop
    size = journal_bytes(shop.sold) / 1e6
    work = Work("store-verify", f"store-verify, {shop.size:,} products and orders, {size:,.0f} MB", shop.size)
    work.ours(lambda _: run(["store-verify", "--quiet", "--store", shop.sold]))
    return bounded(work, shop)


def rebuilt(bench):
    shop = bench.shop
    work = Work("store-rebuild", f"store-rebuild, {shop.size:,} products and orders", shop.size)
    work.ours(lambda _: run(["store-rebuild", "--quiet", "--store", shop.sold]))
    return bounded(work, shop)
