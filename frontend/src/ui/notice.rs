//! What happened, what is safe, what to do.

use yew::prelude::*;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Plain,
    Waiting,
    Urgent,
    Done,
}

impl Tone {
    pub fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Waiting => "waiting",
            Self::Urgent => "urgent",
            Self::Done => "done",
        }
    }
}

#[derive(Debug, Properties, PartialEq)]
pub struct NoticeProps {
    #[prop_or_default]
    pub tone: Tone,
    pub headline: AttrValue,
    #[prop_or_default]
    pub children: Html,
    /// Read out as soon as it appears.
    #[prop_or_default]
    pub announce: bool,
}

#[component]
pub fn Notice(props: &NoticeProps) -> Html {
    let role = match (props.announce, props.tone) {
        (false, _) => None,
        (true, Tone::Urgent) => Some("alert"),
        (true, _) => Some("status"),
    };
    html! {
        <div class={classes!("notice", props.tone.class())} {role}>
            <p class="headline">{ &props.headline }</p>
            <div class="body">{ props.children.clone() }</div>
        </div>
    }
}
