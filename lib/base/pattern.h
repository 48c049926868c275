/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_BASE_PATTERN_H
#define COLPORTEUR_BASE_PATTERN_H

#define PCRE2_CODE_UNIT_WIDTH 8

#include "base/text.h"

#include <pcre2.h>

/*
 * Patterns that a user wrote, as PCRE2 has them. Texts are UTF-8. A pattern that would search for long is given up long before
 * anyone waits: the limits of one matcher hold for every match.
 */

struct pattern_matcher {
    pcre2_match_context *limits;
    pcre2_jit_stack *stack;
    pcre2_match_data *match;
};

/* NULL: `reason` says what PCRE2 says. The caller frees it with pcre2_code_free. */
pcre2_code *pattern_compile(struct slice pattern, uint32_t options, char *reason, size_t room);

void pattern_matcher_init(struct pattern_matcher *matcher, uint32_t captures);
void pattern_matcher_release(struct pattern_matcher *matcher);

/* 1: the pattern matches; 0: it does not; -1: it gave up. */
int pattern_matches(const struct pattern_matcher *matcher, const pcre2_code *code, struct slice text);

#endif
