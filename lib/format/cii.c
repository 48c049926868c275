/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/cii.h"

#include "format/xml_elements.h"

/* A document being written, and a room for each value that is put together. */
struct writing {
    struct xml xml;
    const struct einvoice *invoice;
    struct text value;
};

static void put_string(struct writing *writing, const char *name, const char *value)
{
    xml_leaf(&writing->xml, name, slice_of(value));
}

static void put_integer(struct writing *writing, const char *name, int64_t value)
{
    text_clear(&writing->value);
    text_add_integer(&writing->value, value);
    xml_leaf(&writing->xml, name, text_slice(&writing->value));
}

static void put_quantity(struct writing *writing, const char *name, int64_t quantity, struct slice unit)
{
    text_clear(&writing->value);
    text_add_integer(&writing->value, quantity);
    xml_leaf_with(&writing->xml, name, "unitCode", unit, text_slice(&writing->value));
}

static void put_amount(struct writing *writing, const char *name, amount value)
{
    text_clear(&writing->value);
    einvoice_write_amount(&writing->value, value, &writing->invoice->currency);
    xml_leaf(&writing->xml, name, text_slice(&writing->value));
}

/* The one kind of amount that says its currency, since it may have another (BT-110, BT-111). */
static void put_tax_amount(struct writing *writing, amount value, const struct currency *currency)
{
    text_clear(&writing->value);
    einvoice_write_amount(&writing->value, value, currency);
    xml_leaf_with(&writing->xml, "ram:TaxTotalAmount", "currencyID", slice_of(currency->code), text_slice(&writing->value));
}

/* <NAME><FORMAT format="102">20261121</FORMAT></NAME> */
static void put_day(struct writing *writing, const char *name, const char *format, day value)
{
    int year;
    unsigned month;
    unsigned dom;

    day_to_civil(value, &year, &month, &dom);
    text_clear(&writing->value);
    text_add_padded(&writing->value, year, 4);
    text_add_padded(&writing->value, month, 2);
    text_add_padded(&writing->value, dom, 2);
    xml_open(&writing->xml, name);
    xml_leaf_with(&writing->xml, format, "format", SLICE("102"), text_slice(&writing->value));
    xml_close(&writing->xml);
}

static void put_within(struct writing *writing, const char *group, const char *name, struct slice value)
{
    xml_open(&writing->xml, group);
    xml_leaf(&writing->xml, name, value);
    xml_close(&writing->xml);
}

static void put_head(struct writing *writing)
{
    const struct einvoice *invoice = writing->invoice;
    struct xml *xml = &writing->xml;

    xml_open(xml, "rsm:ExchangedDocumentContext");
    put_within(writing, "ram:BusinessProcessSpecifiedDocumentContextParameter", "ram:ID", invoice->process);
    put_within(writing, "ram:GuidelineSpecifiedDocumentContextParameter", "ram:ID", SLICE("urn:cen.eu:en16931:2017"));
    xml_close(xml);
    xml_open(xml, "rsm:ExchangedDocument");
    xml_leaf(xml, "ram:ID", invoice->number);
    put_string(writing, "ram:TypeCode", invoice->type);
    put_day(writing, "ram:IssueDateTime", "udt:DateTimeString", invoice->day);
    for (size_t i = 0; i < invoice->note_count; i++) {
        xml_open(xml, "ram:IncludedNote");
        xml_leaf(xml, "ram:Content", invoice->notes[i].text);
        xml_leaf(xml, "ram:SubjectCode", invoice->notes[i].subject);
        xml_close(xml);
    }
    xml_close(xml);
}

/* The rate of a category, behind whatever comes before it in the group that is open. */
static void put_rate(struct writing *writing, const struct einvoice_tax *tax)
{
    if (!tax->has_rate)
        return;
    text_clear(&writing->value);
    percent_write(&writing->value, tax->rate);
    xml_leaf(&writing->xml, "ram:RateApplicablePercent", text_slice(&writing->value));
}

static void put_tax(struct writing *writing, const char *name, const struct einvoice_tax *tax)
{
    xml_open(&writing->xml, name);
    put_string(writing, "ram:TypeCode", "VAT");
    xml_leaf(&writing->xml, "ram:CategoryCode", tax->category);
    put_rate(writing, tax);
    xml_close(&writing->xml);
}

/* `of_document`: with its VAT category, which a line's has from the line. */
static void put_allowances(struct writing *writing, const struct einvoice_allowance *allowances, size_t count, bool of_document)
{
    struct xml *xml = &writing->xml;

    for (size_t i = 0; i < count; i++) {
        const struct einvoice_allowance *allowance = &allowances[i];

        xml_open(xml, "ram:SpecifiedTradeAllowanceCharge");
        put_within(writing, "ram:ChargeIndicator", "udt:Indicator", allowance->is_charge ? SLICE("true") : SLICE("false"));
        put_amount(writing, "ram:ActualAmount", allowance->amount);
        xml_leaf(xml, "ram:ReasonCode", allowance->reason_code);
        xml_leaf(xml, "ram:Reason", allowance->reason);
        if (of_document)
            put_tax(writing, "ram:CategoryTradeTax", &allowance->tax);
        xml_close(xml);
    }
}

static void put_product(struct writing *writing, const struct einvoice_line *line)
{
    struct xml *xml = &writing->xml;

    xml_open(xml, "ram:SpecifiedTradeProduct");
    xml_leaf_with(xml, "ram:GlobalID", "schemeID", SLICE("0160"), line->gtin);
    xml_leaf(xml, "ram:SellerAssignedID", line->sku);
    xml_leaf(xml, "ram:Name", line->name);
    xml_close(xml);
}

static void put_price(struct writing *writing, const struct einvoice_line *line)
{
    struct xml *xml = &writing->xml;

    xml_open(xml, "ram:SpecifiedLineTradeAgreement");
    xml_open(xml, "ram:NetPriceProductTradePrice");
    text_clear(&writing->value);
    price_write(&writing->value, line->price, &writing->invoice->currency);
    xml_leaf(xml, "ram:ChargeAmount", text_slice(&writing->value));
    if (line->base_quantity != 1)
        put_quantity(writing, "ram:BasisQuantity", line->base_quantity, line->unit);
    xml_close(xml);
    xml_close(xml);
}

static void put_line(struct writing *writing, const struct einvoice_line *line)
{
    struct xml *xml = &writing->xml;

    xml_open(xml, "ram:IncludedSupplyChainTradeLineItem");
    xml_open(xml, "ram:AssociatedDocumentLineDocument");
    put_integer(writing, "ram:LineID", line->number);
    put_within(writing, "ram:IncludedNote", "ram:Content", line->note);
    xml_close(xml);
    put_product(writing, line);
    put_price(writing, line);
    xml_open(xml, "ram:SpecifiedLineTradeDelivery");
    put_quantity(writing, "ram:BilledQuantity", line->quantity, line->unit);
    xml_close(xml);
    xml_open(xml, "ram:SpecifiedLineTradeSettlement");
    put_tax(writing, "ram:ApplicableTradeTax", &line->tax);
    put_allowances(writing, line->allowances, line->allowance_count, false);
    xml_open(xml, "ram:SpecifiedTradeSettlementLineMonetarySummation");
    put_amount(writing, "ram:LineTotalAmount", line->net);
    xml_close(xml);
    xml_close(xml);
    xml_close(xml);
}

static void put_address(struct writing *writing, const struct einvoice_address *address)
{
    struct xml *xml = &writing->xml;

    xml_open(xml, "ram:PostalTradeAddress");
    xml_leaf(xml, "ram:PostcodeCode", address->postcode);
    xml_leaf(xml, "ram:LineOne", address->street);
    xml_leaf(xml, "ram:LineTwo", address->additional);
    xml_leaf(xml, "ram:LineThree", address->third);
    xml_leaf(xml, "ram:CityName", address->city);
    xml_leaf(xml, "ram:CountryID", address->country);
    xml_leaf(xml, "ram:CountrySubDivisionName", address->region);
    xml_close(xml);
}

static void put_registration(struct writing *writing, const char *scheme, struct slice number)
{
    xml_open(&writing->xml, "ram:SpecifiedTaxRegistration");
    xml_leaf_with(&writing->xml, "ram:ID", "schemeID", slice_of(scheme), number);
    xml_close(&writing->xml);
}

static void put_party(struct writing *writing, const char *role, const struct einvoice_party *party)
{
    struct xml *xml = &writing->xml;

    xml_open(xml, role);
    xml_leaf(xml, "ram:Name", party->name);
    xml_leaf(xml, "ram:Description", party->legal_information);
    xml_open(xml, "ram:SpecifiedLegalOrganization");
    xml_leaf_with(xml, "ram:ID", "schemeID", party->legal.scheme, party->legal.value);
    xml_close(xml);
    xml_open(xml, "ram:DefinedTradeContact");
    xml_leaf(xml, "ram:PersonName", party->contact);
    put_within(writing, "ram:TelephoneUniversalCommunication", "ram:CompleteNumber", party->phone);
    put_within(writing, "ram:EmailURIUniversalCommunication", "ram:URIID", party->email);
    xml_close(xml);
    put_address(writing, &party->address);
    xml_open(xml, "ram:URIUniversalCommunication");
    xml_leaf_with(xml, "ram:URIID", "schemeID", party->endpoint.scheme, party->endpoint.value);
    xml_close(xml);
    put_registration(writing, "VA", party->vat_number);
    put_registration(writing, "FC", party->tax_registration);
    xml_close(xml);
}

static void put_agreement(struct writing *writing)
{
    const struct einvoice *invoice = writing->invoice;
    struct xml *xml = &writing->xml;

    xml_open(xml, "ram:ApplicableHeaderTradeAgreement");
    xml_leaf(xml, "ram:BuyerReference", invoice->buyer_reference);
    put_party(writing, "ram:SellerTradeParty", &invoice->seller);
    put_party(writing, "ram:BuyerTradeParty", &invoice->buyer);
    put_within(writing, "ram:SellerOrderReferencedDocument", "ram:IssuerAssignedID", invoice->sales_order);
    put_within(writing, "ram:BuyerOrderReferencedDocument", "ram:IssuerAssignedID", invoice->order_reference);
    xml_close(xml);
}

/* The group has to be there, with or without a word in it. */
static void put_delivery(struct writing *writing)
{
    const struct einvoice *invoice = writing->invoice;
    struct xml *xml = &writing->xml;

    if (!invoice->has_delivery && !invoice->has_delivery_day) {
        xml_empty(xml, "ram:ApplicableHeaderTradeDelivery");
        return;
    }
    xml_open(xml, "ram:ApplicableHeaderTradeDelivery");
    if (invoice->has_delivery) {
        xml_open(xml, "ram:ShipToTradeParty");
        xml_leaf(xml, "ram:Name", invoice->delivery_name);
        put_address(writing, &invoice->delivery);
        xml_close(xml);
    }
    if (invoice->has_delivery_day) {
        xml_open(xml, "ram:ActualDeliverySupplyChainEvent");
        put_day(writing, "ram:OccurrenceDateTime", "udt:DateTimeString", invoice->delivery_day);
        xml_close(xml);
    }
    xml_close(xml);
}

static void put_payment(struct writing *writing)
{
    const struct einvoice_payment *payment = &writing->invoice->payment;
    struct xml *xml = &writing->xml;

    if (!payment->code)
        return;
    xml_open(xml, "ram:SpecifiedTradeSettlementPaymentMeans");
    put_string(writing, "ram:TypeCode", payment->code);
    put_within(writing, "ram:PayeePartyCreditorFinancialAccount", "ram:IBANID", payment->account);
    put_within(writing, "ram:PayeeSpecifiedCreditorFinancialInstitution", "ram:BICID", payment->bic);
    xml_close(xml);
}

static void put_taxes(struct writing *writing)
{
    const struct einvoice *invoice = writing->invoice;
    struct xml *xml = &writing->xml;

    for (size_t i = 0; i < invoice->subtotal_count; i++) {
        const struct einvoice_subtotal *subtotal = &invoice->subtotals[i];

        xml_open(xml, "ram:ApplicableTradeTax");
        put_amount(writing, "ram:CalculatedAmount", subtotal->vat);
        put_string(writing, "ram:TypeCode", "VAT");
        xml_leaf(xml, "ram:ExemptionReason", subtotal->exemption);
        put_amount(writing, "ram:BasisAmount", subtotal->taxable);
        xml_leaf(xml, "ram:CategoryCode", subtotal->tax.category);
        xml_leaf(xml, "ram:ExemptionReasonCode", subtotal->exemption_code);
        if (invoice->has_tax_point)
            put_day(writing, "ram:TaxPointDate", "udt:DateString", invoice->tax_point);
        if (invoice->due_on_invoice)
            put_string(writing, "ram:DueDateTypeCode", "5"); /* UNCL2475; UBL has UNCL2005 */
        put_rate(writing, &subtotal->tax);
        xml_close(xml);
    }
}

static void put_totals(struct writing *writing)
{
    const struct einvoice *invoice = writing->invoice;
    struct xml *xml = &writing->xml;

    xml_open(xml, "ram:SpecifiedTradeSettlementHeaderMonetarySummation");
    put_amount(writing, "ram:LineTotalAmount", invoice->line_total);
    if (invoice->charge_total)
        put_amount(writing, "ram:ChargeTotalAmount", invoice->charge_total);
    if (invoice->allowance_total)
        put_amount(writing, "ram:AllowanceTotalAmount", invoice->allowance_total);
    put_amount(writing, "ram:TaxBasisTotalAmount", invoice->net);
    put_tax_amount(writing, invoice->vat, &invoice->currency);
    if (invoice->has_accounting_currency)
        put_tax_amount(writing, invoice->accounting_vat, &invoice->accounting_currency);
    if (invoice->rounding)
        put_amount(writing, "ram:RoundingAmount", invoice->rounding);
    put_amount(writing, "ram:GrandTotalAmount", invoice->total);
    if (invoice->prepaid)
        put_amount(writing, "ram:TotalPrepaidAmount", invoice->prepaid);
    put_amount(writing, "ram:DuePayableAmount", invoice->payable);
    xml_close(xml);
}

static void put_preceding(struct writing *writing)
{
    const struct einvoice *invoice = writing->invoice;
    struct xml *xml = &writing->xml;

    for (size_t i = 0; i < invoice->preceding_count; i++) {
        xml_open(xml, "ram:InvoiceReferencedDocument");
        xml_leaf(xml, "ram:IssuerAssignedID", invoice->preceding[i].id);
        if (invoice->preceding[i].has_day)
            put_day(writing, "ram:FormattedIssueDateTime", "qdt:DateTimeString", invoice->preceding[i].day);
        xml_close(xml);
    }
}

static void put_settlement(struct writing *writing)
{
    const struct einvoice *invoice = writing->invoice;
    struct xml *xml = &writing->xml;

    xml_open(xml, "ram:ApplicableHeaderTradeSettlement");
    xml_leaf(xml, "ram:PaymentReference", invoice->payment.reference);
    if (invoice->has_accounting_currency)
        put_string(writing, "ram:TaxCurrencyCode", invoice->accounting_currency.code);
    put_string(writing, "ram:InvoiceCurrencyCode", invoice->currency.code);
    put_payment(writing);
    put_taxes(writing);
    put_allowances(writing, invoice->allowances, invoice->allowance_count, true);
    xml_open(xml, "ram:SpecifiedTradePaymentTerms");
    xml_leaf(xml, "ram:Description", invoice->terms);
    /* In this syntax BR-CO-25 is asked of credit notes too: what they give back is owed from their day on. */
    if (invoice->has_due_day || (invoice->is_credit_note && !invoice->terms.length))
        put_day(writing, "ram:DueDateDateTime", "udt:DateTimeString", invoice->has_due_day ? invoice->due_day : invoice->day);
    xml_close(xml);
    put_totals(writing);
    put_preceding(writing);
    xml_close(xml);
}

static const char namespaces[] = "xmlns:rsm=\"urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100\""
                                 " xmlns:qdt=\"urn:un:unece:uncefact:data:standard:QualifiedDataType:100\""
                                 " xmlns:ram=\"urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100\""
                                 " xmlns:udt=\"urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100\"";

void cii_write(const struct einvoice *invoice, struct text *text)
{
    struct writing writing = {.xml = {.text = text}, .invoice = invoice};
    struct xml *xml = &writing.xml;

    xml_declare(xml);
    xml_open_with(xml, "rsm:CrossIndustryInvoice", namespaces);
    put_head(&writing);
    xml_open(xml, "rsm:SupplyChainTradeTransaction");
    for (size_t i = 0; i < invoice->line_count; i++)
        put_line(&writing, &invoice->lines[i]);
    put_agreement(&writing);
    put_delivery(&writing);
    put_settlement(&writing);
    xml_close(xml);
    xml_close(xml);
    text_release(&writing.value);
}

bool document_cii(const struct document *document, struct text *text, struct fault *fault)
{
    struct arena arena = ARENA_INIT;
    struct einvoice invoice;
    bool done = einvoice_of_document(document, EINVOICE_EN16931, &arena, &invoice, fault);

    if (done)
        cii_write(&invoice, text);
    arena_release(&arena);
    return done;
}
