/* The Python type Follower: which books are followed. */
#include "run.h"

static PyObject *follower_new(PyTypeObject *type, PyObject *arguments, PyObject *named) {
    static char *names[] = {"proving", "trying", NULL};
    long long proving, trying;
    if (!PyArg_ParseTupleAndKeywords(arguments, named, "LL", names, &proving, &trying))
        return NULL;
    allocfunc make = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
    Follower *self = (Follower *)make(type, 0);
    if (self == NULL)
        return NULL;
    self->longest = INT64_MIN;
    self->proving = proving, self->trying = trying;
    PyObject *hashlib = PyImport_ImportModule("hashlib");
    if (hashlib != NULL) {
        self->sha1 = PyObject_GetAttrString(hashlib, "sha1");
        self->named = Py_BuildValue("{sO}", "usedforsecurity", Py_False);
        Py_DECREF(hashlib);
    }
    if (self->sha1 == NULL || self->named == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    self->message = PyMem_Calloc(1, sizeof(Message));
    if (self->message == NULL || roster_begin(&self->roster) < 0) {
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    return (PyObject *)self;
}

static void let_go(Follower *self, int32_t place) {
    Book *book = self->books[place];
    self->books[place] = NULL;
    if (book != NULL)
        book_end(book);
}

static void follower_free(PyObject *object) {
    Follower *self = (Follower *)object;
    PyTypeObject *type = Py_TYPE(object);
    for (int32_t place = 0; place < self->room; place++)
        let_go(self, place);
    PyMem_Free(self->books);
    PyMem_Free(self->tops);
    PyMem_Free(self->message);
    Py_XDECREF(self->sha1);
    Py_XDECREF(self->named);
    roster_end(&self->roster);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

static int seat(Follower *self, PyObject *asset, int32_t *place) {
    Py_ssize_t size;
    const char *at = PyUnicode_AsUTF8AndSize(asset, &size);
    if (at == NULL)
        return -1;
    if (roster_add(&self->roster, (Slice){at, (size_t)size}, place) < 0) {
        PyErr_NoMemory();
        return -1;
    }
    if (*place < self->room)
        return 0;
    int32_t room = self->roster.room;
    Book **books = PyMem_Realloc(self->books, (size_t)room * sizeof(Book *));
    if (books != NULL)
        self->books = books;
    Top *tops = PyMem_Realloc(self->tops, (size_t)room * sizeof(Top));
    if (tops != NULL)
        self->tops = tops;
    if (books == NULL || tops == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (int32_t i = self->room; i < room; i++) {
        books[i] = NULL;
        memset(&tops[i], 0, sizeof(Top));
    }
    self->room = room;
    return 0;
}

static int take_half(Half *half, PyObject *sizes, PyObject *mask, int32_t *cells) {
    if (take_buffer(sizes, &half->sizes, 8, 1, "sizes") < 0)
        return -1;
    if (take_buffer(mask, &half->mask, 1, 1, "mask") < 0)
        return -1;
    if (half->mask.len < 1 || half->mask.len > (1 << 24) || half->sizes.len != 8 * half->mask.len ||
        (*cells && *cells != half->mask.len)) {
        PyErr_SetString(PyExc_ValueError, "sizes and masks of a book must have its cells");
        return -1;
    }
    *cells = (int32_t)half->mask.len;
    half->size = half->sizes.buf;
    half->there = half->mask.buf;
    return 0;
}

static Book *new_book(PyObject *const *parts, long long venue_us) {
    Book *book = PyMem_Calloc(1, sizeof(Book));
    if (book == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    book->best[0] = book->best[1] = UNKNOWN;
    book->venue_us = venue_us;
    book->seq = INT64_MIN;
    if (take_half(&book->half[0], parts[0], parts[1], &book->cells) < 0 ||
        take_half(&book->half[1], parts[2], parts[3], &book->cells) < 0) {
        book_end(book);
        return NULL;
    }
    book->side[0] = Py_NewRef(parts[4]);
    book->side[1] = Py_NewRef(parts[5]);
    book->opening = Py_NewRef(parts[6]);
    book->ending = Py_NewRef(parts[7]);
    return book;
}

static PyObject *follower_follow(PyObject *object, PyObject *arguments) {
    Follower *self = (Follower *)object;
    PyObject *asset, *parts[8];
    long long venue_us, checked_us, streak, tried;
    int32_t place;
    if (!PyArg_ParseTuple(arguments, "ULOOOOO!O!SO!LLL", &asset, &venue_us, &parts[0], &parts[1],
                          &parts[2], &parts[3], text_side_type, &parts[4], text_side_type,
                          &parts[5], &parts[6], &PyList_Type, &parts[7], &checked_us, &streak,
                          &tried) ||
        seat(self, asset, &place) < 0)
        return NULL;
    let_go(self, place);
    Book *book = self->books[place] = new_book(parts, venue_us);
    if (book == NULL)
        return NULL;
    book->checked_us = checked_us, book->streak = streak, book->tried = tried;
    return PyLong_FromLong(place);
}

static PyObject *follower_drop(PyObject *object, PyObject *asset) {
    Follower *self = (Follower *)object;
    Py_ssize_t size;
    const char *at = PyUnicode_Check(asset) ? PyUnicode_AsUTF8AndSize(asset, &size) : NULL;
    if (at == NULL) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_TypeError, "assets are text");
        return NULL;
    }
    int32_t place = size ? roster_find(&self->roster, (Slice){at, (size_t)size}) : -1;
    if (place >= 0 && place < self->room)
        let_go(self, place);
    Py_RETURN_NONE;
}

static PyObject *follower_clear(PyObject *object, PyObject *Py_UNUSED(ignored)) {
    Follower *self = (Follower *)object;
    for (int32_t place = 0; place < self->room; place++)
        let_go(self, place);
    Py_RETURN_NONE;
}

static PyMethodDef follower_methods[] = {
    {"follow", follower_follow, METH_VARARGS,
     "follow(asset, venue_us, bid_sizes, bid_mask, ask_sizes, ask_mask, bid_texts, ask_texts,\n"
     "opening, ending, checked_us, streak, tried): move this book from now on; its place. The\n"
     "arrays stay the caller's, and must not change size or content while the asset is followed."},
    {"standings", follower_standings, METH_NOARGS,
     "How many hashes matched, and how books stand that have changed since this was called last."},
    {"stand", follower_stand, METH_VARARGS,
     "stand(place, checked_us, streak, tried): the caller has checked a hash of this book."},
    {"drop", follower_drop, METH_O, "drop(asset): follow it no more."},
    {"clear", follower_clear, METH_NOARGS, "Follow nothing any more."},
    {"run", follower_run, METH_VARARGS,
     "run(frames, times, at, stop, out, head, seq, until_us, most_bytes, every_us, last_us,\n"
     "last_venue_us): take ordinary frames from `at` on; None if the first is not."},
    {"report", follower_report, METH_NOARGS, "What all runs since the last report have changed."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot follower_slots[] = {
    {Py_tp_new, follower_new},
    {Py_tp_dealloc, follower_free},
    {Py_tp_methods, follower_methods},
    {Py_tp_doc, "Moves the books of one connection by its ordinary frames."},
    {0, NULL},
};

PyType_Spec follower_spec = {
    .name = "gametape_kernel.Follower",
    .basicsize = sizeof(Follower),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = follower_slots,
};
