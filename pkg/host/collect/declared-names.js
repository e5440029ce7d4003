// Made by `cargo xtask build` from src/plan/folder.rs and src/types/; do not edit.

/** Endings of scripts, style sheets and maps. */
export const BY_NAME = [".cjs",".css",".js",".map",".mjs"];

/** The ending of style sheets, which only tell which maps are theirs. */
export const SHEET = ".css";

/** Endings of what is not worth the opening, in lower case, without dots. */
export const PLAIN = ["html","htm","xml","svg","png","jpg","jpeg","gif","webp","avif","ico","icns","woff","woff2","ttf","otf","eot","mp3","mp4","webm","ogg","wav","pdf","md","ts","tsx","cts","ctsx","mts","mtsx","jsx","vue","sass","scss","less","gz","br","zst","lock","yml","yaml","toml","java","kt","kts","gradle","swift","c","cc","cpp","cxx","h","hpp","m","mm","cs","go","rs","py","rb","php","sh","bat","dart","class","a","lib","json"];

/** Names that are looked at though they end like one of those. */
export const LOOKED_AT = ["Info.plist","LineNumberMappings.json","build_id","datadog.buildId","output-metadata.json","proguard.map","pubspec.yaml"];

/** Hidden folders that are entered all the same. */
export const ENTERED = [".build-id",".debug",".netlify",".next",".open-next",".output",".vercel"];

/** Folders that hold no build output. */
export const SKIPPED = ["node_modules","__MACOSX"];

/** How the names of files begin that hold attributes of others. */
export const ATTRIBUTES = "._";
