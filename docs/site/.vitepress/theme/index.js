// The generator's own theme, and what is added to it.
import theme from 'vitepress/theme';

import './long-pages.css';

export default theme;
