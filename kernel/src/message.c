/* Reads ordinary frames: compact JSON, known keys once each, plain strings, prices on the grid. */
#include "message.h"

static const struct {
    const char *text;
    uint8_t size;
} NAMES[KEYS] = {
    {"event_type", 10}, {"market", 6}, {"asset_id", 8}, {"timestamp", 9}, {"hash", 4},
    {"price", 5}, {"size", 4}, {"side", 4}, {"best_bid", 8}, {"best_ask", 8}, {"spread", 6},
    {"fee_rate_bps", 12}, {"transaction_hash", 16}, {"tick_size", 9}, {"min_order_size", 14},
    {"last_trade_price", 16}, {"neg_risk", 8}, {"price_changes", 13}, {"bids", 4}, {"asks", 4},
};

#define BIT(key) (UINT32_C(1) << (key))

static const uint32_t ENTRY_KEYS = BIT(ASSET_ID) | BIT(PRICE) | BIT(SIZE) | BIT(SIDE) | BIT(HASH) |
                                   BIT(BEST_BID) | BIT(BEST_ASK);
static const uint32_t LEVEL_KEYS = BIT(PRICE) | BIT(SIZE);

static const struct {
    const char *name;
    uint32_t needed, allowed;
} KINDS[] = {
    {NULL, 0, 0},
    {"price_change", BIT(MARKET) | BIT(TIMESTAMP) | BIT(PRICE_CHANGES), 0},
    {"book", BIT(MARKET) | BIT(ASSET_ID) | BIT(TIMESTAMP) | BIT(HASH) | BIT(BIDS) | BIT(ASKS),
     BIT(TICK_SIZE) | BIT(MIN_ORDER_SIZE) | BIT(LAST_TRADE_PRICE) | BIT(NEG_RISK)},
    {"best_bid_ask", BIT(MARKET) | BIT(ASSET_ID) | BIT(TIMESTAMP) | BIT(BEST_BID) | BIT(BEST_ASK),
     BIT(SPREAD)},
    {"last_trade_price",
     BIT(MARKET) | BIT(ASSET_ID) | BIT(TIMESTAMP) | BIT(PRICE) | BIT(SIZE) | BIT(SIDE),
     BIT(FEE_RATE_BPS) | BIT(TRANSACTION_HASH)},
};

/* The key at `at` (on its quote), and the place behind its colon; NULL if it is none of ours. */
static const char *read_key(const char *at, const char *end, uint8_t *usual, int *key) {
    int guess = *usual;
    size_t size = NAMES[guess].size;
    if ((size_t)(end - at) > size + 3 && at[size + 1] == '"' && at[size + 2] == ':' &&
        at[0] == '"' && memcmp(at + 1, NAMES[guess].text, size) == 0) {
        *key = guess;
        return at + size + 3;
    }
    Slice name;
    at = plain_string(at, end, &name);
    if (at == NULL || at >= end || *at != ':')
        return NULL;
    for (int one = 0; one < KEYS; one++) {
        if (same(name, NAMES[one].text, NAMES[one].size)) {
            *key = *usual = (uint8_t)one;
            return at + 1;
        }
    }
    return NULL;
}

/* A flat object of text values: `text` by key. The place behind it, or NULL. */
static const char *read_flat(const char *at, const char *end, uint8_t *usual, uint32_t wanted,
                             Slice *text) {
    uint32_t seen = 0;
    int key;
    if (at >= end || *at != '{')
        return NULL;
    for (int place = 0;; place++) {
        at = read_key(at + 1, end, usual + (place & 15), &key);
        if (at == NULL || !(wanted & BIT(key)) || (seen & BIT(key)))
            return NULL;
        seen |= BIT(key);
        at = plain_string(at, end, &text[key]);
        if (at == NULL || at >= end)
            return NULL;
        if (*at == '}')
            return seen == wanted ? at + 1 : NULL;
        if (*at != ',')
            return NULL;
    }
}

static int read_level(const Slice *text, Level *out) {
    out->price = text[PRICE];
    out->size = text[SIZE];
    out->cell = (int32_t)decimal(text[PRICE], 4, TOP_CELL);
    out->amount = decimal(text[SIZE], 6, INT64_MAX);
    return out->cell >= 0 && out->amount >= 0;
}

/* A stated best price: no order rests at 0 or at 1, so these and "" say that the side is empty. */
static int read_best(Slice text, int32_t *cell) {
    *cell = NO_CELL;
    if (text.size == 0)
        return 1;
    int64_t found = decimal(text, 4, TOP_CELL);
    if (found > 0 && found < TOP_CELL)
        *cell = (int32_t)found;
    return found >= 0;
}

static int read_side(Slice text, int *sold) {
    *sold = IS(text, "SELL");
    return *sold || IS(text, "BUY");
}

static int read_change(const Slice *text, Change *out) {
    out->asset = text[ASSET_ID];
    out->hash = text[HASH];
    /* Recordings converted from an older schema say 0 twice where nothing was said. */
    if (IS(text[BEST_BID], "0") && IS(text[BEST_ASK], "0"))
        return 0;
    return out->asset.size && out->hash.size && read_level(text, &out->level) &&
           read_best(text[BEST_BID], &out->best_bid) && read_best(text[BEST_ASK], &out->best_ask) &&
           read_side(text[SIDE], &out->ask);
}

static const char *read_changes(const char *at, const char *end, Message *out) {
    Slice text[TEXT_KEYS];
    if (at >= end || *at != '[')
        return NULL;
    do {
        at = read_flat(at + 1, end, out->usual[1], ENTRY_KEYS, text);
        if (at == NULL || at >= end || out->changes == MOST_CHANGES)
            return NULL;
        if (!read_change(text, &out->change[out->changes++]))
            return NULL;
    } while (*at == ',');
    return *at == ']' ? at + 1 : NULL;
}

static const char *read_levels(const char *at, const char *end, uint8_t *usual, Level *levels,
                               int *count) {
    Slice text[TEXT_KEYS];
    if (end - at < 2 || *at != '[')
        return NULL;
    if (at[1] == ']')
        return at + 2;
    do {
        at = read_flat(at + 1, end, usual, LEVEL_KEYS, text);
        if (at == NULL || at >= end || *count == MOST_LEVELS)
            return NULL;
        if (!read_level(text, &levels[(*count)++]))
            return NULL;
    } while (*at == ',');
    return *at == ']' ? at + 1 : NULL;
}

static const char *read_flag(const char *at, const char *end, int *flag) {
    *flag = end - at >= 4 && memcmp(at, "true", 4) == 0;
    if (*flag)
        return at + 4;
    return end - at >= 5 && memcmp(at, "false", 5) == 0 ? at + 5 : NULL;
}

static const char *read_value(const char *at, const char *end, int key, Message *out) {
    switch (key) {
    case PRICE_CHANGES:
        return read_changes(at, end, out);
    case BIDS:
        return read_levels(at, end, out->usual[2], out->bid, &out->bids);
    case ASKS:
        return read_levels(at, end, out->usual[3], out->ask, &out->asks);
    case NEG_RISK:
        return read_flag(at, end, &out->neg_risk);
    default:
        return plain_string(at, end, &out->text[key]);
    }
}

/* Thirteen digits are milliseconds; whatever else a venue may send is read the long way. */
static int read_time(Slice text, int64_t *us) {
    int64_t ms = text.size == 13 && memchr(text.at, '.', 13) == NULL
                     ? decimal(text, 0, INT64_MAX / 1000)
                     : -1;
    *us = ms * 1000;
    return ms >= 0;
}

static int read_kind(Message *out) {
    for (int kind = PRICE_CHANGE; kind <= LAST_TRADE; kind++) {
        if (same(out->text[EVENT_TYPE], KINDS[kind].name, strlen(KINDS[kind].name))) {
            uint32_t needed = KINDS[kind].needed | BIT(EVENT_TYPE);
            out->kind = kind;
            return (out->seen & needed) == needed && !(out->seen & ~(needed | KINDS[kind].allowed));
        }
    }
    return 0;
}

static int read_rest(Message *out) {
    if (!read_kind(out) || !out->text[MARKET].size || !read_time(out->text[TIMESTAMP], &out->venue_us))
        return 0;
    if (out->kind == PRICE_CHANGE)
        return 1;
    if (!out->text[ASSET_ID].size)
        return 0;
    if (out->kind == BOOK)
        return out->text[HASH].size > 0;
    if (out->kind == BEST_BID_ASK)
        return read_best(out->text[BEST_BID], &out->best_bid) &&
               read_best(out->text[BEST_ASK], &out->best_ask);
    out->trade.price = out->text[PRICE];
    out->trade.size = out->text[SIZE];
    out->trade.amount = decimal(out->text[SIZE], 6, INT64_MAX);
    out->trade.cell = (int32_t)decimal(out->text[PRICE], 4, TOP_CELL);
    return out->trade.cell >= 0 && out->trade.amount >= 0 && read_side(out->text[SIDE], &out->sold);
}

int read_message(const char *at, const char *end, Message *out) {
    int key;
    out->seen = 0;
    out->changes = out->bids = out->asks = 0;
    if (at >= end || *at != '{')
        return 0;
    for (int place = 0;; place++) {
        at = read_key(at + 1, end, &out->usual[0][place & 15], &key);
        if (at == NULL || (out->seen & BIT(key)))
            return 0;
        out->seen |= BIT(key);
        at = read_value(at, end, key, out);
        if (at == NULL || at >= end)
            return 0;
        if (*at == '}')
            return at + 1 == end && (out->seen & BIT(EVENT_TYPE)) && read_rest(out);
        if (*at != ',')
            return 0;
    }
}
