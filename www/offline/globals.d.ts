/** Written in by the build. */
declare const FOLDER: string;
declare const FILES: string[];
