/**
 * Reads the top-level blocks of one kind from a file that `terraform fmt` has formatted: on its layout (attributes two spaces
 * deep, blocks ended by a brace in the first column) this small reader relies, and it is no parser of HCL.
 *
 * @param {string} text a file's contents
 * @param {'variable' | 'output'} kind
 * @returns {{ name: string, attributes: Record<string, string> }[]} each attribute's expression as it stands, comments left out
 */
export function readBlocks(text, kind) {
  const blocks = text.matchAll(new RegExp(`^${kind} "([^"]+)" \\{\\n([\\s\\S]*?)^\\}`, 'gm'));
  return [...blocks].map(([, name, body]) => ({ name, attributes: attributesOf(body) }));
}

function attributesOf(body) {
  const attributes = {};
  let current;
  for (const line of body.split('\n')) {
    const [, key, value] = /^ {2}(\w+)\s+= (.*)$/.exec(line) ?? [];
    if (key) {
      attributes[key] = value;
      current = key;
    } else if (/^ {2}(\w+ \{|#)/.test(line) || line === '') {
      current = undefined;
    } else if (current) {
      attributes[current] += `\n${line.replace(/^ {2}/, '')}`;
    }
  }
  return attributes;
}
