// A browser, the demonstrations it looks at, and whoever looks.

import { execFileSync } from 'node:child_process';
import { chromium } from 'playwright-core';

/** Where each demonstration is: in autumn renewals are open, in winter credentials are lapsed. */
export const AUTUMN = address('ASSAY_AUTUMN');
export const WINTER = address('ASSAY_WINTER');

export const PASSWORD = 'only for looking';

function address(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start the tests by browser/run`);
  return value;
}

function program() {
  for (const name of ['chromium', 'chromium-browser']) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8' }).trim();
    } catch {
      // Not under this name.
    }
  }
  throw new Error('there is no chromium on this machine');
}

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the browser. */
export function browser() {
  return chromium.launch({ executablePath: program(), args: ARGS });
}

const cookies = new Map();

/** Signs somebody in by the form, once, and remembers the cookie. */
async function signedIn(chrome, who, at) {
  const key = `${who} ${at}`;
  if (!cookies.has(key)) {
    const context = await chrome.newContext({ baseURL: at, javaScriptEnabled: false });
    const page = await context.newPage();
    await signIn(page, who);
    cookies.set(key, await context.storageState());
    await context.close();
  }
  return cookies.get(key);
}

/** Fills in the form of signing in and sends it. */
export async function signIn(page, who, { password = PASSWORD, next = '/' } = {}) {
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByLabel('E-mail').fill(`${who}@demo.example`);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** A page of a fresh browser context, looked at by somebody, with everything noted that it loads and complains of. */
export async function look(chrome, { who = 'nobody', at = AUTUMN, script = false, width = 1280, ...more } = {}) {
  const context = await chrome.newContext({
    baseURL: at,
    javaScriptEnabled: script,
    viewport: { width, height: 900 },
    reducedMotion: 'reduce',
    locale: 'en-US',
    storageState: who === 'nobody' ? undefined : await signedIn(chrome, who, at),
    ...more,
  });
  const page = await context.newPage();
  return { context, page, noted: note(page, at) };
}

/** Notes what a page loads and complains of; `shown` is about the document shown last. */
function note(page, at) {
  const noted = { foreign: [], shown: { status: 0, bytes: 0, complaints: [], loading: [] } };
  const own = new URL(at).host;
  page.on('request', (request) => {
    if (new URL(request.url()).host !== own) noted.foreign.push(request.url());
    if (request.isNavigationRequest()) noted.shown = { status: 0, bytes: 0, complaints: [], loading: [] };
  });
  page.on('response', (response) => {
    const { shown } = noted;
    if (response.request().isNavigationRequest()) shown.status = response.status();
    const redirect = response.status() >= 300 && response.status() < 400;
    if (redirect || response.request().resourceType() === 'image') return;
    const weighed = response.body().then((body) => { shown.bytes += body.length; });
    shown.loading.push(weighed.catch(() => {}));
  });
  page.on('console', (message) => {
    // The browser also complains of a page that is a refusal by its status; the table says which are.
    const refusal = message.location().url === page.url() && message.text().includes('the server responded with');
    if (['error', 'warning'].includes(message.type()) && !refusal) noted.shown.complaints.push(message.text());
  });
  page.on('pageerror', (error) => noted.shown.complaints.push(String(error)));
  return noted;
}

/** Waits until everything that a page loads is there and weighed. */
export async function settled(page, noted) {
  await page.waitForLoadState('load');
  await Promise.all(noted.shown.loading);
}
