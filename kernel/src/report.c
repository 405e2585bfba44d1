/* What a run of frames has changed, as Python objects: once a run, not once a frame. */
#include "run.h"

static PyObject *text_of(Slice slice) {
    return PyUnicode_DecodeASCII(slice.at, (Py_ssize_t)slice.size, NULL);
}

static PyObject *text_or_none(const Message *message, int key) {
    return message->seen >> key & 1 ? text_of(message->text[key]) : Py_NewRef(Py_None);
}

static PyObject *body_of(const Book *book) {
    char *text = PyMem_Malloc(body_size(book));
    if (text == NULL)
        return PyErr_NoMemory();
    PyObject *body = PyUnicode_DecodeUTF8(text, body_write(book, text) - text, NULL);
    PyMem_Free(text);
    return body;
}

/* A hash that the Python side has to look at: the book's place, its time, the hash, what it is of. */
PyObject *report_wrong(const Book *book, int32_t place, const Message *message, Slice stated) {
    return Py_BuildValue("(iNNN)", place, text_of(message->text[TIMESTAMP]), text_of(stated),
                         body_of(book));
}

/* Never NULL, which would be Python's None. */
static const char *undo_of(const Book *book) {
    return book->undone ? (const char *)book->undo : "";
}

/* Takes over the reference to `before`. */
PyObject *report_book(Book *book, int32_t place, const Message *message, PyObject *before) {
    PyObject *neg_risk = message->seen >> NEG_RISK & 1 ? PyBool_FromLong(message->neg_risk)
                                                       : Py_NewRef(Py_None);
    return Py_BuildValue("(iLNy#NNNNNNNNN)", place, (long long)book->venue_us, before,
                         undo_of(book), (Py_ssize_t)(book->undone * sizeof(Undo)),
                         text_of(message->text[MARKET]), text_of(message->text[ASSET_ID]),
                         text_of(message->text[TIMESTAMP]), text_of(message->text[HASH]),
                         text_or_none(message, TICK_SIZE), text_or_none(message, MIN_ORDER_SIZE),
                         text_or_none(message, LAST_TRADE_PRICE), neg_risk, body_of(book));
}

static int append(PyObject *list, PyObject *item) {
    if (item == NULL)
        return -1;
    int done = PyList_Append(list, item);
    Py_DECREF(item);
    return done;
}

/* Books that moved: place, times, hash, and what their levels were before. */
static PyObject *report_books(Follower *self) {
    PyObject *list = PyList_New(0);
    for (int32_t place = 0; list != NULL && place < self->roster.count; place++) {
        Book *book = self->books[place];
        if (book == NULL || !book->rows)
            continue;
        Slice hash = {book->hash, book->hash_size};
        PyObject *item = Py_BuildValue(
            "(iLLLNy#)", place, (long long)book->seq, (long long)book->recv_us,
            (long long)book->venue_us, text_of(hash),
            undo_of(book), (Py_ssize_t)(book->undone * sizeof(Undo)));
        book->rows = 0;
        book->undone = 0;
        if (append(list, item) < 0)
            Py_CLEAR(list);
    }
    return list;
}

static PyObject *report_tops(Follower *self) {
    PyObject *list = PyList_New(0);
    for (int32_t place = 0; self->tops_told && list != NULL && place < self->roster.count; place++) {
        Top *top = &self->tops[place];
        if (!top->told)
            continue;
        Slice market = {top->market, top->market_size};
        PyObject *item = Py_BuildValue("(NNLLLii)", text_of(self->roster.names[place]),
                                       text_of(market), (long long)top->seq,
                                       (long long)top->recv_us, (long long)top->venue_us,
                                       (int)top->best_bid, (int)top->best_ask);
        top->told = 0;
        if (append(list, item) < 0)
            Py_CLEAR(list);
    }
    return list;
}

static PyObject *report_delays(Follower *self) {
    PyObject *list = PyList_New(0);
    for (int i = 0; list != NULL && i < self->delay_count; i++) {
        const Delay *delay = &self->delays[i];
        if (delay->count && append(list, Py_BuildValue("(LL)", (long long)delay->value,
                                                       (long long)delay->count)) < 0)
            Py_CLEAR(list);
    }
    return list;
}

PyObject *follower_report(PyObject *object, PyObject *Py_UNUSED(ignored)) {
    Follower *self = (Follower *)object;
    PyObject *report = Py_BuildValue(
        "(LLLLNLNNO)", (long long)self->rows, (long long)self->assets, (long long)self->tops_told,
        (long long)self->early, report_delays(self), (long long)self->longest, report_books(self),
        report_tops(self), self->lagged ? Py_True : Py_False);
    self->rows = self->assets = self->tops_told = self->early = 0;
    self->longest = INT64_MIN;
    self->lagged = self->delay_count = 0;
    return report;
}
