/* One side of a book as the texts that the venue hashes, kept in the venue's order. */
#ifndef GAMETAPE_TEXTS_H
#define GAMETAPE_TEXTS_H

#include "message.h"

#define LONGEST 40

typedef struct {
    int32_t cell;
    uint8_t price_size, amount_size;
    char text[2 * LONGEST]; /* the price, then the size */
} TextLevel;

typedef struct {
    TextLevel *levels; /* by rising cell */
    int32_t count, room;
    int falling; /* whether the venue lists this side from the highest price down */
    char *sent;  /* the text of a book as it was sent, where it is not the one made from levels */
    size_t sent_size;
} Texts;

/* The texts of `texts_load` and `texts_set` are at most LONGEST bytes. -1 when there is no memory. */
int texts_load(Texts *texts, const Level *levels, int count);
int texts_set(Texts *texts, int32_t cell, Slice price, Slice size, int empty);
size_t texts_size(const Texts *texts);
char *texts_write(const Texts *texts, char *to); /* the place behind `texts_size` bytes */
void texts_end(Texts *texts);

#endif
