// What flows are made of: somebody does something from beginning to end, with and without script, wide and narrow, light
// and dark; every page that is come to is read by axe, in both, where there is a script to read it by.

import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import axe from 'axe-core';
import { look, settled } from './house.mjs';

/** How a flow is walked: as most people do, and as the rarest do. */
export const WAYS = [
  { title: 'without script, wide, light', script: false, width: 1280, colorScheme: 'light' },
  { title: 'with script, 320 px, light and dark', script: true, width: 320, colorScheme: 'dark', bypassCSP: true },
];

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Whoever walks: a page of theirs, and what everybody does on one. */
export class Walker {
  constructor(chrome, way, at) {
    Object.assign(this, { chrome, way, at });
  }

  /** Somebody looks at a house of their own account: a page in a browser context of its own. */
  async as(who) {
    const { context, page, noted } = await look(this.chrome, { ...this.way, who, at: this.at });
    return new Visit(this.way, context, page, noted);
  }
}

/** What one person does. */
class Visit {
  constructor(way, context, page, noted) {
    Object.assign(this, { way, context, page, noted });
  }

  async go(path) {
    await this.page.goto(path);
    await this.read();
  }

  async follow(name) {
    await this.page.locator('main').getByRole('link', { name }).first().click();
    await this.read();
  }

  async press(name) {
    await this.page.locator('main').getByRole('button', { name }).first().click();
    await this.read();
  }

  async fill(fields) {
    for (const [label, value] of Object.entries(fields)) {
      const input = this.page.locator('main').getByLabel(label, { exact: true }).first();
      const kind = await input.evaluate((e) => e.tagName);
      if (kind === 'SELECT') await input.selectOption(value);
      else await input.fill(value);
    }
  }

  main() { return this.page.locator('main').innerText(); }

  heading() { return this.page.getByRole('heading', { level: 1 }).innerText(); }

  path() { return new URL(this.page.url()).pathname; }

  get status() { return this.noted.shown.status; }

  async says(pattern) { assert.match(await this.main(), pattern, `at ${this.path()}`); }

  /** The page fits its width, complains of nothing, and axe finds nothing on it. */
  async read() {
    const { page, noted, way } = this;
    await settled(page, noted);
    assert.deepEqual(noted.foreign, [], 'requests to other hosts');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${page.url()} is ${wide} px too wide for ${way.width} px`);
    if (!way.script) return;
    assert.deepEqual(noted.shown.complaints, [], `complaints of the browser at ${page.url()}`);
    await page.evaluate(axe.source);
    for (const colorScheme of ['light', way.colorScheme]) {
      await page.emulateMedia({ colorScheme });
      const found = await page.evaluate(async (tags) => {
        const { violations } = await window.axe.run(document, { runOnly: tags, resultTypes: ['violations'], elementRef: false });
        return violations.flatMap((v) => v.nodes.slice(0, 3).map((n) => `${v.id}: ${n.html.slice(0, 160)} ${n.failureSummary}`));
      }, TAGS);
      assert.deepEqual(found, [], `axe, ${colorScheme}, at ${page.url()}`);
    }
  }

  close() { return this.context.close(); }
}

/** A flow, walked in every way. */
export function flow(chrome, title, at, walk) {
  for (const way of WAYS) {
    test(`${title}, ${way.title}`, () => walk(new Walker(chrome(), way, at), WAYS.indexOf(way)));
  }
}
