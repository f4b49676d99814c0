import type { ShopTrackerOptions, StandardSchema } from '@footfall/sdk';
import { showOverlay } from '@footfall/sdk/overlay';
import { FootfallProvider, useTracker } from '@footfall/sdk/react';
import { StrictMode, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { Shop } from './shop';

/** As Zod makes it: the coupon's code must be text. */
const couponSchema: StandardSchema = {
  '~standard': {
    validate: (value) => {
      const { code } = (value ?? {}) as { code?: unknown };
      return typeof code === 'string' ? { value } : { issues: [{ message: 'the code is not text' }] };
    },
  },
};

const options: ShopTrackerOptions = {
  endpoint: '/clickstream',
  debug: true,
  schemas: { coupon_opened: couponSchema },
};

function Overlay() {
  const tracker = useTracker();
  useEffect(() => showOverlay(tracker), [tracker]);
  return null;
}

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <FootfallProvider options={options}>
      <Overlay />
      <Shop />
    </FootfallProvider>
  </StrictMode>,
);
