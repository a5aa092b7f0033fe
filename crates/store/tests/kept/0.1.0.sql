CREATE TABLE public.account (
    id text NOT NULL,
    email text NOT NULL COLLATE pg_catalog."C",
    password text NOT NULL,
    person text,
    name text NOT NULL,
    verified_at bigint,
    totp_secret text,
    totp_proposed text,
    totp_step bigint DEFAULT 0 NOT NULL,
    disabled boolean DEFAULT false NOT NULL,
    created_at bigint NOT NULL
);


--
-- Name: account_role; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.account_role (
    account text NOT NULL,
    role text NOT NULL,
    given_by text NOT NULL,
    given_at bigint NOT NULL
);


--
-- Name: attempt; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.attempt (
    what text NOT NULL,
    failures bigint NOT NULL,
    began_at bigint NOT NULL,
    last_at bigint NOT NULL,
    locks bigint NOT NULL,
    locked_until bigint
);


--
-- Name: body; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.body (
    id text NOT NULL,
    "position" bigint NOT NULL,
    hash text NOT NULL
);


--
-- Name: counter; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.counter (
    name text NOT NULL,
    value bigint NOT NULL
);


--
-- Name: credential; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.credential (
    number text NOT NULL COLLATE pg_catalog."C",
    person text NOT NULL,
    award text NOT NULL,
    body text NOT NULL,
    programme text NOT NULL,
    awarded bigint NOT NULL
);


--
-- Name: email_token; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.email_token (
    hash text NOT NULL,
    account text NOT NULL,
    purpose text NOT NULL,
    ends_at bigint NOT NULL,
    used_at bigint
);


--
-- Name: entry; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.entry (
    person text NOT NULL,
    seq bigint NOT NULL,
    body text NOT NULL,
    "position" bigint NOT NULL,
    id text NOT NULL,
    stored_at bigint NOT NULL,
    line text NOT NULL,
    hash text NOT NULL
);


--
-- Name: known_as; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.known_as (
    word text NOT NULL COLLATE pg_catalog."C",
    person text NOT NULL
);


--
-- Name: listed; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.listed (
    word text NOT NULL COLLATE pg_catalog."C",
    number text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: mail; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.mail (
    id text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL,
    person text NOT NULL,
    to_address text NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    created_at bigint NOT NULL,
    lease_until bigint NOT NULL,
    tries bigint NOT NULL,
    tried_at bigint,
    sent_at bigint,
    answer text,
    given_up bigint
);


--
-- Name: migration; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.migration (
    number bigint NOT NULL,
    name text NOT NULL
);


--
-- Name: person; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.person (
    id text NOT NULL,
    seq bigint NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    born bigint,
    place text DEFAULT ''::text NOT NULL
);


--
-- Name: seat; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.seat (
    appointment text NOT NULL,
    seating text NOT NULL,
    person text NOT NULL,
    programme text NOT NULL,
    given_back bigint
);


--
-- Name: seating; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.seating (
    id text NOT NULL,
    body text NOT NULL,
    programme text NOT NULL,
    testing_window text NOT NULL,
    site text NOT NULL,
    starts_at bigint NOT NULL,
    seats bigint NOT NULL,
    taken bigint NOT NULL,
    CONSTRAINT seating_check CHECK (((taken >= 0) AND (taken <= seats)))
);


--
-- Name: session; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.session (
    token_hash text NOT NULL,
    account text NOT NULL,
    csrf text NOT NULL,
    code_given boolean NOT NULL,
    began_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    ends_at bigint NOT NULL,
    agent text NOT NULL
);


--
-- Name: setting; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.setting (
    name text NOT NULL,
    value text NOT NULL
);


--
-- Name: sign_up; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sign_up (
    hash text NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    born bigint,
    password text NOT NULL,
    body text NOT NULL,
    ends_at bigint NOT NULL
);


--
-- Name: standing; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.standing (
    number text NOT NULL COLLATE pg_catalog."C",
    from_day bigint NOT NULL,
    to_day bigint NOT NULL,
    standing text NOT NULL,
    good boolean NOT NULL,
    through bigint NOT NULL
);


--
-- Name: waiting; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.waiting (
    event text NOT NULL,
    body text NOT NULL,
    queue text NOT NULL,
    person text NOT NULL,
    programme text NOT NULL,
    since bigint NOT NULL
);


--
-- Data for Name: account; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.account VALUES ('01a1f978-b580-7337-aac9-3702aaf3f10e', 'administrator@demo.example', '$argon2id$v=19$m=19456,t=2,p=1$OiVhOn6JqzTpC6e9GbLUzA$8Lp2bZfSCsLRkf4BxUkhVNjyH8FyiGhzNie7z6eiu98', NULL, 'Ada Administrator', 1795186800000000, NULL, NULL, 0, false, 1795186800000000);
INSERT INTO public.account VALUES ('01a1f978-b580-7bd7-a57b-5ccf46ca62fc', 'registrar@demo.example', '$argon2id$v=19$m=19456,t=2,p=1$OiVhOn6JqzTpC6e9GbLUzA$8Lp2bZfSCsLRkf4BxUkhVNjyH8FyiGhzNie7z6eiu98', NULL, 'Rosa Registrar', 1795186800000000, NULL, NULL, 0, false, 1795186800000000);
INSERT INTO public.account VALUES ('01a1f978-b580-7cbd-af65-579052123de0', 'auditor@demo.example', '$argon2id$v=19$m=19456,t=2,p=1$OiVhOn6JqzTpC6e9GbLUzA$8Lp2bZfSCsLRkf4BxUkhVNjyH8FyiGhzNie7z6eiu98', NULL, 'Aileen Auditor', 1795186800000000, NULL, NULL, 0, false, 1795186800000000);
INSERT INTO public.account VALUES ('01a1f978-b580-7de6-aa0f-bba4a62ac9e7', 'cpcs.active@demo.example', '$argon2id$v=19$m=19456,t=2,p=1$OiVhOn6JqzTpC6e9GbLUzA$8Lp2bZfSCsLRkf4BxUkhVNjyH8FyiGhzNie7z6eiu98', 'p2', 'Lakshmi W. Burke', 1795186800000000, NULL, NULL, 0, false, 1795186800000000);
INSERT INTO public.account VALUES ('01a1f978-b580-7dec-8590-1cb3274069a0', 'reviewer@demo.example', '$argon2id$v=19$m=19456,t=2,p=1$OiVhOn6JqzTpC6e9GbLUzA$8Lp2bZfSCsLRkf4BxUkhVNjyH8FyiGhzNie7z6eiu98', NULL, 'Ruben Reviewer', 1795186800000000, NULL, NULL, 0, false, 1795186800000000);
INSERT INTO public.account VALUES ('01a1f978-b580-7f72-a962-580452b041eb', 'cmas.active@demo.example', '$argon2id$v=19$m=19456,t=2,p=1$OiVhOn6JqzTpC6e9GbLUzA$8Lp2bZfSCsLRkf4BxUkhVNjyH8FyiGhzNie7z6eiu98', 'p9', 'Diane R. Diaz', 1795186800000000, NULL, NULL, 0, false, 1795186800000000);


--
-- Data for Name: account_role; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.account_role VALUES ('01a1f978-b580-7337-aac9-3702aaf3f10e', 'administrator', 'demo', 1795186800000000);
INSERT INTO public.account_role VALUES ('01a1f978-b580-7bd7-a57b-5ccf46ca62fc', 'registrar', 'demo', 1795186800000000);
INSERT INTO public.account_role VALUES ('01a1f978-b580-7cbd-af65-579052123de0', 'auditor', 'demo', 1795186800000000);
INSERT INTO public.account_role VALUES ('01a1f978-b580-7de6-aa0f-bba4a62ac9e7', 'certificant', 'demo', 1795186800000000);
INSERT INTO public.account_role VALUES ('01a1f978-b580-7dec-8590-1cb3274069a0', 'reviewer', 'demo', 1795186800000000);
INSERT INTO public.account_role VALUES ('01a1f978-b580-7f72-a962-580452b041eb', 'certificant', 'demo', 1795186800000000);


--
-- Data for Name: attempt; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: body; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.body VALUES ('amt', 16, '2f17bccb569618120112379d10cc2497039d2f8d654f04e93fdc67b8f7cd6a8a');
INSERT INTO public.body VALUES ('namss', 136, '630f82e47f59e895f3dce7c2a1ea7a824080892ac7f903e2b5f15a05a79712fa');


--
-- Data for Name: counter; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.counter VALUES ('certificate CMAS', 1);
INSERT INTO public.counter VALUES ('certificate CPCS', 7);


--
-- Data for Name: credential; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.credential VALUES ('CMAS-000001', 'p9', 'p9-9', 'amt', 'cmas', 19170);
INSERT INTO public.credential VALUES ('CPCS-000001', 'p1', 'p1-4', 'namss', 'cpcs', 10812);
INSERT INTO public.credential VALUES ('CPCS-000002', 'p2', 'p2-2', 'namss', 'cpcs', 10935);
INSERT INTO public.credential VALUES ('CPCS-000003', 'p3', 'p3-7', 'namss', 'cpcs', 16940);
INSERT INTO public.credential VALUES ('CPCS-000004', 'p5', 'p5-7', 'namss', 'cpcs', 20676);
INSERT INTO public.credential VALUES ('CPCS-000005', 'p6', 'p6-10', 'namss', 'cpcs', 20682);
INSERT INTO public.credential VALUES ('CPCS-000006', 'p7', 'p7-9', 'namss', 'cpcs', 19584);
INSERT INTO public.credential VALUES ('CPCS-000007', 'p12', 'p12-2', 'namss', 'cpcs', 10749);


--
-- Data for Name: email_token; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: entry; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.entry VALUES ('p1', 1, 'namss', 1, 'p1-1', 1795186800000000, '{"id":"p1-1","person":"p1","kind":"person_registered","at":"1999-06-25","name":"Holly V. Dubois","email":"holly.dubois1@example.org","by":"import","note":"entered from the paper file"}', '9a620e92c28dc4e54ee7bae59aa13ed1b7b9c086270e6dceb405d315a8881a0d');
INSERT INTO public.entry VALUES ('p1', 2, 'namss', 2, 'p1-2', 1795186800000000, '{"id":"p1-2","person":"p1","kind":"exam_sat","at":"1999-06-25","programme":"cpcs","outcome":"completed","by":"import"}', '7ae4b27e9dd517aebb9ae1f06e46da42b2724a3ff62a290cf0da7437b861ba29');
INSERT INTO public.entry VALUES ('p1', 3, 'namss', 3, 'p1-3', 1795186800000000, '{"id":"p1-3","person":"p1","kind":"exam_scored","at":"1999-08-04","exam":"p1-2","raw":112,"scaled":464,"passed":true}', '74b42ed71771a5acc9cd51ee25d2c82f8be2b769ec24ac9287a4f8ebd2432d74');
INSERT INTO public.entry VALUES ('p1', 4, 'namss', 4, 'p1-4', 1795186800000000, '{"id":"p1-4","person":"p1","kind":"credential_awarded","at":"1999-08-09","programme":"cpcs","by":"import"}', '1c84d8c725e47c0df11d3937516e43750c0aeec0c2be56a0a885a1ae4673eb7f');
INSERT INTO public.entry VALUES ('p1', 5, 'namss', 5, 'p1-5', 1795186800000000, '{"id":"p1-5","person":"p1","kind":"membership","at":"2000-06-14","body":"namss","from":"2000-06-14"}', 'fe61db439422b7daa8bb04f9454ac426e32408781726f6a19b910cd5e26b3d1d');
INSERT INTO public.entry VALUES ('p1', 6, 'namss', 6, 'p1-6', 1795186800000000, '{"id":"p1-6","person":"p1","kind":"corrected","at":"2001-09-26","event":"p1-5","with":{"to":"2001-09-26"},"by":"office"}', '8e6e6bc2898f8ec50a10ac3a65aa134cd59238346332917e66e554f5c88b6bc8');
INSERT INTO public.entry VALUES ('p1', 7, 'namss', 7, 'p1-7', 1795186800000000, '{"id":"p1-7","person":"p1","kind":"renewal_submitted","at":"2002-10-25","scheme":"namss-recertification"}', '8ab264b8d9488b7b26d7ade30d1ea8c9239b2eaf1c5ec87c1c691bf5e528aa0d');
INSERT INTO public.entry VALUES ('p1', 8, 'namss', 8, 'p1-8', 1795186800000000, '{"id":"p1-8","person":"p1","kind":"renewal_decided","at":"2002-11-18","renewal":"p1-7","outcome":"approved"}', '3ad097ca038ad699930b8e8019c3e036f453a80f1df5badc99ec8af48a2abb96');
INSERT INTO public.entry VALUES ('p1', 9, 'namss', 9, 'p1-9', 1795186800000000, '{"id":"p1-9","person":"p1","kind":"renewal_submitted","at":"2005-10-27","scheme":"namss-recertification"}', '0b542402259217d4e86f852c6b4a788fe627e4b28530bfa5cdefaf8ad51a8c0b');
INSERT INTO public.entry VALUES ('p1', 10, 'namss', 10, 'p1-10', 1795186800000000, '{"id":"p1-10","person":"p1","kind":"renewal_decided","at":"2005-11-24","renewal":"p1-9","outcome":"approved"}', '807152815ab9148b65483e5d7b4b4568d9d47567ec2d4a7f315d9db90192a538');
INSERT INTO public.entry VALUES ('p1', 11, 'namss', 11, 'p1-11', 1795186800000000, '{"id":"p1-11","person":"p1","kind":"renewal_submitted","at":"2008-08-06","scheme":"namss-recertification"}', '7a1a72364851b502b654f9636d5bdea80a52a6a8f81286bb8046b2093c859240');
INSERT INTO public.entry VALUES ('p1', 12, 'namss', 12, 'p1-12', 1795186800000000, '{"id":"p1-12","person":"p1","kind":"renewal_decided","at":"2008-08-28","renewal":"p1-11","outcome":"approved"}', '6f654bc8902d4d1b34942b5a0fcd752f9adcf62189367b1f7ab0b29e740496f9');
INSERT INTO public.entry VALUES ('p10', 1, 'namss', 108, 'p10-1', 1795186800000000, '{"id":"p10-1","person":"p10","kind":"person_registered","at":"2022-01-23","name":"Barbara P. Fisher","email":"barbara.fisher10@hospital.example.org","born":"1996-04-14"}', '3f4c073e2fc1c22072d60565454df9e6f181f6c3ff76f2e72bc0979441438303');
INSERT INTO public.entry VALUES ('p10', 2, 'namss', 109, 'p10-2', 1795186800000000, '{"id":"p10-2","person":"p10","kind":"application_submitted","at":"2022-01-23","programme":"cpmsm","route":"experience","evidence":[{"type":"employment","role":"Practice Administrator","field":"medical_services","from":"2014-09-21"}]}', 'aa75f3f1d47ab81eedc81929417c5c9300007690812657784f7390b94a04c0c9');
INSERT INTO public.entry VALUES ('p10', 3, 'namss', 110, 'p10-3', 1795186800000000, '{"id":"p10-3","person":"p10","kind":"application_decided","at":"2022-01-28","application":"p10-2","outcome":"approved"}', 'd913e7d9221171964a6db34481a0d0ec3fd9c15aab2e0b5f8232dcda10ce22fe');
INSERT INTO public.entry VALUES ('p10', 4, 'namss', 111, 'p10-4', 1795186800000000, '{"id":"p10-4","person":"p10","kind":"appointment_booked","at":"2022-05-13","programme":"cpmsm","starts":"2022-06-13T10:00:00-04:00","site":"Raleigh, NC"}', '5bdf87ba81659c3eb23cf912a082e120dff901fec851c58a15cccdfd2a322a49');
INSERT INTO public.entry VALUES ('p10', 5, 'namss', 112, 'p10-5', 1795186800000000, '{"id":"p10-5","person":"p10","kind":"exam_sat","at":"2022-06-13","programme":"cpmsm","outcome":"completed"}', 'bd2b15697fb3df7aee4301a000fc19ef653857e8755b3c2ca076f326d67bbaf3');
INSERT INTO public.entry VALUES ('p10', 6, 'namss', 113, 'p10-6', 1795186800000000, '{"id":"p10-6","person":"p10","kind":"exam_scored","at":"2022-07-23","exam":"p10-5","raw":122,"scaled":399,"passed":false}', '6c7eb02b6337baeff5fcf662f13876aaf96b4c99e95b84a85850be9a0c9495e1');
INSERT INTO public.entry VALUES ('p10', 7, 'namss', 114, 'p10-7', 1795186800000000, '{"id":"p10-7","person":"p10","kind":"results_released","at":"2022-08-11","exam":"p10-5"}', 'b2cda0abd8c69c506310250e73b947e96daa4b72bd4f635e523b55e5e2b7e773');
INSERT INTO public.entry VALUES ('p10', 8, 'namss', 115, 'p10-8', 1795186800000000, '{"id":"p10-8","person":"p10","kind":"membership","at":"2022-10-02","body":"namss","from":"2022-10-02"}', '31a34f446b9c96d1bc1b186c8ddd4db58e495c566cc0f32c1fef8cd5f4f60d53');
INSERT INTO public.entry VALUES ('p11', 1, 'namss', 116, 'p11-1', 1795186800000000, '{"id":"p11-1","person":"p11","kind":"person_registered","at":"2025-08-18","name":"Sandra L. Jenkins","email":"sandra.jenkins11@example.net","born":"2001-04-01"}', 'e4dc89fcbe234c6b1d3fca70876ed1a2a0a71211cb354d00c35f797df9e07b0d');
INSERT INTO public.entry VALUES ('p11', 2, 'namss', 117, 'p11-2', 1795186800000000, '{"id":"p11-2","person":"p11","kind":"application_submitted","at":"2025-08-18","programme":"cpcs","window":"spring-2026","evidence":[{"type":"employment","role":"Enrollment Specialist","field":"medical_services","from":"2018-12-15","to":"2024-06-02"},{"type":"employment","role":"Provider Enrollment Analyst","field":"medical_services","from":"2024-06-03"}]}', '247fc5b3ef34bbb3e02640a92acb3801bdf38f72ec20ed6370cc310d95ffe4f1');
INSERT INTO public.entry VALUES ('p11', 3, 'namss', 118, 'p11-3', 1795186800000000, '{"id":"p11-3","person":"p11","kind":"application_decided","at":"2025-08-25","application":"p11-2","outcome":"approved"}', 'e818157464368c0be78ce2f9cc5a067f2eb0c4a5c5b4a4830ddfde531a397ff5');
INSERT INTO public.entry VALUES ('p11', 4, 'namss', 119, 'p11-4', 1795186800000000, '{"id":"p11-4","person":"p11","kind":"membership","at":"2026-03-07","body":"namss","from":"2026-03-07"}', 'acaf149cba7f0801ee23b91cbc619670186023098045c9adcfeec4398c55f04a');
INSERT INTO public.entry VALUES ('p12', 1, 'namss', 120, 'p12-1', 1795186800000000, '{"id":"p12-1","person":"p12","kind":"person_registered","at":"1999-05-03","name":"Katherine G. Kowalski","email":"katherine.kowalski12@hospital.example.org","by":"import","note":"entered from the paper file"}', '9c55c4ce720b19c79cde560a63f40239a5092b2466c027d73f236b20acbcf866');
INSERT INTO public.entry VALUES ('p12', 2, 'namss', 121, 'p12-2', 1795186800000000, '{"id":"p12-2","person":"p12","kind":"credential_awarded","at":"1999-06-07","programme":"cpcs","by":"import"}', 'c17d776d0906d0c9e2282f1e7a04b9bd642be206b8e689bb20f14550f4f9c1ea');
INSERT INTO public.entry VALUES ('p12', 3, 'namss', 122, 'p12-3', 1795186800000000, '{"id":"p12-3","person":"p12","kind":"renewal_submitted","at":"2002-10-10","scheme":"namss-recertification"}', 'a31aadf8a25e8c5c852afb64d112fc49e0c25fd2c991e25f5b30517a8ee9c9b8');
INSERT INTO public.entry VALUES ('p12', 4, 'namss', 123, 'p12-4', 1795186800000000, '{"id":"p12-4","person":"p12","kind":"renewal_decided","at":"2002-11-07","renewal":"p12-3","outcome":"approved"}', 'f53491c6aef988788ca0c8b1a1907152cadfe8d1c4736fdcc880979ee21f9799');
INSERT INTO public.entry VALUES ('p12', 5, 'namss', 124, 'p12-5', 1795186800000000, '{"id":"p12-5","person":"p12","kind":"renewal_submitted","at":"2005-10-04","scheme":"namss-recertification"}', 'e10b98f52c9d270c8afe48cf284ebb9dca407bda794e2d8a2ef26e396c8ad985');
INSERT INTO public.entry VALUES ('p12', 6, 'namss', 125, 'p12-6', 1795186800000000, '{"id":"p12-6","person":"p12","kind":"renewal_decided","at":"2005-10-31","renewal":"p12-5","outcome":"approved"}', 'f9e1da30935c6f1fc5ecbd45eda6bac11e6e11c2866cd1745167cb109a4d83fb');
INSERT INTO public.entry VALUES ('p12', 7, 'namss', 126, 'p12-7', 1795186800000000, '{"id":"p12-7","person":"p12","kind":"renewal_submitted","at":"2008-09-04","scheme":"namss-recertification"}', 'ee749a5f7d711f8e2298105af09c80bc404d467f70b839dec934e7025f2daa45');
INSERT INTO public.entry VALUES ('p12', 8, 'namss', 127, 'p12-8', 1795186800000000, '{"id":"p12-8","person":"p12","kind":"payment_received","at":"2008-09-10","item":"recertification","amount":"325.00","method":"check","dated":"2008-09-04"}', '186779cfbafc7725e5a3ffda1a5d9057a371290f588a34b769bfac2c9f5bc443');
INSERT INTO public.entry VALUES ('p12', 9, 'namss', 128, 'p12-9', 1795186800000000, '{"id":"p12-9","person":"p12","kind":"renewal_decided","at":"2008-10-01","renewal":"p12-7","outcome":"approved"}', 'f29bd7852882ac5a77e35caa7b4193ae7bff89cd0570025595130b346a1e53ee');
INSERT INTO public.entry VALUES ('p12', 10, 'namss', 129, 'p12-10', 1795186800000000, '{"id":"p12-10","person":"p12","kind":"reinstatement_requested","at":"2012-03-12","scheme":"namss-recertification"}', 'b4f232a6a41c0e90ff9827f85369834176e20822ac42713931bae40c20a6ce23');
INSERT INTO public.entry VALUES ('p12', 11, 'namss', 130, 'p12-11', 1795186800000000, '{"id":"p12-11","person":"p12","kind":"payment_received","at":"2012-03-12","item":"reinstatement","amount":"150.00","method":"card"}', '2287c12ffcea110e1dabaa6d4f488dfd663daf106147b16c288a6691691ee4a7');
INSERT INTO public.entry VALUES ('p12', 12, 'namss', 131, 'p12-12', 1795186800000000, '{"id":"p12-12","person":"p12","kind":"renewal_submitted","at":"2012-03-15","scheme":"namss-recertification"}', '4f579ed4db2a79b847106ccef8b98f248f7a2d699fb00b94a9b69e61eb54765e');
INSERT INTO public.entry VALUES ('p12', 13, 'namss', 132, 'p12-13', 1795186800000000, '{"id":"p12-13","person":"p12","kind":"payment_received","at":"2012-03-15","item":"recertification","amount":"325.00","method":"card"}', '68d7f0fe3c04e271462775a15c574df6cea0eabb5ee3fcb30d397af82cce5eca');
INSERT INTO public.entry VALUES ('p12', 14, 'namss', 133, 'p12-14', 1795186800000000, '{"id":"p12-14","person":"p12","kind":"renewal_decided","at":"2012-04-05","renewal":"p12-12","outcome":"approved"}', 'eede23a302651c6d0aa70be5a849aba1a6a32ebc65a4089a28a70a7dd00314e4');
INSERT INTO public.entry VALUES ('p12', 15, 'namss', 134, 'p12-15', 1795186800000000, '{"id":"p12-15","person":"p12","kind":"reinstatement_decided","at":"2012-04-05","reinstatement":"p12-10","outcome":"approved"}', '8da00c0dece46f507f3d84aaa4c4e989e5958c6eff6fab2b1cf18c9e65c9de20');
INSERT INTO public.entry VALUES ('p2', 1, 'namss', 13, 'p2-1', 1795186800000000, '{"id":"p2-1","person":"p2","kind":"person_registered","at":"1999-10-30","name":"Lakshmi W. Burke","email":"lakshmi.burke2@hospital.example.org","by":"import","note":"entered from the paper file"}', '157a18f9ef0db74fae32dac4a7b61e2a0f14eec2a838bff2b902d59c7b518409');
INSERT INTO public.entry VALUES ('p2', 2, 'namss', 14, 'p2-2', 1795186800000000, '{"id":"p2-2","person":"p2","kind":"credential_awarded","at":"1999-12-10","programme":"cpcs","by":"import"}', '3d96a4fbf1f55f857b85071f947adc42d4d0742f6e833435b2086718ab4adefb');
INSERT INTO public.entry VALUES ('p2', 3, 'namss', 15, 'p2-3', 1795186800000000, '{"id":"p2-3","person":"p2","kind":"renewal_submitted","at":"2002-09-19","scheme":"namss-recertification"}', '3eabfae852e07feb9d7513dedfd9736998160fac5823cd54ecd9ea94ae65b938');
INSERT INTO public.entry VALUES ('p2', 4, 'namss', 16, 'p2-4', 1795186800000000, '{"id":"p2-4","person":"p2","kind":"renewal_decided","at":"2002-10-11","renewal":"p2-3","outcome":"approved"}', '57e69ad2b407769fd5fda9aa23ac7bf33d0158cff43424ebcef5bbbaccf3a4a9');
INSERT INTO public.entry VALUES ('p2', 5, 'namss', 17, 'p2-5', 1795186800000000, '{"id":"p2-5","person":"p2","kind":"renewal_submitted","at":"2005-10-22","scheme":"namss-recertification"}', '61a6de9d1f637944e3e64cd3e8ca2a644c1221f842ac932b229a4ecbe55edd5b');
INSERT INTO public.entry VALUES ('p2', 6, 'namss', 18, 'p2-6', 1795186800000000, '{"id":"p2-6","person":"p2","kind":"renewal_decided","at":"2005-11-21","renewal":"p2-5","outcome":"approved"}', 'ec678b1cff65cccdc288f1a806240d9d6fdb4894b28da6fa212d3d6bde64a158');
INSERT INTO public.entry VALUES ('p2', 7, 'namss', 19, 'p2-7', 1795186800000000, '{"id":"p2-7","person":"p2","kind":"renewal_submitted","at":"2008-08-16","scheme":"namss-recertification"}', '3a47f866b3fb2d193eda14a3f49fc88074b3965636325aeb6f043ea795f4cb10');
INSERT INTO public.entry VALUES ('p2', 8, 'namss', 20, 'p2-8', 1795186800000000, '{"id":"p2-8","person":"p2","kind":"renewal_decided","at":"2008-09-12","renewal":"p2-7","outcome":"approved"}', 'ac327b2fa57ea9ddd27ec5c3668e65d919abb8889e33e362ce726e9e4e36afc0');
INSERT INTO public.entry VALUES ('p2', 9, 'namss', 21, 'p2-9', 1795186800000000, '{"id":"p2-9","person":"p2","kind":"reinstatement_requested","at":"2012-03-21","scheme":"namss-recertification"}', '9903e67593de89e67e6f14e2556c60442534d427a2a07aaa73f1c0cc9fc9b952');
INSERT INTO public.entry VALUES ('p2', 10, 'namss', 22, 'p2-10', 1795186800000000, '{"id":"p2-10","person":"p2","kind":"payment_received","at":"2012-03-28","item":"reinstatement","amount":"150.00","method":"check","dated":"2012-03-21"}', 'fb49a4afc7d152a0dad9cc0a36ce25b090004fb5849b38ee28aa2fe531aa2666');
INSERT INTO public.entry VALUES ('p2', 11, 'namss', 23, 'p2-11', 1795186800000000, '{"id":"p2-11","person":"p2","kind":"renewal_submitted","at":"2012-04-02","scheme":"namss-recertification"}', 'a3f84622fd50ba510354ce6f4d542f098eff59f00cb8a896e9d694b95668df7d');
INSERT INTO public.entry VALUES ('p2', 12, 'namss', 24, 'p2-12', 1795186800000000, '{"id":"p2-12","person":"p2","kind":"payment_received","at":"2012-04-02","item":"recertification","amount":"325.00","method":"card"}', '45c9072d27657819fd4d360fbad0299c68e92275b24592fc6907b8fc8c2fa4cc');
INSERT INTO public.entry VALUES ('p2', 13, 'namss', 25, 'p2-13', 1795186800000000, '{"id":"p2-13","person":"p2","kind":"renewal_decided","at":"2012-04-26","renewal":"p2-11","outcome":"approved"}', '0fca4a29125a84f3088c57ad1ba11904659387c31a2da5973dc0b8d2edcdd739');
INSERT INTO public.entry VALUES ('p2', 14, 'namss', 26, 'p2-14', 1795186800000000, '{"id":"p2-14","person":"p2","kind":"reinstatement_decided","at":"2012-04-26","reinstatement":"p2-9","outcome":"approved"}', '7e0a6a87a90fa3284bf6463215a1a80abe6b2e7c0b7c9c3cb8708932a32e5023');
INSERT INTO public.entry VALUES ('p2', 15, 'namss', 27, 'p2-15', 1795186800000000, '{"id":"p2-15","person":"p2","kind":"renewal_submitted","at":"2014-12-27","scheme":"namss-recertification"}', 'b2845acbbf5f838693af825da851313a35198b6a6577c9f3ad8c105dc5285461');
INSERT INTO public.entry VALUES ('p2', 16, 'namss', 28, 'p2-16', 1795186800000000, '{"id":"p2-16","person":"p2","kind":"payment_received","at":"2014-12-27","item":"recertification","amount":"325.00","method":"card"}', 'c4bd0e10609875e68356908fdefb7d0f0ac8b7188feae9498b5904fb90858833');
INSERT INTO public.entry VALUES ('p2', 17, 'namss', 29, 'p2-17', 1795186800000000, '{"id":"p2-17","person":"p2","kind":"payment_received","at":"2014-12-27","item":"late","amount":"50.00","method":"purchase_order"}', 'e0be6463dbc1bb23696554d7cb5c5167daed412d336f42a8ade12b47308f77eb');
INSERT INTO public.entry VALUES ('p2', 18, 'namss', 30, 'p2-18', 1795186800000000, '{"id":"p2-18","person":"p2","kind":"renewal_decided","at":"2015-01-22","renewal":"p2-15","outcome":"approved"}', '43b75cc1cc928e54c44cf92a89e443310b1fc50f0d6c810a82e3aee348bc4487');
INSERT INTO public.entry VALUES ('p2', 19, 'namss', 31, 'p2-19', 1795186800000000, '{"id":"p2-19","person":"p2","kind":"renewal_submitted","at":"2017-10-08","scheme":"namss-recertification"}', 'c102511dbd2ae0506f9adeeb709ae086e64731334df847f587fe3e3debc11c4c');
INSERT INTO public.entry VALUES ('p2', 20, 'namss', 32, 'p2-20', 1795186800000000, '{"id":"p2-20","person":"p2","kind":"renewal_decided","at":"2017-11-01","renewal":"p2-19","outcome":"approved"}', '788d2f40457fe643b7c8e20cf777f1c9e1237137acfc7048cda0d6218c6eedc1');
INSERT INTO public.entry VALUES ('p2', 21, 'namss', 33, 'p2-21', 1795186800000000, '{"id":"p2-21","person":"p2","kind":"renewal_submitted","at":"2020-08-12","scheme":"namss-recertification"}', 'e029749e33b3ccfb7c5b0420da6668d27cd3d50dba871fe4adcf89cff17017c4');
INSERT INTO public.entry VALUES ('p2', 22, 'namss', 34, 'p2-22', 1795186800000000, '{"id":"p2-22","person":"p2","kind":"renewal_decided","at":"2020-09-07","renewal":"p2-21","outcome":"approved"}', 'a53b4761bb2ee63f67bf4c921dd0c5089db93bc9c483e724cb217714793e477b');
INSERT INTO public.entry VALUES ('p2', 23, 'namss', 35, 'p2-23', 1795186800000000, '{"id":"p2-23","person":"p2","kind":"credential_suspended","at":"2021-10-23","programme":"cpcs","reason":"misuse of the designation"}', '07e8878e5317ea7d9e98ba651b1ad82fb8df207cde40291b290f2d85005c5213');
INSERT INTO public.entry VALUES ('p2', 24, 'namss', 36, 'p2-24', 1795186800000000, '{"id":"p2-24","person":"p2","kind":"credential_restored","at":"2022-02-10","programme":"cpcs"}', '8b7c0e96c810fd2754195dc62478c94b39225457b39262cd05917b4174bb31c5');
INSERT INTO public.entry VALUES ('p2', 25, 'namss', 37, 'p2-25', 1795186800000000, '{"id":"p2-25","person":"p2","kind":"renewal_submitted","at":"2023-09-18T08:06:00-05:00","scheme":"namss-recertification"}', '06e803b4c02ebee7ff387f17c2cf43842f7963ab6f1b6f27f9965ea24a402091');
INSERT INTO public.entry VALUES ('p2', 26, 'namss', 38, 'p2-26', 1795186800000000, '{"id":"p2-26","person":"p2","kind":"renewal_decided","at":"2023-10-09","renewal":"p2-25","outcome":"approved"}', '64fcc592152eba248ea23a7ce72accccbb4a4313a35d25300742c6b302c43509');
INSERT INTO public.entry VALUES ('p2', 27, 'namss', 39, 'p2-27', 1795186800000000, '{"id":"p2-27","person":"p2","kind":"credit_logged","at":"2024-11-03","scheme":"namss-recertification","category":"book","units":"1","title":"Handbook chapter on privileging","place":"San Antonio, TX","certificate":true}', 'e02d7a1b7f4e4c63d4f6d11766844c5911c251d8e4879edb0dbc3db506ec8bb1');
INSERT INTO public.entry VALUES ('p2', 28, 'namss', 40, 'p2-28', 1795186800000000, '{"id":"p2-28","person":"p2","kind":"credit_logged","at":"2025-09-03","scheme":"namss-recertification","category":"sponsored","units":"16","title":"Credentialing 101","place":"San Antonio, TX","certificate":false}', '83d8c97319f580823b93dfeefe6935d8d4eeee23ea9680eda252e1f485fcc655');
INSERT INTO public.entry VALUES ('p2', 29, 'namss', 41, 'p2-29', 1795186800000000, '{"id":"p2-29","person":"p2","kind":"credit_logged","at":"2026-06-09","scheme":"namss-recertification","category":"approved","units":"8","title":"State society conference","certificate":true}', 'b1bfd4ea9f535a344f84ac2b4f6a15d5d89a90e2673a695cbb4b3d8181a86b3d');
INSERT INTO public.entry VALUES ('p2', 30, 'namss', 42, 'p2-30', 1795186800000000, '{"id":"p2-30","person":"p2","kind":"credit_logged","at":"2026-07-24","scheme":"namss-recertification","category":"approved","units":"8","title":"Verification webinar series","place":"Albuquerque, NM","certificate":true,"activity":"approved-2026-85534"}', '6a0e784cb12052376ed9ad4808003cda27f9e82e706e213b092fb01f8e995165');
INSERT INTO public.entry VALUES ('p2', 31, 'namss', 43, 'p2-31', 1795186800000000, '{"id":"p2-31","person":"p2","kind":"renewal_submitted","at":"2026-10-18","scheme":"namss-recertification"}', '017156b80ada8512a84c1430f09e38da1c3542105b0cfd1296693bf6b841d465');
INSERT INTO public.entry VALUES ('p2', 32, 'namss', 44, 'p2-32', 1795186800000000, '{"id":"p2-32","person":"p2","kind":"payment_received","at":"2026-10-18","item":"recertification","amount":"375.00","method":"card"}', '26c1016b3be55428746abeb8d3393a4dc8ad925bce72b844e247c62ae76c7b7d');
INSERT INTO public.entry VALUES ('p2', 33, 'namss', 45, 'p2-33', 1795186800000000, '{"id":"p2-33","person":"p2","kind":"renewal_decided","at":"2026-11-10","renewal":"p2-31","outcome":"approved"}', 'd25d17ffe1d74697ca6e26e4014bbd9fdc5e44ca457628b81695c022f2668fe7');
INSERT INTO public.entry VALUES ('p3', 1, 'namss', 46, 'p3-1', 1795186800000000, '{"id":"p3-1","person":"p3","kind":"person_registered","at":"2015-11-01","name":"Carlos Y. Marshall","email":"carlos.marshall3@hospital.example.org","born":"1979-06-01"}', 'c401144c813bb7dae3dd288f0bde72f79cd390852e84c9a0b47cbfbb7a24b7f3');
INSERT INTO public.entry VALUES ('p3', 2, 'namss', 47, 'p3-2', 1795186800000000, '{"id":"p3-2","person":"p3","kind":"application_submitted","at":"2015-11-01","programme":"cpcs","evidence":[{"type":"employment","role":"Manager, Medical Staff Services","field":"medical_services","from":"2010-10-18"}]}', '51854e72b065bfd6f3f36231ca4b3c08425c8ad72271bc57384112a5ddbc8d21');
INSERT INTO public.entry VALUES ('p3', 3, 'namss', 48, 'p3-3', 1795186800000000, '{"id":"p3-3","person":"p3","kind":"application_decided","at":"2015-11-16","application":"p3-2","outcome":"approved"}', 'bbbdd15813c8487d882d838eb6fe827082f8a9f97b63f9c303555b086cb638d8');
INSERT INTO public.entry VALUES ('p3', 4, 'namss', 49, 'p3-4', 1795186800000000, '{"id":"p3-4","person":"p3","kind":"exam_sat","at":"2016-03-22","programme":"cpcs","form":"cpcs-2016-a","attempt":1,"outcome":"completed"}', '57ba74226ad726efc1684ff4dcbd93df8b2a90e6d333ec8691c24b3ac10f95c0');
INSERT INTO public.entry VALUES ('p3', 5, 'namss', 50, 'p3-5', 1795186800000000, '{"id":"p3-5","person":"p3","kind":"exam_scored","at":"2016-05-18","exam":"p3-4","raw":118,"scaled":533,"passed":true}', '8ca0cbe939d42d7c3d504ce9a3ace9228245a0b8fc7ef6e1f6e4bc739eea2dee');
INSERT INTO public.entry VALUES ('p3', 6, 'namss', 51, 'p3-6', 1795186800000000, '{"id":"p3-6","person":"p3","kind":"results_released","at":"2016-05-19","exam":"p3-4"}', 'f1dfdacec89c682973c515fa48fdb99ade7251fb60ea6eb27ca8bf1908fefc02');
INSERT INTO public.entry VALUES ('p3', 7, 'namss', 52, 'p3-7', 1795186800000000, '{"id":"p3-7","person":"p3","kind":"credential_awarded","at":"2016-05-19","programme":"cpcs"}', 'a6438311efdd1361611f529293a9a55a8abf68f976d24948b1b8dd83ee86a8df');
INSERT INTO public.entry VALUES ('p3', 8, 'namss', 53, 'p3-8', 1795186800000000, '{"id":"p3-8","person":"p3","kind":"renewal_submitted","at":"2019-08-22","scheme":"namss-recertification"}', '1c7843f8f75fedfa9e345856e0b9bad039bd20031f7c1efd371f9cc1f71cdc04');
INSERT INTO public.entry VALUES ('p3', 9, 'namss', 54, 'p3-9', 1795186800000000, '{"id":"p3-9","person":"p3","kind":"renewal_decided","at":"2019-09-16","renewal":"p3-8","outcome":"approved"}', '8c9567252203fab6af46c5c753e4adb0396ddad408b74ddd96d920f0e915f989');
INSERT INTO public.entry VALUES ('p3', 10, 'namss', 55, 'p3-10', 1795186800000000, '{"id":"p3-10","person":"p3","kind":"reinstatement_requested","at":"2023-02-26","scheme":"namss-recertification"}', '67d3c60f5c77e9214fdd05c6d043e7510739c01b5529c94a28c40f36e0de0cc9');
INSERT INTO public.entry VALUES ('p3', 11, 'namss', 56, 'p3-11', 1795186800000000, '{"id":"p3-11","person":"p3","kind":"payment_received","at":"2023-02-26","item":"reinstatement","amount":"150.00","method":"purchase_order"}', '8e4c152230b3150939d5ba8a202a4089213ced0beb6ed684693de3cb99c65d5f');
INSERT INTO public.entry VALUES ('p3', 12, 'namss', 57, 'p3-12', 1795186800000000, '{"id":"p3-12","person":"p3","kind":"reinstatement_decided","at":"2023-03-06","reinstatement":"p3-10","outcome":"refused"}', 'b4cef25567d32474e38d9aefa7cd74205d27eff1b26359c748b4ee536cadf5cc');
INSERT INTO public.entry VALUES ('p4', 1, 'namss', 58, 'p4-1', 1795186800000000, '{"id":"p4-1","person":"p4","kind":"person_registered","at":"2016-12-26","name":"Ines G. Thomas","email":"ines.thomas4@mail.example.com","born":"1989-02-14"}', 'a65896b45070a94ca43d1aa593cad7979a7b6fcdd588a2d30f4f3ee39da01154');
INSERT INTO public.entry VALUES ('p4', 2, 'namss', 59, 'p4-2', 1795186800000000, '{"id":"p4-2","person":"p4","kind":"application_submitted","at":"2016-12-26","programme":"cpcs","route":"experience","evidence":[{"type":"employment","role":"Provider Relations Lead","field":"medical_services","from":"2010-05-23","to":"2014-01-17"},{"type":"employment","role":"Quality and Peer Review Coordinator","field":"medical_services","from":"2014-01-18"}]}', '1734eb7ab8ff34b910bfb8f74ed58a9c7ca8da3e67775742d795a1fcfb4d8ba8');
INSERT INTO public.entry VALUES ('p4', 3, 'namss', 60, 'p4-3', 1795186800000000, '{"id":"p4-3","person":"p4","kind":"application_decided","at":"2017-01-02","application":"p4-2","outcome":"approved"}', '4f587d641ddce556f2778feda88b752616e2cc0fcf9128e506f903fc4fba1851');
INSERT INTO public.entry VALUES ('p4', 4, 'namss', 61, 'p4-4', 1795186800000000, '{"id":"p4-4","person":"p4","kind":"membership","at":"2018-04-24","body":"namss","from":"2018-04-24","to":"2024-09-15"}', '4e90c66758b5f5948f80de26361cf6c4d34a045aaf5c88ce7d5bc3966e1d4c82');
INSERT INTO public.entry VALUES ('p5', 1, 'namss', 62, 'p5-1', 1795186800000000, '{"id":"p5-1","person":"p5","kind":"person_registered","at":"2026-01-17T12:33:00-05:00","name":"Robin O. Mendoza","email":"robin.mendoza5@hospital.example.org","born":"2001-12-05"}', '1b970852743511e2223ffa49a98ff68b7692f82b9f827083c2d2fd3741639f03');
INSERT INTO public.entry VALUES ('p5', 2, 'namss', 63, 'p5-2', 1795186800000000, '{"id":"p5-2","person":"p5","kind":"application_submitted","at":"2026-01-17","programme":"cpcs","window":"summer-2026","route":"experience","evidence":[{"type":"employment","role":"Medical Office Administrator","field":"medical_services","from":"2016-08-05"}]}', 'f52da5d5393dfa7164309fc0b6bc9726e6ed889662aba3a855699fd9e46b019a');
INSERT INTO public.entry VALUES ('p5', 3, 'namss', 64, 'p5-3', 1795186800000000, '{"id":"p5-3","person":"p5","kind":"application_decided","at":"2026-02-05","application":"p5-2","outcome":"approved"}', 'f03eaa6f8e52d05d7b8e0dcf5740871c7b68d9236e65d7b7a94b434102ac352a');
INSERT INTO public.entry VALUES ('p5', 4, 'namss', 65, 'p5-4', 1795186800000000, '{"id":"p5-4","person":"p5","kind":"exam_sat","at":"2026-06-18","programme":"cpcs","outcome":"completed","window":"summer-2026"}', '7ca86643c09ff8a75c70446328b433089f7e85e146c9f029db96e90b90ae4776');
INSERT INTO public.entry VALUES ('p5', 5, 'namss', 66, 'p5-5', 1795186800000000, '{"id":"p5-5","person":"p5","kind":"exam_scored","at":"2026-06-19","exam":"p5-4","raw":121,"scaled":531,"passed":true}', 'a2c3ded92c3412f65a767bf093f10ada4df2642454ec154f1cc0ad70efb3a04e');
INSERT INTO public.entry VALUES ('p5', 6, 'namss', 67, 'p5-6', 1795186800000000, '{"id":"p5-6","person":"p5","kind":"results_released","at":"2026-08-11","exam":"p5-4"}', '1e75f1f9173a1d3e8ef91faa0137c85e6d295dbb9ddca5f548985ccf6d008d22');
INSERT INTO public.entry VALUES ('p5', 7, 'namss', 68, 'p5-7', 1795186800000000, '{"id":"p5-7","person":"p5","kind":"credential_awarded","at":"2026-08-11","programme":"cpcs"}', '2796c42ee1dd55ff1051556bae9e05cb80da01e3ed54a7c7a20b51c9fccc14a9');
INSERT INTO public.entry VALUES ('p5', 8, 'namss', 69, 'p5-8', 1795186800000000, '{"id":"p5-8","person":"p5","kind":"credit_logged","at":"2026-09-19","recorded_at":"2026-10-28","scheme":"namss-recertification","category":"sponsored","units":"10","title":"Credentialing 101","certificate":true}', '01f623f2805f07b3fe514e0943820767289275cd0199050c91484119481474f3');
INSERT INTO public.entry VALUES ('p5', 9, 'namss', 70, 'p5-9', 1795186800000000, '{"id":"p5-9","person":"p5","kind":"credit_logged","at":"2026-10-20","scheme":"namss-recertification","category":"exhibit_viewing","units":"3","title":"Exhibit hall","place":"Indianapolis, IN","certificate":true}', 'c91e9cfbcacd567860f3063ea16777c52152eda0ab5abb31dfe4b43ec74cf933');
INSERT INTO public.entry VALUES ('p5', 10, 'namss', 71, 'p5-10', 1795186800000000, '{"id":"p5-10","person":"p5","kind":"credit_logged","at":"2026-11-04","recorded_at":"2026-11-20","scheme":"namss-recertification","category":"volunteer_state","units":"1","title":"State board, secretary","certificate":true}', '52851c1f2007e1be0778128e3e362493c7cd903c67cc357c665810dd64b8b54c');
INSERT INTO public.entry VALUES ('p6', 1, 'namss', 72, 'p6-1', 1795186800000000, '{"id":"p6-1","person":"p6","kind":"person_registered","at":"2025-08-20","name":"Wanda W. Fernández","email":"wanda.fernandez6@example.com"}', '0095b636219c76f03c070d95e6cca5672ba713d2ad909770885a95fa49728536');
INSERT INTO public.entry VALUES ('p6', 2, 'namss', 73, 'p6-2', 1795186800000000, '{"id":"p6-2","person":"p6","kind":"application_submitted","at":"2025-08-20","programme":"cpcs","window":"spring-2026","route":"experience","evidence":[{"type":"employment","role":"Quality and Peer Review Coordinator","field":"medical_services","from":"2019-05-19"}]}', '5d4e4e22b123205f8aa47d9af24c46888cd24b562d6798786d90fdd5dd13b725');
INSERT INTO public.entry VALUES ('p6', 3, 'namss', 74, 'p6-3', 1795186800000000, '{"id":"p6-3","person":"p6","kind":"application_decided","at":"2025-09-09","application":"p6-2","outcome":"approved"}', 'c5c2b2b38353ba9bee2d36dba632e534c55efaa4c402fceca43dc614bb104286');
INSERT INTO public.entry VALUES ('p6', 4, 'namss', 75, 'p6-4', 1795186800000000, '{"id":"p6-4","person":"p6","kind":"appointment_booked","at":"2026-02-25","programme":"cpcs","window":"spring-2026","starts":"2026-03-19T08:30:00-05:00","site":"Albuquerque, NM"}', '345f5c663fdd6598c9c0aae36976f62594d11f04aa09d7b8b1ced38e35ee198b');
INSERT INTO public.entry VALUES ('p6', 5, 'namss', 76, 'p6-5', 1795186800000000, '{"id":"p6-5","person":"p6","kind":"transfer_requested","at":"2026-03-17","appointment":"p6-4","to_window":"summer-2026"}', '376bcd2f4d67807ab12c2af439ff09d3b52bf188b6279f983c249c0b56674685');
INSERT INTO public.entry VALUES ('p6', 6, 'namss', 77, 'p6-6', 1795186800000000, '{"id":"p6-6","person":"p6","kind":"appointment_booked","at":"2026-05-21","programme":"cpcs","window":"summer-2026","starts":"2026-06-15T10:00:00-04:00","site":"Albuquerque, NM"}', 'e5e021bade9ad1e0a2ae85b0f2940389cea5ba9a235380b12bc563f53f19e497');
INSERT INTO public.entry VALUES ('p6', 7, 'namss', 78, 'p6-7', 1795186800000000, '{"id":"p6-7","person":"p6","kind":"exam_sat","at":"2026-06-15","programme":"cpcs","form":"cpcs-2026-a","attempt":1,"outcome":"completed","window":"summer-2026"}', '3e2958cd27e2f8010fedf3c1a02aae7d4af5b9528ee37d880ab0acd761699d35');
INSERT INTO public.entry VALUES ('p6', 8, 'namss', 79, 'p6-8', 1795186800000000, '{"id":"p6-8","person":"p6","kind":"exam_scored","at":"2026-07-16","exam":"p6-7","raw":111,"scaled":400,"passed":true}', 'a73b40168b76ce798f9809a4d00c63ff86446139c3237df483d9f941ec110a84');
INSERT INTO public.entry VALUES ('p6', 9, 'namss', 80, 'p6-9', 1795186800000000, '{"id":"p6-9","person":"p6","kind":"results_released","at":"2026-08-17","exam":"p6-7"}', 'd1e7e2effa5f8454a8c32af0c8a29b1fa1511e3b26d3007dda5b0e6a88bbb66b');
INSERT INTO public.entry VALUES ('p6', 10, 'namss', 81, 'p6-10', 1795186800000000, '{"id":"p6-10","person":"p6","kind":"credential_awarded","at":"2026-08-17","programme":"cpcs"}', '58db1fe8e824aa7a198b33b1288054cd0a6ee230d6c71fba0e1244bcbf446efd');
INSERT INTO public.entry VALUES ('p6', 11, 'namss', 82, 'p6-11', 1795186800000000, '{"id":"p6-11","person":"p6","kind":"credit_logged","at":"2026-09-23","scheme":"namss-recertification","category":"approved","units":"8","title":"Law for medical staff offices","place":"Richmond, VA","certificate":true}', 'e5ba73d94fa5249890f7aa0e0bd2530448676e05eaf1a2db593b1d8436adfc21');
INSERT INTO public.entry VALUES ('p6', 12, 'namss', 83, 'p6-12', 1795186800000000, '{"id":"p6-12","person":"p6","kind":"credit_logged","at":"2026-10-04","scheme":"namss-recertification","category":"non_approved","units":"4","title":"Leadership course","place":"Albuquerque, NM","certificate":true,"activity":"non_approved-2026-67394"}', '572174e782f59a24401ab60f8b21402fd0b2cab9409324c016867c4bbafd6a2b');
INSERT INTO public.entry VALUES ('p6', 13, 'namss', 84, 'p6-13', 1795186800000000, '{"id":"p6-13","person":"p6","kind":"credit_logged","at":"2026-10-15","scheme":"namss-recertification","category":"internal_meeting","units":"4","title":"Medical executive committee","certificate":true}', '828cc523f67390592f9df6e59fdf72daa3a705cbf56f145a5aee103fa0211750');
INSERT INTO public.entry VALUES ('p7', 1, 'namss', 85, 'p7-1', 1795186800000000, '{"id":"p7-1","person":"p7","kind":"person_registered","at":"2023-03-07","name":"Sheila R. Klein","email":"sheila.klein7@hospital.example.org"}', 'b39dfce6a4efacf8a2fe3ec6e7f901b921d282de2f5163e2086dd8f0ed606190');
INSERT INTO public.entry VALUES ('p7', 2, 'namss', 86, 'p7-2', 1795186800000000, '{"id":"p7-2","person":"p7","kind":"application_submitted","at":"2023-03-07","programme":"cpcs","evidence":[{"type":"employment","role":"Manager, Medical Staff Services","field":"medical_services","from":"2018-08-11"}]}', 'ca795e2729577ccf4db0b473fbf0137a60b8b8d97945ab226ef53b9686905dfa');
INSERT INTO public.entry VALUES ('p7', 3, 'namss', 87, 'p7-3', 1795186800000000, '{"id":"p7-3","person":"p7","kind":"application_decided","at":"2023-03-21","application":"p7-2","outcome":"approved"}', '97f389484d9e7ccd6863a64e06629beb1f0c3c1bf06800fe329fe65d3f5c4835');
INSERT INTO public.entry VALUES ('p7', 4, 'namss', 88, 'p7-4', 1795186800000000, '{"id":"p7-4","person":"p7","kind":"appointment_booked","at":"2023-05-07","programme":"cpcs","starts":"2023-06-14T08:30:00-04:00","site":"Denver, CO"}', '1568de239432373e3274d266d79ae80152d4809c650aa55503f6244456de41ed');
INSERT INTO public.entry VALUES ('p7', 5, 'namss', 89, 'p7-5', 1795186800000000, '{"id":"p7-5","person":"p7","kind":"exam_sat","at":"2023-06-14","programme":"cpcs","form":"cpcs-2023-a","attempt":1,"outcome":"completed"}', '8eb5fc12857bf93c9af73fae37267c3b6e18fa54906af80e9487a935ed2234b3');
INSERT INTO public.entry VALUES ('p7', 6, 'namss', 90, 'p7-6', 1795186800000000, '{"id":"p7-6","person":"p7","kind":"corrected","at":"2023-06-24","event":"p7-1","with":{"name":"Tiffany Diaz"},"by":"office"}', '5a99d94df7287238b663c6ebc9b9f148871865c91d4666966b9d91801a49a0a0');
INSERT INTO public.entry VALUES ('p7', 7, 'namss', 91, 'p7-7', 1795186800000000, '{"id":"p7-7","person":"p7","kind":"exam_scored","at":"2023-07-10","exam":"p7-5","raw":114,"scaled":462,"passed":true}', '52579dcc3884e38bbf83dd8833a2b30f1fd23d5893d8428becb078bc50b59512');
INSERT INTO public.entry VALUES ('p7', 8, 'namss', 92, 'p7-8', 1795186800000000, '{"id":"p7-8","person":"p7","kind":"results_released","at":"2023-08-15","exam":"p7-5"}', '028719b2739dcee7ed36bc1e84bba7ad5cb4f6723ed79e67aa2fca7b4143acd2');
INSERT INTO public.entry VALUES ('p7', 9, 'namss', 93, 'p7-9', 1795186800000000, '{"id":"p7-9","person":"p7","kind":"credential_awarded","at":"2023-08-15","programme":"cpcs"}', 'd07a739ca830aee3b64ffea7349b5dc789ce3a2da8f74cd10eb71347707736e2');
INSERT INTO public.entry VALUES ('p7', 10, 'namss', 94, 'p7-10', 1795186800000000, '{"id":"p7-10","person":"p7","kind":"credit_logged","at":"2023-12-26","scheme":"namss-recertification","category":"teaching","units":"5","title":"Speaker, state conference","certificate":true,"activity":"teaching-2023-18019"}', '9057274263557f5d72263f0ca155ef2d7b94f6db019f262e2019fb5c0d2ccd1f');
INSERT INTO public.entry VALUES ('p7', 11, 'namss', 95, 'p7-11', 1795186800000000, '{"id":"p7-11","person":"p7","kind":"credit_logged","at":"2024-01-15","scheme":"namss-recertification","category":"sponsored","units":"12","title":"Annual conference","certificate":true}', '00f1cefa983f78fff85e79d479de85b346386d174c68ced379ab4e4f348303be');
INSERT INTO public.entry VALUES ('p7', 12, 'namss', 96, 'p7-12', 1795186800000000, '{"id":"p7-12","person":"p7","kind":"credit_logged","at":"2025-05-28","scheme":"namss-recertification","category":"journal_article","units":"1","title":"Article on onboarding","certificate":true}', '8af4e6a46d025985e3639ef1f7e3a48c3a74ba3370ce871ab2063c76ac471a5b');
INSERT INTO public.entry VALUES ('p7', 13, 'namss', 97, 'p7-13', 1795186800000000, '{"id":"p7-13","person":"p7","kind":"credit_logged","at":"2026-02-12","scheme":"namss-recertification","category":"approved","units":"10","title":"Peer review workshop","place":"Milwaukee, WI","certificate":true}', 'cfbb9901c218223ca3eaf89133f47b8dd7c2f9fb0f485289fdb035f5d4813dcb');
INSERT INTO public.entry VALUES ('p7', 14, 'namss', 98, 'p7-14', 1795186800000000, '{"id":"p7-14","person":"p7","kind":"renewal_submitted","at":"2026-10-08T16:56:00-04:00","scheme":"namss-recertification"}', '65be681de6e9b7368328b23e3bfededd76438a0f3c746a777f3e873f269c1f57');
INSERT INTO public.entry VALUES ('p7', 15, 'namss', 99, 'p7-15', 1795186800000000, '{"id":"p7-15","person":"p7","kind":"payment_received","at":"2026-10-16","item":"recertification","amount":"375.00","method":"check","dated":"2026-10-08"}', 'fbaa54f0e11d0c143f4492a348f9328576b7b502a243a5697026c92de77fa75a');
INSERT INTO public.entry VALUES ('p7', 16, 'namss', 100, 'p7-16', 1795186800000000, '{"id":"p7-16","person":"p7","kind":"renewal_decided","at":"2026-10-30","renewal":"p7-14","outcome":"approved"}', '75f5efdb9ef4e529d00681c2da900a94b100e0dd4df455f776bd29b93646c8ac');
INSERT INTO public.entry VALUES ('p8', 1, 'namss', 101, 'p8-1', 1795186800000000, '{"id":"p8-1","person":"p8","kind":"person_registered","at":"2022-05-23","name":"Natalie T. Richardson","email":"natalie.richardson8@hospital.example.org","born":"1979-11-24"}', '2f9f7faa7eb51f67c9f0d8791b9d8699fb4ce6ca218cdaf47bd9ca7ebcc912ef');
INSERT INTO public.entry VALUES ('p8', 2, 'namss', 102, 'p8-2', 1795186800000000, '{"id":"p8-2","person":"p8","kind":"application_submitted","at":"2022-05-23","programme":"cpmsm","route":"experience","evidence":[{"type":"employment","role":"Manager, Medical Staff Services","field":"medical_services","from":"2016-02-15"}]}', '95a9bbe21c42cada7b00848be4651537970ff3085843687abf91115dd2752937');
INSERT INTO public.entry VALUES ('p8', 3, 'namss', 103, 'p8-3', 1795186800000000, '{"id":"p8-3","person":"p8","kind":"application_decided","at":"2022-06-07","application":"p8-2","outcome":"approved"}', 'e4afc05047fbe637fe6f6c71fa6f86b6251a1f49002c0175e1bdc0a955e8bc2f');
INSERT INTO public.entry VALUES ('p8', 4, 'namss', 104, 'p8-4', 1795186800000000, '{"id":"p8-4","person":"p8","kind":"exam_sat","at":"2022-09-26","programme":"cpmsm","form":"cpmsm-2022-b","attempt":1,"outcome":"completed"}', '0281335e09f2531d3d70365119730c1bd9cceb5aedecd4be998b4f4153bbdb82');
INSERT INTO public.entry VALUES ('p8', 5, 'namss', 105, 'p8-5', 1795186800000000, '{"id":"p8-5","person":"p8","kind":"exam_scored","at":"2022-10-07","exam":"p8-4","raw":119,"scaled":332,"passed":false}', '2f97faefa60c6cf704d7ee068eae6c1ea324fc4b62c40be7f03f7c4212c13548');
INSERT INTO public.entry VALUES ('p8', 6, 'namss', 106, 'p8-6', 1795186800000000, '{"id":"p8-6","person":"p8","kind":"results_released","at":"2022-11-07","exam":"p8-4"}', 'ec3ca293b4a75cb9bc5f7c99cf416e16cb9fdd6ab93055e2bc3abf85a1d52925');
INSERT INTO public.entry VALUES ('p8', 7, 'namss', 107, 'p8-7', 1795186800000000, '{"id":"p8-7","person":"p8","kind":"membership","at":"2023-07-30","body":"namss","from":"2023-07-30","to":"2029-10-24"}', 'd89b6ec5915351bab24b9770ea3d0f76eaf94ffd201c44a51a42e8626edfad4a');
INSERT INTO public.entry VALUES ('p9', 1, 'amt', 1, 'p9-1', 1795186800000000, '{"id":"p9-1","person":"p9","kind":"person_registered","at":"2022-04-02","name":"Diane R. Diaz","email":"diane.diaz9@example.org","born":"1995-08-23"}', '27a8fd681ab1468d5e69cbe5abfbf1cf574308d5d4cdb08309f7034c9d678f85');
INSERT INTO public.entry VALUES ('p9', 2, 'amt', 2, 'p9-2', 1795186800000000, '{"id":"p9-2","person":"p9","kind":"application_submitted","at":"2022-04-02","programme":"cmas","route":"education","evidence":[{"type":"education","award":"medical_administrative_specialist","accredited":true,"didactic_hours":780,"externship_hours":220,"graduated":"2020-07-21"}]}', 'e36a205d18b48e653569b32210a14a0616f1a54ca4e4e1963ba86f9891ebf170');
INSERT INTO public.entry VALUES ('p9', 3, 'amt', 3, 'p9-3', 1795186800000000, '{"id":"p9-3","person":"p9","kind":"payment_received","at":"2022-04-02","item":"application","amount":"125.00","method":"card"}', '2d7da54926ae0736c3a26bbe02c6e555136a5d8ad7928cf5a708267e33631868');
INSERT INTO public.entry VALUES ('p9', 4, 'amt', 4, 'p9-4', 1795186800000000, '{"id":"p9-4","person":"p9","kind":"application_decided","at":"2022-04-18","application":"p9-2","outcome":"approved"}', '7744ffc53d3ab69372ab45539ebc44789a65286c0ff013ab5c039e0756fc0b5d');
INSERT INTO public.entry VALUES ('p9', 5, 'amt', 5, 'p9-5', 1795186800000000, '{"id":"p9-5","person":"p9","kind":"appointment_booked","at":"2022-05-31","programme":"cmas","starts":"2022-06-14T08:30:00-04:00","site":"Albuquerque, NM"}', '9f82eab5502578f9c0d7bbdfb95e634aee1b003d7ecc534fef0a403382fbce78');
INSERT INTO public.entry VALUES ('p9', 6, 'amt', 6, 'p9-6', 1795186800000000, '{"id":"p9-6","person":"p9","kind":"exam_sat","at":"2022-06-14","programme":"cmas","form":"cmas-2022-a","attempt":1,"outcome":"completed"}', '546e6fe3a696ac49cf4298dd0a081c273619a981a009d9ff8a187254a9c38305');
INSERT INTO public.entry VALUES ('p9', 7, 'amt', 7, 'p9-7', 1795186800000000, '{"id":"p9-7","person":"p9","kind":"exam_scored","at":"2022-06-15","exam":"p9-6","raw":150,"scaled":73,"passed":true}', '57c527060b1d67c704eb7c575c507e567584be464e21e0739c1fb3601552cd75');
INSERT INTO public.entry VALUES ('p9', 8, 'amt', 8, 'p9-8', 1795186800000000, '{"id":"p9-8","person":"p9","kind":"results_released","at":"2022-06-27","exam":"p9-6"}', 'cd69bb4a3f78f11f0de90cf2fe478ee5580cd427acfed0387f3bd276d5c63ef8');
INSERT INTO public.entry VALUES ('p9', 9, 'amt', 9, 'p9-9', 1795186800000000, '{"id":"p9-9","person":"p9","kind":"credential_awarded","at":"2022-06-27","programme":"cmas"}', '1a9ce20773885fd952806bd8760d76bf43af89bcbef53ee6c9296b1f52dbc14d');
INSERT INTO public.entry VALUES ('p9', 10, 'amt', 10, 'p9-10', 1795186800000000, '{"id":"p9-10","person":"p9","kind":"credit_logged","at":"2023-02-14","scheme":"amt-cmas","category":"education","units":"16","title":"Coding update","certificate":true,"activity":"education-2023-25717"}', 'e1f4f321a89a82da5ddb731364678664f1f8d6c71a9c7bf7033d67f5a534013e');
INSERT INTO public.entry VALUES ('p9', 11, 'amt', 11, 'p9-11', 1795186800000000, '{"id":"p9-11","person":"p9","kind":"payment_received","at":"2023-06-03","item":"annual","amount":"75.00","method":"waiver"}', '563a11c2b48fbd40f4a3bc6f4bb643d9472bf3b9c80e5bbbe8ecd8278dac1dba');
INSERT INTO public.entry VALUES ('p9', 12, 'amt', 12, 'p9-12', 1795186800000000, '{"id":"p9-12","person":"p9","kind":"payment_received","at":"2024-06-13","item":"annual","amount":"75.00","method":"card"}', '0e289cfec038a4ddac884c59db92a9ea7f3b06b8a8781a8bf6454244165e01a2');
INSERT INTO public.entry VALUES ('p9', 13, 'amt', 13, 'p9-13', 1795186800000000, '{"id":"p9-13","person":"p9","kind":"credit_logged","at":"2025-03-03","scheme":"amt-cmas","category":"education","units":"14","title":"Coding update","certificate":true}', 'bc2e0d818c27afd64be583551efedcc7636d3eb8f2f5abe5243f1e1e2b9c312d');
INSERT INTO public.entry VALUES ('p9', 14, 'amt', 14, 'p9-14', 1795186800000000, '{"id":"p9-14","person":"p9","kind":"payment_received","at":"2025-06-06","item":"annual","amount":"75.00","method":"card"}', '53ac6d4a0557b464cf2946fab9eaf7e4bfd31e18ca764f50893b1d3b08bd8b14');
INSERT INTO public.entry VALUES ('p9', 15, 'amt', 15, 'p9-15', 1795186800000000, '{"id":"p9-15","person":"p9","kind":"payment_received","at":"2026-06-09","item":"annual","amount":"75.00","method":"card"}', 'eaed8aa40c66e44d84e8cdc14bbfa9fe7aefccefe70541bf1a5232b3c07d7bb3');
INSERT INTO public.entry VALUES ('p9', 16, 'amt', 16, 'p9-16', 1795186800000000, '{"id":"p9-16","person":"p9","kind":"credit_logged","at":"2026-07-01","scheme":"amt-cmas","category":"authorship","units":"1","title":"Newsletter article","certificate":true}', '2f17bccb569618120112379d10cc2497039d2f8d654f04e93fdc67b8f7cd6a8a');
INSERT INTO public.entry VALUES ('wanda', 1, 'namss', 135, '01a1f978-b580-7e29-8aee-2afc616b61bc', 1795186800000000, '{"id":"01a1f978-b580-7e29-8aee-2afc616b61bc","person":"wanda","kind":"person_registered","at":"2026-11-20T10:00:00-05:00","by":"self","name":"Wanda Waits","email":"wanda@demo.example"}', '4bfa088a3a96c8ffaead29634f5567dbf0a5cf818c6ff4d4576656f8d2a344a4');
INSERT INTO public.entry VALUES ('wanda', 2, 'namss', 136, '01a1f978-b580-7c8b-b1e2-7859ec999841', 1795186800000000, '{"id":"01a1f978-b580-7c8b-b1e2-7859ec999841","person":"wanda","kind":"application_submitted","at":"2026-11-20T10:00:00-05:00","by":"self","programme":"cpcs","window":"spring-2027","evidence":[{"type":"employment","role":"Coordinator","field":"medical_services","from":"2019-01-01"}]}', '630f82e47f59e895f3dce7c2a1ea7a824080892ac7f903e2b5f15a05a79712fa');


--
-- Data for Name: known_as; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.known_as VALUES ('barbara', 'p10');
INSERT INTO public.known_as VALUES ('burke', 'p2');
INSERT INTO public.known_as VALUES ('carlos', 'p3');
INSERT INTO public.known_as VALUES ('diane', 'p9');
INSERT INTO public.known_as VALUES ('diaz', 'p7');
INSERT INTO public.known_as VALUES ('diaz', 'p9');
INSERT INTO public.known_as VALUES ('dubois', 'p1');
INSERT INTO public.known_as VALUES ('fernandez', 'p6');
INSERT INTO public.known_as VALUES ('fisher', 'p10');
INSERT INTO public.known_as VALUES ('g', 'p12');
INSERT INTO public.known_as VALUES ('g', 'p4');
INSERT INTO public.known_as VALUES ('holly', 'p1');
INSERT INTO public.known_as VALUES ('ines', 'p4');
INSERT INTO public.known_as VALUES ('jenkins', 'p11');
INSERT INTO public.known_as VALUES ('katherine', 'p12');
INSERT INTO public.known_as VALUES ('kowalski', 'p12');
INSERT INTO public.known_as VALUES ('l', 'p11');
INSERT INTO public.known_as VALUES ('lakshmi', 'p2');
INSERT INTO public.known_as VALUES ('marshall', 'p3');
INSERT INTO public.known_as VALUES ('mendoza', 'p5');
INSERT INTO public.known_as VALUES ('natalie', 'p8');
INSERT INTO public.known_as VALUES ('o', 'p5');
INSERT INTO public.known_as VALUES ('p', 'p10');
INSERT INTO public.known_as VALUES ('r', 'p9');
INSERT INTO public.known_as VALUES ('richardson', 'p8');
INSERT INTO public.known_as VALUES ('robin', 'p5');
INSERT INTO public.known_as VALUES ('sandra', 'p11');
INSERT INTO public.known_as VALUES ('t', 'p8');
INSERT INTO public.known_as VALUES ('thomas', 'p4');
INSERT INTO public.known_as VALUES ('tiffany', 'p7');
INSERT INTO public.known_as VALUES ('v', 'p1');
INSERT INTO public.known_as VALUES ('w', 'p2');
INSERT INTO public.known_as VALUES ('w', 'p6');
INSERT INTO public.known_as VALUES ('waits', 'wanda');
INSERT INTO public.known_as VALUES ('wanda', 'p6');
INSERT INTO public.known_as VALUES ('wanda', 'wanda');
INSERT INTO public.known_as VALUES ('y', 'p3');


--
-- Data for Name: listed; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.listed VALUES ('burke', 'CPCS-000002');
INSERT INTO public.listed VALUES ('carlos', 'CPCS-000003');
INSERT INTO public.listed VALUES ('diane', 'CMAS-000001');
INSERT INTO public.listed VALUES ('diaz', 'CMAS-000001');
INSERT INTO public.listed VALUES ('diaz', 'CPCS-000006');
INSERT INTO public.listed VALUES ('dubois', 'CPCS-000001');
INSERT INTO public.listed VALUES ('fernandez', 'CPCS-000005');
INSERT INTO public.listed VALUES ('g', 'CPCS-000007');
INSERT INTO public.listed VALUES ('holly', 'CPCS-000001');
INSERT INTO public.listed VALUES ('katherine', 'CPCS-000007');
INSERT INTO public.listed VALUES ('kowalski', 'CPCS-000007');
INSERT INTO public.listed VALUES ('lakshmi', 'CPCS-000002');
INSERT INTO public.listed VALUES ('marshall', 'CPCS-000003');
INSERT INTO public.listed VALUES ('mendoza', 'CPCS-000004');
INSERT INTO public.listed VALUES ('o', 'CPCS-000004');
INSERT INTO public.listed VALUES ('r', 'CMAS-000001');
INSERT INTO public.listed VALUES ('robin', 'CPCS-000004');
INSERT INTO public.listed VALUES ('tiffany', 'CPCS-000006');
INSERT INTO public.listed VALUES ('v', 'CPCS-000001');
INSERT INTO public.listed VALUES ('w', 'CPCS-000002');
INSERT INTO public.listed VALUES ('w', 'CPCS-000005');
INSERT INTO public.listed VALUES ('wanda', 'CPCS-000005');
INSERT INTO public.listed VALUES ('y', 'CPCS-000003');


--
-- Data for Name: mail; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.mail VALUES ('019aa1c7-8980-7165-83b3-560332d11c82', 'application_received|namss|p11-2|p11', 'p11', 'sandra.jenkins11@example.net', 'application_received', 'Your application for CPCS has arrived', 'Dear Sandra L. Jenkins,

National Association Medical Staff Services has received your application
for the Certified Provider Credentialing Specialist (CPCS), dated 18 August
2025.

The testing window opens on 7 March 2026 and closes on 28 March 2026.

It is now looked at against the rules on eligibility. You need do nothing
until it is decided; we write to you then.

The rules that this rests on:

- Eligibility for the CPCS by experience: Public certification pages beside
  the two above, candidate handbook, eligibility requirements
  [eligibility.cpcs.experience]
- Testing windows: our reading, three weeks in spring, summer and fall; the
  body sets the days [examination.windows]
', 1763650800000000, 1763652000000001, 1, 1763650800004506, 1763650800004506, 'kept in the folder as 019aa1c7-8980-7165-83b3-560332d11c82.eml', NULL);
INSERT INTO public.mail VALUES ('019aa1c7-8980-7362-8099-4641b8cb49ff', 'application_decided|namss|p6-3|p6', 'p6', 'wanda.fernandez6@example.com', 'application_decided', 'Your application for CPCS: approved', 'Dear Wanda W. Fernández,

Your application for the Certified Provider Credentialing Specialist (CPCS),
dated 20 August 2025, is approved. The decision is dated 9 September 2025.

You can book your seat from 7 February 2026 through 28 March 2026; a Notice
to Schedule follows then.

The rules that this rests on:

- Eligibility for the CPCS by experience: Public certification pages beside
  the two above, candidate handbook, eligibility requirements
  [eligibility.cpcs.experience]
- Booking a seat: Public certification pages beside the two above, exam
  registration [scheduling.book]
- Notice to schedule: Public certification pages beside the two above, exam
  registration [examination.notice_to_schedule]
', 1763650800000000, 1763652000000001, 1, 1763650800008335, 1763650800008335, 'kept in the folder as 019aa1c7-8980-7362-8099-4641b8cb49ff.eml', NULL);
INSERT INTO public.mail VALUES ('019aa1c7-8980-7edd-897b-0d79c8132df5', 'application_received|namss|p6-2|p6', 'p6', 'wanda.fernandez6@example.com', 'application_received', 'Your application for CPCS has arrived', 'Dear Wanda W. Fernández,

National Association Medical Staff Services has received your application
for the Certified Provider Credentialing Specialist (CPCS), dated 20 August
2025.

The testing window opens on 7 March 2026 and closes on 28 March 2026.

It is now looked at against the rules on eligibility. You need do nothing
until it is decided; we write to you then.

The rules that this rests on:

- Eligibility for the CPCS by experience: Public certification pages beside
  the two above, candidate handbook, eligibility requirements
  [eligibility.cpcs.experience]
- Testing windows: our reading, three weeks in spring, summer and fall; the
  body sets the days [examination.windows]
', 1763650800000000, 1763652000000001, 1, 1763650800012298, 1763650800012298, 'kept in the folder as 019aa1c7-8980-7edd-897b-0d79c8132df5.eml', NULL);
INSERT INTO public.mail VALUES ('019aa1c7-8980-7f9f-b185-9e862ea93996', 'application_decided|namss|p11-3|p11', 'p11', 'sandra.jenkins11@example.net', 'application_decided', 'Your application for CPCS: approved', 'Dear Sandra L. Jenkins,

Your application for the Certified Provider Credentialing Specialist (CPCS),
dated 18 August 2025, is approved. The decision is dated 25 August 2025.

You can book your seat from 7 February 2026 through 28 March 2026; a Notice
to Schedule follows then.

The rules that this rests on:

- Eligibility for the CPCS by experience: Public certification pages beside
  the two above, candidate handbook, eligibility requirements
  [eligibility.cpcs.experience]
- Booking a seat: Public certification pages beside the two above, exam
  registration [scheduling.book]
- Notice to schedule: Public certification pages beside the two above, exam
  registration [examination.notice_to_schedule]
', 1763650800000000, 1763652000000001, 1, 1763650800016293, 1763650800016293, 'kept in the folder as 019aa1c7-8980-7f9f-b185-9e862ea93996.eml', NULL);
INSERT INTO public.mail VALUES ('01a1f978-b580-720f-96dc-5a39ab1f914b', 'results_released|namss|p6-9|p6', 'p6', 'wanda.fernandez6@example.com', 'results_released', 'Your result for CPCS is there', 'Dear Wanda W. Fernández,

The result of your exam for the Certified Provider Credentialing Specialist
(CPCS), taken on 15 June 2026, is released. Sign in with National
Association Medical Staff Services to see it.

It is shown to you alone: National Association Medical Staff Services gives
it to no employer, no school and nobody else.
', 1795186800000000, 1795186800000000, 0, NULL, NULL, NULL, NULL);
INSERT INTO public.mail VALUES ('01a1f978-b580-7759-b1fd-b092ce09590a', 'application_decided|namss|p5-3|p5', 'p5', 'robin.mendoza5@hospital.example.org', 'application_decided', 'Your application for CPCS: approved', 'Dear Robin O. Mendoza,

Your application for the Certified Provider Credentialing Specialist (CPCS),
dated 17 January 2026, is approved. The decision is dated 5 February 2026.
', 1795186800000000, 1795186800000000, 0, NULL, NULL, NULL, NULL);
INSERT INTO public.mail VALUES ('01a1f978-b580-786f-970b-991fd5e7a101', 'results_released|namss|p5-6|p5', 'p5', 'robin.mendoza5@hospital.example.org', 'results_released', 'Your result for CPCS is there', 'Dear Robin O. Mendoza,

The result of your exam for the Certified Provider Credentialing Specialist
(CPCS), taken on 18 June 2026, is released. Sign in with National
Association Medical Staff Services to see it.

It is shown to you alone: National Association Medical Staff Services gives
it to no employer, no school and nobody else.
', 1795186800000000, 1795186800000000, 0, NULL, NULL, NULL, NULL);
INSERT INTO public.mail VALUES ('01a1f978-b580-7abf-99c1-6098317c1251', 'renewal_decided|namss|p7-16|p7', 'p7', 'sheila.klein7@hospital.example.org', 'renewal_decided', 'Your renewal with NAMSS: approved', 'Dear Tiffany Diaz,

Your renewal, submitted on 8 October 2026, is approved. The decision is
dated 30 October 2026.

Where you stand:

- CPCS: In force. If nothing more happens, this holds through 31 July 2029.

The rules that this rests on:

- When the renewal application is taken: Recertification, deadlines
  [recertification.submission]
- Credits for a renewal: Recertification, credits required
  [recertification.required]
- Three-year cycles that end on 1 December: Recertification, when to
  recertify [recertification.cycle]
', 1795186800000000, 1795186800000000, 0, NULL, NULL, NULL, NULL);
INSERT INTO public.mail VALUES ('01a1f978-b580-7b1a-9d53-680ea7e31a91', 'renewal_decided|namss|p2-33|p2', 'p2', 'lakshmi.burke2@hospital.example.org', 'renewal_decided', 'Your renewal with NAMSS: approved', 'Dear Lakshmi W. Burke,

Your renewal, submitted on 18 October 2026, is approved. The decision is
dated 10 November 2026.

Where you stand:

- CPCS: In force. If nothing more happens, this holds through 31 July 2029.

The rules that this rests on:

- When the renewal application is taken: Recertification, deadlines
  [recertification.submission]
- Credits for a renewal: Recertification, credits required
  [recertification.required]
- Three-year cycles that end on 1 December: Recertification, when to
  recertify [recertification.cycle]
', 1795186800000000, 1795186800000000, 0, NULL, NULL, NULL, NULL);
INSERT INTO public.mail VALUES ('01a1f978-b580-7fca-9f11-adef0b5064f8', 'application_received|namss|p5-2|p5', 'p5', 'robin.mendoza5@hospital.example.org', 'application_received', 'Your application for CPCS has arrived', 'Dear Robin O. Mendoza,

National Association Medical Staff Services has received your application
for the Certified Provider Credentialing Specialist (CPCS), dated 17 January
2026.

The testing window opens on 6 June 2026 and closes on 27 June 2026.

It is now looked at against the rules on eligibility. You need do nothing
until it is decided; we write to you then.

The rules that this rests on:

- Testing windows: our reading, three weeks in spring, summer and fall; the
  body sets the days [examination.windows]
', 1795186800000000, 1795186800000000, 0, NULL, NULL, NULL, NULL);


--
-- Data for Name: migration; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.migration VALUES (0, 'lock');
INSERT INTO public.migration VALUES (1, 'record');
INSERT INTO public.migration VALUES (2, 'accounts');
INSERT INTO public.migration VALUES (3, 'waiting');
INSERT INTO public.migration VALUES (4, 'outbox');
INSERT INTO public.migration VALUES (5, 'seats');
INSERT INTO public.migration VALUES (6, 'sign_ups');


--
-- Data for Name: person; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.person VALUES ('p1', 12, 'Holly V. Dubois', 'holly.dubois1@example.org', NULL, '');
INSERT INTO public.person VALUES ('p10', 8, 'Barbara P. Fisher', 'barbara.fisher10@hospital.example.org', 9600, '');
INSERT INTO public.person VALUES ('p11', 4, 'Sandra L. Jenkins', 'sandra.jenkins11@example.net', 11413, '');
INSERT INTO public.person VALUES ('p12', 15, 'Katherine G. Kowalski', 'katherine.kowalski12@hospital.example.org', NULL, '');
INSERT INTO public.person VALUES ('p2', 33, 'Lakshmi W. Burke', 'lakshmi.burke2@hospital.example.org', NULL, '');
INSERT INTO public.person VALUES ('p3', 12, 'Carlos Y. Marshall', 'carlos.marshall3@hospital.example.org', 3438, '');
INSERT INTO public.person VALUES ('p4', 4, 'Ines G. Thomas', 'ines.thomas4@mail.example.com', 6984, '');
INSERT INTO public.person VALUES ('p5', 10, 'Robin O. Mendoza', 'robin.mendoza5@hospital.example.org', 11661, '');
INSERT INTO public.person VALUES ('p6', 13, 'Wanda W. Fernández', 'wanda.fernandez6@example.com', NULL, '');
INSERT INTO public.person VALUES ('p7', 16, 'Tiffany Diaz', 'sheila.klein7@hospital.example.org', NULL, '');
INSERT INTO public.person VALUES ('p8', 7, 'Natalie T. Richardson', 'natalie.richardson8@hospital.example.org', 3614, '');
INSERT INTO public.person VALUES ('p9', 16, 'Diane R. Diaz', 'diane.diaz9@example.org', 9365, '');
INSERT INTO public.person VALUES ('wanda', 2, 'Wanda Waits', 'wanda@demo.example', NULL, '');


--
-- Data for Name: seat; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.seat VALUES ('an appointment', 'cpcs-spring-2027-0', 'a person', 'cpcs', NULL);
INSERT INTO public.seat VALUES ('another appointment', 'cpcs-spring-2027-0', 'another person', 'cpcs', 1795230000000000);


--
-- Data for Name: seating; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.seating VALUES ('cmas-next-0', 'amt', 'cmas', '', 'Testing Centre North, Minneapolis', 1795446000000000, 12, 0);
INSERT INTO public.seating VALUES ('cmas-next-1', 'amt', 'cmas', '', 'Testing Centre South, Atlanta', 1795618800000000, 12, 0);
INSERT INTO public.seating VALUES ('cmas-next-2', 'amt', 'cmas', '', 'Testing Centre West, Tacoma', 1795791600000000, 12, 0);
INSERT INTO public.seating VALUES ('cpcs-spring-2027-0', 'namss', 'cpcs', 'spring-2027', 'Testing Centre North, Minneapolis', 1804600800000000, 12, 1);
INSERT INTO public.seating VALUES ('cpcs-spring-2027-1', 'namss', 'cpcs', 'spring-2027', 'Testing Centre South, Atlanta', 1804773600000000, 12, 0);
INSERT INTO public.seating VALUES ('cpcs-spring-2027-2', 'namss', 'cpcs', 'spring-2027', 'Testing Centre West, Tacoma', 1804946400000000, 12, 0);
INSERT INTO public.seating VALUES ('cpcs-summer-2027-0', 'namss', 'cpcs', 'summer-2027', 'Testing Centre North, Minneapolis', 1812459600000000, 12, 0);
INSERT INTO public.seating VALUES ('cpcs-summer-2027-1', 'namss', 'cpcs', 'summer-2027', 'Testing Centre South, Atlanta', 1812632400000000, 12, 0);
INSERT INTO public.seating VALUES ('cpcs-summer-2027-2', 'namss', 'cpcs', 'summer-2027', 'Testing Centre West, Tacoma', 1812805200000000, 12, 0);
INSERT INTO public.seating VALUES ('cpmsm-spring-2027-0', 'namss', 'cpmsm', 'spring-2027', 'Testing Centre North, Minneapolis', 1804600800000000, 12, 0);
INSERT INTO public.seating VALUES ('cpmsm-spring-2027-1', 'namss', 'cpmsm', 'spring-2027', 'Testing Centre South, Atlanta', 1804773600000000, 12, 0);
INSERT INTO public.seating VALUES ('cpmsm-spring-2027-2', 'namss', 'cpmsm', 'spring-2027', 'Testing Centre West, Tacoma', 1804946400000000, 12, 0);
INSERT INTO public.seating VALUES ('cpmsm-summer-2027-0', 'namss', 'cpmsm', 'summer-2027', 'Testing Centre North, Minneapolis', 1812459600000000, 12, 0);
INSERT INTO public.seating VALUES ('cpmsm-summer-2027-1', 'namss', 'cpmsm', 'summer-2027', 'Testing Centre South, Atlanta', 1812632400000000, 12, 0);
INSERT INTO public.seating VALUES ('cpmsm-summer-2027-2', 'namss', 'cpmsm', 'summer-2027', 'Testing Centre West, Tacoma', 1812805200000000, 12, 0);
INSERT INTO public.seating VALUES ('information_auditor-next-0', 'example-society', 'information_auditor', '', 'Testing Centre North, Minneapolis', 1795420800000000, 12, 0);
INSERT INTO public.seating VALUES ('information_auditor-next-1', 'example-society', 'information_auditor', '', 'Testing Centre South, Atlanta', 1795593600000000, 12, 0);
INSERT INTO public.seating VALUES ('information_auditor-next-2', 'example-society', 'information_auditor', '', 'Testing Centre West, Tacoma', 1795766400000000, 12, 0);
INSERT INTO public.seating VALUES ('project_coordinator-next-0', 'example-institute', 'project_coordinator', '', 'Testing Centre North, Minneapolis', 1795449600000000, 12, 0);
INSERT INTO public.seating VALUES ('project_coordinator-next-1', 'example-institute', 'project_coordinator', '', 'Testing Centre South, Atlanta', 1795622400000000, 12, 0);
INSERT INTO public.seating VALUES ('project_coordinator-next-2', 'example-institute', 'project_coordinator', '', 'Testing Centre West, Tacoma', 1795795200000000, 12, 0);


--
-- Data for Name: session; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: setting; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.setting VALUES ('demo', 'filled');
INSERT INTO public.setting VALUES ('notices read amt', '16');
INSERT INTO public.setting VALUES ('notices read namss', '134');
INSERT INTO public.setting VALUES ('notices through', '2026-11-20');


--
-- Data for Name: sign_up; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: standing; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.standing VALUES ('CMAS-000001', 19170, 20996, 'active', true, 21361);
INSERT INTO public.standing VALUES ('CMAS-000001', 20997, 21361, 'late', true, 21361);
INSERT INTO public.standing VALUES ('CMAS-000001', 21362, 2932896, 'lapsed', false, 2932896);
INSERT INTO public.standing VALUES ('CPCS-000001', 10812, 11899, 'active', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000001', 11900, 12008, 'renewal_open', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000001', 12009, 12995, 'active', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000001', 12996, 13110, 'renewal_open', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000001', 13111, 14091, 'active', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000001', 14092, 14118, 'renewal_open', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000001', 14119, 15186, 'active', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000001', 15187, 15309, 'renewal_open', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000001', 15310, 15339, 'late', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000001', 15340, 15521, 'lapsed', false, 2932896);
INSERT INTO public.standing VALUES ('CPCS-000001', 15522, 2932896, 'expired', false, 2932896);
INSERT INTO public.standing VALUES ('CPCS-000002', 10935, 11899, 'active', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000002', 11900, 11970, 'renewal_open', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000002', 11971, 12995, 'active', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000002', 12996, 13107, 'renewal_open', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000002', 13108, 14091, 'active', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000002', 14092, 14133, 'renewal_open', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000002', 14134, 15186, 'active', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000002', 15187, 15309, 'renewal_open', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000002', 15310, 15339, 'late', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000002', 15340, 15455, 'lapsed', false, 15455);
INSERT INTO public.standing VALUES ('CPCS-000002', 15456, 16282, 'active', true, 16435);
INSERT INTO public.standing VALUES ('CPCS-000002', 16283, 16405, 'renewal_open', true, 16435);
INSERT INTO public.standing VALUES ('CPCS-000002', 16406, 16435, 'late', true, 16435);
INSERT INTO public.standing VALUES ('CPCS-000002', 16436, 16456, 'lapsed', false, 16456);
INSERT INTO public.standing VALUES ('CPCS-000002', 16457, 17378, 'active', true, 18922);
INSERT INTO public.standing VALUES ('CPCS-000002', 17379, 17470, 'renewal_open', true, 18922);
INSERT INTO public.standing VALUES ('CPCS-000002', 17471, 18474, 'active', true, 18922);
INSERT INTO public.standing VALUES ('CPCS-000002', 18475, 18511, 'renewal_open', true, 18922);
INSERT INTO public.standing VALUES ('CPCS-000002', 18512, 18922, 'active', true, 18922);
INSERT INTO public.standing VALUES ('CPCS-000002', 18923, 19032, 'suspended', false, 19032);
INSERT INTO public.standing VALUES ('CPCS-000002', 19033, 19569, 'active', true, 21914);
INSERT INTO public.standing VALUES ('CPCS-000002', 19570, 19638, 'renewal_open', true, 21914);
INSERT INTO public.standing VALUES ('CPCS-000002', 19639, 20665, 'active', true, 21914);
INSERT INTO public.standing VALUES ('CPCS-000002', 20666, 20743, 'renewal_open', true, 21914);
INSERT INTO public.standing VALUES ('CPCS-000002', 20744, 20766, 'in_review', true, 21914);
INSERT INTO public.standing VALUES ('CPCS-000002', 20767, 21761, 'active', true, 21914);
INSERT INTO public.standing VALUES ('CPCS-000002', 21762, 21884, 'renewal_open', true, 21914);
INSERT INTO public.standing VALUES ('CPCS-000002', 21885, 21914, 'late', true, 21914);
INSERT INTO public.standing VALUES ('CPCS-000002', 21915, 22095, 'lapsed', false, 2932896);
INSERT INTO public.standing VALUES ('CPCS-000002', 22096, 2932896, 'expired', false, 2932896);
INSERT INTO public.standing VALUES ('CPCS-000003', 16940, 18108, 'active', true, 19357);
INSERT INTO public.standing VALUES ('CPCS-000003', 18109, 18154, 'renewal_open', true, 19357);
INSERT INTO public.standing VALUES ('CPCS-000003', 18155, 19204, 'active', true, 19357);
INSERT INTO public.standing VALUES ('CPCS-000003', 19205, 19327, 'renewal_open', true, 19357);
INSERT INTO public.standing VALUES ('CPCS-000003', 19328, 19357, 'late', true, 19357);
INSERT INTO public.standing VALUES ('CPCS-000003', 19358, 19538, 'lapsed', false, 2932896);
INSERT INTO public.standing VALUES ('CPCS-000003', 19539, 2932896, 'expired', false, 2932896);
INSERT INTO public.standing VALUES ('CPCS-000004', 20676, 21761, 'active', true, 21914);
INSERT INTO public.standing VALUES ('CPCS-000004', 21762, 21884, 'renewal_open', true, 21914);
INSERT INTO public.standing VALUES ('CPCS-000004', 21885, 21914, 'late', true, 21914);
INSERT INTO public.standing VALUES ('CPCS-000004', 21915, 22095, 'lapsed', false, 2932896);
INSERT INTO public.standing VALUES ('CPCS-000004', 22096, 2932896, 'expired', false, 2932896);
INSERT INTO public.standing VALUES ('CPCS-000005', 20682, 21761, 'active', true, 21914);
INSERT INTO public.standing VALUES ('CPCS-000005', 21762, 21884, 'renewal_open', true, 21914);
INSERT INTO public.standing VALUES ('CPCS-000005', 21885, 21914, 'late', true, 21914);
INSERT INTO public.standing VALUES ('CPCS-000005', 21915, 22095, 'lapsed', false, 2932896);
INSERT INTO public.standing VALUES ('CPCS-000005', 22096, 2932896, 'expired', false, 2932896);
INSERT INTO public.standing VALUES ('CPCS-000006', 19584, 20665, 'active', true, 21914);
INSERT INTO public.standing VALUES ('CPCS-000006', 20666, 20733, 'renewal_open', true, 21914);
INSERT INTO public.standing VALUES ('CPCS-000006', 20734, 20755, 'in_review', true, 21914);
INSERT INTO public.standing VALUES ('CPCS-000006', 20756, 21761, 'active', true, 21914);
INSERT INTO public.standing VALUES ('CPCS-000006', 21762, 21884, 'renewal_open', true, 21914);
INSERT INTO public.standing VALUES ('CPCS-000006', 21885, 21914, 'late', true, 21914);
INSERT INTO public.standing VALUES ('CPCS-000006', 21915, 22095, 'lapsed', false, 2932896);
INSERT INTO public.standing VALUES ('CPCS-000006', 22096, 2932896, 'expired', false, 2932896);
INSERT INTO public.standing VALUES ('CPCS-000007', 10749, 11899, 'active', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000007', 11900, 11997, 'renewal_open', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000007', 11998, 12995, 'active', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000007', 12996, 13086, 'renewal_open', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000007', 13087, 14091, 'active', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000007', 14092, 14152, 'renewal_open', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000007', 14153, 15186, 'active', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000007', 15187, 15309, 'renewal_open', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000007', 15310, 15339, 'late', true, 15339);
INSERT INTO public.standing VALUES ('CPCS-000007', 15340, 15434, 'lapsed', false, 15434);
INSERT INTO public.standing VALUES ('CPCS-000007', 15435, 16282, 'active', true, 16435);
INSERT INTO public.standing VALUES ('CPCS-000007', 16283, 16405, 'renewal_open', true, 16435);
INSERT INTO public.standing VALUES ('CPCS-000007', 16406, 16435, 'late', true, 16435);
INSERT INTO public.standing VALUES ('CPCS-000007', 16436, 16616, 'lapsed', false, 2932896);
INSERT INTO public.standing VALUES ('CPCS-000007', 16617, 2932896, 'expired', false, 2932896);


--
-- Data for Name: waiting; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.waiting VALUES ('01a1f978-b580-7c8b-b1e2-7859ec999841', 'namss', 'applications', 'wanda', 'cpcs', 20777);


--
-- Name: account account_email_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_email_key UNIQUE (email);


--
-- Name: account account_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);


--
-- Name: account_role account_role_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account_role
    ADD CONSTRAINT account_role_pkey PRIMARY KEY (account, role);


--
-- Name: attempt attempt_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.attempt
    ADD CONSTRAINT attempt_pkey PRIMARY KEY (what);


--
-- Name: body body_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.body
    ADD CONSTRAINT body_pkey PRIMARY KEY (id);


--
-- Name: counter counter_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.counter
    ADD CONSTRAINT counter_pkey PRIMARY KEY (name);


--
-- Name: credential credential_person_award_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.credential
    ADD CONSTRAINT credential_person_award_key UNIQUE (person, award);


--
-- Name: credential credential_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.credential
    ADD CONSTRAINT credential_pkey PRIMARY KEY (number);


--
-- Name: email_token email_token_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.email_token
    ADD CONSTRAINT email_token_pkey PRIMARY KEY (hash);


--
-- Name: entry entry_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.entry
    ADD CONSTRAINT entry_pkey PRIMARY KEY (person, seq);


--
-- Name: known_as known_as_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.known_as
    ADD CONSTRAINT known_as_pkey PRIMARY KEY (word, person);


--
-- Name: listed listed_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.listed
    ADD CONSTRAINT listed_pkey PRIMARY KEY (word, number);


--
-- Name: mail mail_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mail
    ADD CONSTRAINT mail_key_key UNIQUE (key);


--
-- Name: mail mail_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mail
    ADD CONSTRAINT mail_pkey PRIMARY KEY (id);


--
-- Name: migration migration_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (number);


--
-- Name: person person_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);


--
-- Name: seat seat_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.seat
    ADD CONSTRAINT seat_pkey PRIMARY KEY (appointment);


--
-- Name: seating seating_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.seating
    ADD CONSTRAINT seating_pkey PRIMARY KEY (id);


--
-- Name: session session_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (token_hash);


--
-- Name: setting setting_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.setting
    ADD CONSTRAINT setting_pkey PRIMARY KEY (name);


--
-- Name: sign_up sign_up_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sign_up
    ADD CONSTRAINT sign_up_pkey PRIMARY KEY (hash);


--
-- Name: standing standing_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.standing
    ADD CONSTRAINT standing_pkey PRIMARY KEY (number, from_day);


--
-- Name: waiting waiting_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.waiting
    ADD CONSTRAINT waiting_pkey PRIMARY KEY (event);


--
-- Name: account_person; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX account_person ON public.account USING btree (person);


--
-- Name: attempt_last; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX attempt_last ON public.attempt USING btree (last_at);


--
-- Name: email_token_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX email_token_account ON public.email_token USING btree (account);


--
-- Name: email_token_ends; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX email_token_ends ON public.email_token USING btree (ends_at);


--
-- Name: entry_id; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX entry_id ON public.entry USING btree (id);


--
-- Name: entry_position; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX entry_position ON public.entry USING btree (body, "position");


--
-- Name: known_as_person; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX known_as_person ON public.known_as USING btree (person, word);


--
-- Name: listed_number; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX listed_number ON public.listed USING btree (number, word);


--
-- Name: mail_person; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX mail_person ON public.mail USING btree (person, id);


--
-- Name: mail_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX mail_waiting ON public.mail USING btree (lease_until, id) WHERE ((sent_at IS NULL) AND (given_up IS NULL));


--
-- Name: person_email; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX person_email ON public.person USING btree (email);


--
-- Name: seat_held; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX seat_held ON public.seat USING btree (person, programme) WHERE (given_back IS NULL);


--
-- Name: seating_starts; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX seating_starts ON public.seating USING btree (programme, starts_at, id);


--
-- Name: session_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX session_account ON public.session USING btree (account);


--
-- Name: session_ends; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX session_ends ON public.session USING btree (ends_at);


--
-- Name: sign_up_ends; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sign_up_ends ON public.sign_up USING btree (ends_at);


--
-- Name: waiting_person; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX waiting_person ON public.waiting USING btree (person);


--
-- Name: waiting_queue; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX waiting_queue ON public.waiting USING btree (queue, since, event);


--
-- Name: account_role account_role_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account_role
    ADD CONSTRAINT account_role_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: email_token email_token_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.email_token
    ADD CONSTRAINT email_token_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- Name: seat seat_seating_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.seat
    ADD CONSTRAINT seat_seating_fkey FOREIGN KEY (seating) REFERENCES public.seating(id);


--
-- Name: session session_account_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_account_fkey FOREIGN KEY (account) REFERENCES public.account(id);


--
-- PostgreSQL database dump complete
--


