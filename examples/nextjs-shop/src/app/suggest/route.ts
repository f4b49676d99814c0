import { suggestProducts } from '../../data';
import { database } from '../../server/database';

const MOST = 6;
/** The catalogue changes seldom; somebody who deletes a letter asks the same again. */
const CACHE = 'public, max-age=300';

/** Names for the search box while somebody types. */
export async function GET(request: Request): Promise<Response> {
  const typed = (new URL(request.url).searchParams.get('q') ?? '').slice(0, 100);
  return Response.json(await suggestProducts(database(), typed, MOST), { headers: { 'cache-control': CACHE } });
}
