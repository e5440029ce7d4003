/** The picture of a map: loaded when it is first asked for. */
export { LookView } from './look-view.jsx';
export { openLook } from './open.js';
