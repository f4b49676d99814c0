import { describe, expect, it } from 'vitest';
import { drawDiagram } from '../../scripts/lib/draw-diagram.mjs';
import { readDiagram } from '../../scripts/lib/read-diagram.mjs';

const TEXT = `# a comment
group vpc "VPC" at 0,0 size 3x1
node a "A & B" "first" at 0,0.3
node b "C" "second" at 1.5,0.3 store

edge a -> b "443" out right in left
`;

describe('the diagram of the AWS shape', () => {
  it('draws every group, node, line and label of the text, with what is special in XML escaped', () => {
    const svg = drawDiagram(readDiagram(TEXT), 'Title');

    for (const text of ['>VPC<', '>A &amp; B<', '>first<', '>C<', '>443<', '<title>Title</title>'])
      expect(svg).toContain(text);
    expect(svg.match(/marker-end/g)).toHaveLength(1);
  });

  it('leads a line from the side where it leaves to the side where it comes in', () => {
    const svg = drawDiagram(readDiagram(TEXT), 'Title');

    // a ends 190 pixels right of the margin of 16, b begins one and a half columns of 225 right of it.
    expect(svg).toContain('d="M206 82H280V82H354"');
  });

  it('names the line that it cannot read', () => {
    expect(() => readDiagram(`${TEXT}node c without quotes at 1,1\n`)).toThrow(/line 7 .*without quotes/);
  });

  it('refuses an edge to what is not there, and a side that no node has', () => {
    expect(() => readDiagram(`${TEXT}edge a -> d "" out right in left\n`)).toThrow(/names d, which is no node/);
    expect(() => readDiagram(`${TEXT}edge a -> b "" out east in left\n`)).toThrow(/east is no side/);
  });
});
