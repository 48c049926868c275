/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

bool spool_open(int *file, struct fault *fault)
{
    const char *folder = getenv("TMPDIR");
    char path[4096];

    if (!folder || !folder[0])
        folder = "/tmp";
    snprintf(path, sizeof path, "%s/colporteur-XXXXXX", folder);
    *file = mkostemp(path, O_CLOEXEC);
    if (*file < 0)
        return fault_system(fault, "system", "cannot make a temporary file in %s", folder);
    unlink(path);
    return true;
}

int file_write_at(int file, uint64_t offset, const void *bytes, size_t length)
{
    const char *from = bytes;
    size_t done = 0;

    while (done < length) {
        ssize_t count = pwrite(file, from + done, length - done, (off_t)(offset + done));

        if (count < 0 && errno != EINTR)
            return errno;
        if (count > 0)
            done += (size_t)count;
    }
    return 0;
}
