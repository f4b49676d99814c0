import { weighted } from './random.mjs';

/**
 * Where visits come from: what stands in the first page's URL and referrer, and the channel that Google Analytics 4 puts such a
 * visit in (https://support.google.com/analytics/answer/9756891, default channel group).
 */
const SOURCES = [
  [{ channel: 'Direct' }, 26],
  [{ channel: 'Organic Search', referrer: 'https://www.google.com/' }, 22],
  [{ channel: 'Organic Search', referrer: 'https://www.bing.com/' }, 3],
  [{ channel: 'Organic Search', referrer: 'https://duckduckgo.com/' }, 1.5],
  [
    {
      channel: 'Paid Search',
      query: 'utm_source=google&utm_medium=cpc&utm_campaign=brand&gclid=',
      referrer: 'https://www.google.com/',
    },
    9,
  ],
  [
    {
      channel: 'Paid Search',
      query: 'utm_source=bing&utm_medium=cpc&utm_campaign=generic&msclkid=',
      referrer: 'https://www.bing.com/',
    },
    2,
  ],
  // Google's auto-tagging gives a click id and nothing else
  [{ channel: 'Paid Search', query: 'gclid=', referrer: 'https://www.google.com/' }, 2],
  [
    {
      channel: 'Paid Social',
      query: 'utm_source=facebook&utm_medium=paid_social&utm_campaign=autumn&fbclid=',
      referrer: 'https://l.facebook.com/',
    },
    5,
  ],
  [
    {
      channel: 'Paid Social',
      query: 'utm_source=instagram&utm_medium=cpc&utm_campaign=autumn',
      referrer: 'https://l.instagram.com/',
    },
    3,
  ],
  [{ channel: 'Organic Social', referrer: 'https://www.facebook.com/' }, 2],
  [{ channel: 'Organic Social', referrer: 'https://www.pinterest.com/' }, 2],
  [{ channel: 'Organic Social', query: 'utm_source=instagram&utm_medium=social' }, 1],
  [{ channel: 'Organic Video', referrer: 'https://www.youtube.com/' }, 1],
  [{ channel: 'Email', query: 'utm_source=newsletter&utm_medium=email&utm_campaign=week' }, 7],
  [
    {
      channel: 'Affiliates',
      query: 'utm_source=partner&utm_medium=affiliate&utm_campaign=cashback',
      referrer: 'https://cashback.example/',
    },
    2,
  ],
  [
    {
      channel: 'Display',
      query: 'utm_source=adnetwork&utm_medium=display&utm_campaign=retargeting',
      referrer: 'https://news.example/',
    },
    3,
  ],
  [{ channel: 'SMS', query: 'utm_source=sms&utm_medium=sms&utm_campaign=parcel' }, 0.5],
  [{ channel: 'Referral', referrer: 'https://blog.example/best-of' }, 3],
  [{ channel: 'Referral', query: 'utm_source=comparer&utm_medium=referral', referrer: 'https://comparer.example/' }, 2],
  [
    {
      channel: 'Cross-network',
      query: 'utm_source=google&utm_medium=cpc&utm_campaign=pmax-cross-network&gclid=',
      referrer: 'https://www.google.com/',
    },
    1,
  ],
  [{ channel: 'Unassigned', query: 'utm_source=qr-code&utm_medium=print' }, 1],
];

export const pickSource = weighted(SOURCES);
export const DIRECT = SOURCES[0][0];
