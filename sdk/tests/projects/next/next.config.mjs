// The test checks the types by itself, once.
export default { typescript: { ignoreBuildErrors: true }, devIndicators: false };
