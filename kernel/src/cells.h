/* Looking for the next level in a mask of a book's cells, most of which are empty. */
#ifndef GAMETAPE_CELLS_H
#define GAMETAPE_CELLS_H

#include "scan.h"

/* The first cell from `from` on that is there (its byte is 1), or -1. */
static inline int32_t first_there(const uint8_t *there, int32_t from, int32_t cells) {
    if (from >= cells)
        return -1;
    const uint8_t *found = memchr(there + from, 1, (size_t)(cells - from));
    return found == NULL ? -1 : (int32_t)(found - there);
}

/* The last cell up to `from` that is there, or -1. */
static inline int32_t last_there(const uint8_t *there, int32_t from) {
    for (; from >= 7 && load8((const char *)there + from - 7) == 0; from -= 8)
        ;
    for (; from >= 0; from--)
        if (there[from])
            return from;
    return -1;
}

#endif
