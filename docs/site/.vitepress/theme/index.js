// The generator's theme without its web font: the reader's own is there already.
import Theme from 'vitepress/theme-without-fonts';

import './long-pages.css';
import './style.css';

export default Theme;
