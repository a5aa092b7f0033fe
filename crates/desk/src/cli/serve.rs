//! `assay serve`: the house, open for business.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use jiff::Timestamp;
use store::engine::Place;
use store::engine::migrate::NEWEST;
use store::register::Register;

use crate::account;
use crate::cli::place::At;
use crate::demo;
use crate::failure::{Failure, Outcome};
use crate::jobs;
use crate::log::{self, Form};
use crate::notice::{self, Delivered, Post};
use crate::pay::standin::Standin;
use crate::pay::{Provider, Settings, Stripe, Unavailable, Waits};
use crate::shelf;
use crate::web::{Ending, House, Lately, Limits, Listening, Payments, Proxies, measure, read_ahead, serve};

/// Serves every page, on one address.
#[derive(Args)]
pub struct Serve {
    /// Fill an empty store with a made-up population, and list its sign-ins.
    #[arg(long)]
    demo: bool,
    /// How many people a demonstration has.
    #[arg(long, value_name = "N", default_value_t = 5_000, requires = "demo", hide = true)]
    demo_people: u64,
    /// The address to listen on.
    #[arg(long, value_name = "ADDR:PORT", env = "ASSAY_LISTEN", default_value = "127.0.0.1:8080")]
    listen: String,
    /// The mail server, like smtp://host:25 or smtps://user:password@host (default: a folder `mail` beside the data).
    #[arg(long, value_name = "URL", env = "ASSAY_SMTP", hide_env_values = true)]
    smtp: Option<String>,
    /// Whose name letters bear.
    #[arg(long, value_name = "ADDRESS", env = "ASSAY_FROM", default_value = "notices@localhost.localdomain")]
    from: String,
    /// Tell Prometheus what is measured, at /metrics of this address alone.
    #[arg(long, value_name = "ADDR:PORT", env = "ASSAY_METRICS")]
    metrics: Option<SocketAddr>,
    /// Where the public finds this (default: http:// and the address).
    #[arg(long, value_name = "URL", env = "ASSAY_PUBLIC_URL")]
    public_url: Option<String>,
    /// How people may pay: a file with the secrets of the card company (default: the environment, as README.md says).
    #[arg(long, value_name = "FILE", env = "ASSAY_PAYMENTS")]
    payments: Option<PathBuf>,
    /// Proxies in front of this whose X-Forwarded-For is believed, beside those on this machine; everybody behind another
    /// one is one address.
    #[arg(long, value_name = "IP", env = "ASSAY_PROXY", value_delimiter = ',')]
    proxy: Vec<std::net::IpAddr>,
    /// How the log is written, to standard output: one line an event, without personal data.
    #[arg(long, value_name = "FORM", env = "ASSAY_LOG", value_enum, default_value_t = Form::Plain)]
    log: Form,
    /// How many seconds everybody is still answered after this was told to stop, while /readyz says so.
    #[arg(long, value_name = "SECONDS", env = "ASSAY_DRAIN", default_value_t = 1)]
    drain: u64,
    /// How many seconds requests that are under way are waited for after that.
    #[arg(long, value_name = "SECONDS", env = "ASSAY_PATIENCE", default_value_t = 30)]
    patience: u64,
    /// The directory of handbooks (default: ./handbooks, else the samples carried along).
    #[arg(long, value_name = "DIR", env = "ASSAY_HANDBOOKS")]
    handbooks: Option<PathBuf>,
    #[command(flatten)]
    at: At,
}

impl Serve {
    /// Carries the command out: until it is told to stop.
    pub fn run(self) -> Result<Outcome, Failure> {
        log::begin(self.log);
        let bodies = Arc::new(shelf::bodies(self.handbooks.as_deref())?);
        // In a demonstration no real money moves, whatever is set up.
        let settings = match (self.demo, &self.payments) {
            (true, Some(_)) => {
                return Err(Failure::usage(
                    "a demonstration takes pretend cards alone",
                    "leave out --demo or --payments",
                ));
            }
            (true, None) => Settings::default(),
            (false, file) => Settings::read(file.as_deref(), |name| std::env::var(name).ok(), &bodies)?,
        };
        let store = self.at.open()?;
        opened(&store);
        let register = self.ready(&store, &bodies)?;
        let post = match self.smtp.as_deref().filter(|_| !self.demo) {
            Some(url) => Post::smtp(url, &self.from)?,
            // Nobody in a demonstration is written to.
            None => Post::folder(&self.at.folder().join("mail"), &self.from)?,
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let listening = runtime.block_on(Listening::on(&self.listen))?;
        let own = format!("http://{}", listening.address.to_string().replace("127.0.0.1", "localhost"));
        let public_url = self.public_url.as_deref().map_or(own, |url| url.trim_end_matches('/').to_owned());
        let set_up = key_to_set_up(&store, &public_url)?;
        let measured = self.metrics.map(|address| Ok::<_, Failure>((measure::begin()?, address))).transpose()?;
        let payments = match self.demo {
            true => runtime.block_on(pretending(&public_url, listening.address))?,
            false => taking(settings)?,
        };
        eprintln!("listening on {public_url}");
        tracing::info!(version = env!("CARGO_PKG_VERSION"), address = %listening.address, "started");
        let (limits, clock, lately) = (Limits::new(Timestamp::now), Timestamp::now, Lately::default());
        let house =
            House { store, lately, register, bodies, public_url, demo: self.demo, set_up, payments, clock, limits };
        let house = Arc::new(house);
        let patience = Duration::from_secs(self.patience);
        let ending = Ending { notice: Duration::from_secs(self.drain), patience };
        let served = runtime.block_on(async {
            if let Some((handle, address)) = measured {
                tokio::spawn(async move {
                    if let Err(failure) = measure::tell(handle, address).await {
                        failure.report();
                    }
                });
            }
            tokio::spawn(read_ahead(Arc::clone(&house)));
            tokio::spawn(working(Arc::clone(&house), post));
            serve(Arc::clone(&house), listening, Proxies::at(&self.proxy), ending, told_to_stop()).await
        });
        // A store is neither waited for nor closed on threads that wait for the network: it outlives them. What it was
        // ordered to write is written. Letters that are on their way and take too long are sent by the next start.
        runtime.shutdown_timeout(patience);
        drop(house);
        served?;
        tracing::info!("stopped");
        Ok(Outcome::Done)
    }

    /// Makes a store ready to be asked: what follows from the record is kept, a demonstration is full, and the public's
    /// register is read.
    fn ready(&self, store: &store::Store, bodies: &Arc<programme::Bodies>) -> Result<Register, Failure> {
        store::sittings::catch_up(store, bodies)?;
        if self.demo {
            demo::fill(store, bodies, self.demo_people, Timestamp::now())?;
        } else if demo::is_demo(store)? {
            return Err(Failure::usage(
                "everybody in this store is made up",
                "serve it with --demo, or name another folder with --data",
            ));
        }
        if store.read(store::rebuild::is_due)? {
            eprintln!("this program keeps more beside the record than the one before: reading every record once …");
            super::kept::rebuilt(store, bodies)?;
        }
        let register = Register::default();
        register.follow(store, Timestamp::now())?;
        Ok(register)
    }
}

/// The way to whoever takes cards, where that is set up.
fn taking(settings: Settings) -> Result<Payments, Failure> {
    let provider: Option<Box<dyn Provider>> = match settings.stripe {
        Some(keys) => {
            let failed = |u: Unavailable| Failure::environment(u.why, "install the system's certificates");
            Some(Box::new(Stripe::new(keys).map_err(failed)?))
        }
        None => None,
    };
    Ok(Payments { provider, send_to: settings.send_to, pretend: None })
}

/// The stand-in of a demonstration: asked on a port of its own on this machine, its page among ours.
async fn pretending(public_url: &str, own: SocketAddr) -> Result<Payments, Failure> {
    let standin = Arc::new(Standin::new(&format!("{public_url}/demo/card"), Timestamp::now)?);
    let listening = Listening::on("127.0.0.1:0").await?;
    let provider = Stripe::on_this_machine(standin.keys(), listening.address.port(), Waits::default());
    tokio::spawn(listening.serve(Arc::clone(&standin).router()));
    let host = if own.ip().is_unspecified() { "127.0.0.1".to_owned() } else { own.ip().to_string() };
    let host = if host.contains(':') { format!("[{host}]") } else { host };
    let told_at = format!("http://{host}:{}/webhooks/stripe", own.port());
    Ok(Payments { provider: Some(Box::new(provider)), pretend: Some((standin, told_at)), ..Payments::default() })
}

impl std::fmt::Debug for Serve {
    /// Says of a mail server only that there is one: its URL may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let smtp = self.smtp.as_ref().map(|_| "…");
        f.debug_struct("Serve").field("listen", &self.listen).field("smtp", &smtp).field("at", &self.at).finish()
    }
}

/// Tells of the store as it was found, and of what was done to it.
fn opened(store: &store::Store) {
    let engine = match store.place() {
        Place::File(_) => "SQLite",
        Place::Url(_) => "PostgreSQL",
    };
    for (number, name) in store.migrated() {
        tracing::info!(engine, number, name, "migrated");
    }
    tracing::info!(engine, migration = NEWEST, "store opened");
}

/// How often it is looked whether something is to be done.
const EVERY: Duration = Duration::from_secs(60);

/// Does the jobs and sends what was written, for as long as this serves. A failure is said, and tried again later.
async fn working(house: Arc<House>, post: Post) {
    let post = Arc::new(post);
    loop {
        let post = Arc::clone(&post);
        match house.apart(move |house| Ok(once(house, &post))).await {
            Ok(Ok(())) => {}
            Ok(Err(failure)) => tracing::error!(cause = failure.said(), "jobs failed"),
            Err(failure) => tracing::error!(cause = %failure, "jobs failed"),
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Letters have leases and waits of their own in the outbox: sending them is no job.
fn once(house: &House, post: &Post) -> Result<(), Failure> {
    let provider = house.payments.provider.as_deref();
    let office = jobs::Office { store: &house.store, bodies: &house.bodies, provider };
    jobs::plan(office, (house.clock)())?;
    let done = jobs::work(office, house.clock)?;
    for (job, cause) in &done.failed {
        tracing::error!(job = job.split(' ').next(), cause, "job failed");
    }
    if done.done > 0 {
        tracing::info!(done = done.done, "jobs");
    }
    told_of(&post.deliver(&house.store, (house.clock)())?);
    measure::waiting(&house.store)?;
    Ok(())
}

/// Tells what became of letters, where there were any: never whose they are.
fn told_of(delivered: &Delivered) {
    let Delivered { sent, later, given_up, unreachable } = delivered;
    if let Some(cause) = unreachable {
        tracing::warn!(sent, later, given_up, cause = notice::post::impersonal(cause), "mail");
    } else if sent + later + given_up > 0 {
        tracing::info!(sent, later, given_up, "mail");
    }
}

/// Where nobody has an account yet: says where to make the first, and keeps the hash of the key that it takes.
fn key_to_set_up(store: &store::Store, public_url: &str) -> Result<Option<String>, Failure> {
    if !store.read(|tx| store::accounts::list(tx, "", 1))?.is_empty() {
        return Ok(None);
    }
    let key = account::token()?;
    eprintln!("nobody has an account here yet; make the first at {public_url}/set-up?key={}", key.as_str());
    Ok(Some(account::token_hash(key.as_str())))
}

/// Ends once the process is told to.
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
