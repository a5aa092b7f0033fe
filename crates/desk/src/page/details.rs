//! One's own name, and where one is.

use maud::{Markup, html};

use super::ask::{Asked, asked};
use super::parts::{Field, Input, Problem};
use crate::account::details::Details;

const NAME: &str = "As on your papers: it must match the identification that you show at an exam, and it is published with \
                    a credential that you hold.";

const PLACE: &str = "Like Tucson, AZ. Published with your name once you hold a credential, so that employers can tell you \
                     from others of your name. Empty, it is not said.";

/// The form: what is wanted, and what is on record.
pub fn details((wanted, there): (&Details, &Details), csrf: &str, problems: &[Problem<'_>]) -> Markup {
    let field = |name, label, hint, input, value, required| Field { name, label, hint, input, value, required };
    let form = asked(
        &Asked {
            heading: "Your name and place",
            lead: "What you send here is published at once where you hold a credential.",
            action: "/home/details",
            csrf: Some(csrf),
            hidden: &[("seen_name", &there.name), ("seen_place", &there.place)],
            fields: &[
                field("name", "Your name", NAME, Input::Text("name"), &wanted.name, true),
                field("place", "Town and state, if you like", PLACE, Input::Text(""), &wanted.place, false),
            ],
            buttons: &[("change", "Put it on record")],
            back: ("/home", "Back to your home page"),
        },
        problems,
    );
    html! {
        (form)
        p class="hint" { "What your record said before stays on it: the office finds you by an earlier name as well." }
    }
}
