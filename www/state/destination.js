/** Where to send without a relay, and the key for it: in memory, and nowhere else. */
import { computed, signal } from '@preact/signals';

/** A domain; or '' for an intake of one's own. */
export const site = signal('datadoghq.com');
export const intakeUrl = signal('http://127.0.0.1:8642');
export const apiKey = signal('');

/** Whether there is all that it takes. */
export const hasTarget = computed(
  () => apiKey.value.trim() !== '' && (site.value !== '' || intakeUrl.value.trim() !== ''),
);

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
