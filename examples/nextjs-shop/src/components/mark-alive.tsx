'use client';

import { useEffect } from 'react';

/**
 * Marks the document once React runs in it. Stands last on the page, so that all effects before it have run. Whoever
 * drives a browser, as the crowd and the tests do, cannot tell otherwise when a click will be heard.
 */
export function MarkAlive() {
  useEffect(() => {
    document.documentElement.dataset.alive = '';
  }, []);
  return null;
}
