/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_BASE_MEMORY_H
#define COLPORTEUR_BASE_MEMORY_H

#include <stddef.h>

/*
 * Memory that is there or the process is not.
 *
 * Input lines, batches and index pages are bounded, so running out of memory means that the machine
 * is in trouble. The store survives a process that ends anywhere, hence ending is the safe answer: no
 * caller of these functions checks for NULL. `memory_exhausted` says the last word; lib/tool sets it.
 */

extern void (*memory_exhausted)(void); /* must not return; abort() if unset */

void *memory_take(size_t size) __attribute__((malloc, returns_nonnull));
void *memory_take_zeroed(size_t count, size_t size) __attribute__((returns_nonnull));
void *memory_resize(void *block, size_t size) __attribute__((returns_nonnull));
char *memory_copy(const char *bytes, size_t length) __attribute__((returns_nonnull)); /* NUL-terminated */

/* Grows `*array` to hold at least `wanted` items of `size` bytes, doubling; `*room` counts items. */
void *memory_grow(void *array, size_t *room, size_t wanted, size_t size) __attribute__((returns_nonnull));

#endif
