/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/vat_document.h"

#include "shop/keys.h"
#include "shop/members.h"
#include "json/scan.h"
#include "json/write.h"

/* Of a record as far as a return is concerned. */
struct members {
    struct slice day, tax_point, corrects, goods, seller, country, currency, tax, lines, shipping, net, vat_total, deposits,
        exchange;
};

static void find_members(struct slice record, struct members *found)
{
    const struct {
        const char *name;
        struct slice *value;
    } known[] = {{"day", &found->day},           {"tax_point", &found->tax_point},
                 {"corrects", &found->corrects}, {"goods", &found->goods},
                 {"seller", &found->seller},     {"country", &found->country},
                 {"currency", &found->currency}, {"tax", &found->tax},
                 {"lines", &found->lines},       {"shipping", &found->shipping},
                 {"net", &found->net},           {"vat_total", &found->vat_total},
                 {"deposits", &found->deposits}, {"exchange", &found->exchange}};
    struct scan scan;
    struct slice name;
    struct slice value;

    *found = (struct members){0};
    if (!scan_object(&scan, record))
        return;
    while (scan_member(&scan, &name, &value))
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            if (slice_is(name, known[i].name)) {
                *known[i].value = value;
                break;
            }
}

static bool is_credit_note(struct slice id)
{
    return slice_starts(id, "credit_note/");
}

bool vat_document_day(struct slice id, struct slice record, day *counts_on)
{
    struct slice tax_point = is_credit_note(id) ? (struct slice){NULL, 0} : scan_find(record, "tax_point");

    return day_read(scan_text(tax_point.bytes ? tax_point : scan_find(record, "day")), counts_on);
}

struct reading {
    struct vat_document *document;
    struct arena *arena;
    bool services; /* what no line says of itself */
    int sign;
    bool sound;
};

static amount signed_amount(struct reading *reading, struct slice object, const char *name)
{
    struct fault fault = FAULT_INIT;
    amount value = 0;

    reading->sound =
        reading->sound && amount_read(scan_text(scan_find(object, name)), &reading->document->currency, true, name, &value, &fault);
    return reading->sign * value;
}

/* A line, a charge or a deposit's share; they call their rate and category the one or the other. */
static struct vat_entry *read_entry(struct reading *reading, enum vat_part part, struct slice object, const char *rate_name,
                                    const char *category_name)
{
    struct vat_entry *entry = &reading->document->entries[reading->document->entry_count++];
    struct slice category = scan_find(object, category_name);
    struct fault fault = FAULT_INIT;

    *entry = (struct vat_entry){.part = part, .is_service = reading->services};
    reading->sound = reading->sound && percent_read(scan_text(scan_find(object, rate_name)), rate_name, &entry->rate, &fault) &&
                     (!category.bytes || tax_category_find(scan_text(category), &entry->category));
    entry->category = tax_category_of(entry->category, entry->rate);
    entry->net = entry->told_net = signed_amount(reading, object, "net");
    entry->vat = entry->told_vat = signed_amount(reading, object, "vat");
    return entry;
}

static void read_lines(struct reading *reading, struct slice lines)
{
    struct scan scan;
    struct slice line;

    reading->sound = reading->sound && scan_array(&scan, lines);
    while (reading->sound && scan_element(&scan, &line)) {
        struct vat_entry *entry = read_entry(reading, VAT_OF_LINE, line, "vat_rate", "vat_category");
        struct slice kind = scan_find(line, "kind");

        entry->sku = text_of(scan_find(line, "sku"), reading->arena);
        entry->is_voucher = slice_is(scan_text(kind), "gift_card");
        entry->is_service |= kind.bytes && !slice_is(scan_text(kind), "goods");
        reading->sound = reading->sound && scan_integer(scan_find(line, "line"), &entry->line);
    }
}

/* What is charged for carrying goods is theirs. */
static void read_shipping(struct reading *reading, struct slice shipping)
{
    struct slice parts = scan_find(shipping, "parts");
    struct scan scan;
    struct slice part;

    if (!shipping.bytes)
        return;
    if (!parts.bytes) {
        (void)read_entry(reading, VAT_OF_SHIPPING, shipping, "vat_rate", "vat_category");
        return;
    }
    reading->sound = reading->sound && scan_array(&scan, parts);
    while (reading->sound && scan_element(&scan, &part))
        (void)read_entry(reading, VAT_OF_SHIPPING, part, "vat_rate", "vat_category");
}

static bool adds_up(const struct reading *reading, amount net, amount vat)
{
    const struct vat_document *document = reading->document;
    amount nets = 0;
    amount vats = 0;
    bool fits = reading->sound;

    for (size_t i = 0; fits && i < document->entry_count; i++)
        fits = amount_add(&nets, document->entries[i].net) && amount_add(&vats, document->entries[i].vat);
    return fits && nets == net && vats == vat;
}

static void read_deposits(struct reading *reading, struct slice deposits)
{
    struct scan scan;
    struct slice deposit;

    if (!deposits.bytes)
        return;
    reading->sign = -reading->sign;
    reading->sound = reading->sound && scan_array(&scan, deposits);
    while (reading->sound && scan_element(&scan, &deposit)) {
        struct scan rates;
        struct slice rate;

        reading->sound = scan_array(&rates, scan_find(deposit, "vat"));
        while (reading->sound && scan_element(&rates, &rate))
            (void)read_entry(reading, VAT_OF_DEPOSIT, rate, "rate", "category");
    }
}

static size_t count_entries(const struct members *members)
{
    size_t count = scan_count(members->lines) + scan_count(scan_find(members->shipping, "parts")) + 1;
    struct scan scan;
    struct slice deposit;

    if (members->deposits.bytes && scan_array(&scan, members->deposits))
        while (scan_element(&scan, &deposit))
            count += scan_count(scan_find(deposit, "vat"));
    return count;
}

/* Whose tax it is: without a word about it, that of the seller's country. */
static bool read_treatment(struct vat_document *document, const struct members *members)
{
    document->treatment = TREATED_DOMESTIC;
    document->country = scan_text(scan_find(members->tax.bytes ? members->tax : members->seller, "country"));
    return document->country.length == 2 &&
           (!members->tax.bytes || treatment_find(scan_text(scan_find(members->tax, "treatment")), &document->treatment));
}

bool vat_document_read(struct vat_document *document, struct slice id, struct slice record, struct arena *arena,
                       struct fault *fault)
{
    struct reading reading = {.document = document, .arena = arena, .sign = is_credit_note(id) ? -1 : 1};
    struct members members;
    struct fault ignored = FAULT_INIT;

    find_members(record, &members);
    *document = (struct vat_document){.id = id,
                                      .is_credit_note = is_credit_note(id),
                                      .corrects = scan_text(scan_find(members.corrects, "invoice")),
                                      .exchange = members.exchange};
    reading.services = slice_is(scan_text(members.goods), "services");
    reading.sound = vat_document_day(id, record, &document->counts_on) &&
                    currency_find(scan_text(members.currency), &document->currency, &ignored) && read_treatment(document, &members);
    document->entries = arena_take(arena, count_entries(&members) * sizeof *document->entries);
    read_lines(&reading, members.lines);
    read_shipping(&reading, members.shipping);
    if (!adds_up(&reading, signed_amount(&reading, record, "net"), signed_amount(&reading, record, "vat_total")))
        reading.sound = false;
    read_deposits(&reading, members.deposits);
    return reading.sound || fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL,
                                      "the VAT of \"%.*s\" cannot be read, or is not that of its lines", SLICE_ARGS(id));
}

static amount magnitude(amount value)
{
    return value < 0 ? -value : value;
}

/* One of the two amounts of all entries but the deposits; `whole` is what they are to add up to. */
static bool convert_entries(struct vat_document *document, const struct exchange *exchange, const struct currency *to, bool vat,
                            const amount *stated)
{
    struct vat_entry *largest = NULL;
    amount sum = 0;
    amount left;
    bool fits = true;

    for (size_t i = 0; fits && i < document->entry_count; i++) {
        struct vat_entry *entry = &document->entries[i];
        amount *told = vat ? &entry->told_vat : &entry->told_net;

        fits = exchange_convert(exchange, vat ? entry->vat : entry->net, &document->currency, to, told);
        if (!fits || entry->part == VAT_OF_DEPOSIT)
            continue;
        fits = amount_add(&sum, vat ? entry->vat : entry->net);
        if (!largest || magnitude(*told) > magnitude(vat ? largest->told_vat : largest->told_net))
            largest = entry;
    }
    if (!fits || !largest)
        return fits;
    if (stated)
        left = *stated;
    else if (!exchange_convert(exchange, sum, &document->currency, to, &left))
        return false;
    for (size_t i = 0; i < document->entry_count; i++)
        if (document->entries[i].part != VAT_OF_DEPOSIT)
            left -= vat ? document->entries[i].told_vat : document->entries[i].told_net;
    *(vat ? &largest->told_vat : &largest->told_net) += left;
    return true;
}

static bool too_large(const struct vat_document *document, struct fault *fault)
{
    return fault_set(fault, FAULT_SYSTEM, "number_too_large", NULL, "the sums of \"%.*s\" are too large in another currency",
                     SLICE_ARGS(document->id));
}

bool vat_document_convert(struct vat_document *document, const struct exchange *exchange, const struct currency *to,
                          struct fault *fault)
{
    return (convert_entries(document, exchange, to, false, NULL) && convert_entries(document, exchange, to, true, NULL)) ||
           too_large(document, fault);
}

bool vat_document_convert_own(struct vat_document *document, const struct currency *to, struct arena *arena, struct fault *fault)
{
    struct fault ignored = FAULT_INIT;
    struct exchange exchange;
    amount stated;

    if (strcmp(document->currency.code, to->code) == 0)
        return true;
    if (!exchange_from_stored(&exchange, document->exchange, arena) ||
        !slice_is(scan_text(scan_find(document->exchange, "currency")), to->code) ||
        !amount_read(scan_text(scan_find(document->exchange, "vat_total")), to, true, "vat_total", &stated, &ignored))
        return fault_set(fault, FAULT_REFUSED, "no_exchange_rate", "exchange", "\"%.*s\" is in %s and tells no rate to %s",
                         SLICE_ARGS(document->id), document->currency.code, to->code);
    if (document->is_credit_note)
        stated = -stated;
    return (convert_entries(document, &exchange, to, false, NULL) && convert_entries(document, &exchange, to, true, &stated)) ||
           too_large(document, fault);
}

bool vat_walk_begin(struct vat_walk *walk, struct store *store, day since, day until, struct fault *fault)
{
    struct key key;

    *walk = (struct vat_walk){.store = store, .until = until, .start = TEXT_INIT};
    key_begin(&key, KEY_TAX_POINT);
    if (!index_walk_begin(&walk->walk, store_index(store), TABLE_KEYS, key_slice(&key), fault))
        return false;
    key_day(&key, since);
    text_add_slice(&walk->start, key_slice(&key));
    index_walk_from(&walk->walk, text_slice(&walk->start));
    return true;
}

bool vat_walk_next(struct vat_walk *walk, struct vat_document *document, bool *found, struct arena *arena, struct fault *fault)
{
    const size_t head = 5; /* the kind and the day */
    struct slice id;
    struct slice record;

    if (!index_walk_next(&walk->walk, found, fault))
        return false;
    *found = *found && walk->walk.key.length > head && key_day_at(walk->walk.key.bytes + 1) <= walk->until;
    if (!*found)
        return true;
    id = arena_copy(arena, slice_from(walk->walk.key, head));
    return store_get(walk->store, id, &record, fault) && vat_document_read(document, id, record, arena, fault);
}

void vat_walk_end(struct vat_walk *walk)
{
    index_walk_end(&walk->walk);
    text_release(&walk->start);
}

void vat_entry_write(const struct vat_document *document, const struct vat_entry *entry, const struct currency *currency,
                     struct text *text)
{
    static const char *const parts[] = {"line", "shipping", "deposit"};

    json_put_string(text, "document", document->id);
    json_put_day(text, "day", document->counts_on);
    if (document->corrects.bytes)
        json_put_string(text, "corrects", document->corrects);
    json_put_string(text, "part", slice_of(parts[entry->part]));
    if (entry->part == VAT_OF_LINE) {
        json_put_integer(text, "line", entry->line);
        json_put_optional(text, "sku", entry->sku);
    }
    json_put_string(text, "country", document->country);
    json_put_string(text, "treatment", slice_of(treatment_name(document->treatment)));
    json_put_string(text, "supply", entry->is_service ? SLICE("services") : SLICE("goods"));
    json_put_string(text, "category", slice_of(tax_category_code(entry->category)));
    json_put_percent(text, "rate", entry->rate);
    if (strcmp(document->currency.code, currency->code) != 0) {
        json_open(text, "stated", '{');
        json_put_string(text, "currency", slice_of(document->currency.code));
        json_put_amount(text, "net", entry->net, &document->currency);
        json_put_amount(text, "vat", entry->vat, &document->currency);
        json_close(text, '}');
    }
    json_put_string(text, "currency", slice_of(currency->code));
    json_put_amount(text, "net", entry->told_net, currency);
    json_put_amount(text, "vat", entry->told_vat, currency);
}
