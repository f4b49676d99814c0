import { CATALOGUE } from '../../../catalogue';
import { drawPicture, VIEWS } from '../../../pictures';

// Drawn once, at build time, and served as files from then on.
export const dynamic = 'force-static';
export const dynamicParams = false;

export const generateStaticParams = () =>
  CATALOGUE.flatMap(({ slug }) => VIEWS.map((view) => ({ file: `${slug}.${view}.svg` })));

export async function GET(_: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  const [slug, wanted] = (await params).file.split('.');
  const product = CATALOGUE.find((candidate) => candidate.slug === slug);
  const view = VIEWS.find((candidate) => candidate === wanted);
  if (!product || !view) return new Response('No such picture', { status: 404 });
  return new Response(drawPicture(product.picture, view), { headers: { 'content-type': 'image/svg+xml' } });
}
