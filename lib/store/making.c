/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/creation.h"
#include "store/lock.h"
#include "store/state.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { LONGEST_MAKING = 30 }; /* seconds that a store is waited for which somebody else is making */

/* In the order in which a copy should take them, as cp and rsync do: then it never lacks what the journal or the head names. */
static bool make_folders(int store, const char *path, struct fault *fault)
{
    static const char *const folders[] = {"index", "journal", "people", "documents"};
    int head = create_file(store, "head", O_WRONLY);

    if (head < 0)
        return fault_system(fault, "store_unwritable", "cannot make %s/head", path);
    close(head);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (create_folder(store, folders[i]) != 0)
            return fault_system(fault, "store_unwritable", "cannot make %s/%s", path, folders[i]);
    return true;
}

/* The file `format` makes the folder a store: it comes last, also on the disk, under the lock that its other makers wait for. */
static bool make_format(int store, const char *path, const struct store_format *format, struct fault *fault)
{
    int lock = create_file(store, "lock", O_RDWR);
    bool done = lock >= 0 || fault_system(fault, "store_unwritable", "cannot make %s/lock", path);

    done = done && lock_take(lock, LONGEST_MAKING, fault);
    if (done && faccessat(store, "format", F_OK, AT_SYMLINK_NOFOLLOW) == 0)
        done = fault_set(fault, FAULT_CONFLICT, "store_exists", NULL, "%s is a store already", path);
    done = done && store_format_write(store, path, format, fault);
    if (lock >= 0)
        close(lock);
    return done;
}

bool store_make_folder(const char *path, int *store, struct fault *fault)
{
    if (create_folder(AT_FDCWD, path) != 0)
        return fault_system(fault, "store_unwritable", "cannot make %s", path);
    *store = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return *store >= 0 || fault_system(fault, "store_unwritable", "cannot open %s", path);
}

bool store_make(int store, const char *path, const struct store_format *format, struct fault *fault)
{
    return make_folders(store, path, fault) && make_format(store, path, format, fault);
}

bool store_create(const char *path, struct fault *fault)
{
    const struct store_format format = {.version = STORE_FORMAT};
    int store = -1;
    bool done = store_make_folder(path, &store, fault) && store_make(store, path, &format, fault);

    if (store >= 0)
        close(store);
    return done;
}
