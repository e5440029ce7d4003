/** The name, the views, and where uploads go. */
import { relay } from '../state/relay.js';
import { view } from '../state/view.js';
import './header.css';

const VIEWS = /** @type {const} */ ({
  files: 'Files',
  send: 'Send',
  explain: 'Explain',
  shipped: 'App',
});

export function Header() {
  return (
    <header class="header">
      <h1 class="header-name">mapship</h1>
      <nav aria-label="Views" class="header-views">
        {Object.entries(VIEWS).map(([name, text]) => (
          <button
            key={name}
            type="button"
            class="header-view"
            data-view={name}
            aria-current={view.value === name ? 'page' : undefined}
            onClick={() => (view.value = /** @type {keyof typeof VIEWS} */ (name))}
          >
            {text}
          </button>
        ))}
      </nav>
      <p class="header-where">
        {relay.value
          ? `Sends to ${relay.value.site ?? new URL(relay.value.intake).host}`
          : 'Nothing leaves this tab until you press Send'}
      </p>
    </header>
  );
}
