/** A plan's resources of some types: their addresses, and the values that they will have. */
export const ofType = (changes, ...types) =>
  changes
    .filter(({ type, mode }) => mode === 'managed' && types.includes(type))
    .map(({ address, change }) => ({ ...change.after, address }));

/** The first of a block that stands at most once. */
export const block = (blocks) => (Array.isArray(blocks) ? blocks[0] : undefined);

/** A value or a list of values, as policies and blocks have them. */
export const list = (value) => (value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]);

/** What the mocks say in the place of a value that nobody gave, where having one would break a rule. */
export const MADE_UP = 'made up by the mock';
