#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of rates and territories beside those that others keep (../shared/data/fiscal): every rate of today, every dated change
that both have since 2011, and the format of postcodes. Where they differ, the source of a row says which is wrong and why."""

import csv
import datetime
import itertools
import json
import os
import re
import sys
from decimal import Decimal

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap

OTHERS = tap.srcdir / "../shared/data/fiscal"
IBERICODE = OTHERS / "ibericode-vat-rates/vat-rates.json"
KDELDYCKE = OTHERS / "kdeldycke-vat-rates/vat_rates.csv"
POSTAL = OTHERS / "postal/postal-patterns.tsv"
BEGIN = "2011-01-01"     # of what both have
THEIR_END = "2025-09-01"  # until when theirs were kept
LEVELS = {"standard": ("standard",), "reduced": ("reduced", "reduced2"), "super_reduced": ("super_reduced",), "parking": ("parking",)}
# How theirs call a country that ours calls otherwise; and countries' parts with a code, and postcodes, of their own.
CODES = {"UK": "GB", "EL": "GR"}
PARTS = {"DK": ("FO", "GL"), "FI": ("AX",), "FR": ("GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "TF", "WF", "PF", "NC"),
         "GB": ("JE", "GG", "IM", "GI"), "IT": ("SM", "VA"), "NO": ("SJ",), "XI": ("GB",)}


def table(name):
    with open(tap.srcdir / "share/law" / name, encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#")]


ours = table("vat-rates.tsv")
areas = {row[0] for row in ours}


def rates(area, day, levels):
    return {Decimal(rate) for row_area, level, rate, begin, end, _ in ours
            if row_area == area and level in levels and begin <= day and (end == "-" or day <= end)}


def is_justified(area, levels, who):
    """Some row of the area says what is wrong with what they have."""
    return any(row[0] == area and (row[1] in levels or row[1] == "special") and who in row[5] for row in ours)


def unjustified(who, area, day, levels, came, wanted):
    if came == wanted or is_justified(area, levels, who):
        return []
    return [f"{area} on {day}, {levels[0]}: {sorted(map(str, came))}, {who} has {sorted(map(str, wanted))}"]


def day_before(day):
    return str(datetime.date.fromisoformat(day) - datetime.timedelta(1))


def test_ibericode():
    compared, wrong = 0, []
    for country, periods in json.loads(IBERICODE.read_text(encoding="utf-8"))["items"].items():
        begins = sorted(period["effective_from"] for period in periods)
        for period in periods:
            later = [begin for begin in begins if begin > period["effective_from"]]
            for day in {max(period["effective_from"], BEGIN), day_before(later[0]) if later else THEIR_END}:
                if not BEGIN <= day or (period["effective_from"] < "0001" and day == BEGIN):
                    continue  # a period without a beginning says nothing of its first days
                for kind, levels in LEVELS.items():
                    theirs = {Decimal(str(rate)) for name, rate in period["rates"].items() if re.fullmatch(kind + "[0-9]?", name)}
                    wrong += unjustified("ibericode", country, day, levels, rates(country, day, levels), theirs)
                    compared += 1
    tap.nothing(wrong, f"{compared} rates of Member States are those of ibericode/vat-rates, or it is said why not")
    tap.ok(compared > 300, "and many were compared", f"only {compared}")


def test_kdeldycke():
    compared, wrong = 0, []
    with open(KDELDYCKE, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for code in row["territory_codes"].split("\n"):
            code = CODES.get(code.strip(), code.strip())
            end = day_before(row["stop_date"]) if row["stop_date"] else THEIR_END
            begin = max(row["start_date"], BEGIN)
            if row["rate_type"] != "standard" or code not in areas or end < begin:
                continue
            for day in {begin, end}:
                wrong += unjustified("kdeldycke", code, day, ("standard",), rates(code, day, ("standard",)),
                                     {Decimal(row["rate"]) * 100})
                compared += 1
    tap.nothing(wrong, f"{compared} standard rates are those of kdeldycke/vat-rates, or it is said why not")
    tap.ok(compared > 60, "and many were compared", f"only {compared}")


def test_justifications():
    """What is said of others' tables is about a difference that there is."""
    naming = {row[0] for row in ours if "ibericode" in row[5] or "kdeldycke" in row[5]}
    tap.equal(naming, {"EE", "GR", "LU", "PT-20", "PT-30"}, "others are contradicted where they differ, and nowhere else")


def candidates(country):
    """Postcodes as they are written: numbers of three to five digits; with letters, one of each district."""
    for digits in ("".join(some) for length in (3, 4, 5) for some in itertools.product("0123456789", repeat=length)):
        yield digits
    if country in ("GB", "XI"):
        for district in ("BT1", "BT94", "JE2", "GY1", "GY10", "IM1", "GX11", "SW1A", "M1", "GL50", "B1"):
            yield district + " 1AA"


def test_postcodes():
    with open(POSTAL, encoding="utf-8") as file:
        formats = {row["country"]: row["pattern"] for row in csv.DictReader(file, delimiter="\t")}
    for country, pattern, name, *_ in table("vat-territories.tsv"):
        if pattern == "*":
            continue
        theirs = [re.compile(formats[code]) for code in (country, *PARTS.get(country, ())) if code in formats]
        found = [one for one in candidates(country) if re.fullmatch(pattern, one.replace(" ", ""))]
        odd = [one for one in found if not any(form.fullmatch(one) or form.fullmatch(one + "-000") for form in theirs)]
        tap.ok(found and not odd, f"the postcodes of {name} are such as {country} has", f"found {len(found)}, odd: {odd[:9]}")


if not (IBERICODE.exists() and KDELDYCKE.exists() and POSTAL.exists()):
    tap.skip_all("others' tables are not here (../shared/data/fiscal)")
test_ibericode()
test_kdeldycke()
test_justifications()
test_postcodes()
tap.end()
