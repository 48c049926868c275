/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/document_html.h"

#include "format/colour.h"
#include "format/html_page.h"
#include "format/qr_code.h"
#include "format/xml_write.h"
#include "shop/logo.h"

#include <nettle/base64.h>

static const char style[] =
    "*{box-sizing:border-box}"
    "body{margin:0;background:#eef0f2;color:var(--ink);font:15px/1.5 'Open Sans','Noto Sans','DejaVu Sans',sans-serif}"
    "main{max-width:210mm;margin:24px auto;padding:14mm 16mm;background:#fff;border-top:8px solid var(--accent)}"
    "h1{margin:0;font-size:28px;line-height:1.2;color:var(--writing)}h2{margin:0 0 4px;font-size:15px;color:var(--writing)}"
    "header,.addresses,.closing{display:flex;flex-wrap:wrap;justify-content:space-between;gap:12px 32px;margin-bottom:24px}"
    "header .title{text-align:right;margin-left:auto}.number,.name{font-weight:600}"
    ".name{font-size:20px;color:var(--writing)}.logo{max-width:260px;max-height:90px;display:block;margin-bottom:8px}"
    ".grey,dt,.heading,footer,.notes{color:var(--grey)}.small,footer,.notes{font-size:13px}"
    ".mark{margin:0 0 8px;padding:6px 12px;background:#e4e6e9;border-left:5px solid var(--ink);font-weight:700;text-align:center}"
    "address{font-style:normal}.addresses section{flex:1 1 240px}.addresses "
    ".heading{font-size:12px;font-weight:400;color:var(--grey);margin:0}"
    ".addresses strong{display:block}dl{margin:0}dd{margin:0}dt{font-size:12px}"
    ".facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:8px 16px;padding:10px 14px;"
    "background:var(--tint);margin-bottom:24px}"
    "table{border-collapse:collapse;width:100%}th,td{padding:6px 8px;text-align:start;vertical-align:top}"
    "th{font-weight:600}td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}"
    ".items{margin-bottom:24px}.items thead th{background:var(--accent);color:var(--on-accent)}"
    ".items tbody th{font-weight:400;overflow-wrap:anywhere}.items tbody tr,.vat tbody tr{border-bottom:1px solid #d5d8dc}"
    ".detail{display:block;font-size:12px;color:var(--grey);overflow-wrap:anywhere}"
    ".vat{flex:1 1 260px;width:auto;align-self:flex-start;font-size:13px}.vat thead th{font-weight:400;color:var(--grey)}"
    ".vat tbody th{font-weight:400}.sums{flex:0 1 320px;width:auto}.sums th{font-weight:400}"
    ".sums .total th,.sums .total td{font-weight:600;border-top:1px solid #d5d8dc}"
    ".sums .due th,.sums .due td{font-weight:700;font-size:19px;background:var(--accent);color:var(--on-accent)}"
    ".payment{display:flex;flex-wrap:wrap;gap:16px 24px;padding:14px;background:var(--tint);margin-bottom:20px;break-inside:avoid}"
    "figure{margin:0;text-align:center}figure "
    "svg{display:block;width:128px;height:128px}figcaption{font-size:12px;color:var(--grey)}"
    ".payment dl{display:grid;grid-template-columns:auto 1fr;gap:2px 14px;align-items:baseline}"
    ".notes p,footer p{margin:0 0 4px}footer{border-top:1px solid #d5d8dc;padding-top:8px;margin-top:20px}"
    "@page{size:A4;margin:14mm}@media "
    "print{body{background:#fff;font-size:9pt}main{margin:0;padding:0;max-width:none;border-top-width:4px;"
    "padding-top:8px}.items thead{display:table-header-group}tr{break-inside:avoid}*{print-color-adjust:exact;"
    "-webkit-print-color-adjust:exact}}";

static void add_lines(struct text *html, const struct paper_lines *lines, const char *opening, const char *closing)
{
    for (size_t i = 0; i < lines->count; i++)
        html_put(html, opening, lines->lines[i], closing);
}

static void write_colour(struct text *html, const char *name, struct colour colour)
{
    text_printf(html, "--%s:", name);
    colour_write(html, colour);
    text_add_byte(html, ';');
}

static void write_style(const struct paper *paper, struct text *html)
{
    struct colour accent = colour_read(paper->colour, colour_slate);

    text_add_string(html, "<style>:root{");
    write_colour(html, "accent", accent);
    write_colour(html, "on-accent", colour_written_on(accent));
    write_colour(html, "writing", colour_for_writing(accent));
    write_colour(html, "tint", colour_mix(accent, colour_white, 0.93));
    write_colour(html, "ink", colour_ink);
    write_colour(html, "grey", colour_grey);
    text_add_string(html, "}");
    text_add_string(html, style);
    text_add_string(html, "</style>\n");
}

static void write_head(const struct paper *paper, struct text *html)
{
    struct text title = TEXT_INIT;

    text_add_slice(&title, paper->title);
    text_add_byte(&title, ' ');
    text_add_slice(&title, paper->number);
    html_page_begin(html, paper->language, text_slice(&title));
    text_release(&title);
    write_style(paper, html);
    text_add_string(html, "</head>\n<body>\n<main>\n");
}

static void write_logo(struct slice logo, struct text *html)
{
    const char *type = logo_media_type(logo);

    if (!type)
        return;
    text_printf(html, "<img class=\"logo\" alt=\"\" src=\"data:%s;base64,", type);
    text_make_room(html, BASE64_ENCODE_RAW_LENGTH(logo.length));
    base64_encode_raw(html->bytes + html->length, logo.length, (const uint8_t *)logo.bytes);
    html->length += BASE64_ENCODE_RAW_LENGTH(logo.length);
    text_add_string(html, "\">\n");
}

static void write_title(const struct paper *paper, struct slice logo, struct text *html)
{
    add_lines(html, &paper->marks, "<p class=\"mark\">", "</p>\n");
    text_add_string(html, "<header>\n<div>\n");
    write_logo(logo, html);
    html_put(html, "<div class=\"name\" dir=\"auto\">", paper->seller_name, "</div>\n");
    add_lines(html, &paper->seller, "<div class=\"small grey\" dir=\"auto\">", "</div>\n");
    html_put_all(html, "</div>\n<div class=\"title\">\n<h1>", paper->title, "</h1>\n");
    html_put(html, "<div class=\"number\">", paper->number, "</div>\n</div>\n</header>\n");
}

static void write_address(const struct paper_address *address, struct text *html)
{
    if (!address->lines.count)
        return;
    html_put_all(html, "<section>\n<h2 class=\"heading\">", address->heading, "</h2>\n<address>\n");
    for (size_t i = 0; i < address->lines.count; i++)
        html_put(html, i ? "<div dir=\"auto\">" : "<strong dir=\"auto\">", address->lines.lines[i], i ? "</div>\n" : "</strong>\n");
    text_add_string(html, "</address>\n</section>\n");
}

static void write_fields(const struct paper_field *fields, size_t count, bool are_grouped, struct text *html)
{
    for (size_t i = 0; i < count; i++) {
        html_put(html, are_grouped ? "<div><dt>" : "<dt>", fields[i].label, "</dt>");
        html_put_all(html, "<dd dir=\"auto\">", fields[i].value, are_grouped ? "</dd></div>\n" : "</dd>\n");
    }
}

static void write_whom_and_when(const struct paper *paper, struct text *html)
{
    text_add_string(html, "<div class=\"addresses\">\n");
    write_address(&paper->delivered, html);
    write_address(&paper->billed, html);
    text_add_string(html, "</div>\n<dl class=\"facts\">\n");
    write_fields(paper->facts, paper->fact_count, true, html);
    text_add_string(html, "</dl>\n");
}

static void write_row(const struct paper *paper, const struct paper_row *row, struct text *html)
{
    html_put_all(html, "<tr><th scope=\"row\"><span dir=\"auto\">", row->name, "</span>");
    html_put(html, "<span class=\"detail\" dir=\"auto\">", row->sku, "</span>");
    if (row->discount.length)
        html_put(html, "<span class=\"detail\">", paper->discount_label, "</span>");
    html_put_all(html, "</th><td class=\"n\">", row->quantity, "</td>");
    if (paper->has_prices) {
        html_put_all(html, "<td class=\"n\">", row->price, "");
        html_put(html, "<span class=\"detail\">", row->discount, "</span>");
        html_put_all(html, "</td><td class=\"n\">", row->rate, "</td>");
        html_put_all(html, "<td class=\"n\">", row->sum, "</td>");
    }
    text_add_string(html, "</tr>\n");
}

static void write_table(const struct paper *paper, struct text *html)
{
    html_put_all(html, "<table class=\"items\">\n<thead><tr><th scope=\"col\">", paper->description_heading, "</th>");
    html_put_all(html, "<th scope=\"col\" class=\"n\">", paper->quantity_heading, "</th>");
    if (paper->has_prices) {
        html_put_all(html, "<th scope=\"col\" class=\"n\">", paper->price_heading, "</th>");
        html_put_all(html, "<th scope=\"col\" class=\"n\">", paper->rate_heading, "</th>");
        html_put_all(html, "<th scope=\"col\" class=\"n\">", paper->sum_heading, "</th>");
    }
    text_add_string(html, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < paper->row_count; i++)
        write_row(paper, &paper->rows[i], html);
    text_add_string(html, "</tbody>\n</table>\n");
}

static void write_vat(const struct paper *paper, struct text *html)
{
    html_put_all(html, "<table class=\"vat\">\n<thead><tr><th scope=\"col\">", paper->vat_headings[0], "</th>");
    html_put_all(html, "<th scope=\"col\" class=\"n\">", paper->vat_headings[1], "</th>");
    html_put_all(html, "<th scope=\"col\" class=\"n\">", paper->vat_headings[2], "</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < paper->vat_count; i++) {
        html_put_all(html, "<tr><th scope=\"row\">", paper->vat[i].rate, "");
        html_put(html, "<span class=\"detail\">", paper->vat[i].note, "</span>");
        html_put_all(html, "</th><td class=\"n\">", paper->vat[i].base, "</td>");
        html_put_all(html, "<td class=\"n\">", paper->vat[i].vat, "</td></tr>\n");
    }
    text_add_string(html, "</tbody>\n</table>\n");
}

static void write_sums(const struct paper *paper, struct text *html)
{
    text_add_string(html, "<table class=\"sums\">\n<tbody>\n");
    for (size_t i = 0; i < paper->sum_count; i++) {
        const struct paper_sum *sum = &paper->sums[i];

        text_add_string(html, sum->is_due ? "<tr class=\"due\">" : sum->is_total ? "<tr class=\"total\">" : "<tr>");
        html_put_all(html, "<th scope=\"row\">", sum->label, "</th>");
        html_put_all(html, "<td class=\"n\">", sum->value, "</td></tr>\n");
    }
    text_add_string(html, "</tbody>\n</table>\n");
}

/* One path of a stroke as wide as a module for each run of dark ones. */
static bool write_code(const struct paper *paper, struct text *html, struct fault *fault)
{
    struct qr_code code;
    struct qr_run run;
    size_t at = 0;

    if (!paper->payment_code.length)
        return true;
    if (!qr_code_encode(&code, paper->payment_code, fault))
        return false;
    text_printf(html, "<figure>\n<svg viewBox=\"0 0 %zu %zu\" shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"",
                code.width + 2 * QR_QUIET, code.width + 2 * QR_QUIET);
    xml_add_text(html, paper->scan_label);
    text_add_string(html, "\"><path fill=\"#fff\" d=\"M0 0h99v99H0z\"/><path stroke=\"#000\" d=\"");
    while (qr_code_run(&code, &at, &run))
        text_printf(html, "M%zu %zu.5h%zu", run.column + QR_QUIET, run.row + QR_QUIET, run.length);
    text_add_string(html, "\"/></svg>\n");
    qr_code_release(&code);
    html_put(html, "<figcaption>", paper->scan_label, "</figcaption>\n</figure>\n");
    return true;
}

static bool write_payment(const struct paper *paper, struct text *html, struct fault *fault)
{
    if (!paper->payment_count)
        return true;
    text_add_string(html, "<section class=\"payment\">\n");
    if (!write_code(paper, html, fault))
        return false;
    html_put_all(html, "<div>\n<h2>", paper->payment_heading, "</h2>\n<dl>\n");
    write_fields(paper->payment, paper->payment_count, false, html);
    text_add_string(html, "</dl>\n</div>\n</section>\n");
    return true;
}

static void write_end(const struct paper *paper, struct text *html)
{
    if (paper->notes.count) {
        text_add_string(html, "<div class=\"notes\">\n");
        add_lines(html, &paper->notes, "<p dir=\"auto\">", "</p>\n");
        text_add_string(html, "</div>\n");
    }
    text_add_string(html, "<footer>\n");
    add_lines(html, &paper->closing, "<p dir=\"auto\">", "</p>\n");
    for (size_t i = 0; i < paper->footer.count; i++)
        html_put(html, i ? " · <span dir=\"auto\">" : "<span dir=\"auto\">", paper->footer.lines[i], "</span>\n");
    text_add_string(html, "</footer>\n</main>\n</body>\n</html>\n");
}

bool document_html(const struct paper *paper, struct slice logo, struct text *html, struct fault *fault)
{
    write_head(paper, html);
    write_title(paper, logo, html);
    for (size_t i = 0; i < paper->body_count; i++)
        html_put(html, paper->body[i].is_heading ? "<h2>" : "<p dir=\"auto\">", paper->body[i].text,
                 paper->body[i].is_heading ? "</h2>\n" : "</p>\n");
    if (!paper->body_count) {
        write_whom_and_when(paper, html);
        write_table(paper, html);
    }
    if (paper->has_prices) {
        text_add_string(html, "<div class=\"closing\">\n");
        write_vat(paper, html);
        write_sums(paper, html);
        text_add_string(html, "</div>\n");
    }
    if (!write_payment(paper, html, fault))
        return false;
    write_end(paper, html);
    return true;
}
