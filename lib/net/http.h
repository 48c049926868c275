/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_NET_HTTP_H
#define COLPORTEUR_NET_HTTP_H

#include "base/fault.h"
#include "base/text.h"

/*
 * HTTP, as a client, by libcurl. A program that calls this loads libcurl and what that loads: no filter may.
 *
 * Over the network it is HTTPS, and certificates are always verified; plain HTTP reaches this machine alone. A redirect is not
 * followed: where an address has moved, somebody has to look at it. Addresses hold no passwords, as everybody on the machine
 * sees a command line. Proxies are those of the environment (curl(1)).
 */

/* Refuses (FAULT_USAGE, "not_an_address") what is no such address. */
bool http_address_check(const char *address, struct fault *fault) CHECKED;

struct http_post {
    const char *address; /* checked */
    struct slice json;   /* what is sent */
    long seconds;        /* for all of it */
    size_t limit;        /* bytes of an answer; what is longer is none */
};

/*
 * Sends it, and fills the answer's status and body, whatever the status. Without an answer it is a fault (FAULT_SYSTEM), whose
 * code is "unreachable", "timed_out", "not_trusted" (the certificate), "too_long" or "no_answer".
 */
bool http_post(const struct http_post *post, long *status, struct text *body, struct fault *fault) CHECKED;

#endif
