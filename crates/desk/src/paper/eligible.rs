//! An eligibility answer for a person to read.

use std::fmt::Write;

use programme::day::in_words;
use programme::decision::Met;
use programme::eligibility::Eligibility;

use super::{BOLD, DIM, GREEN, RED, YELLOW, heading, reasons, styled};

/// Writes whether somebody is eligible, and by what.
pub fn write(person: &str, programme: &str, eligibility: &Eligibility<'_>) -> String {
    let mut out = String::new();
    let kind = if eligibility.decision { "application of" } else { "self-check on" };
    let _ = writeln!(out, "{}", heading(&format!("{person} · {programme} · {kind} {}", in_words(eligibility.day))));
    let answer = match eligibility.route() {
        Some(route) => styled(GREEN, format!("Eligible, by the route `{route}`.")),
        None => styled(RED, "Not eligible by any route."),
    };
    let _ = writeln!(out, "{answer}");
    if !eligibility.decision {
        let _ = writeln!(
            out,
            "{}",
            styled(YELLOW, "This is a self-check and no decision: only a submitted application is decided.")
        );
    }
    for route in &eligibility.routes {
        let met = if route.met() { styled(GREEN, "met") } else { styled(RED, "not met") };
        let _ = writeln!(out, "\n{} {met}", styled(BOLD, format!("Route {}:", route.route)));
        for requirement in &route.requirements {
            reasons(&mut out, "  ", std::slice::from_ref(&requirement.reason));
            if requirement.reason.met != Met::Yes {
                let _ = writeln!(
                    out,
                    "    {}",
                    styled(DIM, format!("needed: {} · shown: {}", requirement.needs(), requirement.has()))
                );
            }
        }
    }
    if !eligibility.award_waits.is_empty() {
        let _ = writeln!(out, "\n{}", styled(BOLD, "The credential waits:"));
        reasons(&mut out, "  ", &eligibility.award_waits);
    }
    out
}
