#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual pages against what they tell of: the codes of refusals against the sources, the settings and the variables
of the environment likewise, members of records against the schemas, exit statuses and the options that many tools have
against what these tools have, and the pages against each other. (every-command.t compares the options of each page with
the tool's, man-examples.t runs the examples.) First the judges are tried on what is wrong."""

import json
import os
import re
import shutil
import sys
from pathlib import Path

sys.path.insert(0, os.path.dirname(__file__))
import tap

PAGES = {f"{path.stem}({path.suffix[1:]})": path.read_text() for path in sorted((tap.srcdir / "man").glob("*.[157]"))}
TOOLS = sorted(path.stem for path in (tap.srcdir / "cmd").glob("*.c"))


def without_comments(source):
    return re.sub(r"/\*.*?\*/", " ", source, flags=re.S)


SOURCES = {path.relative_to(tap.srcdir): without_comments(path.read_text())
           for folder in ("lib/*", "cmd", "libexec") for path in sorted(tap.srcdir.glob(folder + "/*.[ch]"))}


def sections(page):
    """By name, what stands under each .Sh and each .Ss, this included in that."""
    found = {}
    for kind, ends in (("Sh", "Sh"), ("Ss", "S[hs]")):
        for match in re.finditer(rf"^\.{kind} (.*)\n((?:(?!\.{ends} ).*\n?)*)", page, re.M):
            found[match[1]] = match[2]
    return found


def names(text, macro="Ic"):
    """What stands in a macro, wherever on a line: "Ic a , b" is two."""
    found = []
    for arguments in re.findall(rf"^\.(?:[A-Z][a-z] )*{macro} (.*)$", text, re.M):
        for part in re.split(rf"(?<!Pq) {macro} ", arguments):
            found += re.findall(r"[A-Za-z][\w.-]*", re.split(r" (?:Pq|No|Ns|Ar|Xr)\b", part)[0])
    return found


# Codes of refusals.


def arguments_of(source, at):
    """Those of a call whose parenthesis opens at `at`."""
    found, depth, word, index = [], 0, "", at
    while index < len(source):
        letter = source[index]
        if letter in "\"'":
            end = re.compile(r"%s(?:\\.|[^\\])*?%s" % (letter, letter), re.S).match(source, index).end()
            word += source[index:end]
            index = end
            continue
        depth += (letter in "([{") - (letter in ")]}")
        if depth == 0:
            return found + [word]
        if letter == "," and depth == 1:
            found.append(word)
            word = ""
        elif index > at:
            word += letter
        index += 1
    return found


def codes_in(source):
    """The codes of its faults that name a record: FAULT_REFUSED and FAULT_CONFLICT."""
    found = set()
    for call in re.finditer(r"\bfault_set\(", source):
        arguments = arguments_of(source, call.end() - 1)
        if re.search("FAULT_(REFUSED|CONFLICT)", arguments[1]):
            found |= set(re.findall(r'"(\w+)"', arguments[2]))
    return found


def codes_listed(page):
    told = sections(page)["Codes"]
    return [code for line in re.findall(r"^\.It (Ic .*)$", told, re.M) for code in names("." + line)]


def twice(words):
    return sorted({word for word in words if words.count(word) > 1})


tap.equal(codes_in('fault_set(fault, FAULT_REFUSED, sold ? "a_b" : "c", "x", "y, %s", f(1, 2)); fault_set(f, FAULT_USAGE, "d", 0)'),
          {"a_b", "c"}, "codes are found in calls")
tap.equal(codes_listed(".Sh REJECT\n.Ic no\n.Ss Codes\n.It Ic a , b_c\nText.\n.Ic no\n.Sh NEXT\n.It Ic no\n"), ["a", "b_c"],
          "and in the page's list")

RECORDS = PAGES["colporteur-records(5)"]
listed = codes_listed(RECORDS)
# What works on the store as a whole and not on records makes no rejects.
used = set().union(*(codes_in(source) for path, source in SOURCES.items() if path.parts[1] != "store" and path.stem != "store-archive"))
literals = set(re.findall(r'"(\w+)"', "".join(SOURCES.values())))
tap.nothing(sorted(used - set(listed)), "colporteur-records(5) lists every code with which a record is refused")
tap.nothing(sorted(set(listed) - literals), "and none that there is not")

problems = names(sections(RECORDS)["PROBLEM"], "Ql")
tap.nothing(sorted(set(problems) - set(names(sections(PAGES["store-verify(1)"])["Problems"]))),
            "store-verify(1) tells of every code of a problem")
tap.nothing(sorted(set(problems) - literals), "and colporteur-records(5) names none that there is not")

# Settings and surroundings.

settings = re.search(r"setting_row \{.*?\n\};", SOURCES[Path("lib/shop/settings.c")], re.S)[0]
rows = re.findall(r'^ *\{"([\w.]+)", \w+, \w+, (NULL|"[^"]*"),', settings, re.M)
SETTINGS = PAGES["colporteur-settings(5)"]
told = [name for line in re.findall(r"^\.It (Ic .*)$", SETTINGS, re.M) for name in names("." + line)]
tap.ok(len(rows) > 40, "the settings are found in their table")
tap.equal(sorted(told), sorted(name for name, _ in rows), "colporteur-settings(5) has the settings that there are")


def default_of(name):
    item = re.search(rf"^\.It Ic .*(?<![\w.]){re.escape(name)}(?![\w.]).*\n((?:(?!\.(?:It|El)).*\n)*)", SETTINGS, re.M)[1]
    return re.sub(r"^\.\w\w |\n", " ", item, flags=re.M)


tap.nothing([f"{name}: the default is {standard}" for name, standard in rows
             if standard not in ("NULL", '""') and not re.search(rf"\b{re.escape(standard.strip(chr(34)))}\b", default_of(name))],
            "and tells their defaults")
variables = set(re.findall(r'getenv\("(\w+)"', "".join(SOURCES.values())))
told = set(names("".join(re.findall(r"^\.(?:It )?Ev .*\n", PAGES["colporteur(7)"], re.M)), "Ev"))
tap.equal(sorted(variables), sorted(told & variables), "colporteur(7) tells of every variable of the environment that is read")
tap.nothing(sorted(name for name in told - variables if name.startswith("COLPORTEUR_")), "and of no other of ours")

# Members of records.


def members(schema):
    """All that may stand in a record, at any depth."""
    found = set()
    if isinstance(schema, dict):
        found |= set(schema.get("properties", {}))
        for value in schema.values():
            found |= members(value)
        found.discard("type")
    elif isinstance(schema, list):
        for value in schema:
            found |= members(value)
    return found


def told_members(record, page):
    """The members that a record's section tells of, and those sections to which it sends by .Sx."""
    parts = sections(page)
    ahead = [record.upper()]
    told, seen = set(), set()
    while ahead:
        head = ahead.pop()
        seen.add(head)
        part = parts.get(head, "")
        ahead += [other for other in names(part, "Sx") if other in parts and other not in seen]
        told |= set(names(part))
    return told


tap.equal(sorted(told_members("a", ".Sh A\n.It Ic w Pq text\nx as in\n.Sx B .\n.Sh B\n.Ic y , z\n.Sh C\n.It Ic no\n")), ["w", "y", "z"],
          "sections lead to others")
SCHEMAS = {path.name.split(".")[0]: members(json.loads(path.read_text()))
           for path in sorted((tap.srcdir / "share/schemas").glob("*.schema.json"))}
wrong = []
for record, may in SCHEMAS.items():
    if record == "transaction":
        told = set(names(sections(PAGES["colporteur-store(5)"])["The journal"]))
    else:
        told = told_members(record, RECORDS)
    wrong += [f"{record}: {member}" for member in sorted(may - told)]
tap.nothing(wrong, "every member that a schema allows is told of with its record")
# What a product may bring with it that is not kept so.
BROUGHT = {"stock", "parent_id", "price_over_parent", "weight_g_over_parent", "axes_of_parent", "possible_axes"}
wrong = []
for record, may in SCHEMAS.items():
    own = sections(RECORDS).get(record.upper(), "").split("\n.Ss ")[0]
    described = {name for line in re.findall(r"^\.It (Ic .*)$", own, re.M) for name in names("." + line)}
    wrong += [f"{record}: {member}" for member in sorted(described - may - BROUGHT)]
tap.nothing(wrong, "and no other is described there")

# Tools.


def items(text):
    """Of a list, what stands under each .It."""
    return {match[1]: match[2].strip() for match in re.finditer(r"^\.It (.*)\n((?:(?!\.(?:It|El)\b).*\n)*)", text, re.M)}


def options_of(page):
    return {re.search(r"Fl Fl ([\w-]+)", head)[1]: text for head, text in items(sections(page)["OPTIONS"]).items()}


options = {tool: options_of(PAGES[tool + "(1)"]) for tool in TOOLS}
statuses = {tool: items(sections(PAGES[tool + "(1)"])["EXIT STATUS"]) for tool in TOOLS}
NEVER_BUSY = {"store-verify"}  # it makes an index of its own then
wrong = []
for tool in TOOLS:
    wanted = ["0", "1", "2", "3"] + ["75"] * ("wait" in options[tool] and tool not in NEVER_BUSY)
    came = list(statuses[tool])
    if not {"0", "2", "3"} <= set(came) or came != [status for status in wanted if status in came] or \
            ("75" in wanted) != ("75" in came) or ("rejects" in options[tool] and "1" not in came):
        wrong.append(f"{tool}: {' '.join(came)}")
tap.nothing(wrong, "EXIT STATUS has 0, 2 and 3, 75 where a tool may wait, 1 where it may refuse")

# Of options that many have, these pages are the pattern: who writes to the store says the one, who lists records the other.
PATTERNS = {"dry-run": "share/template/command.1", "fields": "man/order-list.1"}
# What is particular.
OTHERWISE = {
    "batch": {"vat-check"},
    "dry-run": {"feed-export", "price-set", "store-archive", "store-upgrade", "vat-check"},
    "fields": {"store-log"},
    "limit": {"pick-list"},
    "now": {"store-archive", "store-close"},
    "quiet": {"store-archive", "store-close", "store-init", "store-upgrade", "vat-check"},
    "rejects": {"catalog-lint"},
    "wait": {"feed-export", "store-archive", "store-verify"},
}
wrong = []
for mark, pattern in PATTERNS.items():
    wanted = options_of((tap.srcdir / pattern).read_text())
    for name in ("atomic", "batch", "dry-run", "fields", "help", "limit", "now", "quiet", "rejects", "store", "version", "wait"):
        if name in wanted:
            # Examples of members are each page's own, and a page may go on where the pattern ends.
            begin = wanted[name].split("\n")[0] if name == "fields" else wanted[name].rstrip(".")
            wrong += [f"{tool} --{name}" for tool in TOOLS if mark in options[tool] and name in options[tool] and
                      tool not in OTHERWISE.get(name, ()) and not options[tool][name].startswith(begin)]
tap.nothing(wrong, "an option that many tools have is told in the same words")
wrong = [f"{name} {tool}" for name, tools in OTHERWISE.items() for tool in tools if name not in options[tool]]
tap.nothing(wrong, "and who does otherwise has it")

# The pages together.

if shutil.which("mandoc"):
    told = tap.run("mandoc", "-T", "lint", "-W", "warning", *sorted((tap.srcdir / "man").glob("*.[57]")))
    tap.nothing(told.stdout.decode().splitlines(), "mandoc finds nothing in the pages of formats and of the whole")
else:
    tap.skip("mandoc finds nothing in the pages of formats and of the whole", "mandoc is not installed")

def references(text):
    return [f"{name}({number})" for name, number in re.findall(r"\bXr ([\w.-]+) (\d)", text)]


BESIDE = {"awk(1)", "chmod(1)", "chown(1)", "cp(1)", "crontab(1)", "cron(8)", "curl(1)", "diff(1)", "fcntl(2)", "fdatasync(2)", "flock(2)", "grep(1)", "iconv(1)",
          "jq(1)", "mmap(2)", "paste(1)", "pcre2pattern(3)", "rsync(1)", "sed(1)", "setfacl(1)", "sha256sum(1)", "sort(1)", "split(1)", "tail(1)", "zstd(1)"}
wrong = [f"{name}: {other}" for name, page in PAGES.items() for other in references(page) if other not in PAGES and other not in BESIDE]
tap.nothing(wrong, "pages refer to pages that there are")
see = {name: references(sections(page)["SEE ALSO"]) for name, page in PAGES.items()}
wrong = [name for name, others in see.items() if others != sorted(set(others), key=lambda other: (other[-2], other[:-3]))]
tap.nothing(wrong, "SEE ALSO goes by sections and names")
wrong = [f"{other}: SEE ALSO lacks {name}" for name, others in see.items() if name.endswith("(1)")
         for other in others if other.endswith("(1)") and other in PAGES and name not in see[other]]
tap.nothing(wrong, "of two tools each page sends to the other, or none")
wrong = [name for name in PAGES if name != "colporteur(7)" and name not in references(PAGES["colporteur(7)"])]
tap.nothing(wrong, "colporteur(7) leads to every page")
told = dict(re.findall(r"^\.It Xr (\S+) 1\n(.*)$", sections(PAGES["colporteur(7)"])["The tools"], re.M))
wrong = [tool for tool in TOOLS if told.get(tool) != re.search(r"^\.Nd (.*)$", PAGES[tool + "(1)"], re.M)[1]]
tap.nothing(wrong, "and tells what each tool is for in the words of its page")
readme = (tap.srcdir / "README").read_text()
wrong = [name for name in PAGES if not re.search(rf"(?<![\w-]){re.escape(name[:-3])}(?![\w-])", readme)]
tap.nothing(wrong, "README names every page")

# What apropos(1) is asked for, in the trade's words, and what it should find.
ASKED = {
    "archive": "store-archive", "audit|check that": "store-verify", "average basket": "kpi", "carrier": "carrier-set",
    "cancel": "order-cancel", "catalogue": "catalog-import", "closing|close days": "store-close", "coupon": "promotion-set",
    "credit note": "credit-note", "currenc": "exchange-import", "delivery note": "delivery-note", "digital": "grant",
    "download": "grant-download", "electronic invoice": "invoice-check", "feed": "feed-export", "GDPR": "customer-export",
    "invoice": "invoice", "label": "label", "licence key": "grant-pool-import", "manifest": "manifest", "OSS": "vat-report",
    "parcel": "parcel-list", "payment": "payment", "Peppol": "invoice-check", "pick list": "pick-list", "price list": "price-import",
    "pro forma": "proforma-list", "refund": "refund", "restock": "return-receive", "returns": "return-new", "shipped": "order-ship",
    "shipping": "ship-quote", "stock": "stock-list", "tracking": "track-import", "transfer": "stock-transfer", "VAT": "vat-report",
    "VIES": "vat-check", "warehouse": "location-set", "withdrawal": "withdrawal", "click and collect": "pickup-ready",
}
said = {name[:-3]: re.search(r"^\.Nd (.*)$", page, re.M)[1] for name, page in PAGES.items()}
wrong = [f"{word}: {page} says {said[page]}" for word, page in ASKED.items() if not re.search(word, said[page], re.I)]
tap.nothing(wrong, "the line by which apropos finds a page has the trade's word")

tap.end()
