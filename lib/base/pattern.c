/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/pattern.h"

pcre2_code *pattern_compile(struct slice pattern, uint32_t options, char *reason, size_t room)
{
    int error;
    PCRE2_SIZE offset;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern.bytes, pattern.length, options | PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C,
                                     &error, &offset, NULL);

    if (!code) {
        pcre2_get_error_message(error, (PCRE2_UCHAR *)reason, room);
        return NULL;
    }
    /* Where there is no just-in-time compiler, the pattern is interpreted. */
    (void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    return code;
}

void pattern_matcher_init(struct pattern_matcher *matcher, uint32_t captures)
{
    enum { STEPS = 1000000, DEPTH = 10000, HEAP_KIB = 16 * 1024, STACK = 1024 * 1024 };

    matcher->match = pcre2_match_data_create(captures + 1, NULL);
    matcher->limits = pcre2_match_context_create(NULL);
    matcher->stack = pcre2_jit_stack_create(32 * 1024, STACK, NULL);
    pcre2_set_match_limit(matcher->limits, STEPS);
    pcre2_set_depth_limit(matcher->limits, DEPTH);
    pcre2_set_heap_limit(matcher->limits, HEAP_KIB);
    pcre2_jit_stack_assign(matcher->limits, NULL, matcher->stack);
}

void pattern_matcher_release(struct pattern_matcher *matcher)
{
    pcre2_match_data_free(matcher->match);
    pcre2_match_context_free(matcher->limits);
    pcre2_jit_stack_free(matcher->stack);
}

int pattern_matches(const struct pattern_matcher *matcher, const pcre2_code *code, struct slice text)
{
    int found = pcre2_match(code, (PCRE2_SPTR)text.bytes, text.length, 0, PCRE2_NO_UTF_CHECK, matcher->match, matcher->limits);

    return found >= 0 ? 1 : found == PCRE2_ERROR_NOMATCH ? 0 : -1;
}
