//! The one who writes: units of work from many callers, committed together.
//!
//! A commit costs a wait for the disk whether it holds one unit or two hundred, so whoever comes while one commit is
//! under way shares the next. Each unit runs in a savepoint of its own: one that fails is undone alone. Nobody is
//! answered before the commit; where that fails, everybody in it is told so.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use super::{Engine, Failure, Place, Tx};

/// The most units in one commit.
const TOGETHER: usize = 256;

/// How often a commit is tried where other nodes are in the way.
const TRIES: usize = 20;

type Work = Box<dyn FnMut(&mut Tx<'_>) -> Result<(), Failure> + Send>;

struct Order {
    work: Work,
    answer: Sender<Result<(), Failure>>,
}

pub(super) struct Writer {
    orders: Option<Sender<Order>>,
    thread: Option<JoinHandle<()>>,
    written: Arc<AtomicU64>,
}

impl Writer {
    /// Starts the thread that writes.
    pub(super) fn start(place: Place, engine: Box<dyn Engine>) -> Writer {
        let (orders, taken) = channel();
        let written = Arc::new(AtomicU64::new(0));
        let committer = Committer { place, engine: Some(engine), broken: None, written: Arc::clone(&written) };
        let thread = std::thread::spawn(move || committer.run(&taken));
        Writer { orders: Some(orders), thread: Some(thread), written }
    }

    /// How often something was written.
    pub(super) fn written(&self) -> u64 {
        self.written.load(Ordering::Acquire)
    }

    pub(super) fn write<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&mut Tx<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let gone = || Failure::Engine("the writer has stopped".to_owned());
        let result: Arc<Mutex<Option<T>>> = Arc::default();
        let slot = Arc::clone(&result);
        let work: Work = Box::new(move |tx| {
            let done = work(tx)?;
            if let Ok(mut slot) = slot.lock() {
                *slot = Some(done);
            }
            Ok(())
        });
        let (answer, answered) = channel();
        let orders = self.orders.as_ref().ok_or_else(gone)?;
        orders.send(Order { work, answer }).map_err(|_| gone())?;
        answered.recv().map_err(|_| gone())??;
        result.lock().ok().and_then(|mut slot| slot.take()).ok_or_else(gone)
    }
}

impl Drop for Writer {
    /// Ends the writing: what was ordered is still carried out.
    fn drop(&mut self) {
        drop(self.orders.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Committer {
    place: Place,
    engine: Option<Box<dyn Engine>>,
    /// Why nothing can be written any more.
    broken: Option<Failure>,
    written: Arc<AtomicU64>,
}

impl Committer {
    fn run(mut self, orders: &Receiver<Order>) {
        while let Ok(first) = orders.recv() {
            let mut batch = vec![first];
            while batch.len() < TOGETHER
                && let Ok(next) = orders.try_recv()
            {
                batch.push(next);
            }
            let answers = self.commit(&mut batch);
            // Before anybody is answered: whoever was, finds what they wrote.
            self.written.fetch_add(1, Ordering::Release);
            for (order, answer) in batch.into_iter().zip(answers) {
                // Whoever asked may be gone.
                let _ = order.answer.send(answer);
            }
        }
    }

    fn commit(&mut self, batch: &mut [Order]) -> Vec<Result<(), Failure>> {
        if let Some(broken) = &self.broken {
            return vec![Err(broken.clone()); batch.len()];
        }
        let mut failure = Failure::Engine("nothing was tried".to_owned());
        for _ in 0..TRIES {
            match self.once(batch) {
                Ok(answers) => return answers,
                Err(Failure::Again(what)) => failure = Failure::Again(what),
                Err(other) => {
                    failure = other;
                    break;
                }
            }
        }
        vec![Err(failure); batch.len()]
    }

    /// Begins a transaction, on a new connection where there is none or it went while nothing was under way.
    fn begin(&mut self) -> Result<(), Failure> {
        if let Some(mut engine) = self.engine.take() {
            match engine.batch(engine.begin(true)) {
                Ok(()) => {
                    self.engine = Some(engine);
                    return Ok(());
                }
                Err(Failure::Gone(_)) => {}
                Err(failure) => return Err(failure),
            }
        }
        let mut engine = self.place.open(true)?;
        engine.batch(engine.begin(true))?;
        self.engine = Some(engine);
        Ok(())
    }

    /// One transaction; an answer for each unit, or why there is none for any.
    fn once(&mut self, batch: &mut [Order]) -> Result<Vec<Result<(), Failure>>, Failure> {
        self.begin()?;
        let Some(engine) = self.engine.as_mut() else { return Err(Failure::Gone("no connection".to_owned())) };
        let answers = in_transaction(&mut **engine, batch);
        let committed = answers.and_then(|answers| match engine.batch("COMMIT") {
            Ok(()) => Ok(answers),
            Err(failure) => {
                if !engine.survives_failed_commit() {
                    self.broken = Some(failure.clone());
                }
                Err(failure)
            }
        });
        if committed.is_err() && engine.batch("ROLLBACK").is_err() {
            // Another connection is made for the next batch.
            self.engine = None;
        }
        committed
    }
}

/// Does every unit of a transaction that has begun.
fn in_transaction(engine: &mut dyn Engine, batch: &mut [Order]) -> Result<Vec<Result<(), Failure>>, Failure> {
    let mut answers = Vec::with_capacity(batch.len());
    for order in batch {
        engine.batch("SAVEPOINT unit")?;
        // A unit that panics is undone as one that fails, and stops nobody else.
        let worked = catch_unwind(AssertUnwindSafe(|| (order.work)(&mut Tx(&mut *engine))));
        let answer = worked.unwrap_or_else(|_| Err(Failure::Engine("a unit of work panicked".to_owned())));
        match &answer {
            Ok(()) => engine.batch("RELEASE SAVEPOINT unit")?,
            Err(failure @ (Failure::Again(_) | Failure::Gone(_))) => return Err(failure.clone()),
            Err(_) => engine.batch("ROLLBACK TO SAVEPOINT unit; RELEASE SAVEPOINT unit")?,
        }
        answers.push(answer);
    }
    Ok(answers)
}
