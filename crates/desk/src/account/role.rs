//! Roles, the rights they give, and which of them keep apart. The lists of words are closed; what gives what is data, in
//! `assets/roles.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use toml::de::{DeTable, DeValue};

/// A closed list of words, each with a sentence that says what it is.
macro_rules! said {
    ($(#[$about:meta])* pub enum $name:ident { $($variant:ident = $word:literal, $says:literal;)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = $says] $variant,)*
        }

        impl $name {
            /// Every one there is.
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// The word it is written by.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }

            /// Reads a word; nothing where it stands for none.
            pub fn parse(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$variant),)* _ => None }
            }

            /// What it is, in a plain sentence.
            pub fn says(self) -> &'static str {
                match self { $($name::$variant => $says,)* }
            }
        }
    };
}

pub(super) use said;

said! {
    /// What somebody is here.
    pub enum Role {
        Certificant = "certificant", "Holds a credential, or applies for one.";
        Registrar = "registrar", "Takes applications and payments, and keeps the testing windows.";
        Reviewer = "reviewer", "Decides on applications and renewals, and keeps records right.";
        Psychometrician = "psychometrician", "Works on scores and items, without knowing whose they are.";
        ItemWriter = "item_writer", "Writes items of the exam.";
        ItemReviewer = "item_reviewer", "Reviews items that others wrote.";
        Instructor = "instructor", "Teaches a class that prepares for the exam.";
        Provider = "provider", "Gives continuing education, and reports who earned credits.";
        Auditor = "auditor", "Looks at everybody's work, and changes nothing.";
        Administrator = "administrator", "Keeps the accounts, and gives the roles.";
    }
}

said! {
    /// What somebody may do.
    pub enum Right {
        SeeOwn = "see_own", "See one's own record, and act on it.";
        SeePeople = "see_people", "See everybody's records.";
        DecideApplications = "decide_applications", "Decide on applications for the exam.";
        DecideAccommodations = "decide_accommodations", "See which testing accommodations are asked for and why, and decide.";
        DecideRenewals = "decide_renewals", "Decide on renewals.";
        CorrectRecords = "correct_records", "Correct entries of a record by further ones.";
        TakeMeasures = "take_measures", "Suspend, revoke and restore credentials.";
        RecordPayments = "record_payments", "Record payments.";
        SendLetters = "send_letters", "Write to many people at once.";
        MergePeople = "merge_people", "Say which records are of one person, and take that back.";
        KeepWindows = "keep_windows", "Open and close testing windows.";
        ReviewActivities = "review_activities", "Approve what education providers offer, and keep their list.";
        PostCredits = "post_credits", "Keep courses, and take in who completed them.";
        ReportCredits = "report_credits", "Report who earned credits in one's own programmes.";
        SeeClasses = "see_classes", "See how one's own classes get on in practice.";
        SeeItems = "see_items", "See items of the exam.";
        WriteItems = "write_items", "Write items of the exam.";
        ReviewItems = "review_items", "Review items of the exam.";
        SeeItemStatistics = "see_item_statistics", "See how items did, without knowing whose answers they were.";
        DecideAppeals = "decide_appeals", "Decide appeals against measures that somebody else took.";
        RecordSittings = "record_sittings", "Record who sat an exam, and who did not appear.";
        AwardCredentials = "award_credentials", "Award credentials to those who passed.";
        LoadScores = "load_scores", "Load scores by candidate number, without knowing whose they are.";
        FreezeKeys = "freeze_keys", "Fix the keys of a form for good.";
        ReleaseResults = "release_results", "Release the results of a testing window.";
        KeepAccounts = "keep_accounts", "Make and shut accounts, and give and take roles.";
        SeeAuditTrail = "see_audit_trail", "See who did what.";
    }
}

impl Role {
    /// Whether it has a part in running the body.
    pub fn is_staff(self) -> bool {
        !matches!(self, Role::Certificant | Role::Instructor | Role::Provider)
    }

    /// What it gives the right to.
    pub fn rights(self) -> &'static [Right] {
        RULES.rights.get(&self).map_or(&[], Vec::as_slice)
    }
}

impl Right {
    /// Whether it shows who a candidate is, by itself or by what it works on.
    pub fn shows_people(self) -> bool {
        matches!(
            self,
            Right::SeePeople
                | Right::DecideApplications
                | Right::DecideAccommodations
                | Right::DecideRenewals
                | Right::CorrectRecords
                | Right::TakeMeasures
                | Right::RecordPayments
                | Right::DecideAppeals
                | Right::RecordSittings
                | Right::AwardCredentials
                | Right::MergePeople
                | Right::SendLetters
                | Right::ReviewActivities
                | Right::PostCredits
                | Right::ReportCredits
                | Right::SeeClasses
                | Right::KeepAccounts
                | Right::SeeAuditTrail
        )
    }

    /// The act on the same thing that its doer must not have done, and why.
    pub fn apart_from(self) -> impl Iterator<Item = (Right, &'static str)> {
        RULES.two_people.iter().filter_map(move |pair| match pair {
            (first, then, why) if *then == self => Some((*first, why.as_str())),
            (first, then, why) if *first == self => Some((*then, why.as_str())),
            _ => None,
        })
    }
}

/// Whether any of these roles gives the right.
pub fn may(roles: &[Role], right: Right) -> bool {
    roles.iter().any(|role| role.rights().contains(&right))
}

/// Whether two accounts are known, and are not the same one: for acts that take two people.
pub fn two_people(first: &str, second: &str) -> bool {
    !first.is_empty() && !second.is_empty() && first != second
}

/// Two roles that one account may not hold, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Together {
    /// The role that is held.
    pub held: Role,
    /// The role that does not go with it.
    pub role: Role,
    /// Why not: one sentence.
    pub why: &'static str,
}

impl std::fmt::Display for Together {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "nobody may be {} and {}: {}", self.held.word(), self.role.word(), self.why)
    }
}

/// What keeps a role from whoever holds `held`, if anything does.
pub fn clash(held: &[Role], role: Role) -> Option<Together> {
    let clashes = |held: Role| {
        let apart = |one: Role, two: Role| {
            RULES.never_together.iter().find(move |(these, with, _)| these.contains(&one) && with.contains(&two))
        };
        apart(held, role).or_else(|| apart(role, held)).map(|(.., why)| Together { held, role, why })
    };
    held.iter().copied().find_map(clashes)
}

/// Those of the roles that go together with every other one held: where two do not, neither counts, whichever way both
/// came to be held.
pub fn that_count(held: Vec<Role>) -> Vec<Role> {
    held.iter().copied().filter(|role| clash(&held, *role).is_none()).collect()
}

/// Why roles that are held by these words do not count, where two of them do not go together.
pub fn apart<'w>(words: impl Iterator<Item = &'w str>) -> Option<&'static str> {
    let held = super::known(words);
    held.iter().find_map(|role| clash(&held, *role)).map(|together| together.why)
}

/// The file as it was read.
#[derive(Default)]
struct Rules {
    rights: BTreeMap<Role, Vec<Right>>,
    never_together: Vec<(BTreeSet<Role>, BTreeSet<Role>, String)>,
    two_people: Vec<(Right, Right, String)>,
}

const TEXT: &str = include_str!("../../assets/roles.toml");

/// Where the text carried in the program could not be read, nobody would have any right; a test reads it.
static RULES: LazyLock<Rules> = LazyLock::new(|| read(TEXT).unwrap_or_default());

fn read(text: &str) -> Result<Rules, String> {
    let table = DeTable::parse(text).map_err(|e| e.to_string())?.into_inner();
    let mut rules = Rules::default();
    for (key, value) in &table {
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("rights", DeValue::Table(rights)) => {
                for (role, rights) in rights {
                    let role = known(role.get_ref(), Role::parse)?;
                    rules.rights.insert(role, list(rights.get_ref(), Right::parse)?);
                }
            }
            ("never_together", DeValue::Array(pairs)) => {
                for pair in pairs.iter() {
                    let [these, with, why] = three(pair.get_ref(), ["these", "with", "why"])?;
                    let these = list(these, Role::parse)?.into_iter().collect();
                    let with = list(with, Role::parse)?.into_iter().collect();
                    rules.never_together.push((these, with, text_of(why)?.to_owned()));
                }
            }
            ("two_people", DeValue::Array(pairs)) => {
                for pair in pairs.iter() {
                    let [first, then, why] = three(pair.get_ref(), ["first", "then", "why"])?;
                    let (first, then) = (known(text_of(first)?, Right::parse)?, known(text_of(then)?, Right::parse)?);
                    rules.two_people.push((first, then, text_of(why)?.to_owned()));
                }
            }
            (other, _) => return Err(format!("`{other}` stands for nothing")),
        }
    }
    Ok(rules)
}

/// The values of three keys, which are all there are.
fn three<'v, 't>(value: &'v DeValue<'t>, keys: [&str; 3]) -> Result<[&'v DeValue<'t>; 3], String> {
    let DeValue::Table(table) = value else { return Err("not a table".to_owned()) };
    if let Some((key, _)) = table.iter().find(|(key, _)| !keys.contains(&key.get_ref().as_ref())) {
        return Err(format!("`{}` stands for nothing", key.get_ref()));
    }
    let of = |key: &str| table.get(key).map(|v| v.get_ref()).ok_or_else(|| format!("`{key}` is missing"));
    Ok([of(keys[0])?, of(keys[1])?, of(keys[2])?])
}

fn text_of<'v>(value: &'v DeValue<'_>) -> Result<&'v str, String> {
    value.as_str().ok_or_else(|| "not a text".to_owned())
}

fn known<T>(word: &str, parse: fn(&str) -> Option<T>) -> Result<T, String> {
    parse(word).ok_or_else(|| format!("`{word}` stands for nothing"))
}

fn list<T>(value: &DeValue<'_>, parse: fn(&str) -> Option<T>) -> Result<Vec<T>, String> {
    let DeValue::Array(words) = value else { return Err("not a list".to_owned()) };
    words.iter().map(|word| known(text_of(word.get_ref())?, parse)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn any(role: Role, of: impl Fn(Right) -> bool) -> bool {
        role.rights().iter().any(|right| of(*right))
    }

    /// Every set of roles that one account can come to hold, one role after the other.
    fn sets() -> Vec<Vec<Role>> {
        let of = |bits: u32| -> Vec<Role> {
            Role::ALL.iter().enumerate().filter(|(n, _)| bits >> n & 1 == 1).map(|(_, role)| *role).collect()
        };
        let allowed = |roles: &Vec<Role>| roles.iter().enumerate().all(|(n, role)| clash(&roles[..n], *role).is_none());
        (0..1 << Role::ALL.len()).map(of).filter(allowed).collect()
    }

    #[test]
    fn the_file_is_read_and_names_every_role_and_every_right() {
        let rules = read(TEXT).unwrap();
        let roles: Vec<Role> = rules.rights.keys().copied().collect();
        assert_eq!(roles, Role::ALL);
        let rights: BTreeSet<Right> = rules.rights.values().flatten().copied().collect();
        assert_eq!(rights.into_iter().collect::<Vec<_>>(), Right::ALL);
        assert!(!rules.never_together.is_empty() && !rules.two_people.is_empty());
    }

    #[test]
    fn a_word_that_stands_for_nothing_is_refused() {
        for wrong in [
            "[rights]\nregistrar = [\"see_everything\"]",
            "[rights]\nking = []",
            "[wrongs]",
            "[[never_together]]\nthese = [\"auditor\"]\nwith = [\"auditor\"]",
            "[[two_people]]\nfirst = \"see_own\"\nthen = \"see_own\"\nwhy = \"x\"\nelse = \"y\"",
            "[rights",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn words_lead_back_to_what_they_stand_for() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.word()), Some(*role));
            assert!(role.says().ends_with('.'));
        }
        for right in Right::ALL {
            assert_eq!(Right::parse(right.word()), Some(*right));
        }
        assert_eq!((Role::parse("Registrar"), Right::parse("")), (None, None));
    }

    #[test]
    fn who_works_on_items_or_scores_cannot_see_who_a_candidate_is() {
        for role in [Role::ItemWriter, Role::ItemReviewer, Role::Psychometrician] {
            assert!(!any(role, Right::shows_people), "{role:?}");
        }
    }

    #[test]
    fn who_teaches_cannot_see_items() {
        let of_items = [Right::SeeItems, Right::WriteItems, Right::ReviewItems, Right::SeeItemStatistics];
        for role in [Role::Instructor, Role::Provider, Role::Certificant] {
            assert!(!any(role, |right| of_items.contains(&right)), "{role:?}");
        }
    }

    #[test]
    fn an_auditor_only_sees() {
        assert!(Role::Auditor.rights().iter().all(|right| right.word().starts_with("see_")));
        assert!(!any(Role::Auditor, |right| right == Right::SeeItems));
    }

    #[test]
    fn who_corrects_records_may_read_every_entry_of_them() {
        let reads = |role: &&Role| {
            !any(**role, |r| r == Right::CorrectRecords) || any(**role, |r| r == Right::DecideAccommodations)
        };
        assert!(Role::ALL.iter().all(|role| reads(&role)), "the form shows what the entry says");
    }

    #[test]
    fn no_set_of_roles_gives_what_its_parts_may_not() {
        let sets = sets();
        assert!(sets.iter().any(|set| set.len() > 2), "some roles do go together");
        for set in sets {
            let has = |right: Right| may(&set, right);
            let shows = Right::ALL.iter().any(|right| right.shows_people() && has(*right));
            assert!(!(has(Right::SeeItems) && shows), "{set:?} sees items and people");
            assert!(!(has(Right::FreezeKeys) && shows), "{set:?} sees keys and people");
            let changes = Right::ALL.iter().any(|right| !right.word().starts_with("see_") && has(*right));
            assert!(!(set.contains(&Role::Auditor) && changes), "{set:?} audits and changes");
            let decides = has(Right::DecideApplications) || has(Right::CorrectRecords) || has(Right::TakeMeasures);
            assert!(!(has(Right::KeepAccounts) && decides), "{set:?} gives roles and decides");
        }
    }

    #[test]
    fn a_clash_is_the_same_whichever_role_comes_first_and_says_why() {
        for one in Role::ALL {
            assert_eq!(clash(&[*one], *one), None, "{one:?} clashes with itself");
            for two in Role::ALL {
                assert_eq!(clash(&[*one], *two).is_some(), clash(&[*two], *one).is_some(), "{one:?} {two:?}");
            }
        }
        let said = clash(&[Role::Certificant, Role::Registrar], Role::ItemWriter).unwrap().to_string();
        let expected = "nobody may be registrar and item_writer: Whoever works on items or scores must not know who the \
                        candidates are.";
        assert_eq!(said, expected);
    }

    #[test]
    fn of_roles_that_do_not_go_together_neither_counts() {
        assert_eq!(that_count(vec![Role::Certificant, Role::Registrar, Role::ItemWriter]), [Role::Certificant]);
        assert_eq!(that_count(vec![Role::Registrar, Role::Reviewer]), [Role::Registrar, Role::Reviewer]);
        for set in sets() {
            assert_eq!(that_count(set.clone()), set, "what may be given counts");
        }
    }

    #[test]
    fn freezing_and_releasing_take_two_people() {
        let apart: Vec<Right> = Right::ReleaseResults.apart_from().map(|(right, _)| right).collect();
        assert_eq!(apart, [Right::FreezeKeys, Right::LoadScores]);
        assert_eq!(Right::FreezeKeys.apart_from().map(|(right, _)| right).collect::<Vec<_>>(), [Right::ReleaseResults]);
        assert_eq!(Right::SeeOwn.apart_from().count(), 0);
        assert!(two_people("a", "b") && !two_people("a", "a") && !two_people("", "a") && !two_people("a", ""));
    }

    #[test]
    fn staff_are_those_who_run_the_body() {
        let staff: Vec<&str> = Role::ALL.iter().filter(|r| r.is_staff()).map(|r| r.word()).collect();
        let pages =
            ["registrar", "reviewer", "psychometrician", "item_writer", "item_reviewer", "auditor", "administrator"];
        assert_eq!(staff, pages, "as crate::page has them");
    }
}
