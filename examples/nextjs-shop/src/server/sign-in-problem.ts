const PROBLEMS: Readonly<Record<string, string>> = {
  unavailable: 'Signing in does not work at the moment. You can order without an account.',
  expired: 'That took too long. Please sign in again.',
  refused: 'Signing in did not succeed. Please try again.',
};

/** What the page says where a sign-in ended with `?problem=…`; undefined for what is none of ours. */
export function signInProblem(name: string | string[] | undefined): string | undefined {
  // Whoever writes the address may write `constructor`, which every object has.
  return typeof name === 'string' && Object.hasOwn(PROBLEMS, name) ? PROBLEMS[name] : undefined;
}
