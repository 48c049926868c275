/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "shop/vat_document.h"

static struct fault fault = FAULT_INIT;
static struct arena arena = ARENA_INIT;
static struct vat_document document;
static const struct currency euro = {"EUR", 2};

static bool reads(const char *id, const char *record)
{
    fault = (struct fault)FAULT_INIT;
    return vat_document_read(&document, slice_of(id), slice_of(record), &arena, &fault);
}

static amount net_of(enum vat_part part)
{
    amount sum = 0;

    for (size_t i = 0; i < document.entry_count; i++)
        sum += document.entries[i].part == part ? document.entries[i].told_net : 0;
    return sum;
}

static amount vat_told(void)
{
    amount sum = 0;

    for (size_t i = 0; i < document.entry_count; i++)
        sum += document.entries[i].told_vat;
    return sum;
}

#define HEAD "\"seller\":{\"country\":\"BE\"},\"country\":\"BE\","
#define LINES                                                                                                                      \
    "\"lines\":[{\"line\":1,\"sku\":\"A\",\"vat_rate\":\"21\",\"net\":\"80.00\",\"vat\":\"16.80\"},"                               \
    "{\"line\":2,\"sku\":\"B\",\"kind\":\"digital\",\"vat_rate\":\"6\",\"net\":\"20.00\",\"vat\":\"1.20\"}]"
#define SHIPPING                                                                                                                   \
    ",\"shipping\":{\"parts\":[{\"vat_rate\":\"21\",\"net\":\"4.00\",\"vat\":\"0.84\"},{\"vat_rate\":\"6\",\"net\":\"1.00\","      \
    "\"vat\":\"0.06\"}],\"net\":\"5.00\",\"vat\":\"0.90\"}"
#define SUMS ",\"net\":\"105.00\",\"vat_total\":\"18.90\""

static void test_parts(void)
{
    ok(reads("invoice/2026-000001",
             "{\"day\":\"2026-04-02\",\"tax_point\":\"2026-03-31\"," HEAD "\"currency\":\"EUR\"," LINES SHIPPING SUMS "}"),
       "an invoice is read");
    is_int((int64_t)document.entry_count, 4, "as two lines and two parts of what carrying them costs");
    ok(document.counts_on == day_from_civil(2026, 3, 31), "which counts on its tax point");
    ok(document.treatment == TREATED_DOMESTIC && slice_is(document.country, "BE"), "at home, where nothing is said of it");
    ok(!document.entries[0].is_service && document.entries[1].is_service, "with goods and a service");
    is_int(net_of(VAT_OF_LINE), 10000, "and the nets of the lines");
    is_int(net_of(VAT_OF_SHIPPING), 500, "and of the charge");

    ok(reads("credit_note/C2026-000001", "{\"day\":\"2026-04-02\",\"tax_point\":\"2026-03-31\",\"corrects\":{\"invoice\":\"2026-"
                                         "000001\"}," HEAD "\"currency\":\"EUR\"," LINES SHIPPING SUMS "}"),
       "a credit note is read");
    ok(document.counts_on == day_from_civil(2026, 4, 2) && document.is_credit_note, "which counts on its own day");
    is_int(net_of(VAT_OF_LINE), -10000, "and takes back");

    ok(!reads("invoice/2026-000001", "{\"day\":\"2026-04-02\"," HEAD "\"currency\":\"EUR\"," LINES SUMS "}") &&
           strcmp(fault.code, "store_damaged") == 0,
       "what does not add up to what it states is damage");
    ok(!reads("invoice/2026-000001", "{\"day\":\"2026-04-02\"," HEAD "\"currency\":\"EUR\"," LINES "}"),
       "and so is what states nothing");
}

/* Declared with the deposit's own invoice, and not once more. */
static void test_deposits(void)
{
    ok(reads(
           "invoice/2026-000002",
           "{\"kind\":\"final\",\"day\":\"2026-04-02\"," HEAD "\"currency\":\"EUR\"," LINES SHIPPING SUMS
           ",\"deposits\":[{\"invoice\":\"2026-000001\",\"day\":\"2026-03-01\",\"net\":\"30.00\",\"vat_total\":\"5.40\",\"total\":"
           "\"35.40\",\"vat\":[{\"rate\":\"21\",\"net\":\"24.00\",\"vat\":\"5.04\"},{\"rate\":\"6\",\"net\":\"6.00\",\"vat\":\"0."
           "36\"}]"
           "}]}"),
       "a final invoice is read");
    is_int(net_of(VAT_OF_DEPOSIT), -3000, "and its deposits are taken off");
    is_int(vat_told(), 1890 - 540, "with their tax");
}

/* Rounded each by itself, the entries would come to a cent more net and a cent less tax: the largest makes up for it. */
static void test_currencies(void)
{
    static const char record[] =
        "{\"day\":\"2026-04-02\"," HEAD "\"currency\":\"JPY\",\"lines\":["
        "{\"line\":1,\"sku\":\"A\",\"vat_rate\":\"21\",\"net\":\"101\",\"vat\":\"21\"},"
        "{\"line\":2,\"sku\":\"B\",\"vat_rate\":\"21\",\"net\":\"100\",\"vat\":\"21\"},"
        "{\"line\":3,\"sku\":\"C\",\"vat_rate\":\"21\",\"net\":\"100\",\"vat\":\"21\"}],\"net\":\"301\","
        "\"vat_total\":\"63\",\"exchange\":{\"currency\":\"EUR\",\"rates\":[{\"of\":\"EUR\",\"currency\":\"JPY\","
        "\"day\":\"2026-04-01\",\"rate\":\"160\",\"source\":\"ECB\"}],\"vat_total\":\"0.40\"}}";

    ok(reads("invoice/2026-000003", record) && vat_document_convert_own(&document, &euro, &arena, &fault), "yen become euros");
    is_int(net_of(VAT_OF_LINE), 188, "net, as the whole would");
    is_int(vat_told(), 40, "tax, as the document states it");
    is_int(document.entries[0].told_net, 62, "and the largest line bears what rounding left");
    is_int(document.entries[0].told_vat, 14, "of both");
    ok(reads("invoice/2026-000003", record) && !vat_document_convert_own(&document, &(struct currency){"GBP", 2}, &arena, &fault) &&
           strcmp(fault.code, "no_exchange_rate") == 0,
       "a currency that it tells no rate of is refused");
}

int main(void)
{
    test_parts();
    test_deposits();
    test_currencies();
    arena_release(&arena);
    return tap_end();
}
