/* parse_columns: a buffer of frames to columns of integers, without the interpreter's lock. */
#include "objects.h"
#include "roster.h"

#include <stdlib.h>

enum { BID, ASK, BOUGHT, SOLD, CLEAR = 5, TOP = 6, REFUSED = 255 };
#define UNSAID (-2)

enum { FRAMES_AT, TIMES, ASSETS, KINDS_AT, CELLS, SIZES, BID_CELLS, ASK_CELLS, COLUMNS };

static const struct {
    const char *name;
    Py_ssize_t size;
} WANTED[COLUMNS] = {{"frame", 4}, {"time", 8}, {"asset", 4}, {"kind", 1},
                     {"cell", 4}, {"size", 8}, {"bid", 4}, {"ask", 4}};

typedef struct {
    int32_t *frame;
    int64_t *time;
    int32_t *asset;
    uint8_t *kind;
    int32_t *cell;
    int64_t *size;
    int32_t *bid, *ask;
    Py_ssize_t rows, room;
} Columns;

static void put(Columns *to, int32_t frame, int64_t time, int32_t asset, uint8_t kind, int32_t cell,
                int64_t size, int32_t bid, int32_t ask) {
    Py_ssize_t row = to->rows++;
    to->frame[row] = frame;
    to->time[row] = time;
    to->asset[row] = asset;
    to->kind[row] = kind;
    to->cell[row] = cell;
    to->size[row] = size;
    to->bid[row] = bid;
    to->ask[row] = ask;
}

static Py_ssize_t rows_of(const Message *message) {
    if (message->kind == PRICE_CHANGE)
        return message->changes;
    return message->kind == BOOK ? 1 + message->bids + message->asks : 1;
}

static int put_changes(Columns *to, const Roster *roster, const Message *message, int32_t frame) {
    Py_ssize_t start = to->rows;
    for (int i = 0; i < message->changes; i++) {
        const Change *change = &message->change[i];
        int32_t asset = roster_find(roster, change->asset);
        if (asset < 0) {
            to->rows = start;
            return 0;
        }
        put(to, frame, message->venue_us, asset, change->ask ? ASK : BID, change->level.cell,
            change->level.amount, change->best_bid, change->best_ask);
    }
    return 1;
}

/* The rows of an ordinary message; 0 where its asset is not on the roster. */
static int put_message(Columns *to, const Roster *roster, const Message *message, int32_t frame) {
    int64_t time = message->venue_us;
    if (message->kind == PRICE_CHANGE)
        return put_changes(to, roster, message, frame);
    int32_t asset = roster_find(roster, message->text[ASSET_ID]);
    if (asset < 0)
        return 0;
    if (message->kind == LAST_TRADE) {
        put(to, frame, time, asset, message->sold ? SOLD : BOUGHT, message->trade.cell,
            message->trade.amount, UNSAID, UNSAID);
    } else if (message->kind == BEST_BID_ASK) {
        put(to, frame, time, asset, TOP, NO_CELL, 0, message->best_bid, message->best_ask);
    } else {
        put(to, frame, time, asset, CLEAR, NO_CELL, 0, UNSAID, UNSAID);
        for (int i = 0; i < message->bids; i++)
            put(to, frame, time, asset, BID, message->bid[i].cell, message->bid[i].amount, UNSAID,
                UNSAID);
        for (int i = 0; i < message->asks; i++)
            put(to, frame, time, asset, ASK, message->ask[i].cell, message->ask[i].amount, UNSAID,
                UNSAID);
    }
    return 1;
}

/* Reads frames until the buffer or the room ends; how many bytes were read. */
static Py_ssize_t parse(Columns *to, const Roster *roster, Message *message, const char *data,
                        Py_ssize_t size, int32_t *frames) {
    const char *at = data, *end = data + size;
    while (at < end) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        const char *next = line_end == NULL ? end : line_end + 1;
        int ordinary = read_message(at, line_end == NULL ? end : line_end, message);
        if (to->room - to->rows < (ordinary ? rows_of(message) : 1) || *frames == INT32_MAX)
            break;
        if (!ordinary || !put_message(to, roster, message, *frames))
            put(to, *frames, 0, -1, REFUSED, NO_CELL, 0, UNSAID, UNSAID);
        ++*frames;
        at = next;
    }
    return at - data;
}

static int fill_roster(Roster *roster, PyObject *assets) {
    for (Py_ssize_t i = 0; i < PyTuple_Size(assets); i++) {
        Py_ssize_t size;
        int32_t place;
        PyObject *asset = PyTuple_GetItem(assets, i);
        const char *at = PyUnicode_Check(asset) ? PyUnicode_AsUTF8AndSize(asset, &size) : NULL;
        if (at == NULL) {
            if (!PyErr_Occurred())
                PyErr_SetString(PyExc_TypeError, "assets are text");
            return -1;
        }
        if (roster_add(roster, (Slice){at, (size_t)size}, &place) < 0) {
            PyErr_NoMemory();
            return -1;
        }
        if (place != i) {
            PyErr_SetString(PyExc_ValueError, "an asset twice");
            return -1;
        }
    }
    return 0;
}

static int take_columns(PyObject *columns, Py_buffer *views, Columns *to) {
    if (PyTuple_Size(columns) != COLUMNS) {
        PyErr_SetString(PyExc_ValueError, "eight columns are wanted");
        return -1;
    }
    to->room = PY_SSIZE_T_MAX;
    for (int i = 0; i < COLUMNS; i++) {
        PyObject *column = PyTuple_GetItem(columns, i);
        if (take_buffer(column, &views[i], WANTED[i].size, 1, WANTED[i].name) < 0)
            return -1;
        if (views[i].len / WANTED[i].size < to->room)
            to->room = views[i].len / WANTED[i].size;
    }
    to->frame = views[FRAMES_AT].buf, to->time = views[TIMES].buf, to->asset = views[ASSETS].buf;
    to->kind = views[KINDS_AT].buf, to->cell = views[CELLS].buf, to->size = views[SIZES].buf;
    to->bid = views[BID_CELLS].buf, to->ask = views[ASK_CELLS].buf;
    return 0;
}

PyObject *columns_parse(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *data, *assets, *columns, *answer = NULL;
    Py_buffer frames = {0}, views[COLUMNS];
    Columns to = {0};
    Roster roster = {0};
    memset(views, 0, sizeof views);
    if (!PyArg_ParseTuple(arguments, "OO!O!", &data, &PyTuple_Type, &assets, &PyTuple_Type,
                          &columns))
        return NULL;
    Message *message = PyMem_Calloc(1, sizeof(Message));
    if (message == NULL || roster_begin(&roster) < 0) {
        PyErr_NoMemory();
    } else if (fill_roster(&roster, assets) == 0 && take_buffer(data, &frames, 1, 0, "data") == 0 &&
               take_columns(columns, views, &to) == 0) {
        Py_ssize_t read;
        int32_t count = 0;
        Py_BEGIN_ALLOW_THREADS
        read = parse(&to, &roster, message, frames.buf, frames.len, &count);
        Py_END_ALLOW_THREADS
        answer = Py_BuildValue("(nin)", to.rows, (int)count, read);
    }
    for (int i = 0; i < COLUMNS; i++)
        PyBuffer_Release(&views[i]);
    PyBuffer_Release(&frames);
    roster_end(&roster);
    PyMem_Free(message);
    return answer;
}
