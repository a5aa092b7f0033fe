-- Payments by card: what was begun, what the card provider told of it, and what staff have to look at.
CREATE TABLE checkout (
  id         TEXT   {binary} NOT NULL PRIMARY KEY,   -- ours; entries of the record that follow from it bear it in their ids
  person     TEXT   NOT NULL,
  body       TEXT   NOT NULL,
  currency   TEXT   NOT NULL,
  amount     BIGINT NOT NULL,               -- of all its items, in minor units
  quoted_on  BIGINT NOT NULL,               -- day
  state      TEXT   NOT NULL,
  session    TEXT,                          -- the provider's id; none until the provider has answered
  payment    TEXT,                          -- the provider's id of the money itself
  address    TEXT   NOT NULL,               -- where the card is entered
  begun_at   BIGINT NOT NULL,               -- microseconds, UTC
  ends_at    BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  CHECK (amount > 0)
);
CREATE UNIQUE INDEX checkout_session ON checkout (session);
CREATE UNIQUE INDEX checkout_payment ON checkout (payment);
-- One at a time for a person and a body, so that nobody pays the same twice in two windows.
CREATE UNIQUE INDEX checkout_open ON checkout (person, body) WHERE state = 'begun';
CREATE INDEX checkout_begun ON checkout (begun_at, id);
CREATE INDEX checkout_person ON checkout (person, begun_at);

CREATE TABLE checkout_item (
  checkout TEXT   {binary} NOT NULL REFERENCES checkout (id),
  position BIGINT NOT NULL,
  item     TEXT   NOT NULL,                 -- the fee, as payments name it
  amount   BIGINT NOT NULL,
  clause   TEXT   NOT NULL,
  citation TEXT   NOT NULL,
  PRIMARY KEY (checkout, position),
  CHECK (amount > 0)
);

-- What the provider told, each once, however often it says so.
CREATE TABLE payment_notice (
  id       TEXT   NOT NULL PRIMARY KEY,     -- the provider's
  checkout TEXT,                            -- none where it names none of ours
  payment  TEXT,                            -- the provider's id of the money
  kind     TEXT   NOT NULL,
  amount   BIGINT,                          -- in minor units
  currency TEXT   NOT NULL,
  dispute  TEXT   NOT NULL,                 -- the provider's id of a dispute, else empty
  at       BIGINT NOT NULL,                 -- when it happened
  heard_at BIGINT NOT NULL
);
CREATE INDEX payment_notice_checkout ON payment_notice (checkout);
CREATE INDEX payment_notice_payment ON payment_notice (payment);

-- What staff must look at: once for a checkout and a kind.
CREATE TABLE payment_issue (
  id         TEXT   {binary} NOT NULL PRIMARY KEY,
  about      TEXT   NOT NULL,               -- the checkout, or the notice that names none of ours
  checkout   TEXT,
  kind       TEXT   NOT NULL,
  amount     BIGINT,                        -- what the provider told
  currency   TEXT   NOT NULL,
  said       TEXT   NOT NULL,               -- what the record says against it, where it does
  since      BIGINT NOT NULL,
  settled_at BIGINT,
  settled_by TEXT,
  outcome    TEXT,
  note       TEXT,
  UNIQUE (about, kind)
);
CREATE INDEX payment_issue_open ON payment_issue (since, id) WHERE settled_at IS NULL;
