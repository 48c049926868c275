# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured. A work is a function of the bench that gives a work.Work; a new one is a few lines here or beside."""

from measure import Failed
from works import catalogue, deliveries, figures, finds, lists, orders, parcels, sheets, start, stock, upkeep

# By the names that stand in the table and --only takes, in the order in which they are measured: some hand their store
# on to the next.
ALL = {
    "catalog-import": catalogue.imported,
    "unchanged": catalogue.unchanged,
    "product": catalogue.looked_up,
    "feed-export": catalogue.fed,
    "catalog-find": finds.by_words,
    "catalog-find-price": finds.by_price,
    "catalog-lint": sheets.required,
    "catalog-lint-all": sheets.everything,
    "stock": stock.counted,
    "stock-adjust": stock.adjusted,
    "order-new": orders.placed,
    "order-new-core": orders.placed_on_one_core,
    "crowd": orders.crowd,
    "ship-quote": deliveries.quoted,
    "label": parcels.labelled,
    "order-list": lists.all_orders,
    "order-fields": lists.projected,
    "order": lists.looked_up,
    "store-log": lists.journal,
    "kpi": figures.month_by_country,
    "kpi-decade": figures.ten_years,
    "kpi-cube": figures.cube,
    "kpi-deliveries": figures.deliveries,
    "store-verify": upkeep.verified,
    "store-rebuild": upkeep.rebuilt,
    "version": start.version,
}

# What says nothing about growth: of a size of its own, or another view of one of the others.
NOT_GROWING = ("crowd", "version", "order-new-core", "kpi-decade")


def chosen(names):
    """The works with these names, or all."""
    unknown = [name for name in names if name not in ALL]
    if unknown:
        raise Failed(f"no work is called {unknown[0]}; there are {', '.join(ALL)}")
    return [work for name, work in ALL.items() if name in names or not names]
