/* Byte planes to integers, and sums of differences: what opening a stored track spends its time on. */
#include "objects.h"

/* Four loops that a compiler knows how to make wide, one for each width. */
#define JOIN(type)                                                                                 \
    for (Py_ssize_t i = 0; i < count; i++) {                                                       \
        type value = 0;                                                                            \
        for (size_t rank = 0; rank < sizeof(type); rank++)                                         \
            value |= (type)((type)from[(size_t)count * rank + (size_t)i] << (8 * rank));           \
        ((type *)to)[i] = value;                                                                   \
    }                                                                                              \
    break

static void join(const uint8_t *from, void *to, Py_ssize_t width, Py_ssize_t count) {
    switch (width) {
    case 2:
        JOIN(uint16_t);
    case 4:
        JOIN(uint32_t);
    case 8:
        JOIN(uint64_t);
    default:
        memcpy(to, from, (size_t)count);
    }
}

static int good_width(Py_ssize_t width) {
    if (width == 1 || width == 2 || width == 4 || width == 8)
        return 1;
    PyErr_SetString(PyExc_ValueError, "a width is 1, 2, 4 or 8");
    return 0;
}

PyObject *planes_join(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *data, *into, *answer = NULL;
    Py_ssize_t width;
    Py_buffer from = {0}, to = {0};
    if (!PyArg_ParseTuple(arguments, "OnO", &data, &width, &into) || !good_width(width))
        return NULL;
    if (take_buffer(data, &from, 1, 0, "data") == 0 &&
        take_buffer(into, &to, width, 1, "into") == 0) {
        if (from.len != to.len) {
            PyErr_SetString(PyExc_ValueError, "data and into must be equally long");
        } else {
            Py_BEGIN_ALLOW_THREADS
            join(from.buf, to.buf, width, from.len / width);
            Py_END_ALLOW_THREADS
            answer = Py_NewRef(Py_None);
        }
    }
    PyBuffer_Release(&from);
    PyBuffer_Release(&to);
    return answer;
}

static uint64_t difference(const uint8_t *from, Py_ssize_t width, size_t count, size_t place) {
    uint64_t value = 0;
    for (Py_ssize_t rank = 0; rank < width; rank++)
        value |= (uint64_t)from[count * (size_t)rank + place] << (8 * rank);
    return value;
}

/* 0, or -1 where a sum does not fit 64 bits. */
static int add_up(const uint8_t *from, Py_ssize_t width, int64_t sum, int64_t unit, int64_t *to,
                  Py_ssize_t count) {
    for (Py_ssize_t i = 0; i < count; i++) {
        uint64_t step = difference(from, width, (size_t)count, (size_t)i);
        int64_t more;
        if (step > INT64_MAX || __builtin_mul_overflow((int64_t)step, unit, &more) ||
            __builtin_add_overflow(sum, more, &sum))
            return -1;
        to[i] = sum;
    }
    return 0;
}

PyObject *planes_add_up(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *data, *into, *answer = NULL;
    Py_ssize_t width;
    long long first, unit;
    Py_buffer from = {0}, to = {0};
    if (!PyArg_ParseTuple(arguments, "OnLLO", &data, &width, &first, &unit, &into) ||
        !good_width(width))
        return NULL;
    if (take_buffer(data, &from, 1, 0, "data") == 0 && take_buffer(into, &to, 8, 1, "into") == 0) {
        Py_ssize_t count = to.len / 8;
        int done = -1;
        if (count > PY_SSIZE_T_MAX / 8 || from.len != width * count || unit < 0) {
            PyErr_SetString(PyExc_ValueError, "data must have a difference for every place");
        } else {
            Py_BEGIN_ALLOW_THREADS
            done = add_up(from.buf, width, first, unit, to.buf, count);
            Py_END_ALLOW_THREADS
            if (done < 0)
                PyErr_SetString(PyExc_OverflowError, "a sum does not fit 64 bits");
        }
        answer = done < 0 ? NULL : Py_NewRef(Py_None);
    }
    PyBuffer_Release(&from);
    PyBuffer_Release(&to);
    return answer;
}
