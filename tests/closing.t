#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Closings of days, months and years: what store-close writes against a count of the journal that shares nothing with it,
over days at which clocks change, years' ends and moves to other zones; runs that are stopped, repeated and made up for;
forgeries that only a closing gives away. Then duplicates of documents, and stores to learn with.

With TORTURE=1 in the environment, more of everything.
"""

import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

HERE = os.path.dirname(os.path.abspath(__file__))
if "srcdir" not in os.environ:
    os.environ["srcdir"] = os.path.dirname(HERE)
    build = os.environ.setdefault("COLPORTEUR_BUILD", os.path.join(os.path.dirname(HERE), "build"))
    os.environ["PATH"] = os.path.join(build, "cmd") + ":" + os.environ["PATH"]
    os.environ.pop("COLPORTEUR_STORE", None)
    os.environ.pop("COLPORTEUR_NOW", None)
LONG = bool(os.environ.get("TORTURE"))
FOLDER = os.path.abspath(os.environ.get("TMPDIR") or ".")
seed = int(os.environ.get("SEED", "20261121"))
chance = random.Random(seed)
count = failures = 0
figures = {"closings-recomputed": 0, "transactions-covered": 0, "forgeries-named": 0, "runs-killed": 0, "runs-cut-short": 0}


def tell(good, name, *explanation):
    global count, failures
    count += 1
    failures += not good
    print("ok" if good else "not ok", count, "-", name)
    if not good:
        for line in explanation:
            for part in str(line).split("\n")[:20]:
                print("#  ", part[:600])
    sys.stdout.flush()
    return good


class Shop:
    """A store in a folder of its own, and the tools on it."""

    def __init__(self, name, zone, **settings):
        self.path = os.path.join(FOLDER, name)
        self.zone = zone
        self.orders = 0
        self.uninvoiced, self.invoiced, self.unshipped = [], [], []
        settings = {"company.name": "Quincaillerie", "company.country": "FR", "company.street": "Quai 2", "company.postcode": "59000",
                    "company.city": "Lille", "company.vat_number": "FR40303265045", "company.registration": "RCS Lille", "shop.currency": "EUR",
                    "shop.time_zone": zone, "shop.vat_rate": "20", **settings}
        self.settings = [word for key, value in settings.items() for word in ("--set", key + "=" + value)]

    def run(self, now, *words, stdin="", status=(0,), quiet=True, stdout=subprocess.PIPE):
        words = [words[0]] + (["--quiet"] if quiet else []) + list(words[1:])
        done = subprocess.run(words, input=stdin, stdout=stdout, stderr=subprocess.PIPE, text=True,
                              env={**os.environ, "COLPORTEUR_STORE": self.path, "COLPORTEUR_NOW": now})
        self.said = done.stderr
        if done.returncode not in status:
            raise RuntimeError("%s at %s: status %d: %s" % (" ".join(words), now, done.returncode, done.stderr))
        self.status = done.returncode
        return done.stdout

    def begin(self, now):
        self.run(now, "store-init", *self.settings)
        self.run(now, "catalog-import", stdin="".join(
            json.dumps({"sku": sku, "name": sku, "price": price, "vat_rate": rate, "backorder": True}) + "\n"
            for sku, price, rate in (("BOX", "19.99", "20"), ("BOOK", "7.35", "5.5"), ("PEN", "0.99", "20"))))
        self.run(now, "stock-adjust", "BOX", "=9999", "BOOK", "=9999", "PEN", "=9999")

    def order(self, now):
        self.orders += 1
        lines = [{"sku": sku, "quantity": chance.randint(1, 5)} for sku in chance.sample(["BOX", "BOOK", "PEN"], chance.randint(1, 3))]
        self.run(now, "order-new", stdin=json.dumps({"reference": "R%d" % self.orders, "lines": lines}) + "\n")
        self.uninvoiced.append(str(self.orders))
        self.unshipped.append(str(self.orders))

    def invoice(self, now, *options):
        self.invoiced.append(self.uninvoiced.pop(chance.randrange(len(self.uninvoiced))))
        self.run(now, "invoice", *options, self.invoiced[-1])

    def something(self, now):
        what = chance.random()
        if what < 0.35 or not self.uninvoiced:
            self.order(now)
        elif what < 0.55:
            self.invoice(now, *(["--text"] if chance.random() < 0.3 else []))
        elif what < 0.65 and self.unshipped:
            self.run(now, "order-ship", self.unshipped.pop(chance.randrange(len(self.unshipped))))
        elif what < 0.75 and self.invoiced:
            self.run(now, "invoice", "--text", chance.choice(self.invoiced))
        else:
            self.run(now, "stock-adjust", "BOX", "+1")

    def lines(self):
        folder = os.path.join(self.path, "journal")
        lines = []
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), "rb") as file:
                lines += file.read().splitlines(keepends=True)
        return lines

    def closings(self):
        return [json.loads(line) for line in self.run(NOON, "closing-list").splitlines()]

    def copy(self, name):
        other = Shop(name, self.zone)
        shutil.rmtree(other.path, ignore_errors=True)
        shutil.copytree(self.path, other.path)
        return other

    def rewrite(self, lines):
        """Puts other lines into the place of the journal, each with the digest of the one before: a forger's work."""
        folder = os.path.join(self.path, "journal")
        shutil.rmtree(folder)
        os.mkdir(folder, 0o700)
        previous = "0" * 64
        for seq, line in enumerate(lines, 1):
            record = json.loads(line)
            record["seq"], record["prev"] = seq, previous
            line = (json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
            previous = hashlib.sha256(line).hexdigest()
            with open(os.path.join(folder, record["at"][:7] + ".jsonl"), "ab") as file:
                file.write(line)
        self.forget()

    def forget(self):
        """Takes away what else knows how the journal ended."""
        for name in os.listdir(os.path.join(self.path, "index")):
            os.unlink(os.path.join(self.path, "index", name))
        if os.path.exists(os.path.join(self.path, "head")):
            os.unlink(os.path.join(self.path, "head"))

    def verify(self):
        out = self.run(NOON, "store-verify", status=(0, 1))
        return [json.loads(line) for line in out.splitlines()]


NOON = "2029-01-01T12:00:00Z"


# The count that shares nothing with the tools.

def cents(text):
    sign = -1 if text.startswith("-") else 1
    whole, part = text.lstrip("-").split(".")
    return sign * (int(whole) * 100 + int(part))


def shown(value):
    return "%s%d.%02d" % ("-" if value < 0 else "", *divmod(abs(value), 100))


def summed(documents, orders, copies):
    """The totals of a list of invoices, of orders and a number of copies, as a closing writes them."""
    currencies = []
    if documents or orders:
        rates = {}
        for invoice in documents:
            for rate in invoice["vat"]:
                net, vat = rates.get(rate["rate"], (0, 0))
                rates[rate["rate"]] = (net + cents(rate["net"]), vat + cents(rate["vat"]))
        currencies.append({"currency": "EUR", "documents": [], "orders": len(orders),
                           "orders_total": shown(sum(cents(order["total"]) for order in orders))})
        if documents:
            currencies[0]["documents"].append({
                "kind": "invoice", "count": len(documents), "net": shown(sum(cents(i["net"]) for i in documents)),
                "vat": [{"rate": rate, "net": shown(rates[rate][0]), "vat": shown(rates[rate][1])}
                        for rate in sorted(rates, key=float, reverse=True)],
                "vat_total": shown(sum(cents(i["vat_total"]) for i in documents)),
                "total": shown(sum(cents(i["total"]) for i in documents))})
    return {"copies": copies, "currencies": currencies}


class Count:
    """What the journal holds of each day of a zone."""

    def __init__(self, shop, zone):
        self.days, self.lines, seen = {}, shop.lines(), set()
        for line in self.lines:
            record = json.loads(line)
            at = datetime.fromisoformat(record["at"].replace("Z", "+00:00"))
            today = self.days.setdefault(at.astimezone(ZoneInfo(zone)).date(), {"seqs": [], "invoices": [], "orders": [], "copies": 0})
            today["seqs"].append(record["seq"])
            for change in record["changes"]:
                kind = change["id"].split("/")[0]
                if kind in ("invoice", "order") and change["id"] not in seen:
                    seen.add(change["id"])
                    today[kind + "s"].append(change["value"])
                if kind == "copy" and change["value"]["printed"] > 1:
                    today["copies"] += 1
        self.first, self.zone = min(self.days), zone

    def wanted(self, period, first, last, number, closed_at):
        def between(since, until):
            days = [self.days[d] for d in sorted(self.days) if since <= d <= until]
            return days, summed([i for d in days for i in d["invoices"]], [o for d in days for o in d["orders"]],
                                sum(d["copies"] for d in days))

        own, totals = between(first, last)
        seqs = [seq for d in own for seq in d["seqs"]]
        last_seq = max(seq for d in self.days if d <= last for seq in self.days[d]["seqs"])
        ends = datetime.combine(last + timedelta(1), datetime.min.time(), ZoneInfo(self.zone)).astimezone(timezone.utc)
        record = {"type": "closing", "id": {"day": "%s", "month": "%.7s", "year": "%.4s"}[period] % first.isoformat(),
                  "period": period, "number": number, "time_zone": self.zone, "ends_at": ends.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
                  "transactions": len(seqs)}
        if seqs:
            record["first_seq"] = min(seqs)
        record["last_seq"] = last_seq
        record["last_digest"] = hashlib.sha256(self.lines[last_seq - 1]).hexdigest()
        record["totals"] = totals
        if period == "day":
            record["month_to_date"] = between(first.replace(day=1), last)[1]
        if period != "year":
            record["year_to_date"] = between(first.replace(month=1, day=1), last)[1]
        record["grand_total"] = between(self.first, last)[1]
        record["closed_at"] = closed_at
        return record


def periods(first, last):
    """The periods from the first day to the last, in the order in which they are closed."""
    while first <= last:
        after = first + timedelta(1)
        yield "day", first, first
        if after.day == 1:
            yield "month", first.replace(day=1), first
            if after.month == 1:
                yield "year", first.replace(month=1, day=1), first
        first = after


def compare(shop, last, name):
    counted = Count(shop, shop.zone)
    found = {record["id"]: record for record in shop.closings()}
    numbers, wrong = {}, []
    for period, first, end in periods(counted.first, last):
        numbers[period] = numbers.get(period, 0) + 1
        record = found.pop({"day": "%s", "month": "%.7s", "year": "%.4s"}[period] % first.isoformat(), None)
        wanted = counted.wanted(period, first, end, numbers[period], record and record["closed_at"])
        if record != wanted or list(record) != list(wanted):
            wrong.append("came:   %s\nwanted: %s" % (json.dumps(record), json.dumps(wanted)))
        figures["closings-recomputed"] += 1
    figures["transactions-covered"] += len(counted.lines)
    tell(not wrong and not found, name + ": every closing is what the journal gives", *wrong[:3], *list(found)[:3])
    problems = shop.verify()
    tell(not problems, name + ": and store-verify agrees", *problems)
    return sum(numbers.values())


def at_edges(zone, first, last, many):
    """Moments in a time span, of which many are near midnight there, in order."""
    span = (last - first).days
    special = [d for d in (first + timedelta(n) for n in range(span))
               if datetime.combine(d, datetime.min.time(), ZoneInfo(zone)).utcoffset()
               != datetime.combine(d + timedelta(1), datetime.min.time(), ZoneInfo(zone)).utcoffset() or (d.month, d.day) in ((12, 31), (1, 1))]
    moments = set()
    for _ in range(many):
        day = chance.choice(special) if special and chance.random() < 0.5 else first + timedelta(chance.randrange(span))
        midnight = datetime.combine(day, datetime.min.time(), ZoneInfo(zone)).astimezone(timezone.utc)
        shift = chance.choice([0, -0.001, 0.001, 1, -1, 3600, -3600, 5400, 7200, 9000, 86399]) if chance.random() < 0.6 \
            else chance.randrange(86400)
        moments.add(midnight + timedelta(seconds=shift))
    return [moment.strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (moment.microsecond // 1000)
            for moment in sorted(moments) if first < moment.date() < last]


def live(shop, first, last, many, closes):
    moments = at_edges(shop.zone, first, last, many)
    shop.begin(moments[0])
    for moment in moments[1:]:
        if chance.random() < closes:
            shop.run(moment, "store-close")
        shop.something(moment)
    return moments[-1]


end = "2027-04-03T00:00:00Z"
more = 4 if LONG else 1
paris = Shop("paris", "Europe/Paris")
live(paris, date(2026, 3, 20), date(2027, 4, 2), 90 * more, 0.15)
trial = paris.run(end, "store-close", "--dry-run")
before = paris.lines()
closed = paris.run(end, "store-close", quiet=False)
tell(trial == closed and len(paris.lines()) == len(before) + len(closed.splitlines()) > len(before),
     "store-close writes what --dry-run prints, each closing in a transaction of its own")
tell(re.fullmatch(r"store-close: (\d+) read, \1 written, 0 unchanged, 0 rejected\n", paris.said) is not None, "and counts", paris.said)
compare(paris, date(2027, 4, 2), "Paris, over a year's end and clocks put forward and back")
before = paris.lines()
tell(paris.run(end, "store-close") == "" and paris.lines() == before, "a second run writes nothing")
tell(paris.run("2026-05-01T00:00:00Z", "store-close") == "" and paris.lines() == before, "nor does one by a clock that went back")

for zone, first, last in (("Pacific/Auckland", date(2026, 9, 20), date(2026, 10, 5)), ("Pacific/Auckland", date(2026, 12, 20), date(2027, 1, 10)),
                          ("America/Los_Angeles", date(2026, 10, 25), date(2026, 11, 10)), ("UTC", date(2026, 12, 28), date(2027, 1, 4))):
    shop = Shop("%s-%s" % (zone.replace("/", "-"), first), zone)
    live(shop, first, last, 25 * more, 0.2)
    shop.run(last.isoformat() + "T23:00:00Z", "store-close")
    local = datetime.fromisoformat(last.isoformat() + "T23:00:00+00:00").astimezone(ZoneInfo(zone)).date()
    compare(shop, local - timedelta(1), "%s from %s on" % (zone, first))

# A shop that moves: days follow one another, transactions are in one day each, whichever way the zone goes.
moving = Shop("moving", "Pacific/Auckland")
moving.begin("2026-11-02T00:00:00Z")
hour = datetime(2026, 11, 2, tzinfo=timezone.utc)
# From the furthest west to the furthest east and back: there the next day has ended before the last closed one did.
zones = ["America/Los_Angeles", "Pacific/Kiritimati", "Etc/GMT+12", "Pacific/Kiritimati", "Europe/Paris", "Pacific/Pago_Pago", "UTC"]
for turn, zone in enumerate(zones * more):
    for _ in range(10):
        hour += timedelta(hours=chance.randint(3, 11))
        moment = hour.strftime("%Y-%m-%dT%H:%M:%SZ")
        moving.something(moment)
        if chance.random() < 0.5:
            moving.run(moment, "store-close")
    hour = (hour + timedelta(days=1)).replace(hour=12) # midnight is there where it is latest
    moment = hour.strftime("%Y-%m-%dT%H:%M:%SZ")
    moving.run(moment, "store-close")
    moving.run(moment, "store-init", "--set", "shop.time_zone=" + zone)
moving.run("2027-06-01T00:00:00Z", "store-close")
days = [record for record in moving.closings() if record["period"] == "day"]
wrong = [record["id"] for a, record in zip(days, days[1:])
         if date.fromisoformat(record["id"]) != date.fromisoformat(a["id"]) + timedelta(1) or record["number"] != a["number"] + 1
         or record.get("first_seq", a["last_seq"] + 1) != a["last_seq"] + 1 or record["ends_at"] < a["ends_at"]]
tell(not wrong and days[0]["first_seq"] == 1 and days[0]["number"] == 1 and len({record["time_zone"] for record in days}) > 4,
     "days follow one another through %d moves to other zones" % (len(zones) * more), *wrong[:3])
ends = [datetime.fromisoformat(record["ends_at"].replace("Z", "+00:00")) for record in days]
wrong = [line for line in moving.lines() for record in [json.loads(line)]
         for at in [datetime.fromisoformat(record["at"].replace("Z", "+00:00"))]
         for place in [sum(e <= at for e in ends)] if place < len(days) and not days[place].get("first_seq", 0) <= record["seq"] <= days[place]["last_seq"]]
tell(not wrong, "and each transaction is in the day that ends behind it", *wrong[:3])
tell(not moving.verify(), "and store-verify agrees")
tell(days[-1]["grand_total"]["currencies"][0]["orders"] == moving.orders, "and no order is lost or counted twice")

# Nothing gets into a closed period: a clock that is set back does not open it again.
late = paris.copy("late")
last_day = late.closings()[-1]
late.orders += 1000
late.order(last_day["ends_at"][:10] + "T01:00:00Z")
record = json.loads(late.lines()[-1])
tell(record["at"] >= last_day["ends_at"], "an order recorded by a clock that was set back stands behind the closed day", record["at"])
late.run("2027-04-05T12:00:00Z", "store-close")
tell(late.run(NOON, "closing-list", last_day["id"]) == paris.run(NOON, "closing-list", last_day["id"])
     and not late.verify(), "and its closing is what it was")

# --until, and days that have not ended.
short = Shop("short", "Europe/Paris")
short.begin("2026-12-30T10:00:00Z")
tell(short.run("2026-12-30T22:59:59.999Z", "store-close") == "", "a day is not closed while it lasts")
closed = [json.loads(line)["id"] for line in short.run("2026-12-30T23:00:00Z", "store-close").splitlines()]
tell(closed == ["2026-12-30"], "and is when it has ended", closed)
closed = [json.loads(line)["id"] for line in short.run("2027-01-10T00:00:00Z", "store-close", "--until", "2027-01-02").splitlines()]
tell(closed == ["2026-12-31", "2026-12", "2026", "2027-01-01", "2027-01-02"], "a month behind its last day, a year behind its last month; --until is kept", closed)
tell(short.run("2027-01-10T00:00:00Z", "closing-list", "--period", "month") != "" and short.run(NOON, "closing-list", "2027", status=(1,)) == "",
     "closing-list lists them, and names one that there is not")

# Stopped anywhere, the next run goes on, and what comes out is what an unstopped run writes.
plain = Shop("plain", "Europe/Paris")
live(plain, date(2025, 11, 10), date(2027, 2, 20), 30, 0)
whole = plain.copy("whole")
start = time.monotonic()
whole.run("2027-03-01T12:00:00Z", "store-close")
takes = time.monotonic() - start
wanted = whole.closings()
for attempt in range(60 if LONG else 12):
    killed = plain.copy("killed")
    process = subprocess.Popen(["store-close", "-q"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               env={**os.environ, "COLPORTEUR_STORE": killed.path, "COLPORTEUR_NOW": "2027-03-01T12:00:00Z"})
    time.sleep(chance.random() * takes)
    process.send_signal(signal.SIGKILL)
    process.wait()
    figures["runs-killed"] += process.returncode == -signal.SIGKILL
    problems = [p for p in killed.verify() if p["code"] != "torn_end"]
    killed.run("2027-03-01T12:00:00Z", "store-close")
    if problems or killed.closings() != wanted or killed.verify():
        tell(False, "a run that was killed is gone on with", *problems[:3])
        break
else:
    tell(True, "a run that was killed is gone on with")
lines, own = whole.lines(), len(plain.lines())
ends_of_months = [n for n in range(own + 1, len(lines)) if b'"period":"month"' in lines[n] or b'"period":"year"' in lines[n]]
cuts = ends_of_months + [own + chance.randrange(1, len(lines) - own) for _ in range(60 if LONG else 6)]
wrong = []
for cut in cuts:
    part = whole.copy("part")
    name = os.path.join(part.path, "journal", json.loads(lines[-1])["at"][:7] + ".jsonl")
    keep = sum(len(line) for line in lines[own:cut])
    with open(name, "r+b") as file:
        file.truncate(keep)
    part.forget()
    sound = not part.verify()
    part.run("2027-03-01T12:00:00Z", "store-close")
    figures["runs-cut-short"] += 1
    if not sound or part.closings() != wanted or part.verify():
        wrong.append("cut behind line %d" % cut)
tell(not wrong and len(ends_of_months) > 10, "so is one that ended between any two closings", *wrong[:5])

# Forgeries with a chain that is right again: the closings give them away.
shop = paris.copy("closed")
lines = [json.loads(line) for line in shop.lines()]


def first_with(kind, skip=0):
    return [n for n, line in enumerate(lines) if line["changes"][0]["id"].startswith(kind)][skip]


def changed(n, change):
    def forge(lines):
        change(lines[n]["changes"][0]["value"])
        return lines
    return forge


def dropped(n):
    return lambda lines: lines[:n] + lines[n + 1:]


def move_total(value):
    value["totals"]["copies"] += 1


def closing_of(name):
    return [n for n, line in enumerate(lines) if line["changes"][0]["id"] == "closing/" + name][0]


busy = [n for n, line in enumerate(lines) if line["changes"][0]["id"].startswith("closing/") and line["changes"][0]["value"]["totals"]["currencies"]]
invoice = first_with("invoice/")
some = closing_of("2027-03-31")
last = closing_of("2027-04-02")
tries = {
    "an invoice's address, which no sum tells": (changed(invoice, lambda v: v["seller"].update(street="Quai 3")), "last_digest"),
    "an invoice's sum": (changed(invoice, lambda v: v.update(total="0.01")), "last_digest"),
    "a transaction that is left out": (dropped([n for n, line in enumerate(lines) if line["tool"] == "stock-adjust"][3]), None),
    "a closing's number": (changed(some, lambda v: v.update(number=v["number"] + 1)), "number is"),
    "a closing's sum": (changed(busy[-1], move_total), "totals is"),
    "a running sum": (changed(last, lambda v: v["grand_total"].update(copies=0)), "grand_total is"),
    "a closing's first transaction": (changed(busy[-1], lambda v: v.update(first_seq=v["first_seq"] + 1)), "first_seq is"),
    "a closing's last transaction": (changed(some, lambda v: v.update(last_seq=v["last_seq"] - 1)), "last_seq is"),
    "a closing's digest": (changed(some, lambda v: v.update(last_digest="0" * 64)), "last_digest is"),
    "a closing's end": (changed(some, lambda v: v.update(ends_at="2027-04-02T22:00:00.000Z")), "ends where no such day does"),
    "a closing's time": (changed(some, lambda v: v.update(closed_at="2027-03-30T22:00:00.000Z")), "was closed before it ended"),
    "a day's closing that is left out": (dropped(closing_of("2027-04-01")), "there is none of the day before"),
    "a month's closing that is left out": (dropped(closing_of("2027-03")), None),
    "a year's closing that is left out": (dropped(closing_of("2026")), None),
}
for name, (forge, word) in tries.items():
    forged = paris.copy("forged")
    forged.rewrite([json.dumps(line) for line in forge(json.loads(json.dumps(lines)))])
    problems = forged.verify()
    named = [p for p in problems if p["code"] == "wrong_closing"]
    good = named and not any(p["code"] == "broken_chain" for p in problems) and (word is None or word in named[0]["reason"])
    figures["forgeries-named"] += bool(good)
    tell(good, "forged with a chain that is right again: " + name, *problems[:4])

unforged = paris.copy("unforged")
unforged.rewrite([json.dumps(line) for line in lines])
tell(not unforged.verify() and unforged.lines() == paris.lines(), "the forger's tool itself leaves a store as it was")

# Duplicates.
copies = Shop("copies", "Europe/Paris", **{"shop.language": "fr"})
copies.begin("2026-11-20T08:00:00Z")
for _ in range(3):
    copies.order("2026-11-20T09:00:00Z")
original = copies.run("2026-11-20T10:00:00Z", "invoice", "--text", "1")
tell("DUPLIC" not in original and original.count("Facture N°\u00a02026-000001") == 1, "the first printing of an invoice is the original", original)
printed = [copies.run("2026-11-21T10:00:00Z", "invoice", "--text", "1") for _ in range(3)]
wanted = ["DUPLICATA N°\u00a0%d" % n for n in (1, 2, 3)]
tell(all(w in p.split("Facture")[0] for w, p in zip(wanted, printed)),
     "each further one is a duplicate with its number", printed[0][:300])
tell(all(p.endswith(original) for p in printed), "and else the same, byte for byte")
records = copies.run("2026-11-21T11:00:00Z", "invoice", "1", "2")
tell(json.loads(copies.lines()[-1])["changes"][0]["id"] == "invoice/2026-000002" and len(records.splitlines()) == 2,
     "records are data and no documents: nothing is counted")
history = [json.loads(line)["changes"][-1]["value"] for line in copies.run(NOON, "store-log", "--id", "copy/invoice/2026-000001").splitlines()]
tell([h["printed"] for h in history] == [1, 2, 3, 4] and {h["original_at"] for h in history} == {"2026-11-20T10:00:00.000Z"}
     and history[-1]["last_at"] == "2026-11-21T10:00:00.000Z", "the journal tells each printing", history)
before = copies.lines()
drafts = copies.run(NOON, "invoice", "--dry-run", "--text", "1", "3")
tell(drafts.count("CECI N’EST PAS UN DOCUMENT") == 2 and copies.lines() == before,
     "--dry-run prints drafts that are no documents, and writes nothing", drafts[:300])
with open("/dev/full", "w", encoding="utf-8") as full:
    copies.run(NOON, "invoice", "--text", "2", status=(3,), stdout=full)
again = copies.run(NOON, "invoice", "--text", "2")
tell("DUPLICATA N°\u00a01" in again, "a printing is on the disk before it leaves: one that was lost on its way counts", again[:300])
twice = copies.run(NOON, "invoice", "--atomic", "--text", "3", "3")
tell(twice.count("DUPLICATA N°\u00a01") == 1 and len(copies.lines()) == len(before) + 3, "within one transaction too", twice[:300])
copies.run("2029-01-03T00:00:00Z", "store-close")
total = copies.closings()[-1]["grand_total"]
tell(total["copies"] == 5 and total["currencies"][0]["documents"][0]["count"] == 3 and not copies.verify(), "closings count duplicates", total)

# Stores to learn with.
school = Shop("school", "Europe/Paris", **{"shop.training": "true", "shop.language": "fr", "invoice.prefix": "W"})
school.begin("2026-11-20T08:00:00Z")
school.order("2026-11-20T08:00:00Z")
text = school.run("2026-11-20T09:00:00Z", "invoice", "--text", "1", quiet=False)
tell("DOCUMENT SANS VALEUR" in text and "Facture N°\u00a0TRAINING-W2026-000001" in text, "documents of a training store say so", text[:400])
tell(school.said.count("this store is for training") == 1, "and so do the tools, once", school.said)
school.run(NOON, "store-close")
records = [json.loads(line) for tool in ("order-list", "invoice-list", "closing-list", "kpi") for line in school.run(NOON, tool).splitlines()]
tell(len(records) > 30 and all(list(record)[1:3].count("training") == 1 and record["training"] is True for record in records),
     "and orders, invoices, closings and key figures", [r for r in records if "training" not in r][:2])
silent = [tool for tool in ("order-list", "kpi", "store-log", "store-verify", "store-rebuild", "stock-list", "store-close")
          if school.run(NOON, tool, quiet=False) is None or school.said.count("for training") != 1]
tell(not silent, "every tool says it", *silent)
tell(not school.verify(), "and the store is in order")
shop = copies.copy("settled")
for store, value in ((school, "false"), (school, ""), (shop, "true")):
    before = store.lines()
    store.run(NOON, "store-init", "--set", "shop.training=" + value, status=(1,))
    tell(store.lines() == before and "shop.training: is settled" in store.said, "shop.training=%s is refused once there are records" % value, store.said)
before = shop.lines()
shop.run(NOON, "store-init", "--set", "shop.training=false")
tell(shop.lines() == before, "what it is already is unchanged")
new = Shop("new", "UTC", **{"shop.training": "true"})
new.run(NOON, "store-init", *new.settings)
new.run(NOON, "store-init", "--set", "shop.training=false")
new.run(NOON, "store-init", "--set", "shop.training=true")
tell(new.run(NOON, "store-log", quiet=False) is not None and "for training" in new.said, "while there are but settings it may change")

for key, value in figures.items():
    print("# figure: %s %d" % (key, value))
print("# seed %d" % seed)
print("1..%d" % count)
sys.exit(failures > 0)
