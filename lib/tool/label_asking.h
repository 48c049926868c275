/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_LABEL_ASKING_H
#define COLPORTEUR_TOOL_LABEL_ASKING_H

#include "shop/label.h"
#include "shop/label_target.h"
#include "tool/tool.h"

/*
 * What label(1) is asked: by its options for all parcels, and by each record for its own. What the record tells goes before what
 * the command line does.
 */

extern const struct option_row label_asking_options[];

/* How many parcels each order wants; 0: nobody said. */
bool label_asking_parcels(int64_t *parcels, struct fault *fault) CHECKED;
/* For what the label is. */
bool label_asking_target(const struct input *input, struct label_target *target, struct fault *fault) CHECKED;
bool label_asking_request(const struct input *input, struct label_request *request, const struct currency *currency,
                          struct arena *arena, struct fault *fault) CHECKED;

#endif
