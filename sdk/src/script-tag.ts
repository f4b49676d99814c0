import { start } from './script.js';
import { createCoreTracker } from './tracker.js';

start(document.currentScript, window as { footfall?: unknown }, createCoreTracker);
