import { Footfall } from '@footfall/sdk/next';
import type { ReactNode } from 'react';
import { Navigation } from './navigation';
import { Overlay } from './overlay';

export const metadata = { title: 'Home' };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <head>
        <link rel="icon" href="data:," />
      </head>
      <body>
        <Footfall endpoint="/clickstream" autoClicks={false}>
          <Overlay />
          <Navigation />
          {children}
        </Footfall>
      </body>
    </html>
  );
}
