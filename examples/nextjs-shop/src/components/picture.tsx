import Image from 'next/image';
import { HEIGHT, WIDTH } from '../pictures/svg';
import type { View } from '../pictures/views';

interface Props {
  slug: string;
  /** Which picture of the product's gallery. */
  view?: View;
  /** What the picture shows; empty where the text beside it says the same. */
  alt: string;
  /** Above the fold: fetched at once instead of when it comes near. */
  eager?: boolean;
}

/** A product's drawing. SVG needs no optimizer: it is small and sharp at every size. */
export function Picture({ slug, view = 'front', alt, eager = false }: Props) {
  return (
    <Image
      src={`/pictures/${slug}.${view}.svg`}
      alt={alt}
      width={WIDTH}
      height={HEIGHT}
      unoptimized
      loading={eager ? 'eager' : 'lazy'}
    />
  );
}
