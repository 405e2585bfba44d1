/* Takers in a book that is moved by stored rows: what each gets, level by level from the best on. */
#include "objects.h"

/* Rows of a track and the book they move: bids, asks, and a place for rows that are no levels. Where
 * there are own orders a second such book follows, and what is in it is not there for anybody. */
typedef struct {
    Py_buffer book, slots, sizes;
    int wide, owned;
    size_t rows, places, half, levels, at;
    int64_t stride, unit;
} Film;

typedef struct {
    int asks;
    int64_t wanted, best, limit; /* cells; best is -1 where the side is empty */
    int64_t reach;               /* cells from the first level that gives something, or -1 */
} Order;

typedef struct {
    int64_t filled, paid, worst;
} Got;

enum { NONE = -1, ANY = -2 };

static inline int64_t stored(const Film *film, size_t place) {
    return film->wide ? ((const int64_t *)film->book.buf)[place]
                      : ((const int32_t *)film->book.buf)[place];
}

/* Micro-shares at a level, one's own left out; sums of sizes wrap as unsigned ones do. */
static inline int64_t resting(const Film *film, size_t place) {
    int64_t size = (int64_t)((uint64_t)stored(film, place) * (uint64_t)film->unit);
    if (!film->owned)
        return size;
    int64_t own = stored(film, film->half + place);
    return size > own ? size - own : 0;
}

/* Stores one row; -1 where its place is not in the book. */
static inline int store_row(const Film *film, size_t row) {
    size_t place = ((const uint16_t *)film->slots.buf)[row];
    if (place >= film->places)
        return -1;
    if (film->wide)
        ((int64_t *)film->book.buf)[place] = ((const int64_t *)film->sizes.buf)[row];
    else
        ((int32_t *)film->book.buf)[place] = ((const int32_t *)film->sizes.buf)[row];
    return 0;
}

static int move_to(Film *film, size_t row) {
    for (; film->at < row; film->at++)
        if (store_row(film, film->at) < 0)
            return -1;
    return 0;
}

static Got walk(const Film *film, Order order) {
    Got got = {0, 0, NONE};
    const int64_t step = order.asks ? 1 : -1, levels = (int64_t)film->levels;
    const size_t side = order.asks ? film->levels : 0;
    int64_t left = order.wanted, limit = order.limit;
    if (order.best < 0 || left <= 0)
        return got;
    for (int64_t key = order.best / film->stride; key >= 0 && key < levels; key += step) {
        int64_t cell = key * film->stride;
        if (left <= 0 || (limit != ANY && (cell - limit) * step > 0))
            break;
        int64_t size = resting(film, side + (size_t)key), taken = size < left ? size : left;
        if (taken <= 0)
            continue;
        if (got.worst == NONE && order.reach >= 0)
            limit = cell + step * order.reach;
        left -= taken;
        got.filled += taken;
        got.paid = (int64_t)((uint64_t)got.paid + (uint64_t)taken * (uint64_t)cell);
        got.worst = cell;
    }
    return got;
}

static void film_end(Film *film) {
    PyBuffer_Release(&film->book);
    PyBuffer_Release(&film->slots);
    PyBuffer_Release(&film->sizes);
}

/* (book, slots, sizes, at, levels, stride, unit, owned) */
static int film_begin(Film *film, PyObject *parts) {
    PyObject *book, *slots, *sizes;
    Py_ssize_t at, levels;
    long long stride, unit;
    int wide = 0, wide_sizes = 0;
    memset(film, 0, sizeof *film);
    if (!PyArg_ParseTuple(parts, "OOOnnLLp", &book, &slots, &sizes, &at, &levels, &stride, &unit,
                          &film->owned))
        return -1;
    if (take_sizes(book, &film->book, 1, &wide) < 0 ||
        take_buffer(slots, &film->slots, 2, 0, "slots") < 0 ||
        take_sizes(sizes, &film->sizes, 0, &wide_sizes) < 0)
        return -1;
    film->wide = wide;
    film->rows = (size_t)film->slots.len / 2;
    film->places = (size_t)(film->book.len / film->book.itemsize);
    if (wide != wide_sizes || (size_t)(film->sizes.len / film->sizes.itemsize) != film->rows ||
        levels < 1 || levels > UINT16_MAX || stride < 1 || stride > UINT16_MAX || unit < 1 || at < 0 ||
        (size_t)at > film->rows) {
        PyErr_SetString(PyExc_ValueError, "rows and a book that do not belong together");
        return -1;
    }
    film->at = (size_t)at, film->levels = (size_t)levels, film->half = 2 * (size_t)levels + 1;
    film->stride = stride, film->unit = unit;
    if (film->places != film->half * (film->owned ? 2 : 1)) {
        PyErr_SetString(PyExc_ValueError, "a book of another size than its levels");
        return -1;
    }
    return 0;
}

enum { AT, SIDES, WANTED, BEST, LIMITS, FILLED, PAID, WORST, COLUMNS };
enum { WALKED = 0, OUTSIDE = -1, DISORDER = -2 };

static int take_columns(PyObject *const *objects, Py_buffer *views, int count, int first_output) {
    for (int i = 0; i < count; i++) {
        if (take_buffer(objects[i], &views[i], 8, i >= first_output, "columns") < 0)
            return -1;
        if (views[i].len != views[0].len) {
            PyErr_SetString(PyExc_ValueError, "columns must be equally long");
            return -1;
        }
    }
    return 0;
}

static int run_walks(Film *film, Py_buffer *views, int64_t reach) {
    const int64_t *at = views[AT].buf, *sides = views[SIDES].buf, *wanted = views[WANTED].buf;
    const int64_t *best = views[BEST].buf, *limits = views[LIMITS].buf;
    int64_t *filled = views[FILLED].buf, *paid = views[PAID].buf, *worst = views[WORST].buf;
    for (Py_ssize_t i = 0; i < views[AT].len / 8; i++) {
        if (at[i] < (int64_t)film->at || at[i] > (int64_t)film->rows)
            return DISORDER;
        if (move_to(film, (size_t)at[i]) < 0)
            return OUTSIDE;
        Order order = {sides[i] > 0, wanted[i], best[i], limits[i], reach};
        Got got = walk(film, order);
        filled[i] = got.filled, paid[i] = got.paid, worst[i] = got.worst;
    }
    return WALKED;
}

static PyObject *told(int how, PyObject *otherwise) {
    if (how == OUTSIDE)
        PyErr_SetString(PyExc_IndexError, "a row's place is not in the book");
    else if (how == DISORDER)
        PyErr_SetString(PyExc_ValueError, "rows must be asked for in their order");
    else
        return otherwise;
    Py_XDECREF(otherwise);
    return NULL;
}

PyObject *walk_rows(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *parts, *objects[COLUMNS], *answer = NULL;
    Py_buffer views[COLUMNS];
    long long reach;
    Film film;
    memset(views, 0, sizeof views);
    if (!PyArg_ParseTuple(arguments, "O!(OOOOOOOO)L", &PyTuple_Type, &parts, &objects[0],
                          &objects[1], &objects[2], &objects[3], &objects[4], &objects[5],
                          &objects[6], &objects[7], &reach))
        return NULL;
    if (film_begin(&film, parts) == 0 && take_columns(objects, views, COLUMNS, FILLED) == 0) {
        int how;
        Py_BEGIN_ALLOW_THREADS
        how = run_walks(&film, views, reach);
        Py_END_ALLOW_THREADS
        answer = told(how, Py_NewRef(Py_None));
    }
    film_end(&film);
    for (int i = 0; i < COLUMNS; i++)
        PyBuffer_Release(&views[i]);
    return answer;
}

/* What a row that was stored does to a taker: whether the walk has to be done again. */
static inline int touches(const Film *film, size_t row, Order *order, Got got) {
    size_t place = ((const uint16_t *)film->slots.buf)[row];
    if (film->owned && place >= film->half)
        place -= film->half;
    else if (place < 2 * film->levels && (place >= film->levels) == order->asks &&
             stored(film, place)) {
        int64_t cell = (int64_t)(place - (order->asks ? film->levels : 0)) * film->stride;
        if (order->best < 0 || (order->asks ? cell < order->best : cell > order->best))
            order->best = cell;
    }
    if (place >= 2 * film->levels || (place >= film->levels) != order->asks)
        return 0;
    int64_t cell = (int64_t)(place - (order->asks ? film->levels : 0)) * film->stride;
    return got.filled < order->wanted || (order->asks ? cell <= got.worst : cell >= got.worst);
}

enum { ROWS, GOT_FILLED, GOT_PAID, GOT_WORST, GIVEN };

/* How many different walks there were; DISORDER where there is no room for one more. */
static Py_ssize_t run_held(Film *film, size_t until, const int64_t *times, Order order,
                           Py_buffer *views) {
    int64_t *rows = views[ROWS].buf, *filled = views[GOT_FILLED].buf;
    int64_t *paid = views[GOT_PAID].buf, *worst = views[GOT_WORST].buf;
    const Py_ssize_t room = views[ROWS].len / 8;
    Py_ssize_t count = 0;
    Got last = {-1, -1, NONE}, got = walk(film, order);
    for (int again = 1;; again = 0) {
        if (again)
            got = walk(film, order);
        if (got.filled != last.filled || got.paid != last.paid) {
            if (count == room)
                return DISORDER;
            rows[count] = (int64_t)film->at;
            filled[count] = got.filled, paid[count] = got.paid, worst[count++] = got.worst;
            last = got;
        }
        if (film->at == until)
            return count;
        /* Rows of one moment are one message, or several whose last one counts. */
        int touched = 0;
        do {
            if (store_row(film, film->at) < 0)
                return OUTSIDE;
            touched |= touches(film, film->at, &order, got);
            film->at++;
        } while (film->at < until && times[film->at] == times[film->at - 1]);
        if (touched)
            got = walk(film, order);
    }
}

PyObject *walk_held(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *parts, *moments, *objects[GIVEN], *answer = NULL;
    Py_buffer views[GIVEN], times = {0};
    Py_ssize_t until, count = 0;
    long long wanted, best;
    int asks;
    Film film;
    memset(views, 0, sizeof views);
    if (!PyArg_ParseTuple(arguments, "O!nO(pLL)(OOOO)", &PyTuple_Type, &parts, &until, &moments,
                          &asks, &wanted, &best, &objects[0], &objects[1], &objects[2],
                          &objects[3]))
        return NULL;
    if (film_begin(&film, parts) == 0 && take_buffer(moments, &times, 8, 0, "times") == 0 &&
        take_columns(objects, views, GIVEN, 0) == 0) {
        if (until < (Py_ssize_t)film.at || until > (Py_ssize_t)film.rows ||
            (size_t)times.len / 8 != film.rows) {
            told(DISORDER, NULL);
        } else {
            Order order = {asks, wanted, best, ANY, -1};
            Py_BEGIN_ALLOW_THREADS
            count = run_held(&film, (size_t)until, times.buf, order, views);
            Py_END_ALLOW_THREADS
            answer = count < 0 ? told((int)count, NULL) : PyLong_FromSsize_t(count);
        }
    }
    film_end(&film);
    PyBuffer_Release(&times);
    for (int i = 0; i < GIVEN; i++)
        PyBuffer_Release(&views[i]);
    return answer;
}
