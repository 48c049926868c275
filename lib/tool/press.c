/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/press.h"

#include "json/write.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEAD_LIMIT = 4096, PATH_ROOM = 4096 };

extern char **environ;

/* Our end of the socket that is the press's standard input and output; 0: it was not started. */
static int press;

static bool start(struct fault *fault)
{
    const char *folder = getenv("COLPORTEUR_LIBEXECDIR");
    char path[PATH_ROOM];
    char *const argv[] = {path, NULL};
    posix_spawn_file_actions_t actions;
    int ends[2];
    pid_t pid;
    int error;

    snprintf(path, sizeof path, "%s/press", folder && folder[0] ? folder : COLPORTEUR_LIBEXECDIR);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return fault_system(fault, "no_press", "no way to %s", path);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    error = posix_spawn(&pid, path, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (error) {
        close(ends[0]);
        errno = error;
        return fault_system(fault, "no_press", "cannot start %s, which makes such documents", path);
    }
    press = ends[0];
    return true;
}

/* It is not a reader of our output that went away if it ends: no signal. */
static bool put(struct slice bytes, struct fault *fault)
{
    while (bytes.length) {
        ssize_t count = send(press, bytes.bytes, bytes.length, MSG_NOSIGNAL);

        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fault_system(fault, "no_press", "the program that makes such documents has ended");
        bytes = slice_from(bytes, (size_t)count);
    }
    return true;
}

static bool take(char *bytes, size_t length, struct fault *fault)
{
    while (length) {
        ssize_t count = read(press, bytes, length);

        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return fault_set(fault, FAULT_SYSTEM, "no_press", NULL, "the program that makes such documents has ended");
        bytes += count;
        length -= (size_t)count;
    }
    return true;
}

static void write_request(const struct press_request *request, struct text *text)
{
    json_open(text, NULL, '{');
    json_put_string(text, "format", slice_of(request->format));
    json_put_integer(text, "number", request->printing->number);
    json_put_bool(text, "draft", request->printing->draft);
    json_put_optional(text, "language", request->printing->language);
    json_put_raw(text, "record", request->record);
    if (request->person.bytes)
        json_put_raw(text, "person", request->person);
    if (request->logo.length)
        json_put_string(text, "logo", request->logo);
    if (request->xml.length)
        json_put_string(text, "xml", request->xml);
    json_close(text, '}');
}

/* "done 12345" or "refused wrong_picture the logo cannot be read", a line. */
static bool read_head(struct text *head, struct fault *fault)
{
    char byte;

    while (head->length < HEAD_LIMIT) {
        if (!take(&byte, 1, fault))
            return false;
        if (byte == '\n')
            return true;
        text_add_byte(head, byte);
    }
    return fault_set(fault, FAULT_SYSTEM, "no_press", NULL, "the program that makes such documents answers nonsense");
}

static bool read_answer(struct text *bytes, struct fault *fault)
{
    struct text head = TEXT_INIT;
    int64_t length;
    bool done = read_head(&head, fault);

    if (done && slice_starts(text_slice(&head), "done ") && slice_integer(slice_from(text_slice(&head), 5), INT32_MAX, &length)) {
        text_make_room(bytes, (size_t)length);
        done = take(bytes->bytes + bytes->length, (size_t)length, fault);
        bytes->length += done ? (size_t)length : 0;
    } else if (done) {
        done = fault_set(fault, FAULT_SYSTEM, "not_rendered", NULL, "%.*s", SLICE_ARGS(text_slice(&head)));
    }
    text_release(&head);
    return done;
}

bool press_ask(struct text *request, struct text *bytes, struct fault *fault)
{
    text_add_byte(request, '\n');
    return (press || start(fault)) && put(text_slice(request), fault) && read_answer(bytes, fault);
}

bool press_render(const struct press_request *request, struct text *bytes, struct fault *fault)
{
    struct text line = TEXT_INIT;
    bool done;

    write_request(request, &line);
    done = press_ask(&line, bytes, fault);
    text_release(&line);
    return done;
}
