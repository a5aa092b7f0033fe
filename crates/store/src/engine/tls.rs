//! How the connection to PostgreSQL is encrypted: as `sslmode` and `sslrootcert` of its URL say, meaning what libpq means
//! by them. What is said of a connection that fails never holds the URL: there may be a password in it.

use std::error::Error;
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use postgres::config::{Host, SslMode};
use postgres::{Client, Config, NoTls};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::Failure;

/// What is asked of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mode {
    /// No encryption.
    Disable,
    /// Encryption where the server offers it.
    Prefer,
    /// Encryption, with whoever answers.
    Require,
    /// Encryption, with a server whose certificate a known authority signed.
    VerifyCa,
    /// The same, and the certificate is for the host that was named.
    VerifyFull,
}

const MODES: [(&str, Mode); 5] = [
    ("disable", Mode::Disable),
    ("prefer", Mode::Prefer),
    ("require", Mode::Require),
    ("verify-ca", Mode::VerifyCa),
    ("verify-full", Mode::VerifyFull),
];

/// What a URL says.
struct Asked {
    config: Config,
    mode: Mode,
    root: Option<String>,
}

/// Connects to a database by its URL.
pub(super) fn connect(url: &str) -> Result<Client, Failure> {
    let Asked { mut config, mode, root } = read(url)?;
    let sockets = config.get_hosts().iter().all(|host| matches!(host, Host::Unix(_)));
    if mode == Mode::Disable || sockets {
        return Ok(config.ssl_mode(SslMode::Disable).connect(NoTls)?);
    }
    config.ssl_mode(if mode == Mode::Prefer { SslMode::Prefer } else { SslMode::Require });
    config.connect(MakeRustlsConnect::new(encrypting(mode, root.as_deref())?)).map_err(|error| refused(error, mode))
}

fn wrong(what: &str) -> Failure {
    Failure::Engine(what.to_owned())
}

/// Takes from a URL what its own reader does not know.
fn read(url: &str) -> Result<Asked, Failure> {
    let unread =
        "its URL cannot be read; write it like postgres://user@host/name, the signs of a password as %40 and so on";
    if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
        return Err(wrong(unread));
    }
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let (mut mode, mut root, mut others) = (Mode::Prefer, None, Vec::new());
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some(("sslmode", word)) => {
                let known = MODES.iter().find(|(own, _)| *own == word);
                mode = known
                    .ok_or_else(|| wrong("its sslmode is none of disable, prefer, require, verify-ca and verify-full"))?
                    .1;
            }
            Some(("sslrootcert", file)) => {
                let file =
                    percent_decode_str(file).decode_utf8().map_err(|_| wrong("its sslrootcert names no file"))?;
                root = Some(file.into_owned()).filter(|file| file != "system");
            }
            _ => others.push(pair),
        }
    }
    // As in libpq: who names an authority and asks for encryption wants it looked at.
    if mode == Mode::Require && root.is_some() {
        mode = Mode::VerifyCa;
    }
    let rest = if others.is_empty() { address.to_owned() } else { format!("{address}?{}", others.join("&")) };
    let config = rest.parse().map_err(|_| wrong(unread))?;
    Ok(Asked { config, mode, root })
}

/// The authorities of a file, or those that this machine trusts.
fn authorities(root: Option<&str>) -> Result<RootCertStore, Failure> {
    let mut store = RootCertStore::empty();
    let Some(file) = root else {
        store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        return Ok(store);
    };
    let unread = |why: &dyn std::fmt::Display| {
        wrong(&format!("its sslrootcert {file} cannot be used: {why}; name a file of certificates in PEM"))
    };
    for certificate in CertificateDer::pem_file_iter(file).map_err(|error| unread(&error))? {
        let certificate = certificate.map_err(|error| unread(&error))?;
        store.add(certificate).map_err(|error| unread(&error))?;
    }
    if store.is_empty() { Err(unread(&"there is no certificate in it")) } else { Ok(store) }
}

fn encrypting(mode: Mode, root: Option<&str>) -> Result<ClientConfig, Failure> {
    let provider = Arc::new(ring::default_provider());
    let failed = |error: &dyn std::fmt::Display| wrong(&format!("nothing can be encrypted here: {error}"));
    let chain = if mode >= Mode::VerifyCa {
        let authorities = Arc::new(authorities(root)?);
        let verifier = WebPkiServerVerifier::builder_with_provider(authorities, Arc::clone(&provider)).build();
        Some(verifier.map_err(|error| match root {
            Some(_) => failed(&error),
            None => wrong("this machine trusts no authority; name the database's by sslrootcert=FILE"),
        })?)
    } else {
        None
    };
    let trust = Trust { provider: Arc::clone(&provider), chain, name: mode == Mode::VerifyFull };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(&error))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(trust));
    Ok(config.with_no_client_auth())
}

/// Whom we talk to: anybody, one with a certificate of a known authority, or only the one whose name is in it.
#[derive(Debug)]
struct Trust {
    provider: Arc<CryptoProvider>,
    chain: Option<Arc<WebPkiServerVerifier>>,
    name: bool,
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some(chain) = &self.chain else { return Ok(ServerCertVerified::assertion()) };
        match chain.verify_server_cert(own, between, name, ocsp, now) {
            // The name is looked at after everything else.
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !self.name => Ok(ServerCertVerified::assertion()),
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, own, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, own, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Why there is no connection: what is wrong, then what to do.
fn refused(error: postgres::Error, mode: Mode) -> Failure {
    let source = error.source();
    let io = source.and_then(|cause| cause.downcast_ref::<std::io::Error>());
    let tls = io.and_then(|io| io.get_ref()).and_then(|cause| cause.downcast_ref::<rustls::Error>());
    if let Some(rustls::Error::InvalidCertificate(why)) = tls {
        return wrong(&certificate(why));
    }
    if tls.is_none() && mode > Mode::Prefer && source.is_some_and(|cause| cause.to_string().contains("support TLS")) {
        return wrong(
            "it does not encrypt, and its sslmode asks for that; turn `ssl` on there, or choose sslmode=disable",
        );
    }
    error.into()
}

fn certificate(why: &CertificateError) -> String {
    match why {
        // One that bears the name of an authority we know, and is not signed by it, is no better.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            "its certificate is signed by no authority that is trusted here; name its \
             authority by sslrootcert=FILE, or make sure that this is the right server"
                .to_owned()
        }
        CertificateError::NotValidForNameContext { expected, presented } => format!(
            "its certificate is for {}, not for {}; connect by the name in it, or give it one for this name",
            if presented.is_empty() { "no name".to_owned() } else { presented.join(", ") },
            expected.to_str()
        ),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "its certificate has expired; give the server a new one".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "its certificate is not valid yet; compare the clocks of both machines".to_owned()
        }
        other => {
            format!("its certificate cannot be accepted ({other}); give the server one that an authority signed for it")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_says_how_to_encrypt_as_libpq_reads_it() {
        let table = [
            ("postgres://u@h/d", Mode::Prefer, None),
            ("postgresql://u:p%40@h/d?sslmode=disable", Mode::Disable, None),
            ("postgres://u@h/d?sslmode=require&application_name=x", Mode::Require, None),
            ("postgres://u@h/d?sslmode=require&sslrootcert=/a%20b/ca.pem", Mode::VerifyCa, Some("/a b/ca.pem")),
            ("postgres://u@h/d?sslrootcert=ca.pem&sslmode=verify-ca", Mode::VerifyCa, Some("ca.pem")),
            ("postgres://u@h/d?sslmode=verify-full", Mode::VerifyFull, None),
            ("postgres://u@h/d?sslmode=verify-full&sslrootcert=system", Mode::VerifyFull, None),
        ];
        for (url, mode, root) in table {
            let asked = read(url).unwrap();
            assert_eq!((asked.mode, asked.root.as_deref()), (mode, root), "{url}");
        }
    }

    #[test]
    fn a_url_that_cannot_be_read_is_not_repeated() {
        let table = [
            ("host=h user=u password=zqx", "cannot be read"),
            ("postgres://u:zqx/1@h:port/d", "cannot be read"),
            ("postgres://u:zqx@h/d?sslmode=zqx", "its sslmode is none of"),
            ("postgres://u:zqx@h/d?passwort=zqx", "cannot be read"),
        ];
        for (url, said) in table {
            let failure = read(url).err().unwrap().to_string();
            assert!(failure.contains(said) && !failure.contains("zqx"), "{url}: {failure}");
        }
    }
}
