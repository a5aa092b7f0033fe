//! The evidence that an application brings.

use jiff::civil::Date;

use super::Text;
use super::json::Fields;
use crate::amount::Units;

/// Evidence that an application brings.
#[derive(Debug, Clone, PartialEq)]
pub enum Evidence<'a> {
    /// A period of work.
    Employment {
        /// The post.
        role: Text<'a>,
        /// The field of work: a word that some handbook's route asks for.
        field: Text<'a>,
        /// First day.
        from: Date,
        /// Last day worked; none while it lasts.
        to: Option<Date>,
        /// Share of full time; 1 unless said otherwise.
        share: Units,
    },
    /// Schooling.
    Education {
        /// What was or will be awarded.
        award: Text<'a>,
        /// Whether the programme, or the institution that houses it, is accredited.
        accredited: bool,
        /// Hours of instruction.
        didactic_hours: Option<Units>,
        /// Hours of externship.
        externship_hours: Option<Units>,
        /// Day of graduation.
        graduated: Option<Date>,
        /// Day for which graduation is scheduled.
        scheduled: Option<Date>,
    },
    /// A credential of another body.
    Credential {
        /// Its designation.
        designation: Text<'a>,
        /// First day held.
        from: Date,
        /// Last day held; none while it lasts.
        to: Option<Date>,
    },
}

/// Reads one piece of evidence.
pub(super) fn evidence<'a>(f: &Fields<'_, 'a>) -> Option<Evidence<'a>> {
    #[derive(Clone, Copy)]
    enum Kind {
        Employment,
        Education,
        Credential,
    }
    let kinds = &[("employment", Kind::Employment), ("education", Kind::Education), ("credential", Kind::Credential)];
    let Some(kind) = f.word("type", kinds) else {
        f.leave();
        return None;
    };
    match kind {
        Kind::Employment => {
            let (role, field) = (f.text("role"), f.text("field"));
            let (from, to, share) = (f.day("from"), f.day_if_any("to"), f.number_if_any("share"));
            let (from, to) = period(f, from, to)?;
            let share = share?.unwrap_or(Units::whole(1));
            if share > Units::whole(1) || share == Units::ZERO {
                return f.wrong(
                    "share",
                    format!("`share` cannot be {share}"),
                    "write a part of full time, above 0 and at most 1",
                );
            }
            Some(Evidence::Employment { role: role?, field: field?, from, to, share })
        }
        Kind::Education => {
            let (award, accredited) = (f.text("award"), f.flag("accredited"));
            let (didactic_hours, externship_hours) =
                (f.number_if_any("didactic_hours"), f.number_if_any("externship_hours"));
            let (graduated, scheduled) = (f.day_if_any("graduated"), f.day_if_any("scheduled"));
            Some(Evidence::Education {
                award: award?,
                accredited: accredited?,
                didactic_hours: didactic_hours?,
                externship_hours: externship_hours?,
                graduated: graduated?,
                scheduled: scheduled?,
            })
        }
        Kind::Credential => {
            let (designation, from, to) = (f.text("designation"), f.day("from"), f.day_if_any("to"));
            let (from, to) = period(f, from, to)?;
            Some(Evidence::Credential { designation: designation?, from, to })
        }
    }
}

/// A period whose last day does not precede its first.
pub(super) fn period(f: &Fields<'_, '_>, from: Option<Date>, to: Option<Option<Date>>) -> Option<(Date, Option<Date>)> {
    let (from, to) = (from?, to?);
    match to {
        Some(end) if end < from => {
            f.wrong("to", format!("`to` ({end}) is before `from` ({from})"), "give the last day, not before the first")
        }
        _ => Some((from, to)),
    }
}
