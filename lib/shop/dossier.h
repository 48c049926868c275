/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_DOSSIER_H
#define COLPORTEUR_SHOP_DOSSIER_H

#include "base/arena.h"
#include "shop/order.h"
#include "shop/retention.h"

/*
 * What a shop holds of one customer, and why: the versions of the person, the orders and documents that name them, the
 * notes that came with the orders, the labels of their parcels, the licence keys of their grants, the codes of their gift cards, who
 * came for them to a counter, and what was erased.
 *
 * A version is needed as long as an order that names it is open. The law keeps a version that an invoice or a credit note names
 * until the term of the seller's country ends (shop/retention.h); of several documents the last term counts. Everything lives in
 * the arena.
 */

struct dossier_version {
    bool erased;
    bool covered;        /* the erasure on record speaks of it: it goes when what keeps it ends */
    uint64_t open_order; /* the last one that names it; 0: none */
    struct slice
        document; /* an invoice, a credit note or a delivery note, whose term ends last: "invoice/2026-000001"; bytes NULL: none */
    day until;    /* the last day of that term */
};

/*
 * The note that came with an order, or the label of a parcel of it, a licence key that it has, what the addresses of its downloads
 * are known by: what names a person, has one version and is the order's alone.
 */
struct dossier_note {
    uint64_t order;
    struct slice person; /* "label/12-1", "licence_secret/17", "salt/12-1"; bytes NULL: it is a note */
    bool erased, open;   /* open: the order is */
    unsigned version;    /* of the person that the order names; 0: none */
    day day;             /* of the order */
    struct slice placed_at;
};

struct dossier {
    struct slice id;                  /* "C-77" */
    struct slice record;              /* "customer/C-77" as stored; bytes NULL: nothing personal was ever known */
    struct dossier_version *versions; /* version 1 is the first */
    size_t version_count;
    struct dossier_note *notes;
    size_t note_count, note_room;
    uint64_t orders, open_orders;
    day first_order, last_order;
    bool inactive;         /* no order is open and the last one is too long ago */
    struct slice group;    /* bytes NULL: none */
    struct slice erasure;  /* "erasure/customer/C-77" as stored; bytes NULL: none */
    struct slice asked_at; /* when the person asked to be forgotten; bytes NULL: never */
};

/* What a dossier is judged by. */
struct dossier_terms {
    const struct retention *retention;
    int64_t inactive_years; /* the shop's own; 0: as the table says */
    struct slice country;   /* of the shop */
    day today;
};

/* Nothing is known of the customer, neither person nor order: refused as "unknown_customer". */
bool dossier_read(struct dossier *dossier, struct store *store, struct slice id, const struct dossier_terms *terms,
                  struct arena *arena, struct fault *fault) CHECKED;
/* The note of one order; found false: there was none. */
bool dossier_read_note(struct dossier_note *note, struct store *store, uint64_t order, struct arena *arena, bool *found,
                       struct fault *fault) CHECKED;
/* Whether the note is nobody's but the order's: of no customer, or of one of whom nothing else is known. */
bool dossier_note_stands_alone(struct store *store, uint64_t order, bool *alone, struct fault *fault) CHECKED;

/* Whether something keeps the version today. */
bool dossier_keeps(const struct dossier_version *version, day today);

/* "kept": of the versions that are chosen (NULL: all) those that something keeps, until when and why; nothing if there are none. */
void dossier_write_kept(const struct dossier *dossier, const bool *chosen, day today, struct text *text);
/* The customer's record, what the dossier says, and the members of the person's data (bytes NULL: none). */
void dossier_write(const struct dossier *dossier, day today, struct slice person, struct text *text);

/*
 * All that the shop holds, record by record, as it is stored: the customer, each version of the person that is left (type
 * "person"), what a register said of the VAT number, each order with its note, its parcels and their labels, its documents, and the
 * erasures. What a person may ask for: GDPR art. 15 and 20.
 */
typedef void dossier_record(void *context, struct slice record);
bool dossier_export(const struct dossier *dossier, struct store *store, day today, dossier_record *each, void *context,
                    struct fault *fault) CHECKED;

#endif
