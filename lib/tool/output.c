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

enum { FLUSH_AT = 256 * 1024, LEND_FROM = 256 };

void output_init(struct output *output, int fd, const char *name)
{
    *output = (struct output){.fd = fd, .name = name, .pending = TEXT_INIT};
}

static bool went_wrong(struct output *output, ssize_t count)
{
    if (count < 0 && errno == EPIPE)
        output->gone = true;
    else if (count < 0 && errno != EINTR)
        output->error = errno;
    return output->error || output->gone;
}

static void write_pending(struct output *output)
{
    size_t done = 0;

    while (done < output->pending.length) {
        ssize_t count = write(output->fd, output->pending.bytes + done, output->pending.length - done);

        if (went_wrong(output, count))
            return;
        done += count > 0 ? (size_t)count : 0;
    }
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
    if (!output->error && !output->gone) {
        write_pieces(output);
        write_pending(output);
    }
    output->piece_count = output->lent = 0;
    text_clear(&output->pending);
}

/* Pieces and copied bytes are never mixed: whichever comes anew lets the others go first. */
void output_add(struct output *output, struct slice bytes)
{
    if (output->piece_count)
        output_flush(output);
    if (output->error || output->gone)
        return;
    text_add_slice(&output->pending, bytes);
    if (output->pending.length >= FLUSH_AT)
        output_flush(output);
}

void output_line(struct output *output, struct slice line)
{
    output_add(output, line);
    output_add(output, SLICE("\n"));
}

void output_lend_line(struct output *output, struct slice line)
{
    static char newline[] = "\n";

    if (line.length < LEND_FROM) {
        output_line(output, line);
        return;
    }
    if (output->pending.length)
        output_flush(output);
    if (!output->pieces)
        output->pieces = memory_take(OUTPUT_PIECES * sizeof *output->pieces);
    output->pieces[output->piece_count++] = (struct iovec){(void *)(uintptr_t)line.bytes, line.length};
    output->pieces[output->piece_count++] = (struct iovec){newline, 1};
    output->lent += line.length + 1;
    if (output->piece_count == OUTPUT_PIECES || output->lent >= FLUSH_AT)
        output_flush(output);
}

bool output_is_awaited(const struct output *output, int milliseconds)
{
    struct pollfd reader = {output->fd, 0, 0};

    return poll(&reader, 1, milliseconds) == 0 || !(reader.revents & (POLLERR | POLLHUP));
}

bool output_finish(struct output *output, struct fault *fault)
{
    output_flush(output);
    text_release(&output->pending);
    free(output->pieces);
    output->pieces = NULL;
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
    text_release(&file->output.pending);
    free(file->name);
    free(file->temporary);
    *file = (struct whole_file){.output = {.fd = -1}};
}
