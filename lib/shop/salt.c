/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/salt.h"

#include "json/scan.h"
#include "json/write.h"

static void salt_id(struct slice name, struct text *id)
{
    text_add_string(id, "salt/");
    text_add_slice(id, name);
}

bool salt_find(struct salt *salt, struct slice name, struct store *store, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice person = {NULL, 0};
    struct slice digits;
    bool done;

    salt_id(name, &id);
    done = store_person(store, text_slice(&id), 1, &person, fault);
    text_release(&id);
    digits = done && person.bytes ? scan_text(scan_find(person, "salt")) : (struct slice){NULL, 0};
    salt->there = digits.length == sizeof salt->digits;
    if (salt->there)
        memcpy(salt->digits, digits.bytes, sizeof salt->digits);
    return done;
}

static void make(struct salt *salt, struct slice id, const unsigned char *random, struct changes *changes)
{
    struct text digits = TEXT_INIT;
    struct text *text = changes_begin_person(changes, id, 1);

    text_add_hex(&digits, random, SALT_SIZE);
    memcpy(salt->digits, digits.bytes, sizeof salt->digits);
    salt->there = true;
    text_add_byte(text, '{');
    json_put_string(text, "salt", text_slice(&digits));
    text_add_byte(text, '}');
    changes_end(changes);
    text_release(&digits);
}

bool salt_ensure(struct salt *salt, struct slice name, const unsigned char *random, struct store *store, struct changes *changes,
                 struct fault *fault)
{
    struct text id = TEXT_INIT;
    unsigned versions = 0;
    bool done;

    salt_id(name, &id);
    done = salt_find(salt, name, store, fault) && (salt->there || store_person_version(store, text_slice(&id), &versions, fault));
    if (done && !salt->there && !versions)
        make(salt, text_slice(&id), random, changes);
    text_release(&id);
    return done;
}

void salt_digest(const struct salt *salt, struct slice bytes, char hex[DIGEST_HEX])
{
    struct digest digest = digest_keyed((struct slice){salt->digits, sizeof salt->digits}, bytes);

    digest_hex(&digest, hex);
}
