/* Folds of level rows: last write wins, with the best prices and the depth after every row. */
#include "objects.h"

#include "cells.h"

#define NEAR 5 /* levels of a side whose sizes are summed */

typedef struct {
    int64_t *size;
    uint8_t *there;
    int32_t cells, best, last; /* best level, and the last of those summed */
    int count;                 /* how many are summed */
    int64_t depth;
} Side;

typedef struct {
    Py_buffer bids, asks, kind, cell, size;
    Side side[2];
    Py_ssize_t rows;
} Fold;

static void fold_end(Fold *fold) {
    PyBuffer_Release(&fold->bids);
    PyBuffer_Release(&fold->asks);
    PyBuffer_Release(&fold->kind);
    PyBuffer_Release(&fold->cell);
    PyBuffer_Release(&fold->size);
    PyMem_Free(fold->side[0].there);
    PyMem_Free(fold->side[1].there);
}

/* Sum the levels of a side anew, from its best one on. */
static void look(Side *side, int ask) {
    int32_t cell = side->best;
    side->depth = 0;
    side->count = 0;
    side->last = cell;
    while (cell >= 0) {
        /* Sizes may be any 64-bit numbers; sums of five wrap as unsigned ones do. */
        side->depth = (int64_t)((uint64_t)side->depth + (uint64_t)side->size[cell]);
        side->last = cell;
        if (++side->count == NEAR)
            return;
        cell = ask ? first_there(side->there, cell + 1, side->cells)
                   : last_there(side->there, cell - 1);
    }
}

static int side_begin(Side *side, const Py_buffer *sizes, int ask) {
    side->size = sizes->buf;
    side->cells = (int32_t)(sizes->len / 8);
    side->there = PyMem_Malloc((size_t)side->cells + 1);
    if (side->there == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (int32_t cell = 0; cell < side->cells; cell++)
        side->there[cell] = side->size[cell] != 0;
    side->best = ask ? first_there(side->there, 0, side->cells)
                     : last_there(side->there, side->cells - 1);
    look(side, ask);
    return 0;
}

static int fold_begin(Fold *fold, PyObject *const *parts) {
    memset(fold, 0, sizeof *fold);
    if (take_buffer(parts[0], &fold->bids, 8, 1, "bids") < 0 ||
        take_buffer(parts[1], &fold->asks, 8, 1, "asks") < 0 ||
        take_buffer(parts[2], &fold->kind, 1, 0, "kind") < 0 ||
        take_buffer(parts[3], &fold->cell, 4, 0, "cell") < 0 ||
        take_buffer(parts[4], &fold->size, 8, 0, "size") < 0)
        return -1;
    fold->rows = fold->kind.len;
    if (fold->bids.len != fold->asks.len || fold->bids.len / 8 > INT32_MAX / 2 ||
        fold->cell.len != 4 * fold->rows || fold->size.len != 8 * fold->rows) {
        PyErr_SetString(PyExc_ValueError, "sides and columns must be equally long");
        return -1;
    }
    return side_begin(&fold->side[0], &fold->bids, 0) < 0 ? -1
                                                          : side_begin(&fold->side[1], &fold->asks, 1);
}

/* One row; -1 for a cell outside of the book. Other kinds than levels change nothing. */
static inline int fold_row(Fold *fold, Py_ssize_t row) {
    uint8_t kind = ((const uint8_t *)fold->kind.buf)[row];
    if (kind > 1)
        return 0;
    Side *side = &fold->side[kind];
    int32_t cell = ((const int32_t *)fold->cell.buf)[row];
    if (cell < 0 || cell >= side->cells)
        return -1;
    int64_t size = ((const int64_t *)fold->size.buf)[row], before = side->size[cell];
    side->size[cell] = size;
    if (before && size) {
        if (kind ? cell <= side->last : cell >= side->last)
            side->depth = (int64_t)((uint64_t)side->depth + (uint64_t)size - (uint64_t)before);
        return 0;
    }
    if (!before && !size)
        return 0;
    side->there[cell] = size != 0;
    int within = side->count < NEAR || (kind ? cell <= side->last : cell >= side->last);
    if (!within)
        return 0;
    if (size && (side->best < 0 || (kind ? cell < side->best : cell > side->best)))
        side->best = cell;
    else if (!size && cell == side->best)
        side->best = kind ? first_there(side->there, cell, side->cells)
                          : last_there(side->there, cell);
    look(side, kind);
    return 0;
}

static int take_outputs(PyObject *const *parts, Py_buffer *views, Py_ssize_t rows) {
    static const char *const names[4] = {"best_bid", "best_ask", "depth_bid", "depth_ask"};
    for (int i = 0; i < 4; i++) {
        if (take_buffer(parts[i], &views[i], i < 2 ? 4 : 8, 1, names[i]) < 0)
            return -1;
        if (views[i].len != (i < 2 ? 4 : 8) * rows) {
            PyErr_Format(PyExc_ValueError, "%s must have a place for every row", names[i]);
            return -1;
        }
    }
    return 0;
}

static Py_ssize_t run_features(Fold *fold, Py_buffer *views) {
    int32_t *best_bid = views[0].buf, *best_ask = views[1].buf;
    int64_t *depth_bid = views[2].buf, *depth_ask = views[3].buf;
    const Side *bids = &fold->side[0], *asks = &fold->side[1];
    for (Py_ssize_t row = 0; row < fold->rows; row++) {
        if (fold_row(fold, row) < 0)
            return row;
        best_bid[row] = bids->best;
        best_ask[row] = asks->best;
        depth_bid[row] = bids->depth;
        depth_ask[row] = asks->depth;
    }
    return fold->rows;
}

static PyObject *outside(Py_ssize_t row) {
    return PyErr_Format(PyExc_IndexError, "row %zd: its cell is not in the book", row);
}

PyObject *fold_features(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *parts[9];
    Fold fold;
    Py_buffer views[4];
    memset(views, 0, sizeof views);
    if (!PyArg_ParseTuple(arguments, "OOOOOOOOO", &parts[0], &parts[1], &parts[2], &parts[3],
                          &parts[4], &parts[5], &parts[6], &parts[7], &parts[8]))
        return NULL;
    PyObject *answer = NULL;
    if (fold_begin(&fold, parts) == 0 && take_outputs(parts + 5, views, fold.rows) == 0) {
        Py_ssize_t done;
        Py_BEGIN_ALLOW_THREADS
        done = run_features(&fold, views);
        Py_END_ALLOW_THREADS
        answer = done == fold.rows ? Py_NewRef(Py_None) : outside(done);
    }
    fold_end(&fold);
    for (int i = 0; i < 4; i++)
        PyBuffer_Release(&views[i]);
    return answer;
}

PyObject *fold_rows(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *parts[5];
    Fold fold;
    if (!PyArg_ParseTuple(arguments, "OOOOO", &parts[0], &parts[1], &parts[2], &parts[3],
                          &parts[4]))
        return NULL;
    PyObject *answer = NULL;
    if (fold_begin(&fold, parts) == 0) {
        Py_ssize_t row = 0;
        Py_BEGIN_ALLOW_THREADS
        while (row < fold.rows && fold_row(&fold, row) == 0)
            row++;
        Py_END_ALLOW_THREADS
        answer = row == fold.rows ? Py_NewRef(Py_None) : outside(row);
    }
    fold_end(&fold);
    return answer;
}

/* The number of a best cell: made anew only when it has changed. */
static int number_of(PyObject **number, int32_t *told, int32_t cell) {
    if (*number != NULL && *told == cell)
        return 0;
    Py_XDECREF(*number);
    *told = cell;
    *number = PyLong_FromLong(cell);
    return *number == NULL ? -1 : 0;
}

static int run_each(Fold *fold, PyObject *call) {
    PyObject *bid = NULL, *ask = NULL;
    int32_t told_bid = 0, told_ask = 0;
    int going = 1;
    for (Py_ssize_t row = 0; going && row < fold->rows; row++) {
        going = 0;
        if (fold_row(fold, row) < 0) {
            outside(row);
            break;
        }
        PyObject *number = PyLong_FromSsize_t(row), *said = NULL;
        if (number != NULL && number_of(&bid, &told_bid, fold->side[0].best) == 0 &&
            number_of(&ask, &told_ask, fold->side[1].best) == 0)
            said = PyObject_CallFunctionObjArgs(call, number, bid, ask, NULL);
        Py_XDECREF(number);
        going = said != NULL;
        Py_XDECREF(said);
    }
    Py_XDECREF(bid);
    Py_XDECREF(ask);
    return going || !fold->rows ? 0 : -1;
}

PyObject *fold_each(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *parts[6];
    Fold fold;
    if (!PyArg_ParseTuple(arguments, "OOOOOO", &parts[0], &parts[1], &parts[2], &parts[3],
                          &parts[4], &parts[5]))
        return NULL;
    PyObject *answer = NULL;
    if (fold_begin(&fold, parts) == 0 && run_each(&fold, parts[5]) == 0)
        answer = Py_NewRef(Py_None);
    fold_end(&fold);
    return answer;
}
