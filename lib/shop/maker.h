/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_MAKER_H
#define COLPORTEUR_SHOP_MAKER_H

#include "base/arena.h"
#include "base/fault.h"
#include "store/store.h"

#include <jansson.h>
#include <stdbool.h>

/*
 * Who made a product, or answers for it in the Union. Record "maker/ID".
 *
 * Each offer at a distance names the manufacturer with his postal and electronic address, and if he is not established in
 * the Union, the responsible person with theirs: Regulation (EU) 2023/988 on general product safety, art. 19. One maker has many
 * products, so a product names him by id ("manufacturer", "responsible_person") and his address stands in one place.
 */

enum { MAKER_ID_LIMIT = 64 };

/* In the order in which they are written. */
enum maker_field {
    MAKER_ID,
    MAKER_NAME,
    MAKER_STREET,
    MAKER_POSTCODE,
    MAKER_CITY,
    MAKER_COUNTRY,
    MAKER_EMAIL,
    MAKER_WEBSITE,
    MAKER_FIELDS
};

struct maker {
    struct slice field[MAKER_FIELDS]; /* bytes NULL: not known */
};

/* By his id; *found false: there is none. Texts live as long as the store's slices do, or in the arena. */
bool maker_find(struct store *store, struct slice id, struct maker *maker, bool *found, struct arena *arena,
                struct fault *fault) CHECKED;

/* The members of his record as written, for who looks at many; bytes NULL: it has none. */
void maker_members(struct slice record, struct slice members[MAKER_FIELDS]);
bool maker_field_find(struct slice name, enum maker_field *field) CHECKED; /* false: no member is called that */

/* "Rue du Pont 12, 4500 Huy, BE": the postal address on one line, as feeds carry it; appends nothing where none is known. */
void maker_address(const struct maker *maker, struct text *text);

/*
 * The record from outside over what is stored: members that are not given stay, null takes one away. Id and name are needed.
 * *changed says whether that is something new, and then the change is row 0. `id` becomes "maker/ID" either way.
 */
bool maker_set(struct store *store, const json_t *record, struct arena *arena, struct changes *changes, bool *changed,
               struct text *id, struct fault *fault) CHECKED;

#endif
