export { FolderLake } from './folder-lake.js';
export { checkKey, type Lake, LakeError, type LakeObject } from './lake.js';
export { type OpenLakeOptions, openLake } from './open-lake.js';
export { S3Lake, type S3LakeOptions } from './s3-lake.js';
