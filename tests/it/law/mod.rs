//! A court stays an ordinance, it is repealed, a part of it comes into force
//! later: what may be done in cases, new ones and old.
//!
//! The library is that of revisions before its amendment: an application is
//! accepted by 제2조제2항, decided by 제3조제1항 within 20 days, and refused by
//! silence under 제3조제2항.

mod laws;
mod scenario;
mod service;

use jorye::library::{Files, Library};

use super::revise;

/// The library, with keys put into the head of its text.
fn with(head: &str) -> Library {
    let mut files = files(head);
    files.insert("ordinance/roofs_2027.md", NEW);
    library(&files)
}

fn files(head: &str) -> Files {
    let mut files = Files::default();
    let all = Files::read(&revise::folder()).unwrap();
    for (name, bytes) in all.iter() {
        if name != "workflows/permit.toml" {
            files.insert(name, bytes);
        }
    }
    let name = "ordinance/permits.md";
    let text = String::from_utf8(files.get(name).unwrap().to_vec()).unwrap();
    let dated = "in_force = 2020-01-01\n";
    assert!(text.contains(dated));
    files.insert(name, text.replacen(dated, &format!("{dated}{head}"), 1));
    files
}

fn library(files: &Files) -> Library {
    let library = Library::of(files);
    assert_eq!(library.findings, []);
    library
}

/// The ordinance that takes its place, with its saving provision.
const NEW: &str = "+++
id = \"roofs_2027\"
kind = \"ordinance\"
title = { ko = \"옥상 기본 조례\", en = \"Framework Ordinance on Roofs\" }
number = 202
promulgated = 2025-12-26
in_force = 2026-01-01
+++

# 옥상 기본 조례

##### 제1조 (목적)

이 조례는 옥상의 이용을 정함을 목적으로 한다.

## 부칙

제1조(시행일) 이 조례는 2026년 1월 1일부터 시행한다.

제2조(경과조치) 이 조례 시행 전에 한 신청에 대해서는 종전의 「옥상 이용 조례」에 따른다.
";
