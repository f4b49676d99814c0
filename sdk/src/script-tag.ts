import { start } from './script.js';

start(document.currentScript, window as { footfall?: unknown });
