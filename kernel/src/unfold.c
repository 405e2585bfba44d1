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
    int64_t first_us, time_unit, size_unit, most_size;
    int64_t bid_key, ask_key, levels; /* of the block, by its own stride */
    int64_t wide, finer;              /* levels of a side where the places go, and places a level */
} Fold;

/* Where rows go, and apart from them which are trades: row, code and key. */
typedef struct {
    int64_t *times;
    uint16_t *slots;
    void *sizes; /* of four bytes each, or of eight */
    int wide_sizes;
    int64_t *trades;
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

/* Keys and places in the book as if all rows were levels: 0 where a key is none of the block's. */
static inline int slots_by(const Fold *fold, int width, size_t at, size_t count, uint16_t *slots) {
    const uint8_t *low = fold->places.at + at, *high = low + fold->places.count;
    const int32_t bid = (int32_t)fold->bid_key, ask = (int32_t)fold->ask_key;
    const int32_t top = (int32_t)fold->levels - 1, wide = (int32_t)fold->wide;
    const uint32_t finer = (uint32_t)fold->finer;
    int32_t bad = 0;
    for (size_t i = 0; i < count; i++) {
        int32_t place = width == 2 ? low[i] | high[i] << 8 : width ? low[i] : 0;
        int32_t asks = -(place & 1), away = place >> 1;
        int32_t key = (bid & ~asks) + (ask & asks) + ((away ^ ~asks) - ~asks);
        bad |= key | (top - key);
        slots[i] = (uint16_t)((uint32_t)key * finer + (uint32_t)(wide & asks));
    }
    return bad >= 0;
}

WIDE static int slots_of(const Fold *fold, size_t at, size_t count, uint16_t *slots) {
    if (fold->places.width == 1)
        return slots_by(fold, 1, at, count, slots);
    if (fold->places.width == 2)
        return slots_by(fold, 2, at, count, slots);
    return slots_by(fold, 0, at, count, slots);
}

static int32_t place_of(Planes from, size_t row) {
    int32_t place = from.width ? from.at[row] : 0;
    return from.width == 2 ? place | from.at[from.count + row] << 8 : place;
}

/* One size a row, 0 for those that are stored without: how many were used. */
static inline size_t spread(const uint8_t *kinds, size_t count, const uint64_t *sizes,
                            const Room *room, size_t at, int wide) {
    int32_t *four = (int32_t *)room->sizes + at;
    int64_t *eight = (int64_t *)room->sizes + at;
    size_t used = 0;
    for (size_t i = 0; i < count; i += 4) {
        unsigned other = *kinds++ ^ (GONE * 0x55U), stated = (other | other >> 1) & 0x55;
        size_t end = count - i < 4 ? count - i : 4;
        for (size_t k = 0; k < end; k++, stated >>= 2) {
            uint64_t size = sizes[used] & (0 - (uint64_t)(stated & 1));
            if (wide)
                eight[i + k] = (int64_t)size;
            else
                four[i + k] = (int32_t)size;
            used += stated & 1;
        }
    }
    return used;
}

/* Takes the trades among some rows out of the book. Their number so far, or -1 for one that no
 * writer writes. */
static int64_t take_trades(const Fold *fold, const Room *room, size_t at, size_t count,
                           int64_t trades) {
    const uint8_t *kinds = fold->kinds.at + at / 4;
    for (size_t four = 0; four < (count + 3) / 4; four++) {
        if (!(kinds[four] & 0xaa))
            continue;
        for (size_t i = 4 * four; i < count && i < 4 * four + 4; i++) {
            int code = kinds[four] >> (2 * (i & 3)) & 3;
            if (code < TRADE)
                continue;
            int64_t place = place_of(fold->places, at + i), ask = place & 1, away = place >> 1;
            if (code == UNKNOWN_TRADE && !ask)
                return -1;
            room->slots[at + i] = (uint16_t)(2 * fold->wide);
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
    uint64_t sizes[SOME];
    size_t used = 0;
    int64_t trades = 0;
    if (add_up_steps(fold, room->times) < 0)
        return -1;
    for (size_t at = 0; at < rows; at += SOME) {
        size_t count = rows - at < SOME ? rows - at : SOME;
        size_t left = sized - used < SOME ? sized - used : SOME;
        if (!slots_of(fold, at, count, room->slots + at))
            return -1;
        values_of(fold->sizes, used, left, sizes);
        memset(sizes + left, 0, (SOME - left) * sizeof *sizes);
        if (!all_below(sizes, left, (uint64_t)fold->most_size + 1))
            return -1;
        for (size_t i = 0; fold->size_unit != 1 && i < left; i++)
            sizes[i] *= (uint64_t)fold->size_unit;
        const uint8_t *kinds = fold->kinds.at + at / 4;
        size_t took = room->wide_sizes ? spread(kinds, count, sizes, room, at, 1)
                                       : spread(kinds, count, sizes, room, at, 0);
        if (took > left)
            return -1;
        used += took;
        trades = take_trades(fold, room, at, count, trades);
        if (trades < 0)
            return -1;
    }
    return used == sized ? trades : -1;
}

/* Whether the numbers allow what the loops rely on, and the planes are where they should be. */
static int fits(const Py_buffer *data, Fold *fold, const Py_ssize_t *at, Py_ssize_t rows,
                Py_ssize_t sized, int wide_sizes) {
    const int64_t far = (int64_t)FAR, many = UINT16_MAX;
    Planes *parts[] = {&fold->steps, &fold->kinds, &fold->places, &fold->sizes};
    Py_ssize_t counts[] = {rows, (rows + 3) / 4, rows, sized};
    if (rows < 0 || rows > MOST_ROWS || sized < 0 || sized > rows || fold->kinds.width != 1 ||
        fold->first_us <= -far || fold->first_us >= far || fold->time_unit < 1 ||
        fold->time_unit > 1000000 || fold->size_unit < 1 || fold->most_size < 0 ||
        fold->most_size > (wide_sizes ? far - 1 : INT32_MAX) / fold->size_unit)
        return 0;
    if (fold->bid_key < 0 || fold->bid_key >= many || fold->ask_key < 0 || fold->ask_key >= many ||
        fold->levels < 1 || fold->levels >= many || fold->finer < 1 || fold->finer >= many ||
        fold->wide < 1 || 2 * fold->wide > UINT16_MAX ||
        (fold->levels - 1) > (fold->wide - 1) / fold->finer)
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
    static const Py_ssize_t items[6] = {8, 2, 0, 8, 1, 4};
    Py_buffer from = {0}, into[6] = {{0}};
    Py_ssize_t at[4], rows, sized;
    Fold fold = {0};
    long long unit[9];
    if (!PyArg_ParseTuple(
            arguments, "O(nn)(ni)(ni)(ni)(ni)(LLLLLLLLL)(OOOOOO)", &data, &rows, &sized, &at[0],
            &fold.steps.width, &at[1], &fold.kinds.width, &at[2], &fold.places.width, &at[3],
            &fold.sizes.width, &unit[0], &unit[1], &unit[2], &unit[3], &unit[4], &unit[5], &unit[6],
            &unit[7], &unit[8], &objects[0], &objects[1], &objects[2], &objects[3], &objects[4],
            &objects[5]))
        return NULL;
    fold.first_us = unit[0], fold.time_unit = unit[1], fold.size_unit = unit[2];
    fold.most_size = unit[3], fold.bid_key = unit[4], fold.ask_key = unit[5];
    fold.levels = unit[6], fold.wide = unit[7], fold.finer = unit[8];
    int taken = take_buffer(data, &from, 1, 0, "data") == 0, room = 1, wide = 0;
    for (int i = 0; taken && i < 6; i++) {
        taken = (items[i] ? take_buffer(objects[i], &into[i], items[i], 1, names[i])
                          : take_sizes(objects[i], &into[i], 1, &wide)) == 0;
        room = room && taken && into[i].len / into[i].itemsize >= rows;
    }
    if (taken && (!room || !fits(&from, &fold, at, rows, sized, wide))) {
        PyErr_SetString(PyExc_ValueError, "rows that cannot be, or no room for them");
    } else if (taken) {
        Room to = {into[0].buf, into[1].buf, into[2].buf, wide,
                   into[3].buf, into[4].buf, into[5].buf};
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

/* Stores sizes at their places, in order; -1 where a place is not in the book. */
#define STORE(type)                                                                                \
    do {                                                                                           \
        type *to = book.buf;                                                                       \
        const type *size = sizes.buf;                                                              \
        for (size_t i = 0; i < rows; i++) {                                                        \
            if (slot[i] >= places)                                                                 \
                return -1;                                                                         \
            to[slot[i]] = size[i];                                                                 \
        }                                                                                          \
    } while (0)

static int store(Py_buffer book, Py_buffer slots, Py_buffer sizes, int wide) {
    const size_t rows = (size_t)slots.len / 2, places = (size_t)book.len / (wide ? 8 : 4);
    const uint16_t *slot = slots.buf;
    if (wide)
        STORE(int64_t);
    else
        STORE(int32_t);
    return 0;
}

PyObject *unfold_store(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *objects[3], *answer = NULL;
    Py_buffer book = {0}, slots = {0}, sizes = {0};
    int wide = 0, wide_sizes = 0;
    if (!PyArg_ParseTuple(arguments, "OOO", &objects[0], &objects[1], &objects[2]))
        return NULL;
    if (take_sizes(objects[0], &book, 1, &wide) == 0 &&
        take_buffer(objects[1], &slots, 2, 0, "slots") == 0 &&
        take_sizes(objects[2], &sizes, 0, &wide_sizes) == 0) {
        if (wide != wide_sizes || slots.len / 2 != sizes.len / (wide ? 8 : 4) ||
            store(book, slots, sizes, wide) < 0)
            PyErr_SetString(PyExc_ValueError, "slots and sizes that the book has no room for");
        else
            answer = Py_NewRef(Py_None);
    }
    PyBuffer_Release(&book);
    PyBuffer_Release(&slots);
    PyBuffer_Release(&sizes);
    return answer;
}
