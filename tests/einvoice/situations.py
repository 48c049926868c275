# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents of invented shops in every situation that an electronic invoice has to tell of: for tests/einvoice.t.

Each is a record as colporteur-records(5) has it and the person that it names. What is summed here is summed another way than in
lib/shop: with fractions.
"""

from fractions import Fraction

DECIMALS = {"EUR": 2, "GBP": 2, "JPY": 0, "TND": 3, "USD": 2}


def rounded(value):
    """To the nearest whole number, ties away from zero."""
    return -rounded(-value) if value < 0 else int(value + Fraction(1, 2))


def text_of(units, currency):
    decimals = DECIMALS[currency]
    sign, digits = "-" if units < 0 else "", str(abs(units)).rjust(decimals + 1, "0")
    return sign + (f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits)


def shares(whole, weights):
    """By largest remainder, as the house does it."""
    total = sum(weights)
    if not total:
        return [whole] + [0] * (len(weights) - 1)
    exact = [Fraction(whole * weight, total) for weight in weights]
    parts = [int(one // 1) for one in exact]
    order = sorted(range(len(weights)), key=lambda at: -(exact[at] - parts[at]))
    for at in order[: whole - sum(parts)]:
        parts[at] += 1
    return parts


def said(*texts, **coded):
    return [{"text": text} for text in texts] + [{"code": code, "text": text} for code, text in coded.items()]


def line(sku, quantity, price, rate="21", category=None, discount=None, name=None, **more):
    return {"sku": sku, "quantity": quantity, "price": price, "rate": rate, "category": category, "discount": discount,
            "name": name or sku.capitalize(), "more": more}


SELLER = {"name": "Casserole & Cie", "street": "Rue du Pont 12", "postcode": "4500", "city": "Huy", "country": "BE",
          "vat_number": "BE0123456749", "registration": "RPM Liège", "email": "bonjour@casserole.example", "phone": "+32 2 555 01 23",
          "iban": "BE71096123456769", "bic": "GKCCBEBB"}
FRENCH_SELLER = {"name": "Forge du Lac SAS", "street": "Quai 1", "postcode": "59000", "city": "Lille", "country": "FR",
                 "vat_number": "FR83404833048", "legal_id": "0002:404833048", "registration": "RCS Lille", "legal_form": "SAS",
                 "capital": "18 000 EUR", "email": "bonjour@forge.example", "phone": "+33 3 55 01 23 45",
                 "iban": "FR7630006000011234567890189"}
BELGIAN = {"name": "Jeanne Martin", "company": "Chez Jeanne SRL", "vat_number": "BE 0987.654.394", "email": "jeanne@example.org",
           "address": {"street": "Rue Haute 7", "postcode": "1000", "city": "Bruxelles", "country": "BE"}}
FRENCH = {"name": "Zoé Petit", "company": "Bistrot Zoé SARL", "vat_number": "FR83404833048", "email": "zoe@example.org",
          "address": {"street": "8 rue des Lilas", "postcode": "59000", "city": "Lille", "country": "FR"}}
GERMAN = {"name": "Max Muster", "company": "Topf GmbH", "vat_number": "DE123456788", "endpoint": "9930:DE123456788",
          "address": {"street": "Hauptstraße 5", "postcode": "50667", "city": "Köln", "country": "DE"}}
DUTCH = {"name": "Piet Pan", "company": "Pan BV", "vat_number": "NL123456782B90", "legal_id": "0106:12345678",
         "endpoint": "0106:12345678",
         "address": {"street": "Gracht 3", "postcode": "1017 AA", "city": "Amsterdam", "country": "NL"}}
AMERICAN = {"name": "Ann Cook", "company": "Skillet Inc", "endpoint": "0088:5412345000013",
            "address": {"street": "1 Main Street", "postcode": "05401", "city": "Burlington", "region": "VT", "country": "US"}}
CONSUMER = {"name": "Firmin Lacroix", "email": "firmin@example.org",
            "address": {"street": "8 rue des Lilas", "postcode": "59000", "city": "Lille", "country": "FR"}}


def in_euro(currency, rate, vat_total):
    return {"currency": "EUR", "vat_total": vat_total,
            "rates": [{"of": currency, "currency": "EUR", "day": "2026-11-20", "rate": rate, "source": "ECB"}]}


def document(lines, buyer=None, seller=None, shipping=None, gross_prices=False, currency="EUR", exemptions=None, due="2026-12-21",
             kind="invoice", purpose=None, paid=None, **members):
    """A record and a person. `shipping`: (price, rate, category); `exemptions`: by category, members of the rates."""
    scale = 10 ** DECIMALS[currency]
    rows = list(lines)
    if shipping:
        rows.append(line("shipping", 1, *shipping))
    for row in rows:
        row["charged"] = rounded(Fraction(row["price"]) * row["quantity"] * scale)
        row["charged"] -= rounded(Fraction(row["discount"]) * scale) if row["discount"] else 0
    keys = sorted({(row["rate"], row["category"]) for row in rows}, key=lambda key: (-Fraction(key[0]), str(key[1])))
    vat = []
    for rate, category in keys:
        members_of_rate = [row for row in rows if (row["rate"], row["category"]) == (rate, category)]
        charged = sum(row["charged"] for row in members_of_rate)
        if gross_prices:
            net = rounded(Fraction(charged) / (1 + Fraction(rate) / 100))
            nets = shares(net, [row["charged"] for row in members_of_rate])
            for row, net_of_row in zip(members_of_rate, nets):
                row["net"], row["vat"] = net_of_row, row["charged"] - net_of_row
            tax = charged - net
        else:
            net, tax = charged, rounded(charged * Fraction(rate) / 100)
            signs = [abs(row["charged"]) for row in members_of_rate]
            for row, tax_of_row in zip(members_of_rate, shares(tax, signs)):
                row["net"], row["vat"] = row["charged"], tax_of_row
        one = {"rate": rate, "net": text_of(net, currency), "vat": text_of(tax, currency)}
        if category:
            one["category"] = category
        one.update((exemptions or {}).get(category, {}))
        vat.append((net, tax, one))
    written = []
    for number, row in enumerate(rows, 1):
        made = {"line": number, "sku": row["sku"], "name": row["name"], "location": "main", "quantity": row["quantity"],
                "price": row["price"], "vat_rate": row["rate"], "net": text_of(row["net"], currency),
                "vat": text_of(row["vat"], currency), "gross": text_of(row["net"] + row["vat"], currency), **row["more"]}
        if row["discount"]:
            made["discount"] = row["discount"]
        if row["category"]:
            made["vat_category"] = row["category"]
        written.append(made)
    net, tax = sum(one[0] for one in vat), sum(one[1] for one in vat)
    record = {"type": kind, "id": "C2026-000001" if kind == "credit_note" else "2026-000042", "series": "2026", "sequence": 42,
              "day": "2026-11-21", "issued_at": "2026-11-21T12:00:00.000Z", "order": "1042", "channel": "web",
              "reference": "W-1042", "order_day": "2026-11-20", "seller": seller or SELLER, "customer": {"id": "C-77", "version": 1},
              "country": (buyer or BELGIAN)["address"]["country"], "currency": currency, "prices_include_tax": gross_prices}
    if shipping:
        made = written.pop()
        record["shipping"] = {"method": "home", **{key: made[key] for key in ("price", "vat_rate", "net", "vat", "gross")}}
        record["shipping"].update({"vat_category": made["vat_category"]} if "vat_category" in made else {})
    record.update(lines=written, vat=[one[2] for one in vat], units=sum(row["quantity"] for row in lines),
                  net=text_of(net, currency), vat_total=text_of(tax, currency), total=text_of(net + tax, currency))
    if purpose:
        record["kind"] = purpose
    if paid:
        record["paid"] = record["total"] if paid is True else paid
    if due and not paid is True:
        record["due_day"] = due
    if kind == "credit_note":
        record["corrects"] = {"invoice": "2026-000007", "day": "2026-11-02"}
    record.update(members)
    return record, buyer or BELGIAN


def _by_seller(country, number, **more):
    return {**SELLER, "country": country, "vat_number": number, "iban": "", "bic": "", **more}


OF_ARABIC = {"name": "سمير", "company": "مطعم الواحة", "vat_number": "BE0987654394",
             "address": {"street": "شارع النخيل 7", "postcode": "1000", "city": "بروكسل", "country": "BE"}}
REASON = {"AE": {"exemption_code": "VATEX-EU-AE", "exemption": "Autoliquidation"},
          "K": {"exemption_code": "VATEX-EU-IC", "exemption": "Intra-Community supply, art. 138"},
          "G": {"exemption_code": "VATEX-EU-G", "exemption": "Export, art. 146"},
          "O": {"exemption_code": "VATEX-EU-O", "exemption": "Not subject to VAT"},
          "E": {"exemption_code": "VATEX-EU-132-1I", "exemption": "Art. 132"}}
POT = line("pot", 2, "50.00")
BOOK = line("book", 3, "12.50", "6")
CROWN = {"name": "Casserole Ltd", "street": "High Street 1", "postcode": "EC1A 1BB", "city": "London", "country": "GB",
         "vat_number": "GB123456782", "legal_id": "0088:5412345000013", "endpoint": "9932:GB123456782", "iban": "GB33BUKB20201555555555"}
SMALL = {"name": "Atelier Lune", "street": "Rue Basse 3", "postcode": "5000", "city": "Namur", "country": "BE",
         "legal_id": "0208:0123456749", "endpoint": "0208:0123456749", "iban": "BE71096123456769"}

SITUATIONS = {
    "standard rate": lambda: document([POT]),
    "several rates": lambda: document([POT, BOOK, line("water", 6, "1.10", "12")]),
    "a reduced rate is S as well": lambda: document([BOOK]),
    "zero rate": lambda: document([line("gazette", 4, "2.50", "0")]),
    "zero rate beside another": lambda: document([POT, line("gazette", 4, "2.50", "0")]),
    "exempt": lambda: document([line("course", 1, "200.00", "0", "E")], exemptions=REASON),
    "exempt beside a rate": lambda: document([POT, line("course", 1, "200.00", "0", "E")], exemptions=REASON),
    "a small business without VAT number": lambda: document(
        [line("candle", 5, "9.00", "0", "E")], seller=SMALL, exemptions={"E": {"exemption": "Régime particulier de franchise"}},
        tax={"treatment": "exempt", "country": "BE"}),
    "reverse charge": lambda: document([line("pot", 2, "50.00", "0", "AE")], buyer=GERMAN, exemptions=REASON),
    "reverse charge, its reason untold": lambda: document([line("pot", 2, "50.00", "0", "AE")], buyer=FRENCH),
    "intra-community": lambda: document([line("pot", 2, "50.00", "0", "K")], buyer=DUTCH, delivery_day="2026-11-20", exemptions=REASON),
    "intra-community, shipping with it": lambda: document(
        [line("pot", 2, "50.00", "0", "K")], buyer=FRENCH, shipping=("12.00", "0", "K"), delivery_day="2026-11-20"),
    "export": lambda: document([line("pot", 2, "50.00", "0", "G")], buyer=AMERICAN, exemptions=REASON),
    "export to a consumer": lambda: document(
        [line("pot", 2, "50.00", "0", "G")], exemptions=REASON, paid=True,
        buyer={"name": "Ann Cook", "address": {"street": "1 Main Street", "city": "Burlington", "country": "US"}}),
    "outside the scope": lambda: document([line("fee", 1, "80.00", "0", "O")], exemptions=REASON),
    "Canary Islands": lambda: document([line("pot", 2, "50.00", "7", "L")], seller=SELLER),
    "Ceuta": lambda: document([line("pot", 2, "50.00", "10", "M")]),
    "OSS: a consumer in France at her rate": lambda: document(
        [line("pot", 2, "50.00", "20"), line("book", 1, "11.00", "5.5")], buyer=CONSUMER, gross_prices=True, paid=True,
        tax={"treatment": "oss", "country": "FR"}),
    "a consumer who has not paid": lambda: document([POT], buyer=CONSUMER),
    "prices with tax": lambda: document([line("pot", 3, "9.99"), line("lid", 7, "4.95")], gross_prices=True),
    "prices with tax, several rates and a charge": lambda: document(
        [line("pot", 3, "39.90"), line("book", 2, "11.95", "6")], gross_prices=True, shipping=("6.90", "21")),
    "prices with tax and a discount": lambda: document(
        [line("pot", 3, "39.90", discount="11.97", discounts=[{"promotion": "ten", "amount": "11.97"}])], gross_prices=True),
    "a discount on a line": lambda: document([line("pot", 2, "50.00", discount="10.00")]),
    "discounts of several promotions": lambda: document(
        [line("pot", 2, "50.00", discount="12.34",
              discounts=[{"promotion": "ten", "amount": "10.00"}, {"promotion": "club", "amount": "2.34"}])]),
    "everything taken off": lambda: document([line("pot", 1, "50.00", discount="50.00"), BOOK]),
    "nothing to pay at all": lambda: document([line("pot", 1, "50.00", discount="50.00")]),
    "a charge for shipping": lambda: document([POT], shipping=("8.50", "21")),
    "a charge at another rate": lambda: document([BOOK], shipping=("8.50", "21")),
    "something free": lambda: document([POT, line("sample", 1, "0.00")]),
    "a line that takes back": lambda: document([POT, line("pot", -1, "50.00")]),
    "an invoice below zero": lambda: document([line("pot", -2, "50.00")], due=None),
    "a price below the cent": lambda: document([line("screw", 1000, "0.012345")]),
    "many of a fine price, with tax": lambda: document([line("screw", 997, "0.019", "21")], gross_prices=True),
    "the trap of 3.60 at 5.5 %": lambda: document([line("tea", 10, "3.60", "5.5")]),
    "the trap of 348.35 at 22 %": lambda: document([line("table", 16, "348.35", "22", discount="222.94")]),
    "the trap of 348.11 at 25 %": lambda: document([line("bed", 2, "348.11", "25")], ),
    "the trap of 1091.50 at 15 %": lambda: document([line("oven", 1, "1091.50", "15")]),
    "many lines that would each be rounded": lambda: document([line(f"part-{i}", 1, f"0.{i % 90 + 10}", "21") for i in range(1, 100)]),
    "1000 lines": lambda: document([line(f"part-{i}", i % 7 + 1, f"{i % 50}.{i % 90 + 10}", ("21", "6", "12")[i % 3])
                                    for i in range(1, 1001)], gross_prices=True),
    "pounds, and what the VAT is in euro": lambda: document(
        [POT], currency="GBP", exchange=in_euro("GBP", "1.15", "24.15")),
    "yen have no decimals": lambda: document([line("pot", 3, "5000"), line("book", 1, "1333", "6")], currency="JPY"),
    "dinars have three": lambda: document([line("pot", 1, "50.120", "20")], currency="TND", due="2026-12-21"),
    "units, GTINs": lambda: document([line("rope", 25, "1.20", unit="MTR", gtin="5412345000013"), line("rice", 2, "3.10", "6", unit="KGM")]),
    "a deposit": lambda: document([line("deposit", 1, "300.00")], purpose="deposit"),
    "a final invoice": lambda: document(
        [line("kitchen", 1, "1000.00")], purpose="final", deposits=[{"invoice": "2026-000003", "day": "2026-10-01", "net": "300.00",
                                                    "vat_total": "63.00", "total": "363.00",
                                                    "vat": [{"rate": "21", "net": "300.00", "vat": "63.00"}]}]),
    "partly paid with a gift card": lambda: document(
        [POT], paid="50.00", payments=[{"means": "gift_card", "reference": "G-1", "amount": "50.00"}]),
    "paid by card": lambda: document([POT], paid=True, payments=[{"means": "card", "amount": "121.00"}]),
    "paid in ways unheard of": lambda: document([POT], paid=True, payments=[{"means": "barter", "amount": "121.00"}]),
    "rounded to pay": lambda: document([line("pot", 1, "19.99")], rounding="0.01"),
    "a structured communication": lambda: document([POT], payment_reference="+++090/9337/55493+++", terms="30 jours"),
    "a tax point of its own": lambda: document([POT], tax_point="2026-10-31", delivery_day="2026-10-31"),
    "mentions": lambda: document([POT], mentions=said("Pénalités de retard : 10 % l'an", "Indemnité forfaitaire : 40 €")),
    "to another address": lambda: document([POT], buyer={
        **BELGIAN, "shipping_address": {"name": "Réserve", "street": "Quai 2", "postcode": "4000", "city": "Liège", "country": "BE"}}),
    "a buyer's reference": lambda: document([POT], buyer_reference="Service achats 17"),
    "France to France": lambda: document([line("pot", 2, "50.00", "20")], seller=FRENCH_SELLER, buyer=FRENCH, goods="goods"),
    "France, what its law has invoices say": lambda: document(
        [line("pot", 2, "50.00", "20")], seller=FRENCH_SELLER, buyer=FRENCH, goods="goods",
        mentions=said(PMD="Pénalités de retard", PMT="Indemnité forfaitaire : 40 €", AAB="Pas d'escompte")),
    "France, the same for a consumer": lambda: document(
        [line("pot", 2, "50.00", "20")], seller=FRENCH_SELLER, buyer=CONSUMER, goods="goods",
        mentions=said("Merci", PMT="Indemnité forfaitaire : 40 €")),
    "France, VAT on debits": lambda: document(
        [line("course", 1, "90.00", "20")], seller={**FRENCH_SELLER, "services_due": "invoice"}, buyer=FRENCH, goods="services"),
    "France, VAT on debits given back": lambda: document(
        [line("course", 1, "90.00", "20")], seller={**FRENCH_SELLER, "services_due": "invoice"}, buyer=FRENCH, goods="services",
        kind="credit_note"),
    "France, goods of who pays VAT on debits": lambda: document(
        [line("pot", 1, "90.00", "20")], seller={**FRENCH_SELLER, "services_due": "invoice"}, buyer=FRENCH, goods="goods"),
    "France, services paid": lambda: document([line("course", 1, "90.00", "20")], seller=FRENCH_SELLER, buyer=CONSUMER, goods="services", paid=True),
    "Arabic": lambda: document([line("pot", 2, "50.00", name="قدر من الحديد")], buyer=OF_ARABIC),
    "long texts, and what XML escapes": lambda: document(
        [line("pot", 2, "50.00", name="A <b>pot</b> & \"lid\" " + "of iron " * 45)], mentions=said("x & y < z " * 60)),
    "a credit note": lambda: document([POT], kind="credit_note", reason="Deux pièces rendues"),
    "a credit note of shipping alone": lambda: document([], kind="credit_note", gross_prices=True, shipping=("6.90", "21")),
    "a credit note with shipping and a discount": lambda: document(
        [line("pot", 3, "39.90", discount="11.97")], kind="credit_note", gross_prices=True, shipping=("6.90", "21")),
    "a credit note of 1710.50 at 19 %": lambda: document([line("saw", 1, "1710.50", "19")], kind="credit_note"),
    "a credit note to Germany": lambda: document([line("pot", 2, "50.00", "0", "AE")], buyer=GERMAN, kind="credit_note"),
    "a British seller": lambda: document([line("pot", 2, "50.00", "20")], seller=CROWN, currency="GBP"),
}
