//! Finds the tools that a build needs, and installs the ones that are missing.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{output, program, root, succeed, succeeds};
use crate::{Result, web};

const TRUNK: &str = "0.21.14";
const GECKODRIVER: &str = "0.37.1";
const OLDEST_NODE: u32 = 20;

/// A browser and its driver.
pub struct Browser {
    pub chromium: PathBuf,
    pub driver: PathBuf,
}

/// Makes sure of the wasm target, Trunk and wasm-bindgen, and returns the `PATH` with which Trunk
/// finds them.
pub fn path_for_trunk() -> Result<OsString> {
    add_wasm_target()?;
    let folders = [trunk()?, wasm_bindgen_folder()?];
    let path = env::var_os("PATH").unwrap_or_default();
    env::join_paths(folders.into_iter().chain(env::split_paths(&path)))
        .map_err(|error| format!("a tool's folder can't be put on PATH: {error}"))
}

/// Makes sure that Rust can compile for browsers.
pub fn add_wasm_target() -> Result {
    let sysroot = output(program("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim())
        .join("lib/rustlib/wasm32-unknown-unknown/lib")
        .exists()
    {
        return Ok(());
    }
    println!("xtask: adding Rust's wasm32-unknown-unknown target (once; about 10 seconds)");
    succeed(program("rustup").args(["target", "add", "wasm32-unknown-unknown"]))
}

/// Makes sure of the source of Rust's own library, and that this compiler takes what the app asks of it.
pub fn rust_source() -> Result {
    let knows = succeeds(program("rustc").env("RUSTC_BOOTSTRAP", "1").args([
        "--target",
        "wasm32-unknown-unknown",
        "-Zunstable-options",
        "-Cpanic=immediate-abort",
        "--print",
        "cfg",
    ]));
    if !knows {
        return Err("this rustc doesn't know -Cpanic=immediate-abort".to_owned());
    }
    let sysroot = output(program("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim())
        .join("lib/rustlib/src/rust/library/Cargo.lock")
        .exists()
    {
        return Ok(());
    }
    println!("xtask: adding the source of Rust's own library (once; about 10 seconds)");
    succeed(program("rustup").args(["component", "add", "rust-src"]))
}

/// The program that runs wasm tests in a browser.
pub fn wasm_test_runner() -> Result<PathBuf> {
    Ok(wasm_bindgen_folder()?.join("wasm-bindgen-test-runner"))
}

fn trunk() -> Result<PathBuf> {
    folder_of(
        "trunk",
        "trunk",
        TRUNK,
        &["--locked"],
        "about 3 minutes on 2 cores",
    )
}

/// wasm-bindgen's program and crate must be the very same version.
fn wasm_bindgen_folder() -> Result<PathBuf> {
    let lock = fs::read_to_string(root().join("Cargo.lock"))
        .map_err(|error| format!("Cargo.lock: {error}"))?;
    let version =
        locked_version(&lock, "wasm-bindgen").ok_or("Cargo.lock names no wasm-bindgen")?;
    // With --locked its own lock file does not build.
    folder_of(
        "wasm-bindgen",
        "wasm-bindgen-cli",
        version,
        &[],
        "about 2 minutes on 2 cores",
    )
}

fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let (_, after) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
    after.split_once('"').map(|(version, _)| version)
}

/// The folder that holds `tool` in exactly this version: on `PATH`, or in a cache that all clones
/// share and that is filled when needed.
fn folder_of(
    tool: &str,
    package: &str,
    version: &str,
    how: &[&str],
    takes: &str,
) -> Result<PathBuf> {
    let cache = cache()?;
    let path = env::var_os("PATH").unwrap_or_default();
    let known = env::split_paths(&path)
        .chain([cache.join("bin")])
        .find(|folder| is_version(&folder.join(tool), version));
    if let Some(folder) = known {
        return Ok(folder);
    }
    println!(
        "xtask: {tool} {version} is missing; compiling it into {} (once; {takes})",
        cache.display()
    );
    fs::create_dir_all(&cache)
        .map_err(|error| format!("{} could not be made: {error}", cache.display()))?;
    let mut install = program("cargo");
    // Away from the checkout, so that its settings don't apply. A tool that only copies files and
    // rewrites wasm is fast enough without optimisation.
    install
        .current_dir(&cache)
        .args(["install", package, "--version", version, "--debug"])
        .args(how);
    install.arg("--root").arg(&cache);
    for setting in [
        "CARGO_TARGET_DIR",
        "CARGO_BUILD_TARGET_DIR",
        "CARGO_BUILD_TARGET",
        "RUSTFLAGS",
    ] {
        install.env_remove(setting);
    }
    succeed(&mut install)?;
    Ok(cache.join("bin"))
}

fn is_version(tool: &Path, version: &str) -> bool {
    tool.is_file()
        && output(Command::new(tool).arg("--version"))
            .is_ok_and(|text| text.split_whitespace().any(|word| word == version))
}

fn cache() -> Result<PathBuf> {
    let from = |name: &str| {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    from("XDG_CACHE_HOME")
        .or_else(|| from("HOME").map(|home| home.join(".cache")))
        .or_else(|| from("LOCALAPPDATA"))
        .map(|folder| folder.join("meguri-tools"))
        .ok_or_else(|| "set XDG_CACHE_HOME or HOME, so that tools can be kept there".to_owned())
}

/// wasm-opt's program for Node.
pub fn wasm_opt() -> Result<PathBuf> {
    node_packages()?;
    Ok(root().join("tests/e2e/node_modules/binaryen/bin/wasm-opt"))
}

/// The program that bundles scripts and styles.
pub fn esbuild() -> Result<PathBuf> {
    node_packages()?;
    Ok(root().join("tests/e2e/node_modules/esbuild/bin/esbuild"))
}

/// Makes sure of Node and of the packages that `tests/e2e` locks.
pub fn node_packages() -> Result {
    packages_of("tests/e2e", "Playwright, axe, wasm-opt and esbuild")
}

/// Makes sure of what only measuring needs.
pub fn bench_packages() -> Result {
    packages_of("tests/bench", "Lighthouse and PouchDB")
}

/// Installs what the folder's lock file names, once.
fn packages_of(folder: &str, what: &str) -> Result {
    let advice = format!(
        "install Node {OLDEST_NODE} or newer, with npm (nodejs.org, or your system's package manager)"
    );
    let version = output(program("node").arg("--version"))
        .map_err(|_| format!("Node is missing: {advice}"))?;
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse().ok());
    if major.is_none_or(|major: u32| major < OLDEST_NODE) {
        return Err(format!("Node {} is too old: {advice}", version.trim()));
    }
    let folder = root().join(folder);
    let lock = web::read(&folder.join("package-lock.json"))?;
    let installed = folder.join("node_modules/.meguri-installed");
    if fs::read(&installed).is_ok_and(|of| of == lock) {
        return Ok(());
    }
    println!(
        "xtask: npm installs {what} into {} (once; up to a minute)",
        folder.display()
    );
    let mut npm = program(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.current_dir(&folder)
        .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
    succeed(&mut npm).map_err(|error| format!("{error}; if npm is missing, {advice}"))?;
    web::write(&installed, &lock)
}

/// A Chromium with its driver: `CHROME_PATH` and `CHROMEDRIVER`, or on `PATH`, or installed where
/// that is possible without asking.
pub fn browser() -> Result<Browser> {
    if let Some(browser) = find_browser() {
        return Ok(browser);
    }
    install_browser()?;
    find_browser().ok_or_else(|| "Chromium was installed, but it is still not on PATH".to_owned())
}

fn find_browser() -> Option<Browser> {
    let chromium = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
    ];
    Some(Browser {
        chromium: from_environment("CHROME_PATH")
            .or_else(|| chromium.into_iter().find_map(on_path))?,
        driver: from_environment("CHROMEDRIVER").or_else(|| on_path("chromedriver"))?,
    })
}

fn install_browser() -> Result {
    install_with_apt(
        &["chromium", "chromium-driver", "fonts-noto-cjk"],
        "about 2 minutes",
        "Chromium and its driver are needed: on Debian `apt-get install chromium chromium-driver \
         fonts-noto-cjk`; elsewhere install Chrome with the matching chromedriver and a Japanese font, \
         and set CHROME_PATH and CHROMEDRIVER if they are not on PATH",
    )
}

/// Makes sure of strace, with which tests see what the server asks of the system, and kill it there.
pub fn strace() -> Result {
    let works = || succeeds(program("strace").args(["-f", "-qq", "-o", "/dev/null", "true"]));
    if !works() {
        install_with_apt(
            &["strace"],
            "about 10 seconds",
            "strace is needed (Linux only): install it with your system's package manager",
        )?;
    }
    if works() {
        Ok(())
    } else {
        Err("strace is there, but may not trace: let this user or container use ptrace".to_owned())
    }
}

/// Browsers with other engines than Chromium's, each with its driver.
pub struct OtherEngines {
    pub firefox: PathBuf,
    pub geckodriver: PathBuf,
    pub webkit: PathBuf,
    pub webkit_driver: PathBuf,
    /// A screen for WebKit, which has no headless mode.
    pub screen: PathBuf,
}

pub fn other_engines() -> Result<OtherEngines> {
    let geckodriver = folder_of(
        "geckodriver",
        "geckodriver",
        GECKODRIVER,
        &["--locked"],
        "about 2 minutes on 2 cores",
    )?
    .join("geckodriver");
    if let Some(engines) = find_other_engines(geckodriver.clone()) {
        return Ok(engines);
    }
    install_with_apt(
        &["firefox-esr", "webkit2gtk-driver", "xvfb", "xauth"],
        "about 2 minutes",
        "Firefox and WebKitGTK with its driver are needed: on Debian `apt-get install firefox-esr \
         webkit2gtk-driver xvfb xauth`; elsewhere these engines are not tested",
    )?;
    find_other_engines(geckodriver)
        .ok_or_else(|| "Firefox and WebKitGTK were installed, but are not found".to_owned())
}

fn find_other_engines(geckodriver: PathBuf) -> Option<OtherEngines> {
    let webkit = fs::read_dir("/usr/lib").ok()?.filter_map(|entry| {
        let browser = entry.ok()?.path().join("webkit2gtk-4.1/MiniBrowser");
        browser.is_file().then_some(browser)
    });
    Some(OtherEngines {
        firefox: ["firefox-esr", "firefox"].into_iter().find_map(on_path)?,
        geckodriver,
        webkit: { webkit }.next()?,
        webkit_driver: on_path("WebKitWebDriver")?,
        screen: on_path("xvfb-run")?,
    })
}

/// On Debian, where no password is asked; elsewhere `advice` says what to do.
fn install_with_apt(packages: &[&str], takes: &str, advice: &str) -> Result {
    let is_root = output(program("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    let may_sudo = || succeeds(program("sudo").args(["-n", "true"]));
    if !Path::new("/etc/debian_version").exists() || !(is_root || may_sudo()) {
        return Err(advice.to_owned());
    }
    println!(
        "xtask: installing {} with apt-get (once; {takes})",
        packages.join(", ")
    );
    let apt_get = || {
        let mut command = program(if is_root { "env" } else { "sudo" });
        if !is_root {
            command.args(["-n", "env"]);
        }
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        command
    };
    succeed(apt_get().arg("update"))?;
    succeed(
        apt_get()
            .args(["install", "--yes", "--no-install-recommends"])
            .args(packages),
    )
}

fn from_environment(name: &str) -> Option<PathBuf> {
    env::var_os(name)
        .map(PathBuf::from)
        .filter(|path| path.is_file())
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_that_of_the_very_package() {
        let lock = "name = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "trunk"), None);
    }
}
