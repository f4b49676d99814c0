'use client';

import Form from 'next/form';
import { useRouter } from 'next/navigation';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Suggestion } from '../data';
import styles from './search-box.module.css';

/** Pause in typing, in milliseconds, after which the shop is asked: fast typists would ask at each letter otherwise. */
const PAUSE_MS = 150;

/** The search field: a plain form, and names to choose from while somebody types. */
export function SearchBox() {
  const router = useRouter();
  const [typed, setTyped] = useState('');
  const [isOpen, setIsOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const suggestions = useSuggestions(typed);
  const shown = isOpen ? suggestions : [];
  const close = () => {
    setIsOpen(false);
    setActive(-1);
  };
  const choose = ({ slug }: Suggestion) => {
    setTyped('');
    close();
    router.push(`/product/${slug}`);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length > 0) {
      event.preventDefault();
      setActive((active + step + shown.length) % shown.length);
    }
    const chosen = shown[active];
    if (event.key === 'Enter' && chosen) {
      event.preventDefault();
      choose(chosen);
    }
  };
  return (
    <Form action="/search" role="search" className={styles.search} onSubmit={close}>
      <label htmlFor="site-search" className="visually-hidden">
        Search products
      </label>
      <input
        id="site-search"
        type="search"
        name="q"
        placeholder="Search products"
        autoComplete="off"
        role="combobox"
        aria-expanded={shown.length > 0}
        aria-controls="site-suggestions"
        aria-autocomplete="list"
        aria-activedescendant={shown[active] ? `suggestion-${active}` : undefined}
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          setIsOpen(true);
          setActive(-1);
        }}
        onBlur={close}
        onKeyDown={onKeyDown}
        data-testid="search-input"
      />
      <button type="submit" data-testid="search-button">
        Search
      </button>
      <div
        id="site-suggestions"
        role="listbox"
        aria-label="Suggestions"
        hidden={shown.length === 0}
        className={styles.list}
      >
        {shown.map((suggestion, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the input's.
          // biome-ignore lint/a11y/useFocusableInteractive: the input keeps the focus.
          <div
            key={suggestion.slug}
            id={`suggestion-${index}`}
            role="option"
            aria-selected={index === active}
            className={styles.option}
            // Before the input loses the focus, which closes the list.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(suggestion)}
            data-testid="suggestion"
          >
            {suggestion.name}
          </div>
        ))}
      </div>
    </Form>
  );
}

/** What the shop offers for the typed words; the answer to an older question never replaces that to a newer. */
function useSuggestions(typed: string): Suggestion[] {
  const [found, setFound] = useState<{ words: string; list: Suggestion[] }>({ words: '', list: [] });
  const words = typed.trim();
  const asked = useRef('');
  useEffect(() => {
    asked.current = words;
    if (words.length < 2) return undefined;
    const timer = setTimeout(async () => {
      try {
        const answer = await fetch(`/suggest?q=${encodeURIComponent(words)}`);
        const list = answer.ok ? ((await answer.json()) as Suggestion[]) : [];
        if (asked.current === words) setFound({ words, list });
      } catch {
        // Without suggestions the search works as well.
      }
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return words.length >= 2 && found.words === words ? found.list : [];
}
