/** Put in by the build from package.json, so that it is said once. */
declare const __FOOTFALL_VERSION__: string | undefined;

export const VERSION: string = typeof __FOOTFALL_VERSION__ === 'string' ? __FOOTFALL_VERSION__ : 'source';
