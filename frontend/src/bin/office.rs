//! The coordinator's console.

fn main() {
    yew::Renderer::<frontend::office::app::Office>::new().render();
}
