/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/chance.h"

#include <sys/random.h>

bool chance_bytes(unsigned char *bytes, size_t count, struct fault *fault)
{
    return getrandom(bytes, count, 0) == (ssize_t)count || fault_system(fault, "system", "no random numbers");
}
