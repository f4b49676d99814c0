import Form from 'next/form';
import Link from 'next/link';
import type { SortOrder } from '../data';
import type { ListingQuery } from '../server/listing';
import { AutoSubmit } from './auto-submit';
import styles from './filters.module.css';

const SORT_NAMES: Record<SortOrder, string> = {
  featured: 'Featured',
  'price-asc': 'Price: low to high',
  'price-desc': 'Price: high to low',
  newest: 'Newest',
  name: 'Name',
};

interface Props {
  path: string;
  query: ListingQuery;
  brands: string[];
}

const euros = (cents: number | undefined) => (cents === undefined ? undefined : cents / 100);

/** A plain GET form: the address carries the choice, so that it can be shared and survives a reload. */
export function Filters({ path, query, brands }: Props) {
  return (
    <div>
      <input type="checkbox" id="show-filters" className={`visually-hidden ${styles.toggle}`} />
      <label htmlFor="show-filters" className={`button quiet wide ${styles.toggleLabel}`}>
        Filter and sort
      </label>
      <Form action={path} className={`card ${styles.panel}`} data-testid="filters">
        <AutoSubmit />
        <label className={styles.group}>
          <span className={styles.legend}>Sort by</span>
          <select name="sort" defaultValue={query.sort} data-testid="sort-select">
            {Object.entries(SORT_NAMES).map(([order, name]) => (
              <option key={order} value={order}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <fieldset className={styles.group}>
          <legend className={styles.legend}>Availability</legend>
          <Check name="stock" value="1" label="In stock" checked={query.inStock} />
          <Check name="offer" value="1" label="On offer" checked={query.onOffer} />
        </fieldset>
        <fieldset className={styles.group}>
          <legend className={styles.legend}>Price in €</legend>
          <div className={styles.range}>
            <Amount name="min" label="From" value={euros(query.minCents)} />
            <Amount name="max" label="To" value={euros(query.maxCents)} />
          </div>
        </fieldset>
        {brands.length > 1 && (
          <fieldset className={styles.group}>
            <legend className={styles.legend}>Brand</legend>
            {brands.map((brand) => (
              <Check key={brand} name="brand" value={brand} label={brand} checked={query.brands.includes(brand)} />
            ))}
          </fieldset>
        )}
        <button type="submit" className="button wide" data-testid="filter-apply">
          Apply
        </button>
        <Link href={path} className={styles.clear}>
          Clear all
        </Link>
      </Form>
    </div>
  );
}

function Check({ name, value, label, checked }: { name: string; value: string; label: string; checked: boolean }) {
  return (
    <label className={styles.check}>
      <input type="checkbox" name={name} value={value} defaultChecked={checked} />
      {label}
    </label>
  );
}

function Amount({ name, label, value }: { name: string; label: string; value: number | undefined }) {
  return (
    <label className="small">
      {label}
      <input type="number" name={name} min="0" step="any" inputMode="decimal" defaultValue={value} />
    </label>
  );
}
