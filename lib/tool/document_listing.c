/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/document_listing.h"

#include "shop/selection.h"

static const char *since, *until, *series, *channel, *customer, *country, *order, *with;
static struct selection selection;

const struct option_row document_listing_options[] = {
    {'S', "since", "DAY", "of this day or later", OPTION_TEXT, &since},
    {'U', "until", "DAY", "of this day or earlier", OPTION_TEXT, &until},
    {0, "series", "SERIES", "of this series (2026)", OPTION_TEXT, &series},
    {'c', "channel", "CHANNEL", "of orders of this channel", OPTION_TEXT, &channel},
    {'C', "customer", "ID", "of this customer", OPTION_TEXT, &customer},
    {0, "country", "CC", "of orders to this country", OPTION_TEXT, &country},
    {0, "order", "ID", "of this order", OPTION_TEXT, &order},
    {0, "with", "person", "with the customer's data", OPTION_TEXT, &with},
    {0},
};

bool document_listing_prepare(struct run *run, struct fault *fault)
{
    (void)run;
    selection.series = series ? slice_of(series) : selection.series;
    selection.channel = channel ? slice_of(channel) : selection.channel;
    selection.customer = customer ? slice_of(customer) : selection.customer;
    selection.country = country ? slice_of(country) : selection.country;
    selection.order = order ? slice_of(order) : selection.order;
    return option_day("since", since, &selection.since, &selection.has_since, fault) &&
           option_day("until", until, &selection.until, &selection.has_until, fault) && option_with(with, "person", fault);
}

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    if (!invoice_selected(&selection, row->facts))
        return true;
    if (with)
        return listing_print_with_person(run, row->value, fault);
    listing_print(run, row->value);
    return true;
}

bool document_listing_run(struct run *run, struct fault *fault)
{
    return listing_run(run, print, fault);
}
