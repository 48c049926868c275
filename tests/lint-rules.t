#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each rule that catalog-lint comes with is satisfied where it should be, and finds what it should.

tests/lint/FILE.jsonl has, for the rules of share/lint/FILE.rules, lines like

    {"rule":"gtin-digits","good":[{},{"gtin":"96385074"}],"bad":[{"gtin":"5412345678909"}]}

A sheet is that of PRODUCT below with the members of "base" over it (null takes one away), then those of a "good" or a "bad"
one; without "good" it is {}. "with" are other sheets that stand beside it, "options" the command's. "bad_store" is another
shop, where the bad ones are judged. A text "@300" stands for 300 characters, a list "@300" of pictures for so many."""

import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402

PRODUCT = {
    "type": "product", "sku": "X-24", "name": "Poêle en fonte 24 cm",
    "description": "Poêle en fonte brute de 24 cm, coulée d'une pièce. Elle va sur tous les feux, l'induction comprise, et au four.",
    "brand": "Ardenne", "category": "Cuisson > Poêles", "price": "39.90", "vat_rate": "21", "unit": "C62",
    "gtin": "5412345678908", "mpn": "A-24", "weight_g": 1850, "image": "https://ourthe.example/a.jpg",
    "media": [{"url": f"https://ourthe.example/{name}.jpg", "alt": "Poêle noire, vue " + view, "width": 1200, "height": 1200}
              for name, view in (("a", "de face"), ("b", "de dos"), ("c", "d'en haut"))],
    "link": "https://ourthe.example/poel-24", "manufacturer": "ardenne", "available": 5,
}
SETTINGS = ["company.street=Rue du Pont 12", "company.city=Huy", "company.phone=+32 85 00 00 00",
            "company.email=bonjour@ourthe.example", "shop.vat_rate=21"]
MAKERS = [
    {"id": "ardenne", "name": "Forges", "street": "Rue du Feu 1", "city": "Libramont", "country": "BE", "email": "a@ardenne.example"},
    {"id": "agent", "name": "Agent", "street": "Damstraat 1", "city": "Gent", "country": "BE", "website": "https://agent.example"},
    {"id": "kobo", "name": "Kobo", "street": "1-2-3 Sakai", "city": "Osaka", "country": "JP", "email": "a@kobo.example"},
    {"id": "site", "name": "Site", "website": "https://site.example"},
    {"id": "bare", "name": "Bare"},
]
PRODUCTS = [
    {"sku": "PARENT", "name": "Pull", "axes": ["Couleur", "Taille"], "vat_rate": "21", "status": "draft"},
    {"sku": "PLAIN", "name": "Louche", "price": "9.00", "vat_rate": "21"},
    {"sku": "PARENT-R-S", "name": "Pull", "parent": "PARENT", "price": "60.00", "vat_rate": "21",
     "options": {"Couleur": "rouge", "Taille": "S"}},
]
# What three products cost before they were reduced on 10 November: one more, one less, one nothing.
HISTORY = [
    ("2026-10-01", {"sku": "SALE-10", "name": "Bol", "price": "50.00", "vat_rate": "21"}),
    ("2026-10-01", {"sku": "SALE-0", "name": "Bol", "price": "40.00", "vat_rate": "21"}),
    ("2026-11-01", {"sku": "SALE-0", "price": "60.00"}),
    ("2026-11-10", {"sku": "SALE-10", "sale": {"price": "45.00"}}),
    ("2026-11-10", {"sku": "SALE-0", "sale": {"price": "45.00"}}),
    ("2026-11-10", {"sku": "SALE-NEW", "name": "Bol", "price": "50.00", "vat_rate": "21", "sale": {"price": "45.00"}}),
]
CATEGORY = "categories.Cuisson=Cookware"


def written(value):
    if isinstance(value, str) and "@" in value and value.rsplit("@", 1)[1].isdigit():
        start, count = value.rsplit("@", 1)
        return start + "é" * int(count)
    if isinstance(value, dict):
        return {key: written(inner) for key, inner in value.items()}
    return [written(inner) for inner in value] if isinstance(value, list) else value


def sheet(*patches):
    record = dict(PRODUCT)
    for patch in patches:
        for name, value in patch.items():
            if name == "media" and isinstance(value, str):
                value = [{"url": f"https://a.example/{i}"} for i in range(int(value[1:]))]
            record[name] = written(value)
    return {name: value for name, value in record.items() if value is not None}


def lines(records):
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def make_shop(name, settings):
    os.environ["COLPORTEUR_STORE"] = str(tap.scratch / name)
    needed = ["company.name=Ourthe", "company.country=BE", "shop.currency=EUR", "shop.language=fr", *settings]
    made = tap.run("store-init", "--quiet", "--now", "2026-10-01T08:00:00Z", *(word for one in needed for word in ("--set", one)))
    tap.ok(made.returncode == 0, f"store-init for the {name} shop", made.stderr.decode())
    for day, record in HISTORY:
        tap.run("catalog-import", "--quiet", "--now", f"{day}T09:00:00Z", input=lines([record]))
    for command, records in (("maker-set", MAKERS), ("catalog-import", PRODUCTS)):
        made = tap.run(command, "--quiet", input=lines(records))
        tap.ok(made.returncode == 0, f"{command} for the {name} shop", made.stderr.decode())
    tap.run("stock-adjust", "PLAIN", "=3")
    for channel in ("amazon", "google", "mirakl"):
        made = tap.run("channel-set", "--quiet", channel, CATEGORY)
        tap.ok(made.returncode == 0, f"channel-set {channel} for the {name} shop", made.stderr.decode())


def lint(shop, options, rule, records):
    os.environ["COLPORTEUR_STORE"] = str(tap.scratch / shop)
    came = tap.run("catalog-lint", "--quiet", "--score", "--rule", rule, *options, "-", input=lines(records))
    said = came.stderr.decode()
    if came.returncode > 1 or not came.stdout and came.returncode:
        return [], [], f"status {came.returncode}: {said}"
    told = tap.records(came.stdout.decode())
    return [one for one in told if one["type"] == "finding"], [one for one in told if one["type"] == "score"], ""


def judge(vector, rule, options):
    """What is wrong with what came."""
    alone = "unique" in " ".join(rule["require"]) or all(path.startswith(("shop.", "company.")) for path in rule["require"])
    beside = [sheet(other) for other in vector.get("with", [])]
    for kind in ("good", "bad"):
        for patch in vector.get(kind, [{}]):
            record = sheet(vector.get("base", {}), patch)
            shop = vector.get("bad_store", "whole") if kind == "bad" else "whole"
            findings, scores, fault = lint(shop, options, rule["id"], [record, *beside])
            mine = [one for one in findings if one.get("sku", record["sku"]) == record["sku"]]
            applied = alone or any("looks" in one or "information" in one or "function" in one
                                   for one in scores if one["sku"] == record["sku"])
            if fault:
                yield f"{kind} {patch}: {fault}"
            elif kind == "good" and (mine or not applied):
                yield f"{patch}: {mine or 'the rule is not for this one'}"
            elif kind == "bad" and not mine:
                yield f"{patch} is not found"
            elif kind == "bad" and any((one["rule"], one["severity"]) != (rule["id"], rule["severity"]) for one in mine):
                yield f"{patch}: {mine}"


make_shop("whole", SETTINGS)
make_shop("bare", ["shop.prices_include_tax=false"])
folder = tap.srcdir / "share/lint"
seen = set()
for file in sorted(folder.glob("*.rules")):
    name = file.stem
    options = [] if name in ("shop", "law") else ["--channel", name]
    told = tap.run("catalog-lint", "--explain", *options)
    rules = {one["id"]: one for one in tap.records(told.stdout.decode())}
    mine = [rule for rule in rules.values() if rule.get("channels", []) == ([name] if options else [])]
    vectors = {}
    path = tap.srcdir / f"tests/lint/{name}.jsonl"
    for line in path.read_text().splitlines() if path.exists() else []:
        vector = json.loads(line)
        vectors[vector["rule"]] = vector
    for rule in mine:
        if rule["id"] in seen:
            continue
        vector = vectors.pop(rule["id"], None)
        if not vector and not options:
            continue  # the other general file's
        seen.add(rule["id"])
        if not tap.ok(bool(vector and vector.get("bad")), f"{rule['id']} has vectors"):
            continue
        tap.nothing(list(judge(vector, rule, options + vector.get("options", []))), f"{rule['id']} tells good from bad")
        tap.ok(rule.get("source"), f"{rule['id']} tells its source")
    tap.nothing(sorted(vectors), f"all vectors of {name} are of rules that there are")

# GTINs whose verdicts somebody else gave: kind, number, 1 if it is right.
given = tap.srcdir / "../shared/data/fiscal/vectors-stdnum.tsv"
rows = [row.split("\t") for row in given.read_text().splitlines()] if given.exists() else []
numbers = [(row[1], row[2] == "1") for row in rows if row[0] == "ean"]
if numbers:
    wrong, _, fault = lint("whole", [], "gtin-digits", [sheet({"sku": gtin, "gtin": gtin}) for gtin, _ in numbers])
    found = {one["sku"] for one in wrong}
    tap.nothing([gtin for gtin, right in numbers if right == (gtin in found)] + [fault][:bool(fault)], "GTINs are judged as by others")
else:
    tap.skip("GTINs are judged as by others", "../shared/data/fiscal is not here")
everything = tap.run("catalog-lint", "--explain").stdout.decode()
tap.nothing([one["id"] for one in tap.records(everything) if one["id"] not in seen], "every general rule has vectors")
tap.end()
