/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_HTML_PAGE_H
#define COLPORTEUR_FORMAT_HTML_PAGE_H

#include "base/text.h"

/*
 * Pages of HTML for people: one file that needs no other and runs nothing, so that it reads the same in ten years. What is put is
 * escaped, for elements: attributes take xml_add_attribute. Names of people and goods, whose script may run the other way, stand
 * in elements with dir="auto".
 */

/* Up to and with the title; what comes next is still in the head. */
void html_page_begin(struct text *html, struct slice language, struct slice title);

/* The value between both; html_put puts nothing where it is empty. Lines of a value are broken by <br>. */
void html_put(struct text *html, const char *opening, struct slice value, const char *closing);
void html_put_all(struct text *html, const char *opening, struct slice value, const char *closing);

#endif
