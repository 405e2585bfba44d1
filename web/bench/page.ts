// What the driver calls from outside: the page's functions under one name.

import { frames, memory, seeks } from './measures';
import { draws } from './peers';
import { Stage, load } from './stage';

Object.assign(window, { bench: { Stage, draws, frames, load, memory, seeks } });
