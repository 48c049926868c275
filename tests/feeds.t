#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Feeds of a catalogue made at random, judged by others: xmllint, Python's readers of XML, CSV and JSON, and what each channel
asks for. A feed that is taken back and told again is the same.

Amazon's is held against its schema too, where AMAZON_SCHEMA names the file listings-feed-schema-v2.json."""

import csv
import io
import json
import os
import re
import shutil
import sys
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402

G = "{http://base.google.com/ns/1.0}"
WORDS = ["Poêle", "noire", "24 cm", "d'acier", '"pro"', "a < b", "& cie", "=1+1", "1,5 l", "x:y", "100 %", "日本", "C:\\fonte", "🍳", "];"]
ITEMS = 400 if tap.TORTURE else 60


def words(random, most):
    return " ".join(random.choice(WORDS) for _ in range(random.randint(1, most)))


def gtin(random):
    digits = [5, 4] + [random.randint(0, 9) for _ in range(10)]
    return "".join(map(str, digits)) + str(-sum(digit * (3 if i % 2 else 1) for i, digit in enumerate(digits)) % 10)


def sometimes(random, record, **members):
    for name, value in members.items():
        if random.random() < 0.6:
            record[name] = value


def attributes(random):
    some = {"custom_label_0": words(random, 2), "product_highlight": words(random, 3) + "\n" + words(random, 3), "gender": "unisex",
            "Doublure": words(random, 3), "material": words(random, 1), "energy_efficiency_class": "A", "eprel": "123456"}
    return {name: value for name, value in some.items() if random.random() < 0.4}


def product(random, number):
    sku = f"R-{number}"
    cents = random.randint(200, 99999)
    record = {"sku": sku, "name": words(random, 40), "description": words(random, 30 if random.random() < 0.9 else 2000),
              "price": f"{cents // 100}.{cents % 100:02}", "brand": words(random, 2), "link": f"https://ourthe.example/{sku}?a=1&b=é",
              "image": f"https://ourthe.example/{sku}.jpg"}
    sometimes(random, record, gtin=gtin(random), weight_g=random.randint(1, 9999), length_mm=random.randint(10, 999),
              width_mm=random.randint(10, 999), height_mm=random.randint(10, 999), category="A > " + random.choice("BCD"),
              condition=random.choice(["new", "used", "refurbished"]), google_category="Home & Garden",
              media=[{"url": f"https://ourthe.example/{i},{sku}.jpg"} for i in range(random.randint(1, 12))],
              attributes=attributes(random), tags=["doux", "-promo"],
              sale={"price": f"{cents // 200}.00", "from": "2026-11-01T00:00:00Z", "until": f"2026-{random.choice([11, 12])}-02T00:00:00Z"})
    return record


def catalogue(random):
    for number in range(ITEMS):
        record = product(random, number)
        if random.random() < 0.7:
            yield record
            continue
        yield {**record, "axes": ["color", "size"], "gtin": None}
        for variant in range(random.randint(1, 4)):
            yield {"sku": f"{record['sku']}-{variant}", "parent": record["sku"], "name": record["name"][:300] + f", {variant}",
                   "gtin": gtin(random), "options": {"color": random.choice(["rouge", "x:y", "a,b"]), "size": str(variant)}}


def export(channel, *options, listed):
    done = tap.run("feed-export", channel, *options, input=listed)
    if done.returncode not in (0, 1):
        tap.ok(False, f"feed-export {channel}", done.stderr.decode())
    again = tap.run("feed-export", channel, *options, input=listed)
    tap.ok(done.stdout == again.stdout and done.stdout, f"{channel} {' '.join(options)}: the same catalogue gives the same bytes")
    return done.stdout


def right_gtin(digits):
    return -sum(int(digit) * (3 if i % 2 == 0 else 1) for i, digit in enumerate(reversed(digits[:-1]))) % 10 == int(digits[-1])


def google(feed):
    for item in ElementTree.fromstring(feed).iter("item"):
        sku = item.findtext(G + "id")
        if len(sku) > 50 or len(item.findtext("title")) > 150 or len(item.findtext("description")) > 5000:
            yield f"{sku}: too long"
        if not re.fullmatch(r"[0-9]+\.[0-9]{2} EUR", item.findtext(G + "price")):
            yield f"{sku}: {item.findtext(G + 'price')}"
        if item.findtext(G + "availability") not in ("in_stock", "out_of_stock", "preorder", "backorder"):
            yield f"{sku}: availability"
        if item.find(G + "gtin") is not None and not right_gtin(item.findtext(G + "gtin")):
            yield f"{sku}: GTIN"
        if len(item.findall(G + "additional_image_link")) > 10:
            yield f"{sku}: pictures"
        if any(re.search(r"[^!-~]", element.text) for element in item if element.tag.endswith("link")):
            yield f"{sku}: an address"


def meta(feed):
    for row in csv.DictReader(io.StringIO(feed)):
        if None in row or None in row.values():
            yield f"{row['id']}: cells"
        if len(row["id"]) > 100 or len(row["title"]) > 200 or len(row["description"]) > 9999:
            yield f"{row['id']}: too long"
        if row["availability"] not in ("in stock", "out of stock", "available for order", "preorder"):
            yield f"{row['id']}: availability"


def amazon(feed):
    document = json.loads(feed)
    numbers = [message["messageId"] for message in document["messages"]]
    if numbers != list(range(1, len(numbers) + 1)) or document["header"]["version"] != "2.0":
        yield "header and numbers"
    needed = {"UPDATE": {"productType", "attributes"}, "PARTIAL_UPDATE": {"productType", "attributes"},
              "PATCH": {"productType", "patches"}, "DELETE": set()}
    allowed = {"UPDATE": {"requirements"}}
    for message in document["messages"]:
        operation = message["operationType"]
        more = set(message) - {"messageId", "sku", "operationType"}
        if not needed[operation] <= more or not more <= needed[operation] | allowed.get(operation, set()):
            yield f"{message['sku']}: {sorted(more)}"
    yield from by_schema(document)


def by_schema(document):
    if "AMAZON_SCHEMA" not in os.environ:
        return
    from jsonschema import Draft7Validator

    with open(os.environ["AMAZON_SCHEMA"], encoding="utf-8") as file:
        yield from (error.message[:200] for error in Draft7Validator(json.load(file)).iter_errors(document))


def jsonld(feed):
    for line in feed.splitlines():
        thing = json.loads(line)
        if "<" in line or thing["@context"] != "https://schema.org/":
            yield line
        for one in thing.get("hasVariant", [thing]):
            if not re.fullmatch(r"[0-9]+\.[0-9]{2}", one["offers"]["price"]):
                yield one["sku"]


def mirakl(feed):
    rows = list(csv.reader(io.StringIO(feed), delimiter=";"))
    yield from (row for row in rows if len(row) != len(rows[0]))


def comes_back(channel, form, listed):
    """Into a shop that has nothing, and out again."""
    name = f"{channel}.{form}"
    feed = export(channel, "--format", form, listed=listed)
    with open(name, "wb") as file:
        file.write(feed)
    shutil.rmtree("other", ignore_errors=True)
    tap.run("store-init", "-s", "other", "--set", "company.name=Cuisine de l'Ourthe", "--set", "company.country=BE", "--set", "shop.currency=EUR",
            "--set", "shop.time_zone=Europe/Brussels", "--set", "shop.vat_rate=21", "--set", "company.website=https://ourthe.example")
    taken = tap.run("catalog-import", "-s", "other", "--from", channel, "--stock", name)
    tap.equal(taken.returncode, 0, f"{name} is taken back")
    order = [record["sku"] for record in tap.records(listed.decode())]
    came = {record["sku"]: json.dumps(record) for record in tap.records(tap.run("catalog-list", "-s", "other").stdout.decode())}
    relisted = "\n".join(came[sku] for sku in order if sku in came).encode()
    again = tap.run("feed-export", "-s", "other", channel, "--format", form, input=relisted).stdout
    different = [f"{a}\n{b}" for a, b in zip(feed.decode().splitlines(), again.decode().splitlines()) if a != b]
    tap.ok(feed == again, f"{name}: told again it is the same", different[:6])
    once_more = tap.run("catalog-import", "-s", "other", "--from", channel, "--stock", name).stderr.decode()
    tap.ok(", 0 written," in once_more, f"{name}: taken again it changes nothing", once_more)


random = tap.random_generator()
tap.fresh_store()
made = "\n".join(json.dumps(record) for record in catalogue(random)).encode()
imported = tap.run("catalog-import", "--quiet", input=made)
tap.equal((imported.returncode, imported.stderr), (0, b""), "the catalogue is taken")
skus = [json.loads(line)["sku"] for line in made.splitlines() if '"axes"' not in line.decode()]
tap.run("stock-adjust", "-q", *[word for sku in skus for word in (sku, f"={random.randint(0, 3)}")])
tap.run("channel-set", "amazon", "feed=amazon", "country=BE", "settings.seller_id=A1", "settings.marketplace_id=M1", "settings.product_type=PAN")
listed = b"".join(line + b"\n" for line in tap.run("catalog-list").stdout.splitlines() if b'"sku":"R-' in line)

rss = export("google", listed=listed).decode()
tap.nothing(list(google(rss)), "google: what the specification says of each element")
if shutil.which("xmllint"):
    tap.equal(tap.run("xmllint", "--noout", "-", input=rss.encode()).stderr, b"", "google: xmllint reads it")
tap.nothing(list(meta(export("meta", listed=listed).decode())), "meta: what the template says of each column")
for form in ("listing", "offer", "product", "stock", "patch", "delete"):
    tap.nothing(list(amazon(export("amazon", "--format", form, listed=listed))), f"amazon {form}: what the schema says of each message")
tap.nothing(list(jsonld(export("jsonld", listed=listed).decode())), "jsonld: each line is a product")
tap.nothing(list(mirakl(export("mirakl", listed=listed).decode())), "mirakl: all rows have all cells")
for channel, form in (("google", "rss"), ("google", "tsv"), ("meta", "csv"), ("meta", "tsv")):
    comes_back(channel, form, listed)
tap.end()
