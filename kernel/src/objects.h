/* What the Python side of the extension shares. */
#ifndef GAMETAPE_OBJECTS_H
#define GAMETAPE_OBJECTS_H

#ifndef Py_LIMITED_API
#define Py_LIMITED_API 0x030B0000
#endif
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "texts.h"

typedef struct {
    PyObject_HEAD
    Texts texts;
} TextSide;

extern PyType_Spec text_side_spec, follower_spec;
extern PyTypeObject *text_side_type; /* set once, when the module is made */

PyObject *columns_parse(PyObject *module, PyObject *arguments);
PyObject *fold_rows(PyObject *module, PyObject *arguments);
PyObject *fold_features(PyObject *module, PyObject *arguments);
PyObject *fold_each(PyObject *module, PyObject *arguments);
PyObject *planes_join(PyObject *module, PyObject *arguments);
PyObject *planes_add_up(PyObject *module, PyObject *arguments);
PyObject *unfold_rows(PyObject *module, PyObject *arguments);
PyObject *unfold_store(PyObject *module, PyObject *arguments);
PyObject *walk_rows(PyObject *module, PyObject *arguments);
PyObject *walk_held(PyObject *module, PyObject *arguments);

/* A view of contiguous memory of `size`-byte items, writable or not; -1 with an exception set. */
int take_buffer(PyObject *object, Py_buffer *view, Py_ssize_t size, int writable,
                const char *name);

/* The same of 32-bit or 64-bit sizes; which of them is in `wide`. */
int take_sizes(PyObject *object, Py_buffer *view, int writable, int *wide);

#endif
