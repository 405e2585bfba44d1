/* Moving followed books: level changes with a way back, whole books, best prices. */
#include "run.h"

#include "cells.h"

int32_t best_of(Book *book, int side) {
    if (book->best[side] == UNKNOWN)
        book->best[side] = side ? first_there(book->half[1].there, 0, book->cells)
                                : last_there(book->half[0].there, book->cells - 1);
    return book->best[side];
}

static int crossed(int32_t bid, int32_t ask) {
    return bid >= ask && bid != NO_CELL && ask != NO_CELL;
}

/* Stores a level; the size that was there before. */
static int64_t store(Book *book, int side, int32_t cell, int64_t size) {
    Half *half = &book->half[side];
    int64_t before = half->size[cell];
    int32_t best = book->best[side];
    half->size[cell] = size;
    half->there[cell] = size != 0;
    if (best == UNKNOWN)
        return before;
    if (size) {
        if (best == NO_CELL || (side ? cell < best : cell > best))
            book->best[side] = cell;
    } else if (cell == best) {
        book->best[side] = side ? first_there(half->there, cell, book->cells)
                                : last_there(half->there, cell);
    }
    return before;
}

int more_room(void **memory, size_t *room, size_t wanted, size_t item) {
    if (wanted <= *room)
        return 0;
    size_t larger = wanted + wanted / 2 + 16;
    void *moved = PyMem_Realloc(*memory, larger * item);
    if (moved == NULL)
        return -1;
    *memory = moved;
    *room = larger;
    return 0;
}

static Book *book_of(const Follower *self, Slice asset, int32_t *place) {
    *place = roster_find(&self->roster, asset);
    return *place < 0 || *place >= self->room ? NULL : self->books[*place];
}

/* Whether best prices after the message are as its last change of each asset states them. */
static int agrees(Follower *self, const Message *message, Book *const *books) {
    uint64_t frame = ++self->frames;
    int64_t assets = 0;
    for (int i = message->changes - 1; i >= 0; i--) {
        Book *book = books[i];
        const Change *change = &message->change[i];
        if (book->judged == frame)
            continue;
        book->judged = frame;
        assets++;
        int32_t bid = best_of(book, 0), ask = best_of(book, 1);
        if (bid != change->best_bid || ask != change->best_ask || crossed(bid, ask))
            return 0;
    }
    self->assets += assets;
    return 1;
}

static int note_change(Book *book, const Change *change, int64_t size_before, int64_t seq,
                       int64_t recv_us, int64_t venue_us) {
    Texts *texts = &((TextSide *)book->side[change->ask])->texts;
    const Level *level = &change->level;
    if (texts_set(texts, level->cell, level->price, level->size, level->amount == 0) < 0)
        return -1;
    /* Of several changes in one message the first has moved the time already. */
    int64_t before_us = book->seq == seq ? book->undo[book->undone - 1].venue_us : book->venue_us;
    book->undo[book->undone] = (Undo){seq, before_us, change->ask, level->cell, size_before};
    book->undone++;
    book->seq = seq;
    book->recv_us = recv_us;
    book->venue_us = venue_us;
    book->rows++;
    memcpy(book->hash, change->hash.at, change->hash.size);
    book->hash_size = change->hash.size;
    return 0;
}

/* The first change of the message to the level of this one. */
static int first_of(const Message *message, Book *const *books, int change) {
    const Change *mine = &message->change[change];
    for (int i = 0; i < change; i++) {
        const Change *other = &message->change[i];
        if (books[i] == books[change] && other->ask == mine->ask &&
            other->level.cell == mine->level.cell)
            return i;
    }
    return change;
}

/* What the message proves of each of its books, once a book. */
static void stand(Follower *self, const Message *message, Book *const *books, int due,
                  int64_t recv_us) {
    uint64_t frame = ++self->frames;
    for (int i = 0; i < message->changes; i++) {
        Book *book = books[i];
        if (book->judged == frame)
            continue;
        book->judged = frame;
        if (book->streak < self->proving)
            book->proved_us = recv_us; /* nothing better than best prices is known */
        if (due && book->unproved != frame - 1) {
            book->checked_us = book->proved_us = recv_us;
            book->streak++;
            book->tried++;
        }
        book->stands = 1;
    }
}

int follow_changes(Follower *self, Run *run, const Message *message, int64_t recv_us) {
    Book *books[MOST_CHANGES];
    int32_t places[MOST_CHANGES];
    int64_t before[MOST_CHANGES], seq = run->seq;
    int due = 0;
    for (int i = 0; i < message->changes; i++) {
        const Change *change = &message->change[i];
        books[i] = book_of(self, change->asset, &places[i]);
        if (books[i] == NULL || change->level.cell >= books[i]->cells ||
            change->hash.size > HASH_ROOM)
            return 0;
        if (more_room((void **)&books[i]->undo, &books[i]->undo_room,
                      books[i]->undone + MOST_CHANGES, sizeof(Undo)) < 0) {
            PyErr_NoMemory();
            return -1;
        }
        due |= hash_due(self, books[i], run->every_us, recv_us);
    }
    for (int i = 0; i < message->changes; i++) {
        const Change *change = &message->change[i];
        before[i] = store(books[i], change->ask, change->level.cell, change->level.amount);
    }
    if (!agrees(self, message, books)) {
        for (int i = message->changes - 1; i >= 0; i--)
            store(books[i], message->change[i].ask, message->change[i].level.cell, before[i]);
        return 0;
    }
    for (int i = 0; i < message->changes; i++) {
        int64_t size = before[first_of(message, books, i)];
        if (note_change(books[i], &message->change[i], size, seq, recv_us, message->venue_us) < 0) {
            PyErr_NoMemory();
            return -1;
        }
        if (due && check_hash(self, run, books[i], places[i], message, message->change[i].hash) < 0)
            return -1;
    }
    stand(self, message, books, due, recv_us);
    self->rows += message->changes;
    return 1;
}

static int32_t best_stated(const Level *levels, int count, int side) {
    int32_t best = NO_CELL;
    for (int i = 0; i < count; i++)
        if (levels[i].amount && (best == NO_CELL || (side ? levels[i].cell < best
                                                          : levels[i].cell > best)))
            best = levels[i].cell;
    return best;
}

Book *follow_book(Follower *self, const Message *message, int32_t *place) {
    *place = roster_find(&self->roster, message->text[ASSET_ID]);
    Book *book = *place < 0 || *place >= self->room ? NULL : self->books[*place];
    if (book == NULL || book->cells <= TOP_CELL ||
        crossed(best_stated(message->bid, message->bids, 0),
                best_stated(message->ask, message->asks, 1)))
        return NULL;
    return book;
}

static void replace_half(Book *book, int side, const Level *levels, int count) {
    Half *half = &book->half[side];
    for (int32_t cell = 0; (cell = first_there(half->there, cell, book->cells)) != NO_CELL; cell++)
        half->size[cell] = half->there[cell] = 0;
    for (int i = 0; i < count; i++) {
        half->size[levels[i].cell] = levels[i].amount;
        half->there[levels[i].cell] = levels[i].amount != 0;
    }
    book->best[side] = UNKNOWN;
}

int replace_book(Book *book, const Message *message) {
    replace_half(book, 0, message->bid, message->bids);
    replace_half(book, 1, message->ask, message->asks);
    if (texts_load(&((TextSide *)book->side[0])->texts, message->bid, message->bids) < 0 ||
        texts_load(&((TextSide *)book->side[1])->texts, message->ask, message->asks) < 0)
        return -1;
    return 0;
}

void note_book(Book *book, const Message *message, int64_t seq, int64_t recv_us) {
    Slice hash = message->text[HASH];
    book->undone = 0; /* they have been reported with the book */
    book->rows++;
    book->seq = seq;
    book->recv_us = recv_us;
    book->venue_us = message->venue_us;
    memcpy(book->hash, hash.at, hash.size);
    book->hash_size = hash.size;
}

static char *put_level(char *to, const Half *half, int32_t cell) {
    int64_t pair[2] = {cell, half->size[cell]};
    memcpy(to, pair, sizeof pair);
    return to + sizeof pair;
}

PyObject *pack_book(const Book *book) {
    int64_t counts[2] = {0, 0};
    for (int side = 0; side < 2; side++) {
        const uint8_t *there = book->half[side].there;
        for (int32_t cell = 0; (cell = first_there(there, cell, book->cells)) != NO_CELL; cell++)
            counts[side]++;
    }
    PyObject *packed = PyBytes_FromStringAndSize(
        NULL, (Py_ssize_t)((2 + 2 * (counts[0] + counts[1])) * (int64_t)sizeof(int64_t)));
    if (packed == NULL)
        return NULL;
    char *to = PyBytes_AsString(packed);
    memcpy(to, counts, sizeof counts);
    to += sizeof counts;
    const Half *bids = &book->half[0], *asks = &book->half[1];
    char *bid = to + 2 * sizeof(int64_t) * (size_t)counts[0]; /* the lowest bid goes last */
    to = bid;
    for (int32_t cell = 0; (cell = first_there(bids->there, cell, book->cells)) != NO_CELL; cell++)
        put_level(bid -= 2 * sizeof(int64_t), bids, cell);
    for (int32_t cell = 0; (cell = first_there(asks->there, cell, book->cells)) != NO_CELL; cell++)
        to = put_level(to, asks, cell);
    return packed;
}

void book_end(Book *book) {
    for (int side = 0; side < 2; side++) {
        PyBuffer_Release(&book->half[side].sizes);
        PyBuffer_Release(&book->half[side].mask);
        Py_XDECREF(book->side[side]);
    }
    Py_XDECREF(book->opening);
    Py_XDECREF(book->ending);
    PyMem_Free(book->undo);
    PyMem_Free(book);
}
