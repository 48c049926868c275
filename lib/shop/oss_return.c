/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/oss_return.h"

#include "base/memory.h"

#include <stdlib.h>

static const struct currency euro = {"EUR", 2};

void oss_return_begin(struct oss_return *oss, day first, day today)
{
    *oss = (struct oss_return){.first = first, .last = period_next(first, GRAIN_QUARTER) - 1, .today = today};
}

void oss_return_release(struct oss_return *oss)
{
    free(oss->supplies);
    free(oss->corrections);
    *oss = (struct oss_return)OSS_RETURN_INIT;
}

bool oss_is_too_late(const struct oss_return *oss, day quarter)
{
    for (int i = 0; i < OSS_QUARTERS_TO_CORRECT; i++)
        quarter = period_next(quarter, GRAIN_QUARTER);
    return quarter < oss->first;
}

static int compare_supplies(const struct oss_supply *a, const struct oss_supply *b)
{
    int order = memcmp(a->country, b->country, sizeof a->country);

    if (order)
        return order;
    if (a->is_service != b->is_service)
        return a->is_service ? 1 : -1;
    return a->rate == b->rate ? 0 : a->rate > b->rate ? -1 : 1;
}

static struct oss_supply *supply_of(struct oss_return *oss, struct slice country, bool is_service, percent rate)
{
    struct oss_supply wanted = {.is_service = is_service, .rate = rate};
    size_t at = 0;

    memcpy(wanted.country, country.bytes, 2);
    while (at < oss->supply_count && compare_supplies(&oss->supplies[at], &wanted) < 0)
        at++;
    if (at < oss->supply_count && compare_supplies(&oss->supplies[at], &wanted) == 0)
        return &oss->supplies[at];
    oss->supplies = memory_grow(oss->supplies, &oss->supply_room, oss->supply_count + 1, sizeof *oss->supplies);
    memmove(&oss->supplies[at + 1], &oss->supplies[at], (oss->supply_count - at) * sizeof *oss->supplies);
    oss->supply_count++;
    oss->supplies[at] = wanted;
    return &oss->supplies[at];
}

static int compare_corrections(const struct oss_correction *a, const struct oss_correction *b)
{
    if (a->quarter != b->quarter)
        return a->quarter < b->quarter ? -1 : 1;
    return memcmp(a->country, b->country, sizeof a->country);
}

static struct oss_correction *correction_of(struct oss_return *oss, struct slice country, day quarter)
{
    struct oss_correction wanted = {.quarter = quarter, .is_too_late = oss_is_too_late(oss, quarter)};
    size_t at = 0;

    memcpy(wanted.country, country.bytes, 2);
    while (at < oss->correction_count && compare_corrections(&oss->corrections[at], &wanted) < 0)
        at++;
    if (at < oss->correction_count && compare_corrections(&oss->corrections[at], &wanted) == 0)
        return &oss->corrections[at];
    oss->corrections = memory_grow(oss->corrections, &oss->correction_room, oss->correction_count + 1, sizeof *oss->corrections);
    memmove(&oss->corrections[at + 1], &oss->corrections[at], (oss->correction_count - at) * sizeof *oss->corrections);
    oss->correction_count++;
    oss->corrections[at] = wanted;
    return &oss->corrections[at];
}

static bool find_quarter(const struct vat_document *document, struct store *store, day *quarter, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice invoice;
    day counts_on = document->counts_on;
    bool done = true;

    if (document->is_credit_note) {
        text_add_string(&id, "invoice/");
        text_add_slice(&id, document->corrects);
        done = store_get(store, text_slice(&id), &invoice, fault);
        if (done && (!invoice.bytes || !vat_document_day(text_slice(&id), invoice, &counts_on)))
            done = fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "\"%.*s\" corrects an invoice that is not there",
                             SLICE_ARGS(document->id));
    }
    text_release(&id);
    *quarter = period_first(counts_on, GRAIN_QUARTER);
    return done;
}

static bool convert(const struct oss_return *oss, struct vat_document *document, struct store *store, day quarter,
                    struct arena *arena, struct fault *fault)
{
    day last = period_next(quarter, GRAIN_QUARTER) - 1;
    struct exchange exchange;

    if (strcmp(document->currency.code, euro.code) == 0)
        return true;
    if (last < oss->today ? !exchange_find_published(&exchange, store, &document->currency, last, arena, fault)
                          : !exchange_find(&exchange, store, &document->currency, &euro, oss->today, EXCHANGE_DAYS, arena, fault))
        return false;
    return vat_document_convert(document, &exchange, &euro, fault);
}

bool oss_return_add(struct oss_return *oss, struct vat_document *document, struct store *store, struct arena *arena, bool *taken,
                    day *quarter, struct fault *fault)
{
    bool fits = true;

    *taken = document->treatment == TREATED_OSS;
    if (!*taken)
        return true;
    if (!find_quarter(document, store, quarter, fault) || !convert(oss, document, store, *quarter, arena, fault))
        return false;
    for (size_t i = 0; fits && i < document->entry_count; i++) {
        const struct vat_entry *entry = &document->entries[i];

        if (entry->is_voucher)
            continue;
        if (*quarter == oss->first) {
            struct oss_supply *supply = supply_of(oss, document->country, entry->is_service, entry->rate);

            fits = amount_add(&supply->net, entry->told_net) && amount_add(&supply->vat, entry->told_vat);
        } else
            fits = amount_add(&correction_of(oss, document->country, *quarter)->vat, entry->told_vat);
    }
    return fits || fault_set(fault, FAULT_SYSTEM, "number_too_large", NULL, "the VAT of a quarter is more than can be counted");
}

static bool add_balance(struct oss_balance *balances, size_t *count, const char *country, amount vat)
{
    size_t at = 0;

    while (at < *count && strcmp(balances[at].country, country) < 0)
        at++;
    if (at == *count || strcmp(balances[at].country, country) != 0) {
        memmove(&balances[at + 1], &balances[at], (*count - at) * sizeof *balances);
        ++*count;
        balances[at] = (struct oss_balance){.vat = 0};
        memcpy(balances[at].country, country, sizeof balances[at].country);
    }
    return amount_add(&balances[at].vat, vat);
}

bool oss_return_balances(const struct oss_return *oss, struct arena *arena, struct oss_balance **balances, size_t *count,
                         amount *payable, struct fault *fault)
{
    bool fits = true;

    *balances = arena_take(arena, (oss->supply_count + oss->correction_count + 1) * sizeof **balances);
    *count = 0;
    *payable = 0;
    for (size_t i = 0; fits && i < oss->supply_count; i++)
        fits = add_balance(*balances, count, oss->supplies[i].country, oss->supplies[i].vat);
    for (size_t i = 0; fits && i < oss->correction_count; i++)
        fits =
            oss->corrections[i].is_too_late || add_balance(*balances, count, oss->corrections[i].country, oss->corrections[i].vat);
    for (size_t i = 0; fits && i < *count; i++)
        fits = (*balances)[i].vat < 0 || amount_add(payable, (*balances)[i].vat);
    return fits || fault_set(fault, FAULT_SYSTEM, "number_too_large", NULL, "the VAT of a quarter is more than can be counted");
}
