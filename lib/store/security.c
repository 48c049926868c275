/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/security.h"

#include "base/memory.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

struct look {
    const char *path; /* of the store */
    uid_t owner;
    security_finding *found;
    void *context;
};

/* A folder of the store: the names that belong there, as patterns of fnmatch(3), with a slash behind those of folders. */
struct folder {
    const char *name;
    const char *names[10];
    bool about_persons;
};

static const struct folder folders[] = {
    {"", {"journal/", "people/", "index/", "documents/", "format", "format.new", "head", "lock"}, false},
    {"journal",
     {"[0-9][0-9][0-9][0-9]-[01][0-9].jsonl*", "[0-9][0-9][0-9][0-9]-[01][0-9].torn-*", "[0-9][0-9][0-9][0-9]-[01][0-9].half-made"},
     false},
    {"people", {"[0-9][0-9][0-9][0-9]-[01][0-9].jsonl", "[0-9][0-9][0-9][0-9]-[01][0-9].torn-*"}, true},
    {"index", {"data.mdb", "lock.mdb", "mark"}, true},
    {"documents", {"*", "*/"}, true},
};

static void tell(const struct look *look, const char *file, const char *code, const char *reason)
{
    struct fault fit_to_print = FAULT_INIT;
    char of_store[160];

    (void)fault_set(&fit_to_print, FAULT_NONE, code, NULL, "%s", file);
    snprintf(of_store, sizeof of_store, "the store's folder %s", reason);
    look->found(look->context, fit_to_print.reason, code, file[0] ? reason : of_store);
}

static void check_mode(const struct look *look, const char *file, const struct stat *status, bool about_persons)
{
    mode_t wanted = S_ISDIR(status->st_mode) ? 0700 : 0600;
    mode_t for_group = S_ISDIR(status->st_mode) ? 0050 : 0040;
    mode_t mode = status->st_mode & 0777;
    char reason[120];

    if (status->st_mode & 07000)
        tell(look, file, "set_id", "has a set-user-id, set-group-id or sticky bit");
    if (mode == wanted || (!about_persons && mode == (wanted | for_group)))
        return;
    snprintf(reason, sizeof reason, "has the mode %04o, not %04o%s", (unsigned)mode, (unsigned)wanted,
             mode & 0007   ? ": anybody may use it"
             : mode & 0070 ? ": its group may use it"
                           : "");
    tell(look, file, "wrong_mode", reason);
}

static void check_access_list(const struct look *look, const char *file)
{
    static const char *const kinds[] = {"system.posix_acl_access", "system.posix_acl_default"};
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", look->path, file);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (lgetxattr(path, kinds[i], NULL, 0) > 0) {
            tell(look, file, "access_list", "has an access control list (getfacl shows it)");
            return;
        }
}

static bool belongs(const struct folder *folder, const char *name, bool is_folder)
{
    for (size_t i = 0; i < sizeof folder->names / sizeof *folder->names && folder->names[i]; i++) {
        const char *pattern = folder->names[i];
        size_t length = strlen(pattern);
        bool of_folders = pattern[length - 1] == '/';
        char bare[64];

        snprintf(bare, sizeof bare, "%.*s", (int)(length - of_folders), pattern);
        if (of_folders == is_folder && fnmatch(bare, name, 0) == 0)
            return true;
    }
    return false;
}

/* What holds for every file and folder. */
static void check_entry(const struct look *look, const char *file, const struct stat *status, bool about_persons)
{
    if (S_ISLNK(status->st_mode)) {
        tell(look, file, "symbolic_link", "is a symbolic link");
        return;
    }
    if (!S_ISREG(status->st_mode) && !S_ISDIR(status->st_mode)) {
        tell(look, file, "foreign_file", "is neither a file nor a folder");
        return;
    }
    if (status->st_uid != look->owner)
        tell(look, file, "wrong_owner", "has another owner than the store's folder");
    if (S_ISREG(status->st_mode) && status->st_nlink > 1)
        tell(look, file, "hard_link", "has another name somewhere (a hard link)");
    check_mode(look, file, status, about_persons);
    check_access_list(look, file);
}

static bool check_folder(const struct look *look, int parent, const char *name, const char *path, const struct folder *folder,
                         struct fault *fault);

static bool check_in_folder(const struct look *look, int fd, const char *path, const struct folder *folder, const char *name,
                            struct fault *fault)
{
    char file[4096];
    struct stat status;

    snprintf(file, sizeof file, "%s%s%s", path, path[0] ? "/" : "", name);
    if (fstatat(fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT || fault_system(fault, "store_unreadable", "cannot look at %s", file);
    for (size_t i = 1; folder == folders && i < sizeof folders / sizeof *folders; i++)
        if (S_ISDIR(status.st_mode) && strcmp(name, folders[i].name) == 0) {
            check_entry(look, file, &status, folders[i].about_persons);
            return check_folder(look, fd, name, file, &folders[i], fault);
        }
    check_entry(look, file, &status, folder->about_persons);
    if ((S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) && !belongs(folder, name, S_ISDIR(status.st_mode)))
        tell(look, file, "foreign_file", "does not belong there");
    else if (S_ISDIR(status.st_mode))
        return check_folder(look, fd, name, file, folder, fault);
    return true;
}

/* The names in a folder, one behind the other, each with its NUL. */
static void list_names(DIR *stream, struct text *names, size_t *count)
{
    struct dirent *entry;

    while ((entry = readdir(stream)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            text_add(names, entry->d_name, strlen(entry->d_name) + 1);
            ++*count;
        }
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool check_folder(const struct look *look, int parent, const char *name, const char *path, const struct folder *folder,
                         struct fault *fault)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *stream = fd < 0 ? NULL : fdopendir(fd);
    struct text names = TEXT_INIT;
    const char **sorted;
    size_t count = 0;
    bool done = true;

    if (!stream) {
        fault_system(fault, "store_unreadable", "cannot look into %s", path[0] ? path : "the store");
        if (fd >= 0)
            close(fd);
        return false;
    }
    list_names(stream, &names, &count);
    sorted = memory_take_zeroed(count + 1, sizeof *sorted);
    for (size_t i = 0, at = 0; i < count; i++, at += strlen(names.bytes + at) + 1)
        sorted[i] = names.bytes + at;
    qsort(sorted, count, sizeof *sorted, by_name);
    for (size_t i = 0; done && i < count; i++)
        done = check_in_folder(look, dirfd(stream), path, folder, sorted[i], fault);
    free(sorted);
    text_release(&names);
    closedir(stream);
    return done;
}

/* File systems by the numbers of linux/magic.h and their own documents, which no header has all of. */
static bool is_remote(int folder)
{
    static const unsigned long kinds[] = {
        0x6969,     /* NFS */
        0x517b,     /* SMB */
        0xff534d42, /* CIFS */
        0xfe534d42, /* SMB 2 */
        0x65735546, /* FUSE: sshfs and others */
        0x01021997, /* 9P */
        0x5346414f, /* AFS */
        0x00c36400, /* Ceph */
    };
    struct statfs status;

    if (fstatfs(folder, &status) != 0)
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if ((unsigned long)status.f_type == kinds[i])
            return true;
    return false;
}

static void check_surroundings(const struct look *look, int folder)
{
    struct stat parent;

    if (fstatat(folder, "..", &parent, 0) == 0 && (parent.st_mode & S_IWOTH) && !(parent.st_mode & S_ISVTX))
        tell(look, "", "open_parent", "is in a folder where anybody may rename it and put another in its place");
    if (is_remote(folder))
        tell(look, "", "network_file_system", "is on a network file system, where locks may not hold");
}

bool store_security(const char *path, security_finding *found, void *context, struct fault *fault)
{
    struct look look = {.path = path, .found = found, .context = context};
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct stat status;
    bool done;

    if (folder < 0 && errno != ENOENT && errno != ENOTDIR)
        return fault_system(fault, "store_unreadable", "cannot open the store %s", path);
    if (folder < 0 || faccessat(folder, "format", F_OK, AT_SYMLINK_NOFOLLOW) != 0 || fstat(folder, &status) != 0) {
        if (folder >= 0)
            close(folder);
        return fault_set(fault, FAULT_USAGE, "no_store", NULL, "%s is no store (store-init makes one)", path);
    }
    look.owner = status.st_uid;
    check_surroundings(&look, folder);
    check_entry(&look, "", &status, false);
    done = check_folder(&look, folder, ".", "", &folders[0], fault);
    close(folder);
    return done;
}
