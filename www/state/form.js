/** What is typed into the form: the event's fields, the prefix, and where to send. */
import { batch, computed, effect, signal } from '@preact/signals';

import { engine, said } from '../engine/engine.js';
import { chosenType, generation, phase, sendable } from './build.js';
import { facts } from './facts.js';
import { steady } from './steady.js';
import { announce } from './announce.js';

/** @import { Event, FieldDeclaration, Issue, UploadType } from '../../pkg/index.js' */
/** @import { Filled } from '../worker/event.js' */

/** How long nothing must be typed before it is judged, in ms. */
const PAUSE = 200;

/** Fields that mapship fills in itself. */
const OWN = new Set(['cli_version', 'origin', 'origin_version', 'plugin_version']);

/** @type {import('@preact/signals').Signal<Record<string, string>>} what was typed, by field; nothing where that is empty */
export const typed = signal({});
export const prefix = signal('');

/** @type {import('@preact/signals').Signal<Issue[]>} what stands against it */
export const messages = signal([]);

/** Whether what stands against the fields is about what is in them now. */
export const isChecked = signal(false);

/** Whether anything in the form was judged for this build yet. */
const isKnown = signal(false);

/** Why it could not be judged. */
export const formFailure = signal(
  /** @type {{ message: string, help?: string } | undefined} */ (undefined),
);

/** Waits until what is typed by now is judged. @returns {Promise<void>} */
export function whenChecked() {
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (!isChecked.value) return;
      // an effect can't be stopped while it is made
      queueMicrotask(() => stop());
      resolve();
    });
  });
}

/** The types of what would be sent. */
export const types = computed(() => {
  const chosen = chosenType.value;
  const present = new Set(sendable.value.flatMap(({ report }) => report.type ?? []));
  if (chosen !== undefined) present.add(chosen);
  return (facts.value?.types ?? []).filter(({ name }) => present.has(name));
});

/**
 * The fields of these types, each once. Where types differ, the one that asks for more counts.
 * @type {import('@preact/signals').ReadonlySignal<FieldDeclaration[]>}
 */
export const fields = computed(() => {
  /** @type {Map<string, FieldDeclaration>} */
  const known = new Map();
  for (const field of types.value.flatMap((type) => type.fields)) {
    if (OWN.has(field.name)) continue;
    const there = known.get(field.name);
    if (there === undefined || there.required === 'no') known.set(field.name, field);
  }
  return [...known.values()];
});

/** Whether there is something that is served at an address. */
export const hasAddresses = computed(() => types.value.some(({ name }) => name === 'js_sourcemap'));

/** What the form says, as the worker takes it. @returns {Filled} */
export const filled = steady(() => {
  /** @type {Event} */
  const event = {};
  for (const { name, rule } of fields.value) {
    const text = typed.value[name]?.trim();
    if (text) event[name] = valueOf(text, rule.kind);
  }
  return { type: chosenType.value, event, prefix: prefix.value.trim() || undefined };
});

/**
 * A field's value, of the kind that is declared. What can't be one stays text, which the core then has something against.
 * @param {string} text
 * @param {FieldDeclaration['rule']['kind']} kind
 */
function valueOf(text, kind) {
  if (kind === 'flag') return text === 'true';
  if (kind !== 'integer' || !/^-?\d+$/.test(text)) return text;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

/** @param {string} name @param {string} text */
export function type(name, text) {
  typed.value = { ...typed.value, [name]: text };
}

/**
 * The fields that were left once, or all when there was an attempt to send: before that nobody needs to hear what is missing.
 * @type {import('@preact/signals').Signal<ReadonlySet<string> | 'all'>}
 */
export const left = signal(new Set());

/** How long after a field is left its messages may move what is below it, in ms: a press of a button there must not miss it. */
const SETTLE = 300;

/** @param {string} name of a field that was left */
export function leave(name) {
  setTimeout(() => {
    if (left.value !== 'all') left.value = new Set([...left.value, name]);
  }, SETTLE);
}

/**
 * What the form has at first, where nothing was typed yet.
 * @param {{ service?: string, version?: string, minifiedPathPrefix?: string }} defaults
 */
export function fillIn({ service = '', version = '', minifiedPathPrefix = '' }) {
  typed.value = { service, version, ...typed.value };
  prefix.value ||= minifiedPathPrefix;
}

/**
 * What stands against a field, in words of the page: a field that is empty is asked for, and others are called by their labels.
 * @param {string} name
 * @returns {{ severity: Issue['severity'], message: string, help?: string }[]}
 */
export function messagesFor(name) {
  const own = messages.value.filter(({ at }) => at.path === `event.${name}`);
  return own.map(({ severity, message, help }) =>
    severity === 'error' && !typed.value[name]?.trim()
      ? { severity, message: `${labelOf(name)} is needed to send these files.` }
      : { severity, message: inLabels(message), help: help && inLabels(help) },
  );
}

/** What a field is called on the page. @param {string} name */
export function labelOf(name) {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** @param {string} text in which fields are called as in the API */
const inLabels = (text) => text.replaceAll(/\bevent\.(\w+)/g, (_, name) => labelOf(name));

/** Of these, what is to be shown. @param {string} name */
export function shownFor(name) {
  const isLeft = left.value === 'all' || left.value.has(name) || Boolean(typed.value[name]);
  return isLeft ? messagesFor(name) : [];
}

/** @type {import('@preact/signals').Signal<Map<string, string>>} the addresses of minified files, by the path of the upload */
export const urls = signal(new Map());

/** What is wrong with the prefix. */
export const prefixIssue = signal(
  /** @type {{ message: string, help?: string } | undefined} */ (undefined),
);

/** The smallest upload of each type: what stands for all of them. */
const examples = steady(() => {
  /** @type {Map<UploadType, import('./build.js').Row>} */
  const smallest = new Map();
  for (const row of sendable.value) {
    const kind = /** @type {UploadType} */ (row.report.type);
    const other = smallest.get(kind);
    if (other === undefined || row.size < other.size) smallest.set(kind, row);
  }
  return [...smallest.values()].flatMap(({ report }) => report.parts.map(({ path }) => path));
});

let controller = new AbortController();

/** Judges what was typed, again and again, a little after each change. */
export function watchForm() {
  effect(() => {
    const now = filled.value;
    const names = examples.value;
    isChecked.value = false;
    controller.abort();
    controller = new AbortController();
    const { signal } = controller;
    if (phase.value !== 'judged' || names.length === 0) return undefined;
    const timer = setTimeout(() => judge(now, names, signal), PAUSE);
    return () => clearTimeout(timer);
  });
}

/**
 * @param {Filled} now
 * @param {string[]} names
 * @param {AbortSignal} signal
 */
async function judge(now, names, signal) {
  try {
    await locate(now.prefix, signal);
    const given = prefixIssue.value ? { ...now, prefix: undefined } : now;
    const found = await engine({ signal }).rehearse(given, names);
    if (signal.aborted) return;
    batch(() => {
      messages.value = found;
      formFailure.value = undefined;
      isChecked.value = true;
      isKnown.value = true;
    });
  } catch (error) {
    if (signal.aborted) return;
    formFailure.value = said(error);
    announce(formFailure.value.message);
    isChecked.value = true;
    isKnown.value = true;
  }
}

/**
 * Where minified files are served.
 * @param {string | undefined} given
 * @param {AbortSignal} signal
 */
async function locate(given, signal) {
  const pairs = sendable.value.filter(({ report }) => report.type === 'js_sourcemap');
  const names = pairs.map(
    ({ report }) => report.parts.find(({ part }) => part === 'minified_file')?.path ?? report.path,
  );
  const made = given ? await engine({ signal }).addresses(given, names) : { urls: [] };
  if (signal.aborted) return;
  prefixIssue.value = 'issue' in made ? made.issue : undefined;
  const list = 'urls' in made ? made.urls : [];
  urls.value = new Map(list.map((url, i) => [pairs[i]?.report.path ?? '', url]));
}

/** Whether all that was judged is right. */
export const isComplete = computed(() => isChecked.value && isSound.value);

const isSound = computed(
  () =>
    formFailure.value === undefined &&
    prefixIssue.value === undefined &&
    messages.value.every(({ severity }) => severity !== 'error'),
);

/**
 * A field that keeps the build from being sent.
 * @typedef {object} Obstacle
 * @property {string} id of its control, without what all of them begin with
 * @property {string} label
 * @property {boolean} isEmpty it is to be filled in; or corrected, where there is something in it
 */

/** The fields that keep the build from being sent, as they are known now: while one types, what was wrong before. */
export const obstacles = computed(() => {
  if (!isKnown.value) return undefined;
  /** @type {Obstacle[]} */
  const all = [];
  for (const { name } of fields.value) {
    if (!messagesFor(name).some(({ severity }) => severity === 'error')) continue;
    const isEmpty = !typed.value[name]?.trim();
    // an address that is not given is made of the prefix
    if (isEmpty && name === 'minified_url') {
      if (prefix.value.trim() === '') all.push({ ...PREFIX, isEmpty });
      continue;
    }
    all.push({ id: name, label: labelOf(name), isEmpty });
  }
  if (prefixIssue.value) all.push({ ...PREFIX, isEmpty: false });
  return all;
});

export const PREFIX = { id: 'prefix', label: 'Minified path prefix' };

// what was said of other files does not hold for these
generation.subscribe(() => {
  batch(() => {
    isKnown.value = false;
    messages.value = [];
    prefixIssue.value = undefined;
    formFailure.value = undefined;
    urls.value = new Map();
    left.value = new Set();
  });
});
