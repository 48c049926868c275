// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads the symbols in pictures of labels, which it first makes of those that are ZPL: [{"zpl": FILE or null, "png": FILE}] comes in,
// {FILE: [{"format", "symbology", "text"}]} goes out. The packages are in FOLDER, the argument.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const packages = path.join(process.argv[2], "node_modules");
const load = (...parts) => import(pathToFileURL(path.join(packages, ...parts)).href);
const manifest = (name) => JSON.parse(fs.readFileSync(path.join(packages, name, "package.json"), "utf8"));
const renderer = manifest("zpl-renderer-js");
const { ready } = await load("zpl-renderer-js", renderer.module ?? renderer.main);
const { readBarcodes, prepareZXingModule } = await load("zxing-wasm", "dist/es/reader/index.js");
const { api } = await ready;

await prepareZXingModule({
  overrides: { wasmBinary: fs.readFileSync(path.join(packages, "zxing-wasm/dist/reader/zxing_reader.wasm")).buffer },
  fireImmediately: true,
});

const found = {};
for (const { zpl, png } of JSON.parse(fs.readFileSync(0, "utf8"))) {
  if (zpl)
    fs.writeFileSync(png, Buffer.from(await api.zplToBase64Async(fs.readFileSync(zpl, "utf8"), 101.6, 152.4, 8), "base64"));
  const symbols = await readBarcodes(new Blob([fs.readFileSync(png)]), { tryHarder: true, maxNumberOfSymbols: 16 });
  found[png] = symbols.map((one) => ({ format: one.format, symbology: one.symbologyIdentifier, text: one.text }));
}
process.stdout.write(JSON.stringify(found), () => process.exit(0));
