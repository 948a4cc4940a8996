// The pictures of README.md, taken of the demo's people, in colours that do not change with the machine's clock:
//   BLUEBUTTON=target/debug/bluebutton node tests/browser/screenshots.mjs
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openWindow, signIn, startSite } from './site.mjs';

const docs = join(dirname(fileURLToPath(import.meta.url)), '../../docs');

/** What is shown: the file, whose record, which page (or what leads to it), how wide, how high, light or dark. */
const PICTURES = [
  { file: 'overview.png', page: '', width: 1280, height: 900 },
  { file: 'result.png', page: 'results', go: 'table.tests a:has-text("Average blood sugar")', width: 1280, height: 1000 },
  { file: 'phone.png', page: '', width: 375, height: 812 },
  { file: 'phone-dark.png', page: 'medications', width: 375, height: 812, colorScheme: 'dark' },
];

const site = await startSite();
try {
  const first = await openWindow(site);
  await signIn(site, first.page, 'ana');
  const record = new URL(first.page.url()).pathname.match(/^\/records\/[a-z2-7]{13}/)[0];
  const signedIn = await first.context.storageState();
  await first.context.close();
  for (const one of PICTURES) {
    const { context, page } = await openWindow(site, { width: one.width, signedIn });
    await page.setViewportSize({ width: one.width, height: one.height });
    await page.emulateMedia({ colorScheme: one.colorScheme ?? 'light' });
    await page.goto(`${site.portal}${record}/${one.page}`.replace(/\/$/, ''));
    if (one.go) {
      await page.locator(one.go).first().click();
      await page.waitForLoadState();
    }
    await page.screenshot({ path: join(docs, one.file) });
    await context.close();
    process.stdout.write(`docs/${one.file}\n`);
  }
} finally {
  await site.stop();
}
