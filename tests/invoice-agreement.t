#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""invoice-check finds what the published rules find, rule by rule.

The judge is the Schematron of EN 16931 and Peppol itself (../shared/data/einvoice), made into XSLT and run by Saxon
(Debian: libsaxonhe-java). It reads their example documents and tests/einvoice, as they are and with something changed at random:
an element gone, doubled or emptied, most of them gone, an amount a little off, another code, category, scheme, identifier. In the long form of
this test these are thousands, and the table of all rules is printed.

Where an expression has no answer (a sum with what is no number) the processor stops; there the two are not compared. Two kinds of
documents are left out of the judgement and counted: where the base of a category is off by exactly 1, for the published test
converts to binary fractions; and where something stands twice that UBL's schema lets stand once."""

import copy
import glob
import json
import os
import random
import shutil
import subprocess
import sys
import xml.etree.ElementTree as tree
from decimal import Decimal
from xml.sax.saxutils import quoteattr

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402

DATA = tap.srcdir.parent / "shared/data/einvoice"
RULES = {"en16931": DATA / "en16931/ubl/schematron/preprocessed/EN16931-UBL-validation-preprocessed.sch",
         "peppol": DATA / "peppol/sch/PEPPOL-EN16931-UBL.sch"}
SAXON = "/usr/share/java/Saxon-HE.jar"
SCHEMATRON = "{http://purl.oclc.org/dsdl/schematron}"
TRANSFORM = "{http://www.w3.org/1999/XSL/Transform}"
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
BASIC, AGGREGATE = f"{{{UBL}CommonBasicComponents-2}}", f"{{{UBL}CommonAggregateComponents-2}}"

for path in RULES.values():
    if not path.exists():
        tap.skip_all("there is no ../shared/data/einvoice")
if not os.path.exists(SAXON) or not shutil.which("java"):
    tap.skip_all("Saxon is not installed (Debian: libsaxonhe-java)")
seed = int(os.environ.get("SEED", "0")) or random.SystemRandom().randrange(1, 1000000)
count = 3000 if tap.TORTURE else 60
print(f"# SEED={seed}")
chance = random.Random(seed)


def element(kind, body="", /, **attributes):
    said = "".join(f" {key}={quoteattr(' '.join(value.split()))}" for key, value in attributes.items() if value is not None)
    return f"<xsl:{kind}{said}>{body}</xsl:{kind}>"


def stylesheet(path):
    """Schematron's rules as templates: of a pattern the first that fits a node. Each assertion tells F or, without an answer, E."""
    schema = tree.parse(path).getroot()
    spaces = "".join(f" xmlns:{ns.get('prefix')}={quoteattr(ns.get('uri'))}" for ns in schema.iter(SCHEMATRON + "ns"))
    source = path.read_text(encoding="utf-8")
    body = [element("output", method="text")]
    start = source.find("<function ")
    while start >= 0:
        end = source.index("</function>", start) + len("</function>")
        text = source[start:end]
        body.append(text if "xmlns=" in text[:text.index(">")] else text.replace("<function ", '<function xmlns="%s" ' % TRANSFORM[1:-1], 1))
        start = source.find("<function ", end)
    lets = lambda parent: "".join(element("variable", name=let.get("name"), select=let.get("value"))  # noqa: E731
                                  for let in parent.findall(SCHEMATRON + "let"))
    body.append(lets(schema))
    modes = []
    for number, pattern in enumerate(schema.iter(SCHEMATRON + "pattern")):
        mode = f"p{number}"
        modes.append(element("apply-templates", select=".", mode=mode))
        body.append(lets(pattern))
        on = element("apply-templates", select="*", mode=mode)
        body.append(element("template", on, match="/|*", mode=mode, priority="-5"))
        for place, rule in enumerate(pattern.findall(SCHEMATRON + "rule")):
            said = []
            for child in rule:
                if child.tag == SCHEMATRON + "let":
                    said.append(element("variable", name=child.get("name"), select=child.get("value")))
                elif child.tag == SCHEMATRON + "assert":
                    tell = lambda kind: element("text", f"{kind} {child.get('id')}\n")  # noqa: E731,B023
                    said.append(element("try", element("if", tell("F"), test=f"not({child.get('test')})") + element("catch", tell("E"))))
            body.append(element("template", "".join(said) + on, match=rule.get("context"), mode=mode, priority=str(9999 - place)))
    body.append(element("template", "".join(modes) + element("text", "D done\n"), match="/"))
    return f'<xsl:stylesheet version="3.0" xmlns:xsl="{TRANSFORM[1:-1]}"{spaces}>{"".join(body)}</xsl:stylesheet>'


OTHERS = {
    "InvoiceTypeCode": "380 326 384 999 381", "CreditNoteTypeCode": "381 396 999", "PaymentMeansCode": "30 58 59 49 48 50 93 31 9 1 ZZZ 999",
    "IdentificationCode": "DE DK NL NO SE IT GR IS XX", "DocumentCurrencyCode": "SEK XYZ", "TaxCurrencyCode": "SEK EUR",
    "ChargeIndicator": "true false", "TaxExemptionReasonCode": "VATEX-EU-AE VATEX-EU-G vatex-eu-ic XX", "DocumentTypeCode": "130 50 999",
    "AllowanceChargeReasonCode": "95 FC ZZZ 999", "DescriptionCode": "3 35 432 9", "UBLVersionID": "2.0 2.1",
    "EndpointID": "987654325 7300010000001 0475670182 x", "CompanyID": "DK12345674 SE556732170701 EL123456783 NO987654325MVA x",
}
SCHEMES = "0088 0192 0184 0208 0201 0210 0211 0007 0151 9933 SEPA zz".split()
CATEGORIES = "S Z E AE K G O L M B XX".split()


def local(node):
    return node.tag.rpartition("}")[2]


def is_number(node):
    text = (node.text or "").strip()
    return not len(node) and text and text.lstrip("-").replace(".", "", 1).isdigit() and \
        local(node).endswith(("Amount", "Percent", "Quantity", "Numeric"))


def shift(root, nodes):
    node = chance.choice([n for n in nodes if is_number(n)])
    node.text = str(Decimal(node.text.strip()) + Decimal(chance.choice("0.01 -0.01 0.02 0.03 1 -1 1.01 0.001 100 -500".split())))


def recode(root, nodes):
    node = chance.choice([n for n in nodes if local(n) in OTHERS])
    node.text = chance.choice(OTHERS[local(node)].split())


def recategorise(root, nodes):
    new = chance.choice(CATEGORIES)
    for parent in root.iter():
        if local(parent) in ("TaxCategory", "ClassifiedTaxCategory") and chance.random() < 0.7:
            for node in parent:
                if local(node) == "ID":
                    node.text = new
                elif local(node) == "Percent" and chance.random() < 0.4:
                    node.text = chance.choice(["0", "25"])


def rescheme(root, nodes):
    node = chance.choice([n for n in nodes if n.attrib])
    name = chance.choice(sorted(node.attrib))
    if chance.random() < 0.3:
        del node.attrib[name]
    else:
        node.set(name, chance.choice(SCHEMES + ["SEK", "C62", "TST"]))


def remove(root, nodes):
    parent = chance.choice([n for n in root.iter() if len(n)])
    parent.remove(chance.choice(list(parent)))


def double(root, nodes):
    parent = chance.choice([n for n in root.iter() if len(n)])
    at = chance.randrange(len(parent))
    parent.insert(at, copy.deepcopy(parent[at]))


def empty(root, nodes):
    chance.choice([n for n in nodes if not len(n)]).text = " "


def move(root, nodes):
    country = chance.choice("DE DK NL NO SE IT GR IS".split())
    for node in root.iter():
        if local(node) == "IdentificationCode":
            node.text = country
        elif local(node) == "CompanyID" and (node.text or "")[:2].isalpha():
            node.text = {"GR": "EL"}.get(country, country) + node.text[2:]


def cut_out(root, nodes):
    """A piece of a document, as tests of single rules are: a few of its parts, some of them with little within."""
    parents = [root, *(child for child in root if len(child) > 1 and chance.random() < 0.5)]
    for parent in parents:
        kept = chance.sample(list(parent), min(len(parent), chance.choice([1, 2, 3, 6])))
        for child in list(parent):
            if child not in kept:
                parent.remove(child)


CHANGES = [shift] * 4 + [recode] * 3 + [recategorise] * 2 + [remove] * 4 + [rescheme] * 2 + [double, empty, move, cut_out]


def changed(source):
    root = copy.deepcopy(source)
    for _ in range(chance.choice([1, 1, 2, 3])):
        try:
            chance.choice(CHANGES)(root, [n for n in root.iter() if n is not root])
        except IndexError:
            pass
    return root


def official(name):
    (tap.scratch / f"{name}.xsl").write_text(stylesheet(RULES[name]), encoding="utf-8")
    os.mkdir(name)
    subprocess.run(["java", "-cp", SAXON, "net.sf.saxon.Transform", f"-xsl:{name}.xsl", "-s:documents", f"-o:{name}"],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    told = {}
    for path in glob.glob(f"{name}/*"):
        lines = open(path, encoding="utf-8").read().split("\n")
        if "D done" in lines:
            told[os.path.basename(path)] = [line.split() for line in lines if line and line != "D done"]
    return told


def has_doubles(root):
    """Of what a party, a category, an address, a country has: UBL's schema lets these stand once."""
    for parent in root.iter():
        if local(parent) in ("TaxCategory", "ClassifiedTaxCategory", "PostalAddress", "Country", "AccountingSupplierParty",
                             "AccountingCustomerParty", "TaxScheme", "Party", "AllowanceCharge", "TaxSubtotal") or parent is root:
            kinds = [child.tag for child in parent if local(child) in
                     ("ID", "Percent", "Country", "IdentificationCode", "Party", "PostalAddress", "AccountingSupplierParty", "Amount",
                      "AccountingCustomerParty", "TaxScheme", "LegalMonetaryTotal", "ChargeIndicator", "TaxAmount", "TaxableAmount")]
            if len(kinds) != len(set(kinds)):
                return True
    return False


sources = [tree.parse(path).getroot() for path in sorted(glob.glob(str(DATA / "peppol/examples/*.xml")) +
           glob.glob(str(DATA / "en16931/ubl/examples/*")) + glob.glob(str(tap.srcdir / "tests/einvoice/*.xml")))]
os.mkdir("documents")
doubled = set()
for number in range(count):
    root = sources[number] if number < len(sources) else changed(chance.choice(sources))
    if has_doubles(root):
        doubled.add(f"{number:05}.xml")
    tree.ElementTree(root).write(f"documents/{number:05}.xml", encoding="utf-8", xml_declaration=True)

verdicts = [official(name) for name in RULES]
files = sorted(set.intersection(*(set(told) for told in verdicts)))
ours, unclear = {}, {}
for at in range(0, len(files), 500):
    some = [f"documents/{name}" for name in files[at:at + 500]]
    for line in tap.run("invoice-check", "--set", "en16931", "--set", "peppol", *some).stdout.decode().splitlines():
        record = json.loads(line)
        name = os.path.basename(record["file"])
        if record["type"] == "invoice_check":
            unclear.setdefault(name, set()).update(record["not_checked"])
        elif "because" in record:
            unclear.setdefault(name, set()).add(record["rule"])
        else:
            ours.setdefault(name, set()).add(record["rule"])

table = {}
left_out = 0
for name in files:
    lines = [line for told in verdicts for line in told[name]]
    theirs = {rule for kind, rule in lines if kind == "F"}
    open_ones = {rule for kind, rule in lines if kind == "E"} | unclear.get(name, set())
    for rule in theirs | ours.get(name, set()):
        row = table.setdefault(rule, {"both": 0, "ours": [], "theirs": []})
        if rule in theirs and rule in ours.get(name, set()):
            row["both"] += 1
        elif rule in open_ones:
            pass
        elif name in doubled or rule in ("BR-S-08", "BR-AF-08", "BR-AG-08"):
            left_out += 1
        else:
            row["theirs" if rule in theirs else "ours"].append(name)

tap.ok(len(files) > count * 0.9, f"the processor judges nearly all of {count} documents", str(len(files)))
tap.ok(len(table) >= (200 if tap.TORTURE else 20), f"{len(table)} rules find something")
for rule, row in sorted(table.items()):
    tap.ok(not row["ours"] and not row["theirs"], f"{rule}: both find it in {row['both']} documents",
           "we alone in " + " ".join(row["ours"][:9]), "they alone in " + " ".join(row["theirs"][:9]))
print(f"# {sum(row['both'] for row in table.values())} findings of both in {len(files)} documents, {left_out} left out")
print(f"# figure: invoice-agreement.rules {len(table)}")
tap.end()
