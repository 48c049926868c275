/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "tool/output.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum { CALLS = 20000, STORED = 3 * 1024 * 1024 };

static unsigned long long seed = 1;

static size_t below(size_t limit)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(seed >> 33) % limit;
}

/* Sizes around those that are treated differently: what is copied, what is lent, and what no room holds. */
static size_t some_length(void)
{
    switch (below(8)) {
    case 0:
        return below(100 * 1024);
    case 1:
        return below(4);
    default:
        return below(600);
    }
}

static struct slice read_all(int fd, struct text *text)
{
    ssize_t count;

    lseek(fd, 0, SEEK_SET);
    do {
        text_make_room(text, 1024 * 1024);
        count = read(fd, text->bytes + text->length, 1024 * 1024);
        text->length += count > 0 ? (size_t)count : 0;
    } while (count > 0);
    return text_slice(text);
}

static void any_mixture(void)
{
    char name[] = "output.XXXXXX";
    int fd = mkstemp(name);
    struct output output;
    struct text stored = TEXT_INIT;
    struct text wanted = TEXT_INIT;
    struct text came = TEXT_INIT;
    size_t side_by_side = 0;
    struct fault fault = FAULT_INIT;

    unlink(name);
    text_make_room(&stored, STORED);
    while (stored.length < STORED)
        text_add_byte(&stored, (char)below(256));
    output_init(&output, dup(fd), name);
    for (int i = 0; i < CALLS; i++) {
        size_t length = some_length();
        size_t at = below(2) && side_by_side + length < STORED ? side_by_side : below(STORED - length);
        struct slice bytes = {stored.bytes + at, length};

        side_by_side = at + length;
        text_add_slice(&wanted, bytes);
        switch (below(5)) {
        case 0:
            output_add(&output, bytes);
            break;
        case 1:
            output_line(&output, bytes);
            text_add_byte(&wanted, '\n');
            break;
        case 2:
            output_lend(&output, bytes);
            break;
        default:
            output_lend_line(&output, bytes);
            text_add_byte(&wanted, '\n');
        }
        if (below(1000) == 0)
            output_flush(&output);
    }
    ok(output_finish(&output, &fault), "all is written");
    ok(slice_equal(read_all(fd, &came), text_slice(&wanted)), "and all of it in the order in which it was given");
    close(fd);
    text_release(&stored);
    text_release(&wanted);
    text_release(&came);
}

static void full_disk(void)
{
    struct output output;
    struct fault fault = FAULT_INIT;

    output_init(&output, open("/dev/full", O_WRONLY | O_CLOEXEC), "a full disk");
    output_line(&output, SLICE("one line"));
    ok(!output_finish(&output, &fault) && fault.kind == FAULT_SYSTEM, "a full disk is told, though it is noticed at the end");
}

static void nobody_reads(void)
{
    int ends[2];
    struct output output;
    struct fault fault = FAULT_INIT;

    ok(pipe(ends) == 0, "a pipe");
    close(ends[0]);
    output_init(&output, ends[1], "a pipe");
    output_line(&output, SLICE("one line"));
    output_flush(&output);
    ok(output.gone, "that nobody reads is known");
    output_line(&output, SLICE("another"));
    ok(output_finish(&output, &fault), "and no fault");
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    any_mixture();
    full_disk();
    nobody_reads();
    return tap_end();
}
