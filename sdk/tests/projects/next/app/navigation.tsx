'use client';
import Link from 'next/link';
import { useRouter } from 'next/navigation';

export function Navigation() {
  const router = useRouter();
  return (
    <nav>
      <Link href="/">Home</Link>
      <Link href="/product?id=1">Product 1</Link>
      <Link href="/product?id=2">Product 2</Link>
      <button type="button" onClick={() => router.replace('/product?id=2&color=red')}>
        Red
      </button>
      <a href="/about">About</a>
    </nav>
  );
}
