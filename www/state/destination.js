/** Where to send without a relay, and the key for it: in memory, and nowhere else. */
import { computed, signal } from '@preact/signals';

/** @import { Obstacle } from './form.js' */

/** A domain; or '' for an intake of one's own. */
export const site = signal('datadoghq.com');
export const intakeUrl = signal('http://127.0.0.1:8642');
export const apiKey = signal('');

/** What of it keeps the build from being sent. @type {import('@preact/signals').ReadonlySignal<Obstacle[]>} */
export const targetObstacles = computed(() => {
  const isOwn = site.value === '';
  const url = intakeUrl.value.trim();
  return [
    ...(isOwn && !URL.canParse(url)
      ? [{ id: 'intake', label: 'Intake', isEmpty: url === '' }]
      : []),
    ...(apiKey.value.trim() === '' ? [{ id: 'api-key', label: 'API key', isEmpty: true }] : []),
  ];
});

/** @returns {{ site?: string, intakeUrl?: string, apiKey: string }} */
export function target() {
  const key = apiKey.value.trim();
  if (site.value === '') return { intakeUrl: intakeUrl.value.trim(), apiKey: key };
  return { site: site.value, apiKey: key };
}

/** What is posted to, roughly: its host. */
export const intakeOrigin = computed(() =>
  site.value === '' ? intakeUrl.value.trim() : `https://sourcemap-intake.${site.value}`,
);
