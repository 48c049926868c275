/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/output.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROOM = 64 * 1024, FLUSH_AT = 256 * 1024, LEND_FROM = 256, PIPE_SIZE = 1024 * 1024, CACHE_LINE = 64 };

void output_init(struct output *output, int fd, const char *name)
{
    *output = (struct output){.fd = fd, .name = name};
}

static void release(struct output *output)
{
    free(output->room);
    free(output->pieces);
    output->room = NULL;
    output->pieces = NULL;
}

static bool went_wrong(struct output *output, ssize_t count)
{
    if (count < 0 && errno == EPIPE)
        output->gone = true;
    else if (count < 0 && errno != EINTR)
        output->error = errno;
    return output->error || output->gone;
}

static void write_pieces(struct output *output)
{
    struct iovec *piece = output->pieces;
    size_t left = output->piece_count;

    while (left) {
        ssize_t count = writev(output->fd, piece, (int)left);
        size_t done = count > 0 ? (size_t)count : 0;

        if (went_wrong(output, count))
            return;
        for (; left && done >= piece->iov_len; piece++, left--)
            done -= piece->iov_len;
        if (left && done) {
            piece->iov_base = (char *)piece->iov_base + done;
            piece->iov_len -= done;
        }
    }
}

void output_flush(struct output *output)
{
    if (!output->error && !output->gone)
        write_pieces(output);
    output->piece_count = output->used = output->length = 0;
}

/* Only where there is much to say. It may be refused, for one user's pipes have a limit, and what is no pipe has no size. */
static void widen_pipe(struct output *output)
{
    if (!output->widened)
        (void)fcntl(output->fd, F_SETPIPE_SZ, PIPE_SIZE);
    output->widened = true;
}

/* Neighbours become one piece. */
static void add_piece(struct output *output, const char *bytes, size_t length)
{
    struct iovec *last = output->piece_count ? &output->pieces[output->piece_count - 1] : NULL;

    if (last && (const char *)last->iov_base + last->iov_len == bytes)
        last->iov_len += length;
    else
        output->pieces[output->piece_count++] = (struct iovec){(void *)(uintptr_t)bytes, length};
    output->length += length;
    if (output->length >= FLUSH_AT) {
        widen_pipe(output);
        output_flush(output);
    }
}

/* For one piece more, and so many bytes to be copied. */
static void make_room(struct output *output, size_t length)
{
    if (!output->pieces) {
        output->pieces = memory_take(OUTPUT_PIECES * sizeof *output->pieces);
        output->room = memory_take(ROOM);
    }
    if (output->piece_count == OUTPUT_PIECES || length > ROOM - output->used)
        output_flush(output);
}

void output_add(struct output *output, struct slice bytes)
{
    if (output->error || output->gone)
        return;
    while (bytes.length) {
        size_t length = bytes.length < ROOM ? bytes.length : ROOM;
        char *copy;

        make_room(output, length);
        copy = output->room + output->used;
        memcpy(copy, bytes.bytes, length);
        output->used += length;
        add_piece(output, copy, length);
        bytes = slice_from(bytes, length);
    }
}

void output_line(struct output *output, struct slice line)
{
    output_add(output, line);
    output_add(output, SLICE("\n"));
}

void output_lend(struct output *output, struct slice bytes)
{
    if (output->error || output->gone)
        return;
    if (bytes.length < LEND_FROM) {
        output_add(output, bytes);
        return;
    }
    for (size_t at = 0; at < bytes.length; at += CACHE_LINE)
        __builtin_prefetch(bytes.bytes + at, 0, 2);
    make_room(output, 0);
    add_piece(output, bytes.bytes, bytes.length);
}

void output_lend_line(struct output *output, struct slice line)
{
    output_lend(output, line);
    output_add(output, SLICE("\n"));
}

bool output_is_awaited(const struct output *output, int milliseconds)
{
    struct pollfd reader = {output->fd, 0, 0};

    return poll(&reader, 1, milliseconds) == 0 || !(reader.revents & (POLLERR | POLLHUP));
}

bool output_finish(struct output *output, struct fault *fault)
{
    output_flush(output);
    release(output);
    /* Some file systems tell of a full disk no earlier than here. */
    if (output->fd >= 0 && close(output->fd) != 0 && !output->error && errno != EBADF)
        output->error = errno;
    output->fd = -1;
    errno = output->error;
    return !output->error || fault_system(fault, "output_failed", "cannot write to %s", output->name);
}

bool whole_file_begin(struct whole_file *file, const char *name, struct fault *fault)
{
    size_t length = strlen(name) + sizeof ".XXXXXX";
    int fd;

    file->name = memory_copy(name, strlen(name));
    file->temporary = memory_take(length);
    snprintf(file->temporary, length, "%s.XXXXXX", name);
    fd = mkostemp(file->temporary, O_CLOEXEC);
    if (fd < 0) {
        fault_system(fault, "output_failed", "cannot make a file beside %s", name);
        free(file->name);
        free(file->temporary);
        *file = (struct whole_file){.output = {.fd = -1}};
        return false;
    }
    output_init(&file->output, fd, file->name);
    return true;
}

/* The new file keeps the mode of the one it replaces, or gets what the umask allows. */
static void settle_mode(int fd, const char *name)
{
    struct stat status;
    mode_t mask = umask(0);

    umask(mask);
    (void)!fchmod(fd, stat(name, &status) == 0 ? status.st_mode & 0777 : 0666 & ~mask);
}

bool whole_file_finish(struct whole_file *file, struct fault *fault)
{
    bool done;

    output_flush(&file->output);
    if (file->output.gone) /* a file has no reader whose leaving could be meant */
        file->output.error = EPIPE;
    if (!file->output.error)
        settle_mode(file->output.fd, file->name);
    if (!file->output.error && fsync(file->output.fd) != 0)
        file->output.error = errno;
    done = output_finish(&file->output, fault);
    if (done && rename(file->temporary, file->name) != 0)
        done = fault_system(fault, "output_failed", "cannot replace %s", file->name);
    if (!done)
        unlink(file->temporary);
    free(file->name);
    free(file->temporary);
    *file = (struct whole_file){.output = {.fd = -1}};
    return done;
}

void whole_file_drop(struct whole_file *file)
{
    if (!file->temporary)
        return;
    unlink(file->temporary);
    close(file->output.fd);
    release(&file->output);
    free(file->name);
    free(file->temporary);
    *file = (struct whole_file){.output = {.fd = -1}};
}
