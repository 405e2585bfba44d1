/* The Python type TextSide. */
#include "objects.h"

static int slice_of(PyObject *text, Slice *out) {
    Py_ssize_t size;
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "prices and sizes are text");
        return -1;
    }
    out->at = PyUnicode_AsUTF8AndSize(text, &size);
    if (out->at == NULL)
        return -1;
    if (size > LONGEST) {
        PyErr_Format(PyExc_ValueError, "a price or size of more than %d bytes", LONGEST);
        return -1;
    }
    out->size = (size_t)size;
    return 0;
}

static int level_of(PyObject *cell, PyObject *price, PyObject *size, Level *out) {
    if (!PyLong_Check(cell)) { /* anything else could run code that changes our lists */
        PyErr_SetString(PyExc_TypeError, "cells are whole numbers");
        return -1;
    }
    long number = PyLong_AsLong(cell);
    if (number == -1 && PyErr_Occurred())
        return -1;
    if (number < 0 || number > INT32_MAX) {
        PyErr_SetString(PyExc_ValueError, "a cell out of range");
        return -1;
    }
    out->cell = (int32_t)number;
    return slice_of(price, &out->price) < 0 || slice_of(size, &out->size) < 0 ? -1 : 0;
}

static PyObject *side_new(PyTypeObject *type, PyObject *arguments, PyObject *named) {
    static char *names[] = {"falling", NULL};
    int falling;
    if (!PyArg_ParseTupleAndKeywords(arguments, named, "p", names, &falling))
        return NULL;
    allocfunc make = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
    TextSide *self = (TextSide *)make(type, 0);
    if (self != NULL)
        self->texts.falling = falling;
    return (PyObject *)self;
}

static void side_free(PyObject *object) {
    PyTypeObject *type = Py_TYPE(object);
    texts_end(&((TextSide *)object)->texts);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

static PyObject *side_load(PyObject *object, PyObject *arguments) {
    PyObject *cells, *prices, *sizes;
    if (!PyArg_ParseTuple(arguments, "O!O!O!", &PyList_Type, &cells, &PyList_Type, &prices,
                          &PyList_Type, &sizes))
        return NULL;
    Py_ssize_t count = PyList_Size(cells);
    if (PyList_Size(prices) != count || PyList_Size(sizes) != count || count > INT32_MAX / 256) {
        PyErr_SetString(PyExc_ValueError, "cells, prices and sizes must be equally many");
        return NULL;
    }
    Level *levels = PyMem_Malloc(((size_t)count + 1) * sizeof(Level));
    if (levels == NULL)
        return PyErr_NoMemory();
    int good = 0;
    for (Py_ssize_t i = 0; i < count && good == 0; i++)
        good = level_of(PyList_GetItem(cells, i), PyList_GetItem(prices, i),
                        PyList_GetItem(sizes, i), levels + i);
    if (good == 0 && texts_load(&((TextSide *)object)->texts, levels, (int)count) < 0) {
        PyErr_NoMemory();
        good = -1;
    }
    PyMem_Free(levels);
    if (good < 0)
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *side_set(PyObject *object, PyObject *arguments) {
    PyObject *cell, *price, *size;
    int empty;
    Level level;
    if (!PyArg_ParseTuple(arguments, "OOOp", &cell, &price, &size, &empty) ||
        level_of(cell, price, size, &level) < 0)
        return NULL;
    if (texts_set(&((TextSide *)object)->texts, level.cell, level.price, level.size, empty) < 0)
        return PyErr_NoMemory();
    Py_RETURN_NONE;
}

static PyObject *side_text(PyObject *object, PyObject *Py_UNUSED(ignored)) {
    const Texts *texts = &((TextSide *)object)->texts;
    size_t size = texts_size(texts);
    char *text = PyMem_Malloc(size + 1);
    if (text == NULL)
        return PyErr_NoMemory();
    texts_write(texts, text);
    PyObject *found = PyUnicode_DecodeUTF8(text, (Py_ssize_t)size, NULL);
    PyMem_Free(text);
    return found;
}

static PyMethodDef side_methods[] = {
    {"load", side_load, METH_VARARGS,
     "load(cells, prices, sizes): replace everything by these levels, in the order as sent."},
    {"set", side_set, METH_VARARGS,
     "set(cell, price, size, empty): store one level, or remove it."},
    {"text", side_text, METH_NOARGS, "All levels as JSON, joined by commas."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot side_slots[] = {
    {Py_tp_new, side_new},
    {Py_tp_dealloc, side_free},
    {Py_tp_methods, side_methods},
    {Py_tp_doc, "TextSide(falling): levels of one side as the JSON texts that go into the hash."},
    {0, NULL},
};

PyType_Spec text_side_spec = {
    .name = "gametape_kernel.TextSide",
    .basicsize = sizeof(TextSide),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = side_slots,
};
