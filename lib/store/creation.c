/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/creation.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static mode_t mode_in(int folder)
{
    struct stat status;

    return fstat(folder, &status) == 0 && (status.st_mode & S_IRGRP) ? 0640 : 0600;
}

int create_file(int folder, const char *name, int flags)
{
    int file;

    flags |= O_CLOEXEC | O_NOFOLLOW;
    /* But once in its life, a file is there. */
    file = openat(folder, name, flags);
    if (file >= 0 || errno != ENOENT)
        return file;
    file = openat(folder, name, flags | O_CREAT | O_EXCL, 0600);
    if (file < 0 && errno == EEXIST)
        return openat(folder, name, flags);
    if (file >= 0 && fchmod(file, mode_in(folder)) != 0) {
        int error = errno;

        close(file);
        errno = error;
        return -1;
    }
    return file;
}

int create_folder(int parent, const char *name)
{
    if (mkdirat(parent, name, 0700) != 0)
        return errno == EEXIST ? 0 : -1;
    return fchmodat(parent, name, 0700, 0);
}
