// Draws docs/images/aws.svg from docs/images/aws.diagram; with --check says whether it is current.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drawDiagram } from './lib/draw-diagram.mjs';
import { keepCurrent } from './lib/keep-current.mjs';
import { readDiagram } from './lib/read-diagram.mjs';

const IMAGES = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const TITLE =
  'Footfall in AWS: events go from the browser through HTTP API and Lambda to S3, from there by the hourly ETL in a private subnet to PostgreSQL on EC2, which analysts reach by Session Manager only';

const diagram = readDiagram(readFileSync(`${IMAGES}aws.diagram`, 'utf8'));
const file = { path: `${IMAGES}aws.svg`, text: drawDiagram(diagram, TITLE) };
process.exitCode = keepCurrent([file], 'node infra-terraform/scripts/diagram.mjs');
