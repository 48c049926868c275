#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every rule that invoice-check has finds what it should, and nothing else.

Each line of tests/einvoice/faults.jsonl is an invoice that edits make (tests/einvoice/documents.py) and all the rules that it
breaks, as the validation artefacts of EN 16931 (1.3.16) and Peppol (3.0.19) found them under an XSLT processor; rules that
had no answer there are "open". Some break none: they are as far off as a rule lets them be. tests/invoice-agreement.t asks them again."""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
sys.path.insert(0, str(tap.srcdir / "tests/einvoice"))
import documents  # noqa: E402

SETS = ["--set", "en16931", "--set", "peppol"]
# Which no document can break: a program cannot tell, or another rule holds the same.
SILENT = {"BR-CO-05", "BR-CO-06", "BR-CO-07", "BR-CO-08", "BR-DEC-13", "BR-DEC-15"}

faults = [json.loads(line) for line in (tap.srcdir / "tests/einvoice/faults.jsonl").read_text(encoding="utf-8").splitlines()]
names = []
for number, fault in enumerate(faults, 1):
    names.append(f"{number}.xml")
    with open(names[-1], "wb") as file:
        file.write(documents.make(fault["document"], fault["edits"]))

found = {name: set() for name in names}
answered = {}
for line in tap.run("invoice-check", *SETS, *names).stdout.decode().splitlines():
    record = json.loads(line)
    if record["type"] == "invoice_finding":
        found[record["file"]].add(record["rule"])
    else:
        answered[record["file"]] = record

for name, fault in zip(names, faults):
    wanted = set(fault["rules"])
    found[name] -= set(fault.get("open", ()))
    tap.ok(found[name] == wanted, f"{fault['document']} {json.dumps(fault['edits'])[:150]}",
           "finds too much: " + " ".join(sorted(found[name] - wanted)), "finds too little: " + " ".join(sorted(wanted - found[name])),
           json.dumps(answered[name]))

rules = [json.loads(line) for line in tap.run("invoice-check", "--rules").stdout.decode().splitlines()]
untried = {rule["id"] for rule in rules} - SILENT - set().union(*(fault["rules"] for fault in faults))
tap.ok(not untried, "every rule finds something in one of these", " ".join(sorted(untried)))

for document in "invoice", "credit-note":
    with open("whole.xml", "wb") as file:
        file.write(documents.make(document, []))
    came = tap.run("invoice-check", *SETS, "whole.xml")
    verdict = json.loads(came.stdout)
    tap.ok(came.returncode == 0 and verdict["valid"] and not verdict["warnings"], f"{document}: nothing to find", came.stdout.decode())
tap.end()
