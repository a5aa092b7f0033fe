//! The connection to PostgreSQL is encrypted as its URL says, and refused where it is not as that asks.

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use store::Store;
use store::engine::Place;

use crate::engines::encrypting::Encrypting;
use crate::engines::server::fresh_folder;

/// An authority, and a certificate that it signed for a name.
struct Authority {
    own: String,
    signed: String,
    key: String,
}

fn authority(name: &str) -> Authority {
    let (own_key, key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let own = params.self_signed(&own_key).unwrap();
    let issuer = Issuer::new(params, own_key);
    let signed = CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    Authority { own: own.pem(), signed: signed.pem(), key: key.serialize_pem() }
}

/// Whether some connection of ours to a server is encrypted.
fn encrypted(server: &Encrypting) -> bool {
    let row = server.client().query_one(
        "SELECT bool_and(s.ssl) FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid)
          WHERE a.client_addr IS NOT NULL",
        &[],
    );
    row.unwrap().get(0)
}

#[test]
fn a_url_is_honoured_as_libpq_would() {
    let (right, other) = (authority("localhost"), authority("localhost"));
    let server = Encrypting::start(Some((&right.signed, &right.key)));
    let plain = Encrypting::start(None);
    let folder = fresh_folder("authorities");
    let file = |name: &str, text: &str| {
        std::fs::write(folder.join(name), text).unwrap();
        folder.join(name).display().to_string()
    };
    let (right, other) = (file("right.pem", &right.own), file("other.pem", &other.own));
    let (empty, missing) = (file("empty.pem", ""), folder.join("no-such-file").display().to_string());
    // The server, the host by which it is called, what the URL says, and whether the connection is encrypted then; or
    // why there is none.
    let table: [(&Encrypting, &str, String, Result<bool, &str>); 16] = [
        (&server, "localhost", "sslmode=disable".into(), Ok(false)),
        (&server, "localhost", String::new(), Ok(true)),
        (&server, "localhost", "sslmode=prefer".into(), Ok(true)),
        (&server, "localhost", "sslmode=require".into(), Ok(true)),
        (&server, "localhost", format!("sslmode=require&sslrootcert={other}"), Err("signed by no authority")),
        (&server, "127.0.0.1", format!("sslmode=verify-ca&sslrootcert={right}"), Ok(true)),
        (&server, "127.0.0.1", format!("sslmode=verify-ca&sslrootcert={other}"), Err("signed by no authority")),
        (&server, "localhost", format!("sslmode=verify-full&sslrootcert={right}"), Ok(true)),
        (&server, "localhost", format!("sslmode=verify-full&sslrootcert={other}"), Err("signed by no authority")),
        (&server, "127.0.0.1", format!("sslmode=verify-full&sslrootcert={right}"), Err("not for 127.0.0.1")),
        (&server, "localhost", format!("sslmode=verify-full&sslrootcert={empty}"), Err("no certificate in it")),
        (&server, "localhost", format!("sslmode=verify-full&sslrootcert={missing}"), Err("cannot be used")),
        (&plain, "localhost", "sslmode=prefer".into(), Ok(false)),
        (&plain, "localhost", "sslmode=require".into(), Err("does not encrypt")),
        (&plain, "localhost", format!("sslmode=verify-full&sslrootcert={right}"), Err("does not encrypt")),
        (&plain, "localhost", "sslmode=disable".into(), Ok(false)),
    ];
    for (server, host, asked, expected) in table {
        let url = format!("postgres://assay:zqx-secret@{host}:{}/postgres?{asked}", server.port);
        match (Store::open(Place::Url(url)), expected) {
            (Ok(store), Ok(is)) => {
                store.read(|tx| tx.query("SELECT id FROM person", &[])).unwrap();
                assert_eq!(encrypted(server), is, "{host} {asked}");
            }
            (Err(failure), Err(said)) => {
                let failure = failure.to_string();
                assert!(failure.contains(said) && !failure.contains("zqx"), "{host} {asked}: {failure}");
            }
            (Ok(_), Err(said)) => panic!("{host} {asked}: this should be refused: {said}"),
            (Err(failure), Ok(_)) => panic!("{host} {asked}: {failure}"),
        }
    }
    let _ = std::fs::remove_dir_all(&folder);
}

#[test]
fn what_is_said_of_a_database_that_is_not_there_names_no_password() {
    for url in ["postgres://u:zqx@127.0.0.1:1/d", "postgres://u:zqx@no-such-host.invalid/d"] {
        let failure = Store::open(Place::Url(url.to_owned())).err().unwrap();
        assert!(!format!("{failure} {failure:?}").contains("zqx"), "{failure}");
    }
}
