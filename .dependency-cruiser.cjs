/** Who may import whom, as ARCHITECTURE.md draws it: `npm run lint` runs it. Tests may reach anywhere. */

/** Each package's sources, and those of other packages that they may import. */
const MAY_IMPORT = {
  contract: [],
  sdk: ['contract'],
  lake: [],
  collector: ['contract', 'lake'],
  warehouse: [],
  etl: ['contract', 'lake', 'warehouse'],
  cli: ['collector', 'dashboards', 'etl', 'lake', 'warehouse'],
  instance: ['warehouse'],
};

/** Everything that somebody could import; what is named in none of the lists above nobody may. */
const ALL = [...Object.keys(MAY_IMPORT), 'dashboards', 'infra-terraform', 'examples', 'e2e', 'bench', 'scripts'];

/** By its folder; and by its name, which is all that can be seen of a package that is not built yet. */
const pathsOf = (name) => [`^${name}/`, name === 'cli' ? '^footfall(/|$)' : `^@footfall/${name}(/|$)`];

const packageRules = Object.entries(MAY_IMPORT).map(([name, others]) => ({
  name: `imports-of-${name}`,
  comment: `${name} may import ${others.join(', ') || 'no other package'}; ARCHITECTURE.md says why.`,
  severity: 'error',
  from: { path: `^${name}/src/` },
  to: { path: ALL.flatMap(pathsOf), pathNot: [name, ...others].flatMap(pathsOf) },
}));

module.exports = {
  forbidden: [
    ...packageRules,
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one, or need a third.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'contract-does-no-io',
      comment: 'The contract runs in browsers and Lambdas alike.',
      severity: 'error',
      from: { path: '^contract/src/' },
      to: { dependencyTypes: ['core'], pathNot: '^buffer$' },
    },
    {
      name: 'nothing-undeclared',
      comment: 'What is imported stands in the package.json of who imports it.',
      severity: 'error',
      from: { path: '^[a-z-]+/src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer'] },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: { path: ['/dist/.*/dist/'] },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'default'] },
  },
};
