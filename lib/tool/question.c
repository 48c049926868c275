/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/question.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>

struct slice question_ask(const char *question, bool may_be_empty)
{
    char *line = NULL;
    struct slice answer = {NULL, 0};
    size_t room = 0;
    ssize_t length;

    fprintf(stderr, "%s%s: ", question, may_be_empty ? " (may be left empty)" : "");
    length = getline(&line, &room, stdin);
    while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
        line[--length] = '\0';
    if (length > 0)
        answer = (struct slice){memory_copy(line, (size_t)length), (size_t)length};
    free(line);
    return answer;
}
