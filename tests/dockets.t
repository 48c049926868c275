#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manifests and pick lists as HTML: what their pages say, codes that a barcode reader has, and a checker's verdict (tests/web_page.py)."""

import json
import os
import re
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from web_page import Page, judged

for program in ("pdftotext", "rsvg-convert", "zbarimg"):
    if not shutil.which(program):
        tap.skip_all(f"there is no {program}")

CARRIERS = [{"id": "poste", "name": "Poste & Fils", "account": "C-1 <2>", "services": [{"code": "home", "name": "À domicile"}],
             "numbers": [{"name": "t", "kind": "s10", "prefix": "RB", "country": "BE", "first": 12345670},
                         {"name": "s", "kind": "sscc", "extension": "3", "company_prefix": "4012345"}]}]
PEOPLE = [{"name": "Zoé <Müller> & Fille", "address": {"street": "Rue Haute 5", "postcode": "4000", "city": "Liège", "country": "BE"}},
          {"name": "ليلى حداد", "address": {"street": "شارع الحمرا 12", "city": "بيروت", "country": "LB"}},
          {"name": "Олена Шевченко", "address": {"street": "вул. Хрещатик 7", "postcode": "01001", "city": "Київ", "country": "UA"}}]


def lines(records):
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def words_of(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ").split()


def codes_in(page):
    """What a barcode reader has of each picture, which keeps its own name."""
    found = []
    for picture in re.findall(r"<svg .*?</svg>", page, re.S):
        matrix = '"code matrix"' in picture
        svg = re.sub(r'class="[^"]*"', f'xmlns="http://www.w3.org/2000/svg" width="{300 if matrix else 900}" height="{300 if matrix else 150}"', picture, count=1)
        (tap.scratch / "code.svg").write_text(svg)
        tap.run("rsvg-convert", "--background-color=white", "-o", "code.png", "code.svg")
        read = tap.run("zbarimg", "-q", "--raw", "code.png").stdout.decode().strip()
        found.append((re.search(r'aria-label="([^"]*)"', picture).group(1), read))
    return found


def judge(name, page, pdf, codes):
    look = Page(page)
    tap.nothing(look.wrong, f"{name}: HTML is balanced, complete and still")
    tap.ok(("html", {"lang": "fr"}) in look.seen, f"{name}: and names its language")
    told = words_of(look.text)
    feet = r"Page \d+ sur \d+"
    missing = [word for word in words_of(re.sub(feet, "", pdf)) if word not in told and not re.search("[\u0600-\u06ff]", word)]
    tap.nothing(sorted(set(missing)), f"{name}: it says what the pages say")
    tap.equal(codes_in(page), [(code, code) for code in codes], f"{name}: a barcode reader has its codes")


# Within attributes, a quotation mark must not end them.
POT = 'POT-11" onfocus='

tap.fresh_store()
tap.run("carrier-set", "-q", input=lines(CARRIERS))
tap.run("catalog-import", "-q", input=lines([{"sku": POT, "name": "Cocotte « Été » & <Fonte>", "price": "1039.90", "weight_g": 1850}]))
tap.run("stock-adjust", "-q", POT, "=100")
orders = [one["id"] for one in tap.records(tap.run("order-new", "-q", input=lines(
    {"reference": f"D-{i}", "financial_status": "paid", "customer": person, "lines": [{"sku": POT, "quantity": 1 + i}, {"sku": "POEL-24", "quantity": 1}]}
    for i, person in enumerate(PEOPLE))).stdout)]

wave = ["pick-list", "-q", "--key", "lundi soir", "main"]
answer = tap.records(tap.run(*wave).stdout)[0]
pages = {"pick list": tap.run(*wave, "--format", "html").stdout}
text = tap.run("pdftotext", "-layout", "-", "-", input=tap.run(*wave, "--format", "pdf").stdout).stdout.decode()
judge("pick list", pages["pick list"].decode(), text, ["lundi soir", *(order["order"] for order in answer["orders"])])
boxes = [values["aria-label"] for tag, values in Page(pages["pick list"].decode()).seen if tag == "input"]
tap.equal(boxes, [*(pick["sku"] for pick in answer["picks"]), *(order["order"] for order in answer["orders"])], "each row of the pick list can be ticked")

tap.run("label", "-q", "--carrier", "poste", "--service", "home", "--parcels", 2, *orders)
answer = tap.records(tap.run("manifest", "-q", "poste").stdout)[0]
pages["manifest"] = tap.run("manifest", "-q", "--format", "html", answer["id"]).stdout
text = tap.run("pdftotext", "-layout", "-", "-", input=tap.run("manifest", "-q", "--format", "pdf", answer["id"]).stdout).stdout.decode()
judge("manifest", pages["manifest"].decode(), text, [answer["id"]])
told = Page(pages["manifest"].decode()).text
tap.nothing([person["name"] for person in PEOPLE if told.count(person["name"]) != 2], "the names on the labels are on the manifest, as they are written")
tap.ok(tap.run("manifest", "-q", "--format", "html", answer["id"]).stdout == pages["manifest"], "the same manifest is the same bytes")

tap.run("store-init", "-q", "--set", "company.country=GB", "--set", "company.postcode=LS1 4DY", "--set", "company.city=Leeds")
tap.ok("Leeds</p>\n<p dir=\"auto\">LS1 4DY" in tap.run("manifest", "-q", "--format", "html", answer["id"]).stdout.decode(),
       "whose parcels they are is told as the post of the country wants it")
judged(pages, "manifests and pick lists are valid HTML, by another's verdict")
tap.end()
