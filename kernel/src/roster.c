/* A hash table of texts with open addressing; names keep their places for good. */
#include "roster.h"

#include <stdlib.h>

int roster_begin(Roster *roster) {
    memset(roster, 0, sizeof *roster);
    roster->room = 64;
    roster->slots = 128;
    roster->names = malloc((size_t)roster->room * sizeof(Slice));
    roster->table = malloc((size_t)roster->slots * sizeof(int32_t));
    if (roster->names == NULL || roster->table == NULL)
        return -1;
    memset(roster->table, 0xff, (size_t)roster->slots * sizeof(int32_t));
    return 0;
}

static void seat(Roster *roster, int32_t place) {
    uint32_t slot = roster_slot(roster, roster->names[place]);
    while (roster->table[slot] >= 0)
        slot = (slot + 1) & (uint32_t)(roster->slots - 1);
    roster->table[slot] = place;
}

static int grow(Roster *roster) {
    if (roster->room > (1 << 24))
        return -1;
    Slice *names = realloc(roster->names, 2 * (size_t)roster->room * sizeof(Slice));
    if (names == NULL)
        return -1;
    roster->names = names;
    int32_t *table = realloc(roster->table, 2 * (size_t)roster->slots * sizeof(int32_t));
    if (table == NULL)
        return -1;
    roster->table = table;
    roster->room *= 2;
    roster->slots *= 2;
    memset(table, 0xff, (size_t)roster->slots * sizeof(int32_t));
    for (int32_t place = 0; place < roster->count; place++)
        seat(roster, place);
    return 0;
}

int roster_add(Roster *roster, Slice name, int32_t *place) {
    *place = roster_find(roster, name);
    if (*place >= 0)
        return 0;
    if (roster->count == roster->room && grow(roster) < 0)
        return -1;
    char *copy = malloc(name.size + 1);
    if (copy == NULL)
        return -1;
    memcpy(copy, name.at, name.size);
    copy[name.size] = 0;
    *place = roster->count++;
    roster->names[*place] = (Slice){copy, name.size};
    seat(roster, *place);
    return 0;
}

void roster_end(Roster *roster) {
    for (int32_t place = 0; roster->names != NULL && place < roster->count; place++)
        free((void *)roster->names[place].at);
    free(roster->names);
    free(roster->table);
    memset(roster, 0, sizeof *roster);
}
