/** A mapping file as R8 writes it, as large as it is wanted, and a trace with frames from all of it. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import path from 'node:path';

/** The most methods of a class. */
const METHODS = 30;

/**
 * @param {string} folder
 * @param {number} size of the mapping, in bytes, about
 * @param {number} frames how many the trace has
 * @returns {Promise<{ mapping: string, trace: string }>} its path, and a text
 */
export async function largeMapping(folder, size, frames) {
  const mapping = path.join(folder, 'mapping.txt');
  const out = createWriteStream(mapping);
  let written = 0;
  const add = async (/** @type {string} */ text) => {
    written += text.length;
    if (!out.write(text)) await once(out, 'drain');
  };
  await add(
    '# compiler: R8\n# pg_map_id: 0a1b2c3\n# {"id":"com.android.tools.r8.mapping","version":"2.2"}\n',
  );
  const lines = ['java.lang.IllegalStateException: no'];
  for (let number = 0; written < size; number += 1) {
    await add(classOf(number));
    if (lines.length - 1 < (written / size) * frames) {
      // every third frame holds one that was inlined from another class
      lines.push(`\tat ${shortOf(number)}.a(SourceFile:${number % 3 === 0 ? 4 : 2})`);
    }
  }
  out.end();
  await once(out, 'close');
  return { mapping, trace: `${lines.slice(0, frames + 1).join('\n')}\n` };
}

/** @param {number} number */
function shortOf(number) {
  return `p${(number % 700).toString(36)}.c${Math.floor(number / 700).toString(36)}`;
}

/** @param {number} number */
function nameOf(number) {
  return `com.example.feature${number % 350}.internal.Component${number}`;
}

/** @param {number} number */
function classOf(number) {
  const own = nameOf(number);
  const lines = [
    `${own} -> ${shortOf(number)}:`,
    `# {"id":"sourceFile","fileName":"Component${number}.kt"}`,
    '    java.util.concurrent.atomic.AtomicReference state -> a',
    `    1:3:void refresh(android.content.Context,${own}):20:22 -> a`,
    `    4:4:void ${nameOf(number * 7 + 1)}.load(java.lang.String):91:91 -> a`,
    `    4:4:void refresh(android.content.Context,${own}):24 -> a`,
  ];
  for (let method = 1; method < 3 + ((number * 13) % METHODS); method += 1) {
    const short = method.toString(36);
    lines.push(
      `    1:${5 + method}:java.util.List compute${method}(java.lang.String,int,${own}):${method * 10}:${method * 11 + 4} -> m${short}`,
      `    # {"id":"com.android.tools.r8.residualsignature","signature":"(Ljava/lang/String;I)Ljava/util/List;"}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
