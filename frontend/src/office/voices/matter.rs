//! A matter: a request, a task, a complaint or a wish to leave, as one line of a list.

use std::cmp::Ordering;
use std::rc::Rc;

use shared::model::{Day, MemberNumber, UserId};
use shared::text::{fold, fold_query};
use yew::prelude::*;

use crate::i18n::office::OfficeTexts;
use crate::i18n::{Lang, use_lang};
use crate::office::desk::{Desk, use_desk};
use crate::office::form::{Field, Pick, Search, Toggle, typed, when};
use crate::office::member_panel::{MemberFacts, Panel};
use crate::office::table::{Head, Row, Sorting, Table};

#[derive(Clone, Debug, PartialEq)]
pub struct Matter {
    pub id: AttrValue,
    pub member: MemberNumber,
    pub member_name: String,
    pub heard_on: Day,
    pub heard_by: String,
    pub words: String,
    /// What kind of it, in a word, and the state that its colour stands for.
    pub kind: AttrValue,
    pub kind_tone: &'static str,
    pub status: &'static str,
    pub open: bool,
    pub owner: Option<UserId>,
    pub due_on: Option<Day>,
}

impl Matter {
    fn is_overdue(&self, today: Day) -> bool {
        self.open && self.due_on.is_some_and(|due| due < today)
    }

    fn has(&self, word: &str) -> bool {
        let texts = [&self.member_name, &self.words, &self.heard_by];
        self.member.as_str().contains(word) || texts.iter().any(|text| fold(text).contains(word))
    }
}

/// Columns of the list.
const HEARD: usize = 0;
const MEMBER: usize = 1;
const KIND: usize = 2;
const OWNER: usize = 4;
const DUE: usize = 5;
const STATUS: usize = 6;

/// Places of what is shown, in order; without a due day comes last.
fn arrange(matters: &[Matter], words: &[String], open_only: bool, sorting: Sorting) -> Vec<usize> {
    let shown =
        |matter: &Matter| (matter.open || !open_only) && words.iter().all(|word| matter.has(word));
    let mut places: Vec<usize> = (0..matters.len())
        .filter(|place| shown(&matters[*place]))
        .collect();
    places.sort_by(|a, b| {
        let order = compare(&matters[*a], &matters[*b], sorting.column);
        if sorting.descending {
            order.reverse()
        } else {
            order
        }
    });
    places
}

fn compare(a: &Matter, b: &Matter, column: usize) -> Ordering {
    match column {
        MEMBER => a.member_name.cmp(&b.member_name),
        KIND => a.kind.cmp(&b.kind),
        OWNER => a.owner.cmp(&b.owner),
        DUE => (a.due_on.is_none(), a.due_on).cmp(&(b.due_on.is_none(), b.due_on)),
        STATUS => b.open.cmp(&a.open).then(a.status.cmp(b.status)),
        _ => a.heard_on.cmp(&b.heard_on),
    }
}

#[derive(Debug, Properties, PartialEq)]
pub struct MattersProps {
    pub label: AttrValue,
    pub matters: Rc<Vec<Matter>>,
    /// What can be done about the matter at a place, shown above the member's file.
    pub act: Callback<usize, Html>,
    pub empty: AttrValue,
    /// Further filters, such as the categories.
    #[prop_or_default]
    pub children: Children,
}

#[component]
pub fn Matters(props: &MattersProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let words = use_state_eq(Vec::<String>::new);
    let open_only = use_state_eq(|| true);
    let sorting = use_state_eq(|| Sorting {
        column: HEARD,
        descending: true,
    });
    let chosen = use_state_eq(|| None::<AttrValue>);
    let places = {
        let parts = (
            Rc::clone(&props.matters),
            (*words).clone(),
            *open_only,
            *sorting,
        );
        use_memo(parts, |(matters, words, open_only, sorting)| {
            arrange(matters, words, *open_only, *sorting)
        })
    };
    let open = props.matters.iter().filter(|matter| matter.open).count();
    let row = {
        let (matters, places) = (Rc::clone(&props.matters), Rc::clone(&places));
        Callback::from(move |place: usize| line(&matters[places[place]], &desk, lang))
    };
    let on_choose = {
        let (chosen, matters, places) = (
            chosen.setter(),
            Rc::clone(&props.matters),
            Rc::clone(&places),
        );
        Callback::from(move |place: Option<usize>| {
            let place = place.and_then(|place| places.get(place));
            chosen.set(place.map(|place| matters[*place].id.clone()));
        })
    };
    let on_sort = {
        let sorting = sorting.clone();
        Callback::from(move |column| sorting.set(sorting.pressed(column)))
    };
    let on_search = {
        let words = words.setter();
        Callback::from(move |typed: AttrValue| words.set(fold_query(&typed)))
    };
    let on_open = {
        let open_only = open_only.setter();
        Callback::from(move |on| open_only.set(on))
    };
    // The panel stays when an action takes its matter out of what the filter shows.
    let at = chosen
        .as_ref()
        .and_then(|id| props.matters.iter().position(|matter| matter.id == *id));
    let place = at.and_then(|at| places.iter().position(|place| *place == at));
    let close = on_choose.reform(|()| None);
    html! {
        <div class={classes!("listed", at.is_some().then_some("with-panel"))}>
            <div class="main">
                <div class="filters">
                    <Search label={lang.search_matters()} {on_search} />
                    <div class="chips">
                        <Toggle label={lang.open_only()} on={*open_only} on_change={on_open} count={open} />
                        <div class="slot">{ for props.children.iter() }</div>
                    </div>
                </div>
                <Table label={props.label.clone()} heads={heads(lang)} count={places.len()} {row} chosen={place} {on_choose}
                    sorting={Some(*sorting)} {on_sort} empty={if props.matters.is_empty() { props.empty.clone() } else { lang.none_open().into() }} />
            </div>
            <div class="slot">{ for at.map(|at| {
                let matter = &props.matters[at];
                html! {
                    <Panel key="panel" title={matter.member_name.clone()} on_close={close}>
                        <section class="matter" key={matter.id.as_str()}>
                            <div class="chips">
                                <span class={classes!("chip", matter.kind_tone)}>{ &matter.kind }</span>
                                <span class={classes!("chip", if matter.open { "waiting" } else { "done" })}>{ matter.status }</span>
                            </div>
                            <blockquote class="pre">{ &matter.words }</blockquote>
                            <p class="caption">{ lang.heard(&lang.date(matter.heard_on), &matter.heard_by) }</p>
                            { props.act.emit(at) }
                        </section>
                        <hr />
                        <MemberFacts number={matter.member.clone()} />
                    </Panel>
                }
            }) }</div>
        </div>
    }
}

fn heads(lang: Lang) -> Rc<[Head]> {
    [
        Head::new(lang.col_heard(), "w-day").sortable(),
        Head::new(lang.col_name(), "w-title").sortable(),
        Head::new(lang.col_kind(), "w-kind").sortable(),
        Head::new(lang.col_words(), "w-words"),
        Head::new(lang.col_owner(), "w-person").sortable(),
        Head::new(lang.col_due(), "w-due").sortable(),
        Head::new(lang.col_state(), "w-state").sortable(),
    ]
    .into()
}

fn line(matter: &Matter, desk: &Desk, lang: Lang) -> Row {
    let due = matter.due_on.map(|due| {
        let late = matter.is_overdue(desk.today());
        let words = lang.day_seen_from(due, desk.today());
        if late {
            html! { <span class="state urgent">{ lang.overdue(&words) }</span> }
        } else {
            html! { <span>{ words }</span> }
        }
    });
    let owner = match matter.owner {
        Some(owner) => html! { { desk.name_of(owner) } },
        None if matter.open => html! { <span class="state waiting">{ lang.nobody() }</span> },
        None => html! { <span class="second">{ "—" }</span> },
    };
    let cells = vec![
        html! { { lang.day_seen_from(matter.heard_on, desk.today()) } },
        html! { <strong>{ &matter.member_name }</strong> },
        html! { <span class={classes!("chip", matter.kind_tone)}>{ &matter.kind }</span> },
        html! { { &matter.words } },
        owner,
        due.unwrap_or_else(|| html! { <span class="second">{ "—" }</span> }),
        html! { <span class={classes!("state", if matter.open { "waiting" } else { "done" })}>{ matter.status }</span> },
    ];
    Row::new(matter.id.clone(), cells)
}

#[derive(Debug, Properties, PartialEq)]
pub struct OwnerProps {
    pub owner: Option<UserId>,
    pub on_owner: Callback<UserId>,
}

/// Who takes care of it.
#[component]
pub fn OwnerPick(props: &OwnerProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let nobody = props
        .owner
        .is_none()
        .then(|| (AttrValue::default(), lang.nobody().into()));
    let colleagues = desk
        .colleagues()
        .map(|user| (user.id.to_string().into(), user.name.clone().into()));
    let options: Vec<_> = nobody.into_iter().chain(colleagues).collect();
    let chosen = props.owner.map(|owner| owner.to_string());
    let on_pick = when(&props.on_owner, |value: AttrValue| value.parse().ok());
    html! { <Pick label={lang.col_owner()} {options} chosen={chosen.unwrap_or_default()} {on_pick} /> }
}

#[derive(Debug, Properties, PartialEq)]
pub struct DueProps {
    pub label: AttrValue,
    pub due_on: Option<Day>,
    pub on_due: Callback<Day>,
}

/// Until when.
#[component]
pub fn DuePick(props: &DueProps) -> Html {
    let lang = use_lang();
    let onsubmit = when(&props.on_due, |event: SubmitEvent| {
        event.prevent_default();
        typed(&event, "due").parse().ok()
    });
    let initial = props.due_on.map(|due| due.to_string()).unwrap_or_default();
    html! {
        <form class="row due" {onsubmit}>
            <Field label={props.label.clone()} name="due" kind="date" {initial} />
            <button type="submit" class="button">{ lang.set_day() }</button>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matter(id: &'static str, heard: &str, due: Option<&str>, open: bool) -> Matter {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        Matter {
            id: id.into(),
            member: MemberNumber::parse("100003").expect("plain"),
            member_name: "㈱東洋青果".into(),
            heard_on: day(heard),
            heard_by: "佐藤".into(),
            words: "補助金の説明がほしい".into(),
            kind: "経営・資金".into(),
            kind_tone: "",
            status: "受付",
            open,
            owner: None,
            due_on: due.map(day),
        }
    }

    fn matters() -> Vec<Matter> {
        vec![
            matter("a", "2023-10-02", None, true),
            matter("b", "2023-10-01", Some("2023-10-09"), true),
            matter("c", "2023-10-03", Some("2023-10-05"), false),
        ]
    }

    fn sorted(column: usize, descending: bool) -> Vec<usize> {
        arrange(&matters(), &[], false, Sorting { column, descending })
    }

    #[test]
    fn what_has_no_due_day_comes_last() {
        assert_eq!(sorted(DUE, false), [2, 1, 0]);
        assert_eq!(sorted(HEARD, true), [2, 0, 1]);
    }

    #[test]
    fn searches_in_any_script_and_leaves_out_what_is_closed() {
        let sorting = Sorting {
            column: HEARD,
            descending: false,
        };
        let found =
            |words: &str, open_only| arrange(&matters(), &fold_query(words), open_only, sorting);
        assert_eq!(found("株式会社東洋", true), [1, 0]);
        assert_eq!(found("ほしい", false), [1, 0, 2]);
        assert_eq!(found("鈴木", false), [0; 0]);
    }

    #[test]
    fn only_what_is_open_can_be_overdue() {
        let today = "2023-10-10".parse().expect("a day");
        let overdue = matters()
            .iter()
            .map(|matter| matter.is_overdue(today))
            .collect::<Vec<_>>();
        assert_eq!(overdue, [false, true, false]);
    }
}
