/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/mark.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BOOT_LENGTH = 36, LINE_SIZE = 256 };

void mark_boot(char boot[BOOT_SIZE])
{
    int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? 0 : read(fd, boot, BOOT_LENGTH);

    memset(boot + (length > 0 ? length : 0), 0, (size_t)(BOOT_SIZE - (length > 0 ? length : 0)));
    if (fd >= 0)
        close(fd);
}

bool mark_read(int file, struct mark *mark)
{
    char line[LINE_SIZE] = "";
    char state[5];
    ssize_t length = pread(file, line, sizeof line - 1, 0);

    if (length <= 0 || line[length - 1] != '\n')
        return false;
    if (sscanf(line, "%36s %4s %" SCNx64 " %" SCNx64 " %" SCNx64 " %" SCNx64, mark->boot, state, &mark->file.device,
               &mark->file.inode, &mark->file.size, (uint64_t *)&mark->file.changed) != 6)
        return false;
    mark->left = strcmp(state, "left") == 0;
    return mark->left || strcmp(state, "busy") == 0;
}

bool mark_write(int file, const struct mark *mark)
{
    char line[LINE_SIZE];
    int length = snprintf(line, sizeof line, "%-36s %s %016" PRIx64 " %016" PRIx64 " %016" PRIx64 " %016" PRIx64 "\n",
                          mark->boot[0] ? mark->boot : "-", mark->left ? "left" : "busy", mark->file.device, mark->file.inode,
                          mark->file.size, (uint64_t)mark->file.changed);

    return pwrite(file, line, (size_t)length, 0) == length;
}

bool mark_vouches(const struct mark *mark, const char *boot, const struct stamp *file)
{
    return strcmp(mark->boot, boot) == 0 && (mark->left ? stamp_equal(&mark->file, file) : stamp_same_file(&mark->file, file));
}
