// Runs a program on Node's WASI, to compare with:  node node.mjs PROGRAM.wasm '{"/": "FOLDER"}' NAME ARGUMENT...
import { readFileSync } from "node:fs";
import { WASI } from "node:wasi";

const [program, folders, ...args] = process.argv.slice(2);
const wasi = new WASI({ version: "preview1", args, env: {}, preopens: JSON.parse(folders) });
const module = await WebAssembly.compile(readFileSync(program));
process.exitCode = wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()));
