//! A PostgreSQL server that is come to over the network, and encrypts.

use std::fs;
use std::net::TcpListener;
use std::process::Command;

use postgres::{Client, NoTls};

use super::server::{Owner, Server, fresh_folder, run};

/// A server on a port of this machine.
pub struct Encrypting {
    server: Server,
    /// The port.
    pub port: u16,
}

impl Encrypting {
    /// Starts one with a certificate and its key, in PEM; without them, one that does not encrypt.
    pub fn start(certificate: Option<(&str, &str)>) -> Encrypting {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let kept = fresh_folder("certificate");
        let mut more = vec!["listen_addresses=127.0.0.1".to_owned(), format!("port={port}")];
        if let Some((certificate, key)) = certificate {
            let own = Owner::of(&kept);
            for (name, text) in [("server.crt", certificate), ("server.key", key)] {
                fs::write(kept.join(name), text).unwrap();
                run(Command::new("chmod").arg("600").arg(kept.join(name)));
                own.own(&kept.join(name));
            }
            more.push("ssl=on".to_owned());
            more.push(format!("ssl_cert_file={}", kept.join("server.crt").display()));
            more.push(format!("ssl_key_file={}", kept.join("server.key").display()));
        }
        let server = Server::start(false, more, port);
        let _ = fs::remove_dir_all(&kept);
        Encrypting { server, port }
    }

    /// What whoever runs the server asks it.
    pub fn client(&self) -> Client {
        Client::connect(&self.server.url("postgres"), NoTls).unwrap()
    }
}
