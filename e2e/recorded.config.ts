import base from './playwright.config.js';

/** The dashboards of a stack with a real recording, which runs already: FOOTFALL_DASHBOARDS_URL and FOOTFALL_DATABASE_URL. */
export default { ...base, testDir: 'recorded', reporter: [['json']] };
