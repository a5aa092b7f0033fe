-- Who may come in, and as what. Times are microseconds, UTC.
CREATE TABLE account (
  id            TEXT    NOT NULL PRIMARY KEY,      -- UUIDv7
  email         TEXT    {binary} NOT NULL UNIQUE,  -- folded: no spaces around it, small letters
  password      TEXT    NOT NULL,                  -- its hash, with salt and parameters; empty where there is none yet
  person        TEXT,                              -- whose record is their own
  name          TEXT    NOT NULL,
  verified_at   BIGINT,                            -- when the e-mail address was shown to be theirs
  totp_secret   TEXT,                              -- of one-time codes, in base 32
  totp_proposed TEXT,                              -- a secret that no code was given for yet
  totp_step     BIGINT  NOT NULL DEFAULT 0,        -- the last step whose code was used
  disabled      BOOLEAN NOT NULL DEFAULT FALSE,
  created_at    BIGINT  NOT NULL
);
CREATE INDEX account_person ON account (person);

CREATE TABLE account_role (
  account  TEXT   NOT NULL REFERENCES account (id),
  role     TEXT   NOT NULL,
  given_by TEXT   NOT NULL,          -- an account, or a word for what is none
  given_at BIGINT NOT NULL,
  PRIMARY KEY (account, role)
);

CREATE TABLE session (
  token_hash TEXT    NOT NULL PRIMARY KEY,   -- SHA-256 of the token, in hexadecimal
  account    TEXT    NOT NULL REFERENCES account (id),
  csrf       TEXT    NOT NULL,               -- what every form of this session carries
  code_given BOOLEAN NOT NULL,               -- whether a one-time code was given, or none is asked for in this house
  began_at   BIGINT  NOT NULL,
  seen_at    BIGINT  NOT NULL,
  ends_at    BIGINT  NOT NULL,
  agent      TEXT    NOT NULL                -- the browser, as it names itself
);
CREATE INDEX session_account ON session (account);
CREATE INDEX session_ends ON session (ends_at);

-- Failed attempts at signing in.
CREATE TABLE attempt (
  what         TEXT   NOT NULL PRIMARY KEY,   -- account:<e-mail> or address:<IP address>
  failures     BIGINT NOT NULL,               -- since began_at
  began_at     BIGINT NOT NULL,
  last_at      BIGINT NOT NULL,
  locks        BIGINT NOT NULL,               -- how often it was locked in a row
  locked_until BIGINT
);
CREATE INDEX attempt_last ON attempt (last_at);

-- What was sent by e-mail to be sent back once.
CREATE TABLE email_token (
  hash    TEXT   NOT NULL PRIMARY KEY,   -- SHA-256 of the token, in hexadecimal
  account TEXT   NOT NULL REFERENCES account (id),
  purpose TEXT   NOT NULL,               -- verify or reset
  ends_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX email_token_account ON email_token (account);
CREATE INDEX email_token_ends ON email_token (ends_at);
