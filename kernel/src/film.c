/* Passes over the rows of a track: what the best prices and the depth were after every one. */
#include "objects.h"

#include <stdlib.h>

enum { DEPTH = 5 };

/* One side of a book: sizes by key, where a higher rank is a better price. */
typedef struct {
    int64_t *sizes;
    int64_t levels;
    int falling; /* bids: the best is the highest key */
    int64_t best;  /* rank of the best level, -1 if there is none */
    int64_t last;  /* rank of the fifth level, 0 if there are fewer */
    int64_t depth; /* size of the best five levels, or fewer */
} Half;

static int64_t *at_rank(const Half *half, int64_t rank) {
    return &half->sizes[half->falling ? rank : half->levels - 1 - rank];
}

static int64_t cell_of(const Half *half) {
    return half->best < 0 || half->falling ? half->best : half->levels - 1 - half->best;
}

static void count_depth(Half *half) {
    int64_t sum = 0, found = 0, rank = half->best;
    for (; rank >= 0; rank--) {
        int64_t size = *at_rank(half, rank);
        if (size) {
            /* As in two's complement: a sum beyond 64 bits wraps, in both twins. */
            sum = (int64_t)((uint64_t)sum + (uint64_t)size);
            if (++found == DEPTH)
                break;
        }
    }
    half->last = rank < 0 ? 0 : rank;
    half->depth = sum;
}

static void store(Half *half, int64_t key, int64_t size, int deep) {
    int64_t rank = half->falling ? key : half->levels - 1 - key;
    int64_t before = half->sizes[key];
    half->sizes[key] = size;
    if (!size == !before) {
        if (deep && rank >= half->last)
            half->depth =
                (int64_t)((uint64_t)half->depth + (uint64_t)size - (uint64_t)before);
        return;
    }
    if (size && rank > half->best)
        half->best = rank;
    else if (!size && rank == half->best)
        while (half->best >= 0 && !*at_rank(half, half->best))
            half->best--;
    if (deep && rank >= half->last)
        count_depth(half);
}

typedef struct {
    Py_buffer slots, sizes;
    Py_ssize_t rows;
    int64_t levels;
    int64_t *book;
    Half bids, asks;
} Pass;

static void end_pass(Pass *pass) {
    free(pass->book);
    if (pass->sizes.obj != NULL)
        PyBuffer_Release(&pass->sizes);
    if (pass->slots.obj != NULL)
        PyBuffer_Release(&pass->slots);
}

static int begin_pass(Pass *pass, PyObject *slots, PyObject *sizes, long long levels) {
    if (levels < 1 || levels > 1 << 20) {
        PyErr_SetString(PyExc_ValueError, "levels: 1 to 2**20 are wanted");
        return -1;
    }
    pass->levels = levels;
    if (take_buffer(slots, &pass->slots, 8, 0, "slots") < 0 ||
        take_buffer(sizes, &pass->sizes, 8, 0, "sizes") < 0)
        return -1;
    pass->rows = pass->slots.len / 8;
    if (pass->sizes.len / 8 != pass->rows) {
        PyErr_SetString(PyExc_ValueError, "slots and sizes differ in length");
        return -1;
    }
    const int64_t *slot = pass->slots.buf;
    for (Py_ssize_t row = 0; row < pass->rows; row++)
        if (slot[row] < 0 || slot[row] > 2 * pass->levels) {
            PyErr_Format(PyExc_ValueError, "slot %lld is not in the book", (long long)slot[row]);
            return -1;
        }
    pass->book = calloc((size_t)(2 * levels), sizeof *pass->book);
    if (pass->book == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    pass->bids = (Half){pass->book, levels, 1, -1, 0, 0};
    pass->asks = (Half){pass->book + levels, levels, 0, -1, 0, 0};
    return 0;
}

static void step(Pass *pass, Py_ssize_t row, int deep) {
    int64_t slot = ((const int64_t *)pass->slots.buf)[row];
    int64_t size = ((const int64_t *)pass->sizes.buf)[row];
    if (slot < pass->levels)
        store(&pass->bids, slot, size, deep);
    else if (slot < 2 * pass->levels)
        store(&pass->asks, slot - pass->levels, size, deep);
}

PyObject *film_features(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *slots, *sizes, *columns[4], *answer = NULL;
    static const char *const names[4] = {"bid", "ask", "bid_depth", "ask_depth"};
    Py_buffer views[4] = {{0}};
    Pass pass = {0};
    long long levels;
    int taken = 0;
    if (!PyArg_ParseTuple(arguments, "OOLOOOO", &slots, &sizes, &levels, &columns[0], &columns[1],
                          &columns[2], &columns[3]))
        return NULL;
    if (begin_pass(&pass, slots, sizes, levels) < 0)
        goto done;
    for (; taken < 4; taken++) {
        Py_ssize_t width = taken < 2 ? 4 : 8;
        if (take_buffer(columns[taken], &views[taken], width, 1, names[taken]) < 0)
            goto done;
        if (views[taken].len / width != pass.rows) {
            taken++;
            PyErr_Format(PyExc_ValueError, "%s: not as many items as rows", names[taken - 1]);
            goto done;
        }
    }
    Py_BEGIN_ALLOW_THREADS
    int32_t *bid = views[0].buf, *ask = views[1].buf;
    int64_t *bid_depth = views[2].buf, *ask_depth = views[3].buf;
    for (Py_ssize_t row = 0; row < pass.rows; row++) {
        step(&pass, row, 1);
        bid[row] = (int32_t)cell_of(&pass.bids);
        ask[row] = (int32_t)cell_of(&pass.asks);
        bid_depth[row] = pass.bids.depth;
        ask_depth[row] = pass.asks.depth;
    }
    Py_END_ALLOW_THREADS
    answer = Py_NewRef(Py_None);
done:
    while (taken--)
        PyBuffer_Release(&views[taken]);
    end_pass(&pass);
    return answer;
}

/* Numbers -1 to levels - 1 as objects, each made once: a callback is the cost, not its numbers. */
static PyObject *number(PyObject **made, int64_t value) {
    PyObject **place = &made[value + 1];
    if (*place == NULL)
        *place = PyLong_FromLongLong(value);
    return *place;
}

PyObject *film_each_top(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *slots, *sizes, *callback, **made = NULL, *answer = NULL;
    Pass pass = {0};
    long long levels;
    if (!PyArg_ParseTuple(arguments, "OOLO", &slots, &sizes, &levels, &callback))
        return NULL;
    if (begin_pass(&pass, slots, sizes, levels) < 0)
        goto done;
    made = calloc((size_t)levels + 1, sizeof *made);
    if (made == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    for (Py_ssize_t row = 0; row < pass.rows; row++) {
        step(&pass, row, 0);
        PyObject *bid = number(made, cell_of(&pass.bids));
        PyObject *ask = number(made, cell_of(&pass.asks));
        if (bid == NULL || ask == NULL)
            goto done;
        PyObject *said = PyObject_CallFunctionObjArgs(callback, bid, ask, NULL);
        if (said == NULL)
            goto done;
        Py_DECREF(said);
    }
    answer = Py_NewRef(Py_None);
done:
    if (made != NULL)
        for (long long value = 0; value <= levels; value++)
            Py_XDECREF(made[value]);
    free(made);
    end_pass(&pass);
    return answer;
}
