const AT = 'at ([\\d.]+),([\\d.]+)';
const FORMS = {
  group: new RegExp(`^group (\\w+) "([^"]*)" ${AT} size ([\\d.]+)x([\\d.]+)(?: (\\w+))?$`),
  node: new RegExp(`^node (\\w+) "([^"]*)" "([^"]*)" ${AT}(?: (\\w+))?$`),
  edge: /^edge (\w+) -> (\w+) "([^"]*)" out (\w+) in (\w+)$/,
};
const SIDES = ['left', 'right', 'top', 'bottom'];

/**
 * Reads a diagram's text; its form stands at the head of docs/images/aws.diagram.
 *
 * @param {string} text
 * @returns {{ groups: object[], nodes: object[], edges: object[] }} coordinates in columns and rows
 * @throws naming the line that cannot be read, or an edge's end that does not exist
 */
export function readDiagram(text) {
  const diagram = { groups: [], nodes: [], edges: [] };
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '' || line.startsWith('#')) continue;
    const [kind] = line.split(' ');
    const found = FORMS[kind]?.exec(line);
    if (!found) throw new Error(`line ${index + 1} is no group, node or edge: ${line}`);
    diagram[`${kind}s`].push(READERS[kind](found.slice(1)));
  }
  const known = new Set(diagram.nodes.map(({ id }) => id));
  for (const { from, to, out, into } of diagram.edges) {
    for (const id of [from, to]) if (!known.has(id)) throw new Error(`an edge names ${id}, which is no node`);
    for (const side of [out, into]) if (!SIDES.includes(side)) throw new Error(`${side} is no side of a node`);
  }
  return diagram;
}

const READERS = {
  group: ([id, title, column, row, columns, rows, kind = 'plain']) => ({
    ...{ id, title, kind },
    ...{ column: Number(column), row: Number(row), columns: Number(columns), rows: Number(rows) },
  }),
  node: ([id, title, detail, column, row, kind = 'plain']) => ({
    ...{ id, title, detail, kind },
    ...{ column: Number(column), row: Number(row) },
  }),
  edge: ([from, to, label, out, into]) => ({ from, to, label, out, into }),
};
