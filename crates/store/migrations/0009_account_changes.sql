-- What became of accounts: only ever added to. Times are microseconds, UTC.
CREATE TABLE account_change (
  id      TEXT   {binary} NOT NULL PRIMARY KEY,   -- UUIDv7: changes sort by when they were made
  at      BIGINT NOT NULL,
  account TEXT   NOT NULL,                        -- whose account
  what    TEXT   NOT NULL,                        -- the change's word
  detail  TEXT   NOT NULL,                        -- which role, which address; empty where there is nothing to say
  by_whom TEXT   NOT NULL                         -- an account, or a word for what is none
);
CREATE INDEX account_change_account ON account_change (account, id);

-- From where somebody came in: forgotten after a time.
CREATE TABLE sign_in (
  id      TEXT   {binary} NOT NULL PRIMARY KEY,   -- UUIDv7
  at      BIGINT NOT NULL,
  account TEXT   NOT NULL REFERENCES account (id),
  address TEXT   NOT NULL,                        -- the IP address
  agent   TEXT   NOT NULL                         -- the browser, as it names itself
);
CREATE INDEX sign_in_account ON sign_in (account, id);
CREATE INDEX sign_in_at ON sign_in (at);

-- When somebody last came in: kept when the places are forgotten.
CREATE TABLE last_sign_in (
  account TEXT   NOT NULL PRIMARY KEY REFERENCES account (id),
  at      BIGINT NOT NULL
);

-- An address that somebody wants their account to have, until they show that it is theirs.
CREATE TABLE address_wanted (
  account TEXT NOT NULL PRIMARY KEY REFERENCES account (id),
  email   TEXT NOT NULL                            -- folded
);
