/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/withdrawal_notice.h"

#include "shop/address_form.h"
#include "shop/law_table.h"

enum { PARAGRAPHS = 24 };

static const struct slice blank = SLICE_CONSTANT("______________________________");

struct notice {
    struct paper *paper;
    const struct document *document;
    const struct wording *wording;
    const struct countries *countries;
    struct arena *arena;
    struct text room;
};

static void add(struct notice *notice, const char *key, char place, struct slice value)
{
    text_clear(&notice->room);
    word_fill(&notice->room, notice->wording, key, &(struct place_value){place, value}, 1);
    notice->paper->body[notice->paper->body_count++] =
        (struct paper_paragraph){.text = arena_copy(notice->arena, text_slice(&notice->room))};
}

static void add_plain(struct notice *notice, const char *key)
{
    add(notice, key, 'n', SLICE(""));
}

static struct paper_paragraph *add_heading(struct notice *notice, const char *key)
{
    struct paper_paragraph *heading = &notice->paper->body[notice->paper->body_count];

    add_plain(notice, key);
    heading->is_heading = true;
    return heading;
}

static void add_part(struct text *text, struct slice part)
{
    if (part.length && text->length)
        text_add_string(text, ", ");
    text_add_slice(text, part);
}

/* In a sentence, or on one line of a form. */
static void add_place(struct text *text, const struct postal_address *address, const struct notice *notice)
{
    struct text place = TEXT_INIT;
    struct slice lines;

    address_form_write(&place, address, notice->countries);
    lines = text_slice(&place);
    while (lines.length)
        add_part(text, law_part(&lines, '\n'));
    add_part(text, word_of(notice->wording, "country.", address->country, address->country));
    text_release(&place);
}

/* Name, geographical address, telephone number and e-mail address: annex I (A), note 2; on the form all but the telephone. */
static struct slice seller_of(struct notice *notice, bool with_phone)
{
    const struct document_seller *seller = &notice->document->seller;
    struct text text = TEXT_INIT;
    struct slice whole;

    add_part(&text, seller->name);
    add_place(&text, &seller->address, notice);
    if (with_phone)
        add_part(&text, seller->phone);
    add_part(&text, seller->email);
    whole = arena_copy(notice->arena, text_slice(&text));
    text_release(&text);
    return whole;
}

static void add_instructions(struct notice *notice)
{
    const struct document_withdrawal *withdrawal = &notice->document->withdrawal;
    struct text text = TEXT_INIT;

    text_add_integer(&text, withdrawal->days);
    add(notice, "notice.right", 'n', text_slice(&text));
    add(notice,
        withdrawal->is_service ? "notice.period.service"
        : withdrawal->is_one   ? "notice.period.one"
                               : "notice.period.several",
        'n', text_slice(&text));
    text_clear(&text);
    word_day(&text, notice->wording, withdrawal->deadline);
    if (withdrawal->has_deadline)
        add(notice, "notice.deadline", 'd', text_slice(&text));
    add(notice, "notice.how", 'n', seller_of(notice, true));
    if (notice->document->seller.website.length)
        add(notice, "notice.online", 'n', notice->document->seller.website);
    add_plain(notice, "notice.in_time");
    add_heading(notice, "notice.effects");
    add_plain(notice, "notice.refund");
    if (withdrawal->is_service) {
        add_plain(notice, "notice.begun");
    } else {
        add_plain(notice, "notice.withhold");
        add_plain(notice, "notice.send_back");
        add_plain(notice, withdrawal->shop_pays ? "notice.cost.shop" : "notice.cost.customer");
        add_plain(notice, "notice.value");
    }
    text_release(&text);
}

/* "2 × Poêle en fonte 24 cm, 1 × Cuisiner de saison" */
static void add_statement(struct notice *notice)
{
    const struct order *order = &notice->document->content;
    struct text goods = TEXT_INIT;
    struct text one = TEXT_INIT;

    for (size_t i = 0; i < order->line_count; i++) {
        text_clear(&one);
        text_add_integer(&one, order->lines[i].quantity);
        text_add_string(&one, " × ");
        text_add_slice(&one, order->lines[i].name);
        add_part(&goods, text_slice(&one));
    }
    add(notice, "form.statement", 'n', goods.length ? text_slice(&goods) : blank);
    text_release(&goods);
    text_release(&one);
}

static void add_dates(struct notice *notice)
{
    const struct document *document = notice->document;
    struct text days = TEXT_INIT;

    if (document->order.length)
        word_day(&days, notice->wording, document->order_day);
    else
        text_add_slice(&days, blank);
    text_add_string(&days, " / ");
    if (document->has_delivery_day)
        word_day(&days, notice->wording, document->delivery_day);
    else
        text_add_slice(&days, blank);
    add(notice, "form.dates", 'n', text_slice(&days));
    text_release(&days);
}

static void add_form(struct notice *notice)
{
    const struct document_buyer *buyer = &notice->document->buyer;
    struct text address = TEXT_INIT;

    add_heading(notice, "form.title")->begins_page = true;
    add_plain(notice, "form.note");
    add(notice, "form.to", 'n', seller_of(notice, false));
    add_statement(notice);
    add_dates(notice);
    add(notice, "form.name", 'n', buyer->name.length ? buyer->name : blank);
    if (buyer->address.given)
        add_place(&address, &buyer->address, notice);
    add(notice, "form.address", 'n', address.length ? text_slice(&address) : blank);
    add(notice, "form.signature", 'n', blank);
    add(notice, "form.date", 'n', blank);
    add_plain(notice, "form.delete");
    text_release(&address);
}

void withdrawal_notice_write(struct paper *paper, const struct document *document, const struct wording *wording,
                             const struct countries *countries, struct arena *arena)
{
    struct notice notice = {paper, document, wording, countries, arena, TEXT_INIT};

    paper->body = arena_take(arena, PARAGRAPHS * sizeof *paper->body);
    add_instructions(&notice);
    add_form(&notice);
    text_release(&notice.room);
}
