/** The view of an app that is shipped: loaded when it is first opened. */
import { useEffect, useState } from 'preact/hooks';

import { loadStyles } from '../parts/late-styles.js';
import { Notice } from '../parts/notice.jsx';

/** @typedef {typeof import('./pane.jsx').ShippedPane} Pane */

export function Shipped() {
  const [loaded, setLoaded] = useState(/** @type {{ Pane?: Pane, failed?: boolean }} */ ({}));
  useEffect(() => {
    Promise.all([import('./pane.jsx'), loadStyles('shipped')]).then(
      ([{ ShippedPane: Pane }]) => setLoaded({ Pane }),
      () => setLoaded({ failed: true }),
    );
  }, []);
  const { Pane, failed } = loaded;
  if (Pane) return <Pane />;
  if (!failed) return null;
  return (
    <Notice
      severity="error"
      message="This view could not be loaded."
      help="Reload the page, and try again."
    />
  );
}
