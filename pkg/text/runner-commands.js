/**
 * CI systems take what is printed for commands to themselves: GitHub's runner where a line begins with `::`, others wherever
 * there is `##[`, `##vso[`, `##teamcity[`. Names of files, stack traces and replies are not to give them any.
 */

/**
 * In a JSON text the escapes mean the same as what they are written for.
 * @param {string} text
 */
export function disarm(text) {
  return withoutBrackets(text).replace(/^([^\S\n]*):(?=:)/gm, '$1\\u003a');
}

/**
 * For where a line may begin with `::`, as names of C++ do: outside of GitHub.
 * @param {string} text
 */
export function withoutBrackets(text) {
  return text.replace(/##(\w*)\[/g, '##$1\\u005b');
}
