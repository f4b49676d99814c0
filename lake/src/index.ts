/**
 * The lake: a folder or an S3 bucket with objects that appear whole or not at all.
 *
 * @module @footfall/lake
 */

export {
  type CompactedObject,
  type CompactFolderOptions,
  compactFolder,
  type FolderOutcome,
  linesOf,
} from './compact-folder.js';
export { coveredBy, isCompacted, type Manifest, type ManifestPart, readManifest } from './compacted.js';
export { FolderLake } from './folder-lake.js';
export { type Lake, LakeError, type LakeObject, type LakeProbe } from './lake.js';
export { isData, type LakeFolder, listFolders, liveObjects } from './live-objects.js';
export { type OpenLakeOptions, openLake } from './open-lake.js';
export { rawLines, UnsoundObjectError } from './raw-lines.js';
export { type ComingObject, comingObjects, type OpenObject, readAhead } from './read-ahead.js';
export { type Rewritten, rewriteObject } from './rewrite-object.js';
export { S3Lake, type S3LakeOptions } from './s3-lake.js';
