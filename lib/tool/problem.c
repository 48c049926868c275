/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/problem.h"

#include "json/write.h"

static void write_record(const struct problem *problem, struct text *text)
{
    text_add_string(text, "{\"type\":\"problem\"");
    json_put_string(text, "code", slice_of(problem->code));
    /* The name of a file may be any bytes; a record is UTF-8. */
    if (problem->file && utf8_valid_length(slice_of(problem->file)) == strlen(problem->file))
        json_put_string(text, "file", slice_of(problem->file));
    if (problem->line)
        json_put_integer(text, "line", (int64_t)problem->line);
    if (problem->seq)
        json_put_integer(text, "seq", (int64_t)problem->seq);
    json_put_optional(text, "id", problem->id);
    json_put_string(text, "reason", slice_of(problem->reason));
    text_add_byte(text, '}');
}

void problem_print(struct run *run, const struct problem *problem)
{
    struct text text = TEXT_INIT;

    write_record(problem, &text);
    output_line(&run->out, text_slice(&text));
    text_clear(&text);
    if (problem->line)
        text_printf(&text, "%s:%llu: ", problem->file, (unsigned long long)problem->line);
    else if (problem->file)
        text_printf(&text, "%s: ", problem->file);
    if (problem->id.bytes)
        text_printf(&text, "%.*s: ", SLICE_ARGS(problem->id));
    if (!problem->line && problem->seq)
        text_printf(&text, "transaction %llu: ", (unsigned long long)problem->seq);
    tool_warn(run, "%.*s%s", SLICE_ARGS(text), problem->reason);
    text_release(&text);
    run->answer_is_no = true;
}
