/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/docket_html.h"

#include "format/html_page.h"
#include "format/symbol.h"
#include "format/xml_write.h"
#include "json/scan.h"

static const char style[] =
    "<style>*{box-sizing:border-box}"
    "body{margin:0;background:#eef0f2;color:#1c2229;font:15px/1.45 'Open Sans','Noto Sans','DejaVu Sans',sans-serif}"
    "main{max-width:210mm;margin:24px auto;padding:12mm 14mm;background:#fff}"
    "h1{margin:0 0 6px;font-size:28px;line-height:1.2}h2{margin:32px 0 8px;font-size:20px}p{margin:0}"
    "header{display:flex;flex-wrap:wrap;justify-content:space-between;gap:12px 32px;margin-bottom:20px}"
    ".training{font-weight:700}figure{margin:0;text-align:center}figcaption{font-size:13px;font-weight:600}"
    ".code{display:block;margin:0 auto}.bars{width:76mm;height:13mm}.matrix{width:22mm;height:22mm}td .bars{width:42mm;height:10mm}"
    "dl{margin:0}dd{margin:0;font-weight:600}dt,.for{color:#5b6570;font-weight:400}dt{font-size:13px}"
    ".facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(140px,1fr));gap:8px 16px;margin-bottom:20px}"
    "table{border-collapse:collapse;width:100%;font-size:14px}caption{text-align:start;padding-bottom:6px;font-weight:600}"
    "th,td{padding:6px 8px;text-align:start;vertical-align:top}[dir=auto]{overflow-wrap:anywhere}thead "
    "th{background:#e9ebee;font-size:13px}"
    "thead td{background:#e9ebee}tbody tr{border-bottom:1px solid #c3c8ce}.n{text-align:end;white-space:nowrap;"
    "font-variant-numeric:tabular-nums}"
    "tbody th{font-weight:600}.code-cell{width:44mm}.insert{font-weight:600}input{width:20px;height:20px;margin:0}"
    ".sums{margin:16px 0 0 auto;width:auto;min-width:50%}.sums th{font-weight:400}.sums td{font-weight:600}"
    ".orders{margin-top:32px}.signatures{display:flex;flex-wrap:wrap;gap:16px 32px;break-inside:avoid}.signatures section{flex:1 1 "
    "240px}"
    ".signatures h2{font-size:15px}.signatures dl{display:grid;grid-template-columns:auto 1fr;gap:14px 12px;align-items:end}"
    ".signatures dd{border-bottom:1px solid #5b6570;min-height:24px}.signatures dd:last-child{min-height:48px}"
    "@page{size:A4;margin:14mm}@media print{body{background:#fff;font-size:9pt}main{margin:0;padding:0;max-width:none}"
    "thead{display:table-header-group}tr{break-inside:avoid}.orders{break-before:page;margin:0}"
    "*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}</style>\n";

void docket_html_code(struct docket *docket, struct slice text)
{
    const bool is_bars = docket_goes_into_bars(text);
    const struct face_part part = {.kind = is_bars ? FACE_CODE128 : FACE_QR, .text = text};

    text_printf(docket->html, "<figure>\n<svg class=\"code %s\" role=\"img\" aria-label=\"", is_bars ? "bars" : "matrix");
    xml_add_attribute(docket->html, text);
    text_add_string(docket->html, "\" ");
    docket->sound = docket->sound && symbol_svg(docket->html, &part, docket->fault);
    html_put_all(docket->html, "</svg>\n<figcaption dir=\"auto\">", text, "</figcaption>\n</figure>\n");
}

void docket_html_head(struct docket *docket, struct slice title)
{
    struct scan scan;
    struct slice line;

    html_put_all(docket->html, "<header>\n<div>\n<h1 dir=\"auto\">", title, "</h1>\n");
    if (scan_find(docket->record, "training").bytes)
        html_put(docket->html, "<p class=\"training\">", word(&docket->wording, "label.training"), "</p>\n");
    if (scan_array(&scan, scan_find(docket->request, "from")))
        while (scan_element(&scan, &line))
            html_put(docket->html, "<p dir=\"auto\">", docket_decoded(docket, line), "</p>\n");
    text_add_string(docket->html, "</div>\n");
    docket_html_code(docket, docket_member(docket, docket->record, "id"));
    text_add_string(docket->html, "</header>\n");
}

void docket_html_fact(struct docket *docket, const char *key, struct slice value)
{
    if (!value.length)
        return;
    html_put_all(docket->html, "<div><dt>", word(&docket->wording, key), "</dt>");
    html_put_all(docket->html, "<dd dir=\"auto\">", value, "</dd></div>\n");
}

void docket_html_table(struct docket *docket, const char *caption, const struct docket_column *columns, size_t count)
{
    html_put_all(docket->html, "<table>\n<caption>", word(&docket->wording, caption), "</caption>\n<thead><tr>");
    for (size_t i = 0; i < count; i++)
        if (columns[i].heading)
            html_put_all(docket->html, columns[i].is_figure ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">",
                         word(&docket->wording, columns[i].heading), "</th>");
        else
            text_add_string(docket->html, "<td></td>");
    text_add_string(docket->html, "</tr></thead>\n<tbody>\n");
}

void docket_html_box(struct docket *docket, struct slice what)
{
    text_add_string(docket->html, "<td><input type=\"checkbox\" aria-label=\"");
    xml_add_attribute(docket->html, what);
    text_add_string(docket->html, "\"></td>");
}

void docket_html_table_end(struct docket *docket)
{
    text_add_string(docket->html, "</tbody>\n</table>\n");
}

bool docket_html(const struct docket_form *form, struct slice request, const struct words *words, struct arena *arena,
                 struct text *html, struct fault *fault)
{
    struct docket docket = docket_begin(form, request, words, arena, fault);

    docket.html = html;
    html_page_begin(html, wording_language(&docket.wording), docket_title(&docket));
    text_add_string(html, style);
    text_add_string(html, "</head>\n<body>\n<main>\n");
    form->write(&docket);
    text_add_string(html, "</main>\n</body>\n</html>\n");
    return docket.sound;
}
