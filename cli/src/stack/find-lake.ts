import { type Lake, openLake } from '@footfall/lake';
import { DataFolder } from '../data-folder.js';
import { CliError } from '../errors.js';

/** Opens a lake by its URL, at the server that FOOTFALL_S3_ENDPOINT names. */
export const openLakeAt = (url: string): Lake => openLake(url, { s3Endpoint: process.env.FOOTFALL_S3_ENDPOINT });

/** Finds the lake for commands that need nothing else: by --data, else by FOOTFALL_LAKE, else by the default data folder. */
export async function findLake(dataOption: string | undefined): Promise<Lake> {
  const { FOOTFALL_LAKE: url } = process.env;
  if (dataOption === undefined && url) return openLakeAt(url);
  const folder = new DataFolder(dataOption);
  const state = await folder.state();
  if (!state)
    throw new CliError(
      `There is no stack in ${folder.path}. Start one with "footfall up --data ${folder.path}", name another with --data, ` +
        'or set FOOTFALL_LAKE.',
    );
  return openLakeAt(state.lakeUrl);
}
