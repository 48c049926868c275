/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Stands between a tool and the kernel (LD_PRELOAD) wherever the tool changes a file below one folder, syncs one, or writes to
 * its standard output. Such calls are numbered from 1; at one of them the process can be stopped or the call can fail, and
 * all of them can be written down. tests/shim/stage.py is the other side.
 *
 *   FAULTS_FOLDER  the folder, absolute and without symbolic links
 *   FAULTS_PLAN    ACTION:N, what happens at call N:
 *                    before, after   the process is killed
 *                    halfway         a write writes half its bytes, then the process is killed
 *                    short           a write writes half its bytes and says so
 *                    EIO, ENOSPC, EPIPE  the call fails; with a "+" behind N, so do those after it (of standard output none, and
 *                                    with ENOSPC none that needs no room)
 *                    full            short, then ENOSPC from there on
 *   FAULTS_LOG     where calls are written down: a line "N KIND RESULT OFFSET LENGTH INODE PATH<TAB>OTHER", then LENGTH bytes;
 *                    RESULT is negative where the call failed
 *   FAULTS_BOOT    a file that is read in place of the machine's boot id
 *
 * Calls that change nothing are not numbered: an open of a file that is there, and is not emptied. What is written through a
 * mapping is not seen; the store writes nothing that way but the index's table of readers.
 */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { LOG_FD_FROM = 200, ROOM = PATH_MAX + 16 };
enum action { NOTHING, BEFORE, AFTER, HALFWAY, SHORT, FULL, FAIL };

static struct {
    enum action action;
    int error;
    long at;
    bool onward;
} plan;

static char folder[PATH_MAX];
static int log_fd = -1;
static long calls;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

struct call {
    const char *kind;
    char path[ROOM], other[ROOM];
    unsigned long long inode;
    off_t offset; /* of a truncation, the new length */
    const char *bytes;
    size_t length;
    bool needs_room; /* on the disk */
    long number, arguments[6];
};

static void read_plan(const char *text)
{
    static const struct {
        const char *name;
        enum action action;
        int error;
    } actions[] = {{"before", BEFORE, 0},  {"after", AFTER, 0}, {"halfway", HALFWAY, 0},  {"short", SHORT, 0},
                   {"full", FULL, ENOSPC}, {"EIO", FAIL, EIO},  {"ENOSPC", FAIL, ENOSPC}, {"EPIPE", FAIL, EPIPE}};
    const char *colon = text ? strchr(text, ':') : NULL;

    for (size_t i = 0; colon && i < sizeof actions / sizeof *actions; i++)
        if (strlen(actions[i].name) == (size_t)(colon - text) && strncmp(text, actions[i].name, (size_t)(colon - text)) == 0) {
            plan.action = actions[i].action;
            plan.error = actions[i].error;
            plan.at = strtol(colon + 1, NULL, 10);
            plan.onward = strchr(colon, '+') != NULL;
        }
}

static void __attribute__((constructor)) begin(void)
{
    const char *name = getenv("FAULTS_FOLDER");
    const char *record = getenv("FAULTS_LOG");

    snprintf(folder, sizeof folder, "%s", name ? name : "");
    read_plan(getenv("FAULTS_PLAN"));
    if (record) {
        int fd = (int)syscall(SYS_openat, AT_FDCWD, record, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

        log_fd = fcntl(fd, F_DUPFD_CLOEXEC, LOG_FD_FROM);
        syscall(SYS_close, fd);
    }
}

static bool is_watched(const char *path)
{
    size_t length = strlen(folder);

    return length && strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

static void path_of(int fd, char path[ROOM])
{
    char link[64];
    ssize_t length;

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, path, ROOM - 1);
    path[length > 0 ? length : 0] = '\0';
}

static void path_at(int at, const char *name, char path[ROOM])
{
    size_t length;

    if (name[0] == '/') {
        snprintf(path, ROOM, "%s", name);
        return;
    }
    if (at != AT_FDCWD)
        path_of(at, path);
    else if (!getcwd(path, ROOM))
        path[0] = '\0';
    length = strlen(path);
    snprintf(path + length, ROOM - length, "/%s", name);
}

static unsigned long long inode_of(int fd)
{
    struct stat status;

    return fstat(fd, &status) == 0 ? (unsigned long long)status.st_ino : 0;
}

static void put(const char *bytes, size_t length)
{
    while (length) {
        long count = syscall(SYS_write, log_fd, bytes, length);

        if (count <= 0)
            abort();
        bytes += count;
        length -= (size_t)count;
    }
}

static void write_down(const struct call *call, long at, long result)
{
    char head[2 * ROOM + 160];
    size_t written = call->bytes && result > 0 ? (size_t)result : 0;
    int length = snprintf(head, sizeof head, "%ld %s %ld %lld %zu %llu %s\t%s\n", at, call->kind, result, (long long)call->offset,
                          written, call->inode, call->path, call->other);

    if (log_fd < 0)
        return;
    put(head, (size_t)length);
    put(call->bytes, written);
}

static void stop(void)
{
    syscall(SYS_kill, getpid(), SIGKILL);
}

static int planned_error(const struct call *call, long at)
{
    bool is_output = strncmp(call->kind, "out", 3) == 0;

    if (plan.action != FAIL && plan.action != FULL)
        return 0;
    if (at == plan.at)
        return plan.action == FAIL ? plan.error : 0;
    if (at < plan.at || is_output || !(plan.onward || plan.action == FULL))
        return 0;
    return plan.error != ENOSPC || call->needs_room ? plan.error : 0;
}

static long carry_out(struct call *call)
{
    long *arguments = call->arguments;
    long result;
    long at;
    int error;

    pthread_mutex_lock(&turn);
    at = ++calls;
    if (plan.action == BEFORE && at == plan.at)
        stop();
    error = planned_error(call, at);
    if (call->bytes && call->length > 1 && at == plan.at && (plan.action == HALFWAY || plan.action == SHORT || plan.action == FULL))
        arguments[2] = (long)call->length / 2;
    result = error ? -1 : syscall(call->number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
    if (!error && result < 0)
        error = errno;
    if (!call->inode && result >= 0 && strcmp(call->kind, "create") == 0)
        call->inode = inode_of((int)result);
    write_down(call, at, error ? -error : result);
    if ((plan.action == AFTER || plan.action == HALFWAY) && at == plan.at)
        stop();
    pthread_mutex_unlock(&turn);
    errno = error;
    return result;
}

/* Whether a call on this file is one of those that are numbered. */
static bool concerns(int fd, struct call *call)
{
    path_of(fd, call->path);
    if (!is_watched(call->path))
        return false;
    call->inode = inode_of(fd);
    return true;
}

static ssize_t write_bytes(int fd, const void *bytes, size_t length, off_t offset, bool placed)
{
    struct call call = {.kind = "write",
                        .bytes = bytes,
                        .length = length,
                        .offset = offset,
                        .needs_room = true,
                        .number = placed ? SYS_pwrite64 : SYS_write,
                        .arguments = {fd, (long)bytes, (long)length, offset}};

    if (fd == STDOUT_FILENO)
        call.kind = "out";
    else if (!concerns(fd, &call))
        return syscall(call.number, fd, bytes, length, offset);
    else if (!placed)
        call.offset = lseek(fd, 0, SEEK_CUR);
    return carry_out(&call);
}

static ssize_t write_pieces(int fd, const struct iovec *pieces, int count, off_t offset, bool placed)
{
    size_t length = 0;
    size_t at = 0;
    char *bytes;
    ssize_t written;
    int error;

    for (int i = 0; i < count; i++)
        length += pieces[i].iov_len;
    bytes = malloc(length ? length : 1);
    if (!bytes)
        abort();
    for (int i = 0; i < count; at += pieces[i].iov_len, i++)
        memcpy(bytes + at, pieces[i].iov_base, pieces[i].iov_len);
    written = write_bytes(fd, bytes, length, offset, placed);
    error = errno;
    free(bytes);
    errno = error;
    return written;
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    return write_bytes(fd, bytes, length, 0, false);
}

ssize_t writev(int fd, const struct iovec *pieces, int count)
{
    return write_pieces(fd, pieces, count, 0, false);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
    return write_bytes(fd, bytes, length, offset, true);
}
ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t offset) __attribute__((alias("pwrite")));

ssize_t pwritev(int fd, const struct iovec *pieces, int count, off_t offset)
{
    return write_pieces(fd, pieces, count, offset, true);
}
ssize_t pwritev64(int fd, const struct iovec *pieces, int count, off_t offset) __attribute__((alias("pwritev")));

static int on_file(const char *kind, long number, int fd, long second, long third, long fourth, bool needs_room)
{
    struct call call = {.kind = kind, .needs_room = needs_room, .number = number, .arguments = {fd, second, third, fourth}};

    if (!concerns(fd, &call))
        return (int)syscall(number, fd, second, third, fourth);
    call.offset = number == SYS_ftruncate ? second : number == SYS_fallocate ? third + fourth : 0;
    return (int)carry_out(&call);
}

int ftruncate(int fd, off_t length)
{
    return on_file("truncate", SYS_ftruncate, fd, length, 0, 0, false);
}
int ftruncate64(int fd, off_t length) __attribute__((alias("ftruncate")));

int fallocate(int fd, int mode, off_t offset, off_t length)
{
    return on_file("allocate", SYS_fallocate, fd, mode, offset, length, true);
}
int fallocate64(int fd, int mode, off_t offset, off_t length) __attribute__((alias("fallocate")));

int fsync(int fd)
{
    return on_file("sync", SYS_fsync, fd, 0, 0, 0, true);
}

int fdatasync(int fd)
{
    return on_file("sync", SYS_fdatasync, fd, 0, 0, 0, true);
}

int sync_file_range(int fd, off_t offset, off_t length, unsigned flags)
{
    return on_file("range", SYS_sync_file_range, fd, offset, length, (long)flags, true);
}

int close(int fd)
{
    struct call call = {.kind = "out-close", .number = SYS_close, .arguments = {fd}};

    return fd == STDOUT_FILENO ? (int)carry_out(&call) : (int)syscall(SYS_close, fd);
}

static int open_file(int at, const char *name, int flags, mode_t mode)
{
    static const char boot_id[] = "/proc/sys/kernel/random/boot_id";
    struct call call = {.needs_room = true, .number = SYS_openat, .arguments = {at, (long)name, flags, (long)mode}};
    struct stat status;
    const char *boot = strcmp(name, boot_id) == 0 ? getenv("FAULTS_BOOT") : NULL;

    path_at(at, name, call.path);
    if (boot || !is_watched(call.path) || !(flags & (O_CREAT | O_TRUNC)))
        return (int)syscall(SYS_openat, at, boot ? boot : name, flags, mode);
    if (fstatat(at, name, &status, flags & O_NOFOLLOW ? AT_SYMLINK_NOFOLLOW : 0) != 0) {
        call.kind = "create";
    } else if (flags & O_TRUNC) {
        call.kind = "truncate";
        call.inode = (unsigned long long)status.st_ino;
    } else {
        return (int)syscall(SYS_openat, at, name, flags, mode);
    }
    return (int)carry_out(&call);
}

/* The same for every run: what is made of it is printed, and one run is held against another. */
ssize_t getrandom(void *bytes, size_t length, unsigned flags)
{
    (void)flags;
    memset(bytes, 0x5a, length);
    return (ssize_t)length;
}

int openat(int at, const char *name, int flags, ...)
{
    mode_t mode = 0;
    va_list arguments;

    va_start(arguments, flags);
    if (flags & O_CREAT)
        mode = va_arg(arguments, mode_t);
    va_end(arguments);
    return open_file(at, name, flags, mode);
}
int openat64(int at, const char *name, int flags, ...) __attribute__((alias("openat")));

int open(const char *name, int flags, ...)
{
    mode_t mode = 0;
    va_list arguments;

    va_start(arguments, flags);
    if (flags & O_CREAT)
        mode = va_arg(arguments, mode_t);
    va_end(arguments);
    return open_file(AT_FDCWD, name, flags, mode);
}
int open64(const char *name, int flags, ...) __attribute__((alias("open")));

static int on_name(const char *kind, long number, int at, const char *name, long third, bool needs_room)
{
    struct call call = {.kind = kind, .needs_room = needs_room, .number = number, .arguments = {at, (long)name, third}};
    struct stat status;

    path_at(at, name, call.path);
    if (!is_watched(call.path) || (number == SYS_mkdirat && fstatat(at, name, &status, AT_SYMLINK_NOFOLLOW) == 0))
        return (int)syscall(number, at, name, third);
    return (int)carry_out(&call);
}

int mkdirat(int at, const char *name, mode_t mode)
{
    return on_name("mkdir", SYS_mkdirat, at, name, (long)mode, true);
}

int mkdir(const char *name, mode_t mode)
{
    return mkdirat(AT_FDCWD, name, mode);
}

int unlinkat(int at, const char *name, int flags)
{
    return on_name(flags & AT_REMOVEDIR ? "rmdir" : "unlink", SYS_unlinkat, at, name, flags, false);
}

int unlink(const char *name)
{
    return unlinkat(AT_FDCWD, name, 0);
}

int rmdir(const char *name)
{
    return unlinkat(AT_FDCWD, name, AT_REMOVEDIR);
}

static int on_names(const char *kind, long number, int at, const char *name, int to, const char *other, long flags)
{
    struct call call = {.kind = kind, .needs_room = true, .number = number, .arguments = {at, (long)name, to, (long)other, flags}};

    path_at(at, name, call.path);
    path_at(to, other, call.other);
    if (!is_watched(call.path) && !is_watched(call.other))
        return (int)syscall(number, at, name, to, other, flags);
    return (int)carry_out(&call);
}

int renameat2(int at, const char *name, int to, const char *other, unsigned flags)
{
    return on_names("rename", SYS_renameat2, at, name, to, other, (long)flags);
}

int renameat(int at, const char *name, int to, const char *other)
{
    return renameat2(at, name, to, other, 0);
}

int rename(const char *name, const char *other)
{
    return renameat2(AT_FDCWD, name, AT_FDCWD, other, 0);
}

int linkat(int at, const char *name, int to, const char *other, int flags)
{
    return on_names("link", SYS_linkat, at, name, to, other, flags);
}

int link(const char *name, const char *other)
{
    return linkat(AT_FDCWD, name, AT_FDCWD, other, 0);
}
