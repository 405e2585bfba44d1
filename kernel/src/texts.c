/* Texts of levels in a sorted array: a book has a few dozen, so that moving them costs little. */
#include "texts.h"

#include <stdlib.h>

#define OPEN "{\"price\":\""
#define BETWEEN "\",\"size\":\""
#define CLOSE "\"}"
#define FRAME (sizeof OPEN + sizeof BETWEEN + sizeof CLOSE - 3)

static int32_t place_of(const Texts *texts, int32_t cell) {
    int32_t low = 0, high = texts->count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (texts->levels[middle].cell < cell)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int make_room(Texts *texts, int32_t wanted) {
    if (wanted <= texts->room)
        return 0;
    int32_t room = wanted + 32;
    TextLevel *levels = realloc(texts->levels, (size_t)room * sizeof(TextLevel));
    if (levels == NULL)
        return -1;
    texts->levels = levels;
    texts->room = room;
    return 0;
}

static void fill(TextLevel *level, int32_t cell, Slice price, Slice size) {
    level->cell = cell;
    level->price_size = (uint8_t)price.size;
    level->amount_size = (uint8_t)size.size;
    memcpy(level->text, price.at, price.size);
    memcpy(level->text + price.size, size.at, size.size);
}

static void forget_sent(Texts *texts) {
    free(texts->sent);
    texts->sent = NULL;
    texts->sent_size = 0;
}

int texts_set(Texts *texts, int32_t cell, Slice price, Slice size, int empty) {
    int32_t place = place_of(texts, cell);
    int there = place < texts->count && texts->levels[place].cell == cell;
    TextLevel *level = texts->levels + place;
    if (empty) {
        if (!there)
            return 0;
        memmove(level, level + 1, (size_t)(texts->count - place - 1) * sizeof(TextLevel));
        texts->count--;
    } else {
        if (!there) {
            if (make_room(texts, texts->count + 1) < 0)
                return -1;
            level = texts->levels + place;
            memmove(level + 1, level, (size_t)(texts->count - place) * sizeof(TextLevel));
            texts->count++;
        }
        fill(level, cell, price, size);
    }
    forget_sent(texts);
    return 0;
}

static char *put(char *to, const char *from, size_t size) {
    memcpy(to, from, size);
    return to + size;
}

static char *put_level(char *to, Slice price, Slice size) {
    to = put(to, OPEN, sizeof OPEN - 1);
    to = put(to, price.at, price.size);
    to = put(to, BETWEEN, sizeof BETWEEN - 1);
    to = put(to, size.at, size.size);
    return put(to, CLOSE, sizeof CLOSE - 1);
}

/* Keep the text as it was sent: an order that is neither rising nor falling, or a cell twice. */
static int keep_sent(Texts *texts, const Level *levels, int count) {
    size_t size = 1;
    for (int i = 0; i < count; i++)
        size += 1 + FRAME + levels[i].price.size + levels[i].size.size;
    texts->sent = malloc(size);
    if (texts->sent == NULL)
        return -1;
    char *to = texts->sent;
    for (int i = 0; i < count; i++) {
        if (i)
            *to++ = ',';
        to = put_level(to, levels[i].price, levels[i].size);
    }
    texts->sent_size = (size_t)(to - texts->sent);
    return 0;
}

int texts_load(Texts *texts, const Level *levels, int count) {
    int rising = 1, falling = 1;
    for (int i = 1; i < count; i++) {
        rising &= levels[i - 1].cell < levels[i].cell;
        falling &= levels[i - 1].cell > levels[i].cell;
    }
    forget_sent(texts);
    texts->count = 0;
    if (make_room(texts, count) < 0)
        return -1;
    if (rising || falling) {
        if (count > 1)
            texts->falling = falling;
        for (int i = 0; i < count; i++) {
            const Level *from = levels + (rising ? i : count - 1 - i);
            fill(texts->levels + i, from->cell, from->price, from->size);
        }
        texts->count = count;
        return 0;
    }
    for (int i = 0; i < count; i++) {
        if (texts_set(texts, levels[i].cell, levels[i].price, levels[i].size, 0) < 0)
            return -1;
    }
    return keep_sent(texts, levels, count);
}

size_t texts_size(const Texts *texts) {
    if (texts->sent != NULL)
        return texts->sent_size;
    size_t size = texts->count ? (size_t)(texts->count - 1) : 0;
    for (int32_t i = 0; i < texts->count; i++)
        size += FRAME + (size_t)texts->levels[i].price_size + texts->levels[i].amount_size;
    return size;
}

char *texts_write(const Texts *texts, char *to) {
    if (texts->sent != NULL)
        return put(to, texts->sent, texts->sent_size);
    for (int32_t i = 0; i < texts->count; i++) {
        const TextLevel *level = texts->levels + (texts->falling ? texts->count - 1 - i : i);
        if (i)
            *to++ = ',';
        to = put_level(to, (Slice){level->text, level->price_size},
                       (Slice){level->text + level->price_size, level->amount_size});
    }
    return to;
}

void texts_end(Texts *texts) {
    free(texts->levels);
    forget_sent(texts);
    memset(texts, 0, sizeof *texts);
}
