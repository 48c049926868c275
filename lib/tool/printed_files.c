/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/printed_files.h"

#include "base/memory.h"
#include "tool/output.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct printed_file {
    char *name;
    struct text bytes;
};

bool printed_files_begin(struct printed_files *files, const char *output, struct fault *fault)
{
    const char *slash = strrchr(output, '/');
    struct stat status;
    char *folder;
    bool done;

    *files = (struct printed_files){.output = output};
    files->into_folder = (slash && !slash[1]) || (stat(output, &status) == 0 && S_ISDIR(status.st_mode));
    folder = files->into_folder ? memory_copy(output, strlen(output))
             : slash            ? memory_copy(output, (size_t)(slash + 1 - output))
                                : memory_copy(".", 1);
    done = access(folder, W_OK | X_OK) == 0 || fault_system(fault, "output_failed", "cannot write into %s", folder);
    free(folder);
    return done;
}

/* "2026-000001.pdf" in the folder. */
static char *file_name(const struct printed_files *files, struct slice number, const char *ending)
{
    struct text name = TEXT_INIT;
    char *copied;

    text_add_string(&name, files->output);
    if (files->into_folder) {
        if (name.bytes[name.length - 1] != '/')
            text_add_byte(&name, '/');
        for (size_t i = 0; i < number.length; i++) {
            char c = number.bytes[i];
            bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' ||
                            (c == '.' && i);

            text_add_byte(&name, is_plain ? c : '_');
        }
        text_printf(&name, ".%s", ending);
    }
    copied = memory_copy(name.bytes, name.length);
    text_release(&name);
    return copied;
}

void printed_files_add(struct printed_files *files, struct slice number, const char *ending, struct text *bytes)
{
    files->waiting = memory_grow(files->waiting, &files->room, files->count + 1, sizeof *files->waiting);
    files->waiting[files->count++] = (struct printed_file){file_name(files, number, ending), *bytes};
    *bytes = (struct text)TEXT_INIT;
}

static bool write_file(const struct printed_file *waiting, struct fault *fault)
{
    struct whole_file file;

    if (!whole_file_begin(&file, waiting->name, fault))
        return false;
    output_add(&file.output, text_slice(&waiting->bytes));
    return whole_file_finish(&file, fault);
}

void printed_files_forget(struct printed_files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        free(files->waiting[i].name);
        text_release(&files->waiting[i].bytes);
    }
    files->count = 0;
}

bool printed_files_write(struct printed_files *files, struct fault *fault)
{
    bool done = true;

    for (size_t i = 0; done && i < files->count; i++)
        done = write_file(&files->waiting[i], fault);
    printed_files_forget(files);
    return done;
}
