// Pictures of the main pages, into docs/screens.

import { mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { browser, look, settled } from './house.mjs';
import { TABLE } from './table.mjs';

const FOLDER = new URL('../docs/screens/', import.meta.url);
const LARGEST = 250_000;

const DARK = { colorScheme: 'dark' };
const SMALL = { width: 320 };

/** A picture's name, whose page it is, which page, and what is unlike the others. */
const SCREENS = [
  ['standing', 'nobody', '/standing?name=smith'],
  ['standing-dark', 'nobody', '/standing?name=smith', DARK],
  ['standing-320', 'nobody', '/standing?name=smith', SMALL],
  ['rules', 'nobody', '/rules'],
  ['sign-in', 'nobody', '/sign-in'],
  ['home', 'cpcs.renewal_open', '/home'],
  ['home-dark', 'cpcs.renewal_open', '/home', DARK],
  ['home-320', 'cpcs.renewal_open', '/home', SMALL],
  ['credit', 'cpcs.renewal_open', 'the form of a credit, sent empty'],
  ['answers', 'cpcs.renewal_open', 'the answers about a credit, to be checked'],
  ['staff', 'reviewer', '/staff'],
  ['queue', 'reviewer', '/staff/queues/renewals'],
  ['application', 'reviewer', 'an application'],
  ['person', 'registrar', 'the first person called Smith'],
];

mkdirSync(FOLDER, { recursive: true });
const chrome = await browser();
let failed = false;
for (const [name, who, title, unlike = {}] of SCREENS) {
  const row = TABLE.find((row) => row.who === who && row.title === title);
  const { context, page, noted } = await look(chrome, { ...row, ...unlike });
  await row.reach(page);
  await settled(page, noted);
  const { width } = page.viewportSize();
  const height = Math.min(await page.evaluate(() => document.documentElement.scrollHeight), 1400);
  await page.setViewportSize({ width, height });
  await page.evaluate(() => scrollTo(0, 0));
  const path = fileURLToPath(new URL(`${name}.png`, FOLDER));
  await page.screenshot({ path });
  const { size } = statSync(path);
  console.log(`${name}.png ${width} × ${height}, ${size} bytes`);
  if (size > LARGEST) {
    console.error(`${name}.png has more than ${LARGEST} bytes`);
    failed = true;
  }
  await context.close();
}
await chrome.close();
process.exitCode = failed ? 1 : 0;
