export { drawPicture } from './draw';
export type { Picture } from './types';
