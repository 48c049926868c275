/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The least that one durable change costs in a process of its own:
 *
 *   append FILE BYTES    a line of so many bytes is appended to the file and synced, then printed
 */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    char line[4096];
    size_t length = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
    int file;

    if (length == 0 || length > sizeof line) {
        fputs("usage: append FILE BYTES\n", stderr);
        return 2;
    }
    memset(line, 'a', length - 1);
    line[length - 1] = '\n';
    file = open(argv[1], O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || write(file, line, length) != (ssize_t)length || fdatasync(file) != 0 || close(file) != 0 ||
        write(STDOUT_FILENO, line, length) != (ssize_t)length) {
        perror("append");
        return 3;
    }
    return 0;
}
