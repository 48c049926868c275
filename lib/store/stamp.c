/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/stamp.h"

#include <fcntl.h>
#include <sys/stat.h>

static bool take(const struct stat *status, struct stamp *stamp)
{
    *stamp = (struct stamp){status->st_dev, status->st_ino, (uint64_t)status->st_size,
                            (int64_t)status->st_ctim.tv_sec * 1000000000 + status->st_ctim.tv_nsec};
    return S_ISREG(status->st_mode);
}

bool stamp_of(int folder, const char *name, struct stamp *stamp)
{
    struct stat status;

    return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && take(&status, stamp);
}

bool stamp_of_open(int file, struct stamp *stamp)
{
    struct stat status;

    return fstat(file, &status) == 0 && take(&status, stamp);
}

bool stamp_same_file(const struct stamp *a, const struct stamp *b)
{
    return a->device == b->device && a->inode == b->inode;
}

bool stamp_equal(const struct stamp *a, const struct stamp *b)
{
    return stamp_same_file(a, b) && a->size == b->size && a->changed == b->changed;
}
