'use client';

/** What a shopper sees when a page fails; the reason is in the server's log. */
export default function ShopError({ reset }: { error: Error; reset: () => void }) {
  return (
    <div className="container page" role="alert">
      <h1>Something went wrong on our side</h1>
      <p className="muted">Your cart is safe. Please try again in a moment.</p>
      <p style={{ marginTop: 24 }}>
        <button type="button" className="button" onClick={reset}>
          Try again
        </button>
      </p>
    </div>
  );
}
