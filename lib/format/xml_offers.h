/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_XML_OFFERS_H
#define COLPORTEUR_FORMAT_XML_OFFERS_H

#include "format/offer_import.h"

/*
 * A product feed in XML, as it comes: RSS 2.0 (items) or Atom (entries), with elements of the namespace
 * http://base.google.com/ns/1.0, whatever their prefix, or without any. Whoever reads the file feeds the bytes and takes the
 * records of the queue.
 *
 *   an element of that namespace     a value of its name; one with elements within, a value of parts (lib/format/xml_parts.h)
 *   title, link, description, summary, content, id, guid of RSS or Atom    the same, unless there is one of the feed's own;
 *                                    of Atom's links the one with rel "alternate" or none
 *   http://base.google.com/cns/1.0   an attribute of the shop's own
 *   elements of other namespaces     say nothing of a product
 *
 * Memory is bounded by the longest item, which may have XML_ITEM_LIMIT bytes. Entities are those of XML itself: a feed that
 * declares others is refused, for they can make gigabytes of a line. Nothing is fetched. What is not well-formed ends the
 * feed, and is refused with its line; the items before it were taken.
 *
 * Expat reads it: it is fed bytes as they come, and its archive of 200 kB needs nothing else, where libxml2 loads ICU and the
 * C++ library into every run of the tool.
 */

enum { XML_ITEM_LIMIT = 4 * 1024 * 1024 };

struct xml_offers;

struct xml_offers *xml_offers_open(const char *dialect);
void xml_offers_close(struct xml_offers *offers);
void xml_offers_feed(struct xml_offers *offers, struct slice bytes, bool last, struct product_queue *queue);

#endif
