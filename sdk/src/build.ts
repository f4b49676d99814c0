// What the build puts in. From source (in tests) the defaults hold.
declare const __FOOTFALL_VERSION__: string | undefined;
declare const __FOOTFALL_HAS_EXTRAS__: boolean | undefined;

/** The package's version, said once in package.json. */
export const VERSION: string = typeof __FOOTFALL_VERSION__ === 'string' ? __FOOTFALL_VERSION__ : 'source';

/** False in the small script tag, which does without the core's hooks and without their bytes. */
export const HAS_EXTRAS: boolean = typeof __FOOTFALL_HAS_EXTRAS__ === 'boolean' ? __FOOTFALL_HAS_EXTRAS__ : true;
