/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <time.h>

static const long FIRST_NAP = 200000; /* nanoseconds; naps grow while waiting */
static const long LONGEST_NAP = 20000000;

enum attempt { ATTEMPT_TAKEN, ATTEMPT_BUSY, ATTEMPT_FAILED };

static enum attempt try_place_in_line(int fd, short type)
{
    struct flock range = {.l_type = type, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1};

    if (fcntl(fd, F_OFD_SETLK, &range) == 0)
        return ATTEMPT_TAKEN;
    return errno == EAGAIN || errno == EACCES || errno == EINTR ? ATTEMPT_BUSY : ATTEMPT_FAILED;
}

static enum attempt try_writer(int fd)
{
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return ATTEMPT_TAKEN;
    return errno == EWOULDBLOCK || errno == EINTR ? ATTEMPT_BUSY : ATTEMPT_FAILED;
}

bool lock_take(int fd, double seconds, struct fault *fault)
{
    bool first_in_line = false;
    double waited = 0;
    long nap = FIRST_NAP;

    for (;;) {
        enum attempt attempt = first_in_line ? ATTEMPT_TAKEN : try_place_in_line(fd, F_WRLCK);

        if (attempt == ATTEMPT_TAKEN) {
            first_in_line = true;
            attempt = try_writer(fd);
        }
        if (attempt == ATTEMPT_TAKEN)
            break;
        if (attempt == ATTEMPT_FAILED) {
            fault_system(fault, "lock", "cannot lock the store");
            try_place_in_line(fd, F_UNLCK);
            return false;
        }
        if (waited >= seconds) {
            try_place_in_line(fd, F_UNLCK);
            return fault_set(fault, FAULT_BUSY, "store_busy", NULL, "another process is writing; gave up after %.3g s", seconds);
        }
        nanosleep(&(struct timespec){0, nap}, NULL);
        waited += (double)nap / 1e9;
        nap = nap * 2 > LONGEST_NAP ? LONGEST_NAP : nap * 2;
    }
    try_place_in_line(fd, F_UNLCK);
    return true;
}

void lock_drop(int fd)
{
    (void)flock(fd, LOCK_UN);
}
