import base from './playwright.config.js';

/** The dashboards of a stack that runs already: FOOTFALL_DASHBOARDS_URL, and what they must show as FOOTFALL_TRUTH. */
export default { ...base, testDir: 'deployed', reporter: [['list']] };
