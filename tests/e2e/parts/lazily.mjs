// Things that are costly to begin and not always needed.

/** Begins something when it is first asked for. `end` ends it, if it was ever begun. */
export function lazily(begin, end) {
  let begun;
  const get = () => (begun ??= begin());
  get.end = async () => {
    const there = await begun?.catch(() => undefined);
    if (there) await end(there);
  };
  return get;
}
