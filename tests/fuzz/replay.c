/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demand.h"
#include "files.h"
#include "tap.h"

#include "base/memory.h"

#include <dirent.h>

/*
 * What libFuzzer's main does with a corpus, for any compiler: the target is called with each file of
 * tests/fuzz/corpus/NAME, NAME being the program's. An input that does not hold ends the program, below its name.
 */

static void replay(const char *name, const char *shown)
{
    struct text bytes = TEXT_INIT;
    char *copy; /* of just that length, so that a sanitizer sees who reads behind it */

    printf("# %s\n", shown);
    fflush(stdout);
    if (!ok(file_read(name, &bytes), "%s is read", shown))
        return;
    copy = bytes.length ? memory_take(bytes.length) : memory_take(1);
    if (bytes.length)
        memcpy(copy, bytes.bytes, bytes.length);
    LLVMFuzzerTestOneInput((const uint8_t *)copy, bytes.length);
    free(copy);
    text_release(&bytes);
    ok(true, "%s holds", shown);
}

static int is_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
    const char *source = getenv("srcdir");
    const char *program = strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argv[0];
    char folder[4096];
    struct dirent **entries;
    int count;

    (void)argc;
    snprintf(folder, sizeof folder, "%s/tests/fuzz/corpus/%s", source ? source : ".", program);
    count = scandir(folder, &entries, is_file, alphasort);
    ok(count > 0, "there is a corpus");
    for (int i = 0; i < count; i++) {
        char name[4400];

        snprintf(name, sizeof name, "%s/%s", folder, entries[i]->d_name);
        replay(name, entries[i]->d_name);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    printf("# figure: %s-inputs %d\n", program, count);
    return tap_end();
}
