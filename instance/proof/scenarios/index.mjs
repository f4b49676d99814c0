import { disaster } from './disaster.mjs';
import { doors } from './doors.mjs';
import { erase } from './erase.mjs';
import { failures } from './failures.mjs';
import { grow } from './grow.mjs';
import { begin, finish } from './install.mjs';
import { logs } from './logs.mjs';
import { move } from './move.mjs';
import { replace } from './replace.mjs';
import { rotate } from './rotate.mjs';
import { serve } from './serve.mjs';
import { snapshot } from './snapshot.mjs';
import { update } from './update.mjs';
import { upgrade } from './upgrade.mjs';
import { volume } from './volume.mjs';

/** Each begins with what those before it left. */
export const SCENARIOS = {
  failures,
  begin,
  volume,
  finish,
  doors,
  serve,
  logs,
  rotate,
  erase,
  disaster,
  update,
  snapshot,
  grow,
  replace,
  upgrade,
  move,
};

/** These see to the installation themselves; without one of them it is done undisturbed first. */
export const BEFORE_INSTALLED = ['failures', 'begin', 'volume', 'finish'];
