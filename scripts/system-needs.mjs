// What the tests need of the operating system beyond what Footfall itself needs; see cli/src/stack/system-packages.ts.
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FIREFOXES = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];

const anyOf = (files) => [
  process.execPath,
  '-e',
  `process.exit(${JSON.stringify(files)}.some((f) => fs.existsSync(f)) ? 0 : 1)`,
];

/** A browser for the tests of tracker and pages. */
export const BROWSER = {
  what: 'a browser for the tests',
  aptPackages: ['chromium', 'fonts-liberation'],
  check: anyOf(BROWSERS),
};

/** A second engine for the tests of the tracker. */
export const FIREFOX = {
  what: 'Firefox for the tests',
  aptPackages: ['firefox-esr'],
  check: anyOf(FIREFOXES),
};

/** Certificates for the tests of encrypted connections. */
export const OPENSSL = { what: 'openssl for the tests', aptPackages: ['openssl'], check: ['openssl', 'version'] };

/** testthat, beside what the dashboards need to run. */
export const TESTTHAT = {
  what: 'testthat for the R tests',
  aptPackages: ['r-cran-testthat'],
  check: ['Rscript', '--vanilla', '-e', 'loadNamespace("testthat")'],
};
