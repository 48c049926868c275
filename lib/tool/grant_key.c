/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/grant_key.h"

#include "shop/grant.h"
#include "tool/tool.h"

#include <stdlib.h>

bool grant_key_read(const char *file, struct text *key, struct fault *fault)
{
    if (!file)
        file = getenv("COLPORTEUR_GRANT_KEY");
    if (!file)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--key-file or COLPORTEUR_GRANT_KEY must name the file with the key");
    text_clear(key);
    if (!tool_read_file(file, key, fault))
        return false;
    if (key->length && key->bytes[key->length - 1] == '\n')
        key->length--;
    return key->length >= GRANT_KEY_LEAST ||
           fault_set(fault, FAULT_USAGE, "short_key", NULL, "the key in \"%s\" is shorter than %d bytes", file, GRANT_KEY_LEAST);
}
