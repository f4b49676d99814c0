const CATEGORIES = [
  'laptops',
  'monitors',
  'keyboards',
  'mice',
  'audio',
  'docks-storage',
  'cables-power',
  'cameras-stands',
];

/** The shop's shelves as they stand there now: what can be looked at, and what can be bought. */
export async function readCatalogue(shop) {
  const shelves = await Promise.all(CATEGORIES.map((slug) => readShelf(shop, slug)));
  if (shelves.some(({ products }) => products.length === 0))
    throw new Error(`${shop} is not the example shop, or it is empty`);
  return shelves;
}

async function readShelf(shop, slug) {
  const answer = await fetch(`${shop}/category/${slug}?stock=1`).catch(() => undefined);
  if (!answer?.ok) throw new Error(`the shop does not answer at ${shop}; start it with: npm start`);
  const html = await answer.text();
  const links = html.match(/<a [^>]*data-product-id="[^>]*>/g) ?? [];
  const products = links.map((link) => ({
    slug: /href="\/product\/([a-z0-9-]+)"/.exec(link)?.[1],
    id: /data-product-id="([^"]+)"/.exec(link)?.[1],
  }));
  return { slug, products };
}
