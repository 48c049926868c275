/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* In nanoseconds. Who has waited long looks less often; who stands far back need not look as often as the first. */
static const long SHORTEST_NAP = 100000;
static const long LONGEST_NAP = 20000000;
static const long NAP_FOR_EACH_AHEAD = 500000;

/* So often must the lock be found free, a longest nap apart, before the first in line counts as asleep. */
enum { FREE_BEFORE_OVERTAKING = 8 };

enum attempt { ATTEMPT_TAKEN, ATTEMPT_BUSY, ATTEMPT_FAILED };

/* One who waits. Its ticket is a byte of the file, locked; nothing is written there, and nothing of it outlives the process. */
struct waiting {
    int fd, deadline;
    off_t ticket;
    off_t first;   /* in line, when last looked */
    long stood;    /* nanoseconds since the line moved */
    unsigned idle; /* so often was the lock free meanwhile */
};

static enum attempt try_flock(int fd, int operation)
{
    if (flock(fd, operation | LOCK_NB) == 0)
        return ATTEMPT_TAKEN;
    return errno == EWOULDBLOCK || errno == EINTR ? ATTEMPT_BUSY : ATTEMPT_FAILED;
}

/* A ticket of somebody else between the two places, any of them; false if there is none. `to` 0: the end of all places. */
static bool is_held(int fd, off_t from, off_t to, off_t *ticket)
{
    struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = from, .l_len = to ? to - from : 0};

    if (fcntl(fd, F_OFD_GETLK, &range) != 0 || range.l_type == F_UNLCK)
        return false;
    *ticket = range.l_start;
    return true;
}

/* Behind everybody who stands there. Two who come at once may draw the same number; one of them gets the next. */
static bool draw_ticket(struct waiting *waiting)
{
    off_t last;

    for (;;) {
        struct flock place = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};

        while (is_held(waiting->fd, waiting->ticket, 0, &last)) {
            if (last < waiting->ticket) {
                errno = EAGAIN; /* no ticket, but a lock on many places: not one of ours */
                return false;
            }
            waiting->ticket = last + 1;
        }
        place.l_start = waiting->ticket;
        if (fcntl(waiting->fd, F_OFD_SETLK, &place) == 0)
            return true;
        if (errno != EAGAIN && errno != EACCES && errno != EINTR)
            return false;
    }
}

static void give_ticket_back(struct waiting *waiting)
{
    struct flock all = {.l_type = F_UNLCK, .l_whence = SEEK_SET};

    (void)fcntl(waiting->fd, F_OFD_SETLK, &all);
}

static off_t first_in_line(const struct waiting *waiting)
{
    off_t first = waiting->ticket;

    while (first > 0 && is_held(waiting->fd, 0, first, &first))
        ;
    return first;
}

/*
 * The first in line takes the lock as soon as it is free, unless it was stopped (SIGSTOP, a debugger). Those behind it look
 * whether the lock lies there free, time after time, while the line does not move; then they go past.
 */
static bool may_overtake(struct waiting *waiting)
{
    if (waiting->stood < LONGEST_NAP * FREE_BEFORE_OVERTAKING)
        return false;
    if (try_flock(waiting->fd, LOCK_SH) != ATTEMPT_TAKEN) {
        waiting->idle = 0;
        return false;
    }
    lock_drop(waiting->fd);
    return ++waiting->idle > FREE_BEFORE_OVERTAKING;
}

static enum attempt try_in_turn(struct waiting *waiting)
{
    off_t first = first_in_line(waiting);

    if (first != waiting->first) {
        waiting->first = first;
        waiting->stood = 0;
        waiting->idle = 0;
    }
    if (first != waiting->ticket && !may_overtake(waiting))
        return ATTEMPT_BUSY;
    waiting->idle = 0;
    return try_flock(waiting->fd, LOCK_EX);
}

/* A timer of the kernel keeps the time: naps on a busy machine last longer than was asked. */
static bool start_deadline(struct waiting *waiting, double seconds)
{
    struct itimerspec span = {.it_value = {.tv_sec = (time_t)seconds}};

    span.it_value.tv_nsec = (long)((seconds - (double)span.it_value.tv_sec) * 1e9);
    waiting->deadline = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    return waiting->deadline >= 0 && timerfd_settime(waiting->deadline, 0, &span, NULL) == 0;
}

/* False once the time is over. */
static bool nap(struct waiting *waiting)
{
    struct pollfd over = {waiting->deadline, POLLIN, 0};
    off_t ahead = waiting->ticket - waiting->first;
    long length = ahead < LONGEST_NAP / NAP_FOR_EACH_AHEAD ? (long)ahead * NAP_FOR_EACH_AHEAD : LONGEST_NAP;

    if (length < waiting->stood / 8)
        length = waiting->stood / 8;
    if (length < SHORTEST_NAP)
        length = SHORTEST_NAP;
    if (length > LONGEST_NAP)
        length = LONGEST_NAP;
    if (waiting->stood < LONGEST_NAP * 64)
        waiting->stood += length;
    return ppoll(&over, 1, &(struct timespec){0, length}, NULL) <= 0;
}

static enum attempt try_to_look(struct waiting *waiting)
{
    return try_flock(waiting->fd, LOCK_SH);
}

static enum attempt keep_trying(struct waiting *waiting, double seconds, enum attempt (*try)(struct waiting *waiting))
{
    enum attempt attempt = try(waiting);

    if (attempt != ATTEMPT_BUSY || seconds <= 0)
        return attempt;
    if (!start_deadline(waiting, seconds))
        return ATTEMPT_FAILED;
    while (attempt == ATTEMPT_BUSY && nap(waiting))
        attempt = try(waiting);
    return attempt;
}

static bool end_waiting(struct waiting *waiting, enum attempt attempt, double seconds, struct fault *fault)
{
    if (attempt == ATTEMPT_FAILED)
        fault_system(fault, "lock", "cannot lock the store");
    if (attempt == ATTEMPT_BUSY)
        fault_set(fault, FAULT_BUSY, "store_busy", NULL, "another process is writing; gave up after %.3g s", seconds);
    if (waiting->deadline >= 0)
        close(waiting->deadline);
    return attempt == ATTEMPT_TAKEN;
}

/* Where nobody stands in line, nobody is passed by who does not draw a ticket. */
static bool is_free(int fd)
{
    off_t first;

    return !is_held(fd, 0, 0, &first) && try_flock(fd, LOCK_EX) == ATTEMPT_TAKEN;
}

bool lock_take(int fd, double seconds, struct fault *fault)
{
    struct waiting waiting = {.fd = fd, .deadline = -1, .first = -1};
    bool taken;

    if (is_free(fd))
        return true;
    taken =
        end_waiting(&waiting, draw_ticket(&waiting) ? keep_trying(&waiting, seconds, try_in_turn) : ATTEMPT_FAILED, seconds, fault);
    give_ticket_back(&waiting);
    return taken;
}

bool lock_look(int fd, double seconds, struct fault *fault)
{
    struct waiting waiting = {.fd = fd, .deadline = -1};

    return end_waiting(&waiting, keep_trying(&waiting, seconds, try_to_look), seconds, fault);
}

void lock_drop(int fd)
{
    (void)flock(fd, LOCK_UN);
}
