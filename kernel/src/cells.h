/* Looking for the next level in a mask of a book's cells: eight at a time, since most are empty. */
#ifndef GAMETAPE_CELLS_H
#define GAMETAPE_CELLS_H

#include "scan.h"

/* The first cell from `from` on that is there, or -1. */
static inline int32_t first_there(const uint8_t *there, int32_t from, int32_t cells) {
    for (; from + 8 <= cells && load8((const char *)there + from) == 0; from += 8)
        ;
    for (; from < cells; from++)
        if (there[from])
            return from;
    return -1;
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
