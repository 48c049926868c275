#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""examples/cron: its crontab over the weeks around a new year, or with TORTURE over thirteen months, each job once on each
day on which it is due. The clock is told to the tools, and to date(1) by a script of that name."""

import datetime
import json
import os
import re
import shutil
import sys

sys.path.insert(0, os.path.dirname(__file__))
import tap

for program in ("jq", "rsync"):
    if not shutil.which(program):
        tap.skip_all(f"{program} is not installed")

EXAMPLE = tap.srcdir / "examples/cron"
FIRST = datetime.date(2026, 11, 22)
DAYS = 400 if tap.TORTURE else 75


def lines_of(crontab):
    """Its variables, and its jobs: the five fields and the command."""
    variables, jobs = {}, []
    for line in crontab.splitlines():
        if assignment := re.match(r"(\w+)=(.*)", line):
            variables[assignment[1]] = assignment[2]
        elif line and not line.startswith("#"):
            *fields, command = line.split(None, 5)
            jobs.append((fields, command))
    return variables, jobs


def matches(field, value):
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        if span == "*" and value % int(step or 1) == 0:
            return True
        if span != "*" and int(first) <= value <= int(last or first):
            return True
    return False


def due(fields, day):
    """The first time on a day, as (hour, minute); None: not on this one."""
    minute, hour, of_month, month, of_week = fields
    if not (matches(of_month, day.day) and matches(month, day.month) and matches(of_week, day.isoweekday() % 7)):
        return None
    return next((h, m) for h in range(24) for m in range(60) if matches(hour, h) and matches(minute, m))


tap.equal([due(["*/5", "7", "*", "*", "1-6"], datetime.date(2026, 11, day)) for day in (21, 22)], [(7, 0), None], "a crontab is read")

page = (tap.srcdir / "man/colporteur-cron.7").read_text()
text = (EXAMPLE / "crontab").read_text()
shown = re.search(r"^\.Bd -literal\n(PATH=.*?)\.Ed", page, re.M | re.S)[1]
tap.equal(shown, text.split("\n", 1)[1], "colporteur-cron(7) shows it")
told = re.findall(r"^\.It Nm (\S+)", page, re.M)
tap.equal(sorted(told), sorted(path.name for path in EXAMPLE.iterdir() if path.name != "crontab"), "and tells of each script")
if shutil.which("shellcheck"):
    tap.nothing(tap.run("shellcheck", *(EXAMPLE / name for name in told)).stdout.decode().splitlines(), "shellcheck finds nothing in them")

# A shop of it.

tap.fresh_store()
shop = tap.scratch / "shop"
for folder in ("bin", "in/orders", "in/tracking"):
    (shop / folder).mkdir(parents=True)
for name in told:
    shutil.copy(EXAMPLE / name, shop / "bin")
shutil.move(tap.store, shop / "store")
(shop / "bin/date").write_text('#!/bin/sh\nexec /bin/date --date="$COLPORTEUR_NOW" "$@"\n')
(shop / "bin/date").chmod(0o755)
(shop / "shop.map").write_text("target order\nreference <- Order\nfinancial_status <- 'paid'\nline.sku <- Article\nline.quantity <- Pieces\n")
variables, jobs = lines_of(text.replace("/srv/shop", str(shop)))
surroundings = os.environ | variables | {"PATH": f"{shop}/bin:{os.environ['PATH']}"}


def job(command, day, time):
    """What cron would mail of it, and its exit status."""
    surroundings["COLPORTEUR_NOW"] = "%sT%02d:%02d:00+01:00" % (day, *time)
    done = tap.run("sh", "-c", command, env=surroundings)
    return (done.stdout + done.stderr).decode(), done.returncode


def tool(*command):
    return tap.run(*command, env=surroundings).stdout


job('channel-set -q shopping feed=google country=BE; channel-set -q facebook feed=meta country=BE', FIRST, (0, 0))
mails, failed = {}, []
for offset in range(DAYS):
    today = FIRST + datetime.timedelta(days=offset)
    if offset % 7 == 1:
        (shop / f"in/orders/{today}.csv").write_text(f"Order,Article,Pieces\nD{offset},LIVRE-01,1\nE{offset},NOBODY,1\n")
    for time, command in sorted((due(fields, today), command) for fields, command in jobs if due(fields, today)):
        mail, status = job(command, today, time)
        name = command.split()[0]
        if status:
            failed.append(f"{today} {command}: {status}: {mail}")
        if mail:
            mails.setdefault(name, []).append((today, mail))

tap.nothing(failed, "every job ends with 0")
tap.equal(sorted(mails), ["morning", "take-in"], "who looks after orders and goods gets mail, and nobody else")
weeks = len(range(1, DAYS, 7))
taken = [order for order in tap.records(tool("order-list")) if order.get("reference", "").startswith("D")]
tap.equal(len(taken), min(weeks, 17), "each order was taken once, as long as there was stock")
tap.equal(sorted(path.name for path in (shop / "in/orders").iterdir()), ["done", "rejects"], "no file was left behind")
tap.equal(len(list((shop / "in/orders/done").iterdir())), weeks, "each is put away")
tap.equal(len(list((shop / "in/orders/rejects").iterdir())), weeks, "with what was refused")
morning = mails["morning"][-1][1]
tap.ok("Orders and parcels that are late:\n" in morning and "Refused, to be mended" in morning and "Stock that runs low:\n" in morning,
       "the morning's mail tells what needs a hand", morning)
tap.nothing([day for day, _ in mails["morning"] if day.isoweekday() == 7], "and none comes on Sundays")
closings = tap.records((shop / "outside/closings.jsonl").read_bytes())
days = [closing["id"] for closing in closings if re.fullmatch(r"\d{4}-\d\d-\d\d", closing["id"])]
tap.ok(len(days) == len(set(days)) and days[-1] == str(FIRST + datetime.timedelta(days=DAYS - 2)), "every day was closed once", days[-3:])
tap.ok("2026" in [closing["id"] for closing in closings], "and the year")
archives = sorted(path.name for path in (shop / "store/journal").iterdir() if path.name.endswith(".zst"))
tap.equal(archives[:2], ["2026-11.jsonl.zst", "2026-12.jsonl.zst"], "months are archived")
tap.equal(sorted(path.name for path in (shop / "copies").iterdir()), list("1234567"), "there is a copy for each day of the week")
for copy in sorted((shop / "copies").iterdir()):
    done = tap.run("store-verify", "--quiet", "--store", copy, env=surroundings)
    if not tap.ok(done.returncode == 0, f"copy {copy.name} is whole", done.stderr.decode()):
        break
feeds = {path.name for path in (shop / "feeds").iterdir()}
tap.ok({"shopping", "facebook"} <= feeds, "the feeds are written", sorted(feeds))
tap.ok(b"2027-01" in (shop / "figures/sales.csv").read_bytes(), "so are the figures")

# What fails leaves everything for the next time, and says so.

(shop / "in/orders/late.csv").write_text("Order,Article,Pieces\nX,COUT-20,1\n")
(shop / "shop.map").rename(shop / "away.map")
mail, status = job(jobs[0][1], today, (12, 0))
tap.ok(status != 0 and "shop.map" in mail and (shop / "in/orders/late.csv").exists(), "a file waits until its mapping is back", mail)
(shop / "away.map").rename(shop / "shop.map")
mail, status = job(jobs[0][1], today, (12, 5))
tap.ok(status == 0 and not mail and not (shop / "in/orders/late.csv").exists(), "and is taken then", mail)
journal = shop / "store/journal" / f"{today:%Y-%m}.jsonl"
journal.write_bytes(journal.read_bytes().replace(b"COUT-20", b"COUT-21", 1))
mail, status = job("night", today + datetime.timedelta(days=1), (0, 30))
tap.ok(status != 0 and "journal/" in mail, "a journal that was altered is told the same night", mail)

tap.end()
