#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures of deliveries, returns and pickups are those that a recount of the lists gives: a random shop with quotes, split and
part shipments, parcels that are late, lost and sent back, returns, refunds, resent goods and cancelled orders; and they are the same
after a rebuild."""

import collections
import datetime
import itertools
import os
import sys
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
import random_orders
from random_orders import lines_of, make_shop, random

ORDERS = 400 if tap.TORTURE else 60
ZONE = ZoneInfo("Europe/Brussels")
FIRST = datetime.datetime(2026, 9, 20, tzinfo=datetime.timezone.utc)
KINDS = ["withdrawal", "guarantee", "damaged", "wrong", "refused", "lost"]
DELIVERIES = ("country", "channel", "carrier", "service", "mode", "zone")
RETURNS = ("country", "channel", "carrier", "kind", "reason")
SUPPLIERS = {"A21": "Ardenne", "A12": "Salm", "A6": "Salm"}
CATEGORIES = {"A21": "Pans", "A12": "Pans", "A6": "Knives"}


def tool(*command, now=None, **more):
    return random_orders.tool(*command, *(("--now", now) if now else ()), **more)


def instant(days):
    """So many days after the first, at any time of the day."""
    at = FIRST + datetime.timedelta(days=days, seconds=random.randrange(86400))
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def day_of(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(ZONE).date().isoformat()


def days_between(first, last):
    return max(0, (datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)).days)


def make_random_shop():
    make_shop("EUR", "true")
    tool("store-init", "--set", "shop.time_zone=Europe/Brussels", now="2026-09-01T00:00:00Z")
    tool("catalog-import", input=lines_of({"sku": sku, "supplier": SUPPLIERS.get(sku), "category": CATEGORIES.get(sku),
                                           "weight_g": 300} for sku in ("A21", "A12", "A6", "A0")))
    tables = {"zones": "zone;countries\nHERE;BE\nTHERE;FR NL\n",
              "services": "service;mode;carrier;zones;days_min;days_max;co2\nhome;home;poste;HERE;1;2;310\nabroad;home;velox;THERE;2;4;\n"
                          "relay;pickup_point;relais;HERE THERE;1;3;95\nshop;store;;;;;\n",
              "rates": "service;zones;price;cost\nhome;HERE;4,50;5,20\nabroad;THERE;8,50;7,90\nrelay;;3,50;3,60\nshop;;0;\n"}
    for name, text in tables.items():
        with open(f"{name}.csv", "w", encoding="utf-8") as file:
            file.write(text)
    tap.ok(tool("tariff-import", *(f"{name}.csv" for name in tables), now="2026-09-01T00:00:00Z"), "there is a tariff")
    tool("counter-set", input=lines_of([{"id": "main", "name": "Comptoir", "country": "BE", "hours": {
        day: ["09:00-18:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")}}]),
         now="2026-09-01T00:00:00Z")
    tool("carrier-set", input=lines_of({"id": carrier, "name": carrier} for carrier in ("poste", "velox", "relais", "other")))


def random_request(number):
    country = random.choice(["BE", "BE", "FR", "NL"])
    placed = random.randrange(50)
    order = {"reference": f"R-{number}", "channel": random.choice(["web", "fair"]), "country": country, "placed_at": instant(placed),
             "financial_status": "paid", "customer": {"id": f"C-{number}", "name": "Ada", "address": {
                 "street": "Quai 1", "postcode": "4500" if country == "BE" else "59000" if country == "FR" else "1011 AB",
                 "city": "Huy", "country": country}},
             "lines": [{"sku": random.choice(["A21", "A12", "A6", "A0", "SET"]), "quantity": random.randint(1, 4),
                        "price": f"{random.randint(3, 60)}.{random.randint(0, 99):02}"} for _ in range(random.randint(1, 4))]}
    kind = random.random()
    if kind < 0.7:
        order["shipping"] = {"service": random.choice(["home" if country == "BE" else "abroad"] * 2 + ["relay", "shop"])}
    elif kind < 0.8:
        order["shipping"] = {"method": "post", "price": "4.90", "vat_rate": "21"}
    elif kind < 0.9:
        order["pickup"] = {"counter": "main"}
        for line in order["lines"]:
            line["sku"] = "A21"
    return order


def some(order):
    line = random.randrange(len(order["lines"]))
    return {"line": line + 1, "quantity": random.randint(1, order["lines"][line]["quantity"])}


def pack_and_ship(orders):
    sent = [order for order in orders if "pickup" not in order]
    for order in random.sample(sent, len(sent) * 3 // 4):
        day = days_between("2026-09-20", order["day"]) + random.randrange(4)
        now = instant(day)
        if random.random() < 0.4:
            tool("pack", input=lines_of([{"id": order["id"], "pack": {"key": "first", "partial": True, "lines": [some(order)]}}]),
                 now=now)
        given = {"id": order["id"], "tracking_number": f"T{order['id']}N{random.randrange(10 ** 9)}", "zpl": "^XA^XZ"}
        tool("label", "--carrier", random.choice(["poste", "velox", "relais", "other"]), input=lines_of([given]), now=now)
        choice = random.random()
        if choice < 0.7:
            tool("order-ship", order["id"], now=now)
        elif choice < 0.8:
            tool("order-ship", input=lines_of([{"id": order["id"], "ship": {"lines": [some(order)]}}]), now=now)
    for carrier in ("poste", "velox"):
        tool("manifest", carrier, now=instant(55))


def track(parcels):
    events = []
    for parcel in parcels:
        if "tracking_number" not in parcel or random.random() < 0.2:
            continue
        left = days_between("2026-09-20", day_of(parcel.get("shipped_at") or parcel["packed_at"]))
        events.append({"carrier": parcel["carrier"], "tracking_number": parcel["tracking_number"], "at": instant(left + random.randrange(8)),
                       "state": random.choice(["delivered"] * 7 + ["lost", "damaged", "refused", "returned_to_sender", "announced", "in_transit"])})
    tool("track-import", input=lines_of(events), now="2026-12-20T12:00:00Z")


def take_back(orders):
    now = "2026-12-20T12:00:00Z"
    tool("return-new", input=lines_of(
        {"id": order["id"], "return": {"kind": random.choice(KINDS), "goodwill": True, "lines": [
            dict(some(order), **({"reason": random.choice(["too_small", "ugly"])} if random.random() < 0.6 else {}))]}}
        for order in random.sample(orders, len(orders) // 2)), now=now)
    returns = tool("return-list")
    tool("return-receive", "--second-choice", "outlet", input=lines_of(
        {"id": of["id"], "receive": {"second_choice": "outlet", "lines": [{"line": line["line"], "quantity": random.randint(1, line["quantity"]),
                                                "grade": random.choice(["as_new", "second_choice", "scrap"])}
                                               for line in of["lines"]]}} for of in random.sample(returns, len(returns) * 2 // 3)),
         now=now)
    tool("return-set", "--status", "expired", *(of["id"] for of in random.sample(returns, len(returns) // 6)), now=now)
    tool("return-resend", *(of["id"] for of in random.sample(returns, len(returns) // 6)), now=now)
    tool("refund", input=lines_of({"id": order["id"], "refund": {"lines": [some(order)], "restock": random.random() < 0.7,
                                                                 "shipping": random.random() < 0.4}}
                                  for order in random.sample(orders, len(orders) // 4)), now=now)


def collect(orders):
    waiting = [order["id"] for order in orders if "pickup" in order]
    tool("pickup-ready", *waiting, now="2026-11-12T09:00:00Z")
    tool("pickup-collect", "--identified", *waiting[: len(waiting) // 2], now="2026-11-12T10:00:00Z")
    tool("pickup-expire", "--due", now="2026-12-20T12:00:00Z")
    ended = {pickup["status"] for pickup in tool("pickup-list")}
    tap.ok({"collected", "expired"} <= ended or len(waiting) < 2, "some are collected, others not", str(ended))


def cents(text):
    return int(Decimal(text).scaleb(2))


def share(amount, part, of):
    return int((Decimal(cents(amount)) * part / of).quantize(Decimal(1), ROUND_HALF_UP)) if of else 0


class Recount:
    """Sums and lists of days, by period and names."""

    def __init__(self, by):
        self.by = by
        self.rows = collections.defaultdict(lambda: collections.defaultdict(int))
        self.delays = collections.defaultdict(lambda: collections.defaultdict(list))

    def key(self, day, names):
        return (day[:7], *(names.get(name, "") for name in self.by))

    def add(self, day, names, **numbers):
        for name, number in numbers.items():
            self.rows[self.key(day, names)][name] += number

    def delay(self, day, names, name, days):
        self.delays[self.key(day, names)][name].append(days)


def names_of(order):
    quote = order.get("shipping", {}).get("quote", {})
    names = {"country": order["country"], "channel": order["channel"]}
    names |= {name: quote[name] for name in ("carrier", "service", "mode", "zone") if name in quote}
    names.setdefault("service", order.get("shipping", {}).get("method", ""))
    return names, quote


def left_parcel(parcel):
    return "return" not in parcel and parcel["status"] != "voided" and ("handed_over_at" in parcel or "shipped_at" in parcel or parcel.get("state", "announced") != "announced")


def departures():
    """When the first of an order left, and a parcel, by what the journal said then: in the zone of then."""
    orders, parcels = {}, {}
    for line in tap.records(tap.run("store-log").stdout):
        for change in line.get("changes", [line]):
            kind, value = change.get("id", "").split("/")[0], change.get("value") or {}
            if kind == "order" and value["fulfillment_status"] != "unfulfilled":
                orders.setdefault(value["id"], day_of(value["shipped_at"]) if "shipped_at" in value else value["day"])
            elif kind == "parcel" and left_parcel(value):
                scans = [event["at"] for event in value.get("events", []) if event["state"] != "announced"]
                parcels[value["id"]] = day_of(value.get("handed_over_at") or value.get("shipped_at") or scans[0])
    return orders, parcels


def working_days_between(first, last):
    """After the first, up to the last: Belgium, of whose holidays two of this autumn are on working days."""
    days = (datetime.date.fromisoformat(first) + datetime.timedelta(days=number + 1) for number in range(days_between(first, last)))
    return sum(day.weekday() < 5 and day.isoformat() not in ("2026-11-11", "2026-12-25") for day in days)


def recount_deliveries(by, orders, parcels, left=None):
    """By the day of the order; `left`: by those of departures()."""
    count = Recount(by)
    for order in orders.values():
        names, quote = names_of(order)
        if order["status"] == "cancelled" or "shipping" not in order or (left and order["id"] not in left[0]):
            continue
        charged = cents(order["shipping"]["net"])
        counted = left[0][order["id"]] if left else order["day"]
        count.add(counted, names, orders=1, goods=cents(order["net"]) - charged, charged=charged, free=charged == 0)
        billed, estimate = order["shipping"].get("billed"), quote.get("cost")
        if billed or estimate:
            cost = cents(billed or estimate)
            count.add(counted, names, with_cost=1, cost=cost, above_charge=cost > charged)
        if billed:
            count.add(counted, names, billed=1, billed_cost=cost, estimated=estimate is not None, estimated_cost=cents(estimate or "0"))
        if order["fulfillment_status"] == "fulfilled" and not any("resent" in line for line in order["lines"]):
            count.delay(counted, names, "shipping", (order["day"], day_of(order["shipped_at"])))
        if "co2_g" in quote:
            count.add(counted, names, with_co2=1, co2_g=quote["co2_g"])
    for parcel in filter(left_parcel, parcels):
        order = orders[parcel["order"]]
        names, quote = names_of(order)
        names["carrier"] = parcel.get("carrier") or names.get("carrier", "")
        names["service"] = names["service"] or parcel.get("service", "")
        state, delivered = parcel.get("state"), parcel.get("delivered_at")
        judged = "promised_until" in quote and (delivered is not None or state == "lost")
        counted = left[1][parcel["id"]] if left else order["day"]
        count.add(counted, names, parcels=1, delivered=delivered is not None, lost=state == "lost", damaged=state == "damaged",
                  sent_back=state in ("refused", "returned_to_sender"), promised=judged,
                  on_time=bool(judged and delivered and day_of(delivered) <= quote["promised_until"]))
        if delivered:
            count.delay(counted, names, "delivery", (order["day"], day_of(delivered)))
            handed_over = parcel.get("handed_over_at") or parcel.get("shipped_at")
            if handed_over:
                count.delay(counted, names, "transit", (day_of(handed_over), day_of(delivered)))
    return count


def add_goods(count, day, names, goods):
    shipped, net_shipped, back, net_back = (sum(column) for column in zip(*goods))
    count.add(day, names, orders_shipped=1, units_shipped=shipped, net_shipped=net_shipped, orders_returned=back > 0,
              units_returned=back, net_returned=net_back)


def recount_returns(by, orders, returns, carriers, left=None):
    count = Recount(by)

    def counted(order):
        return left[0].get(order["id"]) if left else order["day"]

    for order in orders.values():
        names, _ = names_of(order)
        if not counted(order):
            continue
        groups = collections.defaultdict(list)
        for line in order["lines"]:
            back = line.get("restocked", 0) + line.get("returned", 0)
            group = {"sku": line["sku"], "category": line.get("category", "")}
            key = tuple(group[name] for name in by if name in group)
            if line["shipped"] and (key or "category" not in by) and key != ("",):
                groups[key].append((line["shipped"], share(line["net"], line["shipped"], line["quantity"]), back,
                                    share(line["net"], back, line["quantity"])))
        if order["status"] == "cancelled" or not groups:
            continue
        for key, goods in groups.items():
            add_goods(count, counted(order), names | dict(zip([name for name in by if name in ("sku", "category")], key)), goods)
        count.add(counted(order), names, delivery_given_back=cents(order.get("shipping", {}).get("refunded_net", "0")))
    for of in returns:
        order = orders[of["order"]]
        names, quote = names_of(order)
        names |= {"kind": of["kind"], "carrier": carriers.get(order["id"]) or names.get("carrier", "")}
        if of["status"] in ("rejected", "expired") or not counted(order):
            continue
        pays = of["cost"] == "shop"
        cost = of.get("billed") or quote.get("cost")
        known = pays and cost is not None and "received_at" in of
        count.add(counted(order), names, returns=1, paid_by_shop=pays, ways_back=known, ways_back_cost=cents(cost) if known else 0)
        for line in of["lines"]:
            count.add(counted(order), names | {"reason": line.get("reason", ""), "sku": line["sku"]}, units_announced=line["quantity"],
                      **{grade: line.get(grade, 0) for grade in ("as_new", "second_choice", "scrap")},
                      received=sum(line.get(grade, 0) for grade in ("as_new", "second_choice", "scrap")), loss=cents(line.get("loss", "0")))
    return count


def told(by, *options):
    return {(row["period"], *(row["by"][name] for name in by)): row
            for row in tool("kpi", *options, *(["--by", ",".join(by)] if by else []), now="2026-12-20T12:00:00Z")}


def hundredths(number, of, scale):
    return None if not of else f"{(Decimal(number) * scale / of).quantize(Decimal('0.01'), ROUND_HALF_UP):.2f}"


def days_told(name, spans):
    told = {}
    for name, reckon in ((f"{name}_days", days_between), (f"{name}_working_days", working_days_between)):
        days = sorted(reckon(*span) for span in spans)
        rank = [days[(len(days) * part + 99) // 100 - 1] if days else None for part in (50, 90)]
        told |= {name: hundredths(sum(days), len(days), 1), f"{name}_median": rank[0], f"{name}_p90": rank[1]}
    return told


def number(value):
    return cents(value) if isinstance(value, str) and "." in value else value


def compare(count, rows, names, rates, what, keys=None):
    wrong = []
    for key in keys if keys is not None else set(rows) | {key for key, row in count.rows.items() if any(row.values())} | set(count.delays):
        row, numbers = rows.get(key, {}), count.rows[key]
        wanted = {name: numbers[name] for name in names}
        for name, (of, parts) in rates.items():
            total = numbers[of]
            sums = sum(numbers[part] for part in parts)
            wanted[name] = number(hundredths(sums, total, 100))
        if "transit_days" in what:
            for name in ("shipping", "transit", "delivery"):
                wanted |= {told: number(value) for told, value in days_told(name, count.delays[key][name]).items()}
        came = {name: number(row.get(name)) for name in wanted}
        if came != wanted:
            wrong.append(f"{key}: " + str({name: (came[name], wanted[name]) for name in wanted if came[name] != wanted[name]}))
    tap.ok(rows and not wrong, what, wrong[:6])


def check(what):
    orders = {order["id"]: order for order in tool("order-list")}
    parcels, returns = tool("parcel-list"), tool("return-list")
    carriers = settled_carriers()
    left = departures()
    for by, basis in itertools.product(((), ("country",), ("channel", "zone"), ("carrier",), DELIVERIES), ("order", "shipment")):
        compare(recount_deliveries(by, orders, parcels, left if basis == "shipment" else None), told(by, "--of", "deliveries", "--basis", basis),
                ("orders", "goods", "charged", "free", "with_cost", "cost", "above_charge", "parcels", "delivered", "lost", "damaged",
                 "sent_back", "promised", "on_time", "with_co2", "co2_g", "billed", "billed_cost", "estimated", "estimated_cost"),
                {"charge_rate": ("goods", ["charged"]), "on_time_rate": ("promised", ["on_time"]), "loss_rate": ("parcels", ["lost", "damaged"])},
                f"{what}: deliveries with their transit_days by {', '.join(by) or 'nothing'} and the day of the {basis}")
    shipped = ("orders_shipped", "units_shipped", "net_shipped", "orders_returned", "units_returned", "net_returned")
    rates = {"return_rate": ("units_shipped", ["units_returned"]), "order_return_rate": ("orders_shipped", ["orders_returned"]),
             "net_return_rate": ("net_shipped", ["net_returned"])}
    units = ("units_announced", "as_new", "second_choice", "scrap", "loss")
    for by, basis in itertools.product(((), ("country",), ("channel", "carrier")), ("order", "shipment")):
        compare(recount_returns(by, orders, returns, carriers, left if basis == "shipment" else None),
                told(by, "--of", "returns", "--basis", basis),
                (*shipped, *units, "returns", "paid_by_shop", "ways_back", "ways_back_cost", "delivery_given_back"), rates,
                f"{what}: returns by {', '.join(by) or 'nothing'} and the day of the {basis}")
    compare(recount_returns(("category",), orders, returns, carriers, left), told(("category",), "--of", "returns"), shipped, rates,
            f"{what}: returns by category", told(("category",), "--of", "returns"))
    compare(recount_returns(("sku",), orders, returns, carriers, left), told(("sku",), "--of", "returns"), (*shipped, *units), rates,
            f"{what}: returns by SKU", told(("sku",), "--of", "returns"))
    by_reason(orders, returns, carriers, left, what)
    by_supplier(what)


def by_reason(orders, returns, carriers, left, what):
    """Whatever the reason, the units that left are those of all."""
    by = ("country", "kind", "reason")
    count, whole = (recount_returns(names, orders, returns, carriers, left) for names in (by, ("country",)))
    rows = told(by, "--of", "returns")
    wrong = []
    for key, row in rows.items():
        numbers, shipped = count.rows[key], whole.rows[key[:2]]["units_shipped"]
        wanted = (numbers["received"], numbers["units_announced"], shipped, hundredths(numbers["received"], shipped, 100))
        came = (row["units_returned"], row["units_announced"], row["units_shipped"], row["return_rate"])
        if came != wanted:
            wrong.append(f"{key}: {came}, wanted: {wanted}")
    missing = {key for key, numbers in count.rows.items() if numbers["units_announced"]} - set(rows)
    tap.ok(not wrong and not missing, f"{what}: returns by country, kind and reason", wrong, str(missing))


def by_supplier(what):
    by_sku, rows = told(("sku",), "--of", "returns"), told(("supplier",), "--of", "returns")
    sums = collections.Counter()
    for (period, sku), row in by_sku.items():
        sums[period, SUPPLIERS.get(sku, "")] += row["units_returned"]
    tap.ok(rows and all(row["units_returned"] == sums[key] for key, row in rows.items()), f"{what}: returns by supplier")


def settled_carriers():
    """The carrier of the parcel of an order that left first, of those that left before anything came back."""
    carriers = {}
    for line in tap.records(tap.run("store-log").stdout):
        for change in line.get("changes", [line]):
            identity, value = change.get("id", ""), change.get("value") or {}
            kind = identity.split("/")[0]
            order = value.get("order") if kind in ("parcel", "return") else value.get("id") if kind == "pickup" else None
            if order is None or order in carriers:
                continue
            if kind == "parcel" and left_parcel(value):
                carriers[order] = value.get("carrier", "")
            elif kind == "return" or (kind == "pickup" and value["status"] != "placed"):
                carriers[order] = ""
    return carriers


def check_pickups(what):
    orders = {order["id"]: order for order in tool("order-list")}
    count = Recount(("counter",))
    for pickup in tool("pickup-list"):
        if pickup["status"] in ("collected", "expired"):
            count.add(orders[pickup["id"]]["day"], {"counter": pickup["counter"]}, pickups=1, collected=pickup["status"] == "collected",
                      expired=pickup["status"] == "expired", no_shows=pickup.get("no_show", False))
    compare(count, told(("counter",), "--of", "pickups"), ("pickups", "collected", "expired", "no_shows"),
            {"no_show_rate": ("pickups", ["no_shows"])}, what)


def bill_lines(parcels):
    """Two bills of each carrier: every line of a parcel that has a number, or of one that nobody has, some of them billed twice."""
    lines = []
    for parcel in parcels * 2:
        if random.random() < 0.4:
            continue
        number = f"X{random.randrange(10 ** 6)}" if random.random() < 0.1 else parcel["tracking_number"]
        parts = {"carriage": random.randint(-200, 900), "fuel": random.randint(0, 90), "surcharges": random.choice([0, 0, 150])}
        lines.append({"carrier": parcel["carrier"], "bill": random.choice(["F-1", "F/2"]), "day": "2026-12-15", "tracking_number": number,
                      "kind": "way_back" if random.random() < 0.1 else "carriage", "weight_g": random.randint(1, 3000),
                      "vat": money(sum(parts.values()) // 5), **{name: money(part) for name, part in parts.items()}})
    for number, line in enumerate(lines):
        line["line"] = number + 1
    return lines


def money(amount):
    return f"{Decimal(amount).scaleb(-2):.2f}"


def bill(parcels):
    """What carriers billed is on the parcel, the order and the return that it is of, and adds up by bill, in whatever order it comes."""
    lines = bill_lines([parcel for parcel in parcels if "tracking_number" in parcel])
    wrong = [dict(line, carriage=money(cents(line["carriage"]) + 7)) for line in random.sample(lines, len(lines) // 4)]
    now = "2026-12-20T12:00:00Z"
    tool("carrier-bill-import", input=lines_of(wrong), now=now)
    tool("carrier-bill-import", "--correct", input=lines_of(random.sample(lines, len(lines))), now=now)
    before = tap.run("store-log").stdout
    tool("carrier-bill-import", input=lines_of(random.sample(lines, len(lines))), now=now)
    tap.equal(tap.run("store-log").stdout, before, "the same bills again change nothing")
    for what in ("billed", "billed and rebuilt"):
        check_bills(lines, what)
        check(what)
        tap.run("store-rebuild", "--quiet")


def check_bills(lines, what):
    bills, parcels = collections.Counter(), collections.Counter()
    by_number = {(parcel.get("carrier"), parcel.get("tracking_number")): parcel["id"] for parcel in tool("parcel-list")}
    for line in lines:
        net = sum(cents(line[name]) for name in ("carriage", "fuel", "surcharges"))
        bills[line["carrier"], line["bill"], "net"] += net
        bills[line["carrier"], line["bill"], "total"] += net + cents(line["vat"])
        parcels[by_number.get((line["carrier"], line["tracking_number"]))] += net
    told = {(bill["carrier"], bill["bill"], name): cents(bill[name]) for bill in tool("carrier-bill-list", "--by-bill") for name in ("net", "total")}
    tap.equal(told, dict(bills), f"{what}: bills add up")
    known = tool("parcel-list")
    told = {parcel["id"]: cents(parcel["billed"]) for parcel in known if "billed" in parcel}
    del parcels[None]
    tap.equal(told, dict(parcels), f"{what}: what parcels cost is the sum of their lines")
    of_orders = collections.defaultdict(list)
    for parcel in known:
        if "return" not in parcel and parcel["status"] != "voided":
            of_orders[parcel["order"]].append(told.get(parcel["id"]))
    costs = {order["id"]: cents(order["shipping"]["billed"]) for order in tool("order-list") if "billed" in order.get("shipping", {})}
    shipped = {order["id"] for order in tool("order-list") if "shipping" in order}
    tap.equal(costs, {order: sum(billed) for order, billed in of_orders.items() if order in shipped and None not in billed},
              f"{what}: orders cost what their parcels do, once all are billed")
    tap.ok(len(costs) > 3, f"{what}: some orders are", len(costs))


def everything():
    return [tap.run("kpi", "--of", *options).stdout for options in (
        ("deliveries", "--day", "--by", ",".join(DELIVERIES)), ("deliveries", "--total"), ("deliveries", "--basis", "shipment"), ("returns", "--week", "--by", ",".join(RETURNS)),
        ("returns", "--by", "sku,kind,reason"), ("returns", "--year", "--by", "category"), ("pickups", "--by", "counter,country"))]


def check_spans():
    """Months that were counted on their own are the sums of their days."""
    days, cut = tool("kpi", "--of", "deliveries", "--day"), tool("kpi", "--of", "deliveries", "--total", "--since", "2026-09-25",
                                                                 "--until", "2026-11-03")[0]
    within = [row for row in days if "2026-09-25" <= row["from"] <= "2026-11-03"]
    for name in ("orders", "parcels", "shipped", "promised"):
        tap.equal(cut[name], sum(row[name] for row in within), f"{name} from the middle of a month to that of another are those of the days")
    months = tool("kpi", "--of", "deliveries", "--since", "2026-10-10")
    tap.equal(months[0]["previous"]["orders"], sum(row["orders"] for row in days if row["from"] < "2026-10-01"), "the month before is told whole")


def check_simulation(orders):
    """A simulation under the tariff that quoted the orders finds what the figures find."""
    quoted = {order["id"]: order for order in orders if "quote" in order.get("shipping", {})}
    simulated = [record for record in tool("ship-quote", "--simulate", now="2026-11-10T12:00:00Z") if record.get("order") in quoted]
    figures = tool("kpi", "--of", "deliveries", "--total")[0]
    tap.equal((figures["with_cost"], cents(figures["cost"])), (sum("cost" in record for record in simulated), sum(cents(record.get("cost", "0")) for record in simulated)),
              "a simulation and the figures tell the same cost of the same orders")
    tap.equal(figures["free"], sum(record["gross"] == "0.00" for record in simulated), "and that as many are delivered free")
    tap.equal(sum(cents(order["shipping"]["gross"]) for order in quoted.values()), sum(cents(record["gross"]) for record in simulated),
              "and charge the same")


make_random_shop()
orders = tool("order-new", input=lines_of(random_request(number) for number in range(ORDERS)), now="2026-11-10T12:00:00Z")
tap.ok(len(orders) > ORDERS // 2, "orders are placed", len(orders))
check_simulation(orders)
check_stages = [("shipped", lambda: pack_and_ship(orders)), ("tracked", lambda: track(tool("parcel-list"))),
                ("taken back", lambda: take_back(orders)), ("tracked again", lambda: track(tool("parcel-list"))),
                ("billed", lambda: bill(tool("parcel-list")))]
for stage, play in check_stages:
    play()
    if stage not in ("tracked again", "billed"):
        check(stage)
collect(orders)
tap.ok(tool("kpi", "--of", "returns", "--by", "reason"), "some of it came back for a reason")
tool("order-cancel", *(order["id"] for order in random.sample(orders, len(orders) // 5)), now="2026-12-20T12:00:00Z")
check("at last")
check_pickups("pickups by counter")
check_spans()
before = everything()
tap.run("store-rebuild", "--quiet")
tap.ok(everything() == before, "after a rebuild they are the same")
tap.end()
