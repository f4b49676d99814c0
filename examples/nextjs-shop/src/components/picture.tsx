import Image from 'next/image';
import { HEIGHT, WIDTH } from '../pictures/svg';

interface Props {
  slug: string;
  /** What the picture shows; empty where the text beside it says the same. */
  alt: string;
  /** Above the fold: fetched at once instead of when it comes near. */
  eager?: boolean;
}

/** A product's drawing. SVG needs no optimizer: it is small and sharp at every size. */
export function Picture({ slug, alt, eager = false }: Props) {
  return (
    <Image
      src={`/pictures/${slug}.svg`}
      alt={alt}
      width={WIDTH}
      height={HEIGHT}
      unoptimized
      loading={eager ? 'eager' : 'lazy'}
    />
  );
}
