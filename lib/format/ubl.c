/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/ubl.h"

#include "format/xml_elements.h"

/* Of the rules: BT-24, BT-23. */
static const struct {
    const char *customization, *process;
} rule_sets[] = {
    [EINVOICE_EN16931] = {"urn:cen.eu:en16931:2017", NULL},
    [EINVOICE_PEPPOL] = {"urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0",
                         "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"},
};

/* A document being written, and a room for each value that is put together. */
struct writing {
    struct xml xml;
    const struct einvoice *invoice;
    struct text value;
};

static void put_string(struct writing *writing, const char *name, const char *value)
{
    if (value)
        xml_leaf(&writing->xml, name, slice_of(value));
}

static void put_day(struct writing *writing, const char *name, day value)
{
    text_clear(&writing->value);
    day_write(&writing->value, value);
    xml_leaf(&writing->xml, name, text_slice(&writing->value));
}

static void put_amount_of(struct writing *writing, const char *name, amount value, const struct currency *currency)
{
    text_clear(&writing->value);
    einvoice_write_amount(&writing->value, value, currency);
    xml_leaf_with(&writing->xml, name, "currencyID", slice_of(currency->code), text_slice(&writing->value));
}

static void put_amount(struct writing *writing, const char *name, amount value)
{
    put_amount_of(writing, name, value, &writing->invoice->currency);
}

static void put_identifier(struct writing *writing, const char *name, const struct einvoice_identifier *identifier)
{
    xml_leaf_with(&writing->xml, name, "schemeID", identifier->scheme, identifier->value);
}

/* <GROUP><NAME>VALUE</NAME></GROUP>, as UBL likes to say things. */
static void put_within(struct writing *writing, const char *group, const char *name, struct slice value)
{
    xml_open(&writing->xml, group);
    xml_leaf(&writing->xml, name, value);
    xml_close(&writing->xml);
}

static void put_scheme(struct writing *writing, const char *scheme)
{
    put_within(writing, "cac:TaxScheme", "cbc:ID", slice_of(scheme));
}

/*
 * Peppol takes one note (PEPPOL-EN16931-R002): there, all of them are its lines. A subject stands before its text, "#PMT#…"
 * (EN 16931-3-2, BT-21), in that one note too: who looks for it looks for the mark, wherever it stands (XP Z12-012, BR-FR-05).
 */
static void put_notes(struct writing *writing)
{
    const struct einvoice *invoice = writing->invoice;
    struct text *value = &writing->value;

    text_clear(value);
    for (size_t i = 0; i < invoice->note_count; i++) {
        const struct einvoice_note *note = &invoice->notes[i];

        if (value->length)
            text_add_byte(value, '\n');
        if (note->subject.length) {
            text_add_byte(value, '#');
            text_add_slice(value, note->subject);
            text_add_byte(value, '#');
        }
        text_add_slice(value, note->text);
        if (invoice->rules == EINVOICE_PEPPOL)
            continue;
        xml_leaf(&writing->xml, "cbc:Note", text_slice(value));
        text_clear(value);
    }
    xml_leaf(&writing->xml, "cbc:Note", text_slice(value));
}

/* The two documents have their first elements in two orders. */
static void put_kind(struct writing *writing)
{
    const struct einvoice *invoice = writing->invoice;

    if (invoice->is_credit_note) {
        if (invoice->has_tax_point)
            put_day(writing, "cbc:TaxPointDate", invoice->tax_point);
        put_string(writing, "cbc:CreditNoteTypeCode", invoice->type);
        put_notes(writing);
        return;
    }
    if (invoice->has_due_day)
        put_day(writing, "cbc:DueDate", invoice->due_day);
    put_string(writing, "cbc:InvoiceTypeCode", invoice->type);
    put_notes(writing);
    if (invoice->has_tax_point)
        put_day(writing, "cbc:TaxPointDate", invoice->tax_point);
}

static void put_references(struct writing *writing)
{
    const struct einvoice *invoice = writing->invoice;
    struct xml *xml = &writing->xml;

    xml_leaf(xml, "cbc:BuyerReference", invoice->buyer_reference);
    if (invoice->due_on_invoice)
        put_within(writing, "cac:InvoicePeriod", "cbc:DescriptionCode", SLICE("3")); /* UNCL2005; CII has UNCL2475 */
    xml_open(xml, "cac:OrderReference");
    xml_leaf(xml, "cbc:ID", invoice->order_reference);
    xml_leaf(xml, "cbc:SalesOrderID", invoice->sales_order);
    xml_close(xml);
    for (size_t i = 0; i < invoice->preceding_count; i++) {
        xml_open(xml, "cac:BillingReference");
        xml_open(xml, "cac:InvoiceDocumentReference");
        xml_leaf(xml, "cbc:ID", invoice->preceding[i].id);
        if (invoice->preceding[i].has_day)
            put_day(writing, "cbc:IssueDate", invoice->preceding[i].day);
        xml_close(xml);
        xml_close(xml);
    }
}

static void put_head(struct writing *writing)
{
    const struct einvoice *invoice = writing->invoice;
    struct xml *xml = &writing->xml;

    put_string(writing, "cbc:CustomizationID", rule_sets[invoice->rules].customization);
    if (rule_sets[invoice->rules].process)
        put_string(writing, "cbc:ProfileID", rule_sets[invoice->rules].process);
    else
        xml_leaf(xml, "cbc:ProfileID", invoice->process);
    xml_leaf(xml, "cbc:ID", invoice->number);
    put_day(writing, "cbc:IssueDate", invoice->day);
    put_kind(writing);
    put_string(writing, "cbc:DocumentCurrencyCode", invoice->currency.code);
    if (invoice->has_accounting_currency)
        put_string(writing, "cbc:TaxCurrencyCode", invoice->accounting_currency.code);
    put_references(writing);
}

static void put_address(struct writing *writing, const char *name, const struct einvoice_address *address)
{
    struct xml *xml = &writing->xml;

    xml_open(xml, name);
    xml_leaf(xml, "cbc:StreetName", address->street);
    xml_leaf(xml, "cbc:AdditionalStreetName", address->additional);
    xml_leaf(xml, "cbc:CityName", address->city);
    xml_leaf(xml, "cbc:PostalZone", address->postcode);
    xml_leaf(xml, "cbc:CountrySubentity", address->region);
    if (address->third.length)
        put_within(writing, "cac:AddressLine", "cbc:Line", address->third);
    put_within(writing, "cac:Country", "cbc:IdentificationCode", address->country);
    xml_close(xml);
}

static void put_tax_number(struct writing *writing, struct slice number, const char *scheme)
{
    if (!number.length)
        return;
    xml_open(&writing->xml, "cac:PartyTaxScheme");
    xml_leaf(&writing->xml, "cbc:CompanyID", number);
    put_scheme(writing, scheme);
    xml_close(&writing->xml);
}

static void put_party(struct writing *writing, const char *role, const struct einvoice_party *party)
{
    struct xml *xml = &writing->xml;

    xml_open(xml, role);
    xml_open(xml, "cac:Party");
    put_identifier(writing, "cbc:EndpointID", &party->endpoint);
    put_address(writing, "cac:PostalAddress", &party->address);
    put_tax_number(writing, party->vat_number, "VAT");
    put_tax_number(writing, party->tax_registration, "TAX");
    xml_open(xml, "cac:PartyLegalEntity");
    xml_leaf(xml, "cbc:RegistrationName", party->name);
    put_identifier(writing, "cbc:CompanyID", &party->legal);
    xml_leaf(xml, "cbc:CompanyLegalForm", party->legal_information);
    xml_close(xml);
    xml_open(xml, "cac:Contact");
    xml_leaf(xml, "cbc:Name", party->contact);
    xml_leaf(xml, "cbc:Telephone", party->phone);
    xml_leaf(xml, "cbc:ElectronicMail", party->email);
    xml_close(xml);
    xml_close(xml);
    xml_close(xml);
}

static void put_delivery(struct writing *writing)
{
    const struct einvoice *invoice = writing->invoice;
    struct xml *xml = &writing->xml;

    xml_open(xml, "cac:Delivery");
    if (invoice->has_delivery_day)
        put_day(writing, "cbc:ActualDeliveryDate", invoice->delivery_day);
    if (invoice->has_delivery) {
        xml_open(xml, "cac:DeliveryLocation");
        put_address(writing, "cac:Address", &invoice->delivery);
        xml_close(xml);
        xml_open(xml, "cac:DeliveryParty");
        put_within(writing, "cac:PartyName", "cbc:Name", invoice->delivery_name);
        xml_close(xml);
    }
    xml_close(xml);
}

static void put_payment(struct writing *writing)
{
    const struct einvoice *invoice = writing->invoice;
    const struct einvoice_payment *payment = &invoice->payment;
    struct xml *xml = &writing->xml;

    if (payment->code) {
        xml_open(xml, "cac:PaymentMeans");
        put_string(writing, "cbc:PaymentMeansCode", payment->code);
        if (invoice->is_credit_note && invoice->has_due_day)
            put_day(writing, "cbc:PaymentDueDate", invoice->due_day);
        xml_leaf(xml, "cbc:PaymentID", payment->reference);
        xml_open(xml, "cac:PayeeFinancialAccount");
        xml_leaf(xml, "cbc:ID", payment->account);
        put_within(writing, "cac:FinancialInstitutionBranch", "cbc:ID", payment->bic);
        xml_close(xml);
        xml_close(xml);
    }
    put_within(writing, "cac:PaymentTerms", "cbc:Note", invoice->terms);
}

static void put_tax(struct writing *writing, const char *name, const struct einvoice_tax *tax,
                    const struct einvoice_subtotal *subtotal)
{
    struct xml *xml = &writing->xml;

    xml_open(xml, name);
    xml_leaf(xml, "cbc:ID", tax->category);
    if (tax->has_rate) {
        text_clear(&writing->value);
        percent_write(&writing->value, tax->rate);
        xml_leaf(xml, "cbc:Percent", text_slice(&writing->value));
    }
    if (subtotal) {
        xml_leaf(xml, "cbc:TaxExemptionReasonCode", subtotal->exemption_code);
        xml_leaf(xml, "cbc:TaxExemptionReason", subtotal->exemption);
    }
    put_scheme(writing, "VAT");
    xml_close(xml);
}

/* `of_document`: with its VAT category, which a line's has from the line. */
static void put_allowances(struct writing *writing, const struct einvoice_allowance *allowances, size_t count, bool of_document)
{
    struct xml *xml = &writing->xml;

    for (size_t i = 0; i < count; i++) {
        const struct einvoice_allowance *allowance = &allowances[i];

        xml_open(xml, "cac:AllowanceCharge");
        put_string(writing, "cbc:ChargeIndicator", allowance->is_charge ? "true" : "false");
        xml_leaf(xml, "cbc:AllowanceChargeReasonCode", allowance->reason_code);
        xml_leaf(xml, "cbc:AllowanceChargeReason", allowance->reason);
        put_amount(writing, "cbc:Amount", allowance->amount);
        if (of_document)
            put_tax(writing, "cac:TaxCategory", &allowance->tax, NULL);
        xml_close(xml);
    }
}

static void put_taxes(struct writing *writing)
{
    const struct einvoice *invoice = writing->invoice;
    struct xml *xml = &writing->xml;

    xml_open(xml, "cac:TaxTotal");
    put_amount(writing, "cbc:TaxAmount", invoice->vat);
    for (size_t i = 0; i < invoice->subtotal_count; i++) {
        const struct einvoice_subtotal *subtotal = &invoice->subtotals[i];

        xml_open(xml, "cac:TaxSubtotal");
        put_amount(writing, "cbc:TaxableAmount", subtotal->taxable);
        put_amount(writing, "cbc:TaxAmount", subtotal->vat);
        put_tax(writing, "cac:TaxCategory", &subtotal->tax, subtotal);
        xml_close(xml);
    }
    xml_close(xml);
    if (!invoice->has_accounting_currency)
        return;
    xml_open(xml, "cac:TaxTotal");
    put_amount_of(writing, "cbc:TaxAmount", invoice->accounting_vat, &invoice->accounting_currency);
    xml_close(xml);
}

static void put_totals(struct writing *writing)
{
    const struct einvoice *invoice = writing->invoice;

    xml_open(&writing->xml, "cac:LegalMonetaryTotal");
    put_amount(writing, "cbc:LineExtensionAmount", invoice->line_total);
    put_amount(writing, "cbc:TaxExclusiveAmount", invoice->net);
    put_amount(writing, "cbc:TaxInclusiveAmount", invoice->total);
    if (invoice->allowance_total)
        put_amount(writing, "cbc:AllowanceTotalAmount", invoice->allowance_total);
    if (invoice->charge_total)
        put_amount(writing, "cbc:ChargeTotalAmount", invoice->charge_total);
    if (invoice->prepaid)
        put_amount(writing, "cbc:PrepaidAmount", invoice->prepaid);
    if (invoice->rounding)
        put_amount(writing, "cbc:PayableRoundingAmount", invoice->rounding);
    put_amount(writing, "cbc:PayableAmount", invoice->payable);
    xml_close(&writing->xml);
}

static void put_item(struct writing *writing, const struct einvoice_line *line)
{
    struct xml *xml = &writing->xml;

    xml_open(xml, "cac:Item");
    xml_leaf(xml, "cbc:Name", line->name);
    put_within(writing, "cac:SellersItemIdentification", "cbc:ID", line->sku);
    xml_open(xml, "cac:StandardItemIdentification");
    xml_leaf_with(xml, "cbc:ID", "schemeID", SLICE("0160"), line->gtin);
    xml_close(xml);
    put_tax(writing, "cac:ClassifiedTaxCategory", &line->tax, NULL);
    xml_close(xml);
}

static void put_price(struct writing *writing, const struct einvoice_line *line)
{
    struct xml *xml = &writing->xml;
    const struct currency *currency = &writing->invoice->currency;

    xml_open(xml, "cac:Price");
    text_clear(&writing->value);
    price_write(&writing->value, line->price, currency);
    xml_leaf_with(xml, "cbc:PriceAmount", "currencyID", slice_of(currency->code), text_slice(&writing->value));
    if (line->base_quantity != 1) {
        text_clear(&writing->value);
        text_add_integer(&writing->value, line->base_quantity);
        xml_leaf_with(xml, "cbc:BaseQuantity", "unitCode", line->unit, text_slice(&writing->value));
    }
    xml_close(xml);
}

static void put_line(struct writing *writing, const struct einvoice_line *line)
{
    bool credit = writing->invoice->is_credit_note;
    struct xml *xml = &writing->xml;
    struct text *value = &writing->value;

    xml_open(xml, credit ? "cac:CreditNoteLine" : "cac:InvoiceLine");
    text_clear(value);
    text_add_integer(value, line->number);
    xml_leaf(xml, "cbc:ID", text_slice(value));
    xml_leaf(xml, "cbc:Note", line->note);
    text_clear(value);
    text_add_integer(value, line->quantity);
    xml_leaf_with(xml, credit ? "cbc:CreditedQuantity" : "cbc:InvoicedQuantity", "unitCode", line->unit, text_slice(value));
    put_amount(writing, "cbc:LineExtensionAmount", line->net);
    put_allowances(writing, line->allowances, line->allowance_count, false);
    put_item(writing, line);
    put_price(writing, line);
    xml_close(xml);
}

static void put_document(struct writing *writing)
{
    const struct einvoice *invoice = writing->invoice;

    put_head(writing);
    put_party(writing, "cac:AccountingSupplierParty", &invoice->seller);
    put_party(writing, "cac:AccountingCustomerParty", &invoice->buyer);
    put_delivery(writing);
    put_payment(writing);
    put_allowances(writing, invoice->allowances, invoice->allowance_count, true);
    put_taxes(writing);
    put_totals(writing);
    for (size_t i = 0; i < invoice->line_count; i++)
        put_line(writing, &invoice->lines[i]);
}

#define COMPONENTS                                                                                                                 \
    " xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\""                                      \
    " xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\""

void ubl_write(const struct einvoice *invoice, struct text *text)
{
    struct writing writing = {.xml = {.text = text}, .invoice = invoice};

    xml_declare(&writing.xml);
    if (invoice->is_credit_note)
        xml_open_with(&writing.xml, "CreditNote", "xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2\"" COMPONENTS);
    else
        xml_open_with(&writing.xml, "Invoice", "xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\"" COMPONENTS);
    put_document(&writing);
    xml_close(&writing.xml);
    text_release(&writing.value);
}

/* A consumer has no electronic address, and needs none: his invoice comes otherwise. */
enum einvoice_rules ubl_rules(const struct document *document)
{
    const struct document_buyer *buyer = &document->buyer;

    return buyer->is_business || buyer->endpoint.id.length ? EINVOICE_PEPPOL : EINVOICE_EN16931;
}

bool document_ubl(const struct document *document, struct text *text, struct fault *fault)
{
    struct arena arena = ARENA_INIT;
    struct einvoice invoice;
    bool done = einvoice_of_document(document, ubl_rules(document), &arena, &invoice, fault);

    if (done)
        ubl_write(&invoice, text);
    arena_release(&arena);
    return done;
}
