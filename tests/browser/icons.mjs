// The icons of an installed portal, drawn of crates/web/assets/icon.svg by Chromium; run it again when that changes:
//   node tests/browser/icons.mjs
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBrowser } from './site.mjs';

const assets = join(dirname(fileURLToPath(import.meta.url)), '../../crates/web/assets');
const svg = readFileSync(join(assets, 'icon.svg'), 'utf8');

/**
 * The file, how wide, and whether a system cuts its own shape out of it (W3C App Manifest, "maskable": what matters stays
 * within a circle of 80 %; Apple rounds the corners): then the ground fills all of it, and the sign stands as it does on the disc.
 */
const ICONS = [
  { file: 'icon-192.png', size: 192 },
  { file: 'icon-512.png', size: 512 },
  { file: 'icon-cut-180.png', size: 180, isCut: true },
  { file: 'icon-cut-512.png', size: 512, isCut: true },
];

const browser = await startBrowser();
try {
  for (const { file, size, isCut } of ICONS) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const ground = isCut ? '#1d4f91' : 'transparent';
    await page.setContent(`<style>html,body{margin:0;background:${ground}}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
    await page.screenshot({ path: join(assets, file), omitBackground: !isCut });
    await page.close();
    process.stdout.write(`crates/web/assets/${file}\n`);
  }
} finally {
  await browser.close();
}
