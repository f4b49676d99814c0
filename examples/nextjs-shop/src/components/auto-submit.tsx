'use client';

import { useEffect, useRef } from 'react';

/**
 * Submits the form around it whenever a box is ticked or a choice is made. Without scripts, or before they are there,
 * the form's own button does the same.
 */
export function AutoSubmit() {
  const marker = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const form = marker.current?.closest('form');
    if (!form) return;
    const submit = ({ target }: Event) => {
      const isChoice =
        target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && target.type === 'checkbox');
      if (isChoice) form.requestSubmit();
    };
    form.addEventListener('change', submit);
    return () => form.removeEventListener('change', submit);
  }, []);
  return <span ref={marker} hidden />;
}
