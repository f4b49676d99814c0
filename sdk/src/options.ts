/** Whether the shopper agreed to be measured. */
export type Consent = 'granted' | 'denied' | 'pending';

/** How a tracker works. Only `endpoint` is required. */
export interface TrackerOptions {
  /** Where the collector listens, as `https://shop.example/clickstream`; a relative address is the page's. */
  endpoint: string;
  /** Goes along as `?key=`, where the collector asks for one. */
  writeKey?: string;
  /** The storefront, where a shop has several. */
  site?: string;
  /** Counts a page view at load and at each change of the address. Default: true. */
  autoPageViews?: boolean;
  /** Reports clicks with details of the element. Default: true. */
  autoClicks?: boolean;
  /** The signed-in shopper, as `identify` takes it. */
  userId?: string;
  /** Pending keeps events in memory until `consent()` decides; denied keeps nothing. Default: granted. */
  consent?: Consent;
  /** Takes Global Privacy Control for a denial. Default: true. */
  respectGpc?: boolean;
  /** Takes Do Not Track for a denial. Default: false. */
  respectDnt?: boolean;
  /** Further names of URL parameters whose values are masked. */
  scrubParameters?: string[];
}
