//! A review for a person to read.

use std::collections::BTreeSet;
use std::fmt::Write;

use jiff::civil::Date;
use programme::amount::Money;
use programme::day::{in_words, next};
use programme::decision::{Reason, Ruling, ruling};
use programme::explain::day_seen_from;
use programme::record::event::Event;
use programme::review::{Case, Credential, CycleView, FeeView, Review};

use super::{BOLD, DIM, GREEN, RED, YELLOW, heading, meter, of_standing, period, reasons, said, styled, timeline};

/// Writes a review.
pub fn write(case: &Case<'_>, review: &Review<'_>) -> String {
    let mut out = String::new();
    let name = name(case).map_or(String::new(), |name| format!("{name} · "));
    let _ = writeln!(out, "{}", heading(&format!("{name}{} · as of {}", review.person, in_words(review.on))));
    for merge in review.merged {
        let (merged, day) = (&merge.merged, in_words(merge.day));
        let _ = writeln!(out, "Everything recorded of {merged} counts here: merged on {day}.\n");
    }
    for credential in &review.credentials {
        write_credential(&mut out, credential, review.on);
    }
    if review.credentials.is_empty() {
        let _ = writeln!(out, "No credential was awarded by this day.\n");
    }
    for cycle in &review.cycles {
        write_cycle(&mut out, cycle, review.on);
    }
    write_costs(&mut out, review);
    write_results(&mut out, review);
    write_actions(&mut out, review);
    write_requests(&mut out, review);
    if !review.refused.is_empty() {
        let _ = writeln!(out, "{}", styled(BOLD, "Not taken into the record"));
        for refusal in &review.refused {
            let _ =
                writeln!(out, "  {} line {}: {}; {}", styled(RED, "✗"), refusal.line, refusal.wrong, refusal.remedy);
        }
        out.push('\n');
    }
    out
}

fn name<'c>(case: &'c Case<'_>) -> Option<&'c str> {
    match &case.registration()?.event {
        Event::PersonRegistered { name, .. } => Some(name.as_ref()),
        _ => None,
    }
}

fn write_credential(out: &mut String, credential: &Credential<'_>, on: Date) {
    let good = if credential.standing.good() {
        styled(GREEN, "in good standing")
    } else {
        styled(RED, "not in good standing")
    };
    let _ = writeln!(
        out,
        "{}  {}, {good}",
        styled(BOLD, &credential.programme.designation),
        styled(of_standing(credential.standing), said(credential.standing))
    );
    let _ = writeln!(out, "  {} · awarded {}", credential.programme.name, in_words(credential.awarded));
    out.push_str(&timeline(&credential.timeline, on, "  "));
    reasons(out, "  ", &credential.because);
    out.push('\n');
}

fn write_cycle(out: &mut String, cycle: &CycleView<'_>, on: Date) {
    let renewed = cycle.renewed.map_or(String::new(), |day| styled(GREEN, format!(" · renewed {}", in_words(day))));
    let _ =
        writeln!(out, "{} {} to {}{renewed}", styled(BOLD, "Cycle"), in_words(cycle.from), day_seen_from(cycle.to, on));
    let _ = writeln!(out, "  {}", meter("Total", cycle.earned.0, cycle.required.0));
    if cycle.required.1.thousandths() > 0 {
        let _ = writeln!(out, "  {}", meter("Approved", cycle.earned.1, cycle.required.1));
    }
    for (category, needs, has) in &cycle.categories {
        let _ = writeln!(out, "  {}", meter(category, *has, *needs));
    }
    for (days, needs, has, _) in cycle.years.iter().filter(|y| y.0.from <= on) {
        let _ = writeln!(out, "  {}", meter(&format!("to {}", days.to), *has, *needs));
    }
    reasons(out, "  ", &cycle.because);
    for worth in &cycle.credits {
        let Event::CreditLogged { title, .. } = &worth.fact.entry.event else { continue };
        let counted = worth.counted.with_decimal().to_string();
        let style = if worth.counted.thousandths() > 0 { GREEN } else { RED };
        let _ = writeln!(
            out,
            "  {} {}  {title} ({})",
            styled(style, format!("{counted:>5}")),
            worth.fact.day,
            worth.category.id
        );
        if worth.counted.thousandths() == 0 {
            reasons(out, "        ", &worth.reasons());
        }
    }
    out.push('\n');
}

/// What it costs today, and after each deadline (I2).
fn write_costs(out: &mut String, review: &Review<'_>) {
    let on = review.on;
    let fees: Vec<&FeeView<'_>> = review.fees.iter().chain(&review.fees_later).collect();
    if fees.is_empty() {
        return;
    }
    let _ = writeln!(out, "{}", styled(BOLD, "What it costs, and until when"));
    let mut days: BTreeSet<Date> = BTreeSet::from([on]);
    for fee in &fees {
        days.insert(fee.from.max(on));
        days.extend(fee.to.filter(|to| *to >= on).map(next));
    }
    let days: Vec<Date> = days.into_iter().collect();
    for (at, day) in days.iter().enumerate() {
        let due: Vec<&&FeeView<'_>> =
            fees.iter().filter(|f| f.from <= *day && f.to.is_none_or(|to| *day <= to)).collect();
        if due.is_empty() {
            continue;
        }
        let total: Money = due.iter().map(|f| f.amount).sum();
        let items: Vec<String> = due.iter().map(|f| format!("{} {}", f.item, f.amount)).collect();
        let until = days.get(at + 1).and_then(|next| next.yesterday().ok());
        let until = until.map_or("and on".to_owned(), |until| format!("through {}", day_seen_from(until, on)));
        let _ = writeln!(out, "  {:>8}  from {day} {until}  {}", total.to_string(), styled(DIM, items.join(" + ")));
    }
    let mut said: Vec<Reason<'_>> = Vec::new();
    for reason in fees.iter().flat_map(|f| &f.because) {
        if !said.contains(reason) {
            said.push(reason.clone());
        }
    }
    reasons(out, "  ", &said);
    out.push('\n');
}

fn write_results(out: &mut String, review: &Review<'_>) {
    for result in &review.results {
        let _ = writeln!(out, "{} {} sat on {}", styled(BOLD, "Result"), result.programme, in_words(result.exam.day));
        reasons(out, "  ", &result.reasons);
        out.push('\n');
    }
}

fn write_actions(out: &mut String, review: &Review<'_>) {
    let _ = writeln!(out, "{}", styled(BOLD, "What can be done"));
    for action in &review.actions {
        let (mark, style) = match action.ruling() {
            Ruling::Allowed => ("✓", GREEN),
            Ruling::Refused => ("✗", RED),
            Ruling::Unsettled => ("?", YELLOW),
        };
        let about = action.programme.or(action.scheme).unwrap_or_default();
        let when = period(action.from, action.to, review.on);
        let when = if when.is_empty() { when } else { format!("  {when}") };
        let _ = writeln!(
            out,
            "  {} {} ({about}){}",
            styled(style, mark),
            action.action.word().replace('_', " "),
            styled(DIM, when)
        );
        reasons(out, "      ", &action.reasons);
    }
    out.push('\n');
}

fn write_requests(out: &mut String, review: &Review<'_>) {
    if review.requests.is_empty() {
        return;
    }
    let _ = writeln!(out, "{}", styled(BOLD, "What was asked for, as the rules judge it"));
    for request in &review.requests {
        let ruling = ruling(&request.because);
        let style = if ruling == Ruling::Allowed { GREEN } else { YELLOW };
        let _ = writeln!(
            out,
            "  {} {} ({})  {}",
            in_words(request.fact.day),
            request.kind.replace('_', " "),
            request.fact.entry.id,
            styled(style, ruling.word())
        );
        reasons(out, "      ", &request.because);
        if let Some(instead) = &request.instead {
            let _ = writeln!(out, "      → offered instead: {instead}");
        }
    }
    out.push('\n');
}
