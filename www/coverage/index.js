/** The picture of a map: loaded when it is first asked for. */
export { LookView } from './coverage-view.jsx';
export { openLook } from './open.js';
