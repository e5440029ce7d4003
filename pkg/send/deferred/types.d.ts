import type { Event, FileReport, PlanDocument, PlannedPart, RunIssue } from '../../index.js';
import type { Clearing } from '../after-upload/index.js';
import type { Job } from '../../plan/index.js';

export type { Clearing, Event, FileReport, Job, PlanDocument, PlannedPart, RunIssue };

/** A plan that was read, and held against what is on disk. */
export interface Opened {
  jobs: Job[];
  clearings: Clearing[];
  issues: RunIssue[];
  /** Takes out of the plan what has arrived and whose maps are gone, so that the same command sends the rest. */
  finish(files: FileReport[]): Promise<RunIssue | undefined>;
}
