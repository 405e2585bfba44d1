/* Books that are followed in place: the arrays of Python's OrderBook, moved by ordinary frames. */
#ifndef GAMETAPE_FOLLOW_H
#define GAMETAPE_FOLLOW_H

#include "objects.h"
#include "roster.h"

#define UNKNOWN (-2)
#define HASH_ROOM 64
#define DELAYS 64

/* What a level was before a message: five 64-bit numbers, as the Python side unpacks them. */
typedef struct {
    int64_t seq, venue_us, side, cell, size;
} Undo;

/* One side of a book: sizes by cell, and a byte by cell that is 1 where there are any. */
typedef struct {
    Py_buffer sizes, mask;
    int64_t *size;
    uint8_t *there;
} Half;

typedef struct {
    Half half[2]; /* bids, asks */
    PyObject *side[2]; /* TextSide: what the venue hashes */
    PyObject *opening; /* bytes: the hashed text up to its time */
    PyObject *ending; /* list of the ending that matched last, of the whole market; empty if none */
    int32_t cells, best[2];
    int64_t venue_us;
    uint64_t judged; /* number of the frame that looked at it last */
    uint64_t unproved; /* the last frame with a hash of it that did not match */
    int64_t checked_us, streak, tried, proved_us; /* of its hashes, as the Python side keeps them */
    int stands; /* whether these have changed */
    /* since the last report */
    int64_t seq, recv_us, rows;
    char hash[HASH_ROOM];
    size_t hash_size;
    Undo *undo;
    size_t undone, undo_room;
} Book;

/* A best_bid_ask of an asset since the last report: the last one stands. */
typedef struct {
    int64_t seq, recv_us, venue_us;
    int32_t best_bid, best_ask;
    size_t market_size;
    char market[96];
    int told;
} Top;

typedef struct {
    int64_t value, count;
} Delay;

typedef struct {
    PyObject_HEAD
    PyObject *sha1, *named; /* hashlib's function and what it is called with */
    int64_t proving, trying; /* matches after which a miss means something; checks to get there */
    Roster roster;
    Book **books; /* by place in the roster; NULL where the asset is not followed */
    Top *tops;
    int32_t room;
    Message *message;
    uint64_t frames;
    /* since the last report */
    int64_t rows, assets, hashes, tops_told, early, longest;
    int lagged;
    Delay delays[DELAYS];
    int delay_count;
} Follower;

typedef struct Run Run;

/* Moves books by a PRICE_CHANGE; 0 and nothing moved unless all of it is ordinary. -1: exception. */
int follow_changes(Follower *self, Run *run, const Message *message, int64_t recv_us);

/* Whether the hash of a change is due: of a book not known well, or not checked for a while. */
int hash_due(const Follower *self, const Book *book, int64_t every_us, int64_t recv_us);

/* Checks the hash of a book against the one stated; what does not match is put on the list of
 * what the Python side has to look at. -1 with an exception. */
int check_hash(Follower *self, Run *run, Book *book, int32_t place, const Message *message,
               Slice stated);

/* Both sides as they go into the hash, from the hash field on. */
size_t body_size(const Book *book);
char *body_write(const Book *book, char *to);

/* The followed book of an ordinary BOOK whose levels do not cross, or NULL. */
Book *follow_book(Follower *self, const Message *message, int32_t *place);

/* Puts its levels into place. -1: no memory. */
int replace_book(Book *book, const Message *message);

/* Its levels are those of this message now. */
void note_book(Book *book, const Message *message, int64_t seq, int64_t recv_us);

/* Cells and sizes of all levels, best bid first, then best ask first, as pairs of 64-bit numbers.
 * The number of bids and of asks goes first. */
PyObject *pack_book(const Book *book);

int32_t best_of(Book *book, int side);
void book_end(Book *book);
int more_room(void **memory, size_t *room, size_t wanted, size_t item);

#endif
