import { ProductView } from './product-view';

type Props = { searchParams: Promise<{ id?: string }> };

/** Comes late, as from a database: Next.js sends such a title after the page. */
export async function generateMetadata({ searchParams }: Props) {
  const { id } = await searchParams;
  await new Promise((resolve) => setTimeout(resolve, 50));
  return { title: `Product ${id}` };
}

export default async function Product({ searchParams }: Props) {
  const { id = '' } = await searchParams;
  return (
    <>
      <h1>Product {id}</h1>
      <ProductView key={id} id={id} />
    </>
  );
}
