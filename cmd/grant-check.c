/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/grant.h"
#include "tool/grant_key.h"
#include "tool/tool.h"

static const char *key_file;

static const struct option_row options[] = {
    {0, "key-file", "FILE", "with the key that signs (COLPORTEUR_GRANT_KEY)", OPTION_TEXT, &key_file},
    {0},
};

static bool check_one(struct run *run, struct slice key, const char *token, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct grant grant;
    struct slice record = {NULL, 0};
    bool done;

    arena_clear(&run->arena);
    if (!grant_of_token(&grant, slice_of(token), key, run->store, &run->arena, fault) ||
        !grant_check(&grant, run->store, run->now, &run->arena, fault)) {
        if (fault->kind != FAULT_REFUSED)
            return false;
        text_add(&id, token, strcspn(token, "."));
        tool_say_fault(run, text_string(&id), fault);
        text_release(&id);
        run->answer_is_no = true;
        return true;
    }
    text_printf(&id, "grant/%.*s", SLICE_ARGS(grant.id));
    done = store_get(run->store, text_slice(&id), &record, fault);
    if (done)
        output_line(&run->out, record);
    text_release(&id);
    return done;
}

static bool check(struct run *run, struct fault *fault)
{
    struct text key = TEXT_INIT;
    bool done = grant_key_read(key_file, &key, fault);

    for (size_t i = 0; done && i < run->operand_count; i++)
        done = check_one(run, text_slice(&key), run->operands[i], fault);
    text_release(&key);
    return done;
}

static const struct tool tool = {
    .name = "grant-check",
    .summary = "Says whether tokens of digital goods fetch something now.",
    .operands = "TOKEN...",
    .options = options,
    .traits = READS_STORE,
    .act = check,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
