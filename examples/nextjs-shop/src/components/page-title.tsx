const SHOP = 'Northbyte';

/**
 * The page's title, without a name the shop's own. It is part of the page and not of its `metadata`, which Next.js
 * streams after the page when the shopper moves on: for a moment there would be no title, and the tracker would report
 * page views without one.
 */
export function PageTitle({ name }: { name?: string }) {
  return <title>{name ? `${name} · ${SHOP}` : `${SHOP}: laptops, monitors and accessories`}</title>;
}
