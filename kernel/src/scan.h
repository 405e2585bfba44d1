/* Plain scanning of compact JSON: strings without escapes, and exact decimals as integers. */
#ifndef GAMETAPE_SCAN_H
#define GAMETAPE_SCAN_H

#include <stdint.h>
#include <stddef.h>
#include <string.h>

/* A piece of a frame; it lives as long as the frame does. */
typedef struct {
    const char *at;
    size_t size;
} Slice;

#define ONES UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

static inline uint64_t load8(const char *at) {
    uint64_t word;
    memcpy(&word, at, 8);
    return word;
}

static inline int same(Slice a, const char *text, size_t size) {
    return a.size == size && memcmp(a.at, text, size) == 0;
}

#define IS(slice, literal) same(slice, literal, sizeof(literal) - 1)

/* Bytes that cannot stand in a plain string, or end it, have their high bit set in the answer;
 * only the lowest of them is exact. */
static inline uint64_t special_bytes(uint64_t word) {
    uint64_t quote = word ^ (ONES * '"'), slash = word ^ (ONES * '\\');
    uint64_t found = (quote - ONES) & ~quote;
    found |= (slash - ONES) & ~slash;
    found |= (word - ONES * 0x20) & ~word;
    return (found | word) & HIGHS;
}

/* A string of printable ASCII without escapes: `at` stands on the opening quote. The place behind
 * the closing quote, or NULL. */
static inline const char *plain_string(const char *at, const char *end, Slice *out) {
    if (at >= end || *at != '"')
        return NULL;
    const char *from = ++at;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    while (end - at >= 8) {
        uint64_t found = special_bytes(load8(at));
        if (found) {
            at += __builtin_ctzll(found) >> 3;
            break;
        }
        at += 8;
    }
#endif
    while (at < end && *at != '"') {
        unsigned char c = (unsigned char)*at;
        if (c < 0x20 || c >= 0x80 || c == '\\')
            return NULL;
        at++;
    }
    if (at >= end)
        return NULL;
    out->at = from;
    out->size = (size_t)(at - from);
    return at + 1;
}

/* Plain decimal text times 10^places, exactly; -1 for anything else, or above `most`. */
static inline int64_t decimal(Slice text, int places, int64_t most) {
    uint64_t value = 0;
    int seen = -1, digits = 0;
    for (size_t i = 0; i < text.size; i++) {
        unsigned d = (unsigned)(unsigned char)text.at[i] - '0';
        if (d > 9) {
            if (text.at[i] != '.' || seen >= 0)
                return -1;
            seen = 0;
            continue;
        }
        if (seen == places) { /* finer than we count: only zeros */
            if (d)
                return -1;
            digits++;
            continue;
        }
        if (seen >= 0)
            seen++;
        if (++digits > 18)
            return -1;
        value = 10 * value + d;
    }
    if (!digits || text.size > 40)
        return -1;
    for (int left = places - (seen < 0 ? 0 : seen); left > 0; left--) {
        if (value > (uint64_t)INT64_MAX / 10)
            return -1;
        value *= 10;
    }
    return value > (uint64_t)most ? -1 : (int64_t)value;
}

#endif
