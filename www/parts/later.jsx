/** A view that is loaded when it is first opened, with its styles. */
import { useEffect, useState } from 'preact/hooks';

import { loadStyles } from './late-styles.js';
import { Notice } from './notice.jsx';

/** @param {{ styles: string, load: () => Promise<() => preact.ComponentChild> }} props */
export function Later({ styles, load }) {
  const [loaded, setLoaded] = useState(
    /** @type {{ View?: () => preact.ComponentChild, failed?: boolean }} */ ({}),
  );
  useEffect(() => {
    Promise.all([load(), loadStyles(styles)]).then(
      ([View]) => setLoaded({ View }),
      () => setLoaded({ failed: true }),
    );
  }, []);
  const { View, failed } = loaded;
  if (View) return <View />;
  if (!failed) return null;
  return (
    <Notice
      severity="error"
      message="This view could not be loaded."
      help="Reload the page, and try again."
    />
  );
}
