/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/html_page.h"

#include "format/xml_write.h"
#include "shop/law_table.h"

void html_page_begin(struct text *html, struct slice language, struct slice title)
{
    html_put_all(html, "<!DOCTYPE html>\n<html lang=\"", language, "\">\n<head>\n<meta charset=\"utf-8\">\n");
    text_add_string(html, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html_put_all(html, "<title>", title, "</title>\n");
}

void html_put_all(struct text *html, const char *opening, struct slice value, const char *closing)
{
    text_add_string(html, opening);
    while (value.length) {
        xml_add_text(html, law_part(&value, '\n'));
        if (value.length)
            text_add_string(html, "<br>");
    }
    text_add_string(html, closing);
}

void html_put(struct text *html, const char *opening, struct slice value, const char *closing)
{
    if (value.length)
        html_put_all(html, opening, value, closing);
}
