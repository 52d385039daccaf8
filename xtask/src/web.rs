//! Builds the two web apps into `target/web/` and finishes what Trunk emits: one script and
//! one stylesheet, small wasm, a filled service worker, everything compressed beforehand.

use std::fs::{self, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

use crate::service_worker::hex;
use crate::{Result, bundle, command, service_worker, tools};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Compiles fast.
    Dev,
    /// Small, as people download it.
    Release,
}

struct App {
    bin: &'static str,
    page: &'static str,
    public_url: &'static str,
}

const APPS: [App; 2] = [
    App {
        bin: "field",
        page: "index.html",
        public_url: "/",
    },
    App {
        bin: "office",
        page: "office.html",
        public_url: "/office/",
    },
];

/// What the web apps are made from; when none of it changed, nothing is built.
const SOURCES: [&str; 10] = [
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "frontend",
    "index.html",
    "office.html",
    "rust-toolchain.toml",
    "shared",
    "tests/e2e/package-lock.json",
    "xtask/src",
];

/// What Rust's wasm may use (all of it is in every browser since 2022), so that wasm-opt lets it pass.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Where both apps are.
const FOLDER: &str = "target/web";
/// Where the phone app with its gallery is.
const GALLERY: &str = "target/web-gallery";

/// Where an app's files are: `field` or `office`.
pub fn dist(bin: &str) -> PathBuf {
    command::root().join(FOLDER).join(bin)
}

/// Builds the phone app and the console.
pub fn build(profile: Profile) -> Result {
    build_into(FOLDER, profile, &APPS)
}

/// Builds the phone app as developers see it, beside the one that people download: only a development
/// build has the gallery.
pub fn build_gallery() -> Result {
    build_into(GALLERY, Profile::Dev, &APPS[..1])
}

fn build_into(folder: &str, profile: Profile, apps: &[App]) -> Result {
    let _alone = wait_until_alone()?;
    let fingerprint = fingerprint(profile)?;
    for app in apps {
        let dist = command::root().join(folder).join(app.bin);
        let stamp = command::root()
            .join("target/xtask")
            .join(folder.replace('/', "-"))
            .join(app.bin);
        if dist.join("index.html").exists()
            && fs::read_to_string(&stamp).is_ok_and(|old| old == fingerprint)
        {
            println!("xtask: {} is up to date", app.bin);
            continue;
        }
        let start = Instant::now();
        println!("xtask: building {} ({profile:?})", app.bin);
        remove(&stamp)?;
        run_trunk(app, profile, &dist)?;
        finish(app, profile, &dist)?;
        write(&stamp, fingerprint.as_bytes())?;
        println!(
            "xtask: {} took {:.1} s",
            app.bin,
            start.elapsed().as_secs_f64()
        );
    }
    Ok(())
}

/// Two builds at once would mix their files in `target/web/`; the lock ends when it is dropped.
fn wait_until_alone() -> Result<fs::File> {
    let path = command::root().join("target/xtask/web.lock");
    write(&path, b"")?;
    let failed = |error| format!("{} could not be locked: {error}", path.display());
    let file = fs::File::open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => return Ok(file),
        Err(TryLockError::WouldBlock) => println!("xtask: waiting for another web build"),
        Err(TryLockError::Error(error)) => return Err(failed(error)),
    }
    file.lock().map_err(failed)?;
    Ok(file)
}

/// Rust's own library, compiled with the app: small instead of fast, and a panic is a trap without the
/// words that nobody could read on a phone. Cargo counts these settings among the unstable ones.
const OWN_STD: [(&str, &str); 4] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
    (
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        "-Zunstable-options -Cpanic=immediate-abort",
    ),
];

/// What a build that people download adds to the environment: nothing, and loudly, where this Rust can't.
fn own_std(profile: Profile) -> &'static [(&'static str, &'static str)] {
    if profile == Profile::Dev {
        return &[];
    }
    match tools::rust_source() {
        Ok(()) => &OWN_STD,
        Err(reason) => {
            println!(
                "xtask: WARNING: Rust's own library can't be compiled with the app, which will be about a tenth \
                 larger than it should be: {reason}"
            );
            &[]
        }
    }
}

fn run_trunk(app: &App, profile: Profile, dist: &Path) -> Result {
    let path = tools::path_for_trunk()?;
    let own_std = own_std(profile).iter().copied();
    // Trunk is kept offline, so that it can't fetch tools by itself; Cargo does what needs a network.
    let mut fetch = command::cargo([
        "fetch",
        "--quiet",
        "--locked",
        "--target",
        "wasm32-unknown-unknown",
        "--target",
        "host-tuple",
    ]);
    command::succeed(fetch.envs(own_std.clone()))?;
    let mut trunk = command::program("trunk");
    trunk
        .envs(own_std)
        .env("PATH", path)
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        .env_remove("NO_COLOR");
    trunk
        .args([
            "build",
            app.page,
            "--offline",
            "--public-url",
            app.public_url,
            "--dist",
        ])
        .arg(dist);
    if profile == Profile::Release {
        trunk.args(["--release", "--cargo-profile", "web"]);
    }
    command::succeed(&mut trunk)
}

fn finish(app: &App, profile: Profile, dist: &Path) -> Result {
    bundle::bundle(dist, app.public_url)?;
    if profile == Profile::Release {
        for wasm in files_below(dist)?
            .iter()
            .filter(|file| has_extension(file, &["wasm"]))
        {
            shrink(wasm, &named_wasm(app.bin))?;
        }
    }
    if dist.join("sw.js").exists() {
        service_worker::fill(dist)?;
    }
    if profile == Profile::Release {
        compress_all(dist)?;
    }
    Ok(())
}

/// The app's small wasm with the names of its functions, for the table of what it is made of.
pub fn named_wasm(bin: &str) -> PathBuf {
    command::root().join(format!("target/xtask/{bin}.named.wasm"))
}

/// How wasm-opt makes a file small. A page that is big stays a function of its own, even with one caller:
/// browsers compile a function when it is first called.
const SMALL: [&str; 3] = [
    "-Oz",
    "--one-caller-inline-max-function-size=400",
    "--debuginfo",
];

/// Runs wasm-opt over a file, and keeps a copy that still has its names. Both are kept by their input's
/// digest too, because it takes a while.
fn shrink(wasm: &Path, named: &Path) -> Result {
    let mut digest = Sha256::new_with_prefix(SMALL.concat());
    digest.update(read(wasm)?);
    let known = command::root()
        .join("target/xtask/wasm-opt")
        .join(hex(&digest.finalize()));
    let with_names = beside(&known, "named");
    let optimise = |from: &Path, to: &Path, how: &[&str]| {
        let unfinished = beside(to, "part");
        write(&unfinished, &[])?;
        let mut optimise = command::program("node");
        optimise
            .arg(tools::wasm_opt()?)
            .args(how)
            .args(WASM_FEATURES)
            .arg(from)
            .arg("-o")
            .arg(&unfinished);
        command::succeed(&mut optimise)?;
        fs::rename(&unfinished, to)
            .map_err(|error| format!("{} could not be kept: {error}", to.display()))
    };
    if !with_names.exists() {
        optimise(wasm, &with_names, &SMALL)?;
    }
    if !known.exists() {
        optimise(&with_names, &known, &["--strip-debug", "--strip-producers"])?;
    }
    write(named, &read(&with_names)?)?;
    write(wasm, &read(&known)?)
}

fn compress_all(dist: &Path) -> Result {
    const WORTH_IT: [&str; 7] = ["css", "html", "js", "json", "svg", "wasm", "webmanifest"];
    for file in files_below(dist)?
        .iter()
        .filter(|file| has_extension(file, &WORTH_IT))
    {
        let bytes = read(file)?;
        write(&beside(file, "br"), &brotli(&bytes)?)?;
        write(&beside(file, "gz"), &gzip(&bytes)?)?;
    }
    Ok(())
}

/// `app.js` and `br` → `app.js.br`.
pub fn beside(file: &Path, extension: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let best = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &best)
        .map_err(|error| format!("brotli failed: {error}"))?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed
        .write_all(bytes)
        .and_then(|()| packed.finish())
        .map_err(|error| format!("gzip failed: {error}"))
}

fn fingerprint(profile: Profile) -> Result<String> {
    let mut digest = Sha256::new();
    digest.update(format!(
        "{profile:?}{}",
        command::output(command::program("rustc").arg("-V"))?
    ));
    for source in SOURCES {
        for file in files_below(&command::root().join(source))? {
            digest.update(file.as_os_str().as_encoded_bytes());
            digest.update(Sha256::digest(read(&file)?));
        }
    }
    Ok(hex(&digest.finalize()))
}

pub fn has_extension(file: &Path, any_of: &[&str]) -> bool {
    file.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| any_of.contains(&extension))
}

/// All files below a folder in a fixed order, or the file itself.
pub fn files_below(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut files = Vec::new();
    let entries = fs::read_dir(path)
        .map_err(|error| format!("{} could not be read: {error}", path.display()))?;
    for entry in entries {
        let entry =
            entry.map_err(|error| format!("{} could not be read: {error}", path.display()))?;
        files.extend(files_below(&entry.path())?);
    }
    files.sort();
    Ok(files)
}

pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| format!("{} could not be read: {error}", path.display()))
}

/// Writes a file and the folders it needs.
pub fn write(path: &Path, bytes: &[u8]) -> Result {
    path.parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(path, bytes))
        .map_err(|error| format!("{} could not be written: {error}", path.display()))
}

/// Removes a file, if it is there.
pub fn remove(path: &Path) -> Result {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(format!("{} could not be removed: {error}", path.display()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compressed_files_stand_beside_the_plain_one() {
        assert_eq!(
            beside(Path::new("web/app.js"), "br"),
            Path::new("web/app.js.br")
        );
    }
}
