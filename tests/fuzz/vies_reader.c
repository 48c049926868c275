/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demand.h"

#include "base/arena.h"
#include "shop/vies.h"

/*
 * The input is a byte that chooses the status, and what VIES answers to a question about FR14044821114.
 *
 * Demanded: it is valid or invalid only with a status of success, otherwise unknown for a reason; all that goes into a record is
 * made of the few characters that it may have; the same answer is read alike.
 */

static bool is_word(struct slice text, const char *others)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.bytes[i];

        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c && strchr(others, c))))
            return false;
    }
    return text.length > 0;
}

static void demand_sense(const struct vies_answer *answer, long status)
{
    demand((answer->verdict == VIES_UNKNOWN) == (answer->reason.bytes != NULL), "what is unknown has a reason, and nothing else");
    demand(!answer->reason.bytes || (is_word(answer->reason, "_") && answer->reason.length <= 40), "a reason is a word");
    demand(!answer->may_pass || answer->verdict == VIES_UNKNOWN, "what is known need not pass");
    demand(answer->verdict == VIES_UNKNOWN || status == 200, "only a success is believed");
    demand(!answer->consultation.bytes || is_word(answer->consultation, "-_"), "a consultation number is one");
    demand(!answer->request_date.bytes || is_word(answer->request_date, "-:.+"), "a date is one");
    demand(!answer->trader.bytes || (answer->verdict == VIES_VALID && answer->trader.length == 64), "a trader is a digest");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const long statuses[] = {200, 404, 429, 500};
    struct arena arena = ARENA_INIT;
    struct vat_number number;
    struct vies_answer answer;
    struct vies_answer again;
    struct slice body;
    long status;

    if (!size || vat_number_judge(SLICE("FR14044821114"), SLICE(""), &number) != VAT_NUMBER_RIGHT)
        return 0;
    status = statuses[data[0] % 4];
    body = (struct slice){(const char *)data + 1, size - 1};
    vies_answer_read(&answer, &number, status, body, &arena);
    demand_sense(&answer, status);
    vies_answer_read(&again, &number, status, body, &arena);
    demand(again.verdict == answer.verdict && slice_equal(again.reason, answer.reason), "the same is read alike");
    arena_release(&arena);
    return 0;
}
