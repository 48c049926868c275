/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const char *spool_folder(void)
{
    const char *folder = getenv("TMPDIR");

    return folder && folder[0] ? folder : "/tmp";
}

bool spool_open(int *file, struct fault *fault)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/colporteur-XXXXXX", spool_folder());
    *file = mkostemp(path, O_CLOEXEC);
    if (*file < 0)
        return fault_system(fault, "system", "cannot make a temporary file in %s", spool_folder());
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
