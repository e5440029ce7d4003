/** What is live on the web: one look at it. */
import { environment } from '#host';

import { Client } from './client.js';
import { Site } from './crawl.js';
import { headersOf, pagesOf } from './given.js';
import { findLeaks } from './leaks.js';
import { delaysOf } from './manners.js';
import { makeResult } from './result.js';
import { bytesOf, readSent } from './sent.js';

/** @import { Core, Verifier } from '../core/types.js' */
/** @import { VerifyOptions, VerifyReport } from '../index.js' */
/** @import { RunScript } from './browser.js' */
/** @import { Script } from './crawl.js' */
/** @import { Tools } from './index.js' */
/** @import { Sent } from './sent.js' */

/**
 * @param {Tools} tools
 * @param {string | string[]} what
 * @param {VerifyOptions} settings
 * @param {number} begin
 * @returns {Promise<VerifyReport>}
 */
export async function lookAtPages({ core, verifier, sayer }, what, settings, begin) {
  const { minifiedPathPrefix, service, version, allowMaps, minCoverage, signal } = settings;
  const given = await pagesOf(what, settings);
  const sent = await readSent(core, settings.against, { minifiedPathPrefix, service, version });
  const client = new Client({
    named: given.named,
    privateHosts: settings.privateHost ?? [],
    headers: headersOf(settings.header),
    timeout: settings.requestTimeout ?? 30_000,
    version: core.version(),
    env: environment(),
    signal,
  });
  try {
    const site = new Site(core, verifier, client, sent);
    const pages = await given.load(client, site.left);
    await site.load(pages, await delaysOf(client, pages));
    const ran = settings.browser === undefined ? [] : await runPages(site, settings, client);
    await site.findRest();
    const scripts = [...site.scripts.values()];
    markOwn(site, scripts);
    await findLeaks(
      verifier,
      client,
      scripts.filter((one) => one.own && one.sha256 !== undefined),
    );
    const input = {
      sent,
      served: scripts,
      pages: site.pages.filter((page) => page.failed === undefined).length,
      mentions: site.mentions,
      allowMaps,
      least: minCoverage,
    };
    let verdict = verifier.judge(input);
    if (await explainChanges(core, verifier, sent, scripts, verdict.files)) {
      verdict = verifier.judge(input);
    }
    const { finding } = await sayer();
    const frames =
      ran.length > 0 ? await framesOf(ran, sent, scripts, verdict.files, signal) : undefined;
    return makeResult({
      ...{ core, verifier, finding, site, sent, scripts, verdict, begin, settings, frames },
    });
  } finally {
    client.close();
  }
}

/**
 * Loads the pages in a browser, too.
 * @param {Site} site
 * @param {VerifyOptions} settings
 * @param {Client} client
 */
async function runPages(
  site,
  { browser: given = 'auto', requestTimeout = 30_000, signal },
  client,
) {
  const { Browser, findBrowser } = await import('./browser.js');
  const browser = new Browser(findBrowser(given, environment()), {
    ...{ client, timeout: requestTimeout, signal },
  });
  const ran = [];
  try {
    for (const page of site.pages.filter(({ failed }) => failed === undefined)) {
      signal?.throwIfAborted();
      const { scripts, failed } = await browser.load(page.url);
      if (failed !== undefined) page.unrun = failed;
      await site.take(scripts, page.url);
      ran.push(...scripts);
    }
  } finally {
    await browser.close();
  }
  return ran;
}

/**
 * @param {RunScript[]} ran
 * @param {Sent[]} sent
 * @param {Script[]} scripts
 * @param {ReturnType<Verifier['judge']>['files']} files
 * @param {AbortSignal} [signal]
 */
async function framesOf(ran, sent, scripts, files, signal) {
  const { explainFrames } = await import('./frames.js');
  const run = new Map(ran.map((script) => [script.url, script]));
  const pairs = files.flatMap((judged, i) => {
    const own = sent[judged?.sent ?? -1];
    const { url = '', arrived = '' } = scripts[i] ?? {};
    const script = run.get(url) ?? run.get(arrived);
    return own && script && judged?.group === 'covered' ? [{ script, sent: own }] : [];
  });
  return explainFrames(pairs, signal);
}

/**
 * A host that serves a file which was sent is one of the application's.
 * @param {Site} site
 * @param {Script[]} scripts
 */
function markOwn(site, scripts) {
  const known = new Set(site.sent.flatMap(({ sha256 }) => sha256 ?? []));
  const hostOf = (/** @type {string} */ url) => new URL(url).host;
  for (const { sha256 = '', url, arrived } of scripts) {
    if (known.has(sha256)) site.hosts.add(hostOf(url)).add(hostOf(arrived));
  }
  for (const script of scripts) {
    script.own = site.hosts.has(hostOf(script.url)) || site.hosts.has(hostOf(script.arrived));
  }
}

/**
 * Finds out how files differ from those that were sent.
 * @param {Core} core
 * @param {Verifier} verifier
 * @param {Sent[]} sent
 * @param {Script[]} scripts
 * @param {ReturnType<Verifier['judge']>['files']} files
 * @returns {Promise<boolean>} whether something is known that was not
 */
async function explainChanges(core, verifier, sent, scripts, files) {
  let isNews = false;
  for (const [i, judged] of files.entries()) {
    const script = scripts[i];
    const own = sent[judged?.sent ?? -1];
    if (!judged?.unexplained || !script?.bytes || !own) continue;
    const { size, sha256, maps } = own;
    if (size !== undefined && sha256 !== undefined) {
      script.change = verifier.changeOf(script.bytes, size, sha256, maps);
    }
    if (script.change === undefined) {
      const bytes = await bytesOf(core, own);
      if (bytes) script.change = verifier.changeBetween(bytes, script.bytes);
    }
    isNews ||= script.change !== undefined;
  }
  return isNews;
}
