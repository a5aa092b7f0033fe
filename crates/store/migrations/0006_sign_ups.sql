-- People who signed up and have not shown yet that the address is theirs: nothing else is made of it before.
CREATE TABLE sign_up (
  hash     TEXT   NOT NULL PRIMARY KEY,   -- SHA-256 of the token in the mail, in hexadecimal
  email    TEXT   NOT NULL,
  name     TEXT   NOT NULL,
  born     BIGINT,                        -- day
  password TEXT   NOT NULL,               -- its hash
  body     TEXT   NOT NULL,
  ends_at  BIGINT NOT NULL
);
CREATE INDEX sign_up_ends ON sign_up (ends_at);
