import type { TrackerOptions } from '@footfall/sdk';
import { FootfallProvider } from '@footfall/sdk/react';
import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { SiteFooter } from '../components/site-footer';
import { SiteHeader } from '../components/site-header';
import { currentUser } from '../server/current';
import { readEnv } from '../server/env';
import { TrackIdentity } from '../tracking/track-identity';
import './globals.css';

export const metadata: Metadata = {
  description: 'Laptops, monitors and accessories that last, chosen by people who use them.',
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1, themeColor: '#0b5a53' };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const user = await currentUser();
  const { footfallEndpoint } = readEnv();
  return (
    <html lang="en">
      <head>
        {/* Not left to the streamed metadata: a browser that sees no icon in time asks for /favicon.ico. */}
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
      </head>
      <body>
        <FootfallProvider options={trackerOptions(footfallEndpoint)}>
          <TrackIdentity userId={user?.id} />
          <SiteHeader />
          <main id="content">{children}</main>
          <SiteFooter />
        </FootfallProvider>
      </body>
    </html>
  );
}

/** Without a collector nothing is measured: a denied tracker keeps and sends nothing. */
const trackerOptions = (endpoint: string | undefined): TrackerOptions =>
  endpoint ? { endpoint } : { endpoint: '/', consent: 'denied' };
