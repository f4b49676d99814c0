// The part of docs/events.md that is made of the contract: each event with an example, and the fields with their types.

const BEGIN = '<!-- made of the contract by `npm run document -w contract`: do not edit -->';
const END = '<!-- end of what is made of the contract -->';

/**
 * Puts the made part into the document.
 *
 * @param text the document as it is
 * @returns the document as it should be
 */
export function documentEvents(text, { examples, schema }) {
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error('docs/events.md lacks the lines between which the events stand');
  return `${before}${BEGIN}\n\n${eventsPart(examples)}\n${fieldsPart(schema)}\n${END}${after}`;
}

const eventsPart = (examples) =>
  Object.entries(examples)
    .map(([eventName, { when, event }]) => {
      const json = JSON.stringify({ eventName, ...event }, null, 1).replace(/\n */g, ' ');
      return `**\`${eventName}\`**: ${when}.\n\n\`\`\`json\n${json}\n\`\`\`\n`;
    })
    .join('\n');

function fieldsPart(schema) {
  const rows = fieldsOf(schema.properties).map(([name, type, what]) => `| \`${name}\` | ${type} | ${what} |`);
  return ['### Fields', '', '| field | type | meaning and limit |', '| --- | --- | --- |', ...rows, ''].join('\n');
}

/** Fields and those within them, as `cart.items`; what a product has stands with `product` once. */
function fieldsOf(properties, prefix = '') {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const own = [[`${prefix}${name}`, typeOf(schema), meaningOf(schema)]];
    return schema.properties ? [...own, ...fieldsOf(schema.properties, `${prefix}${name}.`)] : own;
  });
}

function typeOf({ type, items }) {
  const name = [type].flat().filter((one) => one !== 'null')[0];
  return items ? `${name} of products` : name;
}

function meaningOf({ description, maxLength, minimum, maximum, maxItems }) {
  const limits = [
    maxLength !== undefined && `at most ${maxLength} characters`,
    maxItems !== undefined && `at most ${maxItems}`,
    minimum !== undefined && `from ${minimum}`,
    maximum !== undefined && `to ${maximum}`,
  ].filter(Boolean);
  return [description, limits.join(' ')].filter(Boolean).join('; ');
}
