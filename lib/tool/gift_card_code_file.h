/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_GIFT_CARD_CODE_FILE_H
#define COLPORTEUR_TOOL_GIFT_CARD_CODE_FILE_H

#include "base/fault.h"
#include "base/text.h"

/*
 * The code of a gift card (shop/gift_card_code.h), from a file or, as "-", from stdin: no argument tells it, which others on the
 * machine could read.
 */
bool gift_card_code_file_read(const char *file, struct text *code, struct fault *fault) CHECKED;

#endif
