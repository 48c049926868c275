/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "shop/document.h"

static struct fault fault = FAULT_INIT;
static struct arena arena = ARENA_INIT;

static const char final_invoice[] =
    "{\"type\":\"invoice\",\"id\":\"2026-000007\",\"kind\":\"final\",\"series\":\"2026\",\"sequence\":7,\"day\":\"2026-11-21\","
    "\"issued_at\":\"2026-11-21T12:00:00.000Z\",\"order\":\"12\",\"channel\":\"web\",\"reference\":\"W-12\",\"order_day\":"
    "\"2026-11-02\",\"due_day\":\"2026-12-21\",\"terms\":\"30 days\",\"goods\":\"both\",\"payment_reference\":"
    "\"+++090/9337/55493+++\",\"language\":\"fr\",\"seller\":{\"name\":\"Casserole \\\"& "
    "Cie\\\"\",\"city\":\"Bruxelles\",\"country\":"
    "\"BE\",\"legal_id\":\"0208:0123456749\",\"iban\":\"BE71096123456769\"},\"customer\":{\"id\":\"C-7\",\"version\":1},"
    "\"country\":"
    "\"FR\",\"currency\":\"EUR\",\"prices_include_tax\":false,\"tax\":{\"treatment\":\"intra_community\",\"country\":\"FR\"},"
    "\"lines\":[{\"line\":1,\"sku\":\"A\",\"name\":\"A\",\"quantity\":2,\"unit\":\"C62\",\"price\":\"50.00\",\"vat_rate\":\"0\","
    "\"vat_category\":\"K\",\"net\":\"100.00\",\"vat\":\"0.00\",\"gross\":\"100.00\"}],\"vat\":[{\"rate\":\"0\",\"category\":\"K\","
    "\"net\":\"100.00\",\"vat\":\"0.00\",\"exemption_code\":\"VATEX-EU-IC\",\"exemption\":\"Art. 138\"}],\"units\":2,\"net\":"
    "\"100.00\",\"vat_total\":\"0.00\",\"total\":\"100.00\",\"deposits\":[{\"invoice\":\"2026-000003\",\"day\":\"2026-11-05\","
    "\"net\":"
    "\"30.00\",\"vat_total\":\"0.00\",\"total\":\"30.00\",\"vat\":[{\"rate\":\"0\",\"category\":\"K\",\"net\":\"30.00\",\"vat\":"
    "\"0.00\"}]}],\"payments\":[{\"means\":\"gift_card\",\"reference\":\"G-1\",\"amount\":\"20.00\"}],\"paid\":\"20.00\","
    "\"rounding\":\"0.01\",\"exchange\":{\"currency\":\"GBP\",\"rates\":[{\"of\":\"EUR\",\"currency\":\"GBP\",\"day\":\"2026-11-"
    "20\",\"rate\":"
    "\"0.85\",\"source\":\"ECB\"}],\"vat_total\":\"0.00\"},\"mentions\":[{\"code\":\"AAI\",\"text\":\"Autoliquidation\"}]}";

static const char buyer[] =
    "{\"name\":\"Zoé\",\"company\":\"Forge SARL\",\"vat_number\":\"FR83404833048\",\"endpoint\":\"9957:FR83404833048\","
    "\"address\":{\"street\":\"Quai 1\",\"postcode\":\"59000\",\"city\":\"Lille\",\"country\":\"FR\"}}";

static void test_final_invoice(void)
{
    struct document document;

    ok(document_read(&document, slice_of(final_invoice), slice_of(buyer), &arena, &fault), "a document is read");
    ok(document.type == DOCUMENT_TYPE_INVOICE && document.purpose == PURPOSE_FINAL && document.goods == GOODS_BOTH,
       "what it is, and for what");
    ok(slice_is(document.seller.name, "Casserole \"& Cie\"") && slice_is(document.seller.legal_id.scheme, "0208") &&
           slice_is(document.seller.legal_id.id, "0123456749") && slice_is(document.seller.address.city, "Bruxelles"),
       "who sells");
    ok(document.buyer.known && document.buyer.is_business && slice_is(document.buyer.endpoint.scheme, "9957") &&
           document.buyer.address.given && !document.buyer.delivery.given,
       "who buys: a business, by its VAT number");
    ok(document.content.line_count == 1 && document.content.lines[0].vat_category == TAX_INTRA_COMMUNITY &&
           slice_is(document.content.lines[0].unit, "C62") && document.content.totals.rates[0].category == TAX_INTRA_COMMUNITY,
       "lines and rates have their category");
    ok(slice_is(document.exemptions[0].code, "VATEX-EU-IC"), "and why nothing is charged");
    ok(document.deposit_count == 1 && document.deposits[0].rate_count == 1 && document.deposited == 3000 && document.paid == 2000 &&
           document.payment_count == 1 && slice_is(document.payments[0].means, "gift_card"),
       "deposits and payments");
    ok(document.payable == 5001, "what is left to pay: total less deposits less payments, rounded");
    ok(document.exchange.given && strcmp(document.exchange.currency.code, "GBP") == 0 &&
           slice_is(document.exchange.rates.factor.rate, "0.85") && !document.exchange.rates.divisor.rate.bytes,
       "the seller's currency");
    ok(document.has_due_day && !document.has_tax_point && document.has_mentions && document.mention_count == 1 &&
           slice_is(document.mentions[0].code, "AAI") && slice_is(document.mentions[0].text, "Autoliquidation"),
       "what is there is told from what is not");
}

static void test_without_person(void)
{
    struct document document;

    ok(document_read(&document, slice_of(final_invoice), (struct slice){NULL, 0}, &arena, &fault) && !document.buyer.known &&
           slice_is(document.buyer.id, "C-7") && !document.buyer.name.bytes,
       "an erased person leaves the number of the customer");
}

static void test_refused(void)
{
    struct document document;

    ok(!document_read(&document, SLICE("{\"type\":\"order\",\"id\":\"1\"}"), (struct slice){NULL, 0}, &arena, &fault) &&
           strcmp(fault.code, "wrong_type") == 0,
       "an order is no document");
}

int main(void)
{
    test_final_invoice();
    test_without_person();
    test_refused();
    arena_release(&arena);
    return tap_end();
}
