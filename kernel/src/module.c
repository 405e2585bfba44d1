/* gametape_kernel: the compiled twins of gametape.kernel. */
#include "objects.h"

PyTypeObject *text_side_type;

int take_buffer(PyObject *object, Py_buffer *view, Py_ssize_t size, int writable,
                const char *name) {
    memset(view, 0, sizeof *view);
    if (PyObject_GetBuffer(object, view, writable ? PyBUF_CONTIG : PyBUF_CONTIG_RO) < 0)
        return -1;
    if (view->itemsize != size || (view->len && (uintptr_t)view->buf % (uintptr_t)size)) {
        PyErr_Format(PyExc_ValueError, "%s: items of %zd aligned bytes are wanted", name, size);
        PyBuffer_Release(view);
        return -1;
    }
    return 0;
}

int take_sizes(PyObject *object, Py_buffer *view, int writable, int *wide) {
    if (PyObject_GetBuffer(object, view, writable ? PyBUF_CONTIG : PyBUF_CONTIG_RO) < 0) {
        memset(view, 0, sizeof *view);
        return -1;
    }
    *wide = view->itemsize == 8;
    PyBuffer_Release(view);
    return take_buffer(object, view, *wide ? 8 : 4, writable, "sizes");
}

static PyMethodDef functions[] = {
    {"parse_columns", columns_parse, METH_VARARGS,
     "parse_columns(data, assets, columns): (rows, frames, bytes) read; see gametape.kernel."},
    {"fold_rows", fold_rows, METH_VARARGS, "See gametape.kernel.fold."},
    {"fold_features", fold_features, METH_VARARGS, "See gametape.kernel.fold."},
    {"fold_each", fold_each, METH_VARARGS, "See gametape.kernel.fold."},
    {"join_planes", planes_join, METH_VARARGS, "See gametape.kernel.planes."},
    {"add_up_planes", planes_add_up, METH_VARARGS, "See gametape.kernel.planes."},
    {"unfold_rows", unfold_rows, METH_VARARGS, "See gametape.replay.film.unfolding."},
    {"store_rows", unfold_store, METH_VARARGS, "See gametape.replay.film.unfolding."},
    {"walk_rows", walk_rows, METH_VARARGS, "See gametape.analyze.material.walking."},
    {"walk_held", walk_held, METH_VARARGS, "See gametape.analyze.material.walking."},
    {NULL, NULL, 0, NULL},
};

static int add_type(PyObject *module, PyType_Spec *spec, const char *name, PyTypeObject **kept) {
    PyObject *type = PyType_FromSpec(spec);
    if (type == NULL)
        return -1;
    if (kept != NULL)
        *kept = (PyTypeObject *)Py_NewRef(type);
    int done = PyModule_AddObjectRef(module, name, type);
    Py_DECREF(type);
    return done;
}

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "gametape_kernel", "The compiled twins of gametape.kernel.", -1,
    functions, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_gametape_kernel(void) {
    PyObject *module = PyModule_Create(&definition);
    if (module == NULL)
        return NULL;
    if (add_type(module, &text_side_spec, "TextSide", &text_side_type) < 0 ||
        add_type(module, &follower_spec, "Follower", NULL) < 0 ||
        PyModule_AddIntConstant(module, "VERSION", 4) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
