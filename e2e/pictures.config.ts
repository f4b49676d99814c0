import base from './playwright.config.js';

/** The pictures of the dashboards in docs/images/dashboards. */
export default { ...base, testDir: 'pictures', reporter: [['list']] };
