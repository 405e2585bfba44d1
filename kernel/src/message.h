/* One ordinary frame of Polymarket's market channel, read without copying. */
#ifndef GAMETAPE_MESSAGE_H
#define GAMETAPE_MESSAGE_H

#include "scan.h"

#define TOP_CELL 10000
#define NO_CELL (-1)
#define MOST_CHANGES 64
#define MOST_LEVELS 2048 /* of one side of a book */

enum { PRICE_CHANGE = 1, BOOK, BEST_BID_ASK, LAST_TRADE };

enum {
    EVENT_TYPE, MARKET, ASSET_ID, TIMESTAMP, HASH, PRICE, SIZE, SIDE, BEST_BID, BEST_ASK, SPREAD,
    FEE_RATE_BPS, TRANSACTION_HASH, TICK_SIZE, MIN_ORDER_SIZE, LAST_TRADE_PRICE, TEXT_KEYS,
    NEG_RISK = TEXT_KEYS, PRICE_CHANGES, BIDS, ASKS, KEYS
};

/* A level as stated: its texts, its cell, its size in micro-shares. */
typedef struct {
    Slice price, size;
    int64_t amount;
    int32_t cell;
} Level;

/* An entry of a price_change; best prices are NO_CELL for an empty side. */
typedef struct {
    Slice asset, hash;
    Level level;
    int32_t best_bid, best_ask;
    int ask;
} Change;

/* A frame. `text` holds what stands under each key of `seen`; cells and sizes are read. */
typedef struct {
    int kind;
    uint32_t seen;
    Slice text[TEXT_KEYS];
    int64_t venue_us;
    int32_t best_bid, best_ask; /* BEST_BID_ASK */
    Level trade;                /* LAST_TRADE: cell is NO_CELL off the grid */
    int sold;                   /* LAST_TRADE: 1 for a taker who sold */
    int neg_risk;
    int changes, bids, asks;
    Change change[MOST_CHANGES];
    Level bid[MOST_LEVELS], ask[MOST_LEVELS];
    uint8_t usual[4][16]; /* the order in which keys came last, which is how they come next */
} Message;

/* Reads one frame; 1 if it is ordinary, 0 for anything that has to be read the long way. */
int read_message(const char *at, const char *end, Message *out);

#endif
