//! A PostgreSQL server for the tests of one process: on a unix socket, in a folder of its own, gone with the process.
//! The desk's tests and benches include this file, too.

use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use postgres::{Client, NoTls};

/// What is said where there is no PostgreSQL.
const MISSING: &str = "PostgreSQL is not installed, and the store is tested on it: install the package `postgresql` \
                       (apt-get install postgresql), or put `initdb` and `postgres` on the PATH";

/// Runs a server until whoever holds the other end of its input is gone, however that came; then tidies up.
const KEEPER: &str = r#"folder=$1; shift
"$@" >"$folder/log" 2>&1 </dev/null &
read -r _
kill -QUIT $!; wait; rm -rf "$folder""#;

/// How long a server may take to start on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Two servers at most: one that waits for the disk, and one that does not.
static SERVERS: [OnceLock<Server>; 2] = [OnceLock::new(), OnceLock::new()];

/// An empty folder of its own.
pub fn fresh_folder(what: &str) -> PathBuf {
    static FOLDERS: AtomicUsize = AtomicUsize::new(0);
    loop {
        let at = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("assay-{what}-{}-{at}", std::process::id()));
        // One of that name may be left by a process that was killed.
        if fs::create_dir(&folder).is_ok() {
            return folder;
        }
    }
}

/// A server of the tests'.
pub(crate) struct Server {
    folder: PathBuf,
    port: u16,
    /// It ends when this process does.
    _keeper: Child,
}

/// The URL of a fresh database, on a server that keeps what it acknowledged even through a power cut, or one that need
/// not.
pub fn fresh_database(durable: bool) -> String {
    static DATABASES: AtomicUsize = AtomicUsize::new(0);
    let server = SERVERS[usize::from(durable)]
        .get_or_init(|| Server::start(durable, vec!["listen_addresses=".to_owned()], 5432));
    let name = format!("assay_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    let mut client = Client::connect(&server.url("postgres"), NoTls).unwrap();
    client.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    server.url(&name)
}

impl Server {
    /// Starts one with settings of its own.
    pub(crate) fn start(durable: bool, more: Vec<String>, port: u16) -> Server {
        let programs = programs();
        let folder = fresh_folder("postgresql");
        let own = Owner::of(&folder);
        let made = template(&programs, &own);
        run(Command::new("cp").arg("-a").arg(made).arg(folder.join("data")));
        let mut args: Vec<String> = ["sh", "-c", KEEPER, "keeper"].map(str::to_owned).to_vec();
        args.push(folder.display().to_string());
        args.extend(own.prefix(true));
        args.push(programs.join("postgres").display().to_string());
        args.extend(["-D".to_owned(), folder.join("data").display().to_string()]);
        let on = if durable { "on" } else { "off" };
        let usual = [
            format!("unix_socket_directories={}", folder.display()),
            format!("fsync={on}"),
            format!("full_page_writes={on}"),
            "max_connections=80".to_owned(),
            "shared_buffers=32MB".to_owned(),
            "autovacuum=off".to_owned(),
        ];
        for setting in usual.into_iter().chain(more) {
            args.extend(["-c".to_owned(), setting]);
        }
        // In a group of its own, so that a signal meant for the tests does not keep it from tidying up.
        let keeper = Command::new(&args[0])
            .args(&args[1..])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap();
        let server = Server { folder, port, _keeper: keeper };
        server.wait();
        server
    }

    fn wait(&self) {
        let begun = Instant::now();
        while let Err(error) = Client::connect(&self.url("postgres"), NoTls) {
            if begun.elapsed() > PATIENCE {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                panic!("the server does not start: {error}\n{log}");
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Where a database of it is.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgresql://assay@/{database}?host={}&port={}", self.folder.display(), self.port)
    }
}

/// Where the newest PostgreSQL has its programs.
fn programs() -> PathBuf {
    let complete = |folder: &PathBuf| ["initdb", "postgres"].iter().all(|name| folder.join(name).exists());
    let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = installed
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, folder)| complete(folder))
        .collect();
    found.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let newest = found.pop().map(|(_, folder)| folder);
    newest.or_else(|| std::env::split_paths(&path).find(complete)).unwrap_or_else(|| panic!("{MISSING}"))
}

/// As whom the server runs: it refuses to run as root.
pub(crate) struct Owner {
    id: u32,
}

impl Owner {
    /// The owner of a folder that we made; it is made `postgres`'s where we are root.
    pub(crate) fn of(folder: &Path) -> Owner {
        let id = fs::metadata(folder).unwrap().uid();
        let owner = Owner { id };
        owner.own(folder);
        owner
    }

    /// Makes a file or folder the server's.
    pub(crate) fn own(&self, path: &Path) {
        if self.id == 0 {
            run(Command::new("chown").arg("postgres:postgres").arg(path));
        }
    }

    /// What is put before a command; where it is `tied`, the command ends with whoever runs it.
    fn prefix(&self, tied: bool) -> Vec<String> {
        let known =
            Command::new("setpriv").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
        let mut words = Vec::new();
        if self.id == 0 {
            words.extend(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
        }
        if tied && known {
            words.extend(["--pdeathsig", "KILL"]);
        }
        if !words.is_empty() {
            words.insert(0, "setpriv");
        }
        words.into_iter().map(str::to_owned).collect()
    }
}

/// A folder of data as `initdb` makes it: made once, kept among what is built, and copied. It sorts texts as a language
/// does, where this PostgreSQL can: what must sort by bytes has to say so.
fn template(programs: &Path, own: &Owner) -> PathBuf {
    let version = Command::new(programs.join("postgres")).arg("--version").output().unwrap().stdout;
    let version = String::from_utf8_lossy(&version);
    // `postgres (PostgreSQL) 15.18 (Debian …)`
    let version = version.split_whitespace().nth(2).unwrap_or("unknown");
    let built = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let made = built.join(format!("postgresql-{version}-{}", own.id));
    fs::create_dir_all(built).unwrap();
    let lock = File::create(built.join(format!("postgresql-{}.lock", own.id))).unwrap();
    lock.lock().unwrap();
    if made.exists() {
        return made;
    }
    let folder = fresh_folder("initdb");
    Owner::of(&folder);
    let words = own.prefix(false);
    let initdb = |sorting: &[&str]| {
        let mut command: Vec<String> = words.clone();
        command.push(programs.join("initdb").display().to_string());
        command.extend(["-D".to_owned(), folder.join("data").display().to_string()]);
        let usual = ["--no-sync", "--auth=trust", "--username=assay", "--encoding=UTF8", "--wal-segsize=1"];
        command.extend(usual.iter().chain(sorting).map(|word| (*word).to_owned()));
        Command::new(&command[0]).args(&command[1..]).current_dir(&folder).output().unwrap()
    };
    let by_language = initdb(&["--locale=C", "--locale-provider=icu", "--icu-locale=en-US"]);
    if !by_language.status.success() {
        let plain = initdb(&["--locale=C"]);
        assert!(plain.status.success(), "initdb failed: {}", String::from_utf8_lossy(&plain.stderr));
    }
    let part = built.join(format!("postgresql-{version}-{}.part", own.id));
    let _ = fs::remove_dir_all(&part);
    run(Command::new("cp").arg("-a").arg(folder.join("data")).arg(&part));
    fs::rename(&part, &made).unwrap();
    fs::remove_dir_all(&folder).unwrap();
    made
}

/// Runs a command that must succeed.
pub(crate) fn run(command: &mut Command) {
    let out = command.output().unwrap();
    assert!(out.status.success(), "{command:?} failed: {}", String::from_utf8_lossy(&out.stderr));
}
