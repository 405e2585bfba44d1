/* Hashes of followed books: the usual ones are proved here, all others are left to Python. */
#include "run.h"

static const char OPEN[] = "\"hash\":\"\",\"bids\":[", BETWEEN[] = "],\"asks\":[";

static const Texts *texts_of(const Book *book, int side) {
    return &((TextSide *)book->side[side])->texts;
}

size_t body_size(const Book *book) {
    return sizeof OPEN - 1 + texts_size(texts_of(book, 0)) + sizeof BETWEEN - 1 +
           texts_size(texts_of(book, 1)) + 1;
}

static char *put(char *to, const char *from, size_t size) {
    memcpy(to, from, size);
    return to + size;
}

char *body_write(const Book *book, char *to) {
    to = texts_write(texts_of(book, 0), put(to, OPEN, sizeof OPEN - 1));
    to = texts_write(texts_of(book, 1), put(to, BETWEEN, sizeof BETWEEN - 1));
    *to++ = ']';
    return to;
}

int hash_due(const Follower *self, const Book *book, int64_t every_us, int64_t recv_us) {
    if (book->streak < self->proving && book->tried < self->trying)
        return 1;
    return recv_us - book->checked_us >= every_us;
}

/* The text that is hashed, with the ending that matched last. */
static PyObject *hashed_text(const Book *book, PyObject *ending, Slice stamp) {
    char *opening, *end, *to;
    Py_ssize_t opening_size, end_size;
    if (PyBytes_AsStringAndSize(book->opening, &opening, &opening_size) < 0 ||
        PyBytes_AsStringAndSize(ending, &end, &end_size) < 0)
        return NULL;
    size_t size = (size_t)opening_size + stamp.size + 2 + body_size(book) + (size_t)end_size;
    PyObject *text = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)size);
    if (text == NULL)
        return NULL;
    to = put(PyBytes_AsString(text), opening, (size_t)opening_size);
    to = put(put(to, stamp.at, stamp.size), "\",", 2);
    put(body_write(book, to), end, (size_t)end_size);
    return text;
}

/* Whether the text has this hash; -1 with an exception. */
static int has_hash(const Follower *self, PyObject *text, Slice stated) {
    PyObject *given = PyTuple_Pack(1, text);
    PyObject *hash = given == NULL ? NULL : PyObject_Call(self->sha1, given, self->named);
    PyObject *hex = hash == NULL ? NULL : PyObject_CallMethod(hash, "hexdigest", NULL);
    Py_ssize_t size;
    const char *at = hex == NULL ? NULL : PyUnicode_AsUTF8AndSize(hex, &size);
    int equal = at == NULL ? -1 : same(stated, at, (size_t)size);
    Py_XDECREF(given);
    Py_XDECREF(hash);
    Py_XDECREF(hex);
    return equal;
}

int check_hash(Follower *self, Run *run, Book *book, int32_t place, const Message *message,
               Slice stated) {
    /* Behind one that did not match all are left to Python, so that it sees them in their order. */
    if (run->wrong == NULL && PyList_Size(book->ending)) {
        PyObject *text =
            hashed_text(book, PyList_GetItem(book->ending, 0), message->text[TIMESTAMP]);
        int matched = text == NULL ? -1 : has_hash(self, text, stated);
        Py_XDECREF(text);
        self->hashes += matched > 0;
        if (matched)
            return matched;
    }
    if (run->wrong == NULL)
        run->wrong = PyList_New(0);
    PyObject *item = run->wrong == NULL ? NULL : report_wrong(book, place, message, stated);
    int done = item == NULL ? -1 : PyList_Append(run->wrong, item);
    Py_XDECREF(item);
    book->unproved = self->frames;
    return done;
}

PyObject *follower_standings(PyObject *object, PyObject *Py_UNUSED(ignored)) {
    Follower *self = (Follower *)object;
    PyObject *list = PyList_New(0);
    for (int32_t place = 0; list != NULL && place < self->roster.count; place++) {
        Book *book = place < self->room ? self->books[place] : NULL;
        if (book == NULL || !book->stands)
            continue;
        PyObject *item = Py_BuildValue("(iLLLL)", place, (long long)book->checked_us,
                                       (long long)book->streak, (long long)book->tried,
                                       (long long)book->proved_us);
        int done = item == NULL ? -1 : PyList_Append(list, item);
        Py_XDECREF(item);
        book->stands = 0;
        book->proved_us = 0;
        if (done < 0)
            Py_CLEAR(list);
    }
    if (list == NULL)
        return NULL;
    PyObject *answer = Py_BuildValue("(LN)", (long long)self->hashes, list);
    self->hashes = 0;
    return answer;
}

PyObject *follower_stand(PyObject *object, PyObject *arguments) {
    Follower *self = (Follower *)object;
    int place;
    long long checked_us, streak, tried;
    if (!PyArg_ParseTuple(arguments, "iLLL", &place, &checked_us, &streak, &tried))
        return NULL;
    Book *book = place >= 0 && place < self->room ? self->books[place] : NULL;
    if (book != NULL) {
        book->checked_us = checked_us;
        book->streak = streak;
        book->tried = tried;
    }
    Py_RETURN_NONE;
}
