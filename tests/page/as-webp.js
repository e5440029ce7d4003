import { readFile } from 'node:fs/promises';

/** Of 0 to 1: the text in a picture of the page stays sharp. */
const QUALITY = 0.9;

/**
 * A picture as WebP, by the browser that took it: a fifth of the bytes, and what is packed is installed by everybody.
 * @param {import('playwright-core').Browser} browser a Chromium
 * @param {string} file a PNG
 * @returns {Promise<Buffer>}
 */
export async function asWebp(browser, file) {
  const page = await browser.newPage();
  try {
    const png = (await readFile(file)).toString('base64');
    const webp = await page.evaluate(
      async ([url, quality]) => {
        const picture = new Image();
        picture.src = url;
        await picture.decode();
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
        canvas.getContext('2d')?.drawImage(picture, 0, 0);
        return canvas.toDataURL('image/webp', quality);
      },
      /** @type {const} */ ([`data:image/png;base64,${png}`, QUALITY]),
    );
    const [kind, bytes = ''] = webp.split(',');
    if (kind !== 'data:image/webp;base64') throw new Error(`the browser made ${kind} of ${file}`);
    return Buffer.from(bytes, 'base64');
  } finally {
    await page.close();
  }
}
