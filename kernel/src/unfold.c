/* The rows of a block of a track (docs/track-format.md): planes to times, places and sizes. */
#include "objects.h"

/* Values of a few bytes each, as planes: all lowest bytes first. */
typedef struct {
    const uint8_t *at;
    size_t count;
    int width;
} Planes;

typedef struct {
    Planes steps, kinds, places, sizes;
    int64_t first_us, time_unit, size_unit;
    int64_t bid_key, ask_key, levels; /* of the block, by its own stride */
    int64_t wide, finer;              /* levels of a side where the places go, and places a level */
} Fold;

/* Where rows go, and apart from them which are trades: row, code and key. */
typedef struct {
    int64_t *times, *slots, *sizes, *trades;
    uint8_t *codes;
    int32_t *keys;
} Room;

#define FAR (UINT64_C(1) << 62)
#define MOST_ROWS (1 << 20)
#define SOME 1024 /* rows that are looked at together: what is made of them stays near */

enum { LEVEL, GONE, TRADE, UNKNOWN_TRADE };

/* Loops over many values at once are compiled for newer processors too, where that can be had. */
#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) && !defined(__clang__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

/* With a width that is known when it is compiled this is a few loads and shifts a value. */
static inline void join_some(Planes from, int width, size_t at, size_t count, uint64_t *to) {
    for (size_t i = 0; i < count; i++) {
        uint64_t value = 0;
        for (int rank = 0; rank < width; rank++)
            value |= (uint64_t)from.at[from.count * (size_t)rank + at + i] << (8 * rank);
        to[i] = value;
    }
}

WIDE static void values_of(Planes from, size_t at, size_t count, uint64_t *to) {
    switch (from.width) {
    case 0:
        memset(to, 0, count * sizeof *to);
        break;
    case 1:
        join_some(from, 1, at, count, to);
        break;
    case 2:
        join_some(from, 2, at, count, to);
        break;
    case 3:
        join_some(from, 3, at, count, to);
        break;
    default:
        join_some(from, from.width, at, count, to);
    }
}

/* Whether all values are below a limit; none is when the bits of all together are below it. */
WIDE static int all_below(const uint64_t *values, size_t count, uint64_t limit) {
    uint64_t bits = 0;
    for (size_t i = 0; i < count; i++)
        bits |= values[i];
    for (size_t i = 0; bits >= limit && i < count; i++)
        if (values[i] >= limit)
            return 0;
    return 1;
}

/* Running sums, in which nothing overflows where no step is too large. */
static int add_up_steps(const Fold *fold, int64_t *times) {
    const size_t rows = fold->places.count;
    const uint64_t unit = (uint64_t)fold->time_unit, limit = rows ? (FAR / rows - 1) / unit + 1 : 1;
    uint64_t steps[SOME], now = (uint64_t)fold->first_us;
    for (size_t at = 0; at < rows; at += SOME) {
        size_t count = rows - at < SOME ? rows - at : SOME;
        values_of(fold->steps, at, count, steps);
        if (!all_below(steps, count, limit) || (at == 0 && steps[0] != 0))
            return -1;
        for (size_t i = 0; i < count; i++) {
            now += steps[i] * unit;
            times[at + i] = (int64_t)now;
        }
    }
    return 0;
}

/* Places in the book as if all were levels; 0 where a key is none of the block's. */
WIDE static int slots_of(const Fold *fold, const uint64_t *places, size_t count, int64_t *slots) {
    uint64_t bad = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t asks = -(int64_t)(places[i] & 1), away = (int64_t)(places[i] >> 1);
        int64_t key = (fold->bid_key & ~asks) + (fold->ask_key & asks) + ((away ^ ~asks) - ~asks);
        bad |= (uint64_t)key | (uint64_t)(fold->levels - 1 - key);
        slots[i] = key * fold->finer + (fold->wide & asks);
    }
    return !(bad >> 63);
}

/* One size a row, 0 for those that are stored without: how many were used. */
static size_t spread(const uint8_t *kinds, size_t count, const uint64_t *sizes, int64_t unit,
                     int64_t *to) {
    size_t used = 0;
    for (size_t i = 0; i < count; i += 4) {
        unsigned other = *kinds++ ^ (GONE * 0x55U), stated = (other | other >> 1) & 0x55;
        size_t end = count - i < 4 ? count - i : 4;
        for (size_t k = 0; k < end; k++, stated >>= 2) {
            int64_t one = (int64_t)(stated & 1);
            to[i + k] = (int64_t)(sizes[used] * (uint64_t)unit) & -one;
            used += (size_t)one;
        }
    }
    return used;
}

/* Takes the trades among some rows out of the book. Their number so far, or -1 for one that no
 * writer writes. */
static int64_t take_trades(const Fold *fold, const Room *room, size_t at, size_t count,
                           const uint64_t *places, int64_t trades) {
    const uint8_t *kinds = fold->kinds.at + at / 4;
    for (size_t four = 0; four < (count + 3) / 4; four++) {
        if (!(kinds[four] & 0xaa))
            continue;
        for (size_t i = 4 * four; i < count && i < 4 * four + 4; i++) {
            int code = kinds[four] >> (2 * (i & 3)) & 3;
            int64_t ask = (int64_t)(places[i] & 1), away = (int64_t)(places[i] >> 1);
            if (code < TRADE)
                continue;
            if (code == UNKNOWN_TRADE && !ask)
                return -1;
            room->slots[at + i] = 2 * fold->wide;
            room->trades[trades] = (int64_t)(at + i);
            room->codes[trades] = (uint8_t)(code == TRADE ? 3 - ask : 4);
            room->keys[trades] = (int32_t)(ask ? fold->ask_key + away : fold->bid_key - away);
            trades++;
        }
    }
    return trades;
}

/* How many trades there are, or -1 for rows that no writer writes. */
static int64_t unfolded(const Fold *fold, const Room *room) {
    const size_t rows = fold->places.count, sized = fold->sizes.count;
    const uint64_t limit = FAR / (uint64_t)fold->size_unit;
    uint64_t places[SOME], sizes[SOME];
    size_t used = 0;
    int64_t trades = 0;
    if (add_up_steps(fold, room->times) < 0)
        return -1;
    for (size_t at = 0; at < rows; at += SOME) {
        size_t count = rows - at < SOME ? rows - at : SOME;
        size_t left = sized - used < SOME ? sized - used : SOME;
        values_of(fold->places, at, count, places);
        if (!slots_of(fold, places, count, room->slots + at))
            return -1;
        values_of(fold->sizes, used, left, sizes);
        memset(sizes + left, 0, (SOME - left) * sizeof *sizes);
        size_t took = spread(fold->kinds.at + at / 4, count, sizes, fold->size_unit, room->sizes + at);
        if (took > left || !all_below(sizes, took, limit))
            return -1;
        used += took;
        trades = take_trades(fold, room, at, count, places, trades);
        if (trades < 0)
            return -1;
    }
    return used == sized ? trades : -1;
}

/* Whether the numbers allow what the loops rely on, and the planes are where they are said to be. */
static int fits(const Py_buffer *data, Fold *fold, const Py_ssize_t *at, Py_ssize_t rows,
                Py_ssize_t sized) {
    const int64_t far = (int64_t)FAR, many = INT64_C(1) << 31;
    Planes *parts[] = {&fold->steps, &fold->kinds, &fold->places, &fold->sizes};
    Py_ssize_t counts[] = {rows, (rows + 3) / 4, rows, sized};
    if (rows < 0 || rows > MOST_ROWS || sized < 0 || sized > rows || fold->kinds.width != 1 ||
        fold->first_us <= -far || fold->first_us >= far || fold->time_unit < 1 ||
        fold->time_unit > 1000000 || fold->size_unit < 1 || fold->size_unit > INT64_C(1000000000000))
        return 0;
    if (fold->bid_key < 0 || fold->bid_key >= many || fold->ask_key < 0 || fold->ask_key >= many ||
        fold->levels < 1 || fold->levels >= many || fold->finer < 1 || fold->wide < 1 ||
        fold->wide >= many || (fold->levels - 1) > (fold->wide - 1) / fold->finer)
        return 0;
    for (int part = 0; part < 4; part++) {
        int width = parts[part]->width;
        if (width < 0 || width > (parts[part] == &fold->places ? 2 : 8) || at[part] < 0 ||
            at[part] > data->len || counts[part] * width > data->len - at[part])
            return 0;
        parts[part]->at = (const uint8_t *)data->buf + at[part];
        parts[part]->count = (size_t)counts[part];
    }
    return 1;
}

PyObject *unfold_rows(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *data, *objects[6], *answer = NULL;
    static const char *names[6] = {"times", "slots", "sizes", "trades", "codes", "keys"};
    static const Py_ssize_t items[6] = {8, 8, 8, 8, 1, 4};
    Py_buffer from = {0}, into[6] = {{0}};
    Py_ssize_t at[4], rows, sized;
    Fold fold = {0};
    long long unit[8];
    if (!PyArg_ParseTuple(
            arguments, "O(nn)(ni)(ni)(ni)(ni)(LLLLLLLL)(OOOOOO)", &data, &rows, &sized, &at[0],
            &fold.steps.width, &at[1], &fold.kinds.width, &at[2], &fold.places.width, &at[3],
            &fold.sizes.width, &unit[0], &unit[1], &unit[2], &unit[3], &unit[4], &unit[5], &unit[6],
            &unit[7], &objects[0], &objects[1], &objects[2], &objects[3], &objects[4], &objects[5]))
        return NULL;
    fold.first_us = unit[0], fold.time_unit = unit[1], fold.size_unit = unit[2];
    fold.bid_key = unit[3], fold.ask_key = unit[4], fold.levels = unit[5];
    fold.wide = unit[6], fold.finer = unit[7];
    int taken = take_buffer(data, &from, 1, 0, "data") == 0, room = 1;
    for (int i = 0; taken && i < 6; i++) {
        taken = take_buffer(objects[i], &into[i], items[i], 1, names[i]) == 0;
        room = room && taken && into[i].len / items[i] >= rows;
    }
    if (taken && (!room || !fits(&from, &fold, at, rows, sized))) {
        PyErr_SetString(PyExc_ValueError, "rows that cannot be, or no room for them");
    } else if (taken) {
        Room to = {into[0].buf, into[1].buf, into[2].buf, into[3].buf, into[4].buf, into[5].buf};
        int64_t trades;
        Py_BEGIN_ALLOW_THREADS
        trades = unfolded(&fold, &to);
        Py_END_ALLOW_THREADS
        if (trades < 0)
            PyErr_SetString(PyExc_ValueError, "rows that no writer writes");
        else
            answer = PyLong_FromLongLong(trades);
    }
    PyBuffer_Release(&from);
    for (int i = 0; i < 6; i++)
        PyBuffer_Release(&into[i]);
    return answer;
}
