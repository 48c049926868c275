/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/invoice_text.h"

#include "format/columns.h"
#include "shop/order.h"
#include "json/scan.h"

enum { WIDTH = 79, HALF = 40, ADDRESS_LINES = 8 };

/* Up to ADDRESS_LINES lines of an address, in an arena. */
struct lines {
    struct slice line[ADDRESS_LINES];
    size_t count;
};

static struct slice member(struct slice object, const char *name, struct arena *arena)
{
    struct text room = TEXT_INIT;
    struct slice value = scan_decoded(scan_find(object, name), &room);

    if (value.bytes)
        value = arena_copy(arena, value);
    text_release(&room);
    return value;
}

static void add_line(struct lines *lines, struct slice line)
{
    if (line.length && lines->count < ADDRESS_LINES)
        lines->line[lines->count++] = line;
}

/* "5000 Namur, BE" */
static struct slice town(struct slice object, struct arena *arena)
{
    struct slice postcode = member(object, "postcode", arena);
    struct slice city = member(object, "city", arena);
    struct slice country = member(object, "country", arena);
    struct text text = TEXT_INIT;
    struct slice line;

    text_add_slice(&text, postcode);
    if (postcode.length && city.length)
        text_add_byte(&text, ' ');
    text_add_slice(&text, city);
    if (text.length && country.length)
        text_add_string(&text, ", ");
    text_add_slice(&text, country);
    line = arena_copy(arena, text_slice(&text));
    text_release(&text);
    return line;
}

static void add_named(struct lines *lines, const char *label, struct slice value, struct arena *arena)
{
    struct text text = TEXT_INIT;

    if (!value.length)
        return;
    text_add_string(&text, label);
    text_add_slice(&text, value);
    add_line(lines, arena_copy(arena, text_slice(&text)));
    text_release(&text);
}

static void write_head(struct slice record, struct arena *arena, struct text *text)
{
    struct slice seller = scan_find(record, "seller");
    struct text number = TEXT_INIT;
    struct lines lines = {0};

    add_line(&lines, member(seller, "street", arena));
    add_line(&lines, town(seller, arena));
    add_named(&lines, "VAT ", member(seller, "vat_number", arena), arena);
    add_line(&lines, member(seller, "registration", arena));
    add_line(&lines, member(seller, "email", arena));
    add_line(&lines, member(seller, "phone", arena));
    add_line(&lines, member(seller, "website", arena));
    text_add_string(&number, "INVOICE ");
    text_add_slice(&number, member(record, "id", arena));
    column_left(text, member(seller, "name", arena), WIDTH - characters_in(text_slice(&number)) - 1);
    text_add_byte(text, ' ');
    text_add_slice(text, text_slice(&number));
    text_add_byte(text, '\n');
    for (size_t i = 0; i < lines.count; i++) {
        column_left(text, lines.line[i], WIDTH - 20);
        column_right(text, i == 0 ? member(record, "day", arena) : SLICE(""), 20);
        column_end(text);
    }
    if (!lines.count) {
        column_right(text, member(record, "day", arena), WIDTH);
        column_end(text);
    }
    text_release(&number);
}

static void address_lines(struct slice person, struct slice address, struct arena *arena, struct lines *lines)
{
    struct slice company = member(address, "company", arena);
    struct slice name = member(address, "name", arena);

    add_line(lines, company.length ? company : member(person, "company", arena));
    add_line(lines, name.length ? name : member(person, "name", arena));
    add_line(lines, member(address, "street", arena));
    add_line(lines, town(address, arena));
}

static void write_addresses(struct slice record, struct slice person, struct arena *arena, struct text *text)
{
    struct slice shipping = scan_find(person, "shipping_address");
    struct lines left = {0};
    struct lines right = {0};

    if (person.bytes) {
        address_lines(person, scan_find(person, "address"), arena, &left);
        add_named(&left, "VAT ", member(person, "vat_number", arena), arena);
        if (shipping.bytes)
            address_lines(person, shipping, arena, &right);
    } else {
        add_named(&left, "Customer ", member(scan_find(record, "customer"), "id", arena), arena);
    }
    text_add_byte(text, '\n');
    if (left.count) {
        column_left(text, SLICE("To"), HALF);
        column_left(text, right.count ? SLICE("Delivered to") : SLICE(""), WIDTH - HALF);
        column_end(text);
    }
    for (size_t i = 0; i < left.count || i < right.count; i++) {
        text_add_string(text, "  ");
        column_left(text, i < left.count ? left.line[i] : SLICE(""), HALF - 3);
        text_add_string(text, "   ");
        column_left(text, i < right.count ? right.line[i] : SLICE(""), WIDTH - HALF - 2);
        column_end(text);
    }
    text_add_string(text, "\nOrder ");
    text_add_slice(text, member(record, "order", arena));
    text_add_string(text, " of ");
    text_add_slice(text, member(record, "order_day", arena));
    text_add_string(text, ", reference ");
    text_add_slice(text, member(record, "reference", arena));
    text_add_string(text, " (");
    text_add_slice(text, member(record, "channel", arena));
    text_add_string(text, ")\n\n");
}

static void rule(struct text *text)
{
    for (int i = 0; i < WIDTH; i++)
        text_add_byte(text, '-');
    text_add_byte(text, '\n');
}

enum { NAME_WIDTH = 25 };

static void write_row(struct text *text, struct slice quantity, struct slice sku, struct slice name, struct slice unit_price,
                      struct slice rate, struct slice sum)
{
    struct slice words = column_words(&name, NAME_WIDTH);

    column_right(text, quantity, 6);
    text_add_string(text, "  ");
    column_left(text, sku, 13);
    text_add_byte(text, ' ');
    column_left(text, words, NAME_WIDTH);
    column_right(text, unit_price, 11);
    column_right(text, rate, 8);
    column_right(text, sum, 13);
    column_end(text);
    for (words = column_words(&name, NAME_WIDTH); words.length; words = column_words(&name, NAME_WIDTH)) {
        column_left(text, SLICE(""), 6 + 2 + 13 + 1);
        column_left(text, words, NAME_WIDTH);
        column_end(text);
    }
}

static void write_item(const struct order *content, struct slice sku, struct slice name, int64_t quantity, price unit, percent rate,
                       amount net, amount gross, struct text *text)
{
    struct text cells[4] = {0};

    if (quantity)
        text_add_integer(&cells[0], quantity);
    price_write(&cells[1], unit, &content->currency);
    percent_write(&cells[2], rate);
    text_add_string(&cells[2], " %");
    amount_write(&cells[3], content->prices_include_tax ? gross : net, &content->currency);
    write_row(text, text_slice(&cells[0]), sku, name, text_slice(&cells[1]), text_slice(&cells[2]), text_slice(&cells[3]));
    for (size_t i = 0; i < 4; i++)
        text_release(&cells[i]);
}

/* Under what it was taken off; the sum beside that is what is left. */
static void write_discount(const struct order *content, amount discount, struct text *text)
{
    struct text cell = TEXT_INIT;

    if (!discount)
        return;
    amount_write(&cell, -discount, &content->currency);
    write_row(text, SLICE(""), SLICE(""), SLICE("  discount"), text_slice(&cell), SLICE(""), SLICE(""));
    text_release(&cell);
}

static void write_items(const struct order *content, struct text *text)
{
    write_row(text, SLICE("Qty"), SLICE("SKU"), SLICE("Description"), SLICE("Price"), SLICE("VAT"),
              content->prices_include_tax ? SLICE("incl. VAT") : SLICE("excl. VAT"));
    rule(text);
    for (size_t i = 0; i < content->line_count; i++) {
        const struct order_line *line = &content->lines[i];

        write_item(content, line->sku, line->name, line->quantity, line->price, line->vat_rate, line->net, line->gross, text);
        write_discount(content, line->discount, text);
    }
    if (content->shipping.given) {
        write_item(content, SLICE(""), SLICE("Delivery"), 0, content->shipping.price, content->shipping.vat_rate,
                   content->shipping.net, content->shipping.gross, text);
        write_discount(content, content->shipping.discount, text);
    }
    rule(text);
}

static void write_sum(struct text *text, struct slice label, amount value, const struct currency *currency)
{
    struct text cell = TEXT_INIT;

    amount_write(&cell, value, currency);
    column_right(text, label, WIDTH - 15);
    column_right(text, text_slice(&cell), 15);
    column_end(text);
    text_release(&cell);
}

static void write_sums(const struct order *content, struct text *text)
{
    struct text label = TEXT_INIT;

    write_sum(text, SLICE("Total without VAT"), content->totals.net, &content->currency);
    for (size_t i = 0; i < content->totals.rate_count; i++) {
        const struct tax_rate *rate = &content->totals.rates[i];

        text_clear(&label);
        text_add_string(&label, "VAT ");
        percent_write(&label, rate->rate);
        text_add_string(&label, " % on ");
        amount_write(&label, rate->net, &content->currency);
        write_sum(text, text_slice(&label), rate->vat, &content->currency);
    }
    text_clear(&label);
    text_printf(&label, "Total to pay, %s", content->currency.code);
    write_sum(text, text_slice(&label), content->totals.gross, &content->currency);
    text_release(&label);
}

static void write_centred(struct text *text, struct slice words)
{
    size_t width = characters_in(words);

    for (size_t i = 0; i + width < WIDTH - i; i++)
        text_add_byte(text, ' ');
    text_add_slice(text, words);
    text_add_byte(text, '\n');
}

/* A band over the whole width, the words in French below if the shop speaks it. */
static void write_mark(struct text *text, const struct printing *printing, struct slice words, struct slice in_french)
{
    for (int i = 0; i < WIDTH; i++)
        text_add_byte(text, '*');
    text_add_byte(text, '\n');
    write_centred(text, words);
    if (slice_starts(printing->language, "fr"))
        write_centred(text, in_french);
    for (int i = 0; i < WIDTH; i++)
        text_add_byte(text, '*');
    text_add_string(text, "\n\n");
}

static void write_marks(struct slice record, const struct printing *printing, struct text *text)
{
    struct text words = TEXT_INIT;
    struct text in_french = TEXT_INIT;

    if (slice_is(scan_find(record, "training"), "true"))
        write_mark(text, printing, SLICE("T R A I N I N G  -  T H I S   D O C U M E N T   H A S   N O   V A L U E"),
                   SLICE("F O R M A T I O N  -  D O C U M E N T   S A N S   V A L E U R"));
    if (printing->draft) {
        write_mark(text, printing, SLICE("DRAFT - THIS IS NO INVOICE"), SLICE("PROJET - CECI N'EST PAS UNE FACTURE"));
    } else if (printing->number > 1) {
        text_printf(&words, "DUPLICATE No %lld", (long long)printing->number - 1);
        text_printf(&in_french, "DUPLICATA No %lld", (long long)printing->number - 1);
        write_mark(text, printing, text_slice(&words), text_slice(&in_french));
    }
    text_release(&words);
    text_release(&in_french);
}

bool invoice_text(struct slice record, struct slice person, const struct printing *printing, struct arena *arena, struct text *text,
                  struct fault *fault)
{
    struct order content;
    struct slice iban = member(scan_find(record, "seller"), "iban", arena);

    if (!order_from_stored(&content, record, arena, fault))
        return false;
    write_marks(record, printing, text);
    write_head(record, arena, text);
    write_addresses(record, person, arena, text);
    write_items(&content, text);
    write_sums(&content, text);
    if (iban.length) {
        text_add_string(text, "\nAccount ");
        text_add_slice(text, iban);
        text_add_byte(text, '\n');
    }
    text_add_string(text, "\f");
    return true;
}
