export { main } from './main.js';
export { install, installCommand, isMet, R_FOR_DASHBOARDS, type SystemNeed } from './stack/system-packages.js';
