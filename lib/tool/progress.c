/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { EVERY_MS = 200, CALLS_PER_LOOK = 256, BAR_WIDTH = 30 };

static int64_t milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void progress_begin(struct progress *progress, const struct run *run)
{
    *progress = (struct progress){.name = run->tool->name, .on = !run->quiet && isatty(STDERR_FILENO)};
    if (progress->on)
        progress->last = milliseconds();
}

void progress_file(struct progress *progress, uint64_t size)
{
    progress->file_size = size;
}

void progress_show(struct progress *progress, const struct counts *counts, uint64_t bytes)
{
    char bar[BAR_WIDTH + 1];
    int64_t now;

    if (!progress->on || ++progress->calls % CALLS_PER_LOOK)
        return;
    now = milliseconds();
    if (now - progress->last < EVERY_MS)
        return;
    progress->last = now;
    progress->shown = true;
    if (!progress->file_size) {
        fprintf(stderr, "\r%s: %llu records\033[K", progress->name, (unsigned long long)counts->read);
        return;
    }
    for (int i = 0; i < BAR_WIDTH; i++)
        bar[i] = (uint64_t)i * progress->file_size < bytes * BAR_WIDTH ? '#' : '.';
    bar[BAR_WIDTH] = '\0';
    fprintf(stderr, "\r%s: %s %3llu %%, %llu records\033[K", progress->name, bar,
            (unsigned long long)(bytes >= progress->file_size ? 100 : bytes * 100 / progress->file_size),
            (unsigned long long)counts->read);
}

void progress_clear(struct progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
    progress->shown = false;
}
