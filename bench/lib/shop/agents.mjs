import { weighted } from './random.mjs';

const WEBKIT = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const BLINK = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const iPhone = (os, version) =>
  `Mozilla/5.0 (iPhone; CPU iPhone OS ${os} like Mac OS X) ${WEBKIT} Version/${version} Mobile/15E148 Safari/604.1`;
const android = (model, chrome) =>
  `Mozilla/5.0 (Linux; Android ${model}) ${BLINK} Chrome/${chrome}.0.0.0 Mobile Safari/537.36`;
const phone = { device: 'mobile', screen: '390x844', viewport: '390x664' };
const desk = { device: 'desktop', screen: '1920x1080', viewport: '1903x955' };
/** Programs that name no system. */
const unknown = { device: 'other', screen: '800x600', viewport: '800x600' };
const tablet = { device: 'tablet', screen: '820x1180', viewport: '820x1106' };

/** What shoppers hold in their hands, with shares after StatCounter's of 2026: 58 % phones, 37 % desktops, 4 % tablets. */
const SHOPPERS = [
  [{ ...phone, browser: 'safari', text: iPhone('18_6', '18.6') }, 14],
  [{ ...phone, browser: 'safari', text: iPhone('17_7', '17.7') }, 7],
  [{ ...phone, browser: 'safari', text: iPhone('26_1', '26.1') }, 6],
  [{ ...phone, browser: 'chrome', text: android('10; K', 142) }, 20],
  [{ ...phone, browser: 'chrome', text: android('10; K', 141) }, 5],
  [
    {
      ...phone,
      browser: 'samsung',
      text: `Mozilla/5.0 (Linux; Android 10; K) ${BLINK} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
    },
    4,
  ],
  [{ ...phone, browser: 'firefox', text: 'Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0' }, 2],
  [{ ...desk, browser: 'chrome', text: `${WINDOWS} ${BLINK} Chrome/142.0.0.0 Safari/537.36` }, 17],
  [{ ...desk, browser: 'chrome', text: `${MAC} ${BLINK} Chrome/142.0.0.0 Safari/537.36` }, 5],
  [{ ...desk, browser: 'edge', text: `${WINDOWS} ${BLINK} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0` }, 6],
  [{ ...desk, browser: 'safari', text: `${MAC} ${WEBKIT} Version/18.6 Safari/605.1.15` }, 5],
  [
    {
      ...desk,
      browser: 'firefox',
      text: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0',
    },
    3,
  ],
  [{ ...desk, browser: 'firefox', text: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0' }, 1],
  [
    {
      ...tablet,
      browser: 'safari',
      text: `Mozilla/5.0 (iPad; CPU OS 16_7 like Mac OS X) ${WEBKIT} Version/16.6 Mobile/15E148 Safari/604.1`,
    },
    3,
  ],
  [
    {
      ...tablet,
      browser: 'chrome',
      text: `Mozilla/5.0 (Linux; Android 13; SM-X200) ${BLINK} Chrome/142.0.0.0 Safari/537.36`,
    },
    1.5,
  ],
  [
    {
      device: 'other',
      screen: '1920x1080',
      viewport: '1920x1080',
      browser: 'tv',
      text: `Mozilla/5.0 (SMART-TV; Linux; Tizen 6.5) ${BLINK} SamsungBrowser/4.0 Chrome/85.0.4183.93 TV Safari/537.36`,
    },
    0.5,
  ],
];

/** Programs that say what they are. They run the page's script, so the tracker counts them. */
const PROGRAMS = [
  [
    {
      ...phone,
      browser: 'bot',
      text: `Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) ${BLINK} Chrome/142.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`,
    },
    5,
  ],
  [
    {
      ...unknown,
      browser: 'bot',
      text: `Mozilla/5.0 ${BLINK}; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0.1938.76 Safari/537.36`,
    },
    2,
  ],
  [
    {
      ...desk,
      browser: 'bot',
      text: `Mozilla/5.0 (X11; Linux x86_64) ${BLINK} HeadlessChrome/142.0.0.0 Safari/537.36`,
    },
    2,
  ],
  [{ ...unknown, browser: 'bot', text: 'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)' }, 1],
];

/** Programs that pass for a browser: only how they behave gives them away. */
const DISGUISED = SHOPPERS.filter(([agent]) => agent.device === 'desktop' && agent.browser === 'chrome');

export const pickShopperAgent = weighted(SHOPPERS);
export const pickProgramAgent = weighted(PROGRAMS);
export const pickDisguisedAgent = weighted(DISGUISED);
