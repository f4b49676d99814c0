import { disaster } from './disaster.mjs';
import { doors } from './doors.mjs';
import { failures } from './failures.mjs';
import { begin, finish } from './install.mjs';
import { logs } from './logs.mjs';
import { replace } from './replace.mjs';
import { serve } from './serve.mjs';
import { update } from './update.mjs';
import { volume } from './volume.mjs';

/** Each begins with what those before it left. */
export const SCENARIOS = { failures, begin, volume, finish, doors, serve, logs, disaster, update, replace };
