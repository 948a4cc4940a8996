// Ways through the pages on a phone, counted; and the tables of docs/experience.md that are made of them.
import { readFileSync, writeFileSync } from 'node:fs';
import { openWindow } from './site.mjs';

const HEIGHT = 812;
export const WIDTH = 375;

/**
 * Goes a way on a phone from the first page after signing in. A step is what is pressed (a selector, or `menu`) or
 * `{ type, into }`; told are the presses, the fields filled in and the most screens that the way needed.
 */
export async function walk(site, { way, answer, start }, { signedIn, record }) {
  const { context, page } = await openWindow(site, { width: WIDTH, signedIn });
  await page.setViewportSize({ width: WIDTH, height: HEIGHT });
  await page.goto(site.portal + (start ?? record));
  let screens = 1;
  let typed = 0;
  for (const step of way) {
    if (step.type) {
      const field = page.locator(step.into);
      screens = Math.max(screens, await screen(page, field));
      await field.fill(step.type);
      typed += 1;
      continue;
    }
    const target = step === 'menu' ? page.locator('button.menu-button') : page.locator(step).first();
    if (step !== 'menu') screens = Math.max(screens, await screen(page, target));
    await target.click();
    await page.waitForLoadState();
  }
  screens = Math.max(screens, await screen(page, page.locator(answer).first()));
  await context.close();
  return { clicks: way.length - typed, typed, screens };
}

/** On which screen of its page something stands; the menu is a screen of its own. */
async function screen(page, target) {
  const end = await target.evaluate((element) => {
    const box = element.getBoundingClientRect();
    return element.closest('[popover]') ? box.bottom : box.bottom + scrollY;
  });
  return Math.max(1, Math.ceil(end / HEIGHT));
}

/** Puts each table between its marks in a document. */
export function writeTables(file, tables) {
  let text = readFileSync(file, 'utf8');
  for (const [name, table] of Object.entries(tables)) {
    const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    text = `${text.split(begin)[0]}${begin}\n${table}\n${end}${text.split(end)[1]}`;
  }
  writeFileSync(file, text);
}
