import { connection } from 'next/server';
import { database } from '../../server/database';

/** 200 when the shop and its database answer. */
export async function GET(): Promise<Response> {
  await connection();
  try {
    await database().query('select 1 from products limit 1');
    return Response.json({ ok: true });
  } catch {
    return Response.json({ ok: false }, { status: 503 });
  }
}
