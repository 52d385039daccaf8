//! Line icons, always beside a word: screen readers skip them.

use yew::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    Telephone,
    Map,
    Pen,
    Today,
    List,
    Report,
    Send,
    Back,
    Search,
    Clear,
    Open,
    Up,
    Person,
    Warning,
    Done,
}

pub fn icon(sign: Sign) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor"
            stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
            <path d={path(sign)} />
        </svg>
    }
}

fn path(sign: Sign) -> &'static str {
    match sign {
        Sign::Telephone => {
            "M5 3h4l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 5a2 2 0 0 1 2-2z"
        }
        Sign::Map => {
            "M12 21s-7-6.2-7-11.5a7 7 0 0 1 14 0C19 14.8 12 21 12 21zM12 12.2a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2z"
        }
        Sign::Pen => "M4 20h4L19 9l-4-4L4 16v4zM13 7l4 4",
        Sign::Today => "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
        Sign::List => "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01",
        Sign::Report => "M6 3h9l4 4v14H6zM9 12h7M9 16h7M9 8h3",
        Sign::Send => "M12 19V5M6 11l6-6 6 6",
        Sign::Back => "M15 5l-7 7 7 7",
        Sign::Search => "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l4.5 4.5",
        Sign::Clear => "M6 6l12 12M18 6L6 18",
        Sign::Open => "M6 9l6 6 6-6",
        Sign::Up => "M6 15l6-6 6 6",
        Sign::Person => {
            "M4 4h16v16H4zM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM8 17c.8-3.3 7.2-3.3 8 0"
        }
        Sign::Warning => "M12 4L2.5 20h19L12 4zM12 10v4M12 17h.01",
        Sign::Done => "M5 12.5l4.5 4.5L19 7.5",
    }
}
