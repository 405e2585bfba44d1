/* Frame after frame, as long as they are ordinary: onto the tape, into the books, into counts. */
#include "run.h"

#define LONGEST_PAUSE_US INT64_C(100000000) /* after a longer one the certificate has a word to say */

static char *put_number(char *to, int64_t value) {
    char digits[20];
    int count = 0;
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do
        digits[count++] = (char)('0' + left % 10);
    while (left /= 10);
    if (value < 0)
        *to++ = '-';
    while (count)
        *to++ = digits[--count];
    return to;
}

/* Appends the line of a frame to the tape's buffer, as `tape.lines.encode_line` would. */
static int append_line(const Run *run, const char *frame, Py_ssize_t size, int64_t recv_us) {
    char start[64], *to = start;
    memcpy(to, "{\"t\":", 5);
    to = put_number(to + 5, recv_us);
    memcpy(to, ",\"q\":", 5);
    to = put_number(to + 5, run->seq);
    Py_ssize_t start_size = to - start, had = PyByteArray_Size(run->out);
    Py_ssize_t more = start_size + run->head_size + size + 6;
    if (had > PY_SSIZE_T_MAX - more || PyByteArray_Resize(run->out, had + more) < 0)
        return -1;
    to = PyByteArray_AsString(run->out) + had;
    memcpy(to, start, (size_t)start_size);
    to += start_size;
    memcpy(to, run->head, (size_t)run->head_size);
    to += run->head_size;
    memcpy(to, "\"m\":", 4);
    memcpy(to + 4, frame, (size_t)size);
    memcpy(to + 4 + size, "}\n", 2);
    return 0;
}

/* The value under which `metrics.Histogram` counts: two significant digits. */
static int64_t bucket(int64_t value) {
    int64_t magnitude = value < 0 ? -value : value, step = 1;
    if (magnitude < 100)
        return value;
    while (magnitude / step >= 100)
        step *= 10;
    int64_t rounded = (magnitude + step / 2) / step * step;
    return value > 0 ? rounded : -rounded;
}

/* The place of a delay among those counted; -1 if there are too many different ones. */
static int delay_place(Follower *self, int64_t delay_us) {
    int64_t ms = delay_us / 1000 - (delay_us % 1000 < 0), value = bucket(ms);
    for (int i = 0; i < self->delay_count; i++)
        if (self->delays[i].value == value)
            return i;
    if (self->delay_count == DELAYS)
        return -1;
    self->delays[self->delay_count] = (Delay){value, 0};
    return self->delay_count++;
}

static void count_time(Follower *self, Run *run, int place, int64_t venue_us, int64_t recv_us) {
    int64_t delay_us = recv_us - venue_us, ms = delay_us / 1000 - (delay_us % 1000 < 0);
    self->delays[place].count++;
    if (ms > self->longest)
        self->longest = ms;
    self->lagged |= delay_us != 0;
    self->early += venue_us < run->last_venue_us;
    if (venue_us >= run->last_venue_us && ms > run->late_ms)
        run->late_ms = ms;
    run->last_venue_us = venue_us;
}

static int take_top(Follower *self, const Message *message, int64_t seq, int64_t recv_us) {
    int32_t place = roster_find(&self->roster, message->text[ASSET_ID]);
    Slice market = message->text[MARKET];
    if (place < 0 || place >= self->room || market.size > sizeof self->tops[place].market)
        return 0;
    Top *top = &self->tops[place];
    *top = (Top){seq, recv_us, message->venue_us, message->best_bid, message->best_ask,
                 market.size, {0}, 1};
    memcpy(top->market, market.at, market.size);
    self->tops_told++;
    return 1;
}

/* A whole book: 1 taken, 0 not ordinary, -1 with an exception. It ends the run, since Python
 * checks its hash before anything else may happen. */
static int take_book(Follower *self, Run *run, const Message *message, int64_t recv_us) {
    int32_t place;
    Book *book = follow_book(self, message, &place);
    if (book == NULL || message->text[HASH].size > HASH_ROOM)
        return 0;
    Slice tick = message->text[TICK_SIZE];
    if (message->seen >> TICK_SIZE & 1 && decimal(tick, 6, 1000000) < 0)
        return 0;
    PyObject *before = pack_book(book);
    if (before == NULL)
        return -1;
    if (replace_book(book, message) < 0) {
        Py_DECREF(before);
        PyErr_NoMemory();
        return -1;
    }
    run->book = report_book(book, place, message, before);
    note_book(book, message, run->seq, recv_us);
    return run->book == NULL ? -1 : 1;
}

static int take_one(Follower *self, Run *run, const Message *message, int64_t recv_us) {
    if (message->kind == PRICE_CHANGE)
        return follow_changes(self, run, message, recv_us);
    if (message->kind == BEST_BID_ASK)
        return take_top(self, message, run->seq, recv_us);
    return message->kind == BOOK ? take_book(self, run, message, recv_us) : 0;
}

/* One frame: 1 taken, 0 the run ends before it, -1 with an exception. */
static int step(Follower *self, Run *run) {
    PyObject *frame = PyList_GetItem(run->frames, run->at); /* borrowed: nobody else has the list */
    PyObject *time = PyList_GetItem(run->times, run->at);
    Py_ssize_t had = PyByteArray_Size(run->out);
    if (frame == NULL || time == NULL)
        return -1;
    if (!PyBytes_Check(frame) || !PyLong_Check(time))
        return 0;
    int64_t recv_us = PyLong_AsLongLong(time);
    if (recv_us == -1 && PyErr_Occurred())
        return -1;
    if (recv_us < run->last_us || recv_us >= run->until_us ||
        recv_us - run->last_us > LONGEST_PAUSE_US || had >= run->most_bytes)
        return 0;
    char *at;
    Py_ssize_t size;
    if (PyBytes_AsStringAndSize(frame, &at, &size) < 0)
        return -1;
    if (!read_message(at, at + size, self->message))
        return 0;
    int place = delay_place(self, recv_us - self->message->venue_us);
    if (place < 0 || self->message->kind == LAST_TRADE)
        return 0;
    if (append_line(run, at, size, recv_us) < 0)
        return -1;
    int taken = take_one(self, run, self->message, recv_us);
    if (taken <= 0) {
        if (PyByteArray_Resize(run->out, had) < 0)
            return -1;
        return taken;
    }
    count_time(self, run, place, self->message->venue_us, recv_us);
    run->last_us = recv_us;
    run->seq++;
    run->at++;
    return 1;
}

PyObject *follower_run(PyObject *object, PyObject *arguments) {
    Follower *self = (Follower *)object;
    Run run = {0};
    PyObject *head;
    long long seq, until_us, every_us, last_us, last_venue_us;
    if (!PyArg_ParseTuple(arguments, "O!O!nnO!SLLnLLL", &PyList_Type, &run.frames, &PyList_Type,
                          &run.times, &run.at, &run.stop, &PyByteArray_Type, &run.out, &head, &seq,
                          &until_us, &run.most_bytes, &every_us, &last_us, &last_venue_us))
        return NULL;
    Py_ssize_t count = PyList_Size(run.frames);
    if (run.at < 0 || run.at > run.stop || run.stop > count ||
        PyList_Size(run.times) != count || every_us < 0 || last_us < 0) {
        PyErr_SetString(PyExc_ValueError, "frames and times must be equally many, numbers positive");
        return NULL;
    }
    if (PyBytes_AsStringAndSize(head, (char **)&run.head, &run.head_size) < 0)
        return NULL;
    run.seq = seq, run.until_us = until_us, run.every_us = every_us;
    run.last_us = last_us, run.last_venue_us = last_venue_us, run.late_ms = INT64_MIN;
    Py_ssize_t start = run.at;
    int going = 1;
    while (going > 0 && run.at < run.stop && run.book == NULL && run.wrong == NULL)
        going = step(self, &run);
    PyObject *answer = NULL;
    if (going >= 0 && run.at == start)
        answer = Py_NewRef(Py_None);
    else if (going >= 0)
        answer = Py_BuildValue("(nLLLOO)", run.at - start, (long long)run.last_us,
                               (long long)run.last_venue_us, (long long)run.late_ms,
                               run.book == NULL ? Py_None : run.book,
                               run.wrong == NULL ? Py_None : run.wrong);
    Py_XDECREF(run.book);
    Py_XDECREF(run.wrong);
    return answer;
}
