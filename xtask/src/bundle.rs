//! Puts the dozen scripts and styles that Trunk emits into one of each: every file costs a phone's start a
//! request to its service worker. The script becomes a file too, because the server's content security policy
//! allows no inline script, and Trunk starts the app with one.

use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::command::{program, succeed};
use crate::service_worker::hex;
use crate::web::{read, remove, write};
use crate::{Result, tools};

const OPEN_SCRIPT: &str = "<script type=\"module\">";
const CLOSE_SCRIPT: &str = "</script>";
const ENTRIES: [&str; 2] = ["start.js", "style.css"];

/// What Trunk's page asks for, and the page without it.
#[derive(Debug, PartialEq, Eq)]
struct Page {
    start: String,
    styles: Vec<String>,
    scripts: Vec<String>,
    /// Up to where the files belong, and from there on.
    html: (String, String),
}

/// Bundles the app whose files are in `dist` and are asked for below `public_url`.
pub fn bundle(dist: &Path, public_url: &str) -> Result {
    let html = String::from_utf8(read(&dist.join("index.html"))?)
        .map_err(|_| "index.html is not UTF-8".to_owned())?;
    let page = Page::read(&html)?;
    let inside = |url: &str| {
        url.strip_prefix(public_url)
            .map(|path| format!("./{path}"))
            .ok_or(format!("`{url}` is not below {public_url}"))
    };
    let mut imports = String::new();
    for style in &page.styles {
        imports += &format!("@import \"{}\";\n", inside(style)?);
    }
    let start = only_in_a_page(&page.start)
        .ok_or("Trunk's start script doesn't begin with an import")?
        .replace(&format!("from '{public_url}"), "from './");
    for (entry, text) in ENTRIES.iter().zip([&start, &imports]) {
        write(&dist.join(entry), text.as_bytes())?;
    }
    let bundled = dist.join("bundled");
    let mut esbuild = program(tools::esbuild()?);
    esbuild.current_dir(dist).args(ENTRIES).args([
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2022,chrome103,firefox115,safari16.4",
        "--charset=utf8",
        "--log-level=warning",
        // wasm-bindgen names a snippet once for each of its functions.
        "--log-override:duplicate-object-key=silent",
        "--outdir=bundled",
    ]);
    succeed(&mut esbuild)?;
    let [script, style] = ENTRIES.map(|entry| keep(&bundled, entry, dist));
    let (script, style) = (script?, style?);
    let (before, after) = &page.html;
    let html = format!(
        "{before}<link rel=\"stylesheet\" href=\"{public_url}{style}\">\n    <script type=\"module\" \
         src=\"{public_url}{script}\"></script>\n    {after}"
    );
    write(&dist.join("index.html"), html.as_bytes())?;
    for url in page.styles.iter().chain(&page.scripts) {
        remove(&dist.join(inside(url)?))?;
    }
    for entry in ENTRIES {
        remove(&dist.join(entry))?;
    }
    for folder in [bundled, dist.join("snippets")] {
        if folder.exists() {
            fs::remove_dir_all(&folder)
                .map_err(|error| format!("{} could not be removed: {error}", folder.display()))?;
        }
    }
    Ok(())
}

/// A part of the app starts the whole script once more as a worker (`driver/reduce.rs`), where there is no page for
/// the app to start in.
fn only_in_a_page(start: &str) -> Option<String> {
    let (import, rest) = start.split_once('\n')?;
    let is_import = import.starts_with("import ");
    is_import.then(|| format!("{import}\nif (globalThis.document) {{\n{rest}\n}}\n"))
}

/// Keeps the bundle of an entry under a name that changes with its content.
fn keep(bundled: &Path, entry: &str, dist: &Path) -> Result<String> {
    let bytes = read(&bundled.join(entry))?;
    let hash = hex(&Sha256::digest(&bytes));
    let name = entry.replace('.', &format!("-{}.", &hash[..16]));
    write(&dist.join(&name), &bytes)?;
    Ok(name)
}

impl Page {
    fn read(html: &str) -> Result<Self> {
        let (html, styles) = without_links(html, "stylesheet")?;
        let (html, scripts) = without_links(&html, "modulepreload")?;
        let (before, rest) = html
            .split_once(OPEN_SCRIPT)
            .ok_or("Trunk emitted no start script")?;
        let (start, after) = rest
            .split_once(CLOSE_SCRIPT)
            .ok_or("Trunk's start script has no end")?;
        if after.contains("<script") || before.contains("<script") {
            return Err(
                "the page has a script beside Trunk's own; put it into Rust or a file".to_owned(),
            );
        }
        Ok(Self {
            start: start.trim().to_owned(),
            styles,
            scripts,
            html: (
                format!("{}\n    ", before.trim_end()),
                after.trim_start().to_owned(),
            ),
        })
    }
}

/// The page without its links of one kind, and where they led.
fn without_links(html: &str, rel: &str) -> Result<(String, Vec<String>)> {
    let opening = format!("<link rel=\"{rel}\" href=\"");
    let mut parts = html.split(&opening);
    let mut without = parts.next().unwrap_or_default().to_owned();
    let mut links = Vec::new();
    for part in parts {
        let broken = || format!("Trunk's {rel} link has no end");
        let (href, rest) = part.split_once('"').ok_or_else(broken)?;
        let (_, after) = rest.split_once('>').ok_or_else(broken)?;
        links.push(href.to_owned());
        without = format!("{}{}", without.trim_end_matches([' ', '\n']), after);
    }
    Ok((without, links))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<head>\n    <link rel=\"icon\" href=\"/i.svg\">\n    <link rel=\"stylesheet\" href=\"/a.css\" \
        data-integrity=\"none\"/>\n    <link rel=\"stylesheet\" href=\"/b.css\"/>\n<script type=\"module\">\nimport \
        init from '/a.js';\nawait init();\n</script>\n  <link rel=\"modulepreload\" href=\"/a.js\" \
        crossorigin=\"anonymous\"><link rel=\"preload\" href=\"/a.wasm\"></head><body></body>";

    #[test]
    fn what_trunk_asks_for_is_found_and_taken_out() {
        let page = Page::read(PAGE).expect("the page is as Trunk writes it");
        assert_eq!(page.start, "import init from '/a.js';\nawait init();");
        assert_eq!(page.styles, ["/a.css", "/b.css"]);
        assert_eq!(page.scripts, ["/a.js"]);
        let (before, after) = page.html;
        assert_eq!(
            before,
            "<head>\n    <link rel=\"icon\" href=\"/i.svg\">\n    "
        );
        assert_eq!(
            after,
            "<link rel=\"preload\" href=\"/a.wasm\"></head><body></body>"
        );
    }

    #[test]
    fn as_a_worker_the_script_starts_no_app() {
        assert_eq!(
            only_in_a_page("import init from '/a.js';\nawait init();").as_deref(),
            Some("import init from '/a.js';\nif (globalThis.document) {\nawait init();\n}\n")
        );
        assert_eq!(only_in_a_page("await init();\n"), None);
    }

    #[test]
    fn any_other_script_is_refused() {
        assert!(Page::read("<body></body>").is_err());
        assert!(Page::read(&format!("<script>alert(1)</script>{PAGE}")).is_err());
    }
}
