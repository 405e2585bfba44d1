/* The assets somebody follows, by their text. */
#ifndef GAMETAPE_ROSTER_H
#define GAMETAPE_ROSTER_H

#include "scan.h"

typedef struct {
    Slice *names; /* owned copies, in the order in which they were added */
    int32_t *table;
    int32_t count, room, slots; /* slots: a power of two, at least twice `room` */
} Roster;

/* All return 0, or -1 when there is no memory. */
int roster_begin(Roster *roster);
int roster_add(Roster *roster, Slice name, int32_t *place); /* finds it, or adds it */
void roster_end(Roster *roster);

static inline uint32_t roster_slot(const Roster *roster, Slice name) {
    uint64_t head = 0, tail = 0;
    size_t few = name.size < 8 ? name.size : 8;
    memcpy(&head, name.at, few);
    memcpy(&tail, name.at + name.size - few, few);
    uint64_t mixed = (head ^ (tail << 1) ^ name.size) * UINT64_C(0x9E3779B97F4A7C15);
    return (uint32_t)(mixed >> 40) & (uint32_t)(roster->slots - 1);
}

/* The place of a name, or -1. */
static inline int32_t roster_find(const Roster *roster, Slice name) {
    for (uint32_t slot = roster_slot(roster, name);;
         slot = (slot + 1) & (uint32_t)(roster->slots - 1)) {
        int32_t place = roster->table[slot];
        if (place < 0 || same(name, roster->names[place].at, roster->names[place].size))
            return place;
    }
}

#endif
