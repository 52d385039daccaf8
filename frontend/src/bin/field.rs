//! The visitor's phone app.

fn main() {
    frontend::field::install::await_offer();
    yew::Renderer::<frontend::field::app::App>::new().render();
}
