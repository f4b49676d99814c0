'use client';

import type { ComponentProps } from 'react';
import { useFormStatus } from 'react-dom';

/** The button of a form with an action: it cannot be pressed again before the action has ended. */
export function SubmitButton({ className = 'button', children, ...rest }: ComponentProps<'button'>) {
  const { pending } = useFormStatus();
  return (
    <button type="submit" className={className} disabled={pending} aria-busy={pending} {...rest}>
      {children}
    </button>
  );
}
