// What the driver calls from outside: the page's functions under one name.

import { Stage, load } from './stage';

Object.assign(window, { bench: { Stage, load } });
