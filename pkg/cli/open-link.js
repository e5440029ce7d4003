/** Opens a link in the user's browser. A library for this brings ten packages; it is one command on each system. */
import { spawn } from 'node:child_process';

/** @type {Partial<Record<NodeJS.Platform, string[]>>} */
const COMMANDS = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/**
 * @param {string} link
 * @param {Record<string, string | undefined>} env
 * @returns {Promise<boolean>} whether there was a program to open it with
 */
export function openLink(link, env) {
  const [command = '', ...args] = COMMANDS[process.platform] ?? ['xdg-open'];
  return new Promise((resolve) => {
    const child = spawn(command, [...args, link], { detached: true, stdio: 'ignore', env });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
