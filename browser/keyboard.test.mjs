// The main pages by keyboard alone: the way past the navigation, a focus that is seen, everything reached, no trap.

import { strict as assert } from 'node:assert';
import { after, before, describe, test } from 'node:test';
import { browser, look, settled } from './house.mjs';
import { TABLE } from './table.mjs';

const PAGES = [
  ['nobody', '/standing?name=smith'],
  ['nobody', '/rules'],
  ['nobody', '/sign-in'],
  ['cpcs.renewal_open', '/home'],
  ['cpcs.renewal_open', '/account'],
  ['cpcs.renewal_open', 'the form of a credit'],
  ['cpcs.renewal_open', 'the form of a credit, sent empty'],
  ['cpcs.renewal_open', 'the answers about a credit, to be checked'],
  ['reviewer', '/staff'],
  ['reviewer', '/staff/queues/renewals'],
  ['reviewer', 'an application'],
  ['reviewer', 'a request first in its queue'],
  ['registrar', '/staff/people?q=smith'],
  ['registrar', 'the first person called Smith'],
  ['registrar', 'the form of a payment'],
];

let chrome;
let stops = 0;
before(async () => { chrome = await browser(); });
after(async () => {
  await chrome.close();
  console.log(`${PAGES.length} pages by keyboard, with ${stops} stops`);
});

describe('by keyboard', { concurrency: 2 }, () => {
  for (const [who, title] of PAGES) {
    test(`${title}, seen by ${who}`, async () => {
      const row = TABLE.find((row) => row.who === who && row.title === title);
      const { context, page, noted } = await look(chrome, { ...row, script: true });
      await row.reach(page);
      await settled(page, noted);
      await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); });
      await walk(page);
      await context.close();
    });
  }
});

// A queue worked through without a mouse, with and without script.
for (const script of [false, true]) {
  test(`a reviewer decides an application by keyboard alone, ${script ? 'with' : 'without'} script`, async () => {
    const { context, page } = await look(chrome, { who: 'reviewer', script });
    await page.goto('/staff');
    await tabTo(page, /Applications/);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/staff/queues/applications');
    const first = page.locator('tbody th a').first();
    const [name, href] = [await first.innerText(), await first.getAttribute('href')];
    await tabTo(page, name);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${href}`);
    await tabTo(page, /Decision/);
    await page.keyboard.type('Refuse');
    await tabTo(page, /Reason$/);
    await page.keyboard.type('The papers are of somebody else.');
    await tabTo(page, 'Decide');
    await page.keyboard.press('Enter');
    await page.getByText('decided already').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Decide' }).count(), 0);
    await context.close();
  });
}

// From one decision to the next, with nothing but Tab and Enter: where one begins anew is the top of the page.
test('a reviewer walks the queue of renewals by keyboard alone', async () => {
  const { context, page } = await look(chrome, { who: 'reviewer', script: false });
  await page.goto('/staff/queues/renewals');
  const waiting = await page.locator('tbody th a').allInnerTexts();
  await tabTo(page, waiting[0]);
  await page.keyboard.press('Enter');
  const met = [];
  for (let nth = 1; nth <= 3; nth += 1) {
    if (nth > 1) await page.waitForURL(`**nth=${nth}*`);
    met.push(await page.locator('h1').innerText());
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip', 'the first stop of the next one');
    await tabTo(page, /Decision/);
    await page.keyboard.type('Return');
    await tabTo(page, /Reason$/);
    await page.keyboard.type('One certificate cannot be read.');
    await tabTo(page, 'and open the next one');
    // Chosen once, it stays chosen.
    assert.equal(await page.evaluate(() => document.activeElement.checked), nth > 1);
    if (nth === 1) await page.keyboard.press('Space');
    await tabTo(page, 'Decide');
    await page.keyboard.press('Enter');
  }
  await page.waitForURL('**nth=4*');
  for (const [at, title] of met.entries()) assert.ok(title.includes(waiting[at]), `${title} is not ${waiting[at]}`);
  await context.close();
});

/** Goes on by Tab until what has the focus is called so. */
async function tabTo(page, name) {
  const called = typeof name === 'string' ? (text) => text === name : (text) => name.test(text);
  const met = [];
  for (let press = 0; press < 150; press += 1) {
    await page.keyboard.press('Tab');
    const text = await page.evaluate(() => {
      const e = document.activeElement;
      return (e.labels?.[0]?.textContent ?? e.textContent ?? '').trim().replace(/\s+/g, ' ');
    });
    if (called(text)) return;
    met.push(text);
  }
  assert.fail(`${name} is not come to by Tab; met: ${met.join(' | ')}`);
}

/** Walks through a page by Tab, from its top until it is left or begins anew. */
async function walk(page) {
  const names = await reachable(page);
  const met = new Set();
  let last = -1;
  // A date has several stops of its own.
  for (let press = 0; press < names.length * 3 + 20; press += 1) {
    await page.keyboard.press('Tab');
    const stop = await focus(page);
    if (met.size === 0) assert.equal(stop.name, 'a.skip: Skip to the content', 'the first stop');
    if (stop.at === 0 && met.size > 1) break;
    if (stop.at === -1) {
      if (stop.body) break;
      assert.fail(`a stop that is no control: ${stop.name}`);
    }
    assert.ok(stop.at >= last, `${stop.name} comes after ${names[last]}, yet stands before it`);
    assert.ok(stop.seen, `the focus on ${stop.name} is not seen`);
    assert.ok(stop.clear, `${stop.name} has the focus and is out of sight or covered by ${stop.covered}`);
    if (stop.at !== last) stops += 1;
    met.add(stop.at);
    last = stop.at;
  }
  const missed = names.filter((_, at) => !met.has(at));
  assert.deepEqual(missed, [], 'what is not reached by Tab');
}

/** What can be reached: its names in the order of the page. */
function reachable(page) {
  return page.evaluate(() => {
    const every = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
    window.controls = [...document.querySelectorAll(every)].filter((e) => e.checkVisibility());
    window.named = (e) => `${e.tagName.toLowerCase()}${e.className && `.${e.className}`}: ${(e.textContent || e.id).trim().slice(0, 40)}`;
    return window.controls.map(window.named);
  });
}

/** Where the focus is, whether its mark is seen, and whether anything lies over it. */
function focus(page) {
  return page.evaluate(() => {
    const e = document.activeElement;
    if (e === document.body || e === null) return { at: -1, body: true, name: 'body' };
    const style = getComputedStyle(e);
    const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const box = [...e.getClientRects()].find((b) => b.width > 0 && b.height > 0) ?? e.getBoundingClientRect();
    const [x, y] = [box.left + Math.min(box.width, 40) / 2, box.top + Math.min(box.height, 40) / 2];
    const there = document.elementFromPoint(x, y);
    return {
      at: window.controls.indexOf(e),
      body: false,
      name: window.named(e),
      seen: outlined || style.boxShadow !== 'none',
      clear: there !== null && (e.contains(there) || there.contains(e)),
      covered: there === null ? 'nothing: it is outside the window' : window.named(there),
    };
  });
}
