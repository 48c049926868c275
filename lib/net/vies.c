/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/vies.h"

#include "net/http.h"

#include <errno.h>
#include <time.h>

enum { LONGEST_ANSWER = 64 * 1024, LONGEST_PAUSE = 60 };

static void pause_for(int seconds)
{
    struct timespec left = {seconds, 0};

    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        continue;
}

static void ask_once(const struct http_post *post, const struct vat_number *number, struct text *body, struct vies_answer *answer,
                     struct arena *arena)
{
    struct fault fault = FAULT_INIT;
    long status = 0;

    if (http_post(post, &status, body, &fault))
        vies_answer_read(answer, number, status, text_slice(body), arena);
    else
        *answer = (struct vies_answer){.verdict = VIES_UNKNOWN,
                                       .reason = slice_of(fault.code),
                                       .may_pass = strcmp(fault.code, "unreachable") == 0 || strcmp(fault.code, "timed_out") == 0};
}

void vies_ask(const struct vies_service *service, const struct vat_number *number, const struct vat_number *requester,
              struct vies_answer *answer, struct arena *arena)
{
    struct text question = TEXT_INIT;
    struct text body = TEXT_INIT;
    struct http_post post = {.address = service->address, .seconds = service->seconds, .limit = LONGEST_ANSWER};

    vies_question_write(number, requester, &question);
    post.json = text_slice(&question);
    ask_once(&post, number, &body, answer, arena);
    for (int attempt = 1, seconds = 1; answer->may_pass && attempt < service->attempts; attempt++) {
        pause_for(seconds);
        seconds = seconds * 2 < LONGEST_PAUSE ? seconds * 2 : LONGEST_PAUSE;
        ask_once(&post, number, &body, answer, arena);
    }
    text_release(&question);
    text_release(&body);
}
