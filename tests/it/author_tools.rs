//! Tools for authors: the formatter as a command, completions, the manual, and
//! the forms that other tools read (JUnit XML, SARIF).

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use super::command_line::{copy, jorye, said};

fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn run(lang: &str, folder: &Path, line: &[&str]) -> Output {
    jorye(lang).current_dir(folder).args(line).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A library with an untidy file, a tidy one, and one that is not TOML.
fn untidy() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let workflows = folder.path().join("workflows");
    fs::create_dir_all(workflows.join("sub")).unwrap();
    fs::create_dir(folder.path().join("no_library")).unwrap();
    fs::copy(
        here("tests/fixtures/format/untidy.toml"),
        workflows.join("untidy.toml"),
    )
    .unwrap();
    fs::copy(
        here("workflows/proposal.scenarios.toml"),
        workflows.join("sub/proposal.scenarios.toml"),
    )
    .unwrap();
    fs::write(workflows.join("wrong.toml"), "format = 1\n[workflow\n").unwrap();
    folder
}

#[test]
fn fmt_writes_what_changes_and_tells_what_it_cannot_read() {
    let library = untidy();
    let folder = library.path();
    let file = folder.join("workflows/untidy.toml");
    let before = fs::read_to_string(&file).unwrap();
    let mut story = String::new();
    for (lang, line) in [
        ("ko_KR.UTF-8", &["fmt", "--check"][..]),
        ("en_GB.UTF-8", &["fmt", "--check"]),
        (
            "en_GB.UTF-8",
            &["fmt", "--check", "--format=json", "workflows/untidy.toml"],
        ),
        ("ko_KR.UTF-8", &["fmt"]),
        ("en_GB.UTF-8", &["fmt", "."]),
        ("en_GB.UTF-8", &["fmt", "workflows/untidy.toml", "--check"]),
        ("en_GB.UTF-8", &["fmt", "no_such.toml"]),
        ("en_GB.UTF-8", &["fmt", "workflows/sub"]),
        ("en_GB.UTF-8", &["fmt", "--check", "./workflows"]),
        ("en_GB.UTF-8", &["fmt", "no_library"]),
    ] {
        let output = run(lang, folder, line);
        story.push_str(&format!("$ jorye {}\n{}\n", line.join(" "), said(&output)));
        let now = fs::read_to_string(&file).unwrap();
        let written = story.contains("$ jorye fmt\n");
        assert_eq!(now != before, written, "{line:?}");
    }
    insta::assert_snapshot!(story);
    let wrong = fs::read_to_string(folder.join("workflows/wrong.toml")).unwrap();
    assert_eq!(wrong, "format = 1\n[workflow\n");
    assert!(
        fs::read_dir(folder.join("workflows"))
            .unwrap()
            .all(|entry| !entry
                .unwrap()
                .path()
                .to_string_lossy()
                .ends_with(".partial"))
    );
}

#[test]
fn a_library_may_lie_in_a_folder_named_like_its_own() {
    let outer = tempfile::tempdir().unwrap();
    let library = outer.path().join("workflows/mine");
    copy(untidy().path(), &library);
    for line in [&["fmt", "--check"][..], &["fmt", "--check", "workflows/"]] {
        let output = run("en", &library, line);
        assert_eq!(text(&output.stdout), "workflows/untidy.toml\n", "{line:?}");
    }
}

#[cfg(unix)]
#[test]
fn fmt_keeps_permissions_and_links() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let library = untidy();
    let target = library.path().join("target.toml");
    let link = library.path().join("workflows/link.toml");
    fs::copy(here("tests/fixtures/format/untidy.toml"), &target).unwrap();
    fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&target, &link).unwrap();
    let before = fs::read_to_string(&target).unwrap();
    let output = run("en", library.path(), &["fmt", "workflows/link.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_ne!(fs::read_to_string(&target).unwrap(), before);
    let mode = fs::metadata(&target).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}

#[test]
fn a_file_that_is_not_utf8_is_told() {
    let library = untidy();
    fs::write(
        library.path().join("workflows/wrong.toml"),
        b"format = 1\n\xff",
    )
    .unwrap();
    let output = run(
        "en",
        library.path(),
        &["fmt", "--check", "workflows/wrong.toml"],
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stderr).contains("error[J0101]"),
        "{}",
        said(&output)
    );
}

/// The commands that the help lists.
fn commands(lang: &str, words: &[&str]) -> Vec<String> {
    let help = run(lang, Path::new("."), &[words, &["--help"]].concat());
    text(&help.stdout)
        .lines()
        .skip_while(|line| !matches!(*line, "Commands:" | "명령:"))
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_shell_completes_every_command() {
    let all = commands("en", &[]);
    assert!(all.contains(&"fmt".to_owned()), "{all:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        for lang in ["ko", "en"] {
            let output = run(lang, Path::new("."), &["completions", shell]);
            assert_eq!(output.status.code(), Some(0), "{}", said(&output));
            let script = text(&output.stdout);
            for command in &all {
                assert!(script.contains(command), "{shell} does not know {command}");
            }
            // bash shows no descriptions; the others are in the reader's language.
            let korean = script.contains("자동 완성");
            assert_eq!(korean, shell != "bash" && lang == "ko", "{shell} {lang}");
        }
    }
    let wrong = run("en", Path::new("."), &["completions", "tcsh"]);
    assert_eq!(wrong.status.code(), Some(2), "{}", said(&wrong));
}

#[test]
fn bash_takes_its_script() {
    let script = run("ko", Path::new("."), &["completions", "bash"]).stdout;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("jorye.bash");
    fs::write(&file, script).unwrap();
    let asked = "source \"$0\"; COMP_WORDS=(jorye fm); COMP_CWORD=1; \
                 _jorye jorye fm jorye; echo \"${COMPREPLY[@]}\"";
    let Ok(output) = std::process::Command::new("bash")
        .args(["-c", asked])
        .arg(&file)
        .output()
    else {
        println!("skipped: no bash here");
        return;
    };
    assert_eq!(text(&output.stdout).trim(), "fmt", "{}", said(&output));
}

#[test]
fn the_manual_has_a_page_for_every_command_and_names_no_other() {
    for lang in ["ko", "en"] {
        let folder = tempfile::tempdir().unwrap();
        let output = run(lang, folder.path(), &["man", "--out", "pages/new"]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let pages: BTreeSet<String> = fs::read_dir(folder.path().join("pages/new"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let mut wanted = BTreeSet::from(["jorye.1".to_owned()]);
        let mut open = vec![Vec::new()];
        while let Some(words) = open.pop() {
            let known: Vec<&str> = words.iter().map(String::as_str).collect();
            for command in commands(lang, &known) {
                let mut words = words.clone();
                words.push(command);
                wanted.insert(format!("jorye-{}.1", words.join("-")));
                open.push(words);
            }
        }
        assert_eq!(pages, wanted);
        for page in &pages {
            let page = fs::read_to_string(folder.path().join("pages/new").join(page)).unwrap();
            for line in page.lines().filter(|line| line.ends_with("(1)")) {
                let named = line.replace('\\', "").replace("(1)", ".1");
                assert!(pages.contains(&named), "no page {named}");
            }
        }
    }
}

#[test]
fn a_page_of_the_manual_is_in_the_language_of_the_reader() {
    let page = |lang| text(&run(lang, Path::new("."), &["man", "text", "pin"]).stdout);
    insta::assert_snapshot!([page("ko"), page("en")].join("\n"));
    let unknown = run("en", Path::new("."), &["man", "text", "pim"]);
    assert_eq!(unknown.status.code(), Some(2));
    let talk = text(&unknown.stderr);
    assert!(
        talk.contains("`text pim`") && talk.contains("`pin`"),
        "{talk}"
    );
}

#[test]
fn results_of_scenarios_are_written_for_continuous_integration() {
    let library = tempfile::tempdir().unwrap();
    for part in ["ordinance", "workflows"] {
        copy(&here(part), &library.path().join(part));
    }
    let file = library.path().join("workflows/proposal.scenarios.toml");
    let scenarios = fs::read_to_string(&file).unwrap();
    let broken = scenarios.replacen("at = [\"submitted\"]", "at = [\"screening\"]", 1);
    assert_ne!(broken, scenarios);
    fs::write(&file, broken).unwrap();
    fs::write(
        library.path().join("workflows/bad.toml"),
        "format = 1\n[workflow\nid = \"<&>\"\n",
    )
    .unwrap();
    let mut documents = String::new();
    for lang in ["ko", "en"] {
        let output = run(lang, library.path(), &["test", "--junit", "report.xml"]);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        documents.push_str(&fs::read_to_string(library.path().join("report.xml")).unwrap());
    }
    insta::assert_snapshot!(documents);
    let nowhere = run(
        "en",
        library.path(),
        &["test", "--junit", "no/such/report.xml"],
    );
    assert_eq!(nowhere.status.code(), Some(5), "{}", said(&nowhere));
}

fn object<'v>(value: &'v Value, key: &str) -> &'v Value {
    assert!(value[key].is_object(), "`{key}` in {value:#}");
    &value[key]
}

fn list<'v>(value: &'v Value, key: &str) -> &'v Vec<Value> {
    value[key]
        .as_array()
        .unwrap_or_else(|| panic!("`{key}` in {value:#}"))
}

fn word<'v>(value: &'v Value, key: &str) -> &'v str {
    let word = value[key]
        .as_str()
        .unwrap_or_else(|| panic!("`{key}` in {value:#}"));
    assert!(!word.is_empty(), "`{key}` in {value:#}");
    word
}

fn number(value: &Value, key: &str) -> u64 {
    value[key]
        .as_u64()
        .unwrap_or_else(|| panic!("`{key}` in {value:#}"))
}

/// What section 3.29 and 3.30 of SARIF require of a place; the file is there
/// when it is looked for from where the program ran.
fn physical(place: &Value) {
    let uri = word(object(place, "artifactLocation"), "uri");
    assert!(uri.is_ascii() && !uri.contains([' ', '\\']), "{uri}");
    assert!(here(uri).is_file(), "{uri}");
    let region = object(place, "region");
    let start = (number(region, "startLine"), number(region, "startColumn"));
    let end = (number(region, "endLine"), number(region, "endColumn"));
    assert!(start.0 >= 1 && start.1 >= 1 && start <= end, "{region}");
}

#[test]
fn findings_are_told_in_sarif() {
    let mut libraries: Vec<String> = fs::read_dir(here("tests/fixtures/findings"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        // The fault of these is that they cannot be read at all.
        .filter(|path| path.join("bad/workflows").is_dir())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            format!("tests/fixtures/findings/{name}/bad")
        })
        .collect();
    libraries.sort();
    for lang in ["ko", "en"] {
        let mut line = vec!["check", "--format", "sarif"];
        line.extend(libraries.iter().map(String::as_str));
        let output = run(lang, &here("."), &line);
        assert_eq!(output.status.code(), Some(1));
        let log: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(log["version"], "2.1.0");
        assert!(word(&log, "$schema").ends_with("sarif-schema-2.1.0.json"));
        let runs = list(&log, "runs");
        assert_eq!(runs.len(), libraries.len());
        let mut results = 0;
        for run in runs {
            assert_eq!(word(run, "language"), lang);
            assert_eq!(word(run, "columnKind"), "unicodeCodePoints");
            assert_eq!(list(run, "invocations")[0]["executionSuccessful"], true);
            let driver = object(object(run, "tool"), "driver");
            assert_eq!(word(driver, "name"), "jorye");
            word(driver, "semanticVersion");
            let rules = list(driver, "rules");
            let ids: BTreeSet<&str> = rules.iter().map(|rule| word(rule, "id")).collect();
            assert_eq!(ids.len(), rules.len(), "a rule stands once");
            for rule in rules {
                word(rule, "name");
                word(object(rule, "shortDescription"), "text");
                word(object(rule, "help"), "text");
                let level = word(object(rule, "defaultConfiguration"), "level");
                assert!(["error", "warning", "note"].contains(&level));
            }
            for result in list(run, "results") {
                results += 1;
                let index = usize::try_from(number(result, "ruleIndex")).unwrap();
                assert_eq!(rules[index]["id"], result["ruleId"]);
                word(object(result, "message"), "text");
                let level = word(result, "level");
                match word(result, "kind") {
                    "fail" => assert!(["error", "warning", "note"].contains(&level)),
                    "open" => assert_eq!(level, "none"),
                    other => panic!("{other}"),
                }
                for location in result["locations"].as_array().into_iter().flatten() {
                    if location.get("physicalLocation").is_some() {
                        physical(&location["physicalLocation"]);
                    } else {
                        word(&list(location, "logicalLocations")[0], "fullyQualifiedName");
                    }
                }
                for related in result["relatedLocations"].as_array().into_iter().flatten() {
                    number(related, "id");
                    physical(object(related, "physicalLocation"));
                }
            }
        }
        assert!(results > 100, "only {results}");
    }
}

#[test]
fn what_is_not_decided_is_open_in_sarif() {
    let output = run("ko", &here("."), &["check", "--format=sarif"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    for result in list(&log["runs"][0], "results") {
        let undecided = result["properties"]["verdict"] == "undecided";
        let (kind, level) = (word(result, "kind"), word(result, "level"));
        assert_eq!(undecided, kind == "open" && level == "none", "{result:#}");
    }
    // Other commands have no findings to tell in this form.
    let elsewhere = run("ko", &here("."), &["test", "--format=sarif"]);
    assert_eq!(elsewhere.status.code(), Some(2), "{}", said(&elsewhere));
}

/// What stays for a stated reason is counted, told when asked for, and in the
/// forms for programs beside its reason.
#[test]
fn what_is_let_stay_is_told_with_its_reason() {
    let library = here("tests/fixtures/findings/J0236/good");
    for (lang, kept) in [("ko", "남겨 둔 이유: "), ("en", "It stays, because: ")] {
        let plain = text(&run(lang, &library, &["check"]).stdout);
        assert!(!plain.contains("J0232"), "{plain}");
        let told = run(lang, &library, &["check", "--waived"]);
        assert_eq!(told.status.code(), Some(0), "{}", said(&told));
        let told = text(&told.stdout);
        assert!(told.contains("J0232") && told.contains(kept), "{told}");
    }
    let report = run("ko", &library, &["check", "--format=json"]);
    let report: Value = serde_json::from_slice(&report.stdout).unwrap();
    let [stays] = &list(&report, "waived")[..] else {
        panic!("{report:#}");
    };
    assert_eq!(stays["waiver"], "copies");
    assert_eq!(
        stays["reason"]["en"],
        "The number of copies is a record only."
    );
    assert_eq!(stays["finding"]["code"], "J0232");
    let log = run("en", &library, &["check", "--format=sarif"]);
    let log: Value = serde_json::from_slice(&log.stdout).unwrap();
    let stays: Vec<&Value> = list(&log["runs"][0], "results")
        .iter()
        .filter(|result| result.get("suppressions").is_some())
        .collect();
    let [stays] = stays[..] else {
        panic!("{log:#}")
    };
    assert_eq!(stays["ruleId"], "J0232");
    assert_eq!(
        stays["suppressions"][0]["justification"],
        "The number of copies is a record only."
    );
}

/// Every duty, prohibition and power has an answer, and every element a basis.
#[test]
fn coverage_is_told_both_ways() {
    let library = here("tests/fixtures/findings/library");
    let mut story = String::new();
    for (lang, line) in [
        ("ko", &["coverage", "--all"][..]),
        ("en", &["coverage", "grants"]),
        ("en", &["coverage", "--format=json"]),
        ("en", &["coverage", "--deny", "forgotten"]),
        ("ko", &["coverage", "nowhere"]),
    ] {
        let output = run(lang, &library, line);
        story.push_str(&format!("$ jorye {}\n{}\n", line.join(" "), said(&output)));
    }
    insta::assert_snapshot!("coverage", story);
}
