/** Uploads that are planned in one place and sent in another: a plan is written by a build, and sent later. Node only. */
export { openPlan } from './open.js';
export { Deferral } from './write.js';
