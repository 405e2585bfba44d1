/* A run of ordinary frames of one connection, and what is reported of it. */
#ifndef GAMETAPE_RUN_H
#define GAMETAPE_RUN_H

#include "follow.h"

#define NEVER INT64_MIN

/* What the caller says of a run, and how far it has come. */
struct Run {
    PyObject *frames, *times; /* lists of bytes and of microseconds */
    Py_ssize_t at, stop;
    PyObject *out; /* the tape's lines, a bytearray */
    const char *head; /* what stands between a line's number and its message */
    Py_ssize_t head_size, most_bytes;
    int64_t seq, until_us, every_us, last_us, last_venue_us;
    int64_t late_ms; /* the longest delay of a frame that came in the venue's order */
    PyObject *book; /* what is told of the book that ended the run */
    PyObject *wrong; /* list of hashes that ended the run, for they did not match */
};

PyObject *follower_run(PyObject *object, PyObject *arguments);
PyObject *follower_report(PyObject *object, PyObject *ignored);
PyObject *follower_standings(PyObject *object, PyObject *ignored);
PyObject *follower_stand(PyObject *object, PyObject *arguments);
PyObject *report_wrong(const Book *book, int32_t place, const Message *message, Slice stated);
PyObject *report_book(Book *book, int32_t place, const Message *message, PyObject *before);

#endif
