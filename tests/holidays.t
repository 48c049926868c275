#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holidays, judged by others: what share/law/holidays.tsv gives is what the npm package date-holidays knows, in the folder
COLPORTEUR_HOLIDAY_JUDGE or BUILD/judge, but for what tests/holidays/decided says."""

import datetime
import fnmatch
import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, os.path.dirname(__file__))
import tap

BUILD = Path(os.environ["COLPORTEUR_BUILD"])
FOLDER = Path(os.environ.get("COLPORTEUR_HOLIDAY_JUDGE", BUILD / "judge"))
FIRST, LAST = "2024", "2028"
COUNTRIES = "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IT LT LU LV MT NL NO PL PT RO SE SI SK".split()
# Swiss cantons are left out: what their communes keep, and what is merely customary, others tell otherwise.
PARTS = {"DE": "BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH", "ES": "AN AR AS CB CL CM CN CT EX GA IB MC MD NC PV RI VC",
         "FR": "57 67 68", "GB": "ENG NIR SCT WLS"}
PLACES = COUNTRIES + [f"{country}-{part}" for country, parts in PARTS.items() for part in parts.split()]


def days_of(command):
    """{(place, day): name}, Sundays apart."""
    done = tap.run(*command, FIRST, LAST, *PLACES)
    days = {}
    for place, date, *name in (line.split("\t") for line in done.stdout.decode().splitlines() if "\t" in line):
        if datetime.date.fromisoformat(date).isoweekday() != 7:
            days.setdefault((place, date), (name or [date])[0])
    tap.ok(done.returncode == 0 and days, f"{Path(command[0]).name} tells its holidays", done.stderr.decode())
    return days


def decisions():
    lines = (tap.srcdir / "tests/holidays/decided").read_text().splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def fits(row, place, who, what):
    places, whose, patterns, _ = row
    return whose == who and fnmatch.fnmatchcase(place, places) and any(fnmatch.fnmatchcase(what, one) for one in patterns.split(","))


if not shutil.which("node") or not (FOLDER / "node_modules/date-holidays").is_dir():
    tap.skip_all(f"there is no date-holidays in {FOLDER}: npm install --prefix {FOLDER} date-holidays")
ours = days_of([BUILD / "tests/unit/calendar_test"])
theirs = days_of(["node", tap.srcdir / "tests/holidays/judge.js", FOLDER])
decided = decisions()
met, open_questions = set(), []
for key in sorted(ours.keys() ^ theirs.keys()):
    who = "ours" if key in ours else "theirs"
    rows = [number for number, row in enumerate(decided) if fits(row, key[0], who, ours.get(key) or theirs[key])]
    met.update(rows)
    if not rows:
        open_questions.append(f"{key[0]}\t{who}\t{key[1]}\t{theirs.get(key, '')}")
tap.nothing(open_questions, f"the holidays of {len(PLACES)} places are the same, or it is said why not")
tap.nothing([decided[number] for number in range(len(decided)) if number not in met], "and nothing is said of what is the same")
tap.end()
