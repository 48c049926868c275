#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents for people, as their readers have them: pages by poppler, files by qpdf, QR codes by zbar, HTML by a parser.

The press is asked for what it makes of records written here, of every kind of document, language and currency there is;
`invoice` for those of the small shop.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from web_page import Page, judged

for program in ("pdftotext", "pdftoppm", "pdffonts", "pdfdetach", "pdfinfo", "qpdf", "zbarimg"):
    if not shutil.which(program):
        tap.skip_all(f"there is no {program}")

SPACE = "\u00a0"
press = os.path.join(os.environ["COLPORTEUR_LIBEXECDIR"], "press")

# What languages write between digits, before decimals, and around a currency.
FIGURES = {"en": (",", "."), "fr": ("\u202f", ","), "nl": (".", ","), "de": (".", ",")}
DECIMALS = {"EUR": 2, "JPY": 0, "TND": 3, "USD": 2}


def decimal(minor, currency="EUR"):
    places = DECIMALS[currency]
    digits = str(abs(minor)).rjust(places + 1, "0")
    return ("-" if minor < 0 else "") + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def written(amount, language):
    """A record's decimal string as the language writes it."""
    group, point = FIGURES[language]
    whole, _, rest = amount.partition(".")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    pieces = []
    while whole:
        pieces.insert(0, whole[-3:])
        whole = whole[:-3]
    return sign + group.join(pieces) + (point + rest if rest else "")


SELLER = {"name": "Cuisine de l'Ourthe", "street": "Rue du Pont 12", "postcode": "4500", "city": "Huy", "country": "BE",
          "vat_number": "BE0123456749", "email": "bonjour@ourthe.example", "iban": "BE71096123456769", "legal_form": "SRL",
          "legal_id": "0208:0123456749", "bic": "GKCCBEBB", "colour": "#0b6e4f"}
PERSON = {"name": "Ursule Delvaux", "address": {"street": "Rue Haute 5", "postcode": "4000", "city": "Liège", "country": "BE"}}


def document(lines, kind="invoice", number="2026-000001", language="fr", currency="EUR", seller=None, head=None, **tail):
    """Lines are (sku, name, quantity, price, rate, category, discount); prices are without tax, in minor units."""
    record = {"type": kind, "id": number, "series": "2026", "sequence": 1, "day": "2026-11-16", "issued_at": "2026-11-16T10:05:00.000Z",
              "order": "1", "channel": "web", "reference": "W-1001", "order_day": "2026-11-12", **(head or {}),
              "seller": seller or SELLER, "customer": {"id": "C-77", "version": 1}, "country": "BE", "currency": currency,
              "prices_include_tax": False, "lines": []}
    sums = {}
    for position, (sku, name, quantity, price, rate, category, discount) in enumerate(lines, 1):
        net = quantity * price - discount
        vat = (net * rate + 50) // 100
        line = {"line": position, "sku": sku, "name": name, "quantity": quantity, "price": decimal(price, currency), "vat_rate": str(rate)}
        if category:
            line["vat_category"] = category
        if discount:
            line["discount"] = decimal(discount, currency)
        line.update(net=decimal(net, currency), vat=decimal(vat, currency), gross=decimal(net + vat, currency))
        record["lines"].append(line)
        key = (rate, category)
        sums[key] = tuple(map(sum, zip(sums.get(key, (0, 0)), (net, vat))))
    exemption = tail.pop("exemption", None)
    record["vat"] = []
    for (rate, category), (net, vat) in sorted(sums.items(), reverse=True):
        record["vat"].append({"rate": str(rate), **({"category": category} if category else {}), "net": decimal(net, currency),
                              "vat": decimal(vat, currency), **({"exemption": exemption} if exemption and not rate else {})})
    net, vat = (sum(part) for part in zip(*sums.values()))
    record.update(units=sum(line[2] for line in lines), net=decimal(net, currency), vat_total=decimal(vat, currency),
                  total=decimal(net + vat, currency), language=language, **tail)
    return record


def pressed(record, person=PERSON, kind="pdf", number=1, draft=False, language="fr", **more):
    """What the press makes of a request; a string is its refusal."""
    request = {"format": kind, "number": number, "draft": draft, "language": language, "record": record, **more}
    if person:
        request["person"] = person
    came = tap.run(press, input=json.dumps(request, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    head, _, body = came.stdout.partition(b"\n")
    if head != b"done %d" % len(body):
        return head.decode() + came.stderr.decode()
    return body


def text_of(pdf, *options):
    return tap.run("pdftotext", *options, "-", "-", input=pdf).stdout.decode()


def boxes(pdf):
    """(page, left, top, right, bottom, word)"""
    page, found = 0, []
    for line in text_of(pdf, "-bbox").splitlines():
        page += line.strip().startswith("<page ")
        word = re.match(r'\s*<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*)</word>', line)
        if word:
            found.append((page, *map(float, word.groups()[:4]), word.group(5)))
    return found


def misplaced(pdf):
    """Words that leave the page's margins, or that lie on one another."""
    found = boxes(pdf)
    wrong = [f"beyond the margin: {word}" for word in found if word[1] < 47 or word[3] > 549 or word[2] < 20 or word[4] > 830]
    for i, one in enumerate(found):
        for other in found[i + 1:]:
            # Boxes are as high as a line; what is drawn is less.
            across = min(one[3], other[3]) - max(one[1], other[1])
            down = min(one[4], other[4]) - max(one[2], other[2])
            if one[0] == other[0] and across > 1 and down > 0.45 * min(one[4] - one[2], other[4] - other[2]):
                wrong.append(f"on one another: {one} {other}")
    return wrong


def codes_of(picture):
    """As bytes: a code does not say its encoding, EPC069-12 does."""
    return tap.run("zbarimg", "--quiet", "--raw", "--oneshot", "-Sdisable", "-Sqrcode.enable", "-Sbinary", picture).stdout.decode()


def code_on_page(pdf):
    with open("page.pdf", "wb") as file:
        file.write(pdf)
    tap.run("pdftoppm", "-r", "150", "-png", "page.pdf", "page")
    pictures = sorted(name for name in os.listdir() if re.fullmatch(r"page-\d+\.png", name))
    found = "".join(codes_of(name) for name in pictures)
    for name in pictures:
        os.unlink(name)
    return found


def code_in_html(page):
    """The path of runs, drawn with eight points to a module."""
    svg = re.search(r'<svg viewBox="0 0 (\d+) \1".*?<path stroke="#000" d="([^"]*)"', page, re.S)
    if not svg:
        return ""
    width = int(svg.group(1))
    rows = [bytearray(b"\xff" * width * 8) for _ in range(width)]
    for column, row, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", svg.group(2)):
        rows[int(row)][int(column) * 8:(int(column) + int(length)) * 8] = bytes(int(length) * 8)
    with open("code.pgm", "wb") as file:
        file.write(b"P5 %d %d 255\n" % (width * 8, width * 8) + b"".join(bytes(row) * 8 for row in rows))
    return codes_of("code.pgm")


def payment_code(record):
    """EPC069-12 version 002, from the record."""
    reference = record.get("payment_reference") or record["id"]
    structured = reference if reference.startswith("RF") else re.sub(r"\D", "", reference) if reference.startswith("+++") else ""
    lines = ["BCD", "002", "1", "SCT", record["seller"].get("bic", ""), record["seller"]["name"], record["seller"]["iban"],
             "EUR" + record.get("payable", record["total"]), "", structured]
    return "\n".join(lines if structured else [*lines, reference])


def amounts_of(record):
    found = [record[name] for name in ("net", "vat_total", "total")]
    found += [line["price"] for line in record["lines"]] + [line["net"] for line in record["lines"]]
    found += [rate[name] for rate in record["vat"] for name in ("net", "vat")]
    return found


def told(record, text):
    """Amounts of the record that the text lacks."""
    text = text.replace("\n", " ")
    return [amount for amount in amounts_of(record)
            if not re.search(r"(?<![\d.,])" + re.escape(written(amount, record["language"])) + r"(?![\d])", text)]


POT = ("POT-24", "Fonte 24 cm", 2, 3298, 21, None, 0)
BOOK = ("BOOK-1", "Cuisiner de saison", 1, 2354, 6, None, 0)
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftskartenhülle"
ANCHOR = {"name": "Jürgen Groß", "company": "Gasthaus „Zum Anker“ GmbH & Co. KG", "vat_number": "DE987654321",
          "address": {"street": "Lange Straße 112", "postcode": "18055", "city": "Rostock", "country": "DE"},
          "shipping_address": {"name": "Lager am Hafen", "street": "Hafenweg 3", "postcode": "18119", "city": "Rostock", "country": "DE"}}
ARABIC = {"name": "ليلى بن يوسف", "company": "مكتبة الأندلس",
          "address": {"street": "شارع ديدوش مراد 24", "postcode": "16000", "city": "الجزائر", "country": "DZ"}}
WHARF = {**SELLER, "name": "Werkhof Küchenbedarf", "country": "DE", "iban": "DE33100205000001194700", "vat_number": "DE123456788",
         "legal_form": "GmbH", "bic": "BFSWDE33BER", "colour": "#f2c200"}

RECORDS = {
    "a short French invoice": (document([POT, BOOK], payment_reference="+++090/9337/55493+++", head={"due_day": "2026-12-16"}), PERSON),
    "a long German one with discounts": (document(
        [(f"WK-{i}", f"Edelstahltopf Nr. {i}", 1 + i % 23, 150 + 977 * i, 7 if i % 7 == 0 else 19, None, 25 * (i % 3)) for i in range(1, 60)],
        number="RE2026-000417", language="de", seller=WHARF, payment_reference="RF18539007547034"), ANCHOR),
    "an export to Algeria": (document([("LIV-AR", "كتاب الطبخ المغاربي", 2, 2500, 0, "G", 0)], exemption="Exportation, art. 39 CTVA"), ARABIC),
    "a Dutch supply to another member state": (document(
        [("PAN-28", "Gietijzeren pan 28 cm", 10, 3297, 0, "K", 500)], language="nl", exemption="Intracommunautaire levering",
        mentions=[{"text": "Btw te voldoen door de afnemer."}]), {**ANCHOR, "shipping_address": None}),
    "a reverse charge in English": (document([("SRV-1", "Maintenance", 1, 120000, 0, "AE", 0)], language="en", exemption="Reverse charge"), ANCHOR),
    "a credit note": (document([POT], kind="credit_note", number="C2026-000003", head={
        "corrects": {"invoice": "2026-000001", "day": "2026-11-16"}, "reason": "Retour : ébréchée"}), PERSON),
    "a pro forma invoice": (document([POT, BOOK], kind="proforma", number="P2026-000002"), PERSON),
    "one in yen, with a gift card": (document(
        [("KNIFE", "Santoku knife", 3, 12800, 0, "G", 500)], language="en", currency="JPY", paid="1000",
        payments=[{"means": "gift_card", "reference": "GC-1234", "amount": "1000"}],
        exchange={"currency": "EUR", "rates": [{"of": "EUR", "currency": "JPY", "day": "2026-11-13", "rate": "164.03", "source": "ECB"}],
                  "vat_total": "0.00"}), {**PERSON, "address": {**PERSON["address"], "country": "JP"}}),
    "one in dinars of three decimals": (document([("OLIVE", "Huile d’olive 5 l", 3, 95500, 19, None, 1250)], currency="TND"), PERSON),
    "one of huge sums and endless names": (document(
        [("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-ABC", f"{LONG} {LONG} für alle", 999999, 890000000, 19, None, 0),
         ("S", "W" * 200, 1000000, 99, 7, None, 0)], number="SEHR-LANGES-PRAEFIX-2026-000001", language="de",
        seller={**WHARF, "name": f"{LONG} und Söhne"}, head={"reference": "X" * 100, "buyer_reference": "Kostenstelle 4711 " * 8}),
        {"name": LONG * 2, "company": "M" * 120, "address": {"street": "Straße " * 40, "postcode": "10623", "city": LONG, "country": "DE"}}),
}
TITLES = {"invoice": {"fr": "Facture", "de": "Rechnung", "nl": "Factuur", "en": "Invoice"}, "credit_note": {"fr": "Note de crédit"},
          "proforma": {"fr": "Facture pro forma"}}

for name, (record, person) in RECORDS.items():
    language = record["language"]
    pdf = pressed(record, person)
    if not tap.ok(isinstance(pdf, bytes) and pdf.startswith(b"%PDF-1.7"), f"{name} has pages", str(pdf)[:300]):
        continue
    tap.ok(pressed(record, person) == pdf, f"{name}: the same bytes again")
    text = unicodedata.normalize("NFC", text_of(pdf, "-layout"))
    tap.nothing(told(record, text), f"{name}: the pages tell every amount of the record")
    tap.ok(TITLES[record["type"]][language] in text and record["id"] in text, f"{name}: says what it is", text[:400])
    tap.nothing(misplaced(pdf), f"{name}: nothing overlaps or leaves the page")
    fonts = tap.run("pdffonts", "-", input=pdf).stdout.decode().splitlines()[2:]
    tap.ok(fonts and all(re.search(r" yes yes yes +\d+ +0$", line) for line in fonts), f"{name}: its fonts are in it, in part", fonts)
    page = pressed(record, person, "html").decode()
    look = Page(page)
    tap.nothing(look.wrong, f"{name}: HTML is balanced, complete and still")
    tap.nothing(told(record, look.text), f"{name}: and so does HTML")
    tap.ok(("html", {"lang": language}) in look.seen, f"{name}: which names its language")
    payable = record["currency"] == "EUR" and record["type"] != "credit_note" and len(record["total"]) <= len("999999999.99")
    wanted = payment_code(record) if payable else ""
    tap.equal(code_on_page(pdf), wanted, f"{name}: a barcode reader has the payment" if wanted else f"{name}: there is no code to scan")
    tap.equal(code_in_html(page), wanted, f"{name}: of the HTML too")

# The HTML, by a checker.
judged({**{name: pressed(record, person, "html") for name, (record, person) in RECORDS.items()},
        "note": pressed(document([POT, BOOK], kind="delivery_note"), {**PERSON, "shipping_address": ANCHOR["address"]}, "html"),
        "form": pressed(document([POT], kind="withdrawal_form", withdrawal={"days": 14, "parcels": "one"}), PERSON, "html"),
        "marked": pressed({**RECORDS["a short French invoice"][0], "training": True}, PERSON, "html", number=2)},
       "documents are valid HTML, by another's verdict")

# The words.
with open(os.path.join(os.environ["COLPORTEUR_DATADIR"], "documents", "words.tsv"), encoding="utf-8") as file:
    rows = [line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#")]
tap.nothing([row for row in rows if len(row) != len(rows[0]) or not all(row)], "every word is there in every language")
tap.nothing([row for row in rows[1:] if len({tuple(sorted(re.findall(r"{.}", word))) for word in row[1:]}) != 1], "with the same places to fill")
known = {row[0] for row in rows}
with open(os.path.join(os.environ["srcdir"], "lib", "format", "paper.c"), encoding="utf-8") as file:
    asked = set(re.findall(r'"((?:title|mark|fact|goods|column|sum|vat|payment|means|exchange)\.[a-z_]+)"', file.read()))
tap.nothing(sorted(asked - known), "and every word that documents need")

# As CLDR has figures, money and days in British English, French, Dutch and German, and French punctuation as printers set it.
wanted = {"en": ("€1,234,567.50", "-1,000.00", "5.5%", "1 May 2026"), "fr": ("1\u202f234\u202f567,50\u00a0€", "-1\u202f000,00", "5,5\u00a0%", "1er mai 2026"),
          "nl": ("€\u00a01.234.567,50", "-1.000,00", "5,5%", "1 mei 2026"), "de": ("1.234.567,50\u00a0€", "-1.000,00", "5,5\u00a0%", "1. Mai 2026")}
for language, forms in wanted.items():
    record = document([("A", "Four", 1, 123456750, 0, "G", 100000), ("B", "Gril", 1, 100000, 0, "G", 0)], language=language, head={"day": "2026-05-01"})
    record["lines"][0].update(vat_rate="5.5")
    page = Page(pressed(record, kind="html").decode()).text
    tap.nothing([form for form in forms if form not in page and form.replace(" ", SPACE) not in page], f"{language}: figures, money, rates and days are written as CLDR has them")
    tap.ok(" ".join(forms[0].split()) in " ".join(text_of(pressed(record)).split()), f"{language}: and are so on pages")
tap.nothing([row[0] for row in rows if re.search("[ \u00a0][;!?]|[ \u202f][:»]|« |[^\u00a0\u202f(.z][;!?]|[^\u00a0]:(?!/)", row[2]) and row[0] != "key"],
            "no French line ends before a mark")

# Several pages.
record, person = RECORDS["a long German one with discounts"]
pages = text_of(pressed(record, person), "-layout").split("\f")[:-1]
tap.ok(len(pages) > 2 and all(f"Seite {i} von {len(pages)}" in page for i, page in enumerate(pages, 1)), "pages are counted", len(pages))
carried = [re.findall(r"Übertrag +([\d.,]+)", page) for page in pages]
sums, total = [], 0
for line in record["lines"]:
    total += int(line["net"].replace(".", ""))
    sums.append(written(decimal(total), "de"))
told_at_ends = [(here[-1], there[0]) for here, there in zip(carried, carried[1:]) if here and there]
tap.ok(len(told_at_ends) == len(pages) - 1 and all(a == b and a in sums for a, b in told_at_ends),
       "what was summed up is carried from each page to the next", carried)
last_rows = [re.findall(r"WK-(\d+)", page)[-1:] for page in pages]
tap.ok(all(not row or written(decimal(sum(int(line["net"].replace(".", "")) for line in record["lines"][:int(row[0])])), "de") == end
           for row, (end, _) in zip(last_rows, told_at_ends)), "and is the sum of the rows so far", last_rows)
tap.ok(all(re.search(r"Bezeichnung +Menge", page) for page in pages[:-1]), "each page of the table has its heading")

# Where a page ends, for every place at which the rows may: a heading is never alone, nor are the sums without a row.
alone = []
for count in [*range(1, 24), 40, 41, 42]:
    rows = [(f"WK-{i}", "Edelstahltopf mit Glasdeckel" + ", auch für Induktion geeignet" * (i % 4), 1, 1000, 19, None, 0) for i in range(count)]
    pages = text_of(pressed(document(rows, language="de", seller=WHARF), ANCHOR), "-layout").split("\f")[:-1]
    alone += [f"{count} rows, page {i}" for i, page in enumerate(pages, 1) if ("Menge" in page or "Zu zahlen" in page) and "WK-" not in page]
tap.nothing(alone, "no page has a heading or the sums and no row")
tall = document([("WK-1", "Edelstahltopf mit Glasdeckel " * 30, 1, 1000, 19, None, 0)] * 2, language="de", seller=WHARF)
alone = []
for words in range(100, 260, 12):
    pages = text_of(pressed(tall, {**ANCHOR, "company": "Gasthaus " * words}), "-layout").split("\f")[:-1]
    alone += [f"{words} words, page {i}" for i, page in enumerate(pages, 1) if "Menge" in page and "Edelstahltopf" not in page]
tap.nothing(alone, "nor has one the heading of a row that goes to the next page")

# Kinds.
text = text_of(pressed(*RECORDS["a credit note"]), "-layout")
tap.ok("Rectifie la facture" in text and "2026-000001 du 16 novembre 2026" in text and "Retour" in text and "En votre faveur" in text,
       "a credit note says what it corrects and why", text)
tap.ok("n’est pas une facture" in text_of(pressed(*RECORDS["a pro forma invoice"])), "a pro forma invoice says that it is none")
note = text_of(pressed(document([POT, BOOK], kind="delivery_note", number="L2026-000001"), {
    **PERSON, "shipping_address": {"name": "Conciergerie", "street": "Avenue des Tilleuls 22", "postcode": "4000", "city": "Liège", "country": "BE"}}),
    "-layout")
tap.ok("Bon de livraison" in note and "Conciergerie" in note and re.search(r"Fonte 24 cm +2", note) and "32,98" not in note and "€" not in note,
       "a delivery note has quantities and no prices", note)
text = text_of(pressed(*RECORDS["one in yen, with a gift card"]), "-layout")
tap.ok(re.search(r"Gift card GC-1234 +-1,000", text) and re.search(r"To pay +JPY.36,900", text) and "1 EUR = 164.03 JPY on 13 November 2026, ECB" in text.replace(SPACE, " "),
       "a gift card is a payment, and a rate of exchange is told with its day and source", text)
text = unicodedata.normalize("NFKC", text_of(pressed(*RECORDS["an export to Algeria"]), "-layout"))
# How far letters of a word stand apart, and in which order their ligatures are told, is poppler's guess.
letters = [sorted(letter for letter in line if "\u0600" <= letter <= "\u06ff") for line in text.splitlines()]
tap.ok(all(sorted(words.replace(" ", "")) in letters for words in ("مكتبة الأندلس", "الجزائر", "كتاب الطبخ المغاربي")), "Arabic is text", text)
tap.ok("Exportation, art. 39 CTVA" in text, "why no tax is due is told")

# Places as their posts want them, from the table that parcels are addressed by: tests/unit/address_form_test.c.
for place, wanted, country in (({"street": "44 Wilson Road", "postcode": "LS1 4DY", "city": "Leeds", "country": "GB"}, "44 Wilson Road Leeds LS1 4DY", "Royaume-Uni"),
                               ({"street": "Kossuth u. 2", "postcode": "1234", "city": "Újváros", "country": "HU"}, "Újváros Kossuth u. 2 1234", "Hongrie"),
                               ({"street": "Via Roma 1", "postcode": "47037", "city": "Rimini", "region": "RN", "country": "IT"}, "Via Roma 1 47037 Rimini RN", "Italie"),
                               ({"street": "Rua Alecrim 1", "postcode": "40301-110", "city": "Salvador", "region": "BA", "country": "BR"}, "Rua Alecrim 1 Salvador - BA 40301-110", "Brésil")):
    person = {"name": "Nour", "address": place}
    page = " ".join(Page(pressed(RECORDS["a short French invoice"][0], person, "html").decode()).text.split())
    pages = " ".join(text_of(pressed(RECORDS["a short French invoice"][0], person)).split())
    form = document([POT], kind="withdrawal_form", number="1", withdrawal={"days": 14, "parcels": "one", "return_costs": "shop"})
    form = " ".join(text_of(pressed(form, person)).replace(",", "").split())
    tap.equal([f"{wanted} {country}" in text for text in (page, pages, form)], [True] * 3, f"an address in {country} stands in the order of its post, on every paper")

# What the law has documents say, by the seller's country, whom they are for, how they are taxed, and their day.
def notes(country, buyer, language, treatment=None, kind="invoice", day="2026-11-16"):
    taxed = {"tax": {"treatment": treatment}} if treatment else {}
    record = document([POT], kind=kind, language=language, seller={**SELLER, "country": country}, head={"day": day, **taxed, "buyer": buyer})
    return " ".join(text_of(pressed(record)).replace(SPACE, " ").split())


penalties = {"fr": "indemnité forfaitaire pour frais de recouvrement de 40 €", "de": "40 € Beitreibungskosten", "nl": "€ 40 invorderingskosten", "en": "EUR 40 for the costs of recovery"}
tap.nothing([language for language, words in penalties.items() if words not in notes("FR", "business", language)],
            "a French invoice to a business tells what late payment costs, in its language")
tap.ok(penalties["fr"] not in notes("FR", "consumer", "fr") + notes("BE", "business", "fr") + notes("FR", "business", "fr", kind="proforma") +
       notes("FR", "business", "fr", kind="credit_note", day="2026-08-31") + notes("FR", "business", "fr", day="2012-12-31"),
       "no other does, nor did one before the law")
tap.ok(penalties["fr"] in notes("FR", "business", "fr", kind="credit_note"), "a credit note does since it may be electronic (BR-FR-05)")
tap.ok("One Stop Shop" in notes("IT", "consumer", "en", "oss") and "One Stop Shop" not in notes("IT", "consumer", "en"), "the One Stop Shop is told where it is used")
tap.ok("Artikel 39bis" in notes("BE", "business", "nl", "intra_community") and "§ 6a UStG" in notes("DE", "business", "en", "intra_community")
       and "262, I du CGI" in notes("FR", "consumer", "fr", "export"), "and the article of the seller's law by which no tax is due")
told_once = notes("DE", "business", "de", "reverse_charge")
tap.equal(told_once.count("Steuerschuldnerschaft des Leistungsempfängers"), 1, "who owes the tax is told")

# Marks.
record = RECORDS["a short French invoice"][0]
marked = {"a duplicate": ({"number": 3}, "DUPLICATA N° 2", True), "a draft": ({"draft": True}, "CECI N’EST PAS UN DOCUMENT", False)}
for name, (options, words, payable) in marked.items():
    pdf = pressed(record, **options)
    tap.ok(words in text_of(pdf).replace(SPACE, " "), f"{name} is marked")
    tap.ok(words in Page(pressed(record, kind="html", **options).decode()).text.replace(SPACE, " "), f"{name} is marked in HTML")
    tap.ok(bool(code_on_page(pdf)) == payable, f"{name} {'can' if payable else 'cannot'} be paid by its code")
training = {**record, "training": True}
pdf = pressed(training, language="nl")
tap.ok("DOCUMENT SANS VALEUR" in text_of(pdf) and "DOCUMENT ZONDER WAARDE" in text_of(pdf) and not code_on_page(pdf),
       "a document to learn with says so in its language and the shop's, and cannot be paid")

# What a person writes stays text.
hostile = {**PERSON, "name": "<script>alert(1)</script> & \"'", "company": "</address></main>"}
look = Page(pressed(record, hostile, "html").decode())
tap.nothing(look.wrong, "markup in a name does not become markup")
tap.ok("<script>alert(1)</script> & \"'" in look.text, "and is shown as it is")

# An archive, and the invoice inside.
XML = "<?xml version='1.0' encoding='UTF-8'?>\n<rsm:CrossIndustryInvoice>urn:cen.eu:en16931:2017 é€\n</rsm:CrossIndustryInvoice>\n"
for kind, more in (("pdf", {}), ("facturx", {"xml": XML})):
    pdf = pressed(record, kind=kind, **more)
    with open("archive.pdf", "wb") as file:
        file.write(pdf)
    check = tap.run("qpdf", "--check", "archive.pdf")
    tap.ok(check.returncode == 0, f"{kind}: qpdf finds nothing wrong", check.stdout.decode())
    flat = tap.run("qpdf", "--qdf", "--object-streams=disable", "archive.pdf", "-").stdout.decode("latin-1")
    tap.ok("/OutputIntents" in flat and "/GTS_PDFA1" in flat and "/DestOutputProfile" in flat, f"{kind}: tells what its colours mean")
    tap.ok(re.search(r"/N 3\n[^>]*>>\nstream\n.{4}\0{4}\x04\x20\0\0mntrRGB XYZ ", flat, re.S), f"{kind}: by a profile")
    tap.ok(flat.count("/Type /FontDescriptor") == flat.count("/FontFile2 ") > 0, f"{kind}: every font is in it")
    tap.ok(flat.count("/CIDFontType2") == flat.count("/CIDToGIDMap /Identity"), f"{kind}: and tells its glyphs")
    tap.ok(re.search(rb"/ID \[ ?<([0-9a-f]{32})> ?<\1> ?\]", pdf), f"{kind}: has an identifier")
    tap.nothing([word for word in ("/JavaScript", "/Launch", "/Encrypt", "/Interpolate true", "/LZWDecode", "/Movie", "/AA") if word in flat],
                f"{kind}: has nothing that an archive must not")
    meta = tap.run("pdfinfo", "-meta", "archive.pdf").stdout.decode()
    about = dict(line.split(":", 1) for line in tap.run("pdfinfo", "-isodates", "archive.pdf").stdout.decode().splitlines() if ":" in line)
    about = {name: value.strip() for name, value in about.items()}
    tap.ok("<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in meta, f"{kind}: says that it is PDF/A-3b")
    tap.ok(all(f">{about[name].replace('+00', 'Z') if 'Date' in name else about[name]}</" in meta for name in ("Title", "Author", "Creator", "Producer", "CreationDate", "ModDate"))
           and "2026-11-16T10:05:00Z" in meta, f"{kind}: says the same in both places", about)
tap.ok(tap.run("pdfdetach", "-save", "1", "-o", "inside.xml", "archive.pdf").returncode == 0 and open("inside.xml", encoding="utf-8").read() == XML,
       "facturx: the invoice comes out as it went in")
tap.ok("/AFRelationship /Alternative" in flat and "/Subtype /text#2fxml" in flat and re.search(r"/AF \[", flat), "facturx: it is an alternative to the pages")
tap.ok(all(word in meta for word in ("<fx:DocumentFileName>factur-x.xml</", "<fx:ConformanceLevel>EN 16931</", "<fx:DocumentType>INVOICE</", "pdfaExtension:schemas")),
       "facturx: and the pages tell which", meta)

# A code of others: the vector in ../shared/data/bank/epc-qr.
vector = os.path.join(os.environ["srcdir"], "..", "shared", "data", "bank", "epc-qr", "tests", "data", "qr_version_002.txt")
if os.path.exists(vector):
    donation = document([("GIFT", "Spende", 1, 12345, 0, "O", 0)], payment_reference="Spende fuer Wikipedia", seller={
        "name": "Wikimedia Foerdergesellschaft", "iban": "DE33 1002 0500 0001 1947 00", "country": "DE"})
    tap.equal(code_on_page(pressed(donation)), open(vector, encoding="utf-8").read().rstrip("\n"), "the code is that of the vector of EPC069-12")
else:
    tap.skip("the code is that of the vector of EPC069-12", "../shared/data is not there")

# The shop's own words at the foot, on every page.
spoken = {**RECORDS["a long German one with discounts"][0]}
spoken["seller"] = {**WHARF, "footer": "Danke!\nGeöffnet bis 18 Uhr"}
pages = [page for page in text_of(pressed(spoken, ANCHOR)).split("\f") if page.strip()]
tap.ok(len(pages) > 1 and all("Danke!\nGeöffnet bis 18 Uhr" in page for page in pages), "the shop's foot is on every page", pages)
tap.ok('<p dir="auto">Danke!</p>' in pressed(spoken, ANCHOR, kind="html").decode(), "and in the HTML")

# Logos.
svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 60"><rect width="200" height="60" fill="#0b6e4f"/></svg>'
png = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000002000000010802000000"
                    "7b40e8dd0000000f49444154789c63f8cfc0c0f01f00070401ff0a4d2d1b0000000049454e44ae426082")


def base64(data):
    import base64 as encoding

    return encoding.b64encode(data).decode()


tap.ok(isinstance(pressed(record, logo=base64(svg)), bytes) and pressed(record, logo=base64(svg)) != pressed(record), "an SVG is drawn")
tap.ok("data:image/svg+xml;base64," in pressed(record, kind="html", logo=base64(svg)).decode(), "and is in the HTML")
# Eight pixels of a brick red, as screens have it and as printers do.
jpeg = ("/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYV"
        "pQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAC"
        "AAQDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAABQb/xA"
        "AUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCMAIVb/9k=")
printers = ("/9j/7gAOQWRvYmUAZAAAAAAC/9sAQwANCQoLCggNCwoLDg4NDxMgFRMSEhMnHB4XIC4pMTAuKS0sMzpKPjM2RjcsLUBXQUZMTlJTUjI+WmFaUG"
            "BKUVJP/9sAQwEODg4TERMmFRUmTzUtNU9PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09P/8AAFAgAAgAE"
            "BAEiAAIRAQMRAQQiAP/EABYAAQEBAAAAAAAAAAAAAAAAAAADBv/EABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAVAQEBAAAAAAAAAAAAAAAAAAAFBv"
            "/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAOBAEAAhEDEQQAAD8AuAfQzTgP/9k=")


def colours_of(pdf):
    pixels = tap.run("pdftoppm", "-r", "30", input=pdf).stdout
    size = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", pixels)
    return set(zip(*[iter(pixels[size.end():])] * 3))


for name, picture in (("a JPEG", jpeg), ("a JPEG for printers", printers)):
    pdf = pressed(record, logo=picture)
    tap.ok(any(abs(red - 192) < 30 and abs(green - 48) < 30 and abs(blue - 16) < 40 for red, green, blue in colours_of(pdf)),
           f"{name} is drawn in its colour")
    with open("jpeg.pdf", "wb") as file:
        file.write(pdf)
    tap.ok(b"DeviceCMYK" not in tap.run("qpdf", "--qdf", "jpeg.pdf", "-").stdout, f"{name}: and in those of the archive")
tap.ok("data:image/jpeg;base64," + jpeg in pressed(record, kind="html", logo=jpeg).decode(), "and is in the HTML")
tap.ok("the logo cannot be read" in str(pressed(record, logo=jpeg[:40])), "half a JPEG is refused")
tap.ok("the logo cannot be read" in str(pressed(record, logo=base64(b"<svg"))), "what cannot be read is said")
tap.ok("the logo cannot be read" in str(pressed(record, logo=base64(png[:50]))), "of a PNG too")

# Buyers' languages, whatever the shop's is.
tap.fresh_store()
order = {"channel": "web", "reference": "W-2000", "lines": [{"sku": "POEL-24", "quantity": 1}],
         "customer": {"id": "C-90", "name": "Anneke Maes", "language": "nl-BE", "address": {"street": "Kaai 4", "city": "Gent", "country": "BE"}}}
came = tap.run("order-new", "-q", input=json.dumps(order).encode())
invoiced = tap.run("invoice", "-q", "--text", input=came.stdout).stdout.decode()
tap.ok("Factuur Nr." in invoiced and "Te betalen" in invoiced, "a document speaks its buyer's language", invoiced or came.stderr)
order["customer"]["language"] = "Nederlands!"
order["reference"] = "W-2001"
came = tap.run("order-new", "-q", input=json.dumps(order).encode())
tap.ok(came.returncode == 1 and b"no language tag" in came.stderr, "what is no language is refused", came.stderr)

# Text for a terminal of 80 columns: nothing of an address is cut, and no line is wider, of whatever script.
order.update(reference="W-2002", lines=[{"sku": "POEL-24", "quantity": 1, "price": "99999.99", "name": "北京厨具有限公司的铸铁锅二十四厘米适用于所有炉灶"}])
order["customer"] = {"id": "C-91", "name": "Maximiliane-Charlotte von Hohenzollern-Sigmaringen", "company": LONG, "language": "de",
                     "address": {"street": "Straße der Pariser Kommune 1234 b, Gartenhaus, 4. Etage links", "city": "Berlin", "country": "DE"},
                     "shipping_address": {"name": "王小明", "street": "朝阳区建国路88号SOHO现代城A座1203室第二单元三楼左边", "postcode": "100022", "city": "北京市", "country": "CN"}}
came = tap.run("order-new", "-q", input=json.dumps(order).encode())
shown = tap.run("invoice", "-q", "--text", input=came.stdout).stdout.decode()


def columns_of(line):
    return sum(0 if unicodedata.combining(one) else 1 + (unicodedata.east_asian_width(one) in "WF") for one in line)


tap.nothing([line for line in shown.splitlines() if columns_of(line) > 80], "an invoice as text is no wider than a terminal")
tap.ok("~" not in shown and all(word in shown for word in ("Sigmaringen", "Etage links", "Rechnung")), "and nothing on it is cut", shown)
tap.equal([columns_of(line) for line in shown.splitlines() if line.endswith(" 99.999,99")], [79] * 2, "figures stand in their columns")

# The shop's picture and colour change; what was issued does not.
tap.fresh_store()
for name, data in (("one.svg", svg), ("other.svg", svg.replace(b"0b6e4f", b"aa0000"))):
    with open(name, "wb") as file:
        file.write(data)
tap.ok(tap.run("store-init", "--logo", "one.svg").returncode == 0 and tap.run("store-init", "--logo", "one.svg").stdout == b"",
       "a logo is kept, once")
tap.run("invoice", "-q", "2")
issued = [tap.run("invoice", "-q", "--dry-run", "--format", kind, "2").stdout for kind in ("pdf", "html")]
tap.ok(b"data:image/svg+xml;base64," + base64(svg).encode() in issued[1], "and is on what is issued then")
tap.run("store-init", "--logo", "other.svg", "--set", "company.colour=#7a1f3d", "--set", "company.street=Elsewhere 1")
tap.equal([tap.run("invoice", "-q", "--dry-run", "--format", kind, "2").stdout == before for kind, before in zip(("pdf", "html"), issued)],
          [True, True], "which stays as it is when logo, colour and address change")
came = tap.run("invoice", "-q", "--dry-run", "--format", "html", "4").stdout
tap.ok(base64(svg.replace(b"0b6e4f", b"aa0000")).encode() in came and b"#7a1f3d" in came and b"Elsewhere 1" in came, "the next has the new ones")
tap.ok(tap.run("store-init", "--logo", os.path.abspath(__file__)).returncode == 2, "what is no picture is refused")
came = tap.run("credit-note", "-q", "--format", "pdf", "2026-000002")
tap.ok("Note de crédit" in text_of(came.stdout) and "2026-000002" in text_of(came.stdout), "credit notes are printed as well", came.stderr)
tap.ok(tap.run("store-verify").returncode == 0, "the store is in order")

# The command.
tap.fresh_store()
journal = tap.journal()
missing = tap.run("invoice", "-q", "--format", "pdf", "-o", "nowhere/", "2", "3")
tap.ok(missing.returncode == 3 and b"nowhere/" in missing.stderr and tap.journal() == journal, "where nothing can be written nothing is issued", missing.stderr)
os.mkdir("papers")
came = tap.run("invoice", "-q", "--format", "pdf", "-o", "papers", "1", "2", "3")
tap.equal((came.returncode, [one["id"] for one in tap.records(came.stdout)], sorted(os.listdir("papers"))),
          (0, ["2026-000001", "2026-000002", "2026-000003"], [f"2026-00000{n}.pdf" for n in (1, 2, 3)]), "documents go into a folder, records to the next tool")
before = tap.journal()
two = tap.run("invoice", "-q", "--format", "pdf", "4", "5")
tap.ok(two.returncode == 1 and b"--output DIR/" in two.stderr and two.stdout.count(b"%PDF-1.7") == 1, "two in one stream are one too many", two.stderr)
tap.ok(not any(b'"order":"5"' in line for line in tap.journal()), "and the second was not issued")
one = tap.run("invoice", "-q", "--format", "pdf", "-o", "one.pdf", "5")
tap.ok(one.returncode == 0 and open("one.pdf", "rb").read(8) == b"%PDF-1.7", "one goes into a file")
drafts = [tap.run("invoice", "-q", "--dry-run", "--format", kind, "5").stdout for kind in ("pdf", "pdf", "html")]
tap.ok(drafts[0] == drafts[1] and b"ENTWURF" not in drafts[0] and "PROJET" in text_of(drafts[0]) and b"PROJET" in drafts[2], "--dry-run makes a draft")
tap.fresh_store()
alone = dict(os.environ, COLPORTEUR_LIBEXECDIR="/nowhere")
came = tap.run("invoice", "-q", "--format", "pdf", "2", env=alone)
tap.ok(came.returncode == 3 and b"cannot start" in came.stderr and tap.journal() == journal, "without the press nothing is issued", came.stderr)
came = tap.run("invoice", "-q", "--format", "text", "2", env=alone)
tap.ok(came.returncode == 0 and b"Facture" in came.stdout, "and text needs none")
tap.end()
