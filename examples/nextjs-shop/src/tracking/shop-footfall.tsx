'use client';

import { errors, webVitals } from '@footfall/sdk';
import { Footfall } from '@footfall/sdk/next';
import type { ReactNode } from 'react';

// Functions cannot come from a server component, and must be the same at each render.
const FEATURES = [errors(), webVitals()];

interface Props {
  /** Whether the shop has a collector and the shopper may be measured; if not, nothing is kept and nothing sent. */
  isMeasured: boolean;
  children: ReactNode;
}

/** Tracks the shop: page views, clicks, errors and web vitals by itself, the rest where it happens. */
export function ShopFootfall({ isMeasured, children }: Props) {
  return (
    <Footfall endpoint="/clickstream" consent={isMeasured ? 'granted' : 'denied'} features={FEATURES}>
      {children}
    </Footfall>
  );
}
