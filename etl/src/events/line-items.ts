import { type Fields, id, integer, isObject, named, number, object, text } from './coerce.js';
import { type Names, namesOf, put, type Slots, takeFields, withRest } from './take-fields.js';

const LINE = namesOf({
  id: [id, 'id productId product_id'],
  name: [text, 'name productName product_name'],
  category: [named, 'category productCategory product_category'],
  brand: [named, 'brand brandName brand_name productBrand product_brand'],
  price: [number, 'price unitPrice unit_price productPrice product_price'],
  discountPrice: [number, 'discountPrice discount_price productDiscountPrice product_discount_price'],
  currency: [text, 'currency'],
  quantity: [number, 'quantity'],
  urlPath: [text, 'urlPath url_path productUrlPath product_url_path'],
  position: [integer, 'position'],
  list: [text, 'list'],
  properties: [object, 'properties'],
});
type LineSlot = typeof LINE extends Names<infer S> ? S : never;

const NOTHING = Object.fromEntries([...LINE.values()].map(({ slot }) => [slot, null])) as Record<LineSlot, null>;
const SLOTS = Object.keys(NOTHING) as LineSlot[];

/**
 * Lines of a cart, an order or a list with the contract's names and types that models can rely on. What a line says beyond
 * that lies in its `properties`.
 */
export function lineItems(lines: unknown[]): object[] {
  return lines.map(lineItem);
}

function lineItem(line: unknown): object {
  if (!isObject(line)) return bareLine(line);
  const values: Slots<LineSlot> = { ...NOTHING };
  const rest = takeFields(LINE, line, values);
  values.properties = withRest(object(values.properties), rest);
  return filled(values);
}

/** A line that is only a word is the product's id. */
function bareLine(line: unknown): object {
  const word = id(line);
  if (word !== null && typeof line !== 'boolean' && word === String(line)) return { id: word };
  return line === null || line === '' ? {} : { properties: { value: line } };
}

/** A product with the place in a list where it was seen, as that list's only line; what then is left of the product. */
export function listedItem(product: Fields, rest: Fields): { item: object | null; left: Fields | null } {
  if (rest.list === undefined && rest.position === undefined) return { item: null, left: rest };
  const values: Slots<LineSlot> = { ...NOTHING };
  const lineRest = takeFields(LINE, product, values);
  if (values.list === null && values.position === null) return { item: null, left: rest };
  values.properties = null;
  let left: Fields | null = null;
  for (const name in rest) {
    const isInItem = (name === 'list' || name === 'position') && !(lineRest && name in lineRest);
    if (!isInItem) left = put(left, name, rest[name]);
  }
  return { item: filled(values), left };
}

function filled(values: Slots<LineSlot>): object {
  const item: Fields = {};
  for (const slot of SLOTS) if (values[slot] !== null) item[slot] = values[slot];
  return item;
}
