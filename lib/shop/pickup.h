/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PICKUP_H
#define COLPORTEUR_SHOP_PICKUP_H

#include "shop/counter.h"
#include "shop/handing_out.h"
#include "shop/order.h"
#include "shop/tariff_record.h"

/*
 * An order that its customer collects at a counter. Record "pickup/ORDER"; colporteur-records(5) has the members.
 *
 * The request names the counter and, where that has slots, one of them: then every line is reserved from the counter's location,
 * and the order has one of the slot's places, which no other gets. Both are decided in the transaction that takes the order, or
 * the order is refused. The order keeps as "pickup" what was asked; the record here is what became of it:
 *
 *   placed -> ready -> collected     or, not collected by the deadline, -> expired
 *   placed, ready -> cancelled       with its order, and the place is free again
 *
 * Ready is told by whoever put the goods aside: the customer gets a code then and a number of days to come, those on which the
 * counter is open. The code is kept among the persons' data ("pickup_code/ORDER", versions from 1), of which the journal has a
 * salted digest alone. Who tells a wrong one so often has to be given another.
 */

enum pickup_status { PICKUP_PLACED, PICKUP_READY, PICKUP_COLLECTED, PICKUP_EXPIRED, PICKUP_CANCELLED };
enum { PICKUP_CODE_LENGTH = 6, PICKUP_ATTEMPTS_LIMIT = 5 };

struct pickup {
    struct slice order, counter;
    bool training;
    bool has_slot;
    struct slot slot;
    enum pickup_status status;
    struct customer_reference customer;
    bool is_ready, is_over; /* the instants are known */
    instant ready_at, over_at;
    day deadline; /* the last day to come, of one that is ready */
    int64_t code; /* version of the code */
    bool is_partly_out;
    instant partly_at; /* when some of it was handed out and the rest stayed */
    int64_t mandate;   /* how often somebody came for the customer, who is known by this number */
    int64_t wrong;     /* how often a wrong code was told since it was given */
    bool identified;   /* it was handed out without the code */
    bool no_show;      /* nobody came for any of it */
};

/*
 * What order_place does of it. First the counter is looked for, and lines that name no location get its own; of another
 * they are refused. At last, when
 * the order has its number, the slot is taken ("slot_full") and the record made.
 */
bool pickup_prepare(struct order *order, struct store *store, struct arena *arena, struct fault *fault) CHECKED;
bool pickup_place(const struct order *order, struct tariff_book *holidays, struct store *store, struct arena *arena,
                  struct changes *changes, struct fault *fault) CHECKED;

/* The order is collected elsewhere from now on, at another time, or not at all: its place is freed, and another one taken. Refuses
 * another place for one that was ready. */
bool pickup_move(const struct order *order, struct tariff_book *holidays, struct store *store, instant now, struct arena *arena,
                 struct changes *changes, struct fault *fault) CHECKED;

/* Of "12" or "pickup/12". Refuses "no_pickup". */
bool pickup_find(struct pickup *pickup, struct store *store, struct slice id, struct arena *arena, struct fault *fault) CHECKED;
bool pickup_from_stored(struct pickup *pickup, struct slice record, struct arena *arena, struct fault *fault) CHECKED;

/*
 * The goods wait for the customer. `random` are bytes of the system's generator, PICKUP_CODE_LENGTH of them. What is ready is
 * unchanged, unless a new code is wanted, which has as many attempts as the first. Refuses a pickup that is over, and one of an
 * order of which nothing is left to hand out.
 */
bool pickup_ready(const struct pickup *stands, bool new_code, const unsigned char *random, int64_t days, struct calendar *calendar,
                  struct store *store, instant now, struct arena *arena, struct changes *changes, bool *changed, size_t *row,
                  struct fault *fault) CHECKED;

/* Who is at the counter, and what is handed out. */
struct pickup_handing {
    struct slice code; /* as it was told; bytes NULL: who hands it out has seen who it is, and answers for that */
    struct slice by;   /* the name of who came for the customer; bytes NULL: the customer did */
    struct handing_out goods;
};

/*
 * The customer is here and tells the code. *accepted false: it is wrong, and that is counted: this is the change. Else the goods
 * leave, and once nothing is left of the order, it is collected; until then what stays waits as before. Collected by the same code,
 * it is unchanged. The name of who came for the customer is kept among the persons' data ("pickup_mandate/ORDER-N"). Refuses what
 * order_hand_out does; "code_locked"; "not_ready"; "code_gone" where the persons' data cannot be read.
 */
bool pickup_collect(const struct pickup *stands, const struct pickup_handing *handing, struct store *store, instant now,
                    struct arena *arena, struct changes *changes, bool *accepted, bool *changed, size_t *row,
                    struct fault *fault) CHECKED;

/*
 * The deadline is over: what was not collected is cancelled (shop/cancellation.h), so that it can be sold again, and what was paid
 * for it is owed. *changed false: it is not ready, or there is time left. Refuses what an order that was invoiced cannot have.
 */
bool pickup_expire(const struct pickup *stands, struct store *store, instant now, struct arena *arena, struct changes *changes,
                   bool *changed, size_t *row, struct fault *fault) CHECKED;

/* All that are ready and whose deadline is before today. */
typedef void pickup_due(void *context, struct slice id);
bool pickup_find_due(struct store *store, day today, pickup_due *due, void *context, struct fault *fault) CHECKED;

/* The order was cancelled, or what was left of it: its pickup is over as well, if there is one that is not. */
bool pickup_follow(const struct order *order, struct store *store, instant now, struct arena *arena, struct changes *changes,
                   struct fault *fault) CHECKED;

/* The code of a pickup that was ready; bytes NULL: it has none, or the persons' data cannot be read. */
bool pickup_code(struct store *store, const struct pickup *pickup, struct arena *arena, struct slice *code,
                 struct fault *fault) CHECKED;

/* The name of who came for the customer; bytes NULL: nobody, or the persons' data cannot be read. */
bool pickup_mandate(struct store *store, const struct pickup *pickup, struct arena *arena, struct slice *name,
                    struct fault *fault) CHECKED;

/* For the index: who has a place in which slot of a counter, in the slots' order; and whom nobody saw. */
struct index;
bool pickup_fold(struct index *index, const struct change *change, struct fault *fault) CHECKED;
/* The pickups of a counter by their slots, those without one first. */
typedef bool pickup_taker(void *context, struct slice record, struct fault *fault);
bool pickups_of_counter(struct store *store, struct slice counter, pickup_taker *take, void *context, struct fault *fault) CHECKED;

bool pickup_status_read(struct slice word, enum pickup_status *status) CHECKED;
const char *pickup_status_word(enum pickup_status status);

#endif
