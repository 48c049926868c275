#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What --fields leaves of a record: the members it may name are those of the schema of the type, neither more nor fewer, and
what comes is what anybody would take out of the whole record."""

import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402

LISTS = [
    ("order", ["order-list"]),
    ("order", ["order-list", "--with", "person"]),
    ("invoice", ["invoice-list"]),
    ("invoice", ["invoice-list", "--with", "person"]),
    ("product", ["catalog-list", "--with", "stock"]),
    ("product", ["catalog-list"]),
    ("stock", ["stock-list"]),
    ("channel", ["channel-list"]),
    ("customer", ["customer-list", "--with", "person"]),
    ("closing", ["closing-list"]),
    ("transaction", ["store-log"]),
    ("maker", ["maker-list"]),
    ("exchange_rate", ["exchange-list"]),
    ("tariff", ["tariff-list"]),
    ("late_order", ["order-late", "--with", "person"]),
    ("listing", ["listing-list"]),
    ("pickup_point", ["pickup-point-list", "--near", "50.5,5.2"]),
    ("grant", ["grant-list"]),
    ("gift_card", ["gift-card-list", "--codes"]),
    ("gift_card_month", ["gift-card-report"]),
    ("counter", ["counter-list", "--with", "slots"]),
    ("pickup", ["pickup-list", "--with", "person", "--codes"]),
    ("carrier", ["carrier-list", "--with", "numbers"]),
    ("parcel", ["parcel-list", "--with", "person"]),
]
TRIES = 25
ANY = "*"


def members_of_schema(schema, node):
    """The names within a value, each with what is within it: {}, nothing; {"*": {}}, anything."""
    while "$ref" in node:
        name = node["$ref"]
        node = schema
        for step in name.split("/")[1:]:
            node = node[step]
    if isinstance(node.get("items"), dict):
        return members_of_schema(schema, node["items"])
    found = {}
    for name, value in node.get("properties", {}).items():
        found[name] = members_of_schema(schema, value)
    anything = node.get("additionalProperties") not in (None, False) or "object" in node.get("type", []) and not found
    return {ANY: {}} if anything else found


def members_of_tool(tool, path=()):
    """The same, by asking for what is not there."""
    none = ["--until", "0"] if tool == "store-log" else ["--limit", "0"]
    came = tap.run(tool, *none, "--fields", ".".join(path + ("?",)))
    said = came.stderr.decode().splitlines()
    if came.returncode == 0:
        return {ANY: {}}
    if "there is nothing within" in said[0]:
        return {}
    names = re.search(r'there is no "\?".*, but (.*)$', said[0])
    if came.returncode != 2 or not names:
        return {f"(status {came.returncode}: {said})": {}}
    return {name: members_of_tool(tool, path + (name,)) for name in names.group(1).split(", ")}


def paths_in(members, before=()):
    for name, within in members.items():
        if name != ANY:
            yield before + (name,)
            yield from paths_in(within, before + (name,))


def wanted_of(paths):
    """The paths as a tree: what is None is whole."""
    tree = {}
    for path in paths:
        place = tree
        for name in path[:-1]:
            place = place.setdefault(name, {})
            if place.get(ANY):
                break
        else:
            place.setdefault(path[-1], {})[ANY] = True
    return tree


def project(value, tree):
    if tree.get(ANY):
        return value
    if isinstance(value, list):
        return [project(element, tree) for element in value]
    if isinstance(value, dict):
        return {name: project(value[name], within) for name, within in tree.items() if name in value}
    return value


def check_type(random, kind, command, members):
    whole = tap.run(*command)
    every = list(paths_in(members))
    wrong = []
    for _ in range(TRIES):
        paths = random.sample(every, random.randint(1, min(6, len(every))))
        tree = wanted_of(paths)
        wanted = [json.dumps(project(record, tree), ensure_ascii=False, separators=(",", ":"))
                  for record in tap.records(whole.stdout.decode())]
        fields = ",".join(".".join(path) for path in paths)
        came = tap.run(*command, "--fields", fields)
        if came.returncode != whole.returncode or came.stdout.decode().splitlines() != wanted:
            wrong += [f"--fields {fields}: status {came.returncode}", *came.stdout.decode().splitlines()[:2], *wanted[:2]]
    tap.ok(bool(whole.stdout), f"{' '.join(command)} lists something")
    tap.nothing(wrong, f"{' '.join(command)} --fields gives what the whole {kind} has")


random = tap.random_generator()
tap.fresh_store()
tap.run("store-close", "--now", "2027-01-02T12:00:00Z")
tap.run("channel-set", "shopping", "feed=google", "stock_buffer=1", "categories.Cuisson=Cookware", "settings.account=1")
tap.run("maker-set", input=b'{"id":"ardenne","name":"Forges","street":"Rue du Feu 1","country":"BE","email":"forge@ardenne.example"}')
tap.run("listing-set", input=b'{"channel":"google","sku":"POEL-24","state":"rejected","reasons":["no shipping","no picture"]}')
tap.run("tariff-import", "top-fourneau-zones.csv", "top-fourneau-services.csv", "top-fourneau-rates.csv")
tap.run("exchange-import", input=b'{"of":"EUR","currency":"USD","day":"2026-11-20","rate":"1.0512","source":"ECB"}')
tap.run("carrier-set", input=b'{"id":"post","name":"Poste","services":[{"code":"home","name":"A domicile"}],"countries":["BE"],"address":{"lines":5},"numbers":[{"name":"2026","kind":"s10","prefix":"RB","country":"BE"},{"name":"boxes","kind":"sscc","extension":"3","company_prefix":"4012345"}]}')
tap.run("counter-set", input=b'{"id":"main","country":"BE","hours":{"monday":["09:00-12:00"]},"capacity":2}')
tap.run("order-new", input=b'{"reference":"PU-1","customer":{"id":"C-77"},"lines":[{"sku":"POEL-24","quantity":1}],"pickup":{"counter":"main","slot":"2026-11-23T10:00"}}')
tap.run("catalog-import", input=b'{"sku":"PDF-1","name":"PDF","kind":"digital","price":"9.00"}')
tap.run("order-new", input=b'{"reference":"GR-1","financial_status":"paid","lines":[{"sku":"PDF-1","quantity":1}]}')
tap.run("grant", "7")
tap.run("gift-card-new", input=b'{"amount":"5.00","key":"G-1"}')
tap.run("pickup-point-import", input=b'{"network":"n","id":"1","name":"Un","country":"BE","latitude":"50.5","longitude":"5.25"}')
tap.run("label", "--carrier", "post", "--service", "home", "--cash", "9.90", "--format", "zpl", "4")
tap.run("manifest", "post")
seen = {}
for kind, command in LISTS:
    if kind not in seen:
        schema = json.loads((tap.srcdir / f"share/schemas/{kind}.schema.json").read_text())
        seen[kind] = members_of_schema(schema, schema)
        tap.equal(members_of_tool(command[0]), seen[kind], f"{command[0]} --fields knows the members of a {kind}")
    check_type(random, kind, command, seen[kind])
tap.end()
