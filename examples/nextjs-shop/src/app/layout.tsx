import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { MarkAlive } from '../components/mark-alive';
import { SiteFooter } from '../components/site-footer';
import { SiteHeader } from '../components/site-header';
import { currentUser } from '../server/current';
import { readEnv } from '../server/env';
import { identitySource } from '../server/identity/client';
import { mayMeasure } from '../server/measuring';
import { ShopFootfall } from '../tracking/shop-footfall';
import { TrackIdentity } from '../tracking/track-identity';
import './globals.css';

export const metadata: Metadata = {
  description: 'Laptops, monitors and accessories that last, chosen by people who use them.',
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1, themeColor: '#0b5a53' };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [user, isAllowed] = await Promise.all([currentUser(), mayMeasure()]);
  const isMeasured = isAllowed && readEnv().footfallEndpoint !== undefined;
  return (
    <html lang="en">
      <head>
        {/* Not left to the streamed metadata: a browser that sees no icon in time asks for /favicon.ico. */}
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
      </head>
      <body>
        <ShopFootfall isMeasured={isMeasured}>
          <TrackIdentity userId={user?.id} source={identitySource()} />
          <SiteHeader />
          <main id="content">{children}</main>
          <SiteFooter />
          <MarkAlive />
        </ShopFootfall>
      </body>
    </html>
  );
}
