//! Courses: the list, one course, and a file of them.

use maud::{Markup, html};
use store::courses::{Course, Kind};

use super::parts::{self, Choice, Field, Input, Problem};

/// What the forms of a course are drawn from.
#[derive(Debug)]
pub struct Form<'a> {
    /// The bodies that post credits: id and name.
    pub bodies: &'a [(&'a str, &'a str)],
    /// The categories of credit: id and title.
    pub categories: &'a [(&'a str, &'a str)],
    /// The answers, each by its name.
    pub sent: &'a [(&'a str, String)],
    /// What is wrong with them.
    pub problems: &'a [Problem<'a>],
    /// The token of the form; none where the viewer may not keep courses.
    pub csrf: Option<&'a str>,
}

impl Form<'_> {
    fn value(&self, name: &str) -> &str {
        self.sent.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value)
    }
}

/// What became of a file: how many courses were new, how many were changed, and what is wrong with its other rows.
pub type Loaded = (usize, usize, Vec<(usize, String)>);

/// A kind, in words.
fn said(kind: Kind) -> &'static str {
    match kind {
        Kind::Zone => "Education zone",
        Kind::Conference => "Conference",
    }
}

/// The courses, with the forms that add one and that take a file.
pub fn courses(
    courses: &[Course],
    pages: (Option<&str>, Option<&str>),
    form: &Form<'_>,
    loaded: Option<&Loaded>,
) -> Markup {
    let category =
        |id: &str| form.categories.iter().find(|(own, _)| *own == id).map_or(id.to_owned(), |c| c.1.to_owned());
    let row = |course: &Course| {
        vec![
            html! { a href=(parts::path(&["staff", "courses", &course.code])) { (course.code) } },
            html! { (course.title) },
            html! { (category(&course.category)) },
            html! { span class="sum" { (course.units) } },
            html! {
                (said(course.kind))
                @if let Some(by) = course.evaluated_by { br; span class="aside" { "evaluated by " (parts::day(by)) } }
            },
        ]
    };
    let rows: Vec<Vec<Markup>> = courses.iter().map(row).collect();
    html! {
        header class="head" {
            h1 { "Courses" }
            p class="as-of" { "What a completion of each counts. " a href="/staff/completions" { "Completions" } }
        }
        (parts::error_summary(form.problems))
        @if let Some((new, changed, wrong)) = loaded { (became(*new, *changed, wrong)) }
        @if rows.is_empty() { (parts::empty("No course is known.", "Completions are matched to courses by their codes: add them below.")) }
        @else { (parts::table("Courses", &["Code", "Title", "Kind of credit", "Units", "Of"], &rows)) }
        (parts::pager(pages.0, pages.1))
        @if let Some(csrf) = form.csrf {
            (parts::part("add", "Add a course", of_course(form, "/staff/courses", csrf, "Add it")))
            (parts::part("delivered", "From a file", html! {
                form class="narrow" method="post" novalidate action="/staff/courses/file" enctype="multipart/form-data" {
                    (parts::csrf(csrf))
                    (super::results::table_of("code,title,category,units,kind. Also evaluated_by, from, to, iri and body.", form.value("rows"), form.problems))
                    button type="submit" { "Take these" }
                }
            }))
        }
    }
}

fn became(new: usize, changed: usize, wrong: &[(usize, String)]) -> Markup {
    let rows: Vec<Vec<Markup>> =
        wrong.iter().take(100).map(|(line, said)| vec![html! { (line) }, html! { (said) }]).collect();
    html! {
        div role="status" {
            p { strong { (new) " courses are new" } ", " (changed) " were known and are as the file says, " (wrong.len()) " rows are not taken." }
            @if !rows.is_empty() {
                (parts::table("Rows not taken", &["Line", "What is wrong"], &rows))
                p { "Put these right, and send them again." }
            }
        }
    }
}

/// A course, with the form that changes it.
pub fn course(code: &str, form: &Form<'_>) -> Markup {
    html! {
        header class="head" {
            h1 { (form.value("title")) }
            p class="as-of" { (code) ". " a href="/staff/courses" { "All courses" } }
        }
        (parts::error_summary(form.problems))
        @match form.csrf {
            Some(csrf) => {
                p { "What is posted stays as it was posted. What waits, and what is told from now on, follows this." }
                (of_course(form, &parts::path(&["staff", "courses", code]), csrf, "Change it"))
            },
            None => dl class="facts-of" {
                @for (name, value) in form.sent.iter().filter(|(_, value)| !value.is_empty()) { div { dt { (name.replace('_', " ")) } dd { (value) } } }
            },
        }
    }
}

fn of_course(form: &Form<'_>, action: &str, csrf: &str, button: &str) -> Markup {
    let field = |name, label, hint, input, required| {
        parts::field(&Field { name, label, hint, input, value: form.value(name), required }, form.problems)
    };
    let choose = |name, label, known: &[(&str, &str)]| {
        let mut choices = vec![Choice { value: "", label: "Choose …" }];
        choices.extend(known.iter().map(|(value, label)| Choice { value, label }));
        let input = Input::Select(&choices);
        parts::field(&Field { name, label, hint: "", input, value: form.value(name), required: true }, form.problems)
    };
    let kinds: Vec<(&str, &str)> = Kind::ALL.iter().map(|kind| (kind.word(), said(*kind))).collect();
    html! {
        form class="narrow" method="post" novalidate action=(action) {
            (parts::csrf(csrf))
            @if button == "Add it" { (field("code", "Code", "As files and programs will call it; it never changes.", Input::Text(""), true)) }
            @else { input type="hidden" name="code" value=(form.value("code")); }
            (field("title", "Title", "As its certificate says it.", Input::Text(""), true))
            @if form.bodies.len() > 1 { (choose("body", "Body", form.bodies)) }
            (choose("category", "Kind of credit", form.categories))
            (field("units", "Units", "Hours, as the handbook counts them.", Input::Text(""), true))
            (choose("kind", "Of", &kinds))
            (field("evaluated_by", "Evaluated by", "Of a conference: its credits are posted after this day.", Input::Date, false))
            (field("from", "Completed from", "Empty: any day.", Input::Date, false))
            (field("to", "Completed through", "Empty: any day.", Input::Date, false))
            (field("iri", "Address in statements", "Where a learning record calls it otherwise than by its code.", Input::Text(""), false))
            button type="submit" { (button) }
        }
    }
}
