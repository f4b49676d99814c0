/** Gives what `source` gives, and lets it make the next one while the last is worked on. */
export async function* oneAhead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  const start = () => {
    const next = source.next();
    next.catch(() => {}); // told when its turn comes, which may never be
    return next;
  };
  let coming = start();
  try {
    for (;;) {
      const { value, done } = await coming;
      if (done) return;
      coming = start();
      yield value;
    }
  } finally {
    await coming.catch(() => {});
    await source.return(undefined);
  }
}
