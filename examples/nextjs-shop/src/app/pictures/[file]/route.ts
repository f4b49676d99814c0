import { CATALOGUE } from '../../../catalogue';
import { drawPicture } from '../../../pictures';

// Drawn once, at build time, and served as files from then on.
export const dynamic = 'force-static';
export const dynamicParams = false;

const EXTENSION = '.svg';

export const generateStaticParams = () => CATALOGUE.map(({ slug }) => ({ file: `${slug}${EXTENSION}` }));

export async function GET(_: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  const slug = (await params).file.slice(0, -EXTENSION.length);
  const product = CATALOGUE.find((candidate) => candidate.slug === slug);
  if (!product) return new Response('No such picture', { status: 404 });
  return new Response(drawPicture(product.picture), { headers: { 'content-type': 'image/svg+xml' } });
}
