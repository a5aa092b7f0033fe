//! Audits: of whom is drawn, drawing them, and the draw as a file that anybody can repeat.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use programme::audit::draw::{ALGORITHM, Population, Take, seed, sha256};
use programme::audit::{may_draw, may_meet};
use programme::decision::{Ruling, ruling};
use programme::problem::nearest;
use programme::recertification::Whom;
use programme::record::Text;
use programme::review::Case;
use programme::{Bodies, Handbook};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use store::draws::{self, Draw};
use store::growth::Heads;
use store::waiting::Queue;
use store::{Failure, Store, Tx, entries};

use crate::act::{self, Change};

/// How many records are read by one unit of work.
const TOGETHER: usize = 256;

/// Of whom is drawn, and how far the record went when they were looked for.
#[derive(Debug, Clone)]
pub struct Found {
    /// Those of whom is drawn.
    pub population: Population,
    heads: Heads,
}

/// Of whom is drawn on a day.
///
/// # Errors
/// [`Failure::Missing`] where somebody's id cannot stand in a list; where the database fails.
pub fn population(store: &Store, bodies: &Bodies, handbook: &Handbook, on: Date) -> Result<Found, Failure> {
    // Whatever is entered while records are read is looked at again in the unit that draws.
    let heads = store.read(Heads::now)?;
    let mut people = store.read(|tx| candidates(tx, handbook, on))?;
    people.sort();
    people.dedup();
    let mut ids: Vec<String> = Vec::new();
    for some in people.chunks(TOGETHER) {
        let records = store.read(|tx| {
            let read = some.iter().map(|person| Ok((person.clone(), entries::lines(tx, person)?)));
            read.collect::<Result<Vec<(String, Vec<String>)>, Failure>>()
        })?;
        let met = records.into_par_iter().filter(|(person, lines)| meets(bodies, handbook, (person, lines), on));
        ids.par_extend(met.map(|(person, _)| person));
    }
    let population = Population::of(ids)
        .map_err(|id| Failure::Missing(format!("line of its own for the id {id:?}: it breaks its line")))?;
    Ok(Found { population, heads })
}

/// Everybody whom the rule may mean: it looks at each one's record.
fn candidates(tx: &mut Tx<'_>, handbook: &Handbook, on: Date) -> Result<Vec<String>, Failure> {
    let Some(scheme) = &handbook.scheme else { return Ok(Vec::new()) };
    match scheme.audit.as_ref().and_then(|a| a.on(on)).and_then(|rule| rule.whom) {
        None => Ok(Vec::new()),
        Some(Whom::InReview) => draws::waiting(tx, Queue::Renewals, &scheme.id),
        Some(Whom::NewCycle | Whom::Holders) => {
            let mut people = Vec::new();
            for programme in &scheme.programmes {
                people.append(&mut draws::awarded(tx, &programme.id)?);
            }
            Ok(people)
        }
    }
}

fn meets(bodies: &Bodies, handbook: &Handbook, (person, lines): (&str, &[String]), on: Date) -> bool {
    let lines = entries::numbered(lines);
    let case = Case::open(bodies, Text::Borrowed(person), &lines, None);
    // Whoever was merged into another is drawn as that other.
    let own = case.asked.is_none();
    own && case.records().any(|(own, record)| own.body.id == handbook.body.id && may_meet(handbook, record, on))
}

/// A draw that somebody asks for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The body whose scheme it is.
    pub handbook: &'a Handbook,
    /// How many.
    pub take: Take,
    /// The seed.
    pub seed: &'a str,
    /// Who asks.
    pub by: &'a str,
}

/// Draws of a population, and opens an audit for everybody drawn: all of it in one unit, or nothing. Answers the draw's
/// id; the same draw asked for again is not made again, and answers the same. Answers nothing, and draws nobody, where
/// those of whom is drawn are others by now than those who were found.
///
/// # Errors
/// Where nothing may be drawn that day; where the database fails.
pub fn draw(
    store: &Store,
    bodies: &Arc<Bodies>,
    asked: &Asked<'_>,
    found: &Found,
    (on, now): (Date, Timestamp),
) -> Result<Option<String>, Failure> {
    let new = new(asked, &found.population, (on, now))?;
    let (bodies, found) = (Arc::clone(bodies), found.clone());
    store.write(move |tx| {
        draws::hold(tx, &new.body)?;
        if draws::by_id(tx, &new.id)?.is_some() {
            return Ok(Some(new.id.clone()));
        }
        let missing = || Failure::Missing(format!("body `{}`", new.body));
        if !are_the_same(tx, &bodies, bodies.body(&new.body).ok_or_else(missing)?, &found, on)? {
            return Ok(None);
        }
        draws::keep(tx, &new)?;
        for person in &new.drawn {
            let change = Change {
                person: person.clone(),
                body: new.body.clone(),
                seen: None,
                by: new.made_by.clone(),
                kind: "audit_opened",
                day: None,
                fields: vec![("scheme", new.scheme.as_str().into()), ("note", format!("draw {}", new.id).into())],
            };
            act::put(tx, &bodies, &[(event(&new.id, person), change)], now)?;
        }
        Ok(Some(new.id.clone()))
    })
}

/// Whether those of whom is drawn are the same as when they were found: whoever's record has grown since is judged anew.
/// Where more has come than can be looked at while everybody else waits to write, they are not known to be.
fn are_the_same(
    tx: &mut Tx<'_>,
    bodies: &Bodies,
    handbook: &Handbook,
    found: &Found,
    on: Date,
) -> Result<bool, Failure> {
    let Some(grown) = Heads::now(tx)?.grown(tx, &found.heads)? else { return Ok(false) };
    for person in &grown {
        let lines = entries::lines(tx, person)?;
        let was = found.population.ids().binary_search(person).is_ok();
        if meets(bodies, handbook, (person, &lines), on) != was {
            return Ok(false);
        }
    }
    Ok(true)
}

fn new(asked: &Asked<'_>, population: &Population, (on, now): (Date, Timestamp)) -> Result<Draw, Failure> {
    let handbook = asked.handbook;
    let reasons = may_draw(handbook, on);
    let (Some(reason), Some(scheme), Ruling::Allowed) = (reasons.first(), &handbook.scheme, ruling(&reasons)) else {
        return Err(Failure::Missing(format!("draw of `{}` on {on}", handbook.body.id)));
    };
    let share = asked.take.to_string();
    let parts = [&*scheme.id, population.hash(), ALGORITHM, asked.seed, &share];
    let mut id = sha256(&parts.join("\n"));
    id.truncate(16);
    Ok(Draw {
        id,
        body: handbook.body.id.clone(),
        scheme: scheme.id.clone(),
        made_at: now,
        made_by: asked.by.to_owned(),
        algorithm: ALGORITHM.to_owned(),
        seed: asked.seed.to_owned(),
        share,
        clause: reason.source.clause.to_owned(),
        citation: reason.source.citation.to_owned(),
        counted: population.ids().len() as i64,
        hash: population.hash().to_owned(),
        population: population.ids().to_vec(),
        drawn: population.draw(asked.seed, asked.take).into_iter().map(str::to_owned).collect(),
    })
}

/// The id of the entry that opens somebody's audit: the same draw opens it once.
pub fn event(draw: &str, person: &str) -> String {
    let mut id = sha256(&format!("{draw}\n{person}"));
    id.truncate(24);
    format!("audit-{id}")
}

/// A draw as a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    draw: String,
    body: String,
    scheme: String,
    made_at: String,
    clause: String,
    citation: String,
    algorithm: String,
    seed: String,
    share: String,
    population: People,
    drawn: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct People {
    count: u64,
    sha256: String,
    ids: Vec<String>,
}

/// What a draw's file has.
const FIELDS: [&str; 14] = [
    "draw",
    "body",
    "scheme",
    "made_at",
    "clause",
    "citation",
    "algorithm",
    "seed",
    "share",
    "population",
    "drawn",
    "count",
    "sha256",
    "ids",
];

/// A draw as JSON, with all that it takes to repeat it.
pub fn written(draw: &Draw) -> String {
    let written = Written {
        draw: draw.id.clone(),
        body: draw.body.clone(),
        scheme: draw.scheme.clone(),
        made_at: draw.made_at.to_string(),
        clause: draw.clause.clone(),
        citation: draw.citation.clone(),
        algorithm: draw.algorithm.clone(),
        seed: draw.seed.clone(),
        share: draw.share.clone(),
        population: People { count: draw.counted as u64, sha256: draw.hash.clone(), ids: draw.population.clone() },
        drawn: draw.drawn.clone(),
    };
    serde_json::to_string_pretty(&written).unwrap_or_default() + "\n"
}

/// A draw that was repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Repeated {
    /// Whether the same people come out, of the same population.
    pub same: bool,
    /// The draw's id, as the file says it.
    pub draw: String,
    /// Of how many was drawn.
    pub count: usize,
    /// The hash of the population, worked out anew.
    pub sha256: String,
    /// Who is drawn, worked out anew.
    pub drawn: Vec<String>,
    /// Where the file says otherwise.
    pub differences: Vec<Difference>,
}

/// Something that a file says and that does not come out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Difference {
    /// So many people.
    Count {
        /// As the file says.
        said: u64,
    },
    /// The population's hash.
    Hash {
        /// As the file says.
        said: String,
    },
    /// Somebody comes out whom the file does not name among those drawn.
    NotNamed {
        /// Who.
        id: String,
    },
    /// The file names somebody who does not come out.
    NotDrawn {
        /// Who.
        id: String,
    },
    /// The same people, in another order than that of their tickets.
    Order,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Difference::Count { said } => write!(f, "the file counts {said} people, and names another number"),
            Difference::Hash { said } => write!(f, "the file says that the population's hash is {said}"),
            Difference::NotNamed { id } => {
                write!(f, "`{id}` comes out, and the file does not name them among those drawn")
            }
            Difference::NotDrawn { id } => write!(f, "the file names `{id}` among those drawn, who does not come out"),
            Difference::Order => f.write_str("the file names those drawn in another order than that of their tickets"),
        }
    }
}

/// What is wrong with a file: line, column, what, and what to do.
pub type Unread = (usize, usize, String, String);

/// Repeats the draw of a file.
///
/// # Errors
/// Where the file is not such a draw.
pub fn repeat(text: &str) -> Result<Repeated, Unread> {
    let as_given = "take the file as the page of the draw gives it".to_owned();
    let written: Written = serde_json::from_str(text).map_err(|e| {
        let said = e.to_string();
        let said = said.split(" at line ").next().unwrap_or_default().to_owned();
        let near = said.strip_prefix("unknown field `").and_then(|rest| nearest(rest.split('`').next()?, FIELDS));
        let remedy = near.map_or_else(|| as_given.clone(), |near| format!("did you mean `{near}`?"));
        (e.line().max(1), e.column().max(1), said, remedy)
    })?;
    let wrong = |key: &str, said: String, remedy: &str| {
        let needle = format!("\"{key}\"");
        let (line, text) = text.lines().enumerate().find(|(_, line)| line.contains(&needle)).unwrap_or_default();
        (line + 1, text.find(&needle).unwrap_or(0) + 1, said, remedy.to_owned())
    };
    if written.algorithm != ALGORITHM {
        let said = format!("`{}` is no way of drawing that is known here", written.algorithm);
        return Err(wrong(
            "algorithm",
            said,
            &format!("repeat it by a program that knows it; this one knows `{ALGORITHM}`"),
        ));
    }
    let Some(take) = Take::parse(&written.share) else {
        return Err(wrong(
            "share",
            format!("`{}` is no number of people", written.share),
            "write it like `12` or `5%`",
        ));
    };
    if seed(&written.seed) != Some(&*written.seed) {
        return Err(wrong("seed", "the seed is empty, too long, or not one line".to_owned(), &as_given));
    }
    let given = written.population.ids.len();
    let population = Population::of(written.population.ids)
        .map_err(|id| wrong("ids", format!("the id {id:?} is empty or breaks its line"), &as_given))?;
    let drawn: Vec<String> = population.draw(&written.seed, take).into_iter().map(str::to_owned).collect();
    let mut differences = Vec::new();
    if (given, written.population.count) != (population.ids().len(), population.ids().len() as u64) {
        differences.push(Difference::Count { said: written.population.count });
    }
    if written.population.sha256 != population.hash() {
        differences.push(Difference::Hash { said: written.population.sha256 });
    }
    let (out, said) = (&drawn, &written.drawn);
    differences.extend(out.iter().filter(|id| !said.contains(id)).map(|id| Difference::NotNamed { id: id.clone() }));
    differences.extend(said.iter().filter(|id| !out.contains(id)).map(|id| Difference::NotDrawn { id: id.clone() }));
    if differences.is_empty() && out != said {
        differences.push(Difference::Order);
    }
    let (count, sha256) = (population.ids().len(), population.hash().to_owned());
    Ok(Repeated { same: differences.is_empty(), draw: written.draw, count, sha256, drawn, differences })
}
