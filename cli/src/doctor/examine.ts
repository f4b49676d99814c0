import type { DataFolder } from '../data-folder.js';
import { checkFiles, readFolder } from './files.js';
import type { Finding } from './finding.js';
import { checkDisk, checkNode, checkProcess, MIN_FREE_BYTES } from './machine.js';
import { checkCollector, checkCollectorSettings, checkDashboards, checkLake } from './parts.js';
import { checkWarehouse } from './warehouse.js';

export interface ExamineOptions {
  /** A disk with less is called full. */
  minFreeBytes?: number;
  nodeVersion?: string;
}

/** Looks at every part of a stack, whether it runs or not. */
export async function examine(folder: DataFolder, options: ExamineOptions = {}): Promise<Finding[]> {
  const { minFreeBytes = MIN_FREE_BYTES, nodeVersion = process.versions.node } = options;
  const program = checkNode(nodeVersion);
  const said = await readFolder(folder);
  if ('findings' in said) return [program, ...said.findings];
  const { secrets, state } = said;
  const checks: Promise<Finding | Finding[]>[] = [
    checkDisk('data', folder.path, minFreeBytes),
    checkFiles(folder, secrets),
    checkProcess(folder),
    checkLake(state, minFreeBytes),
    checkCollector(state),
    checkWarehouse(folder, secrets, state),
  ];
  const findings = (await Promise.all(checks)).flat();
  return [program, ...findings, ...checkCollectorSettings(state), await checkDashboards(state)];
}
