/* Which row was the last at each of many moments: each search begins where the last one ended. */
#include "objects.h"

/* The last place whose time is not above `asked`, or -1; `near` is any place of the column.
 *
 * Steps away from `near` double until the moment lies between two of them, then halve: moments that
 * rise cost a few looks at memory that lies near, and those that do not no more than twice a search
 * through all of it. */
static int64_t last_row(const int64_t *times, int64_t count, int64_t near, int64_t asked) {
    int64_t low = -1, high = count; /* times[low] <= asked < times[high], where there are such */
    if (count == 0)
        return -1;
    if (times[near] <= asked) {
        low = near;
        for (int64_t step = 1; low < count - step; step *= 2) {
            if (times[low + step] > asked) {
                high = low + step;
                break;
            }
            low += step;
        }
    } else {
        high = near;
        for (int64_t step = 1; high >= step; step *= 2) {
            if (times[high - step] <= asked) {
                low = high - step;
                break;
            }
            high -= step;
        }
    }
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (times[middle] <= asked)
            low = middle;
        else
            high = middle;
    }
    return low;
}

PyObject *seek_last_rows(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *objects[3], *answer = NULL;
    Py_buffer views[3];
    memset(views, 0, sizeof views);
    if (!PyArg_ParseTuple(arguments, "OOO", &objects[0], &objects[1], &objects[2]))
        return NULL;
    if (take_buffer(objects[0], &views[0], 8, 0, "times") == 0 &&
        take_buffer(objects[1], &views[1], 8, 0, "moments") == 0 &&
        take_buffer(objects[2], &views[2], 8, 1, "rows") == 0) {
        if (views[1].len != views[2].len) {
            PyErr_SetString(PyExc_ValueError, "columns must be equally long");
        } else {
            const int64_t *times = views[0].buf, *asked = views[1].buf;
            int64_t *rows = views[2].buf, count = views[0].len / 8, near = 0;
            Py_BEGIN_ALLOW_THREADS
            for (Py_ssize_t i = 0; i < views[1].len / 8; i++) {
                rows[i] = last_row(times, count, near, asked[i]);
                near = rows[i] < 0 ? 0 : rows[i];
            }
            Py_END_ALLOW_THREADS
            answer = Py_NewRef(Py_None);
        }
    }
    for (int i = 0; i < 3; i++)
        PyBuffer_Release(&views[i]);
    return answer;
}
