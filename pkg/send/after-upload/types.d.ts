import type { FileReport } from '../../index.js';
import type { Stamp } from '../../host/types.js';
import type { Clearing } from './index.js';

export type { Clearing };

/** The source map of an upload. */
export interface MapFile {
  /** As it was given; in an archive its path behind that of the archive. */
  file: string;
  /** The file that names it. */
  minified?: string;
  /** What it was like when it was checked, of files on disk. */
  stamp?: Stamp;
  /** The archive that it is in, if it is. */
  archive?: string;
}

/** Of each run what it is to clear away, what it reports, and of each report the source map, if it has one on disk. */
export type Runs = { clearing?: Clearing; files: FileReport[]; maps: (MapFile | undefined)[] }[];
