//! A draw of a few audits, so that one can be looked at: its numbers, those drawn, and what each of them is asked for.

use std::sync::Arc;

use jiff::Timestamp;
use programme::Bodies;
use programme::audit::draw::Take;
use programme::audit::may_draw;
use programme::decision::{Ruling, ruling};
use store::Store;

use crate::audits::{self, Asked};
use crate::failure::Failure;

/// How many are drawn.
const SO_MANY: Take = Take::Count(4);

/// The seed: of the same people on the same day the same are drawn.
const SEED: &str = "A figure that a demonstration publishes: 7123.45";

/// Who draws.
const BY: &str = "reviewer@demo.example";

/// Draws of every body whose rule draws on this day; answers each such body with one of those drawn.
pub(super) fn make(store: &Store, bodies: &Arc<Bodies>, now: Timestamp) -> Result<Vec<(String, String)>, Failure> {
    let mut audited = Vec::new();
    for handbook in bodies.all() {
        let on = handbook.body.zone.to_datetime(now).date();
        if ruling(&may_draw(handbook, on)) != Ruling::Allowed {
            continue;
        }
        let found = audits::population(store, bodies, handbook, on)?;
        let Some(first) = found.population.draw(SEED, SO_MANY).first().map(|person| (*person).to_owned()) else {
            continue;
        };
        let asked = Asked { handbook, take: SO_MANY, seed: SEED, by: BY };
        audits::draw(store, bodies, &asked, &found, (on, now))?;
        audited.push((handbook.body.id.clone(), first));
    }
    Ok(audited)
}
