# SPDX-License-Identifier: GPL-3.0-or-later
"""The official rules for electronic invoices, run as they are over many documents.

They are Schematron with XSLT functions. `Judge(folder)` makes of each rule set a stylesheet that says which assertions it came to and
which failed, and lets Saxon run it: the npm packages saxon-js and xslt3, in FOLDER/node_modules. Rule sets are made ready once, and
all documents go through one process.

    judge = Judge(folder)
    judge.add("peppol", path_of_sch)
    for file, verdicts in judge.verdicts({"peppol": files}).items():
        verdicts["peppol"].fired, verdicts["peppol"].failed      # ids of rules; (flag, id, text) of those that failed
"""

import dataclasses
import hashlib
import json
import os
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

SCHEMATRON = "{http://purl.oclc.org/dsdl/schematron}"
XSL = "{http://www.w3.org/1999/XSL/Transform}"


@dataclasses.dataclass
class Verdict:
    fired: set
    failed: list

    def fatal(self):
        return [(rule, text) for flag, rule, text in self.failed if flag == "fatal"]


def _let(element, parent):
    ElementTree.SubElement(parent, XSL + "variable", {"name": element.get("name"), "select": element.get("value")})


def _assertion(element, template):
    """A line "fired RULE", and "failed RULE FLAG TEXT" where it does not hold."""
    name = element.get("id")
    holds = element.get("test")
    ElementTree.SubElement(template, XSL + "text").text = f"fired\t{name}\n"
    test = f"not({holds})" if element.tag == SCHEMATRON + "assert" else holds
    unless = ElementTree.SubElement(template, XSL + "if", {"test": test})
    words = " ".join("".join(element.itertext()).split())
    ElementTree.SubElement(unless, XSL + "text").text = f"failed\t{name}\t{element.get('flag', 'fatal')}\t{words}\n"


def _pattern(pattern, mode, sheet, start):
    """Of the rules of a pattern, the first whose context a node matches counts: so does the template of the highest priority."""
    for let in pattern.findall(SCHEMATRON + "let"):
        _let(let, sheet)
    ElementTree.SubElement(start, XSL + "apply-templates", {"select": "/", "mode": mode})
    ElementTree.SubElement(sheet, XSL + "mode", {"name": mode, "on-no-match": "shallow-skip"})
    rules = pattern.findall(SCHEMATRON + "rule")
    for number, rule in enumerate(rules):
        attributes = {"match": rule.get("context"), "mode": mode, "priority": str(len(rules) - number)}
        template = ElementTree.SubElement(sheet, XSL + "template", attributes)
        for child in rule:
            if child.tag == SCHEMATRON + "let":
                _let(child, template)
            elif child.tag in (SCHEMATRON + "assert", SCHEMATRON + "report"):
                _assertion(child, template)
        ElementTree.SubElement(template, XSL + "apply-templates", {"select": "@*|node()", "mode": mode})


def stylesheet(schematron):
    """The text of a stylesheet that does what the rules of a .sch file say."""
    rules = ElementTree.parse(schematron).getroot()
    prefixes = {"xs": "http://www.w3.org/2001/XMLSchema", "xsl": XSL[1:-1]}
    prefixes.update((ns.get("prefix"), ns.get("uri")) for ns in rules.findall(SCHEMATRON + "ns"))
    for prefix, uri in prefixes.items():
        ElementTree.register_namespace(prefix, uri)
    sheet = ElementTree.Element(XSL + "stylesheet", {"version": "3.0"})
    ElementTree.SubElement(sheet, XSL + "output", {"method": "text"})
    start = ElementTree.SubElement(sheet, XSL + "template", {"match": "/"})
    for number, element in enumerate(rules):
        if element.tag == SCHEMATRON + "let":
            _let(element, sheet)
        elif element.tag == XSL + "function":
            sheet.append(element)
        elif element.tag == SCHEMATRON + "pattern":
            _pattern(element, f"pattern-{number}", sheet, start)
    text = ElementTree.tostring(sheet, encoding="unicode")
    head = text.split(">", 1)[0]
    missing = [f'xmlns:{prefix}="{uri}"' for prefix, uri in prefixes.items() if f"xmlns:{prefix}=" not in head]
    return text.replace("<xsl:stylesheet ", f"<xsl:stylesheet {' '.join(missing)} ", 1)


RUNNER = r"""
const saxon = require("saxon-js"), fs = require("fs");
const work = JSON.parse(fs.readFileSync(0, "utf8"));
for (const [set, {rules, files}] of Object.entries(work)) {
    const sheet = JSON.parse(fs.readFileSync(rules, "utf8"));
    for (const file of files) {
        const done = saxon.transform({stylesheetInternal: sheet, sourceText: fs.readFileSync(file, "utf8"), destination: "serialized"});
        process.stdout.write(JSON.stringify([set, file, done.principalResult]) + "\n");
    }
}
"""


class Judge:
    """`folder` has node_modules; what is made ready stays in its folder "rules"."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.sets = {}

    @staticmethod
    def missing(folder):
        """What is not there, in words, or None."""
        for package in ("saxon-js", "xslt3"):
            if not (Path(folder) / "node_modules" / package).is_dir():
                return f"the npm package {package} is not in {folder}"
        return None

    def add(self, name, schematron):
        text = stylesheet(schematron)
        made = self.folder / "rules" / f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
        ready = made.with_suffix(".sef.json")
        if not ready.exists():
            made.parent.mkdir(exist_ok=True)
            source = made.with_suffix(".xsl")
            source.write_text(text)
            new = made.with_suffix(f".{os.getpid()}")
            subprocess.run(["node", self.folder / "node_modules/xslt3/xslt3.js", f"-xsl:{source}", f"-export:{new}", "-nogo"], check=True)
            new.rename(ready)
        self.sets[name] = ready

    def verdicts(self, files):
        """`files`: the documents for each rule set. For each document the verdict of each set that saw it."""
        work = {name: {"rules": str(self.sets[name]), "files": [str(file) for file in of_set]} for name, of_set in files.items()}
        done = subprocess.run(["node", "-e", RUNNER], input=json.dumps(work).encode(), cwd=self.folder, capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr.decode()[:2000])
        verdicts = {}
        for line in done.stdout.decode().splitlines():
            name, file, said = json.loads(line)
            rows = [row.split("\t") for row in said.splitlines()]
            verdicts.setdefault(file, {})[name] = Verdict(
                {row[1] for row in rows if row[0] == "fired"},
                [(row[2], row[1], row[3]) for row in rows if row[0] == "failed"],
            )
        return verdicts
