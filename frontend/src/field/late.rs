//! What a screen learns after it was drawn, and nobody has asked for: it waits until one comes to a screen again, so that
//! nothing moves under a finger.

use gloo::events::EventListener;
use gloo::utils::document;
use yew::prelude::*;

#[derive(Debug, Properties, PartialEq)]
pub struct LateProps {
    pub known: bool,
    pub children: Html,
}

#[component]
pub fn Late(props: &LateProps) -> Html {
    let shown = {
        let known = props.known;
        use_state_eq(move || known)
    };
    use_effect_with((props.known, *shown), {
        let setter = shown.setter();
        move |(known, shown)| {
            // What is no more, and is known again later, is late again.
            if *shown && !known {
                setter.set(false);
            }
            // Whoever comes back to the app finds it there.
            let seen_again = (*known && !shown).then(|| {
                EventListener::new(&document(), "visibilitychange", move |_| setter.set(true))
            });
            move || drop(seen_again)
        }
    });
    if props.known && *shown {
        props.children.clone()
    } else {
        html! {}
    }
}
