/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/einvoice_rules.h"

static bool refuse(struct fault *fault, const char *field, const char *rule, const char *why)
{
    return fault_set(fault, FAULT_REFUSED, "breaks_rule", field, "%s: %s", rule, why);
}

static bool need(struct slice value, const char *field, const char *rule, const char *why, struct fault *fault)
{
    return value.length || refuse(fault, field, rule, why);
}

bool einvoice_has_category(const struct einvoice *invoice, const char *category)
{
    for (size_t i = 0; i < invoice->subtotal_count; i++)
        if (slice_is(invoice->subtotals[i].tax.category, category))
            return true;
    return false;
}

bool einvoice_admits(const struct document *document, struct fault *fault)
{
    if (document->type != DOCUMENT_TYPE_INVOICE && document->type != DOCUMENT_TYPE_CREDIT_NOTE)
        return fault_set(fault, FAULT_REFUSED, "no_einvoice", "type", "only invoices and credit notes can be electronic invoices");
    if (document->content.training)
        return fault_set(fault, FAULT_REFUSED, "no_einvoice", "training",
                         "a document of a store for training has no value, and an electronic one would be taken for real");
    if (!document->buyer.known)
        return refuse(fault, "customer", "BR-07", "who bought is not known here any more, or is not to be read");
    return true;
}

static bool check_seller(const struct einvoice *invoice, struct fault *fault)
{
    const struct einvoice_party *seller = &invoice->seller;

    if (!need(seller->name, "seller.name", "BR-06", "the seller has no name", fault) ||
        !need(seller->address.country, "seller.country", "BR-09", "the seller's address has no country", fault) ||
        !need(seller->address.street, "seller.street", "2006/112/EC art. 226(5)", "the seller's address has no street", fault) ||
        !need(seller->address.city, "seller.city", "2006/112/EC art. 226(5)", "the seller's address has no city", fault))
        return false;
    if (!seller->legal.value.length && !seller->vat_number.length)
        return refuse(fault, "seller.legal_id", "BR-CO-26", "the seller has neither a VAT number nor a registered one");
    if (invoice->rules == EINVOICE_PEPPOL)
        return need(seller->endpoint.value, "seller.endpoint", "PEPPOL-EN16931-R020", "the seller has no electronic address",
                    fault);
    return true;
}

static bool check_buyer(const struct einvoice *invoice, struct fault *fault)
{
    const struct einvoice_party *buyer = &invoice->buyer;

    if (!need(buyer->name, "customer.name", "BR-07", "the buyer has no name", fault) ||
        !need(buyer->address.country, "customer.address.country", "BR-11", "the buyer's address has no country", fault))
        return false;
    if (invoice->rules != EINVOICE_PEPPOL)
        return true;
    return need(buyer->address.street, "customer.address.street", "2006/112/EC art. 226(5)", "the buyer's address has no street",
                fault) &&
           need(buyer->address.city, "customer.address.city", "2006/112/EC art. 226(5)", "the buyer's address has no city",
                fault) &&
           need(buyer->endpoint.value, "customer.endpoint", "PEPPOL-EN16931-R010", "the buyer has no electronic address", fault);
}

static bool check_identifier(const struct einvoice_identifier *identifier, const char *field, const char *rule, bool scheme_needed,
                             struct fault *fault)
{
    if (!identifier->value.length || identifier->scheme.length || !scheme_needed)
        return true;
    return refuse(fault, field, rule, "does not say which list it is of, as \"0208:…\" does");
}

/* A country's two letters; Greece has EL (ISO 3166-1 has GR). */
static bool check_vat_number(struct slice number, const char *field, struct fault *fault)
{
    if (!number.length ||
        (number.length > 2 && number.bytes[0] >= 'A' && number.bytes[0] <= 'Z' && number.bytes[1] >= 'A' && number.bytes[1] <= 'Z'))
        return true;
    return refuse(fault, field, "BR-CO-09", "a VAT number begins with its country, as in BE0123456749");
}

static bool check_parties(const struct einvoice *invoice, struct fault *fault)
{
    return check_seller(invoice, fault) && check_buyer(invoice, fault) &&
           check_identifier(&invoice->seller.endpoint, "seller.endpoint", "BR-62", true, fault) &&
           check_identifier(&invoice->buyer.endpoint, "customer.endpoint", "BR-63", true, fault) &&
           check_vat_number(invoice->seller.vat_number, "seller.vat_number", fault) &&
           check_vat_number(invoice->buyer.vat_number, "customer.vat_number", fault);
}

/* What each category wants of the two parties, its rate and its reason: rules PREFIX-02, -05, -10. */
struct category_rules {
    const char *category, *prefix;
    bool rate_is_zero, seller_vat_number, seller_any_number, buyer_vat_number, buyer_any_number, needs_reason;
};

static const struct category_rules category_rules[] = {
    {"S", "BR-S", .seller_vat_number = true},
    {"Z", "BR-Z", .seller_vat_number = true, .rate_is_zero = true},
    {"E", "BR-E", .seller_any_number = true, .rate_is_zero = true, .needs_reason = true},
    {"AE", "BR-AE", .seller_vat_number = true, .buyer_any_number = true, .rate_is_zero = true, .needs_reason = true},
    {"K", "BR-IC", .seller_vat_number = true, .buyer_vat_number = true, .rate_is_zero = true, .needs_reason = true},
    {"G", "BR-G", .seller_vat_number = true, .rate_is_zero = true, .needs_reason = true},
    {"O", "BR-O", .needs_reason = true},
    {"L", "BR-AF", .seller_vat_number = true},
    {"M", "BR-AG", .seller_vat_number = true},
};

static bool refuse_category(const struct category_rules *rules, const char *number, const char *field, const char *why,
                            struct fault *fault)
{
    return fault_set(fault, FAULT_REFUSED, "breaks_rule", field, "%s-%s: %s", rules->prefix, number, why);
}

static bool check_category(const struct einvoice *invoice, const struct einvoice_subtotal *subtotal,
                           const struct category_rules *rules, struct fault *fault)
{
    const struct einvoice_party *seller = &invoice->seller;
    const struct einvoice_party *buyer = &invoice->buyer;

    if (rules->seller_vat_number && !seller->vat_number.length)
        return refuse_category(rules, "02", "seller.vat_number", "the seller has no VAT number", fault);
    if (rules->seller_any_number && !seller->vat_number.length && !seller->tax_registration.length)
        return refuse_category(rules, "02", "seller.vat_number", "the seller has no number that the tax office gave", fault);
    if (rules->buyer_vat_number && !buyer->vat_number.length)
        return refuse_category(rules, "02", "customer.vat_number", "the buyer has no VAT number", fault);
    if (rules->buyer_any_number && !buyer->vat_number.length && !buyer->legal.value.length)
        return refuse_category(rules, "02", "customer.vat_number", "the buyer has neither a VAT number nor a registered one",
                               fault);
    if (rules->rate_is_zero && (subtotal->tax.rate || subtotal->vat))
        return refuse_category(rules, "05", "vat.rate", "nothing is charged in this category", fault);
    if (rules->needs_reason && !subtotal->exemption.length && !subtotal->exemption_code.length)
        return refuse_category(rules, "10", "vat.exemption", "the reason why nothing is charged is missing", fault);
    return true;
}

static bool check_intra_community(const struct einvoice *invoice, struct fault *fault)
{
    if (!einvoice_has_category(invoice, "K"))
        return true;
    return invoice->has_delivery_day ||
           refuse(fault, "delivery_day", "BR-IC-11", "an intra-community supply says when it was delivered");
}

static bool check_categories(const struct einvoice *invoice, struct fault *fault)
{
    if (einvoice_has_category(invoice, "O") && invoice->subtotal_count > 1)
        return refuse(fault, "vat", "BR-O-11", "what is outside of VAT does not go with anything else into one invoice");
    for (size_t i = 0; i < invoice->subtotal_count; i++) {
        const struct einvoice_subtotal *subtotal = &invoice->subtotals[i];

        for (size_t k = 0; k < sizeof category_rules / sizeof *category_rules; k++)
            if (slice_is(subtotal->tax.category, category_rules[k].category) &&
                !check_category(invoice, subtotal, &category_rules[k], fault))
                return false;
    }
    return check_intra_community(invoice, fault);
}

/* What the lines and charges of a rate sum to is what is taxed, and the sums of all rates are the document's. */
static bool check_sums(const struct einvoice *invoice, struct fault *fault)
{
    amount net = invoice->line_total;
    amount taxable = 0;
    amount vat = 0;

    for (size_t i = 0; i < invoice->subtotal_count; i++)
        if (!amount_add(&taxable, invoice->subtotals[i].taxable) || !amount_add(&vat, invoice->subtotals[i].vat))
            return refuse(fault, "vat", "BR-CO-14", "is too large");
    if (!amount_add(&net, invoice->charge_total) || net != invoice->net || taxable != net)
        return refuse(fault, "net", "BR-CO-13", "is not the sum of the lines and charges");
    if (vat != invoice->vat)
        return refuse(fault, "vat_total", "BR-CO-14", "is not the sum of the rates' VAT");
    if (invoice->net + invoice->vat != invoice->total)
        return refuse(fault, "total", "BR-CO-15", "is not the sum without VAT and the VAT");
    return true;
}

/* EN 16931 allows less than one unit of the currency between a rate's VAT and its part of what is taxed, which it rounds to two
 * decimals whatever the currency has. */
static bool check_vat(const struct einvoice *invoice, struct fault *fault)
{
    amount unit = 1;

    for (unsigned i = 0; i < invoice->currency.decimals; i++)
        unit *= 10;
    for (size_t i = 0; i < invoice->subtotal_count; i++) {
        const struct einvoice_subtotal *subtotal = &invoice->subtotals[i];
        wide hundredths = divide_rounded((wide)subtotal->taxable * subtotal->tax.rate * 100, (wide)PERCENT_WHOLE * unit);
        wide difference = (wide)subtotal->vat * 100 - hundredths * unit; /* in hundredths of the currency's smallest part */

        if (subtotal->tax.has_rate && (difference >= (wide)unit * 100 || -difference >= (wide)unit * 100))
            return refuse(fault, "vat", "BR-CO-17", "the VAT of a rate is not that rate of its sum");
    }
    return true;
}

static bool check_decimals(const struct einvoice *invoice, struct fault *fault)
{
    const amount sums[] = {invoice->line_total, invoice->charge_total, invoice->net,     invoice->vat,
                           invoice->total,      invoice->prepaid,      invoice->rounding};

    if (invoice->currency.decimals <= EINVOICE_DECIMALS)
        return true;
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
        if (sums[i] % 10)
            return refuse(fault, "currency", "BR-DEC-12", "an amount has more than two decimals");
    for (size_t i = 0; i < invoice->line_count; i++)
        if (invoice->lines[i].net % 10 || (invoice->lines[i].allowance_count && invoice->lines[i].allowances[0].amount % 10))
            return refuse(fault, "currency", "BR-DEC-23", "a line's amount has more than two decimals");
    return true;
}

static bool check_terms(const struct einvoice *invoice, struct fault *fault)
{
    if (!invoice->is_credit_note && invoice->payable > 0 && !invoice->has_due_day && !invoice->terms.length)
        return refuse(fault, "due_day", "BR-CO-25", "something is to pay, and neither until when nor on which terms");
    if (invoice->is_credit_note && !invoice->preceding_count)
        return refuse(fault, "corrects", "BR-55", "the credit note names no invoice");
    if (invoice->rules == EINVOICE_PEPPOL && !invoice->buyer_reference.length && !invoice->order_reference.length)
        return refuse(fault, "buyer_reference", "PEPPOL-EN16931-R003", "it has neither the buyer's reference nor an order's");
    if (invoice->has_accounting_currency && strcmp(invoice->accounting_currency.code, invoice->currency.code) == 0)
        return refuse(fault, "exchange.currency", "PEPPOL-EN16931-R005", "is the document's own");
    return true;
}

bool einvoice_check(const struct einvoice *invoice, struct fault *fault)
{
    return (invoice->line_count || refuse(fault, "lines", "BR-16", "there is no line")) && check_parties(invoice, fault) &&
           check_categories(invoice, fault) && check_sums(invoice, fault) && check_vat(invoice, fault) &&
           check_decimals(invoice, fault) && check_terms(invoice, fault);
}
