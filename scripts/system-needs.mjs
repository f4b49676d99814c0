// What the tests need of the operating system beyond what Footfall itself needs; see cli/src/stack/system-packages.ts.
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A browser for the tests of tracker and pages. */
export const BROWSER = {
  what: 'a browser for the tests',
  aptPackages: ['chromium', 'fonts-liberation'],
  check: [process.execPath, '-e', `process.exit(${JSON.stringify(BROWSERS)}.some((b) => fs.existsSync(b)) ? 0 : 1)`],
};

/** testthat, beside what the dashboards need to run. */
export const TESTTHAT = {
  what: 'testthat for the R tests',
  aptPackages: ['r-cran-testthat'],
  check: ['Rscript', '--vanilla', '-e', 'loadNamespace("testthat")'],
};
