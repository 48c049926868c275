#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Labels, judged by others: each format is made a picture and read back.

ZPL is drawn by zpl-renderer-js and pictures are read by zxing-wasm, npm packages in the folder COLPORTEUR_LABEL_JUDGE or BUILD/judge; zbarimg
reads them too, zint reckons the check digits of SSCCs, and ../shared/data has numbers of carriers with verdicts. What is not there is
not judged, and says so.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, os.path.dirname(__file__))
import tap

BUILD = Path(os.environ["COLPORTEUR_BUILD"])
FOLDER = Path(os.environ.get("COLPORTEUR_LABEL_JUDGE", BUILD / "judge"))
DATA = tap.srcdir / "../shared/data"
JUDGE = tap.srcdir / "tests/label/judge.mjs"
WEIGHTS = {"algorithm": "weights", "modulus": 10, "then_modulus": 10, "complement": True}
FEDEX = {"algorithm": "weights", "from": "right", "weights": [1, 3, 7], "modulus": 11, "then_modulus": 10}

# What tracking_number_data says of formats, in patterns: those whose numbers begin a range, and those that are merely checked.
UPS = {**WEIGHTS, "weights": [1, 2], "letter_a": 2}
THREE_ONE = {**WEIGHTS, "weights": [3, 1]}
ONE_THREE = {**WEIGHTS, "weights": [1, 3]}
DOUBLED = {**WEIGHTS, "weights": [1, 2]}
HYBRID = {"algorithm": "iso7064", "modulus": 36}
FORMATS = {
    "Amazon Logistics": [("TBAdddddddddddd",), ("TBCdddddddddddd",), ("TBMdddddddddddd",)],
    "Amazon International": [(f"{letter}dddddddddd",) for letter in "AFC"],
    "Canada Post (16)": [("(ddddddddddddddd)?", THREE_ONE)],
    "Canpar (22)": [(f"{letter}{'d' * 21}",) for letter in "CDKLSUXZ"],
    "DHL Express": [("ddddddddd?", {"algorithm": "remainder", "modulus": 7}), ("dddddddddd?", {"algorithm": "remainder", "modulus": 7})],
    "DHL Express (Piece ID)": [(f"J{'a' * n}{'d' * m}",) for n in (2, 3) for m in (9, 10)],
    "DHL E-Commerce (14)": [("d" * 14,)],
    "DPD (28)": [("d" * 27 + "?", HYBRID)],
    "DPD (14)": [("d" * 14 + "?", HYBRID)],
    "FedEx Express (12)": [("d" * 11 + "?", FEDEX)],
    "FedEx Express (34)": [(f"{first}{'d' * 19}({'d' * 13})?", FEDEX) for first in "012345678"],
    "FedEx ASTRA (32)": [(f"3{'d' * 15}({'d' * 11})?dddd", FEDEX)],
    "FedEx Ground": [(f"({'d' * 14})?", ONE_THREE)],
    "FedEx Ground (SSCC-18)": [(f"dd({'d' * 15})?", THREE_ONE)],
    "FedEx Ground 96 (22)": [(f"96ddddd({'d' * 14})?", ONE_THREE)],
    "FedEx Ground GSN": [(f"96{'d' * 18}({'d' * 13})?", FEDEX)],
    "GOFO Express (US)": [("GFUS" + "d" * 14,)],
    "Landmark Global LTN": [("LTNddddddddN1",)],
    "LaserShip LX": [(f"L{letter}{digit}ddddddd",) for letter in "AIEHNX" for digit in "123"],
    "LaserShip 1LS7 (15)": [(f"1LS7{digit}{'d' * 10}",) for digit in "12"],
    "LaserShip 1LS7 (18)": [(f"1LS7{digit}dd01{place}dddddd-1",) for digit in "12" for place in "1234"],
    "LaserShip 1LSCX (15)": [("1LSCX" + "x" * 10,)],
    "Old Dominion": [(f"({start}ddddddd)?", "luhn") for start in ("777", "778", "072", "780")],
    "Old Dominion Guaranteed Shipment": [("(80dddddddd)?", "luhn")],
    "OnTrac": [(f"C(<4>{first}{'d' * 12})?", DOUBLED) for first in "01235678 9".replace(" ", "")] + [(f"C(4{'d' * 12})?", DOUBLED)],
    "OnTrac D": [(f"D(<5>{first}{'d' * 12})?", DOUBLED) for first in "012346789"] + [(f"D(5{'d' * 12})?", DOUBLED)],
    "Purolator (12)": [(f"({first}{'d' * 10})?", "luhn") for first in "012345"],
    "Purolator (alpha + 9)": [("aaaddddddddd",)],
    "S10": [("aa(dddddddd)?aa", "s10")],
    "Spee-Dee (20)": [("SP" + "d" * 18,)],
    "UPS": [("1Z(" + "x" * 15 + ")?", UPS)],
    "UPS Waybill": [(f"{letter}({'d' * 9})?", DOUBLED) for letter in "AHJKTV"],
    "USPS 20": [(f"({'d' * 19})?", THREE_ONE)],
    "Yodel": [("JD" + "d" * 16,), ("JJD" + "d" * 16,)],
    "YunExpress": [("YT" + "d" * 16,)],
}

SHOP = ["company.name=Casserole & Cie", "company.country=BE", "company.street=Rue du Midi 4", "company.postcode=1000", "company.city=Bruxelles",
        "company.phone=+32 2 555 01 00", "shop.currency=EUR", "shop.time_zone=Europe/Brussels", "shop.vat_rate=21", "shop.language=fr"]
PEOPLE = {
    "accents": {"name": "Zoé Müller-Lefèbvre", "company": "Établissements Grandgousier", "phone": "+33 6 12 34 56 78",
                "address": {"street": "Bâtiment C, 3e étage, porte gauche, 128 bis avenue de la Résistance", "postcode": "59000",
                            "city": "Villeneuve-d'Ascq", "country": "FR"}},
    "Arabic": {"name": "ليلى حداد", "address": {"street": "شارع الحمرا 12", "city": "بيروت", "postcode": "1103", "country": "LB"}},
    "Polish": {"name": "Łukasz Żółć", "address": {"street": "ul. Świętokrzyska 12/3", "postcode": "00-001", "city": "Łódź", "country": "PL"}},
    "Greek": {"name": "Γιάννης Παπαδόπουλος", "address": {"street": "Οδός Ερμού 15", "city": "Αθήνα", "postcode": "105 63", "country": "GR"}},
    "Cyrillic": {"name": "Олена Шевченко", "address": {"street": "вул. Хрещатик 7", "city": "Київ", "postcode": "01001", "country": "UA"}},
    "commands": {"name": "Eve ^XZ^XA^FDowned~JA _5EXZ", "address": {"street": "1 ^FS Street", "city": "London", "postcode": "SW1A 1AA",
                                                                   "country": "GB"}},
}
CARRIERS = [
    {"id": "both", "name": "Poste", "numbers": [{"name": "t", "kind": "s10", "prefix": "RB", "country": "BE", "first": 12345670},
                                                {"name": "s", "kind": "sscc", "extension": "3", "company_prefix": "4012345"}]},
    {"id": "sscc", "name": "Boxes", "numbers": [{"name": "s", "kind": "sscc", "extension": "0", "company_prefix": "614141"}]},
    {"id": "mixed", "name": "Brown", "numbers": [{"name": "z", "kind": "pattern", "pattern": "1Z(999AA101#######)?", "check": UPS}]},
    {"id": "digits", "name": "Parcels", "numbers": [{"name": "d", "kind": "pattern", "pattern": "(0998000########)?", "check": HYBRID}]},
]


def lines(records):
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def make_shop():
    os.environ["COLPORTEUR_STORE"] = str(tap.scratch / "shop")
    os.environ["COLPORTEUR_NOW"] = "2026-11-21T12:00:00Z"
    tap.run("store-init", "--quiet", *[word for one in SHOP for word in ("--set", one)])
    tap.run("catalog-import", "--quiet", input=lines([{"sku": "POT", "name": "Pot", "price": "39.90", "weight_g": 1850}]))
    tap.run("stock-adjust", "--quiet", "POT", "=1000")
    tap.run("carrier-set", "--quiet", input=lines(CARRIERS))
    tap.run("order-new", "--quiet", input=lines(
        {"reference": f"{who}, {carrier['id']}", "customer": person, "lines": [{"sku": "POT", "quantity": 1}]}
        for carrier in CARRIERS for who, person in PEOPLE.items()))


def make_labels():
    """By the order, which is numbered as it came: the parcel."""
    names = [carrier["id"] for carrier in CARRIERS for _ in PEOPLE]
    return {order: tap.records(tap.run("label", "--quiet", "--carrier", name, order).stdout.decode())[0] for order, name in enumerate(names, 1)}


def picture_of(name, how, bytes_):
    """A PNG of what a tool made, and its file."""
    file = tap.scratch / f"{name}.{how}"
    file.write_bytes(bytes_)
    png = tap.scratch / f"{name}-{how}.png"
    if how == "pdf":
        tap.run("pdftoppm", "-r", "200", "-png", "-singlefile", file, png.with_suffix(""))
    elif how == "png":
        shutil.copy(file, png)
    elif how == "svg":
        tap.run("rsvg-convert", "-z", "2.5", "-b", "white", file, "-o", png)
    return file, png


def read_all(wanted):
    """What the judge reads: {file: {(format, text)}}."""
    node = tap.run("node", JUDGE, FOLDER, input=json.dumps(wanted).encode())
    if node.returncode != 0:
        return None, node.stderr.decode()[-600:]
    return json.loads(node.stdout), None


def judge_formats(made):
    if not (FOLDER / "node_modules/zpl-renderer-js").is_dir() or not (FOLDER / "node_modules/zxing-wasm").is_dir() or not shutil.which("node"):
        tap.skip("labels are read back", f"zpl-renderer-js and zxing-wasm are not in {FOLDER}")
        return
    jobs, parcels = [], {}
    order = 0
    for carrier in CARRIERS:
        for who in PEOPLE:
            order += 1
            hows = ["zpl", "pdf", "png", "svg"] if carrier["id"] == "both" else ["zpl", "pdf"]
            for how in hows:
                if how == "svg" and not shutil.which("rsvg-convert") or how == "pdf" and not shutil.which("pdftoppm"):
                    continue
                came = tap.run("label", "--quiet", "--reprint", "--format", how, order)
                again = tap.run("label", "--quiet", "--reprint", "--format", how, order)
                tap.ok(came.returncode == 0 and came.stdout == again.stdout and came.stdout, f"{carrier['id']}, {who}: {how} is the same again",
                       came.stderr.decode())
                file, png = picture_of(f"{carrier['id']}-{who}", how, came.stdout)
                jobs.append({"zpl": str(file) if how == "zpl" else None, "png": str(png)})
                parcels[str(png)] = (f"{carrier['id']}, {who}: {how}", made[order])
    came, why = read_all(jobs)
    if came is None:
        tap.ok(False, "the judge reads pictures", why)
        return
    for png, (name, parcel) in parcels.items():
        found = {(one["format"], one["symbology"], one["text"]) for one in came[png]}
        number, sscc = parcel["tracking_number"], parcel.get("sscc")
        wanted = {("QRCode", "]Q1", number)}
        if sscc:
            wanted |= {("Code128", "]C1", "(00)" + sscc), ("DataMatrix", "]d2", "(00)" + sscc)}
        else:
            wanted |= {("DataMatrix", "]d1", number)}
        if number != sscc:
            wanted |= {("Code128", "]C0", number)}
        tap.equal(found, wanted, f"{name}: its codes are read back")
        if shutil.which("zbarimg"):
            read = tap.run("zbarimg", "-q", "--raw", png).stdout.decode().split()
            tap.ok(number in read and (not sscc or "00" + sscc in read), f"{name}: zbarimg reads them too", read)


def light_edges(pdf, dpi):
    """How many millimetres at each edge of a page are light: left, top, right, bottom."""
    tap.run("pdftoppm", "-r", dpi, "-gray", "-singlefile", pdf, pdf.with_suffix(""))
    width, height, pixels = re.match(rb"P5\s+(\d+)\s+(\d+)\s+\d+\s(.*)", pdf.with_suffix(".pgm").read_bytes(), re.DOTALL).groups()
    width, height = int(width), int(height)
    rows = [pixels[y * width:(y + 1) * width] for y in range(height)]
    dark = [y for y, row in enumerate(rows) if min(row) < 128]
    columns = [x for x in range(width) if any(rows[y][x] < 128 for y in dark)]
    return [round(n * 25.4 / dpi, 1) for n in (columns[0], dark[0], width - 1 - columns[-1], height - 1 - dark[-1])]


def judge_margins():
    """Printers print nothing at the edges: neither may labels."""
    near = []
    for paper, dpi in (("4x6", 203), ("a6", 300), ("4x6", 600)):
        for order in range(1, len(PEOPLE) + 1):
            zpl = tap.run("label", "--quiet", "--reprint", "--format", "zpl", "--paper", paper, "--dpi", dpi, order).stdout.decode()
            width = int(re.search(r"\^PW(\d+)", zpl).group(1))
            least = 2.7 * dpi / 25.4
            near += [(paper, dpi, place) for place in re.findall(r"\^FO(\d+),(\d+)", zpl) if min(map(int, place)) < least]
            near += [(paper, dpi, box) for box in re.findall(r"\^FO(\d+),\d+\^GB(\d+),", zpl) if sum(map(int, box)) > width - least]
    tap.nothing(near, "nothing in ZPL is nearer than 2.7 mm to the edges")
    if not shutil.which("pdftoppm"):
        tap.skip("nothing on paper is near its edges", "pdftoppm is not installed")
        return
    near = []
    for least, paper in ((2.7, ["4x6"]), (2.7, ["a6"]), (5, ["a4"]), (5, ["a4", "--per-sheet", "2"])):
        pdf = tap.scratch / "margins.pdf"
        pdf.write_bytes(tap.run("label", "--quiet", "--reprint", "--format", "pdf", "--paper", *paper, *range(1, 5)).stdout)
        near += [(paper, edges) for edges in [light_edges(pdf, 100)] if min(edges) < least]
    tap.nothing(near, "nor on labels and sheets of paper")


def judge_letters():
    """What is beyond Windows-1252 is a graphic: printers leave out what they do not have."""
    wrong = []
    for order, who in enumerate(PEOPLE, 1):
        zpl = tap.run("label", "--quiet", "--reprint", "--format", "zpl", order).stdout.decode()
        text = "".join(re.findall(r"\^FD([^^]*)", zpl))
        try:
            text.encode("cp1252")
        except UnicodeEncodeError as error:
            wrong.append((who, str(error)))
        if (who in ("Polish", "Greek", "Cyrillic", "Arabic")) != ("^GFA" in zpl):
            wrong.append((who, "drawn" if "^GFA" in zpl else "not drawn"))
    tap.nothing(wrong, "letters that a printer may lack are drawn, and no others")


def judge_injection():
    order = list(PEOPLE).index("commands") + 1
    zpl = tap.run("label", "--quiet", "--reprint", "--format", "zpl", "--carrier", "both", order).stdout.decode()
    commands = re.findall(r"[\^~]([A-Z]{2})", re.sub(r"\^FD[^^]*", "^FD", zpl))
    tap.equal((zpl.count("^XA"), zpl.count("^XZ"), "~" in zpl), (1, 1, False), "a name that is full of commands commands nothing")
    tap.ok("^FDowned" not in zpl and "_5EXZ" in zpl and commands, "and is written in its codes")


def judge_sscc():
    if not shutil.which("zint"):
        tap.skip("check digits of SSCCs are those of zint", "zint is not installed")
        return
    wrong = []
    for seventeen in ("37610425002123456", "10614141234567890", "34012345000000000"):
        # SVG shows what is encoded in its text.
        drawn = tap.run("zint", "--barcode=75", "-d", seventeen, "--filetype=svg", "--direct").stdout.decode()
        digits = re.search(r"\(00\)(\d{18})", drawn)
        answer = tap.run("label", "--dry-run", "--quiet", "--carrier", "sscc",
                         input=lines([{"id": "20", "sscc": digits.group(1), "key": digits.group(1)}]))
        bad = digits.group(1)[:17] + str((int(digits.group(1)[17]) + 1) % 10)
        refused = tap.run("label", "--dry-run", "--quiet", "--carrier", "sscc", input=lines([{"id": "20", "sscc": bad, "key": bad}]))
        if answer.returncode != 0 or refused.returncode != 1:
            wrong.append((seventeen, answer.stderr.decode(), refused.stderr.decode()))
    tap.nothing(wrong, "check digits of SSCCs are those of zint, and others are refused")


def judge_numbers():
    folder = DATA / "labels/tracking_number_data/couriers"
    if not folder.is_dir():
        tap.skip("numbers of carriers are told apart", "../shared/data is not there")
        return
    wrong, counted, formats = [], 0, 0
    for file in sorted(folder.glob("*.json")):
        for known in json.loads(file.read_text())["tracking_numbers"]:
            if known["name"] not in FORMATS:
                continue
            formats += 1
            carrier = {"id": f"judged {formats}", "name": known["name"],
                       "accepts": [{"kind": "pattern", "pattern": pattern[0], **({"check": pattern[1]} if len(pattern) > 1 else {})}
                                   for pattern in FORMATS[known["name"]]]}
            made = tap.run("carrier-set", "--quiet", input=lines([carrier]))
            if made.returncode != 0:
                wrong.append(f"{known['name']}: {made.stderr.decode()}")
            vectors = [(number, True) for number in known["test_numbers"]["valid"]] + [(number, False) for number in known["test_numbers"]["invalid"]]
            # No country has the code XX, but no list of countries says so here: any may be in use (settings.h).
            vectors = [(number, good) for number, good in vectors if number != "RB123456785XX"]
            rejects = tap.scratch / "rejects"
            told = [{"id": "20", "key": f"{i}", "carrier": carrier["id"], "tracking_number": re.sub(r"\s", "", number)}
                    for i, (number, _) in enumerate(vectors)]
            for one, (number, good) in zip(told, vectors):
                came = tap.run("label", "--dry-run", "--quiet", "--rejects", rejects, input=lines([one]))
                counted += 1
                if (came.returncode == 0) != good:
                    wrong.append(f"{known['name']}: {number}: {'refused' if good else 'taken'}: {came.stderr.decode()}")
    print(f"# figure: tracking-number-vectors {counted}")
    print(f"# figure: tracking-number-formats {formats}")
    tap.nothing(wrong, f"{counted} numbers of {formats} formats are taken or refused as they should be")
    tap.ok(formats >= 35, "most formats that are known are expressed", formats)


def judge_manifest():
    """All parcels of a carrier on pages, which their number is read from, as bars or as a square."""
    if not shutil.which("pdftotext") or not shutil.which("zbarimg"):
        tap.skip("manifests are pages", "pdftotext or zbarimg is not installed")
        return
    tap.run("carrier-set", "--quiet", input=lines([{"id": "Ταχυδρομείο", "name": "Ταχυδρομείο", "numbers": CARRIERS[0]["numbers"]}]))
    order = tap.records(tap.run("order-new", "--quiet", input=lines([{"reference": "many", "customer": PEOPLE["Greek"], "lines": [
        {"sku": "POT", "quantity": 1}]}])).stdout.decode())[0]["id"]
    tap.run("label", "--quiet", "--carrier", "Ταχυδρομείο", "--parcels", 40, order)
    for carrier in ("both", "Ταχυδρομείο"):
        answer = tap.records(tap.run("manifest", "--quiet", carrier).stdout.decode())[0]
        pdf = tap.scratch / "manifest.pdf"
        pdf.write_bytes(tap.run("manifest", "--quiet", "--format", "pdf", answer["id"]).stdout)
        told = tap.run("pdftotext", "-layout", pdf, "-").stdout.decode()
        missing = [parcel["id"] for parcel in answer["parcels"] if told.count(parcel["tracking_number"]) != 1 or parcel["sscc"] not in told]
        tap.nothing(missing, f"{carrier}: each of {answer['count']} parcels has its row")
        tap.run("pdftoppm", "-r", 150, "-png", "-singlefile", pdf, pdf.with_suffix(""))
        tap.equal(tap.run("zbarimg", "-q", "--raw", pdf.with_suffix(".png")).stdout.decode().split(), [answer["id"]],
                  f"{carrier}: its number is read")
        tap.ok(min(light_edges(pdf, 100)) > 9, f"{carrier}: no row goes into the margins")


def judge_pick_list():
    """A wave of sixty orders on pages: all goods and orders are told, and what is to be scanned is read from the pictures."""
    if not shutil.which("pdftotext") or not shutil.which("zbarimg"):
        tap.skip("pick lists are pages", "pdftotext or zbarimg is not installed")
        return
    tap.run("catalog-set", "--quiet", "POT", "slots.main=B-2-10")
    tap.run("stock-adjust", "--quiet", "POT", "=1000")
    tap.run("order-new", "--quiet", input=lines([{"reference": f"pick-{i}", "financial_status": "paid", "lines": [
        {"sku": "POT", "quantity": 1 + i % 3}]} for i in range(60)]))
    wave = tap.records(tap.run("pick-list", "--quiet", "--key", "monday 7", "main").stdout.decode())[0]
    pdf = tap.scratch / "wave.pdf"
    pdf.write_bytes(tap.run("pick-list", "--quiet", "--key", "monday 7", "--format", "pdf", "main").stdout)
    told = tap.run("pdftotext", "-layout", pdf, "-").stdout.decode()
    tap.ok("B-2-10" in told and told.count("\f") > 3, "a pick list has slots, and as many pages as it needs", told[:2000])
    tap.run("pdftoppm", "-r", 150, "-png", pdf, pdf.with_suffix(""))
    read = [code for page in sorted(tap.scratch.glob("wave-*.png"))
            for code in tap.run("zbarimg", "-q", "--raw", page).stdout.decode().splitlines()]
    tap.equal(sorted(read), sorted([wave["id"]] + [order["order"] for order in wave["orders"]]), "its key and its orders' numbers are read")


make_shop()
judge_formats(make_labels())
judge_margins()
judge_letters()
judge_injection()
judge_sscc()
judge_numbers()
judge_manifest()
judge_pick_list()
tap.end()
