'use client';

import './globals.css';

/** Shown when not even header and footer can be made, as when the database is away. It needs nothing but itself. */
export default function ShopDown({ reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Northbyte is not available</title>
        <main className="container page" role="alert">
          <h1>We will be back in a moment</h1>
          <p className="muted">Something went wrong on our side. Your cart is safe.</p>
          <button type="button" className="button" onClick={reset}>
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
