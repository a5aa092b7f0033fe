// Every page of the table: with and without script, light and dark, at every width, read by axe.

import { strict as assert } from 'node:assert';
import { after, before, describe, test } from 'node:test';
import axe from 'axe-core';
import { browser, look, settled } from './house.mjs';
import { TABLE } from './table.mjs';

const WIDTHS = [320, 640, 1280, 1920]; // 640 is what 1280 becomes at 200 % zoom.
// How axe reads a page: whether what is folded away is opened, the width, the colours. Colours do not hang on the width.
const READINGS = [
  [false, 1280, 'light'],
  [false, 320, 'dark'],
  [true, 1280, 'dark'],
  [true, 320, 'light'],
];
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const HEAVIEST = 100_000;

const counted = { pages: new Set(), loads: 0, layouts: 0, readings: 0, heaviest: [0, ''] };
let chrome;
before(async () => { chrome = await browser(); });
after(async () => {
  await chrome.close();
  console.log(`${counted.pages.size} pages, loaded ${counted.loads} times, laid out ${counted.layouts} times, read by axe `
    + `${counted.readings} times; the heaviest has ${counted.heaviest[0]} bytes: ${counted.heaviest[1]}`);
});

for (const who of new Set(TABLE.map((row) => row.who))) {
  describe(`seen by ${who}`, { concurrency: 2 }, () => {
    for (const row of TABLE.filter((row) => row.who === who)) {
      test(row.title, async () => {
        counted.pages.add(`${row.who} ${row.title}`);
        for (const script of [false, true]) await loads(row, script);
        await reads(row);
      });
    }
  });
}

/** A page keeps its word with and without script: status, weight, hosts, complaints, and its layout at every width. */
async function loads(row, script) {
  const { context, page, noted } = await look(chrome, { ...row, script });
  await row.reach(page);
  await settled(page, noted);
  counted.loads += 1;
  const how = script ? 'with script' : 'without script';
  assert.equal(noted.shown.status, row.status, `${how}: the status of ${page.url()}`);
  assert.deepEqual(noted.foreign, [], `${how}: requests to other hosts`);
  assert.deepEqual(noted.shown.complaints, [], `${how}: complaints of the browser`);
  assert.ok(noted.shown.bytes < HEAVIEST, `${how}: ${noted.shown.bytes} bytes before images`);
  if (noted.shown.bytes > counted.heaviest[0]) counted.heaviest = [noted.shown.bytes, `${row.title}, seen by ${row.who}`];
  assert.deepEqual(await twice(page), [], `${how}: ids that stand twice`);
  for (const unfolded of [false, true]) {
    if (unfolded && (await unfold(page)) === 0) break;
    for (const width of WIDTHS) await fits(page, width, `${how}, ${unfolded ? 'unfolded' : 'folded'}`);
  }
  await context.close();
}

async function fits(page, width, how) {
  await page.setViewportSize({ width, height: 900 });
  counted.layouts += 1;
  const wide = await page.evaluate(() => {
    const far = [...document.body.querySelectorAll('*')].filter((e) => {
      const box = e.getBoundingClientRect();
      return box.right > innerWidth + 1 && !e.closest('.scroll, .unseen') && box.width > 1;
    });
    const named = (e) => `${e.tagName.toLowerCase()}.${e.getAttribute('class') ?? ''}: ${e.textContent.slice(0, 40)}`;
    return { scroll: document.documentElement.scrollWidth, inner: innerWidth, far: far.slice(0, 4).map(named) };
  });
  assert.ok(wide.scroll <= wide.inner, `${how}, ${width} px: scrolls to ${wide.scroll} px because of ${wide.far.join(' | ')}`);
}

/** Opens everything that is folded away; says how much it was. */
function unfold(page) {
  return page.evaluate(() => {
    const folded = [...document.querySelectorAll('details')];
    folded.forEach((d) => { d.open = true; });
    return folded.length;
  });
}

function twice(page) {
  return page.evaluate(() => {
    const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
    return ids.filter((id, at) => ids.indexOf(id) !== at);
  });
}

/** axe finds nothing: wide and narrow, light and dark, folded and unfolded. */
async function reads(row) {
  const { context, page, noted } = await look(chrome, { ...row, script: true, bypassCSP: true });
  await row.reach(page);
  await settled(page, noted);
  await page.evaluate(axe.source);
  for (const [unfolded, width, colorScheme] of READINGS) {
    if (unfolded && (await unfold(page)) === 0) break;
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    const found = await violations(page);
    counted.readings += 1;
    assert.deepEqual(found, [], `axe, ${colorScheme}, ${width} px, ${unfolded ? 'unfolded' : 'folded'}`);
  }
  await context.close();
}

function violations(page) {
  return page.evaluate(async (tags) => {
    const options = {
      runOnly: tags,
      rules: { 'target-size': { enabled: true } },
      resultTypes: ['violations'],
      elementRef: false,
    };
    const { violations } = await window.axe.run(document, options);
    return violations.flatMap((v) => v.nodes.slice(0, 3).map((n) => `${v.id}: ${n.html.slice(0, 160)} ${n.failureSummary}`));
  }, TAGS);
}
