'use client';

import { useTracker } from '@footfall/sdk/react';
import type { ComponentProps, FormEvent } from 'react';
import { MEASURED_FIELDS } from '../tracking/measured-fields';

/**
 * A form whose action the shop's server reports: it carries the browser's ids along, so that the server's report joins
 * the visit. Without scripts it works as well, and the report knows no visit.
 */
export function MeasuredForm({ children, ...rest }: ComponentProps<'form'>) {
  const tracker = useTracker();
  // As it is sent and not before: a visit may have ended while the page stood open.
  const fill = ({ currentTarget: { elements } }: FormEvent<HTMLFormElement>) => {
    for (const name of MEASURED_FIELDS) {
      (elements.namedItem(name) as HTMLInputElement).value = tracker[name];
    }
  };
  return (
    <form onSubmit={fill} {...rest}>
      {MEASURED_FIELDS.map((name) => (
        <input key={name} type="hidden" name={name} />
      ))}
      {children}
    </form>
  );
}
