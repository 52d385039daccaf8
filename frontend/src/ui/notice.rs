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
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "notice",
            Self::Waiting => "notice waiting",
            Self::Urgent => "notice urgent",
            Self::Done => "notice done",
        }
    }
}

pub fn notice(tone: Tone, headline: impl Into<AttrValue>, body: Html) -> Html {
    drawn(tone, headline.into(), body, None)
}

/// Read out as soon as it appears.
pub fn announced(tone: Tone, headline: impl Into<AttrValue>, body: Html) -> Html {
    let role = match tone {
        Tone::Urgent => "alert",
        Tone::Plain | Tone::Waiting | Tone::Done => "status",
    };
    drawn(tone, headline.into(), body, Some(role))
}

fn drawn(tone: Tone, headline: AttrValue, body: Html, role: Option<&'static str>) -> Html {
    html! {
        <div class={tone.class()} {role}>
            <p class="headline">{ headline }</p>
            <div class="body">{ body }</div>
        </div>
    }
}
