export { drawPicture } from './draw';
export type { Picture } from './types';
export { VIEWS, type View } from './views';
